"""Finds the largest size with which a layout fits: for what has a fixed number of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from weasyprint.document import Document

Size = TypeVar("Size")


def one_page(document: Document) -> bool:
    """Say whether a document fits on one page."""
    return len(document.pages) == 1


def largest_that_fits(
    sizes: Sequence[Size], lay_out: Callable[[Size], Document], fits: Callable[[Document], bool]
) -> tuple[Size, Document] | None:
    """Return the largest of `sizes`, which ascend, with which a document fits, and that document; None where none does.

    `lay_out` lays it out with a size, `fits` says whether it fits.
    """
    found = None
    low, high = 0, len(sizes) - 1
    while low <= high:  # a search by halves: what fits, fits with a smaller size too
        middle = (low + high) // 2
        document = lay_out(sizes[middle])
        if fits(document):
            found, low = (sizes[middle], document), middle + 1
        else:
            high = middle - 1
    return found
