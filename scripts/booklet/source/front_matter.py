"""What an editor may write at the top of a page, and which reading a page belongs to."""

# The folder of docs/ that holds the Easy Read pages
EASY_READ = "easy-read"

# title and description are required; see handbook/editing.md, "Add a page".
# easy_read is the file of the Easy Read page on the same subject, in the folder of those pages.
REQUIRED = ("title", "description")
FRONT_MATTER = (*REQUIRED, "picture", "stage", "added", "easy_read")


def reading_of(file: str) -> str:
    """Return the reading of a page, "standard" or "easy-read", from the path of its file in docs/."""
    return EASY_READ if file.startswith(f"{EASY_READ}/") else "standard"


# The four stages of the graduated approach, in order
STAGES = ("assess", "plan", "do", "review")
