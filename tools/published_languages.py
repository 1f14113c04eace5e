#!/usr/bin/env python3
"""Prints the tags of the languages that the service publishes, as a JSON list: .github/workflows/publish.yml gives each
a machine of its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "scripts"))

from booklet.errors import BookletError  # noqa: E402
from booklet.project import Project  # noqa: E402
from booklet.translation.catalogue import published_languages  # noqa: E402


def main(project: Project) -> int:
    """Print the list on one line, English first; 1, with the reason, where the settings are wrong."""
    try:
        print(json.dumps([one.tag for one in published_languages(project)]))
    except BookletError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Project(ROOT)))
