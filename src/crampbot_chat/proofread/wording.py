"""What must not be said: brands, promises, diagnoses, doses, American spelling, phone numbers, shouting."""

import re
from collections.abc import Iterator, Mapping

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book, Piece, Table

LISTS = ("brand", "promise", "diagnosis", "stopping")  # tables of style.toml that are lists of words
ADVICE = ("messages", "muscles", "questions", "red_flags", "routines", "stretches", "telegram", "tips")
FILLED = ("muscles", "questions", "red_flags", "routines", "stretches", "tips")  # only whom to call is filled in here

_AMOUNT = re.compile(
    r"\b\d[\d,.]*\s?(?:mg|mcg|µg|micrograms?|milligrams?|IU|units)\b"
    r"|\b(?:\d+|a|one|two|three|four|half a) (?:tablets?|pills?|capsules?|sachets?|teaspoons?|tablespoons?)"
    r"(?= (?:a|each|every|per|at|before|after|with|of)\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\b(?:999|911|112|111|000|988|116 ?123)\b")
_FACT = re.compile(r"(\S*) ?\{([^}]*)\}")
_LOUD = re.compile(r"!(?=\s|$|[\"'])")

Lists = Mapping[str, tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]]


def wording(book: Book, english: Table) -> Iterator[Finding]:
    """Words that must not stand in any text; brands and amounts are the same in every language."""
    lists = _lists({"brand": english.get("brand", {}), **book.style})
    american = {_pattern([word]): instead for word, instead in book.style.get("american", {}).items()}
    one = _pattern([*book.style.get("american", {})])
    doses = english.get("dose", {})
    for piece in book.pieces(*ADVICE):
        yield from _listed(piece, lists)
        for word in one.findall(piece.text):
            instead = next(instead for pattern, instead in american.items() if pattern.search(word))
            yield _found(piece, "american", word, instead=instead)
        for word in _AMOUNT.findall(piece.text):
            if word not in doses.get(piece.key.partition(".")[0], []):
                yield _found(piece, "dose", word)
        if "!" in piece.text and (loud := _LOUD.search(piece.text)):
            yield _found(piece, "loud", loud[0])
    whom = set(book.numbers["default"]) - {"confirmed"}
    for piece in book.pieces(*FILLED):
        yield from _numbers(piece, whom, english=book.language == FALLBACK)


def _numbers(piece: Piece, whom: set[str], *, english: bool) -> Iterator[Finding]:
    """A number is never written, its placeholder is one that we know, and it stands behind "call"."""
    for word in _PHONE.findall(piece.text):
        yield _found(piece, "phone", word, whom="{emergency}, {urgent}, {maternity}, {crisis}, {poison}")
    for before, name in _FACT.findall(piece.text):
        if name not in whom:
            known = ", ".join(f"{{{each}}}" for each in sorted(whom))
            yield _found(piece, "placeholder", f"{{{name}}}", known=known)
        elif english and name != "crisis" and before.casefold() not in {"call", "or"}:
            yield _found(piece, "call", f"{{{name}}}")


def _listed(piece: Piece, lists: Lists) -> Iterator[Finding]:
    for name, (words, right, spared) in lists.items():
        if words.search(piece.text) and piece.key.partition(".")[0] not in spared:
            for word in words.findall(right.sub("", piece.text)):
                yield Finding(piece.file, piece.key, name, {"word": word})


def _lists(style: Table) -> Lists:
    return {
        name: (_pattern(style[name]["words"], _said_of(style[name])), _pattern(style[name].get("but", [])),
               frozenset(style[name].get("except_in", [])))
        for name in LISTS
        if name in style
    }  # fmt: skip


def _pattern(words: list[str], *more: str) -> re.Pattern[str]:
    """Finds any of the words as whole words; a * at the end takes the rest of the word. `more` are patterns."""
    if not words:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w)(?:{'|'.join([*filter(None, more), _any(words)])})(?!\w)", re.IGNORECASE)


def _said_of(table: Table) -> str:
    """A verdict and, at most two words later, what it is about: "you have", "a blood", "clot"."""
    return rf"(?:{_any(table['says'])}) (?:\w+ ){{0,2}}(?:{_any(table['of'])})" if "says" in table else ""


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))


def _found(piece: Piece, wrong: str, word: str, **more: str) -> Finding:
    return Finding(piece.file, piece.key, wrong, {"word": word, **more})
