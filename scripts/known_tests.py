"""Keeps the verdict of a step of the tests that reads the program only, so that a change of the text does not repeat it.

The same bytes, tested by the same tests with the same tools, have the same verdict. What the program and its tests are
made of is every file of the checkout but the text, the installed packages, and the system's packages. The tests that
read the text are in a step of their own, whose verdict is never kept; tests/conftest.py refuses one that reads the text
and does not say so. Where anything cannot be known, the step is run.

Like scripts/test.py it uses the standard library only, and no syntax newer than Python 3.7.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import time

# The text, by its names in the checkout: what no test reads that is not marked “text”. That one of them comes or goes is
# a change of the program all the same, as a folder can be listed without a file of it being opened
TEXT = re.compile(r"docs/.+\.md|locales/[^/]+\.(?:po|search\.yml|terms\.yml)|content/records/last-check\.yml")
# What apt-get notes at every change of a package
SYSTEM = "/var/lib/dpkg/status"
# The programs that the tests start, which may come from elsewhere
PROGRAMS = [
    "apache2",
    "chromedriver",
    "chromium",
    "chromium-browser",
    "git",
    "google-chrome",
    "java",
    "nginx",
    "node",
    "npm",
    "pdfinfo",
    "pdftoppm",
    "pdftotext",
]
# What npm notes when it installs
PACKAGES = "node_modules/.package-lock.json"
KEPT = "build/cache/tests"
# pytest takes options from it, too
OPTIONS = "PYTEST_ADDOPTS"


def is_text(name):
    """Return whether a file, named from the checkout with forward slashes, is part of the text."""
    return bool(TEXT.fullmatch(name))


def digest(root, python):
    """Return the digest of all that the tests of the program read in the checkout `root`; None where it is not known.

    `python` is the Python that runs them. It is not known without git, without a Debian system, while packages are not
    installed, and when options of pytest come from the environment.
    """
    parts = [os.environ.get(OPTIONS, "")]
    if parts[0]:
        return None
    try:
        listed = _said("git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
        names = sorted(set(filter(None, listed)))
        parts += [_said(python, "-VV"), *_installed(os.path.dirname(os.path.dirname(python)))]
        parts += [_digest(os.path.join(root, PACKAGES)), _digest(SYSTEM), *map(_program, PROGRAMS)]
        parts += [f"{name} {'text' if is_text(name) else _of_file(os.path.join(root, name))}" for name in names]
    except (OSError, subprocess.SubprocessError):
        return None
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest() if names else None


def _said(*command):
    """Return what a command prints. Raises OSError or SubprocessError if it does not succeed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def _installed(venv):
    """Return the names, with versions, of the packages in a Python folder. Raises OSError if it has none."""
    folders = sorted(os.listdir(os.path.join(venv, "lib")))
    found = [name for folder in folders for name in os.listdir(os.path.join(venv, "lib", folder, "site-packages"))]
    return sorted(name for name in found if name.endswith(".dist-info"))


def _program(name):
    """Return where a program is, its size and the time of its last change; "" for one that is not there."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not path:
        return ""
    found = os.stat(path)
    return f"{os.path.realpath(path)} {found.st_size} {found.st_mtime_ns}"


def _of_file(path):
    """Return the digest of a file with its right to be run, or where a link leads; "gone" if it is not there."""
    if os.path.islink(path):
        return "link to " + os.readlink(path)
    return f"{os.access(path, os.X_OK)} {_digest(path)}" if os.path.lexists(path) else "gone"


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def known_since(root, step, found):
    """Return when a step succeeded on what has this digest, in words; "" if that is not known."""
    try:
        with open(_place(root, step), encoding="utf-8") as file:
            kept = json.load(file)
        return str(kept["time"]) if found and kept["digest"] == found else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def keep(root, step, found):
    """Note that a step has just succeeded on what has this digest."""
    path = _place(root, step)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump({"digest": found, "time": time.strftime("%Y-%m-%d %H:%M")}, file)
    os.replace(path + ".new", path)


def forget(root, step):
    """Forget that a step ever succeeded."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_place(root, step))


def _place(root, step):
    return os.path.join(root, KEPT, step + ".json")
