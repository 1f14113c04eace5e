"""Whatever people write comes out as text in every output, or is refused where it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from booklet.checks.text.gate import check as check_text
from booklet.project import Project
from tests.escaping import marked
from tests.escaping.marked import ACCEPTED, IN_PAGES, PIECES, PLAIN, PLAIN_IN_PAGES, PLAIN_PIECES


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project to put pieces of markers into."""
    return marked.small_project(tmp_path_factory.mktemp("small") / "project")


def _has(project: Project, path: str, line: int, piece: str) -> bool:
    """Say whether a piece stands, as YAML or a catalogue writes it, on this line of a file or on the next."""
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
    for one in check_text(project).findings:
        if one.rule == "quotation-unused":
            continue  # of a page that was refused
        place, name = places[Path(one.path).stem]
        refused.setdefault((place, name), []).append(_has(project, one.path, one.line, PIECES[name]))
    for place in IN_PAGES:
        assert {name for name in marked.pieces(place) if (place, name) not in refused} == ACCEPTED[place], place
    # Markdown reads what stands in quotation marks behind an address as a title, and no picture has one
    plain = {place for place in places.values() if place[0] in PLAIN_IN_PAGES}
    assert plain - refused.keys() == {("picture in a page", "quotation marks")}
    assert all(any(lines) for lines in refused.values())


@pytest.mark.parametrize("name", PLAIN_PIECES)
def test_a_page_in_the_order_that_is_none_is_refused_with_its_line(project: Project, name: str):
    marked.fill(project, {"page in the order": PIECES[name]}, small=True)
    found = [place for place in marked.refusals(project) if place[0] == "mkdocs.yml"]
    assert found
    assert all(_has(project, path, line, PIECES[name]) for path, line in found)
