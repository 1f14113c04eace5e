"""Whatever people write comes out as text in every output, or is refused where it is."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from booklet.checks.text.gate import check as check_text
from booklet.errors import BookletError
from booklet.formats import FORMATS
from booklet.project import Project
from booklet.publish.requests import Request, checked
from booklet.source.languages import find_language, read_languages
from booklet.source.text import without_unseen
from tests.books import BOOKLET
from tests.contexts import on
from tests.escaping import marked
from tests.escaping.marked import ACCEPTED, IN_PAGES, MARK, PIECES, PLAIN, PLAIN_IN_PAGES, PLAIN_PIECES
from tests.escaping.outputs import comparable, files_of, squeezed
from tests.helpers import booklet

# Everything but sound, and but the formats that are drawn as "pdf" is: a PDF is a PDF
BUILT = [name for name in FORMATS if name not in ("audio", "epub-audio", "large-print", "booklet")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project to put pieces of markers into."""
    return marked.small_project(tmp_path_factory.mktemp("small") / "project")


def _has(project: Project, path: str, line: int, piece: str) -> bool:
    """Say whether a piece is, as YAML or a catalogue writes it, on this line of a file or on the next."""
    lines = (project.root / path).read_text(encoding="utf-8").split("\n")[line - 1 : line + 1]
    return any(written in "\n".join(lines) for written in (piece, json.dumps(piece)[1:-1]))


@pytest.mark.parametrize("place", [place for place in ACCEPTED if place not in IN_PAGES])
def test_words_are_taken_or_refused_with_their_line(project: Project, place: str):
    taken = set()
    for name, piece in marked.pieces(place).items():
        marked.fill(project, {place: piece}, small=True)
        found = marked.refusals(project, whole=place == "label")
        assert all(_has(project, path, line, piece) for path, line in found), (name, found)
        if not found:
            taken.add(name)
    assert taken == ACCEPTED[place]


@pytest.mark.parametrize("place", PLAIN)
def test_what_is_no_words_is_refused_with_its_line(project: Project, place: str):
    for name in PLAIN_PIECES:
        marked.fill(project, {place: PIECES[name]}, small=True)
        found = marked.refusals(project, whole=False)
        assert found, name
        assert all(_has(project, path, line, PIECES[name]) for path, line in found), (name, found)


def test_pages_take_pieces_or_refuse_them_with_their_line(project: Project):
    marked.fill(project, {}, small=True)
    places = {
        f"page-{number}": place
        for number, place in enumerate(
            [
                *((place, name) for place in IN_PAGES for name in marked.pieces(place)),
                *((place, name) for place in PLAIN_IN_PAGES for name in PLAIN_PIECES if name in marked.pieces(place)),
            ]
        )
    }

    def marks_of(page: str) -> dict[str, str]:
        place, name = places.get(page, ("", ""))
        return {place: PIECES.get(name, "")}

    marked.fill_pages(project, {**marked.SMALL_PARTS, "guide": ("plan", *places)}, marks_of)
    refused = {}
    for one in check_text(on(project)).findings:
        if one.rule == "quotations/unused":
            continue  # of a page that was refused
        place, name = places[Path(one.path).stem]
        refused.setdefault((place, name), []).append(_has(project, one.path, one.line, PIECES[name]))
    for place in IN_PAGES:
        assert {name for name in marked.pieces(place) if (place, name) not in refused} == ACCEPTED[place], place
    # Markdown reads what is in quotation marks behind an address as a title, and no picture has one
    plain = {place for place in places.values() if place[0] in PLAIN_IN_PAGES}
    assert plain - refused.keys() == {("picture in a page", "quotation marks")}
    assert all(any(lines) for lines in refused.values())


@pytest.mark.parametrize("name", PLAIN_PIECES)
def test_a_page_in_the_order_that_is_none_is_refused_with_its_line(project: Project, name: str):
    marked.fill(project, {"page in the order": PIECES[name]}, small=True)
    found = [place for place in marked.refusals(project) if place[0] == "mkdocs.yml"]
    assert found
    assert all(_has(project, path, line, PIECES[name]) for path, line in found)


@pytest.mark.parametrize("option", ["reading", "format", "variant", "paper", "background", "font", "braille_page"])
def test_an_option_of_a_request_that_is_none_is_refused(option: str):
    for piece in PIECES.values():
        with pytest.raises(BookletError):
            checked(Request(**{option: piece}), BOOKLET)


def test_a_language_of_a_request_that_is_none_is_refused(project: Project):
    marked.fill(project, {}, small=True)
    for piece in PIECES.values():
        with pytest.raises(BookletError):
            find_language(read_languages(project), f"pl{piece}")


def _built(root: Path, marks: dict[str, str]) -> Project:
    project = marked.small_project(root)
    marked.fill(project, marks)
    assert marked.refusals(project) == []
    marked.translate(project, marks["translation"])
    assert marked.refusals(project) == []
    result = booklet(project, "build", "--formats", ",".join(BUILT))
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture(scope="module")
def hostile_and_harmless(tmp_path_factory: pytest.TempPathFactory) -> list[Project]:
    """Two builds of one project: with everything that each place takes, and with letters in its stead."""
    folder = tmp_path_factory.mktemp("built")
    hostile = marked.hostile()
    harmless = {place: marked.harmless(marker) for place, marker in hostile.items()}
    with ThreadPoolExecutor(2) as both:
        return list(both.map(_built, (folder / "hostile", folder / "harmless"), (hostile, harmless)))


# What is seen of each hostile marker, without white space, and the harmless one in its stead; the longest first
SHOWN = sorted(
    ((squeezed(without_unseen(one)), squeezed(marked.harmless(one))) for one in marked.hostile().values()),
    key=lambda pair: len(pair[0]),
    reverse=True,
)


def _with_harmless_markers(text: str) -> str:
    """Return a text without white space with each hostile marker that is whole in it replaced by the harmless one."""
    for marker, harmless in SHOWN:
        text = text.replace(marker, harmless)
    return text


def test_every_output_is_the_same_but_for_the_text(hostile_and_harmless: list[Project]):
    hostile, harmless = (
        {**files_of(project.site), "nginx.conf": (project.build / "nginx.conf").read_bytes()}
        for project in hostile_and_harmless
    )
    assert hostile.keys() == harmless.keys()
    kinds = {Path(name).suffix for name in hostile}
    assert {".html", ".json", ".xml", ".pdf", ".epub", ".docx", ".odt", ".brf", ".pef", ".txt", ".conf"} <= kinds
    different = [
        name
        for name, data in hostile.items()
        if comparable(name, data, _with_harmless_markers) != comparable(name, harmless[name], str)
    ]
    assert different == []


def test_every_marker_is_shown_in_pages_and_documents(hostile_and_harmless: list[Project]):
    hostile, _ = hostile_and_harmless
    places = {squeezed(marked.harmless(marker)) for marker in marked.hostile().values()}
    translator = squeezed(marked.harmless(marked.hostile()["translator"]))  # shown to translators only

    def found(name: str) -> set[str]:
        read = comparable(name, (hostile.site / name).read_bytes(), _with_harmless_markers)
        return {squeezed(marker) for marker in MARK.findall(str(read))}

    pages = set().union(*(found(path.relative_to(hostile.site).as_posix()) for path in hostile.site.rglob("*.html")))
    assert pages | {translator} == places
    for path in hostile.site.rglob("*.pdf"):
        assert found(path.relative_to(hostile.site).as_posix()), path.name


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("a.html", b'<p title="k">k</p>', b'<p title="" onload="k">k</p>'),
        ("a.html", b"<p>k</p>", b"<p>k<b>k</b></p>"),
        ("a.html", b"<p>k</p>", b"<p></p>"),
        ("a.xml", b"<a>k</a>", b"<a><k/>k</a>"),
        ("a.json", b'{"a": "k"}', b'{"a": "k", "k": 1}'),
        ("a.brf", b",K4", b",K4\x80"),
        ("_headers", b"K: k", b"K: k\nX: x"),
    ],
)
def test_what_is_compared_tells_markup_from_text(name: str, good: bytes, bad: bytes):
    assert comparable(name, good, str) == comparable(name, good, str)
    assert comparable(name, good, str) != comparable(name, bad, str)


def test_a_file_of_an_unknown_kind_is_not_passed_over():
    with pytest.raises(ValueError, match="Nothing is known"):
        comparable("a.exe", b"", str)
