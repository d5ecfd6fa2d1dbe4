"""When a series ends, and what is left out of it."""

from datetime import timedelta

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.dates import Impossible, Now, dates_of, moved
from crampbot_chat.when.hours import on_a_day
from crampbot_chat.when.once import Moment, ends_of_day, next_at, on
from crampbot_chat.when.rfc5545 import DAYS, MAX_COUNT
from crampbot_chat.when.said import Amount, Feast, Period, Said
from crampbot_chat.when.zones import at

NIGHTS = {"day", "night", "evening", "morning", "afternoon"}
NEVER = None


class Bounds(Struct, frozen=True):
    """The last instant, or how many times; neither for a series without an end."""

    until: Millis | None = NEVER
    count: int = 0


def bounds(told: Said, moment: Moment, first: Millis, *, runs_on: bool, a_day: int = 1) -> Bounds:
    """The end that was said. Raises Impossible.

    first: the first ring. runs_on: the series is one of hours or minutes. a_day: rings on one day.
    """
    if told.count:
        return Bounds(count=_times(told.count))
    if told.until:
        return Bounds(until=_until_day(told, moment, runs_on=runs_on))
    if told.until_at:
        return Bounds(until=_until_clock(told, moment, first))
    if told.lasting:
        return _lasting(told, told.lasting, moment, a_day=a_day, runs_on=runs_on)
    return Bounds()


def _times(count: int) -> int:
    if not 0 < count <= MAX_COUNT:
        raise Impossible("zero" if count <= 0 else "far")
    return count


def _until_day(told: Said, moment: Moment, *, runs_on: bool) -> Millis:
    """The end of a day: "until Sunday" includes Sunday."""
    assert told.until is not None  # noqa: S101 - the caller looked
    now = Now(moment.wall, moment.habits, 24 * 60, moment.day_first)
    days = dates_of(told.until, now)
    coming = isinstance(told.until, Period) and (told.until.which == "next" or told.until.unit == "weekend")
    day = days[0] if coming else days[-1]
    if told.until_at and (runs_on or told.clocks or told.window):
        return on(day, on_a_day(told.until_at, told.part, moment.half)[0], moment.zone)
    return ends_of_day(day, moment.zone)


def _until_clock(told: Said, moment: Moment, first: Millis) -> Millis:
    """The next time that the clock shows it ("until 8 pm"), after the first ring where it can be."""
    assert told.until_at is not None  # noqa: S101 - the caller looked
    options = [next_at(minute % (24 * 60), moment.wall, moment) for minute in on_a_day(told.until_at, "", moment.half)]
    return next((option for option in sorted(options) if option >= first), max(options))


def _lasting(told: Said, length: Amount, moment: Moment, *, a_day: int, runs_on: bool) -> Bounds:
    """How long it lasts: "for 5 nights" is five times, "for the next 2 weeks" ends two weeks from now."""
    if length.vague:
        raise Impossible("vague")
    if not (length.months or length.days or length.seconds):
        raise Impossible("zero")
    whole = length.unit in NIGHTS and not length.seconds and not length.months
    every_day = told.unit in {"day", ""} and told.step in {0, 1} and not told.days
    if whole and not runs_on and every_day and not (told.coming and told.each):
        return Bounds(count=_times(int(length.days) * a_day))
    if not length.calendar:
        return Bounds(until=moment.now + round(length.seconds * 1000))
    here = moment.wall
    end = here.replace(second=0, microsecond=0) + (moved(here.date(), length) - here.date())
    return Bounds(until=at(end, moment.zone) + round(length.seconds * 1000))


def excepts(told: Said, moment: Moment) -> tuple[str, ...]:
    """What is left out and can't be said by leaving it off the rule: RFC 5545 rules and single dates."""
    found: list[str] = []
    if told.not_days and (told.nths or told.monthdays or told.unit == "minute" or told.step > 1):
        found.append("FREQ=WEEKLY;BYDAY=" + ",".join(DAYS[day] for day in sorted(told.not_days)))
    if told.not_months and told.unit == "minute":
        found.append("FREQ=YEARLY;BYMONTH=" + ",".join(map(str, sorted(told.not_months))))
    for nth, weekday, month in told.not_nths:
        of = f"FREQ=YEARLY;BYMONTH={month}" if month else "FREQ=MONTHLY"
        found.append(f"{of};BYDAY={nth}{DAYS[weekday]}")
    now = Now(moment.wall - timedelta(days=1), moment.habits, 24 * 60, moment.day_first)
    for day in told.not_dates:
        date = dates_of(day, now)[-1]
        yearly = isinstance(day, Feast)
        found.append(f"FREQ=YEARLY;BYMONTH={date.month};BYMONTHDAY={date.day}" if yearly else date.isoformat())
    return tuple(found)
