"""What several tests of publishing share: the two ways in which one folder takes the place of another."""

from __future__ import annotations

import errno
import os

import pytest

from booklet.publish import staging


@pytest.fixture(params=["swapped in one step", "moved in two"])
def way(request, monkeypatch) -> str:
    """Both ways to publish: not every file system can swap two names."""
    if request.param == "moved in two":

        def cannot(one, other):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

        monkeypatch.setattr(staging, "exchange", cannot)
    return request.param
