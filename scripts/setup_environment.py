"""Makes a machine ready to build or test the booklet: system, Python and npm packages, each only when needed.

It runs before anything is installed, so it uses the standard library only, and no syntax newer than Python 3.7:
an older Python has to get as far as the message that names the right one.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows, which is told so
    fcntl = None

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
LOG = ROOT / "build" / "set-up.log"
BUILD_LOCK = ROOT / "build" / "lock"  # that a build holds while it runs: see scripts/booklet/publish/staging.py
OLDEST_PYTHON = (3, 11)
# Older tables leave letters out, and one never ends: see scripts/booklet/external/liblouis
OLDEST_LIBLOUIS = (3, 33)
LIBLOUIS = ["liblouis20", "liblouis-data"]
TAKE_BACKPORTS = (
    "The liblouis that apt-get would take here is too old: take it from Debian’s backports, or run this command "
    "as root, which finds it there."
)
# Where the set-up would fail on the way (sys.platform)
OTHER_SYSTEMS = {"win32": "Windows", "cygwin": "Windows", "darwin": "macOS"}
SOURCES = Path("/etc/apt")
# The tests start these themselves, as any user; their folder is not in everybody's PATH
NGINX, APACHE = "/usr/sbin/nginx", "/usr/sbin/apache2"
# What Debian asks before it starts the service of a package that it installs (invoke-rc.d(8)); 101 forbids it
SERVICE_POLICY = "/usr/sbin/policy-rc.d"

# A stamp is in the folder that it vouches for, so that it goes when the folder goes.
VENV_STAMP = VENV / "set-up"
NODE_STAMP = NODE_MODULES / ".set-up"

FAILED = 2
STOPPED = 130  # as a shell reports Ctrl-C

# What clients would otherwise ask or tell others at every start.
QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    "NPM_CONFIG_AUDIT": "false",
    "NPM_CONFIG_FUND": "false",
    "SE_AVOID_STATS": "true",  # Selenium
    "SE_OFFLINE": "true",
    "PYTHONUTF8": "1",  # the text is UTF-8, whatever the machine's locale says
    # What Python compiles is kept, whatever the machine says: else each process of a run compiles all of it anew
    "PYTHONDONTWRITEBYTECODE": "",
}

Need = namedtuple("Need", "packages purpose is_there")
Need.__doc__ = "Something from the system: Debian's packages that bring it, what it is for, and how to see it is there."


class SetupError(Exception):
    """The set-up cannot go on; the message says what the person at the keyboard can do."""


def run(main):
    """Call `main` with the arguments of the command line and return the exit code; errors become plain messages."""
    try:
        return main(sys.argv[1:])
    except SetupError as error:
        print(f"\nSet-up did not succeed.\n{error}", file=sys.stderr)
        return FAILED
    except OSError as error:
        print("\nSet-up did not succeed.\n{}: {}".format(error.filename or "A file", error.strerror), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return STOPPED


def set_up(for_tests):
    """Install what is missing for the build, or for the tests too.

    Raises SetupError if that is not possible. If everything is there it says nothing and takes milliseconds.
    """
    _require_system()
    _require_python()
    if is_ready(for_tests):
        return
    LOG.parent.mkdir(exist_ok=True)
    with open(str(LOG), "a", encoding="utf-8") as log:
        _wait_for_other_run(log)
        log.truncate(0)
        steps = _steps(for_tests)
        if steps:
            with open(str(BUILD_LOCK), "w", encoding="utf-8") as build:
                _wait_for_build(build)
                _take(steps, log)


def _take(steps, log):
    """Take the steps in order, and say which it is and how long it took."""
    for number, (name, step) in enumerate(steps, 1):
        print(f"[{number}/{len(steps)}] {name} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        step(log)
        print(f"      done in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def is_ready(for_tests):
    """Return whether everything for the build, or for the tests too, is in place."""
    return (
        sys.version_info >= OLDEST_PYTHON
        and _python_is_ready(for_tests)
        and _node_is_ready(for_tests)
        and not missing_needs(for_tests)
    )


def _steps(for_tests):
    """Return what there is to do, in order: pairs of a name and a function that takes the log."""
    steps = []
    missing = missing_needs(for_tests)
    if missing:
        prefix = _right_to_install(missing)
        steps.append(
            (
                "System packages{}: {}".format(" (with sudo)" if prefix else "", " ".join(_packages(missing))),
                lambda log: _install_system_packages(missing, prefix, log),
            )
        )
    if not _python_is_ready(for_tests):
        if not _python_is_ready(for_tests=False):
            steps.append(("Python folder .venv", _make_venv))
        steps.append(
            (
                f"Python packages of {_lock(for_tests).name}",
                lambda log: _install_python_packages(for_tests, log),
            )
        )
    if not _node_is_ready(for_tests):
        steps.append(("npm packages of package-lock.json", lambda log: _install_node_packages(for_tests, log)))
    return steps


def quiet_environment():
    """Return the environment for the programs that are started: without news, statistics and look-ups of their own."""
    return dict(os.environ, **QUIET)


# ---- What the system has to have ----


def missing_needs(for_tests):
    """Return the needs, in the order of the lists here, that this machine does not meet yet."""
    return [need for need in (_build_needs() + (_test_needs() if for_tests else [])) if not need.is_there()]


def _build_needs():
    return [
        Need(
            [f"python3.{sys.version_info[1]}-venv"],
            "the project's own Python folder",
            lambda: _python_is_ready(for_tests=False) or importlib.util.find_spec("ensurepip") is not None,
        ),
        Need(["npm"], "fonts and search, which are npm packages", lambda: _programs("npm", "node")),
        Need(
            ["libpango-1.0-0", "libpangoft2-1.0-0"],
            "text in PDF files",
            lambda: _libraries("libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
        ),
        Need(["libharfbuzz-subset0"], "fonts in PDF files", lambda: _libraries("libharfbuzz-subset.so.0")),
        Need(
            ["fonts-noto-core"],
            "Arabic letters in PDF files",
            lambda: Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf").exists(),
        ),
        Need(LIBLOUIS, "braille (version {}.{} or newer)".format(*OLDEST_LIBLOUIS), _liblouis),
    ]


def _test_needs():
    return [
        Need(
            ["chromium"], "tests of the website", lambda: _any_program("chromium", "chromium-browser", "google-chrome")
        ),
        Need(["chromium-driver"], "tests of the website", lambda: _programs("chromedriver")),
        Need(["default-jre-headless"], "the checkers of HTML and PDF", lambda: _programs("java")),
        Need(["libjaxb-java"], "the checker of PDF", lambda: Path("/usr/share/java/jaxb-runtime.jar").exists()),
        Need(["nginx-light"], "tests of the files for web servers", lambda: Path(NGINX).exists()),
        Need(
            ["apache2-bin", "media-types"],
            "tests of the files for web servers",
            lambda: Path(APACHE).exists() and Path("/etc/mime.types").exists(),
        ),
        Need(["poppler-utils"], "tests of the PDF files", lambda: _programs("pdftotext", "pdftoppm", "pdfinfo")),
    ]


def _programs(*names):
    return all(shutil.which(name) for name in names)


def _any_program(*names):
    return any(shutil.which(name) for name in names)


def _libraries(*names):
    try:
        for name in names:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _liblouis():
    """Return whether liblouis is there, new enough."""
    try:
        library = ctypes.CDLL("liblouis.so.20")
    except OSError:
        return False
    library.lou_version.restype = ctypes.c_char_p
    return _is_new_enough(library.lou_version().decode("ascii"))


def _is_new_enough(version):
    """Return whether a version of liblouis, of the library or of a Debian package ("3.33.0-1~bpo12+1"), will do."""
    numbers = re.match(r"(?:\d+:)?(\d+)\.(\d+)", version)
    return bool(numbers) and tuple(map(int, numbers.groups())) >= OLDEST_LIBLOUIS


def _packages(needs):
    return [package for need in needs for package in need.packages]


def _right_to_install(missing):
    """Return what to put before apt-get: nothing for root, sudo where it asks for no password.

    Raises SetupError where neither is possible, with the one command that the person has to run.
    """
    packages = _packages(missing)
    reasons = "\n".join("  {:<36} {}".format(" ".join(need.packages), need.purpose) for need in missing)
    if not shutil.which("apt-get"):
        raise SetupError(
            "This machine has no apt-get. Install what these Debian packages hold, in your system's own "
            f"way, then run the same command again:\n{reasons}"
        )
    if _is_ubuntu() and any(package.startswith("chromium") for package in packages):
        raise SetupError(
            "The tests need a browser and its driver. Ubuntu has Chromium only as a snap, which a test cannot "
            "always drive. Install Google Chrome and the chromedriver of the same version, so that "
            "“google-chrome” and “chromedriver” can be called, then run the same command again."
        )
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.call(
            ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        == 0
    ):
        return ["sudo", "-n"]
    too_old = LIBLOUIS[0] in packages and not _is_new_enough(_candidate(LIBLOUIS[0]))
    raise SetupError(
        "This machine needs some packages first:\n{}\n\nRun this, then the same command again:\n\n"
        "    sudo apt-get install --no-install-recommends {}{}".format(
            reasons, " ".join(packages), "\n\n" + TAKE_BACKPORTS if too_old else ""
        )
    )


def _install_system_packages(missing, prefix, log):
    apt_get = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-o", "DPkg::Lock::Timeout=300"]
    _run([*apt_get, "update"], "The package lists could not be read", log)
    wanted = _packages(missing)
    if LIBLOUIS[0] in wanted and not _is_new_enough(_candidate(LIBLOUIS[0])):
        wanted = [package for package in wanted if package not in LIBLOUIS]
        _install_from_backports(prefix, apt_get, log)
    if wanted:
        with _no_services(prefix, log):
            _run([*apt_get, "install", "--no-install-recommends", *wanted], "apt-get did not succeed", log)
    importlib.invalidate_caches()
    still = [need for need in missing if not need.is_there()]
    if still:
        raise SetupError("apt-get did its work, but this is still missing: {}.".format(" ".join(_packages(still))))


@contextlib.contextmanager
def _no_services(prefix, log):
    """Let no package that is installed in the block start a service; a policy that the machine has stays."""
    if os.path.lexists(SERVICE_POLICY):
        yield
        return
    policy = rf"printf '#!/bin/sh\nexit 101\n' > {SERVICE_POLICY} && chmod 755 {SERVICE_POLICY}"
    _run([*prefix, "sh", "-c", policy], "The service of a package could not be kept from starting", log)
    try:
        yield
    finally:
        _run([*prefix, "rm", "-f", SERVICE_POLICY], "A temporary file could not be removed", log)


def _candidate(package):
    """Return the version of a package that apt-get would install, "" where there is none."""
    result = subprocess.run(
        ["apt-cache", "policy", package],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        text=True,
        env=dict(quiet_environment(), LC_ALL="C"),
    )
    found = re.search(r"Candidate: (\S+)", result.stdout)
    return found.group(1) if found else ""


def _install_from_backports(prefix, apt_get, log):
    """Install liblouis from the backports of the machine's own Debian mirror; the machine's sources stay as they are.

    Raises SetupError, with what to install, where there is no such mirror.
    """
    codename = _os_release("VERSION_CODENAME")
    found = backports(SOURCES, codename) if _os_release("ID") == "debian" else None
    if found is None:
        raise SetupError(
            "Braille needs liblouis {}.{} or newer, and this system has {}. Install {} of that version, for "
            "example on Debian 13 or newer, or from Debian’s backports, then run the same command again.".format(
                *OLDEST_LIBLOUIS, _candidate(LIBLOUIS[0]) or "none", " and ".join(LIBLOUIS)
            )
        )
    name, text = found
    folder = Path(tempfile.mkdtemp(prefix="liblouis-"))
    try:
        folder.chmod(0o755)  # apt-get reads and writes here as a user of its own
        (folder / "parts").mkdir()
        (folder / "lists").mkdir()
        (folder / "parts" / name).write_text(text, encoding="utf-8")
        own = [
            *apt_get,
            "-o",
            "Dir::Etc::sourcelist=/dev/null",
            "-o",
            "Dir::Etc::sourceparts={}".format(folder / "parts"),
            "-o",
            "Dir::State::lists={}".format(folder / "lists"),
        ]
        _run([*own, "update"], "The package lists of the backports could not be read", log)
        _run(
            own + ["install", "--no-install-recommends"] + [f"{package}/{codename}-backports" for package in LIBLOUIS],
            "apt-get could not install liblouis from the backports",
            log,
        )
    finally:
        _run([*prefix, "rm", "-rf", str(folder)], "A temporary folder could not be removed", log)


def backports(folder, codename):
    """Return name and text of a file of sources for apt: the backports on the mirror that `folder` names for
    `codename`.

    Both forms of sources are read (sources.list(5)); options and keys stay. None where no source is for `codename`.
    """
    for path in sorted((folder / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", _text(path)):
            lines = [line for line in stanza.splitlines() if not line.startswith("#")]
            fields = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].split() for line in lines if ":" in line[1:]}
            if (
                codename in fields.get("suites", [])
                and "deb" in fields.get("types", [])
                and "main" in fields.get("components", [])
                and fields.get("enabled") != ["no"]
            ):
                kept = [
                    line
                    for line in lines
                    if line.strip() and line.split(":", 1)[0].lower() not in ("suites", "types", "components")
                ]
                return "backports.sources", "\n".join(
                    ["Types: deb", f"Suites: {codename}-backports", "Components: main", *kept]
                ) + "\n"
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]:
        for line in _text(path).splitlines():
            found = re.match(rf"deb\s+(\[[^\]]*\]\s+)?(\S+)\s+{re.escape(codename)}\s+.*\bmain\b", line.strip())
            if found:
                return "backports.list", "deb {}{} {}-backports main\n".format(
                    found.group(1) or "", found.group(2), codename
                )
    return None


def _text(path):
    """Return the text of a file, "" where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _os_release(field):
    """Return what the system says about itself ("debian", "bookworm"), "" where it does not."""
    found = re.search(rf"^{field}=\"?([^\"\n]*)", _text(Path("/etc/os-release")), re.MULTILINE)
    return found.group(1) if found else ""


def _is_ubuntu():
    return _os_release("ID") == "ubuntu"


def _require_system():
    """Raise SetupError, before anything is tried, on a system whose packages the project has not."""
    name = OTHER_SYSTEMS.get(sys.platform)
    if name:
        raise SetupError(
            f"The booklet is built on Debian or Ubuntu, and this is {name}: open the repository on GitHub in a browser "
            "and choose “Code”, then “Codespaces”, or build it here in a container, both as "
            "handbook/publishing.md describes."
        )


def _require_python():
    if sys.version_info >= OLDEST_PYTHON:
        return
    raise SetupError(
        "This needs Python {0}.{1} or newer; {2} is Python {3}.{4}.\n"
        "Install a newer one, for example with “sudo apt-get install python{0}.{1} python{0}.{1}-venv”, and run this "
        "command with it: “python{0}.{1} {5}”.".format(
            OLDEST_PYTHON[0], OLDEST_PYTHON[1], sys.executable, sys.version_info[0], sys.version_info[1], sys.argv[0]
        )
    )


# ---- Python and npm packages ----


def _python_is_ready(for_tests):
    """Return whether .venv holds what the lock says. What the tests need holds what the build needs."""
    keys = {_python_key(True)} if for_tests else {_python_key(True), _python_key(False)}
    return PYTHON.exists() and _stamp_holds(VENV_STAMP, keys)


def _node_is_ready(for_tests):
    keys = {_node_key(True)} if for_tests else {_node_key(True), _node_key(False)}
    return _stamp_holds(NODE_STAMP, keys)


def _make_venv(log):
    """Make .venv anew, whatever is there: the remains of a set-up that was stopped, or packages of an older lock."""
    # A Python that runs inside .venv would remove itself.
    python = getattr(sys, "_base_executable", sys.executable)
    _run([python, "-m", "venv", "--clear", str(VENV)], "The folder .venv could not be made", log)


def _install_python_packages(for_tests, log):
    if VENV_STAMP.exists():
        VENV_STAMP.unlink()
    pip = [str(PYTHON), "-m", "pip", "install"]
    # Only finished packages: building one would fetch tools that no lock names.
    _run(
        [*pip, "--require-hashes", "--only-binary=:all:", "-r", str(_lock(for_tests))],
        "pip could not install the Python packages",
        log,
    )
    _run(
        [*pip, "--no-deps", "--no-index", "--no-build-isolation", "-e", str(ROOT)],
        "pip could not install the project's own command",
        log,
    )
    _write_stamp(VENV_STAMP, _python_key(for_tests))


def _install_node_packages(for_tests, log):
    # npm ci begins by removing node_modules, and the stamp with it.
    _run(
        ["npm", "ci", "--ignore-scripts", "--no-progress"] + ([] if for_tests else ["--omit=dev"]),
        "npm could not install its packages",
        log,
    )
    _write_stamp(NODE_STAMP, _node_key(for_tests))


def _lock(for_tests):
    return ROOT / ("requirements/test.lock" if for_tests else "requirements/build.lock")


def _python_key(for_tests):
    return _digest(
        _lock(for_tests),
        ROOT / "pyproject.toml",
        words=[str(VENV), sys.base_prefix, "{}.{}".format(*sys.version_info[:2])],
    )


def _node_key(for_tests):
    return _digest(ROOT / "package.json", ROOT / "package-lock.json", words=["all" if for_tests else "without dev"])


def _digest(*files, words):
    digest = hashlib.sha256()
    for part in [file.read_bytes() for file in files] + [word.encode() for word in words]:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _stamp_holds(stamp, keys):
    try:
        return stamp.read_text(encoding="utf-8") in keys
    except OSError:
        return False


def _write_stamp(stamp, key):
    """Write a stamp in one step, so that a stop in the middle leaves none."""
    beside = stamp.with_name(stamp.name + ".new")
    beside.write_text(key, encoding="utf-8")
    os.replace(str(beside), str(stamp))


# ---- Running tools ----


def _run(command, problem, log):
    """Run a command without a word. Raises SetupError with the end of what it said if it fails."""
    log.write("$ {}\n".format(" ".join(command)))
    log.flush()
    try:
        code = subprocess.call(
            command,
            cwd=str(ROOT),
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    except FileNotFoundError as error:
        raise SetupError(f"{problem}: there is no program “{command[0]}”.") from error
    if code:
        tail = LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise SetupError("{}:\n\n    {}\n\nThe whole log is in {}".format(problem, "\n    ".join(tail), LOG))


def _wait_for_other_run(log):
    """Let only one set-up of this checkout run at a time. The lock ends with the process, however that ends."""
    try:
        fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("Another run is setting this folder up. Waiting for it ...", file=sys.stderr, flush=True)
        fcntl.flock(log, fcntl.LOCK_EX)


def _wait_for_build(lock):
    """Let a build that is running end before its packages are replaced, and keep others out until the lock is closed.

    A build holds its lock with lockf, not flock, and never waits for a set-up: neither can wait for the other for ever.
    """
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print(
            "A build is running in this folder. Waiting for it to end before its packages are changed ...",
            file=sys.stderr,
            flush=True,
        )
        fcntl.lockf(lock, fcntl.LOCK_EX)
