"""The website: the only room that knows MkDocs."""

import os

# Material prints an advertisement for its successor at every build
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
