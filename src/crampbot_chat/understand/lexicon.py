"""Loads the word lists of content/<locale>/lexicon/ and compiles them: phrases to one net of words, concepts to bits."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from crampbot_chat.understand.patterns import Node, weave

_PACKED = Path(__file__).parent.parent / "_content"  # inside the wheel
CONTENT = _PACKED if _PACKED.is_dir() else Path(__file__).parents[3] / "content"
_WORD = re.compile(r"[a-z0-9/]+")  # word lists may use short forms; texts have them written out
LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "nl")


class Lexicon(Struct):
    """What the word lists of one language say.

    names: concept by bit number. bits: bit by name. net: all phrases. family: of each concept; in an `exclusive`
    family the longest phrase wins, and a `shadow` phrase hides everything inside it ("killing me" hides "killing").
    groups: names for several concepts at once. known: every word of a phrase. tables: what else the files say.
    """

    names: list[str] = field(default_factory=list)
    bits: dict[str, int] = field(default_factory=dict)
    net: Node = field(default_factory=Node)
    family: list[str] = field(default_factory=list)
    exclusive: frozenset[str] = frozenset()
    shadows: frozenset[str] = frozenset()
    deaf: frozenset[str] = frozenset()
    groups: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    tables: dict[str, Any] = field(default_factory=dict)

    def mask(self, name: str) -> int:
        """The bits of a concept or group. Raises KeyError for a name that no word list has."""
        return self.groups[name] if name in self.groups else 1 << self.bits[name]


def pairs(block: str) -> dict[str, str]:
    """`a = b` lines as a dict."""
    return {left.strip(): right.strip() for left, _, right in (line.partition("=") for line in block.splitlines()) if right}


def phrases(block: str) -> list[str]:
    """A block of phrases, parted by commas and line ends."""
    lines = (line for line in block.splitlines() if not line.lstrip().startswith("//"))
    return [phrase for line in lines for phrase in (each.strip() for each in line.split(",")) if phrase]


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The compiled word lists of a language; a language without lists has the English ones."""
    folder = CONTENT / language / "lexicon"
    if not folder.is_dir():
        return lexicon("en")
    made = Lexicon()
    files: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.toml")):
        files.append(tomllib.loads(path.read_text("utf-8")))
    for file in files:
        for table, content in file.items():
            if isinstance(content, list):
                made.tables.setdefault(table, []).extend(content)
            elif table != "words":
                made.tables.setdefault(table, {}).update(content)
    full = {left: right for left, right in pairs(made.tables.get("spelling", {}).get("short", "")).items() if " " not in right}
    for file in files:
        for family, concepts in file.get("words", {}).items():
            for concept, block in concepts.items():
                _add(made, family, concept, _WORD.sub(lambda word: full.get(word[0], word[0]), block))
    for name, members in made.tables.get("groups", {}).items():
        made.groups[name] = 0
        for member in members.split():
            made.groups[name] |= made.mask(member)
    kinds = made.tables.get("kinds", {})
    made.exclusive = frozenset(kinds.get("exclusive", "").split())
    made.shadows = frozenset(kinds.get("shadow", "").split())
    made.deaf = frozenset(kinds.get("deaf", "").split())
    return made


def _add(made: Lexicon, family: str, concept: str, block: str) -> None:
    if concept in made.bits:
        raise ValueError(f"two lists for {concept}")
    bit = made.bits[concept] = len(made.names)
    made.names.append(concept)
    made.family.append(family)
    for phrase in phrases(block):
        made.known |= weave(made.net, phrase, bit)
