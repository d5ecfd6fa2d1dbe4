"""What a clock shows, in anybody's words: "7:15", "quarter past 7 pm", "19h", "it's half eight in the evening"."""

import re
from collections.abc import Iterable

from crampbot_chat.model import Millis
from crampbot_chat.when.hours import by_part
from crampbot_chat.when.merge import Conflict
from crampbot_chat.when.phrases import merged_times
from crampbot_chat.when.pieces import pieces_of
from crampbot_chat.when.places import zones_showing
from crampbot_chat.when.said import Clock, Dated, Day
from crampbot_chat.when.words import lexicon

BEFORE = re.compile(r"^(?:(?:it'?s|it is|now|here|about|around|just|at|i have|by me)\s+)+", re.IGNORECASE)
BARE = re.compile(r"\D*(\d{1,2})(?:[.:h ]?(\d\d))?\D*")
DAY, HALF_DAY = 24 * 60, 12


def clock_face(said: str, language: str = "en") -> tuple[int, bool] | None:
    """Minutes after midnight, and whether they may be twelve hours later; None when no clock time is written."""
    bare, words = BEFORE.sub("", said), lexicon(language)
    try:
        told = merged_times(pieces_of(f"at {bare}", words, ""))
        read = merged_times(pieces_of(bare, words, ""))
    except Conflict:
        return None
    if not read.clocks and _dated((read.day, *read.dates, *read.not_dates)) and any(each.isalpha() for each in bare):
        return None  # "24 December"; but "10.11" on a clock is no date
    clock = told.clocks[0] if len(told.clocks) == 1 else _bare(said) if told.amount is None else None
    if not clock or not clock.possible:
        return None
    if clock.clear:
        return clock.minutes % DAY, False
    minutes = by_part(clock, told.part)
    return (clock.minutes % DAY, True) if minutes is None else (minutes % DAY, False)


def zone_from_clock(now: Millis, said: str, *, language: str = "", region: str = "") -> list[str]:
    """The likely zones of somebody who answers "what time is it for you?"; empty when no clock time was written."""
    read = clock_face(said, language.partition("-")[0].lower() or "en")
    if read is None:
        return []
    minutes, half_day = read
    return zones_showing(now, minutes, half_day=half_day, language=language, region=region)


def _dated(days: Iterable[Day | None]) -> bool:
    return any(isinstance(each, Dated) for each in days)


def _bare(said: str) -> Clock | None:
    """Nothing but an hour: "7", "19", "1915"."""
    found = BARE.fullmatch(said)
    if not found or len(re.findall(r"\d", said)) > 4:  # noqa: PLR2004 - hours and minutes
        return None
    return Clock(int(found[1]), int(found[2] or 0), sure=found[1].startswith("0"))
