"""Loads the word lists of content/<locale>/lexicon/: phrases become one net of words, concepts become bits."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct, field, structs

from crampbot_chat.understand.patterns import Loom, words
from crampbot_chat.understand.states import Walker

_PACKED = Path(__file__).parent.parent / "_content"  # inside the wheel
CONTENT = _PACKED if _PACKED.is_dir() else Path(__file__).parents[3] / "content"
_WORD = re.compile(r"[a-z0-9/]+")  # word lists may use short forms; texts have them written out
OF_TIME = frozenset({"when", "echo"})  # the language of time has word lists of its own
LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "nl")


class Lexicon(Struct):
    """What the word lists of one language say.

    names, family, bits: of each concept, by bit number and by name. loom, walker: all phrases, the way through them.
    exclusive: families in which the longest phrase wins. shadows: families whose phrases hide what is inside them and
    of a `shaded` family ("killing me" hides "killing"). deaf: families that are never denied. absorbs: families whose
    phrases may contain their own "no" ("no pulse"). groups: names for several concepts at once. known: every English
    word of a phrase; foreign: those of other languages. tables: what else the files say.
    """

    names: list[str] = field(default_factory=list)
    bits: dict[str, int] = field(default_factory=dict)
    loom: Loom = field(default_factory=Loom)
    walker: Walker = field(default_factory=lambda: Walker((), set(), set()))
    family: list[str] = field(default_factory=list)
    exclusive: frozenset[str] = frozenset()
    shadows: frozenset[str] = frozenset()
    shaded: frozenset[str] = frozenset()
    deaf: frozenset[str] = frozenset()
    absorbs: frozenset[str] = frozenset()
    groups: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    tables: dict[str, Any] = field(default_factory=dict)

    def mask(self, name: str) -> int:
        """The bits of a concept or group. Raises KeyError for a name that no word list has."""
        return self.groups[name] if name in self.groups else 1 << self.bits[name]


def pairs(block: str) -> dict[str, str]:
    """`a = b` lines as a dict."""
    return {
        left.strip(): right.strip() for left, _, right in (line.partition("=") for line in block.splitlines()) if right
    }


def phrases(block: str) -> list[str]:
    """A block of phrases, parted by commas and line ends."""
    lines = (line for line in block.splitlines() if not line.lstrip().startswith("//"))
    return [phrase for line in lines for phrase in (each.strip() for each in line.split(",")) if phrase]


@lru_cache(maxsize=256)  # asked for many times a message
def lexicon(language: str = "en") -> Lexicon:
    """The compiled word lists for a language (BCP 47).

    They are the English ones with the cries for help of every language, and what only the given language may add; a
    language without lists has the English ones.
    """
    spoken = language[:2].lower()
    return _compiled(spoken if spoken in LANGUAGES else "en")


@cache
def _compiled(language: str) -> Lexicon:
    if language == "en":
        return _english()
    shared, own, foreign = _english(), Loom(), set[str]()
    for path in sorted((CONTENT / language / "lexicon").glob("*.toml")):
        foreign |= _extend(shared, own, _file(path), "own")
    foreign |= shared.foreign
    return structs.replace(shared, foreign=foreign, walker=Walker((shared.loom, own), shared.known, foreign))


@cache
def _english() -> Lexicon:
    made = Lexicon()
    files = [_file(path) for path in sorted((CONTENT / "en" / "lexicon").glob("*.toml")) if path.stem not in OF_TIME]
    for file in files:
        _tables(made, file)
    full = pairs(made.tables["spelling"]["short"])
    for file in files:
        for family, concepts in file.get("words", {}).items():
            for concept, block in concepts.items():
                _declare(made, family, concept)
                made.known |= _add(made.loom, made.bits[concept], _written_out(block, full))
    for other in LANGUAGES[1:]:
        for path in sorted((CONTENT / other / "lexicon").glob("*.toml")):
            made.foreign |= _extend(made, made.loom, _file(path), "words")
    made.walker = Walker((made.loom,), made.known, made.foreign)
    for concept in made.tables["derived"]:
        _declare(made, "derived", concept)
    for name, members in made.tables["groups"].items():
        made.groups[name] = 0
        for member in members.split():
            made.groups[name] |= made.mask(member)
    kinds = made.tables["kinds"]
    made.shaded = frozenset(kinds["shaded"].split())
    made.exclusive, made.shadows, made.deaf, made.absorbs = (
        frozenset(kinds[kind].split()) for kind in ("exclusive", "shadow", "deaf", "absorb")
    )
    return made


def _file(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _tables(made: Lexicon, file: dict[str, Any]) -> None:
    for table, content in file.items():
        if isinstance(content, list):
            made.tables.setdefault(table, []).extend(content)
        elif table != "words":
            made.tables.setdefault(table, {}).update(content)


def _extend(made: Lexicon, loom: Loom, file: dict[str, Any], table: str) -> set[str]:
    """Add another language's words to concepts that English has declared; return them."""
    added = set[str]()
    for concepts in file.get(table, {}).values():
        for concept, block in concepts.items():
            added |= _add(loom, made.bits[concept], block)
    return added


def _declare(made: Lexicon, family: str, concept: str) -> None:
    if concept in made.bits:
        raise ValueError(f"two lists for {concept}")
    made.bits[concept] = len(made.names)
    made.names.append(concept)
    made.family.append(family)


def _add(loom: Loom, bit: int, block: str) -> set[str]:
    told = phrases(block)
    for phrase in told:
        loom.add(phrase, bit)
    return words(",".join(told))


def _written_out(block: str, full: dict[str, str]) -> str:
    """A block of phrases without short forms ("u" → "you")."""
    if full.keys().isdisjoint(_WORD.findall(block)):
        return block
    return _WORD.sub(lambda word: full.get(word[0], word[0]), block)
