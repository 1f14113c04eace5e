"""Builds the tag tree of a PDF from the HTML of the document and the marks in its pages.

WeasyPrint builds its tree from boxes: an element that runs over two lines or pages becomes two, list items and
links get parts that the standards do not allow, definition lists become flat lists, languages are lost.
Here the tree follows the elements. Each element has at most one tag, whatever it was broken into, and
what was painted is put into the tag of its element in the order of the text.

Sources: ISO 32000-1 (PDF 1.7), 14.7 and 14.8; ISO 14289-1 (PDF/UA-1), 7; ISO 19005-2 (PDF/A-2), 6.7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import Box, MarginBox, ReplacedBox, TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream

from booklet.formats.print.pdf_tags import fields

PIXELS_TO_POINTS = 0.75

# The tag of an element (ISO 32000-1, 14.8.4). Elements that are not named, such as `main` or `strong`, add no
# meaning that PDF 1.7 knows: what they hold belongs to the element around them.
ROLES = {
    "section": "Sect",
    "article": "Sect",
    "header": "Sect",
    "footer": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "p": "P",
    "figcaption": "P",
    "blockquote": "BlockQuote",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "a": "Link",
    "img": "Figure",
    "textarea": "Form",
    "input": "Form",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
}
# What makes the field of an element; an `input` is a box to tick
FIELDS = {"textarea": fields.add_text, "input": fields.add_box}
INLINE = {"span", "strong", "b", "em", "i", "bdi", "abbr", "cite", "small", "sub", "sup", "q", "dfn"}


def keep_one_annotation_for_each_link(document: Document) -> None:
    """Drop the extra links that WeasyPrint gives to everything inside a link.

    `<a><bdi>` would otherwise get two annotations on top of each other, and the inner one has no Link tag
    (ISO 14289-1, 7.18.5).
    """
    for page in document.pages:
        page.links = [link for link in page.links if link[3].element_tag == "a"]


def add_structure(pdf: pydyf.PDF, document: Document, pdf_version: str, page_streams: list[Stream]) -> None:
    """Add the tag tree to a PDF whose pages are painted. It takes the place of WeasyPrint's `add_tags`."""
    tree = Tree(pdf, document)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        tree.add_page(number, page.height, page._page_box, stream._tags)
    tree.finish()
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


@dataclass
class Tree:
    """A tag tree that grows page by page. `tags` holds the tag of each element that has one."""

    pdf: pydyf.PDF
    document: Document
    tags: dict[Element, pydyf.Dictionary] = field(default_factory=dict)

    def __post_init__(self) -> None:
        html = self.document._html.etree_element
        self.parents = {child: parent for parent in html.iter() for child in parent}
        self.ids = 0
        self.bodies: dict[Element, pydyf.Dictionary] = {}  # list item -> its LBody
        self.labels: dict[Element, pydyf.Dictionary] = {}  # list item -> its Lbl
        self.entries: dict[Element, pydyf.Dictionary] = {}  # first dt of an entry -> its LI
        self.content: list[list[bytes]] = []  # for each page: tag of each mark
        self.annotations: list[bytes] = []  # tag of each link and field annotation
        self.root = self._object({"Type": "/StructTreeRoot"})
        self.top = self._object({"Type": "/StructElem", "S": "/Document", "P": self.root.reference, "K": pydyf.Array()})
        self.root["K"] = pydyf.Array([self.top.reference])
        self.pdf.catalog["StructTreeRoot"] = self.root.reference

    # -- growing

    def add_page(self, number: int, height: float, box: Box, marks: dict[Box, dict]) -> None:
        """Put everything that is marked on a page into the tree. `height` is the page's, in CSS pixels."""
        self.page, self.page_height = self.pdf.page_references[number], height
        self.content.append([b"null"] * len(marks))
        for part in _parts(box):
            if part.link_annotation:
                self._add_annotation(part, part.link_annotation)
                # Where it leads (ISO 14289-1, 7.18.5)
                part.link_annotation["Contents"] = pydyf.String(text_of(part.element))
            if part.element_tag in FIELDS:
                self._add_field(part)
            mark = marks.pop(part, None)
            if mark is not None:
                self._add_mark(mark["mcid"], part)
        if marks:
            raise AssertionError(f"{len(marks)} marks on page {number + 1} belong to no box of that page")

    def _add_mark(self, number: int, box: Box) -> None:
        element = box.element
        if isinstance(box, ReplacedBox):
            tag = self._figure(element, box)
        elif box.element_tag == "li::before":
            tag = self._label(element)
        else:
            tag = self._inside(element)
        self._append(tag, number)
        self.content[-1][number] = tag.reference

    def _add_annotation(self, box: Box, annotation: pydyf.Dictionary) -> None:
        """Bind a link or a field to its tag (ISO 32000-1, 14.7.4.3)."""
        tag = self._tag(box.element)
        self._append(tag, pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.page}))
        annotation["StructParent"] = len(self.document.pages) + len(self.annotations)
        self.annotations.append(tag.reference)

    def _add_field(self, box: Box) -> None:
        """Make a field where an element asks for one, inside a Form tag (ISO 14289-1, 7.18.4)."""
        page = self.pdf.objects[int(self.page.split()[0])]
        name, label = box.element.get("name"), box.element.get("title")
        self._add_annotation(box, FIELDS[box.element_tag](self.pdf, page, name, label, self._edges(box)))

    def _edges(self, box: Box) -> tuple[float, float, float, float]:
        """Return the edges of a box in points, from the left and the foot of the page: left, bottom, right, top."""
        left, top = box.content_box_x(), box.content_box_y()
        edges = (left, self.page_height - top - box.height, left + box.width, self.page_height - top)
        return tuple(round(edge * PIXELS_TO_POINTS, 2) for edge in edges)

    def finish(self) -> None:
        """Write the tree's index, from marks and annotations back to tags (ISO 32000-1, 14.7.4.4)."""
        numbers = pydyf.Array()
        for page, tags in enumerate(self.content):
            numbers.extend([page, pydyf.Array(tags)])
        for index, tag in enumerate(self.annotations, start=len(self.content)):
            numbers.extend([index, tag])
        parents = self._object({"Nums": numbers})
        self.root["ParentTree"] = parents.reference
        self.root["ParentTreeNextKey"] = len(self.content) + len(self.annotations)
        self._link_cells_to_headers()

    # -- tags

    def _tag(self, element: Element) -> pydyf.Dictionary:
        """Return the tag of an element, made with those around it when it is first needed."""
        if element in self.tags:
            return self.tags[element]
        parent = self.parents.get(element)
        if parent is None or element.tag == "body":
            return self.top
        role = self._role(element)
        if role is None:
            return self._inside(parent)
        if element.tag in ("dt", "dd"):
            parent_tag = self._entry(element)
            same = next((kid for kid in _elements(self.pdf, parent_tag) if kid["S"] == f"/{role}"), None)
            if same is not None:  # a second dd of the entry: LI has one LBody only
                self.tags[element] = same
                return same
        elif element.tag == "a" and role == "Link" and self._in_contents(element):
            parent_tag = self._new("Reference", self._inside(parent))
        else:
            parent_tag = self._inside(parent) if element.tag != "li" else self._tag(parent)
        tag = self.tags[element] = self._new(role, parent_tag)
        if element.get("lang"):
            tag["Lang"] = pydyf.String(element.get("lang"))
        self._add_attributes(element, tag, role)
        return tag

    def _inside(self, element: Element) -> pydyf.Dictionary:
        """Return the tag that takes what is in an element: for a list item, its body."""
        tag = self._tag(element)
        if element.tag != "li" or tag["S"] != "/LI":
            return tag
        if element not in self.bodies:
            self.bodies[element] = self._new("LBody", tag)
        return self.bodies[element]

    def _label(self, item: Element) -> pydyf.Dictionary:
        """Return the Lbl of a list item: its bullet or number. LI holds nothing but Lbl and LBody (14.8.4.3.3)."""
        if item not in self.labels:
            self.labels[item] = self._new("Lbl", self._tag(item))
        return self.labels[item]

    def _entry(self, element: Element) -> pydyf.Dictionary:
        """Return the LI of a definition list's entry: its terms are the Lbl, what they mean the LBody (14.8.4.3.3)."""
        group = self.parents[element]
        first = element
        for sibling in reversed(list(group)[: list(group).index(element)]):
            if (
                (sibling.tag == "dt" and first.tag == "dt")
                or (sibling.tag == "dd" and first.tag == "dd")
                or (sibling.tag == "dt" and first.tag == "dd")
            ):
                first = sibling
            else:
                break
        if first not in self.entries:
            self.entries[first] = self._new("LI", self._inside(group))
        return self.entries[first]

    def _role(self, element: Element) -> str | None:
        if element.tag in ("ul", "ol") and self._in_contents(element):
            return "TOC"
        if element.tag == "li" and self._in_contents(element):
            return "TOCI"
        if element.tag in ROLES:
            return ROLES[element.tag]
        if element.get("lang"):
            return "Span" if element.tag in INLINE else "Div"
        return None

    def _in_contents(self, element: Element) -> bool:
        while (parent := self.parents.get(element)) is not None:
            if parent.tag == "nav":
                return True
            element = parent
        return False

    def _add_attributes(self, element: Element, tag: pydyf.Dictionary, role: str) -> None:
        if role == "L":
            numbering = "Decimal" if element.tag == "ol" else "None" if element.tag == "dl" else "Disc"
            tag["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})
        elif role == "TH":
            scope = "Row" if element.get("scope") == "row" else "Column"
            self.ids += 1
            tag["ID"] = pydyf.String(f"header-{self.ids}")
            tag["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{scope}"})
        elif role == "TD":
            tag["A"] = pydyf.Dictionary({"O": "/Table"})

    def _figure(self, element: Element, box: Box) -> pydyf.Dictionary:
        """Return the tag of a picture, with its alternative text and its place on the page in points."""
        tag = self._tag(element)
        tag["Alt"] = pydyf.String(element.get("alt"))
        tag["A"] = pydyf.Dictionary(
            {
                "O": "/Layout",
                "Placement": "/Block",
                "BBox": pydyf.Array(self._edges(box)),
            }
        )
        return tag

    def _link_cells_to_headers(self) -> None:
        """Name for each cell of a table the headers of its column and row (ISO 32000-1, 14.8.5.7)."""
        for table in [element for element in self.tags if element.tag == "table"]:
            columns: dict[int, bytes] = {}
            for row in table.iter("tr"):
                row_headers = [self.tags[cell]["ID"] for cell in row if cell.tag == "th" and cell.get("scope") == "row"]
                for column, cell in enumerate(row):
                    if cell.tag == "th" and cell.get("scope") != "row":
                        columns[column] = self.tags[cell]["ID"]
                    elif cell.tag == "td" and cell in self.tags:
                        headers = row_headers + ([columns[column]] if column in columns else [])
                        self.tags[cell]["A"]["Headers"] = pydyf.Array(headers)

    # -- objects

    def _new(self, role: str, parent: pydyf.Dictionary) -> pydyf.Dictionary:
        tag = self._object(
            {"Type": "/StructElem", "S": f"/{role}", "P": parent.reference, "Pg": self.page, "K": pydyf.Array()}
        )
        parent["K"].append(tag.reference)
        return tag

    def _append(self, tag: pydyf.Dictionary, kid: int | pydyf.Dictionary) -> None:
        """Add a mark or a link to a tag. A mark on another page than the tag's first names its page (14.7.4.2)."""
        if isinstance(kid, int) and tag["Pg"] != self.page:
            kid = pydyf.Dictionary({"Type": "/MCR", "Pg": self.page, "MCID": kid})
        tag["K"].append(kid)

    def _object(self, values: dict) -> pydyf.Dictionary:
        dictionary = pydyf.Dictionary(values)
        self.pdf.add_object(dictionary)
        return dictionary


def text_of(element: Element) -> str:
    """Return the words of an element, with the alternative texts of its pictures, on one line."""
    parts: list[str] = []
    for part in element.iter():
        parts += [part.get("alt") or "" if part.tag == "img" else part.text or ""]
        if part is not element:
            parts.append(part.tail or "")
    return " ".join("".join(parts).split())


def _parts(box: Box) -> Iterator[Box]:
    """Yield a box and everything in it, in the order of the text; not the margins of the page, which are no text."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, MarginBox):
        return
    yield box
    if not isinstance(box, TextBox):
        for child in box.children:
            yield from _parts(child)


def _elements(pdf: pydyf.PDF, tag: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
    for kid in tag["K"]:
        if isinstance(kid, bytes):
            yield pdf.objects[int(kid.split()[0])]
