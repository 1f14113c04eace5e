"""Reads YAML so that every value, and every fault, is known by its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """YAML's safe loader, which says on which line a value stands that cannot be, such as the day 2026-02-31."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"“{node.value}” cannot be ({error})", node.start_mark
            ) from error


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
