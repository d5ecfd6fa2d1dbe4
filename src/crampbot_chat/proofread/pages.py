"""The content files as they stand: tables with their file, and every text in them with the place where it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from crampbot_chat.content import FALLBACK, load

Table = dict[str, Any]

FOLDERS = ("messages", "questions", "tips")
FILES = ("muscles", "red_flags", "routines", "stretches", "telegram")

UNSEEN = frozenset(
    (
        *(
            "answers",
            "ask",
            "audience",
            "buttons",
            "danger",
            "figure",
            "figures",
            "flags",
            "grade",
            "instead",
            "ladder",
        ),
        *("muscle", "name", "not_for", "position", "related", "routine", "season", "sides", "skip", "sources"),
        *("stretch", "no_stand_stretch", "no_stand_figure", "topic", "unsure", "when"),
    )
)
"""Fields that are ids, tags or notes to us: nobody reads them in the chat."""


class Page(Struct, frozen=True):
    """One file: its name as a writer sees it, what kind of content it has, and its tables by name."""

    file: str
    kind: str
    tables: Table


class Piece(Struct, frozen=True):
    """One text that a person can read. `key` leads there: calf.steps[2] is the second step of [calf]."""

    file: str
    key: str
    text: str


class Book:
    """All pages of one language, and what it shares with `english`. Raises BadContent for a file that can't be read."""

    def __init__(self, root: Path, language: str, english: "Book | None" = None) -> None:
        self.language = language
        self.pages = [
            Page(f"content/{path.relative_to(root)}", kind, load(path, Table)) for kind, path in _paths(root / language)
        ]
        self.sources: dict[str, Table] = english.sources if english else load(root / "sources.toml", dict[str, Table])
        self.numbers: Table = english.numbers if english else load(root / "numbers.toml", Table)
        self.coverage = load(root / "coverage.toml", dict[str, Table]) if language == FALLBACK else {}
        style = root / language / "style.toml"
        self.style: Table = load(style, Table) if style.is_file() else {}

    def of(self, *kinds: str) -> Iterator[tuple[Page, str, Table]]:
        """Every table of these kinds: its page, its name and its fields."""
        for page in self.pages:
            if page.kind in kinds:
                for name, table in page.tables.items():
                    if isinstance(table, dict):
                        yield page, name, table

    def names(self, *kinds: str) -> set[str]:
        """What the tables of these kinds are called."""
        return {name for _, name, _ in self.of(*kinds)}

    def pieces(self, *kinds: str) -> Iterator[Piece]:
        """Every text of these kinds."""
        for page, name, table in self.of(*kinds):
            yield from pieces(page, name, table)


def pieces(page: Page, name: str, table: Table) -> Iterator[Piece]:
    """Every text in one table. Of a question's wordings only the one on its button is read by anybody."""
    if name in UNSEEN and page.kind == "red_flags" and name != "ask":
        return
    for key, text in _read(table, name):
        yield Piece(page.file, key, text)
    for label in table.get("buttons", {}):
        yield Piece(page.file, f"{name}.buttons", label)


def _read(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _read(item, f"{key}[{number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in UNSEEN:
                yield from _read(item, f"{key}.{name}")


def _paths(folder: Path) -> Iterator[tuple[str, Path]]:
    for kind in FOLDERS:
        for path in sorted((folder / kind).glob("*.toml")):
            yield kind, path
    for kind in FILES:
        if (folder / f"{kind}.toml").is_file():
            yield kind, folder / f"{kind}.toml"
