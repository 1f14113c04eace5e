"""Reads YAML as the people who write it mean it: words stay words, nothing occurs twice, every fault has its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from yaml._yaml import CParser

from booklet.source.text import unseen

# How deep lists and names may lie in each other: our files use five levels
DEEPEST = 20
STRING = "tag:yaml.org,2002:str"


class Loader(yaml.SafeLoader):
    """YAML's safe loader without what surprises people who are no programmers.

    YAML 1.1 reads 10:00 as the number 600, no as false and 01603704070 as an octal number. Here only true, false, null,
    numbers without a leading zero and days are more than words, and the name before a colon is never more. Names that
    occur twice, references to other places of the file, types of a writer's own (!!int) and lists that are too deep are
    refused, and a value that cannot be, such as the day 2026-02-31. So are characters that nobody can see, also where
    they are written as an escape ("\\u202e").
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - declared so by PyYAML

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"“{node.value}” cannot be ({error})", node.start_mark
            ) from error

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(
                None, None, "a word that begins with & or * has to be in quotation marks", event.start_mark
            )
        if getattr(event, "tag", None):
            # PyYAML's own types fail in many ways where a value is none of theirs
            raise yaml.composer.ComposerError(
                None, None, "a word that begins with ! has to be in quotation marks", event.start_mark
            )
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > DEEPEST:
            raise yaml.composer.ComposerError(None, None, f"more than {DEEPEST} levels", event.start_mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        node = super().compose_scalar_node(anchor)
        if hidden := next(unseen(node.value, allowed="\n\t"), None):
            raise yaml.composer.ComposerError(None, None, f"nobody can see the character {hidden[1]}", node.start_mark)
        return node

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        first: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.composer.ComposerError(None, None, "a list cannot be a name", key.start_mark)
            # 1, true and 2026-01-31 are words too where they are names: such names can be sorted and looked up
            key.tag = STRING
            line = key.start_mark.line + 1
            if first.setdefault(key.value, line) != line:
                raise yaml.composer.ComposerError(
                    None, None, f"“{key.value}” is already in line {first[key.value]}", key.start_mark
                )
        return node


class WordLoader(Loader):
    """Reads every value as the words that were typed: for files in which a value is never anything else."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - declared so by PyYAML


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))


# What LibYAML takes and PyYAML refuses, or whose line they count otherwise: tabs, byte order marks, question marks in
# lists in one line or before a name, comments right after | or >, documents in a file
READ_OTHERWISE = re.compile(r"[\t\ufeff]|(?<!\w)\?|[|>]\S*#|^(?:---|%|\.\.\.)", re.MULTILINE)
LIST_IN_ONE_LINE = re.compile(r"(?:^|[:-])[ \n]*[\[{]", re.MULTILINE)


@lru_cache(maxsize=1024)
def _compose(text: str, loader: type[Loader]) -> yaml.Node | None:
    """Return the nodes of a text, read by LibYAML (in C, five times as fast) where it reads as PyYAML does.

    What it refuses PyYAML reads again: its words and lines of what is wrong are clearer.
    """
    if READ_OTHERWISE.search(text) or ("?" in text and LIST_IN_ONE_LINE.search(text)):
        return yaml.compose(text, Loader=loader)
    reader, events = loader(""), CParser(text)
    vars(reader).update({name: getattr(events, name) for name in ("check_event", "peek_event", "get_event")})
    try:
        return reader.get_single_node()
    except yaml.YAMLError:
        return yaml.compose(text, Loader=loader)


def compose(text: str, loader: type[Loader] = Loader) -> yaml.Node | None:
    """Return the nodes of a YAML text, which know their lines; None if it holds nothing. Nobody may change them.

    A text is parsed once in a process: several checks and the build read the same files. Raises yaml.YAMLError.
    """
    return _compose(text, loader)  # type: ignore[arg-type]  # mypy looks at __hash__ of the instances, not of the class


def load(text: str, loader: type[Loader] = Loader) -> Any:
    """Return what a YAML text holds, made new at each call; None if it holds nothing. Raises yaml.YAMLError."""
    node = compose(text, loader)
    return None if node is None else loader("").construct_document(node)


def scalar_lines(root: yaml.Node | None) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Yield every scalar of a YAML file as (keys that lead to it, value, line from 1); list items have no key.

    `root` is what Project.compose_yaml gives: None for a file that holds nothing.
    """

    def walk(node: yaml.Node | None, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, int]]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield from walk(value, (*keys, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                yield from walk(value, keys)
        elif node is not None:
            yield keys, node.value, node.start_mark.line + 1

    yield from walk(root, ())
