"""The words for times: one lexicon a language, loaded from content; slips of the pen are forgiven."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

Spellings = dict[str, tuple[tuple[str, ...], ...]]  # phrases by their first word, the longest first
Meanings = dict[str, Any]  # kind of word → what it means as one; a word may be several ("may", "second", "m")

TABLES = {"verbs", "telling", "edits", "turned"}
SHORTEST_SLIP, LONG = 5, 9  # letters; one slip is forgiven, two in a long word
MARKS = "marks"
LISTS = (
    *("polite", "fillers", "joins", "corrections", "retractions", "glue", "articles", "trailing", "anywhere", "askers"),
    *("maybe", "things", "particles", "slips", "plain"),
)


class Lexicon(Struct, frozen=True):
    """What the words of a language (and of English) mean for times."""

    words: dict[str, Meanings]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Meanings], ...]]  # by first word, longest first
    lists: dict[str, frozenset[str]]
    telling: dict[str, str]
    verbs: Spellings
    phrase_lists: dict[str, Spellings]
    edits: dict[str, Spellings]
    turned: dict[str, int]
    slips: frozenset[str]

    def meant(self, word: str) -> str:
        """The word itself, or the word of the lexicon that a slip of the pen stands for."""
        if word in self.words or len(word) < SHORTEST_SLIP or word in self.lists["plain"] or word in self.slips:
            return word
        return _nearest(self.slips, word) or word


@lru_cache(maxsize=1)
def content_folder() -> Path:
    """The folder of words and data: inside the installed package, or beside the sources."""
    packed = Path(__file__).parents[1] / "_content"  # importlib.resources would cost 15 ms at the start
    return packed if packed.is_dir() else Path(__file__).parents[3] / "content"


@lru_cache(maxsize=16)
def lexicon(language: str = "en") -> Lexicon:
    """The lexicon of a language (two letters): its own words first, then English, which everybody mixes in."""
    own = _merged(_table(language), _names_of_days(language)) if language != "en" else {}
    tables = _merged(own, _table("en"))
    words, phrases = _meanings(own)
    english_words, english_phrases = _meanings(_table("en"))
    words = english_words | words  # a word of their own is not read as English: "am", "once", "a"
    phrases = english_phrases | phrases
    requests = tables["verbs"]
    verbs = requests["whole"] + [f"{ask} {noun}" for ask in requests["asks"] for noun in requests["nouns"]]
    lists = {name: frozenset(tables[name]["words"]) for name in LISTS}
    return Lexicon(
        words=words,
        phrases=_longest_first(phrases),
        lists=lists,
        telling={word: half for half, spellings in tables["telling"].items() for word in spellings},
        verbs=_by_first_word(verbs),
        phrase_lists={
            name: _by_first_word(lists[name]) for name in ("polite", "fillers", "corrections", "retractions")
        },
        edits={kind: _by_first_word(spellings) for kind, spellings in tables["edits"].items()},
        turned={word: int(sign) for sign, spellings in tables["turned"].items() for word in spellings},
        slips=lists["slips"],
    )


def _meanings(tables: dict[str, dict[str, list[str]]]) -> tuple[dict[str, Meanings], dict[tuple[str, ...], Meanings]]:
    """Words, and phrases of several words, with what they mean."""
    words: dict[str, Meanings] = {}
    phrases: dict[tuple[str, ...], Meanings] = {}
    for kind, entries in tables.items():
        if kind in LISTS or kind in TABLES:
            continue
        for meaning, spellings in entries.items():
            cats = {meaning: None} if kind == MARKS else _valued(kind, int(meaning) if _is_number(meaning) else meaning)
            for spelling in spellings:
                parts = tuple(spelling.split("-"))
                if len(parts) > 1 and all(parts):
                    phrases.setdefault(parts, {}).update(cats)
                else:
                    words.setdefault(spelling, {}).update(cats)
    for word in list(words):
        if "Weekday" in words[word] and len(word) > SHORTEST_SLIP:
            words[word + "s"] = {"Weekdays": words[word]["Weekday"]}
    return words, phrases


def _longest_first(phrases: dict[tuple[str, ...], Meanings]) -> dict[str, tuple[tuple[tuple[str, ...], Meanings], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], Meanings]]] = {}
    for parts in sorted(phrases, key=len, reverse=True):
        found.setdefault(parts[0], []).append((parts, phrases[parts]))
    return {first: tuple(rest) for first, rest in found.items()}


def _by_first_word(spellings: Iterable[str]) -> Spellings:
    found: dict[str, list[tuple[str, ...]]] = {}
    for spelling in spellings:
        parts = tuple(spelling.replace("/", "").split())
        found.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in found.items()}


def _valued(kind: str, value: Any) -> Meanings:
    """A word that carries a value; number words are numbers, too."""
    cats: Meanings = {kind: value}
    if kind == "Spelled":
        cats["Num"] = value
        if 20 <= value < 100:  # noqa: PLR2004 - twenty … ninety, which another may follow
            cats["Tens"] = value
        elif 1 <= value <= 9:  # noqa: PLR2004 - the ones that may
            cats["Digit"] = value
    return cats


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdigit()


@lru_cache(maxsize=16)
def _table(language: str) -> dict[str, dict[str, list[str]]]:
    file = content_folder().joinpath(language, "lexicon", "when.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _merged(*tables: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    merged: dict[str, dict[str, list[str]]] = {}
    for table in tables:
        for kind, entries in table.items():
            for meaning, spellings in entries.items():
                merged.setdefault(kind, {}).setdefault(meaning, []).extend(spellings)
    return merged


def _names_of_days(language: str) -> dict[str, dict[str, list[str]]]:
    """Names of weekdays and months as Babel has them, long and short."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only for other languages

    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return {}
    kinds = {"Weekday": locale.days, "Month": locale.months}
    return {
        kind: {
            str(number): [names[form][number].lower().strip(".") for form in ("wide", "abbreviated")]
            for names in (forms["format"],)
            for number in names["wide"]
        }
        for kind, forms in kinds.items()
    }


@lru_cache(maxsize=8192)
def _nearest(slips: frozenset[str], word: str) -> str:
    from rapidfuzz import process  # noqa: PLC0415 - only for typos
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    allowed = 2 if len(word) >= LONG else 1
    found = process.extract(word, slips, scorer=OSA.distance, score_cutoff=allowed, limit=3)
    alike = [match for match, _, _ in found if match[0] == word[0] or match[:2] == word[1::-1]]
    return alike[0] if alike else ""
