"""Checks the accessibility statement of the finished site.

Source: the model accessibility statement that regulation 8 of the Public Sector Bodies (Websites and Mobile
Applications) (No. 2) Accessibility Regulations 2018 names, in the sample of GOV.UK of December 2023. That the words
under a heading are true is for a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from booklet.checks.context import CheckContext
from booklet.checks.edition_list import made_on
from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.checks.rules import Rule
from booklet.findings import Finding, Report

RULES = (
    Rule(
        "statement/headings",
        "The headings of the model statement are there, in order, in every language.",
        "SI 2018/952, regulation 8, and the model accessibility statement on GOV.UK (December 2023)",
    ),
    Rule(
        "statement/linked",
        "Every page links to the statement of its language in its footer.",
        "GOV.UK guidance on accessibility statements: link to it from the footer of every page",
    ),
    Rule(
        "statement/review",
        "The English statement was reviewed in the 12 months before the site was made.",
        "SI 2018/952, regulation 8: the statement is kept under regular review; GOV.UK: at least once a year",
    ),
)

PAGE = "accessibility/index.html"
TITLE = "Accessibility statement for "
# Level, id and English words of each heading after the title. Ids are the same in every language.
HEADINGS = (
    ("h2", "how-accessible-this-website-is", "How accessible this website is"),
    ("h2", "feedback-and-contact-information", "Feedback and contact information"),
    ("h2", "reporting-accessibility-problems-with-this-website", "Reporting accessibility problems with this website"),
    ("h2", "enforcement-procedure", "Enforcement procedure"),
    ("h2", "technical-information", "Technical information about this website’s accessibility"),
    ("h3", "compliance-status", "Compliance status"),
    ("h2", "non-accessible-content", "Non-accessible content"),
    ("h3", "non-compliance-with-the-accessibility-regulations", "Non-compliance with the accessibility regulations"),
    ("h3", "disproportionate-burden", "Disproportionate burden"),
    ("h3", "content-not-within-the-scope", "Content that’s not within the scope of the accessibility regulations"),
    ("h2", "what-we-are-doing-to-improve-accessibility", "What we’re doing to improve accessibility"),
    ("h2", "preparation-of-this-accessibility-statement", "Preparation of this accessibility statement"),
)
ENGLISH = "en-GB"
REVIEWED = re.compile(r"last reviewed on (\d{1,2} [A-Z][a-z]+ \d{4})")
MOST_AGE = timedelta(days=365)


def statements(finished: BuiltSite) -> dict[str, Document]:
    """Return the statement of each language that has one, by the language's tag."""
    return {
        document.language: document
        for path, document in finished.documents.items()
        if path == PAGE or (path.endswith(f"/{PAGE}") and path.count("/") == 2)
    }


def headings(document: Document) -> Iterator[Finding]:
    """Look for the headings in their order, and in English for their words."""
    found = [
        (element.tag, element.get("id", ""), " ".join(element.text_content().split()))
        for element in document.tree.xpath("//main//*[self::h2 or self::h3]")
    ]
    position = -1
    for level, identity, words in HEADINGS:
        places = [i for i, one in enumerate(found) if one[:2] == (level, identity)]
        if not places:
            yield Finding(
                document.path,
                0,
                "statement/headings",
                f"There is no {level} “{words}” with the id “{identity}”.",
                "Add it: the model statement has it.",
            )
        elif places[0] < position:
            yield Finding(
                document.path,
                0,
                "statement/headings",
                f"“{words}” comes too late.",
                "Put it where the model statement has it.",
            )
        elif document.language == ENGLISH and found[places[0]][2] != words:
            yield Finding(
                document.path,
                0,
                "statement/headings",
                f"The heading “{found[places[0]][2]}” is changed.",
                f"Write “{words}”, as the model statement does.",
            )
        position = max([position, *places[:1]])
    title = " ".join("".join(document.tree.xpath("//h1[1]//text()")).split())
    if document.language == ENGLISH and not title.startswith(TITLE):
        yield Finding(
            document.path, 0, "statement/headings", f"The title is “{title}”.", f"Start it with “{TITLE.strip()}”."
        )


def linked(document: Document, statement: Document | None) -> Iterator[Finding]:
    """Look for the link in a page's footer."""
    wanted = statement.file if statement else None
    for href in document.tree.xpath("//footer[not(ancestor::main)]//a/@href"):
        try:
            if wanted and document.site.file_at(href, document.address) == wanted:
                return
        except ValueError:  # It leads to another website
            continue
    yield Finding(
        document.path,
        0,
        "statement/linked",
        "The footer does not link to the accessibility statement.",
        "Link it on every page, in the page’s own language.",
    )


def review(document: Document, today: date) -> Iterator[Finding]:
    """Compare the day of the last review with the day on which the site was made."""
    dates = REVIEWED.findall(" ".join(document.tree.text_content().split()))
    try:
        (reviewed,) = (datetime.strptime(day, "%d %B %Y").date() for day in dates)
    except ValueError:
        yield Finding(
            document.path,
            0,
            "statement/review",
            f"The day of the last review is {dates or 'missing'}.",
            "Write once “last reviewed on” and a date such as “1 September 2026”.",
        )
        return
    if today - reviewed > MOST_AGE:
        yield Finding(
            document.path,
            0,
            "statement/review",
            f"The last review was on {dates[0]}, more than 12 months before.",
            "Read the statement again, and set last_tested in service/settings.yml.",
        )


def check(context: CheckContext) -> Report:
    """Check the statement of every language and the footer of every page; examined = pages.

    Raises BookletError if the list of editions does not say when the site was made.
    """
    documents = context.documents
    known = statements(context.built_site)
    found = [finding for document in documents for finding in linked(document, known.get(document.language))]
    for document in known.values():
        found += headings(document)
    if ENGLISH in known:
        found += review(known[ENGLISH], made_on(context.site))
    else:
        found.append(
            Finding(PAGE, 0, "statement/headings", "There is no accessibility statement in English.", "Add the page.")
        )
    return context.report("statement", RULES, len(documents), found)
