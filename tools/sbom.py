#!/usr/bin/env python3
"""Writes the software bill of materials: every locked package and every pinned model, as CycloneDX 1.6 (ECMA-424).

It runs with the packages of requirements/audit.lock and needs no network: see handbook/developing.md, "Dependencies".
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email.message import Message
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from booklet.errors import BookletError
from booklet.files import write_whole
from booklet.source.source_date import day_of

ROOT = Path(__file__).resolve().parents[1]
# CycloneDX 1.6, components[].scope: a build needs it; a build can do without it; it only tests
REQUIRED, OPTIONAL, EXCLUDED = SCOPES = ("required", "optional", "excluded")
PYTHON_LOCKS = {
    "requirements/build.lock": REQUIRED,
    "requirements/test.lock": EXCLUDED,
    "requirements/audit.lock": EXCLUDED,
}
NPM_LOCK = "package-lock.json"
MODELS = "scripts/booklet/external/models.toml"
LOCK_AGAIN = "Lock again, as handbook/developing.md says under “Dependencies”."
# A package in a lock file of Python, its lines put together: name, version, condition (PEP 508) and digests
LOCKED = re.compile(
    r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)(?:==(?P<version>[^\s;]+))?(?: ; (?P<condition>[^;]+?))?"
    r"(?P<digests>(?: --hash=sha256:[0-9a-f]{64})*)"
)
# A digest in a lock file of npm (https://www.w3.org/TR/sri-2/): algorithm and base64
INTEGRITY = re.compile(r"sha(256|384|512)-([A-Za-z0-9+/]+={0,2})")
OF_LICENCES = "License :: "


@dataclass(frozen=True)
class Package:
    """A locked package: `digests` are (algorithm, hexadecimal) of every file from which it may be installed.

    `licence` is in the words of the package, "" where none is known; `condition` says on which systems it is needed.
    """

    purl: str
    name: str
    version: str
    scope: str
    digests: tuple[tuple[str, str], ...]
    licence: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Model:
    """A model that speaks or listens: where it comes from and its licence as its packages say, and its files with
    their SHA-256.
    """

    name: str
    scope: str
    packages: tuple[str, ...]
    origin: str
    licence: str
    files: tuple[tuple[str, str], ...]


# ---- What is locked ----


def joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with those that continue it, and the number of the first; no empty line and no comment."""
    number = 0
    parts: list[str] = []
    for at, line in enumerate(text.splitlines(), start=1):
        number = number if parts else at
        parts.append(line.removesuffix("\\").strip())
        if not line.endswith("\\"):
            if (whole := " ".join(parts)) and not whole.startswith("#"):
                yield number, whole
            parts = []
    if parts:
        yield number, " ".join(parts)


def python_packages(text: str, path: str, scope: str) -> Iterator[Package]:
    """Yield the packages of a lock file of Python: exact versions with hashes, as uv and pip write them.

    Raises BookletError, with the line, where a package has no version or no digest, and where a line is no package.
    """
    for number, line in joined_lines(text):
        found = LOCKED.fullmatch(line)
        if found is None:
            raise BookletError(f"“{line[:60]}” is no locked package.", LOCK_AGAIN, path, number)
        for part, what in (("version", "exact version"), ("digests", "digest")):
            if not found[part]:
                raise BookletError(f"The package {found['name']} has no {what}.", LOCK_AGAIN, path, number)
        yield Package(
            f"pkg:pypi/{found['name']}@{quote(found['version'], safe='')}",
            found["name"],
            found["version"],
            scope,
            tuple(("SHA-256", one) for one in re.findall(r"sha256:(\w+)", found["digests"])),
            condition=found["condition"] or "",
        )


def npm_packages(text: str, path: str) -> Iterator[Package]:
    """Yield the packages of a lock file of npm, third version; one that is installed in two places comes twice.

    Raises BookletError where the file is no such file, and where a package has no version or no digest.
    """
    try:
        lock = json.loads(text)
    except json.JSONDecodeError as error:
        raise BookletError(f"This is no JSON ({error.msg}).", LOCK_AGAIN, path, error.lineno) from error
    if not isinstance(lock, dict) or lock.get("lockfileVersion") != 3:
        raise BookletError("This is no lock file of npm of the third version.", LOCK_AGAIN, path)
    for place, entry in lock["packages"].items():
        if "node_modules/" not in place or entry.get("link"):  # the project itself, and folders of it
            continue
        name = entry.get("name", place.rpartition("node_modules/")[2])
        if not entry.get("version"):
            raise BookletError(f"The package {name} has no version.", LOCK_AGAIN, path)
        digests = tuple(
            (f"SHA-{bits}", b64decode(digest).hex()) for bits, digest in INTEGRITY.findall(entry.get("integrity", ""))
        )
        if not digests:
            raise BookletError(f"The package {name} has no digest.", LOCK_AGAIN, path)
        yield Package(
            f"pkg:npm/{quote(name, safe='/')}@{quote(entry['version'], safe='')}",
            name,
            entry["version"],
            EXCLUDED if entry.get("dev") else OPTIONAL if entry.get("optional") else REQUIRED,
            digests,
            entry.get("license", ""),
        )


def merged(packages: Iterable[Package]) -> list[Package]:
    """Return each package once, in the order of their purls, with its strongest scope.

    Raises BookletError where two lock files know no common file of one version.
    """
    found: dict[str, Package] = {}
    for package in packages:
        known = found.setdefault(package.purl, package)
        if not set(known.digests) & set(package.digests):
            raise BookletError(
                f"Two lock files have different digests for {package.name} {package.version}.", LOCK_AGAIN
            )
        scope = min(known.scope, package.scope, key=SCOPES.index)
        found[package.purl] = replace(known, scope=scope, digests=tuple(sorted({*known.digests, *package.digests})))
    return [found[purl] for purl in sorted(found)]


def models(text: str) -> list[Model]:
    """Return the models of models.toml, in its order."""
    return [
        Model(
            one["name"],
            one["scope"],
            tuple(one["packages"]),
            one["from"],
            one["licence"],
            tuple(sorted(one["files"].items())),
        )
        for one in tomllib.loads(text)["model"]
    ]


# ---- Licences of Python packages: no lock file names them, only what is installed ----


def stated_licence(metadata: Message) -> str:
    """Return the licence that the metadata of a Python package states, "" where it states none.

    In the order of the core metadata: License-Expression (PEP 639), License if it is a name and not a whole text, and
    the classifiers.
    """
    if expression := metadata.get("License-Expression"):
        return expression
    name = (metadata.get("License") or "").strip()
    if name and "\n" not in name and name != "UNKNOWN":
        return name
    classifiers = [one for one in metadata.get_all("Classifier", []) if one.startswith(OF_LICENCES)]
    return ", ".join(sorted(one.rpartition(" :: ")[2] for one in classifiers))


def installed_licences(*environments: Path) -> dict[str, str]:
    """Return the licences of the packages in virtual environments, under their purls; none where one is not there."""
    folders = [str(one) for folder in environments for one in folder.glob("lib/python3*/site-packages")]
    return {
        f"pkg:pypi/{re.sub('[-_.]+', '-', one.name).lower()}@{quote(one.version, safe='')}": stated_licence(
            one.metadata  # type: ignore[arg-type]
        )
        for one in distributions(path=folders)
    }


def with_licences(packages: Iterable[Package], licences: Mapping[str, str]) -> list[Package]:
    """Return the packages, each with its licence (purl → licence) where its lock file has none."""
    return [replace(one, licence=one.licence or licences.get(one.purl, "")) for one in packages]


# ---- The file ----


def bill(packages: Sequence[Package], known_models: Sequence[Model], version: str, day: date) -> bytes:
    """Return the bill as JSON, the same bytes for the same input; `version` is that of the project.

    Raises BookletError where the library that writes it is not installed.
    """
    try:
        from cyclonedx.contrib.license.factories import LicenseFactory
        from cyclonedx.model import HashAlgorithm, HashType, Property
        from cyclonedx.model.bom import Bom, BomMetaData
        from cyclonedx.model.component import Component, ComponentScope, ComponentType
        from cyclonedx.output import make_outputter
        from cyclonedx.schema import OutputFormat, SchemaVersion
        from packageurl import PackageURL
    except ImportError as error:
        raise BookletError(
            f"The package of “{error.name}” is not installed here.",
            "Run this with the packages of requirements/audit.lock: see handbook/developing.md, “Dependencies”.",
        ) from error

    def licences(stated: str) -> list[Any]:
        return [LicenseFactory().make_from_string(stated)] if stated else []

    def properties(**values: str) -> list[Any]:
        return [Property(name=f"sen-support:{name}", value=value) for name, value in values.items() if value]

    root = Component(
        name="sen-support",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="sen-support",
        licenses=licences("MIT"),
    )
    components = [
        Component(
            name=one.name,
            version=one.version,
            bom_ref=one.purl,
            purl=PackageURL.from_string(one.purl),
            scope=ComponentScope(one.scope),
            hashes=[HashType(alg=HashAlgorithm(algorithm), content=digest) for algorithm, digest in one.digests],
            licenses=licences(one.licence),
            properties=properties(condition=one.condition),
        )
        for one in packages
    ]
    components += [
        Component(
            name=one.name,
            type=ComponentType.MACHINE_LEARNING_MODEL,
            bom_ref=f"model:{one.name}",
            scope=ComponentScope(one.scope),
            licenses=licences(one.licence),
            properties=properties(origin=one.origin, packages=", ".join(one.packages)),
            components=[
                Component(
                    name=name,
                    type=ComponentType.FILE,
                    bom_ref=f"file:{name}",
                    hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
                )
                for name, digest in one.files
            ],
        )
        for one in known_models
    ]
    bom = Bom(
        # CycloneDX wants one; a random one would change the bytes
        serial_number=uuid5(NAMESPACE_URL, repr((version, day, packages, known_models))),
        metadata=BomMetaData(timestamp=datetime.combine(day, time(), UTC), component=root),
        components=components,
    )
    bom.register_dependency(root, [one for one in components if str(one.scope.value) != EXCLUDED])
    return (make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1) + "\n").encode()


def read_all(root: Path, environment: Path) -> tuple[list[Package], list[Model]]:
    """Read the lock files and the models of a checkout, and the licences in a virtual environment and in that of this
    program.

    Raises BookletError where a file cannot be read, or is not whole.
    """

    def text(name: str) -> str:
        try:
            return (root / name).read_text(encoding="utf-8")
        except OSError as error:
            raise BookletError(
                f"This file cannot be read ({error.strerror}).", "Run this in a whole checkout.", name
            ) from error

    packages = [one for name, scope in PYTHON_LOCKS.items() for one in python_packages(text(name), name, scope)]
    packages += npm_packages(text(NPM_LOCK), NPM_LOCK)
    return with_licences(merged(packages), installed_licences(environment, Path(sys.prefix))), models(text(MODELS))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the bill and say what is in it; return 1, and write nothing, where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "build" / "sbom.json",
        metavar="FILE",
        help="the file to write (default: build/sbom.json)",
    )
    parser.add_argument(
        "--environment",
        type=Path,
        default=ROOT / ".venv",
        metavar="FOLDER",
        help="the virtual environment whose packages say their licences (default: .venv, if it is there)",
    )
    asked = parser.parse_args(arguments)
    try:
        day = day_of(ROOT)
        if day is None:
            raise BookletError("Git does not say when the last commit was made.", "Set SOURCE_DATE_EPOCH.")
        packages, known_models = read_all(ROOT, asked.environment)
        version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        data = bill(packages, known_models, version, day)
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(data, asked.output)
    except (BookletError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    without = sum(not one.licence for one in packages)
    print(
        f"{len(packages)} packages, {without} of them without a known licence, and {len(known_models)} models: "
        f"{asked.output}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
