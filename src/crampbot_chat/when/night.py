"""The night: which one an instant belongs to, and what a sleepless person's "today" is."""

from datetime import date, datetime, time, timedelta

from crampbot_chat.model import Millis
from crampbot_chat.when.zones import at, local

NOON = time(12)  # where one night ends and the next begins, as sleep diaries count them
WAKING = time(5)  # before it, "tomorrow" may still mean the day that has already begun


def night_of(moment: Millis, zone: str, border: time = NOON) -> date:
    """The date of the evening on which this night began: 02:00 on Thursday belongs to Wednesday."""
    shown = local(moment, zone)
    return shown.date() if shown.time() >= border else shown.date() - timedelta(days=1)


def night_span(night: date, zone: str, border: time = NOON) -> tuple[Millis, Millis]:
    """The first instant of a night, and the first one after it. A clock change makes it an hour longer or shorter."""
    return at(datetime.combine(night, border), zone), at(datetime.combine(night + timedelta(days=1), border), zone)


def awake_late(moment: Millis, zone: str, waking: time = WAKING) -> bool:
    """True between midnight and getting up: the person has not slept yet, or not enough."""
    return local(moment, zone).time() < waking


def evening_of(moment: Millis, zone: str, waking: time = WAKING) -> date:
    """The day whose night it is now: before getting up that is still yesterday. "Tonight" is the rest of it."""
    shown = local(moment, zone)
    return shown.date() - timedelta(days=1) if shown.time() < waking else shown.date()


def after_sleep(moment: Millis, zone: str, waking: time = WAKING) -> date:
    """The day on which the person gets up next: "this morning" before getting up, "tomorrow" to the sleepless."""
    return evening_of(moment, zone, waking) + timedelta(days=1)
