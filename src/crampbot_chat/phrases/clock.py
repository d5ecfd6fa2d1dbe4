"""Clock times and days in the person's zone and language."""

import re
from datetime import date
from functools import cache

from crampbot_chat.model import Millis
from crampbot_chat.turn import Turn
from crampbot_chat.when.zones import local

HOUR = 3_600_000


def clock(turn: Turn, at: Millis, zone: str = "") -> str:
    """03:02 in their zone; how long ago while the zone is unknown."""
    zone = zone or turn.person.zone
    if not zone:
        return _ago(turn, at)
    wall = local(at, zone)
    return turn.text("clock.clock", hour=f"{wall.hour:02}", minute=f"{wall.minute:02}")


def day(turn: Turn, night: date) -> str:
    """Friday 13 March, with the year when it is not this one: CLDR's order and words, in full."""
    from babel.dates import parse_pattern  # noqa: PLC0415 - 60 ms that only a list of nights needs

    this_year = not turn.person.zone or local(turn.now, turn.person.zone).year == night.year
    pattern = _pattern(_locale(turn), "MMMMEEEEd" if this_year else "yMMMMEEEEd")
    return str(parse_pattern(pattern).apply(night, _locale(turn)))


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


def _locale(turn: Turn) -> str:
    """British English for plain 'en': the day before the month, as in the rest of our words."""
    return {"en": "en_GB"}.get(turn.words.language, turn.words.language.replace("-", "_"))
