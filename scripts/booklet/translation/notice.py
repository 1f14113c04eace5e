"""The words that say how a translation was made and who answers for it, the same on pages and in documents."""

from __future__ import annotations

from markupsafe import Markup

from booklet.source.languages import Language
from booklet.source.placeholders import isolated
from booklet.translation.catalogue import Translations
from booklet.translation.words import Words


def lines(words: Words, language: Language, translations: Translations) -> list[Markup]:
    """Return the sentences for a reader of `language`, none for the source language.

    Until a person has reviewed it, a translation says so at the top (reference rule LG14).
    """
    if translations.is_source:
        return []
    credit = translations.credit
    if credit.reviewed_by and credit.reviewed_on:
        return [
            words.html(
                "translation.reviewed", name=isolated(credit.reviewed_by), date=language.date(credit.reviewed_on)
            )
        ]
    return [words.html("translation.machine"), words.html("translation.counts")]


def _is_reviewed(translations: Translations) -> bool:
    return bool(translations.credit.reviewed_by and translations.credit.reviewed_on)


def page_notice(
    words: Words, language: Language, translations: Translations, untranslated: int, english: str
) -> Markup | None:
    """Return the notice of one page, or None for the source language.

    `untranslated` counts the blocks that are still in English, `english` is the address of the same page in English.
    What a machine translated is said in one line that opens, so that the text of the page is on the first screen.
    """
    found = lines(words, language, translations)
    if not found:
        return None
    if untranslated:
        found.append(words.html("translation.missing", count=untranslated))
    link = Markup('<a href="{}" hreflang="en-GB">{}</a>').format(english, words.html("translation.english"))
    space = Markup("" if language.script == "CJK" else " ")  # Chinese sentences follow each other without one
    said = Markup("<p>{}</p>").format(space.join([*found, link]))
    if _is_reviewed(translations):
        return said
    return Markup("<details><summary>{}</summary>{}</details>").format(words.html("translation.short"), said)
