"""Staging: site and books are made beside the published ones and swapped in whole; a failure changes nothing."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from booklet import interrupts
from booklet.errors import BookletError
from booklet.files import locked
from booklet.project import Project

AT_FDCWD = -100
RENAME_EXCHANGE = 2
# Ends of the names of the new folder, and of the old one where two names cannot be exchanged: nobody else's
NEW, OLD = ".booklet-new", ".booklet-old"
# Bits that a folder hands on to what is made in it, which a build leaves as they are (chmod(2))
SPECIAL = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX


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
    with locked(project.build / "lock", "Another build, or the set-up, is running."):
        yield


@contextmanager
def with_failure_note(state: str) -> Iterator[None]:
    """Add to any error that leaves the block a note, for the person who started the build: what is published then."""
    try:
        yield
    except BaseException as error:
        error.add_note(state)
        raise


@contextmanager
def staged(*targets: Path, otherwise: str) -> Iterator[tuple[Path, ...]]:
    """Yield an empty folder for each of `targets`, beside it; put all in their places if the block ends well, else
    none.

    A target that is a link stays one: the folder that it leads to is replaced. Whatever the umask, everybody may read
    what is published. An error of the block gets the note `otherwise`, as of `with_failure_note`. What an earlier build
    left behind when it was killed is removed first.
    Raises BookletError for a target that cannot be replaced, before anything is made.
    """
    with with_failure_note(otherwise):
        pairs = [(target.with_name(target.name + NEW), target) for target in map(_replaceable, targets)]
    try:
        with with_failure_note(otherwise):
            for stage, target in pairs:
                _tidy(stage, target)
                stage.mkdir(parents=True)
            yield tuple(stage for stage, _ in pairs)
            for stage, _ in pairs:
                open_to_readers(stage)
            interrupts.require_none()
        # One right after the other: to remove the old ones takes longer
        with interrupts.postponed():
            for stage, target in pairs:
                _swap(stage, target)
    finally:
        for stage, target in pairs:
            _tidy(stage, target)


def _replaceable(target: Path) -> Path:
    """Return the folder that a target is or leads to.

    Raises BookletError for what is no folder, and for a mount point: its name cannot be given to another folder.
    """
    real = target.resolve()
    if target.is_symlink() and not real.parent.is_dir():
        raise BookletError(
            f"This is a link to {real}, which cannot be made.", "Make the folder above it, or remove the link.", target
        )
    if real.exists() and not real.is_dir():
        raise BookletError("This should be a folder, for a build to replace.", "Give it another name.", target)
    if is_mounted(real):
        raise BookletError(
            "This is a mount point, which a build cannot replace in one step.",
            f"Mount the folder above it, or make {target.name} a link to a folder inside of what is mounted.",
            target,
        )
    return real


def is_mounted(folder: Path) -> bool:
    """Say whether a folder is a mount point, so that its name cannot be given to another folder."""
    return folder.is_mount() or str(folder) in _mount_points()


def _mount_points() -> set[str]:
    """Return every mount point (proc(5), mountinfo: the fifth field); none where the system has no such file.

    A folder that is mounted within its own file system is not seen otherwise.
    """
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return set()
    return {re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line.split(" ")[4]) for line in lines}


def open_to_readers(folder: Path) -> None:
    """Let everybody read what is in a folder, and only its owner change it: a web server is another user."""
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        wanted = mode & SPECIAL | (0o755 if path.is_dir() else 0o644)
        if mode != wanted and not path.is_symlink():
            path.chmod(wanted)


def _tidy(stage: Path, target: Path) -> None:
    """Remove what is left of a build, and put back a folder that it had moved away and not replaced."""
    aside = _aside(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(stage, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.with_name(target.name + OLD)


def _swap(stage: Path, target: Path) -> None:
    if not target.exists():
        stage.rename(target)
        return
    try:
        exchange(stage, target)
    except OSError:
        # Not every file system can exchange two names: two renames, and _tidy undoes what is cut short between them
        target.rename(_aside(target))
        stage.rename(target)
