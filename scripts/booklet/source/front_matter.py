"""What an editor may write at the top of a page, and which reading a page belongs to."""

import posixpath

# The reading whose pages are in folders of this name, and both readings
EASY_READ = "easy-read"
READINGS = ("standard", EASY_READ)

# title and description are required; see handbook/editing.md, "Add a page".
# easy_read is the file of the Easy Read page on the same subject, in the folder of those pages.
REQUIRED = ("title", "description")
FRONT_MATTER = (*REQUIRED, "picture", "stage", "added", "easy_read")


def reading_of(file: str) -> str:
    """Return the reading of a page, "standard" or "easy-read", from the path of its file in docs/."""
    return EASY_READ if posixpath.basename(posixpath.dirname(file)) == EASY_READ else "standard"


def easy_read_page(file: str, name: str) -> str:
    """Return the path in docs/ of the Easy Read page that the standard page `file` names ("plan.md")."""
    return posixpath.join(posixpath.dirname(file), EASY_READ, name)


# The four stages of the graduated approach, in order
STAGES = ("assess", "plan", "do", "review")
