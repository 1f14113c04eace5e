"""The command line: `booklet build | check | serve | benchmark`."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import time
from collections.abc import Sequence

from booklet.building import build, serve
from booklet.errors import BookletError
from booklet.project import Project

STOPPED = "Stopped. The last good site is as it was."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="booklet", description="Make SEN Support: a website and documents from one text.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    building = commands.add_parser("build", help="make the website and every document, and publish them in site/",
                                   description="Check the text, make everything beside the published site, and swap it in.")
    building.add_argument("--formats", metavar="NAMES", help="only these formats, with commas: web,pdf,poster")
    checking = commands.add_parser("check", help="check the text and the finished site",
                                   description="Print every finding with its file, rule, problem and cure.")
    checking.add_argument("names", nargs="*", metavar="check", help="only these checks (all of them if none is named)")
    checking.add_argument("--list", action="store_true", help="print the checks there are, and end")
    serving = commands.add_parser("serve", help="preview the site and see changes at once",
                                  description="Open the address it prints in a browser. End with Ctrl-C.")
    serving.add_argument("--address", default="127.0.0.1:8000", help="where to serve (%(default)s)")
    commands.add_parser("benchmark", help="measure the site with Lighthouse beside stock Material",
                        description="Print scores, weight and ratios. Needs Node.js 22.19 or later from npm; takes minutes.")
    return parser


def _run(arguments: argparse.Namespace, project: Project) -> int:
    if arguments.command == "build":
        started = time.monotonic()
        formats = arguments.formats.split(",") if arguments.formats else None
        result = build(project, formats)
        print(f"Done in {time.monotonic() - started:.0f} s: {result}")
        return 0
    if arguments.command == "check":
        from booklet.checks import CHECKS, run_checks  # the checkers are installed by scripts/test.py only

        if arguments.list:
            print("\n".join(f"{name:<24}{check.description}" for name, check in CHECKS.items()))
            return 0
        return run_checks(project, arguments.names)
    if arguments.command == "serve":
        serve(project, arguments.address)
        return 0
    from booklet.benchmark import benchmark

    return benchmark(project)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0; 1 for findings or an error in the files; 2 for a wrong call; 130 when interrupted."""
    parsed = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(parsed, Project())
    except BookletError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        print(f"Error: {error.filename or 'A file'} cannot be written: {error.strerror}. "
              f"Make room or give yourself permission, and run the command again. The last good site is as it was.",
              file=sys.stderr)
        return 1
