"""What tests of finished pages do in a browser."""

from __future__ import annotations

from typing import Any

from lxml import html as lxml_html

from booklet.checks.browser.driver import Tab
from booklet.project import Project

# Waits in the page until a condition, which may use await, holds; the script's own time limit ends it
UNTIL = "const done = arguments[0], look = async () => (%s) ? done(%s) : requestAnimationFrame(look); look();"


def wait(tab: Tab, condition: str, result: str = "true") -> Any:
    return tab.driver.execute_async_script(UNTIL % (condition, result))


def run(tab: Tab, script: str, *arguments: Any) -> Any:
    return tab.driver.execute_script(script, *arguments)


def tree(project: Project, page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((project.site / page).read_bytes())
