"""The build needs no package that only the tests install: it says so where no such package can be loaded."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from booklet.project import ROOT
from tests.helpers import python_path

# The checks that a build runs itself: of the text, and of what a print draws
LOADED_LATE = ("booklet.checks.text.gate", "booklet.checks.files.pdf.expected", "booklet.checks.files.pdf.layout")
WITHOUT = """
import importlib, sys
refused = set(sys.argv[1].split(","))
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(f"{name} is a package of the tests")
sys.meta_path.insert(0, Refuse())
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def locked(name: str) -> set[str]:
    """Return the packages of a lock file, as their names are compared (PEP 503)."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return {re.sub(r"[-_.]+", "-", one).lower() for one in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def only_for_tests() -> set[str]:
    """Return the top-level modules of packages that the tests install and the build does not."""
    built = locked("build")
    wanted = locked("test") - built
    return {
        module
        for module, packages in packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", one).lower() for one in packages} <= wanted
    }


def load(*modules: str) -> subprocess.CompletedProcess[str]:
    """Load modules in a new process in which the packages of the tests cannot be."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, ",".join(only_for_tests()), *modules],
        env={**os.environ, "PYTHONPATH": python_path()},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_build_loads_no_package_of_the_tests():
    package = ROOT / "scripts" / "booklet"
    outside = [file for file in sorted(package.rglob("*.py")) if "checks" not in file.parts and file.stem != "__main__"]
    modules = [".".join(file.relative_to(package.parent).with_suffix("").parts) for file in outside]
    assert "booklet.publish.fit" in modules
    result = load(*(name.removesuffix(".__init__") for name in modules), *LOADED_LATE)
    assert result.returncode == 0, result.stderr[-1500:]


@pytest.mark.parametrize("module", ["selenium", "booklet.checks.browser.driver"])
def test_a_package_of_the_tests_is_refused(module):
    assert "is a package of the tests" in load(module).stderr
