#!/usr/bin/env python3
"""Test the booklet: set up what the tests need, lint and test the program, build the site, then check the product."""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

import known_tests
import setup_environment

USAGE = """\
usage: python3 scripts/test.py [options] [options of pytest]

The first run sets up what the tests need, as scripts/build.py does, and also a browser
and its driver, Java and the tools that read PDF files. Then:

  1  lint      every linter of the repository (booklet lint)
  2  program   the tests in tests/, on small made-up sites and spoilt copies (pytest)
  3  text      the tests in tests/ that read the pages or the catalogues of the guide
  4  build     the website and the documents, without sound unless --full
  5  product   the checks of the text and of everything that was built (booklet check)
  6  site      the tests in tests/ that read the finished site

Where lint or program was ok before and nothing has changed since but the pages and the
catalogues, it is not run again: its result is “known”, and none of its tests is counted.

  -h, --help         show this text
  --set-up-only      set up and end, so that "booklet check" has what it needs
  --program          only 1 to 3: the program
  --site             only 4 to 6: the product
  --full             everything in every language, with sound, and no verdict that was kept,
                     nor a step that is known;
                     also a thousand made-up hostile inputs (tools/hostile.py)
  --record           keep what the checks looked at and found, for the page about quality: not
                     with --program nor with options of pytest, as no check runs then
  tests/test_X.py    run the tests of one file; with any option of pytest only pytest runs,
                     and nothing is known or kept
  -k WORD            run the tests with WORD in their name
  -x                 stop at the first that fails

Exit code: 0 all is well, 1 something failed, 2 the set-up did not succeed or the options
do not go together, 130 stopped.
"""
OWN = {"--program", "--site", "--full", "--record"}
REPORTS = "build"
# The steps that depend on the program alone, and those that count tests
OF_PROGRAM, OF_TESTS = ("lint", "program"), ("program", "text", "site")


def main(arguments):
    """Set up, take the steps, print what each came to; return the exit code."""
    if "-h" in arguments or "--help" in arguments:
        print(USAGE)
        return 0
    own, pytest = OWN.intersection(arguments), [argument for argument in arguments if argument not in OWN]
    if "--record" in own and ("--program" in own or pytest):
        print("--record goes with neither --program nor options of pytest: no check runs then.", file=sys.stderr)
        return 2
    setup_environment.set_up(for_tests=True)
    if arguments == ["--set-up-only"]:
        return 0
    os.chdir(str(setup_environment.ROOT))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    results = []
    try:
        for name, command, needed in steps(own, pytest):
            keeps = name in OF_PROGRAM and not pytest
            since = known_since(name) if keeps and "--full" not in own else ""
            if since:
                results.append((name, since, 0))
                continue
            print("\n== {}: {}".format(name, " ".join(command[2:])), file=sys.stderr, flush=True)
            started = time.monotonic()
            code = run_and_keep(name, command) if keeps else run([str(setup_environment.PYTHON), *command])
            results.append((name, code, time.monotonic() - started))
            if code and needed:
                break
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return setup_environment.STOPPED
    return summary(results)


def steps(own, pytest):
    """Return the steps in order: name, arguments of Python, and whether the later steps need it to succeed.

    `own` are the options of this command that were given, `pytest` those for pytest.
    """
    full = ["--full"] if "--full" in own else []
    tests = ["-m", "pytest", "--numprocesses", "2", "--dist", "loadfile", "--durations", "30", "-m"]
    lint = ("lint", ["-m", "booklet", "lint"], False)
    report = ["--junit-xml", REPORTS + "/program.xml"]
    program = ("program", [*tests, "not site" if pytest else "not site and not text", *report, *pytest], False)
    text = ("text", [*tests, "text and not site", "--junit-xml", REPORTS + "/text.xml"], False)
    build = ("build", ["-m", "booklet", "build", *(["--sound"] if full else [])], True)
    record = ["--record"] if "--record" in own else []
    check = ("product", ["-m", "booklet", "check", *full, *record], False)
    site = ("site", [*tests, "site", "--junit-xml", REPORTS + "/site.xml"], False)
    hostile = [("hostile", ["tools/hostile.py"], False)] if full else []
    if pytest:
        return [program]
    if "--program" in own:
        return [lint, program, text]
    if "--site" in own:
        return [*hostile, build, check, site]
    return [lint, program, text, *hostile, build, check, site]


def known_since(step):
    """Return when a step succeeded on the program as it is, in words; "" if that is not known."""
    root = str(setup_environment.ROOT)
    return known_tests.known_since(root, step, known_tests.digest(root, str(setup_environment.PYTHON)))


def run_and_keep(step, command):
    """Run a step and return its exit code; that it succeeded is kept, unless the program has changed meanwhile.

    Raises what ended the run. A step that counts no test has not succeeded.
    """
    root, python = str(setup_environment.ROOT), str(setup_environment.PYTHON)
    before = known_tests.digest(root, python)
    known_tests.forget(root, step)
    code = run([python, *command])
    passed, failed = counted([step]) if step in OF_TESTS else (1, 0)
    if before and not code and passed and not failed and known_tests.digest(root, python) == before:
        known_tests.keep(root, step, before)
    return code


def run(command):
    """Run a command to its end and return its exit code; when this run is ended, so is the command, first.

    Raises what ended the run.
    """
    process = subprocess.Popen(command, env=setup_environment.quiet_environment(), stdin=subprocess.DEVNULL)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def summary(results):
    """Print what each step came to, with its time, then how many tests passed; return the exit code.

    `results` are the name of each step, its exit code and its seconds; in place of the code, for a step that was not
    run, since when it is known to be ok: nothing of it is counted. A run in which no test was counted has failed.
    """
    print("\n{:<10}{:<9}{:>8}".format("step", "result", "seconds"))
    for name, code, seconds in results:
        if isinstance(code, str):
            print(f"{name:<10}known    (nothing that it reads has changed since it was ok, {code})")
        else:
            print("{:<10}{:<9}{:>8.0f}".format(name, "ok" if code == 0 else "FAILED", seconds))
    codes = {name: code for name, code, _ in results if not isinstance(code, str)}
    passed, failed = counted([name for name in OF_TESTS if name in codes])
    failed += sum(1 for name, code in codes.items() if code and name not in OF_TESTS)
    passed += sum(1 for name, code in codes.items() if not code and name not in OF_TESTS)
    bad = failed or not passed or any(codes.values())
    print(f"{passed} passed, {failed or int(bool(bad))} failed")
    return 1 if bad else 0


def counted(reports):
    """Return how many tests passed and how many did not, by pytest's own reports (JUnit XML) in build/."""
    passed = failed = 0
    for name in reports:
        try:
            suites = ElementTree.parse(f"{REPORTS}/{name}.xml").getroot()
        except (OSError, ElementTree.ParseError):
            failed += 1
            continue
        for suite in suites.iter("testsuite"):
            bad = sum(int(suite.get(key, 0)) for key in ("failures", "errors"))
            failed += bad
            passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    return passed, failed


def _stop(number, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(setup_environment.run(main))
