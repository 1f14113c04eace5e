#!/usr/bin/env python3
"""Test the booklet: set up what the tests need, build the site, then run every test on it."""

import os
import subprocess
import sys

import setup_environment

USAGE = """\
usage: python3 scripts/test.py [options of pytest]

Builds the website and the documents without sound, then runs the tests in tests/ on them.

The first run sets up what the tests need, as scripts/build.py does, and besides:
a browser and its driver, Java and the tools that read PDF files.

  -h, --help         show this text
  --full             make the files with sound too, and test them all (half an hour more)
  tests/test_X.py    run the tests of one file
  -k WORD            run the tests with WORD in their name
  -x                 stop at the first that fails

Exit code: 0 every test passed, 1 a test failed or the build did,
2 the set-up did not succeed or the tests were stopped.
"""


def main(arguments):
    """Set up, build, then become pytest."""
    if "-h" in arguments or "--help" in arguments:
        print(USAGE)
        return 0
    full = "--full" in arguments
    arguments = [argument for argument in arguments if argument != "--full"]
    setup_environment.set_up(for_tests=True)
    python, environment = str(setup_environment.PYTHON), setup_environment.quiet_environment()
    without = [] if full else ["--without", "audio,epub-audio"]
    built = subprocess.call([python, "-m", "booklet", "build"] + without, env=environment, stdin=subprocess.DEVNULL)
    if built != 0:
        return built
    os.chdir(str(setup_environment.ROOT))
    os.execve(python, [python, "-m", "pytest"] + arguments, environment)


if __name__ == "__main__":
    sys.exit(setup_environment.run(main))
