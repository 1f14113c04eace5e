"""Notes which files of the guide's own text are opened, in the tests and in every process of Python that they start.

tests/conftest.py sets the two variables and reads what is noted. Python loads a module of this name at its start if it
finds one (https://docs.python.org/3/library/site.html).
"""

import os
import re
import sys

# The file in which the paths are noted, and the pattern of the paths
NOTES, PATTERN = "BOOKLET_TEXT_READ", "BOOKLET_TEXT"


def watch():
    """From now on, note each file that is opened in this process and whose path is of the pattern."""
    notes, pattern = os.environ[NOTES], re.compile(os.environ[PATTERN])

    def see(event, arguments):
        if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
            path = os.path.abspath(os.fsdecode(arguments[0]))
            if pattern.fullmatch(path):
                note = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                os.write(note, f"{path}\n".encode("utf-8", "surrogateescape"))
                os.close(note)

    sys.addaudithook(see)


if __name__ == "sitecustomize" and NOTES in os.environ:
    watch()
