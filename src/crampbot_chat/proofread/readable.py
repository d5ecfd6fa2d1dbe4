"""Whether somebody woken by pain, or about eleven years old, can read it: length of sentences, and school year."""

import re
from collections.abc import Iterator

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book, Piece, pieces
from crampbot_chat.proofread.plain import school_year, sentences, words

NIGHT, DAY = 14, 24  # words in a sentence
ACT = 12  # words in the one line that comes first
LONGER = 8  # words more, where a language needs more of them than English for the same
CHILD, EASY, PLAIN = 6, 8, 9  # school years; year 6 is read at about 11

AT_NIGHT = frozenset(("relief", "safety", "morning"))  # messages
OPERATORS = frozenset(("check", "cli", "failure", "parse", "proofread", "setting"))  # nobody reads them in bed

YEARS = {"muscles": CHILD, "red_flags": CHILD, "stretches": CHILD, "questions": EASY, "routines": EASY, "tips": PLAIN}
"""The school year below which each table stays. A tip is one or two sentences, which is little to judge by."""

_FIRST = re.compile(r"\w+\.(?:act|short)\w*$|\w+\.(?:opposite|more|sit|stand|warm)\w*\.act$")
_FACT = re.compile(r"\{([a-z_]+)\}")


def readable(book: Book) -> Iterator[Finding]:
    """Sentences that are too long, and texts that are too hard. How hard it is we can only say of English."""
    for piece, night in _all(book):
        yield from _long(book, piece, night=night)
    if book.language == FALLBACK:
        for page, name, table in book.of(*YEARS):
            texts = [_spoken(book, piece.text) for piece in pieces(page, name, table)]
            if (year := school_year(texts)) >= YEARS[page.kind]:
                yield Finding(page.file, name, "hard", {"year": f"{year:.1f}", "most": YEARS[page.kind]})


def _all(book: Book) -> Iterator[tuple[Piece, bool]]:
    """Every text with whether it is read at night."""
    for page, name, table in book.of("messages", "telegram", *YEARS):
        topic = page.file.rpartition("/")[2].removesuffix(".toml")
        if page.kind == "messages" and topic in OPERATORS:
            continue
        night = (page.kind in {"muscles", "red_flags", "stretches"} and name != "alt") or topic in AT_NIGHT
        for piece in pieces(page, name, table):
            yield piece, night or (page.kind == "routines" and not piece.key.endswith((".why", ".unsure")))


def _long(book: Book, piece: Piece, *, night: bool) -> Iterator[Finding]:
    more = 0 if book.language == FALLBACK else LONGER
    text = _spoken(book, piece.text)
    if _FIRST.match(piece.key) and "/muscles." in piece.file:
        if (n := words(text)) > ACT + more:
            yield Finding(piece.file, piece.key, "long_act", {"n": n, "most": ACT + more})
        return
    most = (NIGHT if night else DAY) + more
    for sentence in sentences(text):
        if (n := words(sentence)) > most:
            yield Finding(piece.file, piece.key, "long_at_night" if night else "long", {"n": n, "most": most})


def _spoken(book: Book, text: str) -> str:
    """The text as it is where we know no number: those are the longest words that can stand there."""
    default = book.numbers["default"]

    def whom(fact: re.Match[str]) -> str:
        words_of = default.get(fact[1], {})
        return str(words_of.get(book.language) or words_of.get(FALLBACK) or "it")

    return _FACT.sub(whom, text) if "{" in text else text
