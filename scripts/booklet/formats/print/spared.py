"""Spares WeasyPrint 70 work whose result it has already: lines measured, page numbers looked up, pictures drawn again.

What is laid out and written stays the same, byte for byte. The time of a print is another: a table or a grid inside
another one measures each of its words again at each level, a document with page references was laid out a third time
because the number of all pages had become known, each picture was drawn anew wherever it is, each line was laid out
again to be drawn, and most of the time of a style went into finding out that nobody has set it.
"""

from __future__ import annotations

import copy
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pydyf
from weasyprint import images
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.css.targets import TargetCollector
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import preferred
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break
from weasyprint.text.line_break import Layout, split_first_line

# What a stream knows of the state of graphics, and leaves out where it is what it was
STATE = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke", "_current_font")
# The resources of a document: those that a kept drawing may have, and others
GRAPHICS, OTHERS = "ExtGState", ("XObject", "Pattern", "Shading")
# Text needs the fonts of its document, and where a picture is cut depends on where it is (ISO 32000-1, 8.5.4 and 9.4.1)
NOT_ALONE = {b"BT", b"W", b"W*"}

# WeasyPrint's modules belong to the process: only one document is laid out, or written, at a time.
_LAYING_OUT, _DRAWING = threading.Lock(), threading.Lock()

# The width of a line that is not drawn is nothing, whatever a rule says (CSS Backgrounds 3, 3.3)
BORDER_STYLES = {f"border_{side}_width": f"border_{side}_style" for side in ("top", "right", "bottom", "left")}

# What needs no look into it for something to calculate
PLAIN_VALUES = {str, int, float, bool}

# Properties whose value, where no rule sets them, is the initial one or the parent's: with no more to compute
_APART = {"float", "display", "position", "page"}
_PLAIN = [name for name in INITIAL_VALUES if name not in _APART and not name.startswith(("text_decoration_", "__"))]
INHERITS = frozenset(name for name in _PLAIN if name in INHERITED and name not in PHYSICAL_FUNCTIONS)
INITIAL = {name: INITIAL_VALUES[name] for name in _PLAIN if name not in INHERITED and name not in INITIAL_NOT_COMPUTED}

_compute = ComputedStyle.__missing__
_font_key, _font = line_break._font_style_cache_key, line_break.get_font_description
_in_normal_flow = Box.is_in_normal_flow
_deactivate, _reactivate = Layout.deactivate, Layout.reactivate
_collect, _cache = TargetCollector.collect_missing_counters, TargetCollector.cache_target_page_counters
_read_image, _draw_image = images.SVGImage.__init__, images.SVGImage.draw
_drawn: dict[tuple[Any, ...], Drawing] = {}


class Lines:
    """Breaks lines as WeasyPrint's function of this name, each only once in a document."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple] = {}

    def split_first_line(self, text: str, style: Any, context: Any, *measures: Any, **named: Any) -> tuple:
        """Return the first line of a text, as WeasyPrint's function of this name does, whose other values are passed on."""
        key = (text, id(style), *measures, *named.items())
        if key not in self._known:
            line = split_first_line(text, style, context, *measures, **named)
            # The style is kept, so that no other one can have its number
            self._known[key] = style, line
        return self._known[key][1]

    def measure(self, *line: Any, **named: Any) -> tuple:
        """Return a line as `split_first_line`, of which only the measures are needed: it is not kept to be drawn."""
        measured = self.split_first_line(*line, **named)
        _put_away(measured[0])
        return measured


@contextmanager
def layout() -> Iterator[Lines]:
    """Lay out without needless work inside the block, which gets what breaks its lines."""
    with _LAYING_OUT:
        lines = Lines()
        with _replaced(
            (ComputedStyle, "__missing__", _value_of),
            (preferred, "split_first_line", lines.measure),
            (TargetCollector, "collect_missing_counters", _collect_missing_counters),
            (TargetCollector, "cache_target_page_counters", _cache_target_page_counters),
            (images.SVGImage, "__init__", _read),
            (Box, "is_in_normal_flow", _is_in_normal_flow),
            (Layout, "deactivate", _keep),
            (line_break, "_font_style_cache_key", _font_style_cache_key),
            (line_break, "get_font_description", _get_font_description),
        ):
            yield lines


@contextmanager
def drawing() -> Iterator[None]:
    """Draw each picture (SVG) once in each size inside the block, for all documents of this process.

    The documents were laid out inside `layout`, where their pictures are read.
    """
    with (
        _DRAWING,
        _replaced(
            (images.SVGImage, "draw", _draw),
            (Layout, "deactivate", _keep),
            (Layout, "reactivate", _take_again),
        ),
    ):
        yield


@contextmanager
def _replaced(*replaced: tuple[Any, str, Any]) -> Iterator[None]:
    """Put ours in the place of functions of WeasyPrint for a block; each is where it is, its name, and ours."""
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in replaced]
    try:
        for owner, name, ours in replaced:
            setattr(owner, name, ours)
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def _value_of(self: ComputedStyle, name: str) -> Any:
    """Return the computed value of a property, and remember it, as WeasyPrint does: at once where no rule sets it."""
    if name in BORDER_STYLES and self[BORDER_STYLES[name]] in ("none", "hidden"):
        self[name] = 0
        return 0
    if name not in self.cascaded:
        if name in INITIAL:
            logical = PHYSICAL_FUNCTIONS.get(name)
            if logical is None or logical(block="ttb", inline=self["direction"]) not in self.cascaded:
                self[name] = INITIAL[name]
                return INITIAL[name]
        elif name in INHERITS and self.parent_style is not None:
            value = self.parent_style[name]
            if type(value) in PLAIN_VALUES or not check_math(value):
                self[name] = value
                return value
    return _compute(self, name)


def _is_in_normal_flow(self: Box) -> bool:
    """Say whether a box is in the normal flow, as WeasyPrint does: at once where its style asks for nothing else."""
    style = self.style
    return (style["float"] == "none" and style["position"] == "static") or _in_normal_flow(self)


def _keep(line: Layout) -> None:
    """Keep what Pango knows of a line until its document is written: WeasyPrint lets go of it, and asks again."""


def _put_away(line: Layout) -> None:
    """Let go of what Pango knows of a line that is not drawn."""
    if "layout" in vars(line):
        _deactivate(line)


def _take_again(self: Layout, style: Any) -> None:
    """Have a line laid out by Pango, to draw it: again only where it is to be as wide as others, or was put away."""
    if self.justification_spacing or "layout" not in vars(self):
        _reactivate(self, style)


def _font_style_cache_key(style: Any, include_size: bool = False) -> str:
    """Return what names the font of a style, as WeasyPrint does: once for each style."""
    name = "font_key_and_size" if include_size else "font_key"
    known = vars(style)
    if name not in known:
        known[name] = _font_key(style, include_size)
    return known[name]


def _get_font_description(style: Any) -> Any:
    """Return what Pango knows of the font of a style, as WeasyPrint does: once for each style."""
    known = vars(style)
    if "font" not in known:
        known["font"] = _font(style)
    return known["font"]


def _collect_missing_counters(
    self: TargetCollector,
    parent_box: Any,
    css_token: str,
    parse_again: Any,
    missing: list[str],
    missing_of_targets: dict[str, list[str]],
) -> None:
    """Note which counters a content needs, as WeasyPrint does.

    It takes those of the last target for the content's own too, by the name of a variable that it uses twice, and lays
    the page out again when its own counters are others.
    """
    own = [] if any(missing is of_target for of_target in missing_of_targets.values()) else missing
    _collect(self, parent_box, css_token, parse_again, own, missing_of_targets)


def _cache_target_page_counters(
    self: TargetCollector,
    anchor_name: str,
    page_counter_values: dict[str, list[int]],
    page_maker_index: int,
    page_maker: list,
) -> None:
    """Remember on which page a target is, as WeasyPrint does.

    It takes a new number of all pages for a new place of the target, and lays out every page that names it again. No
    style of ours shows that number in a reference (`printed.page_references`).
    """
    item = self.target_lookup_items.get(anchor_name)
    known = item.cached_page_counter_values if item else {}
    if known and {**known, "pages": None} == {**page_counter_values, "pages": None}:
        item.page_maker_index = page_maker_index
        item.cached_page_counter_values = copy.deepcopy(page_counter_values)
    else:
        _cache(self, anchor_name, page_counter_values, page_maker_index, page_maker)


@dataclass(frozen=True)
class Drawing:
    """A drawn picture: its operators, the states of graphics that these name, and what is known of the state at the end.

    A picture that draws more than areas and lines, or cannot be drawn, has no operators (None): it is drawn each time.
    """

    operators: tuple[Any, ...] | None
    graphics: dict[str, Any]
    state: tuple[Any, ...]


def _read(self: images.SVGImage, tree: ElementTree.Element, *arguments: Any) -> None:
    """Read a picture as WeasyPrint does, and note what it is."""
    self.digest = hashlib.sha256(ElementTree.tostring(tree)).digest()
    _read_image(self, tree, *arguments)


def _draw(self: images.SVGImage, stream: Stream, width: float, height: float, style: Any) -> None:
    """Draw a picture of this width and height, in units of CSS, as WeasyPrint does."""
    key = (self.digest, width, height, *_state_of(stream))
    if key not in _drawn:
        _drawn[key] = _recorded(self, stream, width, height)
    drawing = _drawn[key]
    if drawing.operators is None:
        _draw_image(self, stream, width, height, style)
        return
    stream.stream.extend(drawing.operators)
    for name, state in drawing.graphics.items():
        stream._resources[GRAPHICS].setdefault(name, pydyf.Dictionary(state))
    for name, value in zip(STATE, drawing.state, strict=True):
        setattr(stream, name, value)


def _recorded(image: images.SVGImage, stream: Stream, width: float, height: float) -> Drawing:
    """Draw a picture on a stream of its own, which begins in the state of `stream`, and return what was drawn."""
    own = {name: pydyf.Dictionary() for name in (GRAPHICS, *OTHERS)}
    apart = stream.clone(resources=pydyf.Dictionary({**stream._resources, **own}), images=dict(stream._images))
    for name, value in zip(STATE, _state_of(stream), strict=True):
        setattr(apart, name, value)
    try:
        image._svg.draw(apart, width, height, image._base_url, image._context)
    except Exception:  # WeasyPrint says so each time that it draws it
        return Drawing(None, {}, ())
    plain = not any(own[name] for name in OTHERS) and all(name[0] in "aA" for name in own[GRAPHICS])
    if not plain or any(operator in NOT_ALONE for operator in apart.stream if isinstance(operator, bytes)):
        return Drawing(None, {}, ())
    return Drawing(tuple(apart.stream), dict(own[GRAPHICS]), _state_of(apart))


def _state_of(stream: Stream) -> tuple[Any, ...]:
    return tuple(getattr(stream, name) for name in STATE)
