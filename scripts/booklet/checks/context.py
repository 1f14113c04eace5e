"""What a check is given: the site and the books to look at, the project they belong to, and how much to look at.

A check reads nothing else. So a copy of a site is checked with its own facts and labels, never with those of the
checkout.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from booklet.checks.edition_list import EditionRecord, made_on, read_editions
from booklet.checks.language_sample import ENGLISH, REPEATED, of_each_script, sample
from booklet.checks.page_sample import chosen_pages
from booklet.checks.pages.built_site import BuiltSite, Document
from booklet.checks.rules import RUN_RULES, Rule
from booklet.checks.verdicts import Outcome, Subject, Verdicts, examine, program_of
from booklet.checks.waivers import Waiver, read_waivers, without_waived
from booklet.findings import Finding, Report
from booklet.project import Project
from booklet.source.booklets import Booklet, find_booklet, read_booklets
from booklet.source.languages import read_languages


@dataclass(frozen=True)
class CheckContext:
    """What a run looks at.

    `project` holds the text and the settings, `site` the finished site, `books` the books that it was made from
    (<language>/<reading>.html, of other booklets than the first <language>/<booklet>-<reading>.html). `full`: look at
    everything, not at a sample. `pages`: look only at the pages with these paths, such as "plan/index.html"; None for
    all. `waivers` are the accepted findings. `verdicts` are those of former runs; None where none are kept. `partly`:
    the pages are the sample of a whole run. `english_alone`: look at no translation of a text. `few`: the paths of
    those pages that slow checks look at too; None for all.
    """

    project: Project
    site: Path
    books: Path
    full: bool = False
    pages: tuple[str, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
    verdicts: Verdicts | None = None
    partly: bool = False
    english_alone: bool = False
    few: frozenset[str] | None = None

    @classmethod
    def of(cls, project: Project, full: bool = False) -> CheckContext:
        """Return the context of a project's own site, books, waivers and verdicts; `full` uses no verdict that was
        kept.

        Raises BookletError if the waivers cannot be read.
        """
        kept = Verdicts(project.build / "cache" / "verdicts", refresh=full)
        return cls(project, project.site, project.books, full, waivers=read_waivers(project), verdicts=kept)

    @cached_property
    def built_site(self) -> BuiltSite:
        """The pages of the site; BookletError if there is none."""
        return BuiltSite(self.site)

    @property
    def documents(self) -> list[Document]:
        """The pages to look at; BookletError if one of `pages` does not exist."""
        return self.built_site.chosen(self.pages)

    @cached_property
    def editions(self) -> list[EditionRecord]:
        """The finished files; BookletError if their list cannot be read."""
        return read_editions(self.site)

    def editions_in(self, *formats: str) -> list[EditionRecord]:
        """Return the finished files in one of the formats; BookletError as `editions`."""
        return [edition for edition in self.editions if edition.format in formats]

    def book(self, edition: EditionRecord) -> Path:
        """Return the file of the book that an edition was made from."""
        return self.books / edition.language / self.booklet(edition).book_file(edition.reading)

    @cached_property
    def booklets(self) -> tuple[Booklet, ...]:
        """The booklets of the site; BookletError if their list cannot be read."""
        return read_booklets(self.project)

    def booklet(self, edition: EditionRecord) -> Booklet:
        """Return the booklet that an edition is of; BookletError for one that is not listed, and as `booklets`."""
        if not edition.booklet:
            return self.booklets[0]
        return find_booklet(self.booklets, edition.booklet)

    @cached_property
    def languages(self) -> list[str]:
        """The tags of the languages whose files a slow check looks at: all where `full`; BookletError as `editions`."""
        tags = dict.fromkeys(edition.language for edition in self.editions)
        return list(tags) if self.full else of_each_script(self._scripts(tags), made_on(self.site))

    def _scripts(self, tags: Iterable[str]) -> dict[str, str]:
        """Return the script of each language by its tag."""
        known = {language.tag: language.script for language in read_languages(self.project)}
        return {tag: known.get(tag, tag) for tag in tags}

    def looks_at(self, edition: EditionRecord, reading: str = "") -> bool:
        """Say whether a slow check looks at a file; `reading` is the one that does for another language ("": both)."""
        if self.full or edition.language == ENGLISH:
            return True
        repeated = (edition.format, edition.variant) in REPEATED
        return edition.language in self.languages and not repeated and reading in ("", edition.reading)

    @cached_property
    def whole_languages(self) -> list[str]:
        """The tags of the languages of which every page is looked at; BookletError as `editions`."""
        tags = dict.fromkeys(edition.language for edition in self.editions)
        return list(tags) if self.full else sample(tags, made_on(self.site))

    def on_sample(self, small: bool = False) -> CheckContext:
        """Return the context of a sample of the pages; itself where everything is asked for, or pages are chosen
        already.

        English and two more languages are whole; the others have the pages that `page_sample` says. A `small` sample has
        such pages alone, of English and of one language of each script; these, and all in English, are looked at in every
        view, and the others in those that their words can change. BookletError as `editions`.
        """
        if self.full or self.pages is not None or not self.built_site.documents:
            return self
        few, more = self._samples
        pages = few if small else few | more
        in_order = tuple(path for path in self.built_site.documents if path in pages)
        return replace(self, pages=in_order, partly=True, few=few)

    @cached_property
    def _samples(self) -> tuple[frozenset[str], frozenset[str]]:
        """The paths of the pages that slow checks look at, and of those that others do."""
        site = self.built_site
        tags = {document.language for document in site.documents.values()}
        scripts = self._scripts(tags)
        few = chosen_pages(site, [], self.languages, scripts)
        return frozenset(few), frozenset(chosen_pages(site, self.whole_languages, tags, scripts))

    def in_all_views(self, document: Document) -> bool:
        """Say whether a page is looked at also in the views that only show other colours."""
        return document.language == ENGLISH or self.is_for_slow(document)

    def is_for_slow(self, document: Document) -> bool:
        """Say whether slow checks look at a page."""
        return self.few is None or document.path in self.few

    def examine(
        self,
        check: str,
        module: str,
        tools: tuple[str, ...],
        subjects: Sequence[Subject],
        look: Callable[[Sequence[Subject]], Iterable[Finding]],
    ) -> Outcome:
        """Return what is known of the subjects, and what `look` finds on the others.

        `module` is the name of the check's module and `tools` the programs it runs: a change of either leads to a new
        look.
        """
        return examine(self.verdicts, check, program_of(module, tools) if self.verdicts else "", subjects, look)

    def is_waived(self, finding: Finding) -> bool:
        """Say whether a finding is accepted."""
        return any(waiver.covers(finding) for waiver in self.waivers)

    def report(
        self,
        name: str,
        rules: Collection[Rule],
        examined: int,
        findings: Iterable[Finding],
        notes: Iterable[str] = (),
        known: int = 0,
        warnings: Iterable[Finding] = (),
    ) -> Report:
        """Return the report of a check: sorted, each finding once, without what is waived.

        `rules` are those that the check may report, as findings or as `warnings`, which fail nothing. A waiver of one
        of them that covers nothing becomes a finding, unless only some pages are looked at. `known` verdicts are not
        `examined` now. Raises ValueError for a finding of a rule that the check does not list.
        """
        found, warned = sorted(set(findings)), sorted(set(warnings))
        for finding in (*found, *warned):
            if not any(rule.covers(finding.rule) for rule in (*rules, *RUN_RULES)):
                raise ValueError(f"The check “{name}” reports {finding.rule}, which is not among its rules.")
        own = [waiver for waiver in self.waivers if any(rule.covers(waiver.rule) for rule in rules)]
        left = without_waived(found, own, report_unused=(self.pages is None or self.partly) and examined + known > 0)
        report = Report(name, examined, tuple(sorted(left)), tuple(notes), known=known, warnings=tuple(warned))
        return report.require_something()
