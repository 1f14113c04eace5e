"""What an editor may write at the top of a page."""

# title and description are required; see CONTRIBUTING, "Add a page"
REQUIRED = ("title", "description")
FRONT_MATTER = (*REQUIRED, "picture", "stage", "added", "template")
