"""On which days a reminder repeats: what was said → RFC 5545 parts without hours."""

from collections.abc import Iterable

from msgspec import structs

from crampbot_chat.when.dates import Impossible, Now, dates_of, feast_in
from crampbot_chat.when.once import Doubt, Moment
from crampbot_chat.when.rfc5545 import Parts
from crampbot_chat.when.said import (
    ANY_DAY,
    WORKDAY,
    WORKDAYS,
    Ahead,
    Dated,
    Day,
    Feast,
    Named,
    Nth,
    OfWeek,
    Period,
    Said,
    Slashed,
)

WHOLE_WEEK = (0, 1, 2, 3, 4, 5, 6)
SHORTEST_MONTH, LONGEST_MONTH = 28, 31
YEAR = 12


def lines_of_days(told: Said, moment: Moment, minute: int) -> tuple[Parts, ...]:
    """The parts, one for each line of the rule. Raises Doubt and Impossible."""
    now = Now(moment.wall, moment.habits, minute, moment.day_first)
    if told.dates:
        return tuple(_yearly(day, now, told) for day in told.dates)
    day = told.day
    if isinstance(day, Period) and day.unit == "month" and day.which == "some":  # "every day in June"
        told = structs.replace(told, months=(day.month,), day=None)
        day = None
    weekdays = _weekdays(told, day)
    if told.nths or isinstance(day, Nth):
        return _nth_weekdays(told, day)
    if told.monthdays or (isinstance(day, Dated) and not day.month):
        days = told.monthdays or (day.day,) if isinstance(day, Dated) else told.monthdays
        return month_days(days, _months_apart(told), _months(told))
    if isinstance(day, Dated | Slashed | Feast):
        return (_yearly(day, now, told),)
    step = int(told.step) if told.step == int(told.step) and told.unit != "minute" else 1
    if told.unit == "month":
        if weekdays:
            raise Doubt("when")
        return _from_today(told, now, step)
    if told.unit == "week" and told.step != step:
        raise Impossible("impossible_date")
    return _daily_or_weekly(told, now, weekdays, max(step, 1))


def _weekdays(told: Said, day: Day | None) -> tuple[int, ...]:
    if isinstance(day, Named | OfWeek):
        return tuple(sorted({*told.days, day.weekday}))
    if isinstance(day, Period) and day.unit == "weekend":
        return (5, 6)
    return told.days


def _daily_or_weekly(told: Said, now: Now, weekdays: tuple[int, ...], step: int) -> tuple[Parts, ...]:
    months = {"BYMONTH": _months(told)} if _months(told) else {}
    if told.unit == "week" and not weekdays:
        weekdays = (now.today.weekday(),)
    if not weekdays and told.not_days and step == 1:
        weekdays = WHOLE_WEEK
    if not weekdays:
        return (Parts(freq="DAILY", interval=step, numbers=months),)
    left = tuple(day for day in sorted(set(weekdays)) if day not in told.not_days)
    if not left:
        raise Impossible("empty")
    if left == WHOLE_WEEK and step == 1:
        return (Parts(freq="DAILY", numbers=months),)
    interval = step if told.unit == "week" else 1
    return (Parts(freq="WEEKLY", interval=interval, days=tuple((0, day) for day in left), numbers=months),)


def _months(told: Said) -> tuple[int, ...]:
    """The months in which it rings; empty for all of them."""
    if told.not_months:
        return tuple(month for month in told.months or range(1, YEAR + 1) if month not in told.not_months)
    return told.months


def _months_apart(told: Said) -> int:
    return max(int(told.step), 1) if told.unit == "month" else 1


def month_days(days: Iterable[int], step: int, months: tuple[int, ...] = ()) -> tuple[Parts, ...]:
    """Days of the month. The 29th, 30th and 31st move to the last day of a month that lacks them."""
    wanted = sorted(set(days))
    if any(day > LONGEST_MONTH or day == 0 or day < -1 for day in wanted):
        raise Impossible("impossible_date")
    numbers = {"BYMONTH": months} if months else {}
    freq, interval = ("YEARLY", step // YEAR) if step % YEAR == 0 else ("MONTHLY", step)
    every = Parts(freq=freq, interval=interval, numbers=numbers)
    plain = tuple(day for day in wanted if day <= SHORTEST_MONTH and day != -1)
    lines = [structs.replace(every, numbers={**numbers, "BYMONTHDAY": plain})] if plain else []
    for day in (day for day in wanted if day not in plain):
        if day in {-1, LONGEST_MONTH}:
            lines.append(structs.replace(every, numbers={**numbers, "BYMONTHDAY": (-1,)}))
        else:
            last = {"BYMONTHDAY": tuple(range(SHORTEST_MONTH, day + 1)), "BYSETPOS": (-1,)}
            lines.append(structs.replace(every, numbers={**numbers, **last}))
    return tuple(lines)


def _nth_weekdays(told: Said, day: Day | None) -> tuple[Parts, ...]:
    """The first Friday, the last day, the last working day of the month; of one month every year."""
    nths = told.nths or ((day.nth, day.weekday),) if isinstance(day, Nth) else told.nths
    months = _months(told) or ((day.month,) if isinstance(day, Nth) and day.month else ())
    step = _months_apart(told)
    numbers = {"BYMONTH": months} if months else {}
    freq, interval = ("YEARLY", max(step // YEAR, 1)) if months or step % YEAR == 0 else ("MONTHLY", step)
    if freq == "YEARLY" and not months:
        raise Doubt("when")
    if all(weekday == ANY_DAY for _, weekday in nths):
        return month_days((nth for nth, _ in nths), YEAR * interval if freq == "YEARLY" else step, months)
    every = Parts(freq=freq, interval=interval, numbers=numbers)
    if any(weekday == WORKDAY for _, weekday in nths):
        places = tuple(sorted(nth for nth, _ in nths))
        of_work = tuple((0, weekday) for weekday in WORKDAYS)
        return (structs.replace(every, days=of_work, numbers={**numbers, "BYSETPOS": places}),)
    return (structs.replace(every, days=tuple(sorted(nths))),)


def _yearly(day: Day, now: Now, told: Said) -> Parts:
    """A date every year."""
    if isinstance(day, Feast):
        numbers = day.rule.split()
        if day.rule.startswith("easter") or len(numbers) > 3:  # noqa: PLR2004 - moves in a way that no rule says
            raise Doubt("when")
        if len(numbers) > 1:
            month, nth, weekday = map(int, numbers)
            return Parts(freq="YEARLY", days=((nth, weekday),), numbers={"BYMONTH": (month,)})
        date_ = feast_in(day.rule, now.today.year)
        return Parts(freq="YEARLY", numbers={"BYMONTH": (date_.month,), "BYMONTHDAY": (date_.day,)})
    dates = dates_of(day, now)
    if len(dates) > 1:
        raise Doubt("which_day")
    interval = max(int(told.step) // YEAR, 1)
    month, number = dates[0].month, dates[0].day
    if (month, number) == (2, 29):
        return Parts(
            freq="YEARLY", interval=interval, numbers={"BYMONTH": (2,), "BYMONTHDAY": (28, 29), "BYSETPOS": (-1,)}
        )
    return Parts(freq="YEARLY", interval=interval, numbers={"BYMONTH": (month,), "BYMONTHDAY": (number,)})


def _from_today(told: Said, now: Now, step: int) -> tuple[Parts, ...]:
    """Every month or year on today's date, or on the first day of the months that were said."""
    if not step:
        raise Impossible("impossible_date")
    if isinstance(told.day, Ahead) or isinstance(told.starts, Ahead | Named | Dated):
        first = dates_of(told.starts or told.day, now)[0]  # type: ignore[arg-type]
    else:
        first = now.today
    if told.months:
        return month_days((1,), 1, _months(told))
    if step % YEAR == 0:
        return (_yearly(Dated(first.day, first.month), now, told),)
    return month_days((first.day,), step, _months(told))
