"""The set-up of a fresh machine: what it needs, what it says, and that nothing is done twice."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from booklet.external import liblouis
from booklet.project import ROOT
from tests.helpers import BUILDING, python_path, running_build, write

FILE = ROOT / "scripts" / "setup_environment.py"


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The module, made to work on an empty checkout; what it would run is written down and succeeds."""
    spec = importlib.util.spec_from_file_location("setup_environment_under_test", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in (
        "requirements/build.lock",
        "requirements/test.lock",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for name, path in {
        "ROOT": "",
        "VENV": ".venv",
        "PYTHON": ".venv/bin/python",
        "NODE_MODULES": "node_modules",
        "LOG": "build/set-up.log",
        "BUILD_LOCK": "build/lock",
        "VENV_STAMP": ".venv/set-up",
        "NODE_STAMP": "node_modules/.set-up",
    }.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    # As in a container of Debian, whose policy is left alone
    monkeypatch.setattr(module, "SERVICE_POLICY", str(FILE))
    ran = []

    def run(command, problem, log):
        ran.append(" ".join(map(str, command)))
        if "venv" in command:
            (tmp_path / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
            (tmp_path / ".venv" / "bin" / "python").touch()
        if command[0] == "npm":
            (tmp_path / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(module, "_run", run)
    monkeypatch.setattr(module, "missing_needs", lambda for_tests: [])
    module.ran = ran
    return module


def need(module, *packages: str):
    return module.Need(list(packages), "tests of the website", lambda: False)


def test_it_can_be_read_by_an_old_python():
    """It has to get as far as the message that names the right one."""
    ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 7))
    for name in ("build.py", "test.py"):
        ast.parse((ROOT / "scripts" / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_it_uses_the_standard_library_only():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_is_told_which_one_is_needed(setup, monkeypatch):
    monkeypatch.setattr(setup.sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(setup.SetupError, match=r"This needs Python 3\.11 or newer; .* is Python 3\.9\."):
        setup.set_up(for_tests=False)


@pytest.mark.parametrize(("platform", "name"), [("win32", "Windows"), ("cygwin", "Windows"), ("darwin", "macOS")])
@pytest.mark.parametrize("for_tests", [False, True])
def test_another_system_is_told_what_to_do_in_one_sentence(setup, monkeypatch, platform, name, for_tests):
    monkeypatch.setattr(setup.sys, "platform", platform)
    with pytest.raises(setup.SetupError) as caught:
        setup.set_up(for_tests)
    said = str(caught.value)
    assert f"this is {name}" in said and "Codespaces" in said and "in a container" in said
    assert said.count(". ") == 0 and said.endswith(".")
    assert setup.ran == [] and not setup.LOG.exists()


@pytest.mark.parametrize("script", ["build.py", "test.py"])
def test_the_scripts_say_so_on_a_windows_without_what_it_lacks(tmp_path, script):
    """Windows has neither fcntl nor geteuid: the scripts get as far as the sentence."""
    write(tmp_path / "fcntl.py", "raise ImportError")
    start = (
        "import os, runpy, sys; sys.platform = 'win32'; del os.geteuid; "
        f"sys.path[:0] = [{str(tmp_path)!r}, {str(FILE.parent)!r}]; sys.argv = ['{script}']; "
        f"runpy.run_path({str(FILE.parent / script)!r}, run_name='__main__')"
    )
    result = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("\nSet-up did not succeed.\nThe booklet is built on Debian or Ubuntu")
    assert "Traceback" not in result.stderr


def test_an_empty_checkout_gets_everything_once(setup):
    setup.set_up(for_tests=False)
    assert [line.split(" -m ")[-1].split(" --")[0] for line in setup.ran] == [
        "venv",
        "pip install",
        "pip install",
        "npm ci",
    ]
    assert setup.is_ready(for_tests=False)
    setup.ran.clear()
    setup.set_up(for_tests=False)
    assert setup.ran == []


def test_packages_are_installed_with_their_hashes_and_without_scripts(setup):
    setup.set_up(for_tests=False)
    (locked,) = [line for line in setup.ran if "requirements/build.lock" in line]
    assert "--require-hashes" in locked and "--only-binary=:all:" in locked
    (npm,) = [line for line in setup.ran if line.startswith("npm")]
    assert "--ignore-scripts" in npm and "--omit=dev" in npm


def test_the_lock_of_npm_leaves_the_registry_to_npm():
    """An address in it would tie everybody who builds to one registry; what a package has to be is said by its digest."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = [package for name, package in packages.items() if "node_modules/" in name and "link" not in package]
    assert fetched and all("resolved" not in package and package["integrity"] for package in fetched)


def test_what_the_tests_need_holds_what_the_build_needs(setup):
    setup.set_up(for_tests=True)
    assert any("requirements/test.lock" in line for line in setup.ran)
    assert setup.is_ready(for_tests=False)


def test_what_the_build_needs_is_not_enough_for_the_tests(setup):
    setup.set_up(for_tests=False)
    assert not setup.is_ready(for_tests=True)


@pytest.mark.parametrize(
    ("name", "again"), [("requirements/build.lock", "pip install"), ("package-lock.json", "npm ci")]
)
def test_a_changed_lock_is_installed(setup, name, again):
    setup.set_up(for_tests=False)
    setup.ran.clear()
    with (setup.ROOT / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    setup.set_up(for_tests=False)
    assert any(again in line for line in setup.ran)


def test_an_installation_that_was_stopped_is_made_again(setup, monkeypatch):
    run = setup._run

    def stop(command, problem, log):
        if "-r" in command:
            raise KeyboardInterrupt
        run(command, problem, log)

    monkeypatch.setattr(setup, "_run", stop)
    with pytest.raises(KeyboardInterrupt):
        setup.set_up(for_tests=False)
    assert not setup.is_ready(for_tests=False)


# A build of the same folder that is running


@pytest.fixture
def building(setup):
    """A process with the lock of a build of the empty checkout; it ends when its input is closed."""
    with running_build(setup.ROOT) as process:
        yield process


def test_nothing_is_installed_under_a_build_that_is_running(setup, building, monkeypatch):
    said = []

    def hear(line, **options):
        said.append(line)
        building.stdin.close()  # so the build ends only after the set-up has said that it waits

    monkeypatch.setattr(setup, "print", hear, raising=False)
    run = setup._run

    def install(command, problem, log):
        assert said[0].startswith("A build is running in this folder. Waiting for it to end")
        run(command, problem, log)

    monkeypatch.setattr(setup, "_run", install)
    setup.set_up(for_tests=False)
    assert setup.is_ready(for_tests=False) and sum("Waiting" in line for line in said) == 1


def test_a_set_up_with_nothing_to_do_waits_for_no_build(setup, request):
    setup.set_up(for_tests=False)
    setup.ran.clear()
    request.getfixturevalue("building")
    setup.set_up(for_tests=False)
    assert setup.ran == []


def test_no_build_starts_under_a_set_up_and_one_can_afterwards(setup, monkeypatch):
    run = setup._run
    start = [sys.executable, "-c", BUILDING, str(setup.ROOT)]
    environment = {**os.environ, "PYTHONPATH": python_path()}

    def install(command, problem, log):
        kept_out = subprocess.run(
            start, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False
        )
        assert "Another build, or the set-up, is running." in kept_out.stderr
        run(command, problem, log)

    monkeypatch.setattr(setup, "_run", install)
    setup.set_up(for_tests=False)
    assert (
        subprocess.run(start, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False).returncode
        == 0
    )


# System packages


def test_root_installs_system_packages(setup, monkeypatch):
    monkeypatch.setattr(setup, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert setup._right_to_install([need(setup, "npm")]) == []


def test_who_may_not_install_gets_the_one_command(setup, monkeypatch):
    monkeypatch.setattr(setup, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(setup.SetupError, match="sudo apt-get install --no-install-recommends npm poppler-utils"):
        setup._right_to_install([need(setup, "npm"), need(setup, "poppler-utils")])


def test_a_machine_without_apt_get_is_told_what_is_missing(setup, monkeypatch):
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    with pytest.raises(setup.SetupError, match=r"no apt-get(.|\n)*npm +tests of the website"):
        setup._right_to_install([need(setup, "npm")])


def test_ubuntu_is_told_to_take_another_browser(setup, monkeypatch):
    monkeypatch.setattr(setup, "_is_ubuntu", lambda: True)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(setup.SetupError, match="Install Google Chrome and the chromedriver of the same version"):
        setup._right_to_install([need(setup, "chromium")])


def test_every_need_says_its_package_and_purpose(setup):
    for one in (*setup._build_needs(), *setup._test_needs()):
        assert one.packages and one.purpose
        assert isinstance(one.is_there(), bool)


# Braille: liblouis from the backports of the machine's own mirror

STANZAS = """# A comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
"""


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("3.24.0-1", False),
        ("3.32.9", False),
        ("3.33.0-1~bpo12+1", True),
        ("3.33.0", True),
        ("3.100.0-2", True),
        ("4.0", True),
        ("1:3.33.0-1", True),
        ("", False),
        ("(none)", False),
    ],
)
def test_an_old_liblouis_is_not_enough(setup, version, enough):
    assert setup._is_new_enough(version) is enough


@pytest.mark.parametrize(
    ("name", "sources", "expected"),
    [
        (
            "sources.list.d/debian.sources",
            STANZAS,
            (
                "backports.sources",
                "Types: deb\nSuites: bookworm-backports\nComponents: main\n"
                "URIs: http://mirror.example/debian\nSigned-By: /usr/share/keyrings/debian.gpg\n",
            ),
        ),
        (
            "sources.list",
            "# deb http://a.example/debian bookworm main\ndeb [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib\n",
            ("backports.list", "deb [signed-by=/k.gpg] http://mirror.example/debian bookworm-backports main\n"),
        ),
        (
            "sources.list.d/own.list",
            "deb http://mirror.example/debian bookworm main\n",
            ("backports.list", "deb http://mirror.example/debian bookworm-backports main\n"),
        ),
        ("sources.list.d/debian.sources", STANZAS.replace("Types: deb deb-src", "Enabled: no\nTypes: deb"), None),
        ("sources.list.d/debian.sources", STANZAS.replace("bookworm", "trixie"), None),
        ("sources.list", "deb http://mirror.example/tool bookworm stable\n", None),
    ],
    ids=["stanza", "line", "part", "disabled", "other-release", "other-archive"],
)
def test_the_backports_are_found_on_the_machines_own_mirror(setup, tmp_path, name, sources, expected):
    (tmp_path / "apt" / "sources.list.d").mkdir(parents=True)
    (tmp_path / "apt" / name).write_text(sources, encoding="utf-8")
    assert setup.backports(tmp_path / "apt", "bookworm") == expected


@pytest.fixture
def machine(setup, tmp_path, monkeypatch):
    """A Debian 12 whose liblouis, as apt-get would take it, has a version; return what is run to meet the need."""
    (tmp_path / "apt" / "sources.list.d").mkdir(parents=True)
    (tmp_path / "apt" / "sources.list").write_text("deb http://mirror.example/debian bookworm main\n", encoding="utf-8")
    monkeypatch.setattr(setup, "SOURCES", tmp_path / "apt")

    def install(candidate: str, system: str = "debian") -> list[str]:
        monkeypatch.setattr(setup, "_candidate", lambda package: candidate)
        monkeypatch.setattr(setup, "_os_release", {"ID": system, "VERSION_CODENAME": "bookworm"}.get)
        there: list[bool] = []
        braille = setup.Need(setup.LIBLOUIS, "braille", lambda: bool(there))
        other = setup.Need(["npm"], "fonts", lambda: True)
        run = setup._run

        def install_and_note(command, problem, log):
            run(command, problem, log)
            if "install" in command:
                there.append(True)

        monkeypatch.setattr(setup, "_run", install_and_note)
        setup._install_system_packages([other, braille], [], None)
        return setup.ran

    return install


def test_a_liblouis_that_is_new_enough_comes_as_any_package(machine):
    assert [line.split(" install ")[-1] for line in machine("3.33.0-1")][1:] == [
        "--no-install-recommends npm liblouis20 liblouis-data"
    ]


@pytest.mark.parametrize("fails", [False, True])
def test_no_service_is_started_by_a_package(machine, setup, tmp_path, monkeypatch, fails):
    """nginx would take port 80 of the person who runs the tests."""
    monkeypatch.setattr(setup, "SERVICE_POLICY", str(tmp_path / "policy-rc.d"))
    if fails:
        run = setup._run

        def fail(command, problem, log):
            run(command, problem, log)
            if "install" in command:
                raise setup.SetupError(problem)

        monkeypatch.setattr(setup, "_run", fail)
        with pytest.raises(setup.SetupError):
            machine("3.33.0-1")
        ran = setup.ran
    else:
        ran = machine("3.33.0-1")
    _, forbid, install, allow = ran
    assert "exit 101" in forbid and " install " in install
    assert allow == f"rm -f {tmp_path}/policy-rc.d"


def test_an_old_one_comes_from_the_backports_and_leaves_nothing(machine):
    _, update, install, remove, rest = machine("3.24.0-1")
    assert "Dir::Etc::sourcelist=/dev/null" in update and update.endswith(" update")
    assert install.endswith(
        "install --no-install-recommends liblouis20/bookworm-backports liblouis-data/bookworm-backports"
    )
    folder = remove.removeprefix("rm -rf ")
    assert f"Dir::Etc::sourceparts={folder}/parts" in install and f"Dir::State::lists={folder}/lists" in install
    assert rest.endswith("install --no-install-recommends npm")


def test_a_system_without_backports_is_told_what_to_install(setup, machine):
    with pytest.raises(
        setup.SetupError,
        match=r"Braille needs liblouis 3\.33 or newer, and this system has 3\.29\.0-1\. Install "
        r"liblouis20 and liblouis-data of that version",
    ):
        machine("3.29.0-1", system="ubuntu")


def test_who_may_not_install_hears_of_the_backports(setup, monkeypatch):
    monkeypatch.setattr(setup, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "_candidate", lambda package: "3.24.0-1")
    with pytest.raises(
        setup.SetupError, match=r"liblouis20 liblouis-data\n\nThe liblouis that apt-get would take here is too old"
    ):
        setup._right_to_install([setup.Need(setup.LIBLOUIS, "braille", lambda: False)])


# Messages


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped. Run the same command again to go on."),
        (OSError(28, "No space left on device", "build/set-up.log"), 2, "build/set-up.log: No space left on device"),
    ],
)
def test_errors_become_plain_messages(setup, capsys, error, code, words):
    def main(arguments):
        raise error

    assert setup.run(main) == code
    assert words in capsys.readouterr().err


def test_a_tool_that_fails_is_quoted_and_its_log_named(tmp_path):
    """The real runner, on a command that fails."""
    spec = importlib.util.spec_from_file_location("setup_environment_real", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.LOG = tmp_path / "set-up.log"
    with module.LOG.open("a", encoding="utf-8") as log:
        with pytest.raises(module.SetupError, match=r"It did not work:(.|\n)*no such package(.|\n)*set-up\.log"):
            module._run([sys.executable, "-c", "print('no such package'); exit(1)"], "It did not work", log)
        with pytest.raises(module.SetupError, match="there is no program “no-such-program”"):
            module._run(["no-such-program"], "It did not work", log)


@pytest.mark.parametrize("name", ["build.py", "test.py"])
def test_both_commands_explain_themselves_before_anything_is_installed(tmp_path, name):
    (tmp_path / "scripts").mkdir()
    for file in ("setup_environment.py", name):
        (tmp_path / "scripts" / file).write_bytes((ROOT / "scripts" / file).read_bytes())
    for file in (
        "requirements/build.lock",
        "requirements/test.lock",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
    ):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    result = subprocess.run(
        [sys.executable, str(Path("scripts") / name), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"usage: python3 scripts/{name}")
    assert not (tmp_path / ".venv").exists()


def test_the_oldest_liblouis_is_that_of_the_program(setup):
    """The set-up runs before the program can be imported, so the version is in both."""
    assert setup.OLDEST_LIBLOUIS == liblouis.OLDEST


def test_the_packages_of_npm_can_be_installed_by_the_npm_of_debian_12():
    """npm 9.2 ends with an error where an override names another package; an empty folder takes the place of one."""
    read = {
        name: json.loads((ROOT / name).read_text(encoding="utf-8")) for name in ("package.json", "package-lock.json")
    }
    assert "overrides" not in read["package.json"]
    links = {
        name: entry["resolved"] for name, entry in read["package-lock.json"]["packages"].items() if "link" in entry
    }
    assert links == {
        f"node_modules/{name}": value.removeprefix("file:")
        for name, value in read["package.json"]["dependencies"].items()
        if value.startswith("file:")
    }
    assert all([file.name for file in (ROOT / folder).iterdir()] == ["package.json"] for folder in links.values())


def test_what_python_compiles_is_kept_whatever_the_machine_says(setup, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asked = [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"]
    said = subprocess.run(asked, env=setup.quiet_environment(), capture_output=True, text=True, check=True).stdout
    assert said == "False\n"
