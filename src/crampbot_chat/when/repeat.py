"""A repeating reminder: what was said → a rule by the wall clock, or one of hours and minutes that run on."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, product

from msgspec import structs

from crampbot_chat.model import Millis
from crampbot_chat.when.bounds import Bounds, bounds, excepts
from crampbot_chat.when.dates import Impossible, Now, dates_of
from crampbot_chat.when.hours import on_a_day, span_of
from crampbot_chat.when.once import Doubt, Moment, minute_of, next_at, on
from crampbot_chat.when.rfc5545 import MAX_INTERVAL, Parts, write
from crampbot_chat.when.ringdays import lines_of_days
from crampbot_chat.when.rule import Rule, next_after, upcoming, wall_of, written
from crampbot_chat.when.said import Said
from crampbot_chat.when.zones import at, local, wall

DAY = 24 * 60
MINUTE = 60_000
MAX_MINUTES = 366 * DAY  # a series of hours; longer ones are said in days
USUAL = {2: ("morning", "evening"), 3: ("morning", "lunch", "evening"), 4: ("morning", "lunch", "afternoon", "evening")}


def repeating(told: Said, moment: Moment) -> tuple[Rule, str]:
    """The rule, and what is worth saying about it. Raises Doubt and Impossible."""
    _check_step(told)
    if told.choice and told.nths:
        return _which_second(told, moment)
    if told.unit == "minute" and not told.window:
        if told.part and not told.clocks:
            raise Doubt("window")
        return _running_on(told, moment), ""
    timed = told.clocks or told.window or told.part or told.parts or told.anchor
    if told.span and not timed and not told.per_day:
        raise Doubt("when", (repeating(structs.replace(told, span=False), moment)[0],))
    times = _times(told, moment)
    if told.days and told.day is None and any(clock.minutes == DAY for clock in told.clocks):
        later = structs.replace(told, days=tuple(sorted((day + 1) % 7 for day in told.days)))
        raise Doubt("which_day", tuple(_by_the_clock(one, moment, (0,)) for one in (later, told)))
    rules = [_by_the_clock(told, moment, one) for one in times]
    if len(rules) > 1:
        raise Doubt("half", tuple(rules))
    return rules[0], "" if timed else "no_time"


def _check_step(told: Said) -> None:
    """Refuses steps that nobody can keep; asks about "every few hours"."""
    if told.vague == "often":
        raise Doubt("often")
    if told.unit and told.step <= 0:
        raise Impossible("zero")
    if told.unit == "minute" and told.step < 1:
        raise Impossible("too_often")
    if told.step > (MAX_INTERVAL if told.unit != "minute" else MAX_MINUTES):
        raise Impossible("far")


# --- hours and minutes that run on -----------------------------------------------------------------------------------


def _running_on(told: Said, moment: Moment) -> Rule:
    """A series of hours or minutes: from now, or from the hour that was said."""
    step = round(told.step)
    if step != told.step:
        raise Impossible("too_often")
    first = _first_ring(told, moment, step)
    limits = bounds(told, moment, first, runs_on=True)
    hours = step % 60 == 0
    parts = Parts(
        freq="HOURLY" if hours else "MINUTELY",
        interval=step // 60 if hours else step,
        until=limits.until,
        count=limits.count or None,
        days=tuple((0, day) for day in sorted(set(told.days) - set(told.not_days))),
    )
    if limits.until is not None and limits.until < first:
        raise Impossible("empty")
    start = written(wall(first, moment.zone))
    if at(wall(first, moment.zone), moment.zone) != first:
        start = local(first, moment.zone).isoformat(timespec="seconds")
    left_out = structs.replace(told, not_days=() if told.days else told.not_days)
    return Rule(write(parts), start, moment.zone, excepts(left_out, moment), from_done=told.from_done)


def _first_ring(told: Said, moment: Moment, step: int) -> Millis:
    clock = told.starts_at or (told.clocks[0] if told.clocks else None)
    if told.past_minute >= 0:
        here = moment.wall.replace(minute=told.past_minute, second=0, microsecond=0)
        first = at(here, moment.zone)
        return first if first > moment.now else first + 60 * MINUTE
    if told.starts or (told.day and not told.days):
        minutes = on_a_day(clock, told.part, moment.half) if clock else (moment.habits.default,)
        day = told.starts or told.day
        assert day is not None  # noqa: S101 - one of them is there
        days = dates_of(day, Now(moment.wall, moment.habits, minutes[0], moment.day_first))
        return on(days[0], minutes[0], moment.zone)
    if clock:
        minutes = on_a_day(clock, told.part, moment.half)
        if len(minutes) > 1:
            return min(next_at(minute, moment.wall, moment) for minute in minutes)
        return next_at(minutes[0] % DAY, moment.wall, moment)
    if told.starts_in:
        return moment.now + round(told.starts_in.seconds + told.starts_in.days * 86_400) * 1000
    return (moment.now // MINUTE + step) * MINUTE


# --- by the clock ----------------------------------------------------------------------------------------------------


def _times(told: Said, moment: Moment) -> list[tuple[int, ...]]:
    """The minutes of the day at which it rings; several lists when a half of the day is missing."""
    if told.window:
        return [_grid(told, moment)]
    if told.choice:
        raise Doubt(
            "choice", tuple(_by_the_clock(told, moment, on_a_day(one, told.part, moment.half)) for one in told.clocks)
        )
    other = told.starts_at or (told.until_at if told.until else None)  # "every day until Friday at 9": at 9
    clocks = told.clocks or ((other,) if other else ())
    if told.per_day > 1 and clocks and len(clocks) != told.per_day:
        raise Doubt("times")
    if clocks:
        options = [on_a_day(clock, told.part if len(clocks) == 1 else "", moment.half) for clock in clocks]
        return [tuple(dict.fromkeys(minute % DAY for minute in one)) for one in product(*options)]
    if told.parts:
        return [tuple(moment.habits.at(part) for part in told.parts)]
    if told.per_day > 1:
        parts = USUAL.get(told.per_day, ())
        usual = [_by_the_clock(told, moment, tuple(moment.habits.at(part) for part in parts))] if parts else []
        raise Doubt("times", tuple(usual))
    minute = minute_of(told, moment.habits)
    return [(moment.habits.default if minute is None else minute,)]


def _grid(told: Said, moment: Moment) -> tuple[int, ...]:
    """Every so many minutes in a window, from its beginning, both ends included."""
    assert told.window is not None  # noqa: S101 - the caller looked
    begins, ends = span_of(told.window, told.part)
    if begins % DAY == ends % DAY:
        raise Impossible("empty")
    if told.unit != "minute":
        raise Doubt("choice", tuple(_by_the_clock(told, moment, (one % DAY,)) for one in (begins, ends)))
    step = round(told.step)
    if step != told.step or step < 1:
        raise Impossible("too_often")
    return tuple(dict.fromkeys(minute % DAY for minute in range(begins, ends + 1, step)))


def _by_the_clock(told: Said, moment: Moment, minutes: Sequence[int]) -> Rule:
    """The rule that rings at these minutes of the days that were said."""
    days = lines_of_days(told, moment, max(minutes))
    start = datetime.combine(_starts(told, moment, minutes), time.min)
    rule = Rule(lines(days, minutes), written(start), moment.zone, excepts(told, moment), from_done=told.from_done)
    begin = max(moment.now, at(start, moment.zone) - 1)
    if any(part.interval > 1 for part in days):
        rule = _in_step(rule, days, minutes, begin)
    first = next_after(rule, begin)
    if first is None:
        raise Impossible("impossible_date")
    limits = bounds(told, moment, first, runs_on=False, a_day=len(minutes))
    return _bounded(rule, days, minutes, limits, begin)


def _starts(told: Said, moment: Moment, minutes: Sequence[int]) -> date:
    """The first day on which it may ring."""
    if told.starts_in:
        return (moment.wall + timedelta(days=told.starts_in.days, seconds=told.starts_in.seconds)).date()
    if not told.starts:
        return moment.wall.date()
    return dates_of(told.starts, Now(moment.wall, moment.habits, max(minutes), moment.day_first))[0]


def _in_step(rule: Rule, days: Sequence[Parts], minutes: Sequence[int], begin: Millis) -> Rule:
    """The rule with its first possible ring in step: "every other Tuesday" begins with the next Tuesday."""
    every = [structs.replace(part, interval=1) for part in days]
    first = next_after(structs.replace(rule, rrule=lines(every, minutes)), begin)
    if first is None:
        return rule
    return structs.replace(rule, start=written(datetime.combine(wall(first, rule.zone).date(), time.min)))


def lines(
    days: Sequence[Parts], minutes: Sequence[int], *, until: Millis | None = None, count: int | None = None
) -> str:
    """One rule a line for every kind of day and every set of minutes that hours share."""
    hours = {
        hour: tuple(sorted(one % 60 for one in of)) for hour, of in groupby(sorted(minutes), lambda one: one // 60)
    }
    sets: dict[tuple[int, ...], list[int]] = {}
    for hour, of_hour in hours.items():
        sets.setdefault(of_hour, []).append(hour)
    pairs: list[tuple[tuple[int, ...], list[int]]]
    if any("BYSETPOS" in part.numbers for part in days):  # a position counts times, too: one time a line
        pairs = [((minute % 60,), [minute // 60]) for minute in sorted(minutes)]
    else:
        pairs = list(sets.items())
    return "\n".join(
        write(
            structs.replace(
                part, until=until, count=count, numbers={**part.numbers, "BYHOUR": tuple(of), "BYMINUTE": at_}
            )
        )
        for part in days
        for at_, of in pairs
    )


def _counted_from(rule: Rule, begin: Millis) -> datetime:
    """Where counting begins: what has rung today, up to this very minute, is none of "3 times"."""
    minute = max(wall(begin, rule.zone).replace(second=0, microsecond=0), wall_of(rule))
    shown = at(minute, rule.zone)
    return minute + timedelta(minutes=1) if shown <= begin and next_after(rule, shown - 1) == shown else minute


def _bounded(rule: Rule, days: Sequence[Parts], minutes: Sequence[int], limits: Bounds, begin: Millis) -> Rule:
    """The rule with its end. RFC 5545 counts by rule, so several lines that ring N times end at the Nth ring."""
    text = lines(days, minutes, until=limits.until, count=limits.count or None)
    if limits.count and "\n" in text:
        last = upcoming(rule, begin, limits.count)[-1]
        text = lines(days, minutes, until=last)
    started = rule
    if limits.count:
        started = structs.replace(rule, start=written(_counted_from(rule, begin)))
    bounded = structs.replace(started, rrule=text)
    if (limits.until is not None or limits.count) and next_after(bounded, begin) is None:
        raise Impossible("empty")
    return bounded


def _which_second(told: Said, moment: Moment) -> tuple[Rule, str]:
    """Every other week, or the second of the month: "every second Friday"."""
    weekdays = tuple(day for _, day in told.nths)
    weeks = structs.replace(told, choice=False, nths=(), unit="week", step=2, days=weekdays)
    months = structs.replace(told, choice=False)
    raise Doubt("second", (repeating(weeks, moment)[0], repeating(months, moment)[0]))


def apart(of: Sequence[Parts]) -> tuple[list[Parts], list[int]]:
    """The lines of a rule by the clock taken apart again: kinds of days without hours, and the minutes of the day.

    No minutes when different days ring at different times.
    """
    kinds: list[Parts] = []
    times: list[set[int]] = []
    for line in of:
        numbers = {key: values for key, values in line.numbers.items() if key not in {"BYHOUR", "BYMINUTE"}}
        kind = Parts(line.freq, line.interval, numbers=numbers, days=line.days)
        if kind not in kinds:
            kinds.append(kind)
            times.append(set())
        hours, minutes = line.numbers.get("BYHOUR", ()), line.numbers.get("BYMINUTE", ())
        times[kinds.index(kind)].update(hour * 60 + minute for hour in hours for minute in minutes)
    if any(other != times[0] for other in times):
        return kinds, []
    return kinds, sorted(times[0])
