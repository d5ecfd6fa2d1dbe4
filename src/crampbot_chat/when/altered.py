"""A rule with other days, other times or another end; what was not said stays."""

from collections.abc import Sequence
from datetime import date, datetime, time

from msgspec import structs

from crampbot_chat.when.bounds import bounds, excepts
from crampbot_chat.when.dates import Impossible, Now, dates_of
from crampbot_chat.when.hours import either_half, on_a_day
from crampbot_chat.when.merge import NOTHING
from crampbot_chat.when.once import Doubt, Moment, minute_of
from crampbot_chat.when.repeat import apart, lines, repeating
from crampbot_chat.when.rfc5545 import Parts, parse, write
from crampbot_chat.when.rule import Rule, next_after, written
from crampbot_chat.when.said import Said
from crampbot_chat.when.zones import wall

DAY = 24 * 60  # minutes


def new_times(said: Said, old: Sequence[int], moment: Moment, *, also: bool) -> list[int]:
    """The minutes of the day that were said; a bare hour is taken in the half of the day in which it rings now."""
    part = minute_of(said, moment.habits)
    if said.window or said.unit == "minute":
        return list(old)
    new: list[int] = []
    for clock in said.clocks:
        minutes = on_a_day(clock, said.part, "")
        if not clock.clear and not said.part and old:
            minutes = (min(either_half(clock), key=lambda one: abs(one - old[0])),)
        new.append(minutes[0] % DAY)
    if not new and said.parts:
        new = [moment.habits.at(one) for one in said.parts]
    if not new and part is not None:
        new = [part]
    if not new:
        return list(old) or [moment.habits.default]
    return sorted({*old, *new}) if also else new


def without(kinds: Sequence[Parts], days: Sequence[int]) -> list[Parts]:
    """The same days without these. Raises Doubt where weeks are left out, Impossible when none stays."""
    left: list[Parts] = []
    for kind in kinds:
        week = [day for _, day in kind.days] or list(range(7)) if kind.freq in {"DAILY", "WEEKLY"} else []
        if not week or kind.interval > 1:
            raise Doubt("when")
        kept = tuple((0, day) for day in week if day not in days)
        if not kept:
            raise Impossible("empty")
        left.append(structs.replace(kind, freq="WEEKLY", days=kept))
    return left


def altered(what: Rule, kinds: Sequence[Parts], times: Sequence[int], moment: Moment, said: Said = NOTHING) -> Rule:
    """The rule with these days and times; its end stays unless another one is said."""
    old = parse(what.rrule.split("\n")[0])
    until, count = old.until, old.count
    start = what.start
    days_changed = tuple(kinds) != tuple(apart([parse(line) for line in what.rrule.split("\n")])[0])
    if days_changed and any(kind.interval > 1 for kind in kinds):
        start = written(datetime.combine(_first_day(kinds, times, moment), time.min))
    if said.starts:
        first = dates_of(said.starts, Now(moment.wall, moment.habits, max(times), moment.day_first))[0]
        start = written(datetime.combine(first, time.min))
    fresh = structs.replace(
        what,
        rrule=lines(kinds, times),
        start=start,
        excepts=tuple(dict.fromkeys((*what.excepts, *excepts(said, moment)))),
    )
    if said.until or said.until_at or said.lasting or said.count:
        ring = next_after(fresh, moment.now)
        limits = bounds(said, moment, ring or moment.now, runs_on=False, a_day=len(times))
        until, count = limits.until, limits.count or None
        if count:
            fresh = structs.replace(fresh, start=written(moment.wall.replace(second=0, microsecond=0)))
    fresh = structs.replace(fresh, rrule=lines(kinds, times, until=until, count=count))
    if next_after(fresh, moment.now) is None:
        raise Impossible("empty")
    return fresh


def _first_day(kinds: Sequence[Parts], times: Sequence[int], moment: Moment) -> date:
    """The first day on which the new days ring: intervals count from there."""
    every = [structs.replace(kind, interval=1) for kind in kinds]
    midnight = written(datetime.combine(moment.wall.date(), time.min))
    first = next_after(Rule(lines(every, times), midnight, moment.zone), moment.now)
    return wall(first, moment.zone).date() if first is not None else moment.wall.date()


def running(said: Said, what: Rule, old: Parts, moment: Moment) -> Rule:
    """A series of hours or minutes, changed or become one."""
    if said.unit == "minute":
        return structs.replace(repeating(said, moment)[0], excepts=what.excepts)
    week = said.days or (tuple(day for _, day in old.days) or tuple(range(7)) if said.not_days else ())
    days = tuple((0, day) for day in week if day not in said.not_days) if week else old.days
    limits = bounds(said, moment, next_after(what, moment.now) or moment.now, runs_on=True)
    ends = bool(said.until or said.until_at or said.lasting or said.count)
    until, count = (limits.until, limits.count or None) if ends else (old.until, old.count)
    fresh = structs.replace(what, rrule=write(structs.replace(old, days=days, until=until, count=count)))
    if next_after(fresh, moment.now) is None:
        raise Impossible("empty")
    return fresh
