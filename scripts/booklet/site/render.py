"""Runs MkDocs: renders every page of every language, and turns what MkDocs says into errors with a place."""

from __future__ import annotations

import logging
import re
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, TemplateError, TemplateSyntaxError
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException

from booklet.errors import BookletError
from booklet.project import Project
from booklet.site.context import BuildContext
from booklet.site.plugin import BookletPlugin

# How MkDocs begins what it says of a link on a page and of a setting
LINK_WARNING = re.compile(r"Doc file '([^']+)' contains [^']*'([^']+)'")
SETTING_WARNING = re.compile(r"Config value '([^']+)'")


class _Warnings(logging.Handler):
    """Gather MkDocs' warnings: none of them may pass unseen."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _options(rendering: BuildContext, address: str) -> dict[str, Any]:
    """Return what the program adds to mkdocs.yml: the languages and the address."""
    languages = [
        {"locale": one.tag, "name": one.name, "build": True, "default": one == rendering.source}
        for one in rendering.rendered or rendering.languages
    ]
    i18n = {
        "docs_structure": "suffix",
        "fallback_to_default": True,
        "reconfigure_material": False,
        "reconfigure_search": False,
        "languages": languages,
    }
    return {
        "config_file": str(rendering.project.root / "mkdocs.yml"),
        "site_url": address,
        "plugins": ["booklet", {"i18n": i18n}],
    }


def render_nowhere(rendering: BuildContext) -> None:
    """Render the pages for what is gathered on the way, messages and books; no page is kept.

    Raises BookletError as `render_site` does.
    """
    with tempfile.TemporaryDirectory(prefix="booklet-pages-") as folder:
        render_site(rendering, Path(folder))


def _template_place(error: TemplateError, project: Project) -> tuple[str, int | None]:
    """Return the file of overrides/ and the line at which a template failed."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return project.relative(Path(error.filename)), error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.startswith(str(project.root / "overrides"))]
    return (project.relative(Path(inside[-1].filename)), inside[-1].lineno) if inside else ("overrides", None)


def warned(lines: Sequence[str], project: Project) -> BookletError:
    """Return MkDocs' warnings as an error, at the place that the first one names: a link on a page, or a setting."""
    problem = f"MkDocs cannot make the website: {'; '.join(line.rstrip('.') for line in lines)}."
    if link := LINK_WARNING.match(lines[0]):
        page = project.docs / link[1]
        numbers = [
            number for number, line in enumerate(project.read_text(page).splitlines(), 1) if f"]({link[2]}" in line
        ]
        return BookletError(
            problem,
            "Correct the link on this page, or remove it.",
            project.relative(page),
            numbers[0] if numbers else None,
        )
    path = project.root / "mkdocs.yml"
    setting = SETTING_WARNING.match(lines[0])
    return BookletError(
        problem,
        "Correct or remove the setting that it names.",
        project.relative(path),
        project.yaml_line(path, setting[1]) if setting else None,
    )


class _Unlisted(FileSystemLoader):
    """Finds templates by their names, and says that it has none."""

    def list_templates(self) -> list[str]:
        return []


def _use_no_lists(config: MkDocsConfig) -> None:
    """Leave out two things that MkDocs and static-i18n make for every language and this site does not use.

    MkDocs lists all files of the theme to copy them: Material's 15,000 icons. Templates still find theirs by name.
    static-i18n makes a file object for every page, language and other language, for a menu and a sitemap of its own.
    Neither has a setting for it.
    """
    theme, environment = config.theme, config.theme.get_env

    def unlisted() -> Environment:
        env = environment()
        env.loader = _Unlisted(theme.dirs)
        env.auto_reload = False  # an environment is of one language: nobody changes a template meanwhile
        return env

    vars(theme)["get_env"] = unlisted
    vars(config.plugins["i18n"])["reconfigure_files_alternates"] = lambda *_: None


def _require_plain(project: Project) -> None:
    """Raise BookletError, with the line, unless mkdocs.yml holds names and values and nothing else.

    MkDocs reads it with a loader that calls whatever function a tag such as !!python/object/apply names, runs hooks as
    programs, and takes up the settings of another file without a look of ours.
    """
    path = project.root / "mkdocs.yml"
    settings = project.read_yaml(path)  # refuses tags
    for name in ("INHERIT", "hooks"):
        if name in settings:
            raise BookletError(
                f"“{name}” would make MkDocs run or read another file.",
                "Remove it: this site is made of what mkdocs.yml says itself.",
                project.relative(path),
                project.yaml_line(path, name),
            )


def render_site(rendering: BuildContext, site: Path) -> None:
    """Render every page of every language into the folder `site`.

    Raises BookletError for anything that MkDocs or Jinja warns of or refuses, and for settings of MkDocs that run code.
    """
    _require_plain(rendering.project)
    for template in rendering.project.written(rendering.project.root / "overrides", "**/*.html"):
        rendering.project.read_text(template)  # Jinja would name neither file nor line
    warnings, logger = _Warnings(), logging.getLogger("mkdocs")
    logger.addHandler(warnings)
    propagate, logger.propagate = logger.propagate, False
    try:
        config = load_config(**_options(rendering, rendering.settings.address), site_dir=str(site))
        _use_no_lists(config)
        plugin = cast(BookletPlugin, config.plugins["booklet"])
        plugin.rendering = rendering
        mkdocs_build.build(config)
        plugin.write_shared_files(site)
    except TemplateError as error:
        raise BookletError(
            f"This template cannot be used: {error}.",
            "Correct what it names.",
            *_template_place(error, rendering.project),
        ) from error
    except (MkDocsException, Abort, ConfigurationError) as error:
        raise warned(warnings.lines or [str(error)], rendering.project) from error
    finally:
        logger.propagate = propagate
        logger.removeHandler(warnings)
    if warnings.lines:
        raise warned(warnings.lines, rendering.project)
