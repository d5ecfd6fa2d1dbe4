"""Which day or night a message tells of: "yesterday", "on Tuesday night", "12 March", "three days ago"."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from msgspec import Struct

from crampbot_chat.understand.amounts import UNITS, number
from crampbot_chat.understand.lexicon import lexicon, pairs, phrases
from crampbot_chat.understand.normal import Tokens

NOON = time(12)
WAKING = time(5)  # before it, "last night" is not the one that is still going on
_AGO = frozenset({"ago", "back"})
_DAY = timedelta(days=1)
_LONGEST_PHRASE = 4  # words
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?")
_MONTHS, _MONTH_DAYS, _CENTURY = 12, 31, 2000


class Day(Struct, frozen=True):
    """A day, or with part "night" the night that begins in its evening; `now`: it has only just been.

    part: "", night, morning, afternoon, evening. said: the words [start, end) that say it.
    """

    date: date
    part: str = ""
    now: bool = False
    start: int = 0
    end: int = 0


def night_now(now: datetime, border: time = NOON) -> date:
    """The night that it is, by the date of its evening."""
    return now.date() if now.time() >= border else now.date() - _DAY


def last_night(now: datetime, border: time = NOON) -> date:
    """The night that is over: in the small hours the one before."""
    over = WAKING <= now.time() < border
    return night_now(now, border) - _DAY * (not over)


def day(tokens: Tokens, text: str, now: datetime, border: time = NOON, language: str = "en") -> Day | None:
    """The day that is told of, the longest words for it first; None when none is named."""
    words = tokens.words
    loose: Day | None = None  # "in the night" is of the last one, unless a day is named besides
    for at in range(len(words)):
        here = (
            _phrase(words, at, now, border, language)
            or _ago(words, at, now, border)
            or _named(words, at, now, language)
        )
        if here and not _is_loose(words, here, language):
            return _with_part(words, here, language, at_night=loose is not None)
        loose = loose or here
    return _written(text, now) or loose


def _is_loose(words: list[str], found: Day, language: str) -> bool:
    return " ".join(words[found.start : found.end]) in _phrases(language, "any_night")


def _phrase(words: list[str], at: int, now: datetime, border: time, language: str) -> Day | None:
    table = _table(language, "days")
    for size in range(_LONGEST_PHRASE, 0, -1):
        code = table.get(" ".join(words[at : at + size])) if at + size <= len(words) else None
        if code:
            return _coded(code.split(), at, at + size, now, border)
    return None


def _coded(code: list[str], start: int, end: int, now: datetime, border: time) -> Day:
    kind, shift, part = (*code, "", "")[:3]
    if kind == "now":
        return Day(now.date(), now=True, start=start, end=end)
    days = _DAY * int(shift)
    if kind == "night":
        return Day(last_night(now, border) + days, "night", start=start, end=end)
    if kind == "tonight":
        return Day(night_now(now, border), "night", start=start, end=end)
    return Day(now.date() + days, part, start=start, end=end)


def _ago(words: list[str], at: int, now: datetime, border: time) -> Day | None:
    """`three days ago`, `two nights ago`."""
    count = number(words[at])
    unit = words[at + 1] if at + 2 < len(words) else ""
    if count is None or count != int(count) or words[at + 2 : at + 3] == [] or words[at + 2] not in _AGO:
        return None
    if unit in {"nights", "night"}:
        return Day(last_night(now, border) - _DAY * (int(count) - 1), "night", start=at, end=at + 3)
    if unit in {"days", "day", "weeks", "week"} and count < 1000:  # noqa: PLR2004 - a diary isn't older
        days = round(count * UNITS["weeks" if unit.startswith("week") else "days"] / UNITS["days"])
        return Day(now.date() - _DAY * days, start=at, end=at + 3)
    return None


def _named(words: list[str], at: int, now: datetime, language: str) -> Day | None:
    """A weekday, or a day and a month in either order."""
    table = _table(language, "weekdays")
    short, behind = (_words(language, name) for name in ("short", "behind"))
    word = words[at]
    sure = word not in short or (at and words[at - 1] in behind) or words[at + 1 : at + 2] == ["night"]
    if word in table and sure:
        back = (now.weekday() - int(table[word])) % 7
        return Day(now.date() - _DAY * (back or 7), start=at, end=at + 1)
    months = _table(language, "months")
    for first, second in ((at, at + 1), (at + 1, at)):
        if max(first, second) >= len(words) or words[second] not in months:
            continue
        end = at + 2
        digits = words[first]
        if digits.isdigit() and 1 <= int(digits) <= _MONTH_DAYS:
            end += words[end : end + 1] in (["st"], ["nd"], ["rd"], ["th"])
            return _dated(int(digits), int(months[words[second]]), None, now, at, end)
    return None


def _written(text: str, now: datetime) -> Day | None:
    """2026-03-12, 12/3, 12.3.26: the day before the month."""
    if found := _ISO.search(text):
        year, month, on = (int(each) for each in found.groups())
        return _dated(on, month, year, now, 0, 0)
    for found in _NUMERIC.finditer(text):
        on, month = int(found[1]), int(found[2])
        years = int(found[3]) if found[3] else None
        if found[2] == "10" and "/" in found[0] and not found[3]:
            continue  # 7/10 is how bad it was
        if "." in found[0] and not found[3]:
            continue  # 2.10 is a clock
        if 1 <= month <= _MONTHS and 1 <= on <= _MONTH_DAYS:
            return _dated(on, month, years + _CENTURY * (years < _CENTURY) if years else None, now, 0, 0)
    return None


def _dated(on: int, month: int, year: int | None, now: datetime, start: int, end: int) -> Day | None:
    """The last such day when no year was said."""
    for candidate in [year] if year else [now.year, now.year - 1]:
        try:
            found = date(candidate, month, on)
        except ValueError:
            continue
        if year or found <= now.date():
            return Day(found, start=start, end=end)
    return None


def _with_part(words: list[str], found: Day, language: str, *, at_night: bool) -> Day:
    """Read the part of the day that follows: "Tuesday night", "in the night from Thursday to Friday"."""
    if found.part or found.now:
        return found
    if at_night:
        return Day(found.date, "night", start=found.start, end=found.end)
    table = _table(language, "parts")
    for size in range(_LONGEST_PHRASE, 0, -1):
        part = table.get(" ".join(words[found.end : found.end + size]))
        if part and found.end + size <= len(words):
            return Day(found.date, part, start=found.start, end=found.end + size)
    return found


def part_of_day(words: list[str], language: str = "en") -> str:
    """A part of the day that stands for itself: "in the night", "this evening"; "" for none."""
    text = f" {' '.join(words)} "
    return next((part for phrase, part in _table(language, "parts").items() if f" {phrase} " in text), "")


@cache
def _table(language: str, name: str) -> dict[str, str]:
    return pairs(lexicon(language).tables["past"][name])


@cache
def _phrases(language: str, name: str) -> frozenset[str]:
    return frozenset(phrases(lexicon(language).tables["past"][name]))


@cache
def _words(language: str, name: str) -> frozenset[str]:
    return frozenset(lexicon(language).tables["past"][name].split())
