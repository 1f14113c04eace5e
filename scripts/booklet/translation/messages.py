"""Messages: the blocks of English text that are translated, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

# The attributes of every element whose words have no translation (WCAG 2.2, 3.1.2 Language of Parts)
SOURCE_ATTRIBUTES = {"lang": "en-GB", "dir": "ltr"}
# Context and English text of a message
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Message:
    """One block of text: the unit that is translated.

    `text` is its English in inline Markdown, white space folded. `context` keeps equal texts apart
    where needed (None for the text of pages). `path` and `line` say where it is, `comment` what a
    translator should know.
    """

    text: str
    context: str | None
    path: str
    line: int = 0
    comment: str = ""

    @property
    def key(self) -> Key:
        """What tells this message from every other."""
        return self.context, self.text


@dataclass
class Messages:
    """The English messages met so far, in order of appearance, each once, and every file in which each is."""

    found: dict[Key, Message] = field(default_factory=dict)
    places: dict[Key, set[str]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Take a message up. Where it is known already, only its file is added; the first one met keeps its line."""
        self.found.setdefault(message.key, message)
        self.places.setdefault(message.key, set()).add(message.path)

    def __iter__(self):
        return iter(self.found.values())

    def __len__(self) -> int:
        return len(self.found)
