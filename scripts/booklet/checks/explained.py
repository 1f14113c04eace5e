"""The exceptions that the web checks accept, each with its reason; one that is not used is a finding.

Rules:
  <check>/unused-explanation    every explanation is still needed
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from booklet.findings import Finding, Report


@dataclass(frozen=True)
class Explanation:
    """Why a finding is accepted.

    `rule` is the id of the finding, `pattern` a regular expression that its path and problem, joined by a space, must
    hold, `reason` a whole sentence.
    """

    rule: str
    pattern: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return self.rule == finding.rule and re.search(self.pattern, f"{finding.path} {finding.problem}") is not None


DIAGRAM = r"^([a-zA-Z-]+/)?graduated-approach/index\.html "
MEASURED = (
    "The diagram’s arrows, and its links that fill a whole bar, are drawn with pseudo-elements. The check of the "
    "contrast measures these words on what is really behind them."
)

EXPLAINED: tuple[Explanation, ...] = (
    Explanation(
        "html/warning",
        r"Inline script violates.*<script type=\"application/ld\+json\">",
        "A data block is no script: browsers leave it alone before they ask the policy (HTML, “prepare the script "
        "element”), and the check of the hosts sees that they have nothing to complain of.",
    ),
    Explanation(
        "html/warning",
        r"The “list” role is unnecessary for element “[ou]l”.*class=\"(answers|approach-path|ring|rows)\"",
        "Safari forgets that a list without bullets is one; the role tells VoiceOver again.",
    ),
    Explanation(
        "web_pack/html",
        r"The “list” role is unnecessary for element “[ou]l”",
        "Safari forgets that a list without bullets is one; the role tells VoiceOver again.",
    ),
    Explanation(
        "web_pack/html",
        r" error: CSS: ",
        "The style sheets are those of the website, where browsers check them. The checker’s own knowledge of CSS is older "
        "than container queries and logical properties.",
    ),
    Explanation(
        "web_pack/html",
        r"violates Content Security Policy.*“data:image/svg\+xml",
        "The policy has “img-src data:”, which the checker does not match with data addresses; browsers do (CSP Level 3, 6.7.2.8).",
    ),
    Explanation(
        "axe/hidden-content",
        r"cannot tell.*: (#site-search|form) <form class=\"search\".*\(1280 pixels wide\)\.$",
        "The search is closed when a page opens. It is open in the other three views, and axe looks at it there.",
    ),
    Explanation(
        "axe/hidden-content",
        r"cannot tell.*: \.address <p class=\"address\">",
        "The page’s address is for paper only; the check of the media looks at print.",
    ),
    Explanation(
        "axe/hidden-content",
        r"cannot tell.*: \.jump <a .*\(1280 pixels wide(, dark)?\)\.$",
        "On a wide screen the list of pages stands beside the words, so the link to it is for narrow ones, where axe "
        "looks at it.",
    ),
    Explanation("axe/color-contrast", f"{DIAGRAM}.*cannot tell.*due to a pseudo element", MEASURED),
    Explanation("axe/color-contrast-enhanced", f"{DIAGRAM}.*cannot tell.*due to a pseudo element", MEASURED),
)


def unexplained(findings: Iterable[Finding], explanations: Iterable[Explanation]) -> list[Finding]:
    """Return the findings that no explanation covers."""
    return [finding for finding in findings if not any(one.covers(finding) for one in explanations)]


def explain(report: Report, explanations: Sequence[Explanation], every_page: bool) -> Report:
    """Return the report without the findings that are explained.

    With `every_page`, an explanation of one of this check's rules that covers nothing becomes a finding.
    """
    own = [e for e in explanations if e.rule.split("/")[0] == report.name]
    left = unexplained(report.findings, own)
    if every_page:
        left += [
            Finding(
                "scripts/booklet/checks/explained.py",
                0,
                f"{report.name}/unused-explanation",
                f"Nothing is covered by the explanation of {e.rule} for “{e.pattern}”.",
                "Take it out.",
            )
            for e in own
            if not any(e.covers(f) for f in report.findings)
        ]
    return Report(report.name, report.examined, tuple(left), report.notes)
