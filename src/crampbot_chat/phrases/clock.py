"""Clock times and days in the person's zone and language."""

from datetime import date

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
    """Friday 13 March, with the year when it is not this one."""
    from babel.dates import format_skeleton  # noqa: PLC0415 - 60 ms that only a list of nights needs

    this_year = not turn.person.zone or local(turn.now, turn.person.zone).year == night.year
    return str(format_skeleton("MMMMEEEEd" if this_year else "yMMMMEEEEd", night, locale=_locale(turn)))


def _ago(turn: Turn, at: Millis) -> str:
    hours = round((turn.now - at) / HOUR)
    return turn.text("clock.hours_ago", n=hours) if hours else turn.text("clock.just_now")


def _locale(turn: Turn) -> str:
    """British English for plain 'en': the day before the month, as in the rest of our words."""
    return {"en": "en_GB"}.get(turn.words.language, turn.words.language.replace("-", "_"))
