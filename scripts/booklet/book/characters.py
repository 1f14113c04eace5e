"""Counts the characters of a text that every rendering of it shares."""


def count_characters(text: str) -> int:
    """Return how many characters of a text are no white space: what a layout neither adds nor takes away."""
    return sum(not character.isspace() for character in text)
