"""The table of sheets: which pages of the guide, or which parts of them, are made as one side of paper."""

from __future__ import annotations

from dataclasses import dataclass

# The variant that is made of any page for somebody who asks: a sheet for a wall with a code that leads to the page
QR = "qr"


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds of a page of the standard text.

    `page` is the page's name, `parts` are the names of its headings whose text is taken, in the order of the page (():
    everything). `only` is the name of the one heading that is the whole sheet and gives it its title ("": the page).
    `lead` says whether the sentence under the title is true of the sheet as well.
    """

    page: str
    parts: tuple[str, ...] = ()
    only: str = ""
    lead: bool = True


# By the variant of the format. Names of headings are the same in every language.
SHEETS = {
    "meeting-record": Sheet("meeting-record"),
    "questions": Sheet("preparing-for-a-meeting", only="questions-to-take-with-you"),
    "assess": Sheet(
        "assess", ("what-the-school-should-do", "your-part", "your-childs-part", "questions-to-ask-in-stage-1")
    ),
    "plan": Sheet(
        "plan", ("what-the-school-must-do", "what-goes-in-the-plan", "your-part", "questions-to-ask-in-stage-2")
    ),
    "do": Sheet("do", ("what-the-school-should-do", "your-part", "questions-to-ask-in-stage-3")),
    "review": Sheet("review", ("what-the-school-should-do", "your-part", "questions-to-ask-in-stage-4")),
    "ehc-request": Sheet("ask-for-an-ehc-needs-assessment", ("how-to-ask", "what-happens-next"), lead=False),
    "who-helps": Sheet("useful-information", ("talk-to-an-adviser", "the-local-offer")),
}
