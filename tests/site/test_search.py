"""The search index: every page cut at its headings, as plain text."""

from booklet.site.search import SearchPage, index, sections


def test_a_page_is_cut_at_its_headings():
    page = '<p>Lead.</p><h2 id="one">One</h2><p>First.</p><h3 id="two">Two</h3><p>Second.</p>'
    assert sections(page) == [
        {"id": "", "heading": "", "text": "Lead."},
        {"id": "one", "heading": "One", "text": "First."},
        {"id": "two", "heading": "Two", "text": "Second."},
    ]


def test_a_page_that_starts_with_a_heading_has_no_empty_section():
    assert [section["id"] for section in sections('<h2 id="one">One</h2><p>First.</p>')] == ["one"]


def test_blocks_are_apart_and_words_in_a_line_are_not():
    assert sections("<p>one</p><p>t<b>w</b>o</p>")[0]["text"] == "one two"


def test_the_points_of_a_list_do_not_read_as_one_sentence():
    points = (
        "<ul><li>one</li><li>two</li></ul><p>Ask:</p><ul><li>Why?</li></ul><dl><dt>Plan</dt><dd>What to do.</dd></dl>"
    )
    assert sections(points)[0]["text"] == "one · two · Ask: Why? Plan · What to do."


def test_what_is_hidden_from_readers_is_not_found():
    assert sections('<p>Seen<span aria-hidden="true">hidden</span></p><!-- no -->')[0]["text"] == "Seen"


def test_a_heading_inside_a_panel_starts_a_section():
    page = '<section><h2 id="ask">Questions <em>to ask</em></h2><ul><li>Why?</li></ul></section>'
    assert sections(page) == [{"id": "ask", "heading": "Questions to ask", "text": "Why?"}]


def test_the_index_names_its_language_and_pages():
    made = index([SearchPage("plan/", "Plan", "<p>Aims.</p>")], "en-GB")
    assert made == {
        "language": "en-GB",
        "pages": [{"url": "plan/", "title": "Plan", "sections": [{"id": "", "heading": "", "text": "Aims."}]}],
    }


def test_what_people_type_belongs_to_the_page_or_to_its_heading():
    page = SearchPage(
        "plan/",
        "Plan",
        '<p>Aims.</p><h2 id="who">Who</h2><p>You.</p>',
        {"": ("IEP",), "who": ("TA",), "gone": ("passport",)},
        last=True,
    )
    (made,) = index([page], "en-GB")["pages"]
    assert [one.get("words") for one in made["sections"]] == ["IEP · passport", "TA"]
    assert made["last"] is True


def test_a_page_without_words_of_its_own_is_found_by_what_people_type():
    (made,) = index([SearchPage("pl/", "Polski", "", {"": ("Polish",)})], "en-GB")["pages"]
    assert made["sections"] == [{"id": "", "heading": "", "text": "", "words": "Polish"}]
