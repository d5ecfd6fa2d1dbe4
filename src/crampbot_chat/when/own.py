"""A person's own hours in their words ("I go to bed around 11", "quiet from 22 to 7"), and what moves with them."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.when.bounds import bounds
from crampbot_chat.when.clockface import clock_face
from crampbot_chat.when.dates import Impossible
from crampbot_chat.when.hours import AM, by_part, in_half, span_of
from crampbot_chat.when.merge import Conflict
from crampbot_chat.when.once import Doubt, Moment, ends_of_day, on
from crampbot_chat.when.phrases import merged_times, phrase_of
from crampbot_chat.when.pieces import pieces_of
from crampbot_chat.when.putoff import pause_end
from crampbot_chat.when.reading import Habits
from crampbot_chat.when.repeat import apart, lines
from crampbot_chat.when.rfc5545 import parse
from crampbot_chat.when.rule import Rule
from crampbot_chat.when.said import Clock, Named
from crampbot_chat.when.words import lexicon
from crampbot_chat.when.zones import instant, wall

DAY = 24 * 60


def _code(locale: str) -> str:
    return locale.replace("_", "-").partition("-")[0].lower()


def own_hour(text: str, part: str, locale: str = "en") -> int | None:
    """The minute of the day of a moment of their day; a bare hour is taken in its half. None without a clock time."""
    found = clock_face(text, _code(locale))
    if found is None:
        return None
    minutes, either = found
    if not either:
        return minutes
    clock = Clock(minutes // 60 % 12 or 12, minutes % 60)
    minute = in_half(clock, AM) if part == "up" else by_part(clock, part)
    return (minutes if minute is None else minute) % DAY


def own_span(text: str, locale: str = "en") -> tuple[int, int] | None:
    """From when until when ("from 22 to 7", "10pm-6:30"); None when two clock times aren't there."""
    try:
        told = merged_times(pieces_of(text, lexicon(_code(locale)), ""))
        if told.window is None:
            return None
        begins, ends = span_of(told.window, "night")
    except (Conflict, Impossible):
        return None
    return begins % DAY, ends % DAY


def stay_end(text: str, now: datetime, zone: str, habits: Habits, locale: str = "en") -> Millis | None:
    """When a stay is over: the end of the last day ("until Sunday"), or so long from now; None when nothing says it.

    A bare "until Sunday" on a Sunday means the next: of what ends tonight nobody says it by the weekday.
    """
    words = lexicon(_code(locale))
    said = phrase_of(text, pieces_of(text, words, zone), words).said
    moment = Moment(instant(now), zone, habits, day_first=habits.day_first is not False)
    try:
        last = said.until
        if isinstance(last, Named) and not (last.which or last.weeks or said.part or said.clocks):
            ahead = (last.weekday - moment.wall.weekday() - 1) % 7 + 1
            return ends_of_day(moment.wall.date() + timedelta(days=ahead), zone)
        if said.until:
            return bounds(said, moment, moment.now, runs_on=False).until
        return pause_end(said, moment) if said.lasting else None
    except (Impossible, Doubt):
        return None


def moved(what: Rule | Millis, old: int, new: int, zone: str) -> Rule | Millis:
    """A rule or an instant whose hour follows somebody's day: from the old minute of the day to the new one."""
    if not isinstance(what, Rule):
        return on(wall(what, zone).date(), new, zone)
    parts = [parse(line) for line in what.rrule.split("\n")]
    if parts[0].elapsed:
        return what
    kinds, times = apart(parts)
    later = sorted({new if minute == old else minute for minute in times})
    return replace(what, rrule=lines(kinds, later, until=parts[0].until, count=parts[0].count))
