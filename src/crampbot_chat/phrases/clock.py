"""Clock times and days in the person's zone and language."""

import re
from datetime import date
from functools import cache

from crampbot_chat.model import Millis
from crampbot_chat.turn import Turn
from crampbot_chat.when.zones import local

HOUR = 3_600_000
LOCALES = {"en": "en_GB"}  # the day before the month, as in the rest of our words


def clock(turn: Turn, at: Millis, zone: str = "") -> str:
    """03:02 in their zone; how long ago while the zone is unknown."""
    zone = zone or turn.person.zone
    if not zone:
        return _ago(turn, at)
    wall = local(at, zone)
    return turn.text("clock.clock", hour=f"{wall.hour:02}", minute=f"{wall.minute:02}")


def day(turn: Turn, night: date) -> str:
    """Friday 13 March, with the year when it is not this one: CLDR's order and words, in full."""
    other_year = bool(turn.person.zone) and local(turn.now, turn.person.zone).year != night.year
    return written(night, turn.words.language, year=other_year)


def written(day: date, language: str, *, year: bool) -> str:
    """A day in the words of a language."""
    from babel.dates import parse_pattern  # noqa: PLC0415 - 60 ms that only a list of nights needs

    locale = LOCALES.get(language, language.replace("-", "_"))
    pattern = parse_pattern(_pattern(locale, "yMMMMEEEEd" if year else "MMMMEEEEd"))
    return str(pattern.apply(day, locale))


@cache
def _pattern(locale: str, skeleton: str) -> str:
    """CLDR's pattern, with weekday and month written out, as its rules for skeletons ask for."""
    from babel.core import Locale  # noqa: PLC0415
    from babel.dates import match_skeleton  # noqa: PLC0415

    known = Locale.parse(locale).datetime_skeletons
    pattern = str(known[match_skeleton(skeleton, known)].pattern)
    return re.sub("[LM]{3,}", "MMMM", re.sub("E+", "EEEE", pattern))


def _ago(turn: Turn, at: Millis) -> str:
    hours = round((turn.now - at) / HOUR)
    return turn.text("clock.hours_ago", n=hours) if hours else turn.text("clock.just_now")
