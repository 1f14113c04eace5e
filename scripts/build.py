#!/usr/bin/env python3
"""Build the booklet: set up what the build needs, then run `booklet build`."""

import os
import sys

import setup_environment

USAGE = """\
usage: python3 scripts/build.py [options of "booklet build"]

Makes the website and the documents, in the folder site/. Recordings take long:
--sound makes them too.

The first run sets up what the build needs: Debian packages (as root or with sudo;
otherwise it tells you the command), Python packages in .venv/ and npm packages in
node_modules/. Later runs find all that in place and start at once.

  -h, --help      show this text, and the options of "booklet build" once it is set up
  --set-up-only   set up and end, for other commands such as ".venv/bin/booklet make"

Exit code: 0 done, 1 a mistake in the text or its files (the message says where),
2 the set-up did not succeed.
"""


def main(arguments):
    """Set up, then become `booklet build`."""
    if "-h" in arguments or "--help" in arguments:
        print(USAGE, flush=True)
        if not setup_environment.is_ready(for_tests=False):
            return 0
    else:
        setup_environment.set_up(for_tests=False)
        if arguments == ["--set-up-only"]:
            return 0
    python = setup_environment.PYTHON
    command = [str(python), "-m", "booklet", "build", *arguments]
    os.execve(str(python), command, setup_environment.quiet_environment())


if __name__ == "__main__":
    sys.exit(setup_environment.run(main))
