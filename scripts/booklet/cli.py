"""The command line: `booklet build | check | make | catalogues | status | compared | serve | benchmark`."""

from __future__ import annotations

import argparse
import errno
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from booklet import interrupts
from booklet.errors import BookletError
from booklet.markdown.easy_read_reviews import FILE, record, stale_pairs
from booklet.project import Project
from booklet.publish import requests
from booklet.publish.build import build, english_messages, serve, translation_status
from booklet.source.languages import find_language, read_languages
from booklet.translation import sync, word_table
from booklet.translation.status import table
from booklet.workers import temporary_folder

# Nothing can be written here, for want of room or of permission
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="booklet", description="Make SEN Support: a website and documents from one text."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    building = commands.add_parser(
        "build",
        help="make the website and every document, and publish them in site/",
        description="Check the text, make everything beside the published site, and swap it in.",
    )
    building.add_argument("--formats", metavar="NAMES", help="only these formats, with commas: web,pdf,poster")
    building.add_argument("--without", metavar="NAMES", help="all formats but these, with commas: audio takes longest")
    checking = commands.add_parser(
        "check",
        help="check the text and the finished site",
        description="Print every finding with its file, rule, problem and cure.",
    )
    checking.add_argument("names", nargs="*", metavar="check", help="only these checks (all of them if none is named)")
    checking.add_argument(
        "--full",
        action="store_true",
        help="let slow checks look at every language, not at English and two that rotate with the date",
    )
    checking.add_argument("--list", action="store_true", help="print the checks there are, and end")
    serving = commands.add_parser(
        "serve",
        help="preview the site and see changes at once",
        description="Open the address it prints in a browser. End with Ctrl-C.",
    )
    serving.add_argument("--address", default="127.0.0.1:8000", help="where to serve (%(default)s)")
    exchanging = commands.add_parser(
        "catalogues",
        help="exchange texts with translators",
        description="Bring the catalogues in locales/ up to date with the English text.",
    )
    actions = exchanging.add_subparsers(dest="action", required=True, metavar="action")
    actions.add_parser(
        "update",
        help="add new English messages, mark changed ones fuzzy, keep the rest",
        description="A message that changed becomes fuzzy and is not published until it is translated again.",
    )
    actions.add_parser(
        "undo",
        help="take the last update or import back",
        description="Give the catalogues the text that they had before it. Run it again to take the undoing back.",
    )
    for action, way in (
        ("export", "write the catalogue of a language as a table in Word"),
        ("import", "take the translations of such a table up into the catalogue"),
    ):
        moving = actions.add_parser(action, help=way, description=f"{way.capitalize()}. See CONTRIBUTING.")
        moving.add_argument("language", help="the language's tag, such as pl")
        moving.add_argument("file", type=Path, help="the .docx file")
    making = commands.add_parser(
        "make",
        help="make one file for somebody who asked for it",
        description="Make one format with the choices that somebody asked for, and a note to go with it. "
        "See CONTRIBUTING, “Someone asks for another format”.",
    )
    making.add_argument("--preset", metavar="NAME", help="start from a ready-made request of content/requests.yml")
    making.add_argument("--language", help="the language's tag, such as pl (en-GB)")
    making.add_argument("--reading", help="standard or easy-read (standard)")
    making.add_argument("--format", help="the format, such as large-print (pdf)")
    making.add_argument("--variant", help="which file of a format that has more than one, such as odt")
    making.add_argument("--text-size", type=float, metavar="POINTS", help="size of the letters, 10 to 60")
    making.add_argument("--paper", help="A3, A4 or A5")
    making.add_argument("--background", help="colour of the paper: white, cream, blue or yellow")
    making.add_argument("--font", help="hyperlegible or noto")
    making.add_argument(
        "--braille-page", metavar="CELLSxLINES", help="page of a braille printer, such as 30x27 (40x25)"
    )
    making.add_argument("--pages", metavar="NAMES", help="only these pages, with commas: assess,plan")
    making.add_argument(
        "--output", type=Path, default=Path("build/requests"), metavar="FOLDER", help="where to put it (%(default)s)"
    )
    making.add_argument("--zip", action="store_true", help="put the file and the note into one zip")
    making.add_argument("--list", action="store_true", help="print the presets there are, and end")
    reporting = commands.add_parser(
        "status",
        help="show how complete each translation is, and which Easy Read pages to look at again",
        description="Count messages for each language, and name the pages that lack most.",
    )
    reporting.add_argument("--json", action="store_true", help="print it for other programs")
    comparing = commands.add_parser(
        "compared",
        help="note that you have compared an Easy Read page with its standard page",
        description="“booklet status” names the pages to compare. It forgets those that you name here "
        "until their text changes again.",
    )
    comparing.add_argument("pages", nargs="+", metavar="page", help="the file of the standard page, such as plan.md")
    commands.add_parser(
        "benchmark",
        help="measure the site with Lighthouse beside stock Material",
        description="Print scores, weight and ratios. Needs Node.js 22.19 or later from npm; takes minutes.",
    )
    return parser


def _exchange(project: Project, arguments: argparse.Namespace) -> int:
    """Run `booklet catalogues`; 1 where rows of a table were refused."""
    translated = read_languages(project)[1:]
    if arguments.action == "update":
        changed = sync.update(project, translated, english_messages(project))
        print("\n".join(project.relative(path) for path in changed) or "Every catalogue was up to date.")
        return 0
    if arguments.action == "undo":
        print("\n".join(f"{project.relative(path)} is as it was before." for path in sync.undo(project)))
        return 0
    language = find_language(translated, arguments.language)
    if arguments.action == "export":
        print(f"{word_table.export(project, language, arguments.file)} rows in {arguments.file}")
        return 0
    taken = word_table.take(project, language, arguments.file)
    print(
        "\n".join(
            [*(f"Refused: {arguments.file}: {line}" for line in taken.refused), f"{taken.count} translations taken up"]
        )
    )
    return 1 if taken.refused else 0


def _make(project: Project, arguments: argparse.Namespace) -> int:
    """Run `booklet make`: the preset first, then what the command line says."""
    if arguments.list:
        print("\n".join(f"{name:<24}{purpose}" for name, purpose in requests.presets(project).items()))
        return 0
    choices = requests.read_preset(project, arguments.preset) if arguments.preset else {}
    given = {
        name: getattr(arguments, name)
        for name in (
            "language",
            "reading",
            "format",
            "variant",
            "text_size",
            "paper",
            "background",
            "font",
            "braille_page",
        )
    }
    choices |= {name: value for name, value in given.items() if value is not None}
    if arguments.pages:
        choices["pages"] = tuple(name.strip() for name in arguments.pages.split(","))
    files = requests.make(
        project,
        requests.Request(**choices),
        arguments.output,
        arguments.zip,
        say=lambda line: print(line, file=sys.stderr, flush=True),
    )
    print("\n".join(str(file) for file in files))
    return 0


def _status(project: Project, as_json: bool) -> int:
    """Run `booklet status`: the translations, and the Easy Read pages to look at again."""
    statuses, stale = translation_status(project), stale_pairs(project)
    if as_json:
        print(
            json.dumps(
                {"translations": [one.record() for one in statuses], "easy_read": [asdict(one) for one in stale]},
                ensure_ascii=False,
                indent=1,
            )
        )
        return 0
    print(table(statuses))
    print(
        "\n".join(["", *(str(one) for one in stale)])
        if stale
        else "\nEvery Easy Read page was compared with its standard page."
    )
    return 0


def _run(arguments: argparse.Namespace, project: Project) -> int:
    if arguments.command == "build":
        started = time.monotonic()
        formats = arguments.formats.split(",") if arguments.formats else None
        result = build(project, formats, without=arguments.without.split(",") if arguments.without else ())
        print(f"Done in {time.monotonic() - started:.0f} s: {result}")
        return 0
    if arguments.command == "check":
        from booklet.checks import CHECKS, run_checks  # its tools are installed by scripts/test.py only

        if arguments.list:
            print("\n".join(f"{name:<24}{check.description}" for name, check in CHECKS.items()))
            return 0
        return run_checks(project, arguments.names, arguments.full)
    if arguments.command == "catalogues":
        return _exchange(project, arguments)
    if arguments.command == "make":
        return _make(project, arguments)
    if arguments.command == "status":
        return _status(project, arguments.json)
    if arguments.command == "compared":
        record(project, arguments.pages)
        print(f"Noted in {FILE}: {', '.join(arguments.pages)}")
        return 0
    if arguments.command == "serve":
        try:
            serve(project, arguments.address)
        except KeyboardInterrupt:  # the way to end it
            print("Stopped.")
        return 0
    from booklet.benchmark import benchmark

    return benchmark(project)


def _say_why(words: str, error: BaseException) -> None:
    """Print why a command ended, with what a build says of the site that is published then."""
    print(" ".join([words, *getattr(error, "__notes__", ())]), file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0; 1 for findings or an error in the files; 2 for a wrong call; 130 or 143 when ended."""
    parsed = _parser().parse_args(arguments)
    interrupts.listen()
    try:
        with temporary_folder():
            return _run(parsed, Project())
    except BookletError as error:
        _say_why(f"Error: {error}", error)
        return 1
    except KeyboardInterrupt as error:
        _say_why("Stopped.", error)
        return interrupts.exit_code()
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        _say_why(
            f"Error: {error.filename or 'A file'} cannot be written: {error.strerror}. "
            "Make room or give yourself permission, and run the command again.",
            error,
        )
        return 1
