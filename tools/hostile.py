#!/usr/bin/env python3
"""Tries made-up hostile inputs on the program, in this process, and keeps those that fail in tests/fixtures/hostile/."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from tests.escaping.marked import small_project  # noqa: E402
from tests.hostile.run import CORPUS, run  # noqa: E402


def main() -> int:
    """Try the inputs, print the numbers, keep what failed; return 1 if anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1000, help="how many inputs (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs (%(default)s)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="booklet-hostile-") as folder:
        failed = run(
            small_project(Path(folder, "project")), asked.number, asked.seed, lambda line: print(line, flush=True)
        )
    for one, why in failed:
        name = f"{one.kind}-{hashlib.sha256(one.data).hexdigest()[:12]}.json"
        CORPUS.mkdir(parents=True, exist_ok=True)
        (CORPUS / name).write_text(json.dumps({**one.record(), "why": why}, indent=1) + "\n", encoding="utf-8")
        print(f"\n{name}: {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
