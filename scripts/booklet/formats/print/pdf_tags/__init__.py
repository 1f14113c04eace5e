"""Writes a laid-out document as one PDF file that is both PDF/UA-1 and PDF/A-2a.

WeasyPrint lays out and paints; what it says about the meaning of the painted things is not enough for either
standard. So two of its parts are replaced while a file is written, and only then:

- its page stream, by `marked_content.MarkedStream`, which says what is page furniture and decoration;
- its builder of the tag tree, by `structure.add_structure`, which builds the tree from the HTML.

Both are private to WeasyPrint, so its version is fixed. `fields` makes what people fill in, and `metadata` says in the
file which standards it follows.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf
import weasyprint
from weasyprint import pdf as engine
from weasyprint.document import Document

from booklet.errors import BookletError
from booklet.formats.print.pdf_tags import marked_content, metadata, structure

WEASYPRINT = "70.0"
VARIANT = "pdf/a-2a"

# WeasyPrint's modules belong to the process: only one file is written at a time.
_REPLACING = threading.Lock()


def require_weasyprint() -> None:
    """Raise BookletError unless the one version of WeasyPrint is installed that this package corrects."""
    if weasyprint.__version__ != WEASYPRINT:
        raise BookletError(
            f"WeasyPrint {weasyprint.__version__} is installed; the PDF needs {WEASYPRINT} exactly.",
            "Install what requirements/build.lock names: run scripts/build.py.",
            "requirements/build.lock",
        )


def to_bytes(document: Document) -> bytes:
    """Return a laid-out document as a tagged PDF file.

    The document must have been rendered with `pdf_variant=VARIANT`.
    Raises BookletError for another version of WeasyPrint.
    """
    require_weasyprint()
    structure.keep_one_annotation_for_each_link(document)
    output = io.BytesIO()
    with _replaced_parts():
        document.write_pdf(output, finisher=_finish, pdf_variant=VARIANT)
    return output.getvalue()


@contextmanager
def _replaced_parts() -> Iterator[None]:
    with _REPLACING:
        stream, add_tags = engine.Stream, engine.add_tags
        engine.Stream, engine.add_tags = marked_content.MarkedStream, structure.add_structure
        try:
            yield
        finally:
            engine.Stream, engine.add_tags = stream, add_tags


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    metadata.add_page_labels(pdf)
    metadata.set_viewer_preferences(pdf)
    metadata.claim_pdf_ua(pdf)
