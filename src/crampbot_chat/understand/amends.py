"""Corrections in plain words: "make it 6", "it was the left", "not the calf, the foot", "#2 was at 4"."""

import re
from datetime import datetime, time
from functools import cache

from msgspec import Struct

from crampbot_chat.understand.days import NOON
from crampbot_chat.understand.hearing import THREE, hear
from crampbot_chat.understand.lexicon import lexicon, phrases
from crampbot_chat.understand.normal import plain
from crampbot_chat.understand.notes import Note, notes
from crampbot_chat.understand.past import Times, times
from crampbot_chat.understand.told import Facts, facts
from crampbot_chat.understand.typos import read

LONG, LONGEST = 12, 150  # words and characters; a correction is shorter
STRONGEST = 10
_NUMBER = re.compile(r"^(?:#|no\.? ?|number |nr\.? ?)(\d{1,2})\b[:,]?\s*(?:(?:is|was|should be|to|at the|->|=)\b\s*)?")
ORDINALS = ("fi", "se", "th")
_ORDINAL = re.compile(
    r"^(?:and |no,? |make |change )?the (first|second|third)(?: one)?\b[:,]?\s*"
    r"(?:(?:is|was|should be|to|at the|an?)\b\s*){0,2}"
)
_NOT = re.compile(
    r"(?:^|[\s,])(?:and )?not (?:(?:the|my|a|at|in|on|for) )*([\w:.]+)(?: ?(?:am|pm|min\w*|o'clock))?[\s,;.]*(?:but )?"
)
_WAIT = re.compile(
    r"^(?:(?:no|nope|nah|wrong|sorry|wait|oops|hm+|ah|oh|well)[,. ]+)+"
    r"(?=it was|that was|make|actually|i meant|the|was|change)"
)
_ONE = re.compile(r"\s*\b(?:one|instead|please|actually|not)\s*$")
_BARE = re.compile(r"(?:about |around |to |a )?(\d{1,3}(?:\.\d)?)")
_DELETE = "delete_begins"


class Amends(Struct, frozen=True):
    """A correction: of which entry (0: the last one spoken of), and what is right.

    bare: a number that can mean several things; old: what was wrong. terse: it has no word of correcting; sure: it has
    one that means nothing else; other: it was the other side.
    """

    number: int = 0
    facts: Facts = Facts()
    times: Times | None = None
    notes: tuple[Note, ...] = ()
    bare: float | None = None
    old: str = ""
    terse: bool = False
    sure: bool = False
    other: bool = False


def amends(text: str, now: datetime, border: time = NOON, language: str = "en", *, fresh: bool = True) -> Amends | None:
    """What is corrected, or None when nothing is. `now` is the writer's wall clock (naive).

    fresh: something has just been noted, so that words without a word of correcting may be about it.
    """
    short = _short(text)
    number, said = _which(_WAIT.sub("", short))
    old, said = _wrong(said)
    begins: list[str] = []
    while begin := _begun(said, language):
        begins.append(begin)
        said = said[len(begin) :].strip(" ,:")
    said = _ONE.sub("", said.strip(" ,;:"))
    if not said or len(said.split()) > LONG:
        return None
    waited = _WAIT.match(short) is not None
    if said in _list(language, "other_side") and (number or old or begins or (fresh and waited)):
        return Amends(number, sure=True, other=True)
    terse = not (number or old or begins)
    if terse and not fresh:
        return None
    bare = _BARE.fullmatch(said)
    if bare:
        given = _given(" ".join(begins), float(bare[1]))
        return Amends(number, given or Facts(), bare=None if given else float(bare[1]), old=old, terse=terse)
    sure = bool(number or old or any(begin not in _list(language, "amend_loose") for begin in begins))
    found = hear(read(said, language), said, THREE, language=language)
    when = times(found.tokens, said, now, border, language=language)
    told, around = facts(found, said, when, language), notes(found, said, language)
    if told == Facts() and not when.dated and not around:
        return None
    return Amends(number, told, when if when.dated else None, around, None, old, terse=terse, sure=sure)


def _short(text: str) -> str:
    """The plain words; none of a text that is too long for a correction, or that asks."""
    return "" if len(text) > LONGEST or "?" in text else " ".join(plain(text).split()).rstrip("!. ")


def deleted(text: str, language: str = "en") -> tuple[int, tuple[Note, ...]] | None:
    """What is to be deleted by its words: the number of an entry, or marks; None when it isn't about that."""
    said = _short(text)
    if not said.startswith(_list(language, _DELETE)):
        return None
    for begin in _list(language, _DELETE):
        if said.startswith(f"{begin} "):
            rest = said.removeprefix(f"{begin} ")
            number = re.fullmatch(r"(?:#|number )?(\d{1,2})", rest)
            if number:
                return int(number[1]), ()
            found = hear(read(rest, language), rest, THREE, language=language)
            return 0, notes(found, text if "#" in text else rest, language)
    return None


def _which(said: str) -> tuple[int, str]:
    found = _NUMBER.match(said)
    if found:
        return int(found[1]), said[found.end() :]
    found = _ORDINAL.match(said)
    return (ORDINALS.index(found[1][:2]) + 1, said[found.end() :]) if found else (0, said)


def _wrong(said: str) -> tuple[str, str]:
    """What is named as wrong, and what is left without it."""
    found = _NOT.search(said)
    if not found:
        return "", said
    rest = f"{said[: found.start()]} {said[found.end() :]}".strip()
    return (found[1], rest) if rest else ("", said)


def _given(begins: str, value: float) -> Facts | None:
    """A bare number of which was said what it counts: "the pain was 7", "it lasted 10"."""
    if ("pain" in begins or "strength" in begins) and value <= STRONGEST:
        return Facts(pain=int(value))
    return Facts(minutes=value) if "lasted" in begins or "took" in begins else None


def _begun(said: str, language: str) -> str:
    begins = _list(language, "amend_begins")
    for begin in begins if said.startswith(begins) else ():
        if said.startswith((f"{begin} ", f"{begin}, ", f"{begin}: ")):
            return begin
    return ""


@cache
def _list(language: str, name: str) -> tuple[str, ...]:
    return tuple(sorted(phrases(lexicon(language).tables["told"][name]), key=len, reverse=True))
