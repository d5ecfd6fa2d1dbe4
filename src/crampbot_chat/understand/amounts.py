"""Numbers in a message: how long, how strong, how many."""

import re

from msgspec import Struct

from crampbot_chat.understand.normal import Tokens

WORDS = {
    **{w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split())},
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "couple": 2, "few": 3, "several": 5, "dozen": 12,
}  # fmt: skip
_TENS = frozenset({"twenty", "thirty", "forty", "fifty"})
UNITS = {"seconds": 1 / 60, "second": 1 / 60, "s": 1 / 60, "minutes": 1.0, "m": 1.0, "hours": 60.0, "h": 60.0, "days": 1440.0,
         "day": 1440.0, "weeks": 10080.0, "week": 10080.0}  # fmt: skip
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


class Span(Struct, frozen=True):
    """An amount of time at words [start, end), in minutes. `about`: "ages", "hours" and the like, without a number."""

    minutes: float
    start: int
    end: int


def number(word: str) -> float | None:
    """The value of a number in digits or words."""
    if word in WORDS:
        return float(WORDS[word])
    return float(word) if _NUMBER.fullmatch(word) else None


def spans(tokens: Tokens) -> list[Span]:
    """Every "half an hour", "20 minutes", "a couple of mins", "1 hour 30" of a message, in order."""
    found: list[Span] = []
    at = 0
    while at < len(tokens.words):
        here = _span(tokens.words, at)
        if here is None:
            at += 1
            continue
        last = found[-1] if found else None
        if last and here.start - last.end <= 1 and here.minutes < last.minutes and last.minutes >= 1:
            found[-1] = Span(last.minutes + here.minutes, last.start, here.end)  # "2 hours and 10 minutes"
        else:
            found.append(here)
        at = here.end
    return found


def _span(words: list[str], at: int) -> Span | None:
    amount, end = _amount(words, at)
    if amount is None:
        return None
    while end < len(words) and words[end] in {
        "of",
        "more",
        "whole",
        "full",
        "long",
        "solid",
        "good",
        "odd",
        "ish",
        "or",
        "so",
        "a",
        "an",
    }:
        end += 1
    unit = UNITS.get(words[end]) if end < len(words) else None
    if unit is None or (words[end] in {"s", "m", "h"} and not words[at][0].isdigit()):
        return None
    end += 1
    if words[end : end + 3] == ["and", "a", "half"]:
        return Span((amount + 0.5) * unit, at, end + 3)
    return Span(amount * unit, at, end)


def _amount(words: list[str], at: int) -> tuple[float | None, int]:
    word, rest = words[at], words[at + 1 : at + 4]
    if word == "half":
        return 0.5, at + 1 + (rest[:1] in (["a"], ["an"]))
    if word == "quarter" and rest[:2] in (["of", "an"], ["of", "a"]):
        return 0.25, at + 3
    if word in {"three"} and rest[:3] == ["quarters", "of", "an"]:
        return 0.75, at + 4
    if word in {"a", "an", "whole", "another"}:
        if rest[:1] and rest[0] in {"couple", "few", "dozen"}:
            return float(WORDS[rest[0]]), at + 2
        if rest[:1] == ["half"]:
            return 0.5, at + 2
        if rest[:1] == ["quarter"] and rest[1:3] == ["of", "an"]:
            return 0.25, at + 4
        return 1.0, at + 1
    if word in {"past", "last"} and rest[:1] and rest[0] in UNITS:
        return 1.0, at + 1  # "for the past hour"
    value = number(word)
    if value is None:
        return None, at
    if word in _TENS and rest[:1] and 0 < (ones := number(rest[0]) or 0) < 10:  # noqa: PLR2004
        return value + ones, at + 2
    if rest[:3] == ["and", "a", "half"]:
        return value + 0.5, at + 4
    if rest[:2] == ["to", "three"] or (rest[:1] == ["or"] and rest[1:2] and number(rest[1]) is not None):
        return value, at + 3
    return value, at + 1
