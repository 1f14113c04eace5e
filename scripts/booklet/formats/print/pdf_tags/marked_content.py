"""Marks what is painted on a page: text and pictures with a number for the tag tree, everything else as artifact.

Where the letters that are painted do not tell the words, the mark carries the words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf
from weasyprint.formatting_structure.boxes import Box, TextBox
from weasyprint.pdf.stream import Stream

PAGINATION = {"Type": "/Pagination", "Subtype": "/Footer"}
DECORATION = {"Type": "/Layout"}

# Malayalam is painted with its vowel signs moved and its letters joined: one glyph stands for other letters in each
# word, so that no table of a font can say what it means. The words of such a line go with it (ISO 32000-1, 14.9.4):
# 39 % of the words could be read back without them, all with them. Not for scripts from right to left, whose words
# readers would then turn round a second time.
CHANGED_LETTERS = re.compile("[\u0d00-\u0d7f]")


class MarkedStream(Stream):
    """A page's content in which running titles, page numbers and decorative pictures are artifacts."""

    @contextmanager
    def marked(self, box: Box, tag: str) -> Iterator[None]:
        """Mark what is painted inside the block as belonging to `box`."""
        artifact = artifact_properties(box)
        if self._tags is None or artifact is None:
            mark = super().marked(box, tag)
        else:
            mark = self._between("Artifact", artifact)
        with mark:
            if isinstance(box, TextBox) and CHANGED_LETTERS.search(box.text):
                with self._between("Span", {"ActualText": pydyf.String(box.text)}):
                    yield
            else:
                yield

    @contextmanager
    def _between(self, tag: str, properties: dict) -> Iterator[None]:
        self.begin_marked_content(tag, pydyf.Dictionary(properties))
        try:
            yield
        finally:
            self.end_marked_content()


def artifact_properties(box: Box) -> dict[str, str] | None:
    """Return the properties of a box that is not part of the text (ISO 32000-1, 14.8.2.2), or None if it is.

    Only the boxes of the page margins come from no HTML element: running titles and page numbers, which
    would otherwise be read aloud in the middle of sentences (ISO 14289-1, 7.8).
    A picture with an empty alternative text is decoration (ISO 14289-1, 7.3).
    """
    if box.element is None:
        return PAGINATION
    if not isinstance(box, TextBox) and box.element.tag == "img" and not box.element.get("alt"):
        return DECORATION
    return None
