"""The engine of the grammar: tables of patterns over kinds of words, matched longest first, left to right.

A pattern is a row of kinds: "half past Num". `kind?` may be missing, `one|other` is either, `~kind` stands glued to
what is before it. Kinds with a capital letter carry a value, and the builder gets those values in order; it returns
the new item's meanings, or None when the words do not mean that after all (then a shorter match is tried).
"""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, NamedTuple

from crampbot_chat.when.lexer import Item

Built = dict[str, Any] | None
Builder = Callable[..., Built]
Row = tuple[str, Builder]
ROUNDS = 40  # how often one place may be built on


class Match(NamedTuple):
    """A pattern that fits at one place."""

    length: int
    order: int
    build: Builder
    values: tuple[Any, ...]


class Table:
    """Rows of patterns as a trie."""

    __slots__ = ("_root",)

    def __init__(self, rows: Iterable[Row]) -> None:
        self._root: dict[str, Any] = {}
        for order, (pattern, build) in enumerate(rows):
            for kinds in _spelled_out(pattern):
                node = self._root
                for kind in kinds:
                    node = node.setdefault(kind, {})
                node.setdefault("", (order, build))

    def reduce(self, items: list[Item]) -> list[Item]:
        """The items with every fitting run of items replaced by what it builds; works on what it has built, too."""
        position, rounds = 0, 0
        while position < len(items):
            built = self._build(items, position)
            rounds += 1
            if built is None or rounds > ROUNDS:
                position, rounds = position + 1, 0
            else:
                length, cats = built
                first, last = items[position], items[position + length - 1]
                items[position : position + length] = [Item(cats, first.start, last.end, glued=first.glued)]
        return items

    def _build(self, items: list[Item], position: int) -> tuple[int, dict[str, Any]] | None:
        matches: list[Match] = []
        _walk(self._root, items, position, (), matches)
        for match in sorted(matches, key=lambda found: (-found.length, found.order)):
            cats = match.build(*match.values)
            if cats is not None:
                return match.length, cats
        return None


def _walk(node: dict[str, Any], items: list[Item], position: int, values: tuple[Any, ...], found: list[Match]) -> None:
    """Collects every row that fits the items from `position` on. Values are pairs of (does it count?, value)."""
    if "" in node:
        order, build = node[""]
        found.append(Match(len(values), order, build, tuple(value for counts, value in values if counts)))
    if position >= len(items):
        return
    item = items[position]
    for kind, value in item.cats.items():
        carried = (*values, (kind[0].isupper(), value))
        if kind in node:
            _walk(node[kind], items, position + 1, carried, found)
        if item.glued and "~" + kind in node:
            _walk(node["~" + kind], items, position + 1, carried, found)


def _spelled_out(pattern: str) -> Iterable[tuple[str, ...]]:
    """Every row of kinds that the pattern stands for."""
    choices = []
    for part in pattern.split():
        kinds = part.removesuffix("?").split("|")
        choices.append((*kinds, "") if part.endswith("?") else tuple(kinds))
    for row in product(*choices):
        yield tuple(kind for kind in row if kind)
