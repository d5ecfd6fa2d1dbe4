"""Turns what a person typed into plain tokens: one alphabet, one kind of apostrophe, short forms written out."""

import re
import unicodedata

from msgspec import Struct

LONGEST = 10_000  # characters read; what comes after is not looked at
COMMA, STOP = 1, 2  # how strong the break before a token is

_TOKEN = re.compile(r"\d+(?:[.:/]\d+)*|[^\W\d_](?:'?[^\W_])*|\S")  # each branch eats a character at a time: linear
_MARKS = re.compile(
    "[\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)  # accents, joiners, skin tones
_HALF_DAY = re.compile(r"\b([ap])\. ?m\b\.?")  # "4 a.m."
_HOURS = re.compile(r"(?<=\d)h(?=\d\d\b)")  # "02h40"
_APOSTROPHES = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u00bd": " half ", "\u00df": "ss"}
)
_COMMAS = frozenset(",-\u2013\u2014()/&+:*\u2026")
_STOPS = frozenset(".!?;\n")


class Tokens(Struct):
    """The words in order, lower case, without accents.

    breaks: what stood before each word (0, COMMA or STOP). asks: True where a question mark ended a word's sentence.
    """

    words: list[str]
    breaks: list[int]
    asks: list[bool]


def plain(text: str) -> str:
    """The text in lower case, without accents, joiners and skin tones, with straight apostrophes."""
    text = text[:LONGEST].translate(_APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))
        text = text.replace("\u2044", "/")
    return _HOURS.sub(" h ", _HALF_DAY.sub(r"\1m ", text.lower()))


def tokens(text: str, short: dict[str, tuple[str, ...]], joins: dict[tuple[str, str], str]) -> Tokens:
    """Cut a text into words; `short` writes short forms out, `joins` makes one word of two ("can not")."""
    words: list[str] = []
    breaks: list[int] = []
    asks: list[bool] = []
    pending, sentence = STOP, 0
    for piece in _TOKEN.findall(plain(text).replace("\n", " ; ")):
        if piece in _STOPS or piece in _COMMAS:
            pending = max(pending, STOP if piece in _STOPS else COMMA)
            if piece == "?":
                asks[sentence:] = [True] * (len(asks) - sentence)
            if piece in _STOPS:
                sentence = len(words)
            continue
        word = piece.replace("'", "")
        for each in short.get(word, (word,)) if word else ():
            joined = joins.get((words[-1], each)) if words and not pending else None
            if joined:
                words[-1] = joined
                continue
            words.append(each)
            breaks.append(pending)
            asks.append(False)
            pending = 0
    return Tokens(words, breaks, asks)
