"""Staging: the site and its books are made beside the published ones and swapped in whole: a failed build changes nothing."""

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
def build_lock(project: Project) -> Iterator[None]:
    """Keep a second build out while one is at work; the lock ends with the process, however it ends.

    The set-up takes the same lock before it changes the packages that a build works with.
    Raises BookletError where another build of this project is running.
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
def with_failure_note(state: str) -> Iterator[None]:
    """Add to any error that leaves the block a note that says what is published then, for whoever started the build."""
    try:
        yield
    except BaseException as error:
        error.add_note(state)
        raise


@contextmanager
def staged(*targets: Path, otherwise: str) -> Iterator[tuple[Path, ...]]:
    """Yield an empty folder for each of `targets`, beside it; put all in their places if the block ends well, else none.

    An error of the block gets the note `otherwise`, as of `telling`. What an earlier build left behind when it was killed
    is removed first.
    """
    pairs = [(target.with_name(f"{target.name}.new"), target) for target in targets]
    try:
        with with_failure_note(otherwise):
            for stage, target in pairs:
                _tidy(stage, target)
                stage.mkdir()
            yield tuple(stage for stage, _ in pairs)
        # One right after the other: to remove the old ones takes longer
        for stage, target in pairs:
            _swap(stage, target)
    finally:
        for stage, target in pairs:
            _tidy(stage, target)


def _tidy(stage: Path, target: Path) -> None:
    """Remove what is left of a build, and put back a folder that it had moved away and not replaced."""
    aside = _aside(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(stage, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.with_name(f"{target.name}.old")


def _swap(stage: Path, target: Path) -> None:
    if not target.exists():
        stage.rename(target)
        return
    try:
        exchange(stage, target)
    except OSError:
        # Not every file system can exchange two names: two renames, and _tidy mends what is cut short between them
        target.rename(_aside(target))
        stage.rename(target)
