"""The command line: what each command is called, takes and prints. Results go to the output, progress to the error
stream.
"""

from __future__ import annotations

import argparse
import errno
import json
import logging
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from booklet import interrupts
from booklet.checks.annotations import of_error, on_github
from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.markdown.easy_read_reviews import FILE, record, stale_pairs
from booklet.markdown.new_page import NewPage, add_page, folder_of
from booklet.progress import LOG, ProgressLines, say, show
from booklet.project import Project
from booklet.publish import requests, to_folder
from booklet.publish.build import Wish, build, english_messages, join, serve, translation_status
from booklet.source.languages import find_language, read_languages
from booklet.source.service import folder as service_folder
from booklet.translation import sync
from booklet.translation.status import table
from booklet.translation.waiting import owed_lines
from booklet.workers import temporary_folder

# Nothing can be written here, for want of room or of permission
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO)


EXIT_CODES = """\
exit codes: 0 done, 1 something is wrong in the files or was found, 2 a wrong call, 70 a fault of the program, \
130 stopped
"""
# BSD's sysexits.h, EX_SOFTWARE
FAULT = 70
# Names of commands before version 0.2, kept for one release
OLD_NAMES = {"catalogues": "translations", "compared": "easy-read reviewed"}
# The recordings are made when somebody asks for them: they take longer than all else
SOUND = "The recordings were not made: “booklet build --sound” makes them (about half an hour on two cores)."


# What add_subparsers returns, to which commands are added
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line. handbook/reference.md lists all that is in it."""
    parser = argparse.ArgumentParser(
        prog="booklet",
        description="Make SEN Support: a website and documents from one text.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"booklet {version('sen-support')}")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more of what is being done")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but results and errors")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for add in (
        _add_build,
        _add_join,
        _add_publish,
        _add_check,
        _add_lint,
        _add_serve,
        _add_translations,
        _add_new,
        _add_make,
        _add_status,
        _add_easy_read,
        _add_benchmark,
        _add_service,
    ):
        add(commands)
    return parser


def _add_build(commands: Commands) -> None:
    """Add the command `build`."""
    building = commands.add_parser(
        "build",
        help="make the website and every document, and publish them in site/",
        description="Check the text, make everything beside the published site, and swap it in. Recordings take long: "
        "they are made with --sound only, and stay in the site while they are current.",
    )
    building.add_argument("--languages", metavar="TAGS", help="only these languages, with commas: pl,ar; others stay")
    building.add_argument("--formats", metavar="NAMES", help="only these formats, with commas: web,pdf,poster")
    building.add_argument("--without", metavar="NAMES", help="all formats but these, with commas: word,poster")
    building.add_argument("--sound", action="store_true", help="make the recordings too")


def _add_join(commands: Commands) -> None:
    """Add the command `join`."""
    joining = commands.add_parser(
        "join",
        help="build the site from what several machines have made",
        description="Take over what other machines kept in their build/cache, made with “build --languages” or "
        "“--formats” of the same text and program, and build the whole site with it.",
    )
    joining.add_argument("parts", nargs="+", type=Path, metavar="PART", help="a folder build/cache of another machine")


def _add_publish(commands: Commands) -> None:
    """Add the command `publish`."""
    publishing = commands.add_parser(
        "publish",
        help="copy the finished site to a folder of a web server",
        description="Copy site/ beside the folder, swap the two, and say what has changed. The site that was there is "
        "kept, for --undo. See handbook/publishing.md.",
    )
    publishing.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="the folder, or a link to it")
    publishing.add_argument("--undo", action="store_true", help="put the site back that was there before")


def _add_check(commands: Commands) -> None:
    """Add the command `check`."""
    checking = commands.add_parser(
        "check",
        help="check the text and the finished site",
        description="Print every finding with its file, rule, problem and cure. With the name of a page, such as "
        "docs/plan.md, look at the text of that page alone: this takes seconds and needs no finished site.",
    )
    checking.add_argument(
        "names",
        nargs="*",
        metavar="check-or-page",
        help="only these checks, or the texts of these pages (default: all)",
    )
    checking.add_argument(
        "--full",
        action="store_true",
        help="look at everything, not at a sample that rotates with the date, and use no verdict of a former run",
    )
    checking.add_argument(
        "--github",
        action="store_true",
        help="also print each finding so that GitHub shows it beside its line (by itself in GitHub Actions)",
    )
    checking.add_argument(
        "--record",
        action="store_true",
        help="keep what all checks looked at and found in content/records/last-check.yml, which the page about quality shows",
    )
    checking.add_argument("--list", action="store_true", help="print the checks there are, and end")
    checking.add_argument(
        "--rules", action="store_true", help="print every rule with its sentence and its source, and end"
    )


def _add_lint(commands: Commands) -> None:
    """Add the command `lint`."""
    linting = commands.add_parser(
        "lint",
        help="run every linter on the program",
        description="Check style, layout and types of the Python code, which room imports which, scripts and style sheets.",
    )
    linting.add_argument("--fix", action="store_true", help="correct what a linter can correct by itself")


def _add_serve(commands: Commands) -> None:
    """Add the command `serve`."""
    serving = commands.add_parser(
        "serve",
        help="preview the site and see changes at once",
        description="Open the address it prints in a browser. End with Ctrl-C.",
    )
    serving.add_argument("--address", default="127.0.0.1:8000", help="where to serve (%(default)s)")


def _add_translations(commands: Commands) -> None:
    """Add the command `translations`."""
    exchanging = commands.add_parser(
        "translations",
        aliases=["catalogues"],
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
        moving = actions.add_parser(action, help=way, description=f"{way.capitalize()}. See handbook/translating.md.")
        moving.add_argument("language", help="the language's tag, such as pl")
        moving.add_argument("file", type=Path, help="the .docx file")


def _add_new(commands: Commands) -> None:
    """Add the command `new`."""
    starting = commands.add_parser(
        "new", help="start a new page", description="Write the file of a new page, and put it into the menu."
    )
    page = starting.add_subparsers(dest="action", required=True, metavar="action").add_parser(
        "page",
        help="start a new page of the guide, and put it into the menu",
        description="Write the file of a new page with what has to be at its top, put it at the end of a part of the "
        "menu, and say what comes next. The build refuses the page until it has words. See handbook/editing.md.",
    )
    page.add_argument("name", help="the name of its file, in small letters and hyphens, such as moving-to-a-new-school")
    page.add_argument("--title", required=True, metavar="WORDS", help="its title, in quotation marks")
    page.add_argument("--part", default="", metavar="NAME", help="the part of the menu, such as answers")
    page.add_argument("--description", default="", metavar="WORDS", help="one sentence that says what it is about")
    page.add_argument(
        "--easy-read", default="", metavar="FILE", help="the Easy Read page on the subject, such as plan.md"
    )


def _add_make(commands: Commands) -> None:
    """Add the command `make`."""
    making = commands.add_parser(
        "make",
        help="make one file for somebody who asked for it",
        description="Make one format with the choices that somebody asked for, and a note to go with it. "
        "See handbook/requests.md.",
    )
    making.add_argument("--preset", metavar="NAME", help="start from a ready-made request of content/requests.yml")
    making.add_argument("--language", help="the language's tag, such as pl (en-GB)")
    making.add_argument("--booklet", help="its name in content/booklets.yml (the first)")
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


def _add_status(commands: Commands) -> None:
    """Add the command `status`."""
    reporting = commands.add_parser(
        "status",
        help="show how complete each translation is, what translators owe, and which Easy Read pages to look at again",
        description="Count messages for each language, name the pages that lack most, and list what waits for its "
        "translation, the oldest first.",
    )
    reporting.add_argument("--json", action="store_true", help="print it for other programs")


def _add_easy_read(commands: Commands) -> None:
    """Add the command `easy-read`, and under its old name."""
    easy_read = commands.add_parser(
        "easy-read",
        help="note that you have compared an Easy Read page with its standard page",
        description="Keep the Easy Read pages in step with the standard pages.",
    )
    reviewed = easy_read.add_subparsers(dest="action", required=True, metavar="action").add_parser(
        "reviewed",
        help="note which standard pages you have compared with their Easy Read page",
        description="“booklet status” names the pages to compare. It forgets those that you name here "
        "until their text changes again.",
    )
    for comparing in (reviewed, commands.add_parser("compared", description="The old name of “easy-read reviewed”.")):
        comparing.add_argument(
            "pages", nargs="+", metavar="page", help="the file of the standard page, such as plan.md"
        )


def _add_benchmark(commands: Commands) -> None:
    """Add the command `benchmark`."""
    measuring = commands.add_parser(
        "benchmark",
        help="measure how long the build, the tests and the preview take",
        description="Print a table of times and ratios with their limits, and keep it in handbook/benchmark.md. "
        "Nothing else must use the machine meanwhile.",
    )
    measuring.add_argument("--rows", metavar="NAMES", help="only these rows, with commas: first,nothing")
    measuring.add_argument(
        "--small", action="store_true", help="try it with two languages and two formats; the figures are not kept"
    )
    measuring.add_argument(
        "--lighthouse", action="store_true", help="measure pages with Lighthouse instead, beside stock Material"
    )


def _add_service(commands: Commands) -> None:
    """Add the command `service`."""
    adopting = commands.add_parser(
        "service",
        help="write the folder of a service, or say what is missing in it",
        description="Everything that is one service's own is in the folder service/. See handbook/adopting.md.",
    )
    of_service = adopting.add_subparsers(dest="action", required=True, metavar="action")
    starting = of_service.add_parser(
        "new",
        help="ask what belongs in the folder, and write it",
        description="Ask in the terminal, or take the answers from a file. Wrong answers leave the folder as it was.",
    )
    starting.add_argument("--answers", type=Path, metavar="FILE", help="a YAML file with the answers")
    starting.add_argument("--to", type=Path, metavar="FOLDER", help="the folder to write (service)")
    of_service.add_parser(
        "check",
        help="say what is wrong, missing or not confirmed in the folder",
        description="Print each thing to do with its file and line. What is not confirmed stops nothing.",
    )


def _service(project: Project, arguments: argparse.Namespace) -> int:
    """Run `booklet service`; 1 where something is wrong or missing, and nothing was written then."""
    if arguments.action == "check":
        found = service_folder.notes(project)
    else:
        answers = service_folder.read_answers(project, arguments.answers) if arguments.answers else _asked()
        folder = arguments.to or project.root / "service"
        found = service_folder.write_folder(project, answers, folder)
    stopped = any(note.stops for note in found)
    _print("\n".join(map(str, found)) or "Nothing is wrong, missing or not confirmed.")
    if arguments.action == "new":
        _print(f"Nothing was written to {folder}." if stopped else f"Written: {folder}")
    return 1 if stopped else 0


def _asked() -> dict[str, object]:
    try:
        return service_folder.asked(input, _print)
    except EOFError:
        raise BookletError("The questions ended before the last answer.", "Nothing was written.") from None


def _exchange(project: Project, arguments: argparse.Namespace) -> int:
    """Run `booklet translations`; 1 where rows of a table were refused."""
    translated = read_languages(project)[1:]
    if arguments.action == "update":
        changed = sync.update(project, translated, english_messages(project))
        print("\n".join(project.relative(path) for path in changed) or "Every catalogue was up to date.")
        return 0
    if arguments.action == "undo":
        print("\n".join(f"{project.relative(path)} is as it was before." for path in sync.undo(project)))
        return 0
    # Loaded here: no other command reads or writes Word files itself
    from booklet.translation import word_table

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
            "booklet",
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
        say=say,
    )
    print("\n".join(str(file) for file in files))
    return 0


def _new_page(project: Project, arguments: argparse.Namespace) -> int:
    """Run `booklet new page`, and print what comes next."""
    name = arguments.name.removeprefix("docs/").removesuffix(".md")
    page = NewPage(
        name,
        arguments.title,
        arguments.part,
        arguments.description,
        arguments.easy_read,
        folder_of(project, arguments.part),
    )
    steps = add_page(project, page)
    print(f"docs/{page.file} is written, and it is in the part “{page.part}” of the menu. What comes next:")
    print("\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
    return 0


def _status(project: Project, as_json: bool) -> int:
    """Run `booklet status`: the translations, and the Easy Read pages to look at again."""
    (statuses, waiting), stale = translation_status(project), stale_pairs(project)
    if as_json:
        print(
            json.dumps(
                {
                    "translations": [one.record() for one in statuses],
                    "owed": [one.record() for one in waiting],
                    "easy_read": [asdict(one) for one in stale],
                },
                ensure_ascii=False,
                indent=1,
            )
        )
        return 0
    print(table(statuses))
    print(
        "\n".join(["", "Waiting for a translation, the oldest first:", *owed_lines(waiting, len(statuses))])
        if waiting
        else "\nNo message waits for a translation."
    )
    print(
        "\n".join(["", *(str(one) for one in stale)])
        if stale
        else "\nEvery Easy Read page was compared with its standard page."
    )
    return 0


def _names(typed: str | None) -> frozenset[str] | None:
    """Return names that were typed with commas; None where none were."""
    return frozenset(name.strip() for name in typed.split(",")) if typed else None


def _build(arguments: argparse.Namespace, project: Project) -> int:
    """Run `booklet build`, and say how to make the recordings where they were not asked for."""
    started = time.monotonic()
    tags = arguments.languages and tuple(tag.strip() for tag in arguments.languages.split(","))
    wish = Wish(_names(arguments.formats), _names(arguments.without) or frozenset(), arguments.sound, tags or None)
    result = build(project, wish, say)
    _print(f"Done in {time.monotonic() - started:.0f} s: {result}")
    if not arguments.sound and not arguments.formats:
        _print(SOUND)
    return 0


def _publish(project: Project, arguments: argparse.Namespace) -> list[str]:
    """Run `booklet publish`; with --verbose, every file that changed is named."""
    if arguments.undo:
        return to_folder.undo(project, arguments.to, LOG.debug)
    return to_folder.publish(project, arguments.to, say, LOG.debug)


def _check(project: Project, arguments: argparse.Namespace) -> int:
    """Run `booklet check`: on the pages that are named, or on everything."""
    from booklet.checks import run_checks, run_on_pages
    from booklet.checks.one_page import is_file

    github = arguments.github or on_github()
    files = [name for name in arguments.names if is_file(name)]
    names = [name for name in arguments.names if name not in files]
    if files and not arguments.record:
        return run_on_pages(project, files, names, github)
    return run_checks(project, arguments.names, arguments.full, github, arguments.record)


def _benchmark(arguments: argparse.Namespace, project: Project) -> int:
    """Run tools/benchmark.py, which is no part of the program: what it measures must not depend on it."""
    command = [sys.executable, str(project.root / "tools" / "benchmark.py")]
    command += ["--rows", arguments.rows] if arguments.rows else []
    command += [f"--{name}" for name in ("small", "lighthouse") if getattr(arguments, name)]
    environment = {**os.environ, "PYTHONPATH": str(project.root / "scripts")}
    return subprocess.run(command, cwd=project.root, env=environment, check=False).returncode


def _print(result: str) -> None:
    """Print a result, after the last line of progress."""
    for handler in LOG.handlers:
        if isinstance(handler, ProgressLines):
            handler.end()
    print(result, flush=True)


def _run(arguments: argparse.Namespace, project: Project) -> int:
    if arguments.command in OLD_NAMES:
        LOG.warning("“booklet %s” is now “booklet %s”.", arguments.command, OLD_NAMES[arguments.command])
    match arguments.command:
        case "build":
            return _build(arguments, project)
        case "join":
            _print(join(project, arguments.parts, say))
            return 0
        case "publish":
            _print("\n".join(_publish(project, arguments)))
            return 0
        case "check":
            # Its tools are installed by scripts/test.py only
            from booklet.checks import print_list, print_rules

            if arguments.rules:
                print_rules()
                return 0
            if arguments.list:
                print_list()
                return 0
            return _check(project, arguments)
        case "lint":
            from booklet.lint import lint

            return 1 if lint(project, arguments.fix) else 0
        case "translations" | "catalogues":
            return _exchange(project, arguments)
        case "new":
            return _new_page(project, arguments)
        case "make":
            return _make(project, arguments)
        case "service":
            return _service(project, arguments)
        case "status":
            return _status(project, arguments.json)
        case "easy-read" | "compared":
            record(project, arguments.pages)
            _print(f"Noted in {FILE}: {', '.join(arguments.pages)}")
            return 0
        case "serve":
            try:
                serve(project, arguments.address, _print)
            except KeyboardInterrupt:  # the way to end it
                _print("Stopped.")
            return 0
    return _benchmark(arguments, project)


def _say_why(words: str, error: BaseException) -> None:
    """Print why a command ended, with what a build says of the site that is published then."""
    print(" ".join([words, *getattr(error, "__notes__", ())]), file=sys.stderr)


def _log_fault(project: Project, error: BaseException) -> None:
    """Write the details of a fault of the program to a file, and say in one sentence where they are."""
    place = project.build / "log" / "fault.txt"
    details = "".join(traceback.format_exception(error))
    try:
        write_whole(details.encode(), place)
        where = f"The details are in {project.relative(place)}."
    except OSError:
        where = f"The details cannot be written: {error!r}."
    _say_why(f"Error: The program failed, and not because of your text. {where} Please report them.", error)


def main(arguments: Sequence[str] | None = None, project: Project | None = None) -> int:
    """Run a command on a project, that of this checkout where none is given; return its exit code (EXIT_CODES)."""
    parsed = parser().parse_args(arguments)
    project = Project() if project is None else project
    show(logging.WARNING if parsed.quiet else logging.DEBUG if parsed.verbose else logging.INFO)
    interrupts.listen()
    try:
        with temporary_folder():
            return _run(parsed, project)
    except BookletError as error:
        # A build that stops at the text comes before its check: a pull request shows the line all the same
        for line in of_error(error, project) if on_github() else ():
            print(line, flush=True)
        _say_why(f"Error: {error}", error)
        return 1
    except KeyboardInterrupt as error:
        _say_why("Stopped.", error)
        return interrupts.exit_code()
    except BrokenPipeError:
        # The reader of the output has read enough, as with “| head”; Python would complain of the rest at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in UNWRITABLE:
            _log_fault(project, error)
            return FAULT
        _say_why(
            f"Error: {error.filename or 'A file'} cannot be written: {error.strerror}. "
            "Make room or give yourself permission, and run the command again.",
            error,
        )
        return 1
    except Exception as error:  # the last resort: nobody who edits a text should have to read a traceback
        _log_fault(project, error)
        return FAULT
