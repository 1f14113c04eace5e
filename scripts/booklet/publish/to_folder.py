"""Publishing to a folder of a web server: the finished site takes the place of the one there, which is kept for undo."""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from booklet import interrupts
from booklet.errors import BookletError
from booklet.project import Project
from booklet.publish import staging
from booklet.publish.staging import build_lock, with_failure_note
from booklet.source.languages import Language
from booklet.source.service.settings import read_settings
from booklet.translation.catalogue import published_languages

# Ends of the names beside the folder: the one being copied, the one before, what a stop left of a swap in two steps
# and what is being removed. A folder that is a link leads to one whose name ends in SITE and a number.
NEW, BEFORE, ASIDE, GONE = (f".booklet-{end}" for end in ("copy", "before", "aside", "gone"))
SITE = ".booklet-site-"
# What every finished site has, so that a folder is known as one
MARKS = ("editions.json", "index.html", "404.html", "sitemap.xml")
# What the people who run the server put into the folder, and no build makes: it moves on to the next site
OF_THE_SERVER = (".well-known", ".htaccess", "web.config", "CNAME")
# RFC 2606, 3: these names belong to nobody
PLACEHOLDERS = ("example.com", "example.net", "example.org", "example")
# Room for the folders themselves, beside the bytes of the files
SPARE_BYTES = 10_000_000
AS_IT_WAS = "What is published in {} is as it was."


@dataclass(frozen=True)
class Change:
    """What is new, other and gone in the files of one language, or of all languages together: paths in the site."""

    language: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __str__(self) -> str:
        def counted(paths: Sequence[str]) -> str:
            pages = sum(1 for path in paths if path.endswith(".html"))
            numbers = ((pages, "page"), (len(paths) - pages, "other file"))
            return " and ".join(f"{number} {word}{'s' * (number > 1)}" for number, word in numbers if number)

        parts = (("new", self.new), ("changed", self.changed), ("removed", self.gone))
        return f"{self.language}: " + "; ".join(f"{counted(paths)} {word}" for word, paths in parts if paths)


def publish(project: Project, target: Path, say: Callable[[str], None], detail: Callable[[str], None]) -> list[str]:
    """Copy the finished site to the folder `target`, in place of the site there; return sentences on what changed.

    `say` gets each line of progress, `detail` the path of each file that changed. The site that was there is kept
    beside the folder. Where `target` is a link, the new site gets a folder of its own, and the link leads there.
    Raises BookletError for a site that is not finished and for a folder that cannot take it, and OSError where
    something cannot be written: either leaves `target` as it was.
    """
    with build_lock(project), with_failure_note(AS_IT_WAS.format(target)):
        languages = published_languages(project)
        place = _place(project, target)
        _require_finished(project, languages)
        changes = compare(place.old, project.site, languages)
        notes = [*_left_out(project), *_placeholder(project)]
        if place.old is not None and not changes:
            return [f"Nothing has changed: {target} holds this site already.", *notes]
        _tidy(place)
        _require_room(project.site, place.folder.parent)
        say(f"Copying {project.relative(project.site)}/ to {target}")
        try:
            _copy(project.site, place)
            _require_same(project.site, place.new)
            interrupts.require_none()
            with interrupts.postponed():
                _swap(place)
        finally:
            # A link leads to the new folder by now if all went well; otherwise its name has moved on
            if place.folder.resolve() != place.new:
                shutil.rmtree(place.new, ignore_errors=True)
            shutil.rmtree(_named(place.folder, GONE), ignore_errors=True)
    return [f"Published in {target}.", *_described(changes, detail), *_undo_hint(place), *notes]


def undo(project: Project, target: Path, detail: Callable[[str], None]) -> list[str]:
    """Put the site that was published in `target` before in its place again; return sentences on what changed.

    Done twice, it takes the undoing back. Raises BookletError where there is no site to go back to.
    """
    with build_lock(project), with_failure_note(AS_IT_WAS.format(target)):
        place = _place(project, target)
        before = _named(place.folder, BEFORE)
        if place.old is None or not before.exists():
            raise BookletError(
                "There is no earlier site to go back to.", f"“booklet publish” keeps one in {before}.", target
            )
        changes = compare(place.old, before.resolve(), published_languages(project))
        interrupts.require_none()
        with interrupts.postponed():
            if place.is_link:
                now, then = place.folder.resolve(), before.resolve()
                _lead(place.folder, then)
                _lead(before, now)
            else:
                _exchange(before, place.folder)
    return [
        f"{target} holds the site that was there before.",
        *_described(changes, detail),
        "The same command takes this back.",
    ]


def is_site(folder: Path) -> bool:
    """Say whether a folder holds a site that this program has made."""
    try:
        listed = json.loads((folder / "editions.json").read_bytes())
    except (OSError, ValueError):
        return False
    return (
        isinstance(listed, dict)
        and {"editions", "absent"} <= listed.keys()
        and all((folder / name).is_file() for name in MARKS)
    )


def compare(old: Path | None, new: Path, languages: Sequence[Language]) -> list[Change]:
    """Return what changes from one site to another (None: nothing was there), by language, in the order of the guide.

    What the server keeps in its folder is no part of a site.
    """
    before, now = (set() if old is None else _files(old)), _files(new)
    same = {name for name in before & now if old and filecmp.cmp(old / name, new / name, shallow=False)}
    found = []
    for language in (*languages, None):
        own = {name for name in (before | now) - same if _language(name, languages) == language}
        if own:
            found.append(
                Change(
                    "All languages" if language is None else language.name,
                    tuple(sorted(own - before)),
                    tuple(sorted(own & before & now)),
                    tuple(sorted(own - now)),
                )
            )
    return found


def _language(name: str, languages: Sequence[Language]) -> Language | None:
    """Return the language of a file of the site: that of its first folder, else the source language for a page."""
    by_tag = {language.tag: language for language in languages}
    return by_tag.get(name.split("/")[0]) or (languages[0] if name.endswith(".html") else None)


# ---- The folder of the server ----


@dataclass(frozen=True)
class _Place:
    """A folder to publish in: itself or the link, whether it is a link, the site in it (None), the folder to fill."""

    folder: Path
    is_link: bool
    old: Path | None
    new: Path


def _named(folder: Path, end: str) -> Path:
    return folder.with_name(folder.name + end)


def _place(project: Project, target: Path) -> _Place:
    """Return what there is to know of a folder; raises BookletError for one in which nothing may be published."""
    folder = Path(os.path.abspath(target))
    folder = folder.parent.resolve() / folder.name
    real, root = folder.resolve(), project.root.resolve()
    for one in (project.site.resolve(), root):
        if real.is_relative_to(one) or one.is_relative_to(real):
            raise BookletError(
                "This folder is inside the project or around it.", "Name the folder of the web server.", target
            )
    _put_back(folder)
    if not folder.parent.is_dir():
        raise BookletError("The folder above this one is not there.", "Make it, or look at the name again.", target)
    if folder.is_symlink() and not real.is_dir():
        raise BookletError(
            "This is a link to a folder that is not there.", "Make that folder, or remove the link.", target
        )
    if real.exists() and not real.is_dir():
        raise BookletError("This is a file.", "Name a folder.", target)
    if not folder.is_symlink() and staging.is_mounted(real):
        raise BookletError(
            "This is a mount point: its name cannot be given to another folder.",
            "Name a folder inside of what is mounted, and let the web server show that one.",
            target,
        )
    holds_something = real.is_dir() and any(path.name not in OF_THE_SERVER for path in real.iterdir())
    if holds_something and not is_site(real):
        raise BookletError(
            "This folder holds something else than a site that this program has made.",
            "Name an empty folder or a new one, or move away what is in it.",
            target,
        )
    before = _named(folder, BEFORE)
    if os.path.lexists(before) and not is_site(before):
        raise BookletError("This is where the site before is kept, and it is none.", "Move it away.", before)
    new = _named(folder, NEW)
    if folder.is_symlink():
        number = 1 + max((int(match[1]) for match in _numbered(real.parent, folder.name)), default=0)
        new = real.with_name(f"{folder.name}{SITE}{number}")
    return _Place(folder, folder.is_symlink(), real if holds_something else None, new)


def _numbered(parent: Path, name: str) -> Iterator[re.Match[str]]:
    """Yield a match, with the number, for each folder that this program has made for the link `name`."""
    pattern = re.compile(re.escape(name + SITE) + r"(\d+)")
    return (match for path in parent.iterdir() if (match := pattern.fullmatch(path.name)))


def _tidy(place: _Place) -> None:
    """Remove what a publishing that was killed has left."""
    shutil.rmtree(_named(place.folder, GONE), ignore_errors=True)
    if place.is_link:
        kept = {place.folder.resolve(), _named(place.folder, BEFORE).resolve()}
        for match in list(_numbered(place.new.parent, place.folder.name)):
            if (path := place.new.with_name(match[0])) not in kept:
                shutil.rmtree(path)
    elif place.new.exists():
        shutil.rmtree(place.new)


def _put_back(folder: Path) -> None:
    """End what a swap of two names in two steps has begun, where it was killed: nothing is lost by that."""
    aside, before = _named(folder, ASIDE), _named(folder, BEFORE)
    for place in (folder, before):
        if aside.exists() and not os.path.lexists(place):
            aside.rename(place)


def _copy(site: Path, place: _Place) -> None:
    """Copy the site into the new folder: readable for all, with the times of files that are as before.

    So a browser that has such a file is told that it may keep it (RFC 9110, 13.1.3).
    """
    _copy_files(site, place.new)
    folder = place.folder.resolve()
    for name in OF_THE_SERVER:
        own = folder / name
        if own.is_dir():
            _copy_files(own, place.new / name)
        elif own.exists():
            shutil.copy2(own, place.new / name)
    staging.open_to_readers(place.new)
    for name in _files(place.new) & (_files(place.old) if place.old else set()):
        old, new = folder / name, place.new / name
        if filecmp.cmp(old, new, shallow=False):
            os.utime(new, ns=(new.stat().st_atime_ns, old.stat().st_mtime_ns))


def _copy_files(source: Path, target: Path) -> None:
    """Copy a folder, file by file: shutil.copytree would hide that a disk is full among other errors."""
    target.mkdir()
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir()
        else:
            shutil.copyfile(path, place)
            os.utime(place, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))


def _swap(place: _Place) -> None:
    """Put the new folder in place, and keep the old one as the one before."""
    before = _named(place.folder, BEFORE)
    if place.is_link:
        last = before.resolve() if before.is_symlink() else None
        if place.old:
            _lead(before, place.old)
        _lead(place.folder, place.new)
        if place.old and last and last != place.old and _is_ours(place, last):
            shutil.rmtree(last, ignore_errors=True)
    elif place.old is None:
        if place.folder.exists():
            # What it holds of the server is in the new one too; the old one is removed under the name of the new
            _exchange(place.new, place.folder)
        else:
            place.new.rename(place.folder)
    else:
        if before.exists():
            before.rename(_named(place.folder, GONE))
        # From here on a stop leaves a whole site in each of the two places
        place.new.rename(before)
        _exchange(before, place.folder)


def _is_ours(place: _Place, folder: Path) -> bool:
    """Say whether this program has made a folder for the link: nothing else is ever removed."""
    return folder.name in {match[0] for match in _numbered(folder.parent, place.folder.name)}


def _exchange(before: Path, folder: Path) -> None:
    """Swap the names of two folders, in one step where the file system can do that."""
    try:
        staging.exchange(before, folder)
    except OSError:
        aside = _named(folder, ASIDE)
        folder.rename(aside)
        before.rename(folder)
        aside.rename(before)


def _lead(link: Path, folder: Path) -> None:
    """Let a link lead to a folder, in one step; it stays relative where both are in one folder."""
    new = _named(link, NEW)
    new.unlink(missing_ok=True)
    new.symlink_to(folder.name if folder.parent == link.parent else folder)
    new.replace(link)


# ---- What may be published ----


def _files(folder: Path) -> set[str]:
    """Return the paths of the files of a site, without those of the server."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in OF_THE_SERVER
    }


def _require_finished(project: Project, languages: Sequence[Language]) -> None:
    """Raise BookletError unless the site is whole: every edition as its list says, every language, today's address."""
    site, cure = project.site, "Run “python3 scripts/build.py” first."
    if not is_site(site):
        raise BookletError("There is no finished site here.", cure, project.relative(site))
    editions = json.loads((site / "editions.json").read_bytes())["editions"]
    for edition in editions:
        path = site / edition["path"]
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != edition["sha256"]:
            raise BookletError("This file is not the one that the build has made.", cure, project.relative(path))
    there = {edition["language"] for edition in editions if edition["format"] == "web"}
    if missing := [language.tag for language in languages if language.tag not in there]:
        raise BookletError(f"The site lacks the language {missing[0]}.", cure, project.relative(site))
    address = read_settings(project).address
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    for page in re.findall(rf"<loc>{re.escape(address)}([^<]*)</loc>", sitemap):
        if not (site / page / "index.html").is_file():
            raise BookletError(
                "This page is in the list of pages, and is not there.", cure, f"{project.relative(site)}/{page}"
            )
    if f"<loc>{address}" not in sitemap:
        raise BookletError(f"The site was built for another address than {address}.", cure, project.relative(site))


def _left_out(project: Project) -> list[str]:
    """Return a sentence on the formats that the build has left out everywhere; none where nothing is missing."""
    listed = json.loads((project.site / "editions.json").read_bytes())
    made = {edition["format"] for edition in listed["editions"]}
    missing = sorted({one["format"] for one in listed["absent"]} - made)
    return [f"The site has no files in these formats: {', '.join(missing)}."] if missing else []


def _placeholder(project: Project) -> list[str]:
    """Return a warning where the address of the site is a placeholder: the build takes it, and readers cannot use it."""
    host = urlsplit(read_settings(project).address).hostname or ""
    if not any(f".{host}".endswith(f".{name}") for name in PLACEHOLDERS):
        return []
    return [
        f"Warning: the address in service/settings.yml, {host}, belongs to nobody. QR codes, PDF files and search "
        "engines lead there. Set the real address, and build again."
    ]


def _require_room(site: Path, parent: Path) -> None:
    needed = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) + SPARE_BYTES
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise BookletError(
            f"There is no room for the site: it needs {needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free.",
            "The old site is kept until the new one is in place. Make room, and run the command again.",
            parent,
        )


def _require_same(site: Path, copy: Path) -> None:
    """Raise BookletError where a copy lacks a file or has another: a share of the network may drop what it cannot name."""
    for name in sorted(_files(site)):
        if not (copy / name).is_file() or not filecmp.cmp(site / name, copy / name, shallow=False):
            raise BookletError("This file did not arrive whole.", "Look at the disk or the connection.", copy / name)


# ---- What is said ----


def _described(changes: Sequence[Change], detail: Callable[[str], None]) -> list[str]:
    for change in changes:
        for word, paths in (("new", change.new), ("changed", change.changed), ("removed", change.gone)):
            for path in paths:
                detail(f"{word}: {path}")
    return [str(change) for change in changes]


def _undo_hint(place: _Place) -> list[str]:
    if place.old is None:
        return []
    return [f"The site before is in {_named(place.folder, BEFORE)}. “--undo” puts it back."]
