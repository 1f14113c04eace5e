"""What somebody may have meant by a name that there is not, for the cure of a finding."""

from __future__ import annotations

import difflib
from collections.abc import Collection


def nearest(name: str, names: Collection[str], otherwise: str) -> str:
    """Return a cure that names the nearest known name, or `otherwise` where none is near."""
    near = difflib.get_close_matches(name, names, 1, 0.6)
    return f"Did you mean “{near[0]}”?" if near else otherwise
