"""Text as people type it: how it is compared, whatever its line breaks."""


def fold(text: str) -> str:
    """Return the text with every run of white space as one space: a reflowed paragraph is the same message."""
    return " ".join(text.split())
