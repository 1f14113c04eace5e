"""The look that is a service's own: a few colours in service/settings.yml and its mark in service/mark.svg.

Every format reads colours from a token file (source/tokens.py): a service's colours take the place of values in a
copy of it, which is all that those formats get to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.project import Project
from booklet.source.service.settings import Colours
from booklet.source.tokens import DARK, FILE, set_tokens, token

MARK, OWN_MARK = "docs/assets/icons/mark.svg", "service/mark.svg"
# The names in the settings, for light and for dark screens, as the token file knows them
MEDIA = {"light": "", "dark": DARK}
# Text and its ground: each pair that holds a colour a service may choose reaches this contrast
PAIRS = (
    ("link", "paper"),
    ("link", "sand"),
    ("link", "card"),
    ("link", "band"),
    ("visited", "paper"),
    ("visited", "sand"),
    ("primary", "paper"),
    ("on-primary", "primary"),
    ("on-panel", "panel"),
    ("ink", "sand"),
    ("ink", "band"),
)
LEAST_CONTRAST = 7  # WCAG 2.2, 1.4.6 Contrast (Enhanced)
# A mark is an icon: beside the name on a phone, and in a square on a home screen
WIDEST, LARGEST_MARK = 1.25, 50_000
# Shapes and colours only: a picture of a service's comes from outside
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "linearGradient",
        "radialGradient",
        "stop",
    ]
)
# A handler, a link, and the address that all others of the file begin with
ATTRIBUTE_FROM_OUTSIDE = re.compile(r"on.*|.*href|base", re.IGNORECASE)
# A backslash can write any of these in CSS in another way
VALUE_FROM_OUTSIDE = re.compile(r"url\((?!#)|image-set|javascript:|@import|\\", re.IGNORECASE)
SVG = "http://www.w3.org/2000/svg"
# Four plain numbers: what is a number to Python, such as 1e999, is none to every reader of a drawing
VIEW_BOX = re.compile(r"\s*" + r"(?:\s|,)\s*".join([r"(-?[0-9]{1,5}(?:\.[0-9]{1,9})?)"] * 4) + r"\s*", re.ASCII)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of a colour such as #000000 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast, 1 to 21, of two colours (WCAG 2.2, contrast ratio)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def low_contrasts(file: Path, own: Colours) -> Iterator[tuple[str, str, str]]:
    """Yield each pair of colours below the contrast that text needs: (medium, name that the service chose, problem).

    `file` is the token file with the colours that the service leaves as they are.
    """
    for medium, chosen in own.items():
        for text, ground in PAIRS:
            if text not in chosen and ground not in chosen:
                continue
            first, second = (chosen.get(name) or token(file, name, MEDIA[medium]) for name in (text, ground))
            ratio = contrast(first, second)
            if ratio < LEAST_CONTRAST:
                name = text if text in chosen else ground
                yield (
                    medium,
                    name,
                    f"In {medium} colours, {text} {first} on {ground} {second} has a contrast of {ratio:.1f}:1.",
                )


def token_file(project: Project, own: Colours) -> Path:
    """Return the token file that everything is made with, beside the other style sheets.

    It is that of docs/ where a service has no colours of its own, and else a copy in build/ in which they are.
    Raises BookletError for colours below the contrast that text needs.
    """
    source = project.root / FILE
    if not any(own.values()):
        return source
    for medium, name, problem in low_contrasts(source, own):
        path = project.root / "service/settings.yml"
        raise BookletError(
            problem,
            f"Text needs {LEAST_CONTRAST}:1: choose a darker or a lighter colour.",
            project.relative(path),
            project.yaml_line(path, "colours", medium, name),
        )
    folder = project.build / "styles"
    css = set_tokens(source.read_text(encoding="utf-8"), {MEDIA[medium]: chosen for medium, chosen in own.items()})
    styles = project.written(source.parent, "*.css")
    files = {path.name: path.read_bytes() for path in styles} | {source.name: css.encode()}
    for name, data in files.items():
        place = folder / name
        if not place.is_file() or place.read_bytes() != data:
            write_whole(data, place)
    return folder / source.name


def mark_file(project: Project) -> Path:
    """Return the mark: that of the service where it has one.

    Raises BookletError for a mark that cannot be read, is no drawing, is too wide, or holds what could run or come from
    elsewhere.
    """
    own = project.root / OWN_MARK
    if not project.has(own):
        return project.root / MARK
    if problem := fault_of_mark(project.read_bytes(own)):
        raise BookletError(problem[0], problem[1], project.relative(own))
    return own


def fault_of_mark(data: bytes) -> tuple[str, str] | None:
    """Return what is wrong with an SVG as a mark, and the cure; None where it can be used."""
    if len(data) > LARGEST_MARK:
        return f"The mark has {len(data) / 1000:.0f} kB.", f"Use a simple drawing of at most {LARGEST_MARK // 1000} kB."
    try:
        data.decode("utf-8")  # pages and documents hold its bytes as they are
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except UnicodeDecodeError:
        return "The mark is not UTF-8 text.", "Save it as plain SVG, in UTF-8."
    except etree.XMLSyntaxError as error:
        return f"The mark is no SVG drawing ({error.msg}).", "Save it as plain SVG."
    names = {etree.QName(one).localname for one in root.iter(etree.Element)}
    if etree.QName(root).text != f"{{{SVG}}}svg" or root.getroottree().docinfo.doctype:
        return "The mark is no SVG drawing.", "Save it as plain SVG."
    if root.xpath("//processing-instruction()"):
        return "The mark holds an instruction for other programs.", "Save it as plain SVG, without a style sheet."
    if foreign := sorted(names - ELEMENTS):
        return f"The mark holds “{foreign[0]}”.", "Use shapes only: turn letters into paths, and leave pictures out."
    attributes = [
        (etree.QName(name).localname, value) for one in root.iter(etree.Element) for name, value in one.items()
    ]
    if any(ATTRIBUTE_FROM_OUTSIDE.fullmatch(name) or VALUE_FROM_OUTSIDE.search(value) for name, value in attributes):
        return "The mark holds a link or a script.", "Use shapes only."
    view_box = VIEW_BOX.fullmatch(root.get("viewBox", ""))
    if view_box is None:
        return "The mark has no viewBox.", "Save it as plain SVG with a viewBox, such as 0 0 48 48."
    width, height = float(view_box[3]), float(view_box[4])
    if not height > 0 or not width > 0:
        return "The viewBox of the mark has no size.", "Write it as 0 0 48 48."
    if width > WIDEST * height:
        return (
            f"The mark is {width / height:.1f} times as wide as it is high.",
            "Use the sign of your logo without its words: it is shown in a square.",
        )
    return None
