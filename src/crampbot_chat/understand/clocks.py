"""Times of day in a message: "3am", "2:45", "half three", "quarter past four", "at 5 in the morning"."""

from msgspec import Struct

from crampbot_chat.understand.amounts import HALVED, UNITS, number
from crampbot_chat.understand.normal import Tokens

NOON, HOURS, MINUTES = 12, 24, 60
READ = 400  # words; nobody tells a time later than that
_LATE = 8  # "at 8 at night" is in the evening, "at 2 at night" is not
_AT = frozenset({"at", "around", "about", "by"})
_AFTER_DOT = frozenset({"am", "pm", "a", "p", "this", "in", "last"})  # "6.15 this morning" is no length
_NAMED = {"midnight": 0, "noon": NOON, "midday": NOON}
_STEPS = {"quarter": 15, "ten": 10, "five": 5, "twenty": 20, "10": 10, "5": 5, "20": 20}
_COUNTS = frozenset({*UNITS, "times", "x", "years", "an", "a", "of", "out"})
_PARTS = (
    (("am",), "am", 1),
    (("a",), "am", 1),
    (("pm",), "pm", 1),
    (("p",), "pm", 1),
    (("in", "the", "morning"), "am", 0),
    (("this", "morning"), "am", 0),
    (("in", "the", "evening"), "pm", 0),
    (("in", "the", "afternoon"), "pm", 0),
    (("this", "evening"), "pm", 0),
    (("at", "night"), "night", 0),
    (("in", "the", "night"), "night", 0),
    (("of", "the", "night"), "night", 0),
)


class Clock(Struct, frozen=True):
    """A time of day at words [start, end). sure: am, pm, a colon or a part of the day was said."""

    hour: int
    minute: int
    start: int
    end: int
    sure: bool = True


def clocks(tokens: Tokens) -> list[Clock]:
    """Every time of day in a message, in order."""
    found: list[Clock] = []
    at = 0
    while at < min(len(tokens.words), READ):
        here = (
            _named(tokens.words, at)
            or _spoken(tokens.words, at)
            or _digits(tokens.words, at)
            or _bare(tokens.words, at)
        )
        if here is None:
            at += 1
            continue
        found.append(here)
        at = here.end
    return found


def _named(words: list[str], at: int) -> Clock | None:
    if words[at] not in _NAMED or words[at - 1 : at] in (["after"], ["before"], ["since"]):
        return None
    return Clock(_NAMED[words[at]], 0, at, at + 1)


def _spoken(words: list[str], at: int) -> Clock | None:
    """`half three`, `half past three`, `quarter to four`; `halb vier` and `half vier` are half an hour before it."""
    word, rest = words[at], words[at + 1 : at + 4]
    if word == "halb" or (word == "half" and (words[at - 1 : at] == ["om"] or HALVED.intersection(rest[:1]))):
        hour = _hour(rest)
        return _part(words, hour - 1, 30, at, at + 2) if hour else None
    if word == "half":
        past = rest[:1] == ["past"]
        hour = _hour(rest[past:])
        return _part(words, hour, 30, at, at + 2 + past) if hour and rest[past + 1 : past + 2] != ["hours"] else None
    if word in _STEPS and rest[:1] in (["past"], ["to"]) and (hour := _hour(rest[1:])):
        total = hour * MINUTES + (_STEPS[word] if rest[0] == "past" else -_STEPS[word])
        return _part(words, total // MINUTES % HOURS, total % MINUTES, at, at + 3)
    return None


def _digits(words: list[str], at: int) -> Clock | None:
    """`2:45`, `6.15 this morning`, `at 6.15`."""
    word, rest = words[at], words[at + 1 : at + 2]
    dotted = "." in word and bool(_AFTER_DOT.intersection(rest) or _AT.intersection(words[at - 1 : at]))
    if "/" in word or not (":" in word or dotted):
        return None
    left, _, right = word.replace(".", ":").partition(":")
    if not (left.isdigit() and right.isdigit() and len(right) == len("00")):
        return None
    hour, minute = int(left), int(right)
    return _part(words, hour, minute, at, at + 1, sure=True) if hour <= HOURS and minute < MINUTES else None


def _bare(words: list[str], at: int) -> Clock | None:
    """`3am`, `five o'clock`, `2 in the night`, `22h`, `at 4`."""
    value = number(words[at])
    if value is None or value != int(value) or not 0 <= value <= HOURS:
        return None
    rest, hour = words[at + 1 : at + 4], int(value)
    told = rest[:1] == ["uhr"] and words[at - 1 : at] in (["um"], ["gegen"])  # "3 Uhr" alone may be what it is now
    marked = (
        told
        or rest[:1] in (["am"], ["pm"], ["oclock"], ["ish"])
        or any(rest[: len(said)] == list(said) for said, _, end in _PARTS if not end)
    )
    if marked or (words[at].isdigit() and rest[:2] in (["a", "m"], ["p", "m"])):
        return _part(words, hour, 0, at, at + 1)
    if words[at].isdigit() and rest[:1] == ["h"]:
        minutes = rest[1] if len(rest) > 1 and rest[1].isdigit() and len(rest[1]) == len("00") else ""
        if minutes or hour > NOON:
            return Clock(hour % HOURS, int(minutes or 0) % MINUTES, at, at + 2 + bool(minutes))
    before = words[at - 1] if at else ""
    if before in {*_AT, "since"} and hour <= NOON and not _COUNTS.intersection(rest[:1]):
        return Clock(hour, 0, at, at + 1, sure=False)
    return None


def _hour(rest: list[str]) -> int | None:
    value = number(rest[0]) if rest else None
    return int(value) if value is not None and 1 <= value <= NOON and value == int(value) else None


def _part(words: list[str], hour: int, minute: int, start: int, end: int, *, sure: bool = False) -> Clock:
    """Read am, pm or the part of the day that follows."""
    end += words[end : end + 1] in (["oclock"], ["ish"], ["uhr"])
    for said, part, takes in _PARTS:
        if words[end : end + len(said)] == list(said):
            late = part == "pm" or (part == "night" and _LATE <= hour < NOON)
            return Clock(hour % NOON + NOON * late if hour <= NOON else hour % HOURS, minute, start, end + takes)
    return Clock(hour % HOURS, minute, start, end, sure)
