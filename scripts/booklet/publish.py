"""Staging: a site is built beside the published one and swapped in whole, so that a failed build changes nothing."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from booklet.errors import BookletError
from booklet.project import Project

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def exchange(one: Path, other: Path) -> None:
    """Swap the names of two folders in one step that no crash can split (renameat2, Linux 3.15).

    Raises OSError where the system or the file system cannot do it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    names = os.fsencode(one), os.fsencode(other)
    if libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(one))


@contextmanager
def only_one(project: Project) -> Iterator[None]:
    """Keep a second build out while one is at work; the lock ends with the process, however it ends.

    The set-up takes the same lock before it changes the packages that a build works with.
    """
    project.build.mkdir(exist_ok=True)
    with (project.build / "lock").open("w") as lock:
        try:
            # Not flock: the workers of a build that was killed would hold on to it
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BookletError("Another build, or the set-up, is running.", "Wait until it has ended.") from None
        yield


@contextmanager
def staged(project: Project) -> Iterator[Path]:
    """Yield an empty folder to build the site in; publish it if the block ends well, else throw it away.

    What an earlier build left behind when it was killed is removed first.
    """
    stage = project.root / "site.new"
    _recover(project, stage)
    stage.mkdir()
    try:
        yield stage
        _swap(stage, project.site)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _recover(project: Project, stage: Path) -> None:
    """Put back a site that a killed build on a system without `exchange` had moved away."""
    aside = _aside(project.site)
    if aside.exists() and not project.site.exists():
        aside.rename(project.site)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(stage, ignore_errors=True)


def _aside(site: Path) -> Path:
    return site.with_name("site.old")


def _swap(stage: Path, site: Path) -> None:
    if not site.exists():
        stage.rename(site)
        return
    try:
        exchange(stage, site)
    except OSError:
        # Not every file system can exchange two names: two renames, which _recover mends if cut short
        site.rename(_aside(site))
        try:
            stage.rename(site)
        except BaseException:
            _aside(site).rename(site)
            raise
        shutil.rmtree(_aside(site))
