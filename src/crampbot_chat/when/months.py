"""The grammar of what lies in a month, and of weeks and months as a whole: "the last Friday of March"."""

from crampbot_chat.when.patterns import Built, Row
from crampbot_chat.when.said import ANY_DAY, WORKDAY, WORKDAYS, Day, Nth, Period, Said


def one(day: Day) -> Built:
    return {"DAY": day}


def _nth(nth: int, weekday: int, month: int = 0, year: int = 0, ahead: int = -1) -> Built:
    return one(Nth(nth, weekday, month, year, ahead)) if nth <= 5 or weekday >= ANY_DAY else None  # noqa: PLR2004 - weeks


def _workday_nth(nth: int, days: str, month: int = 0, year: int = 0) -> Built:
    return _nth(nth, WORKDAY, month, year) if tuple(map(int, days.split())) == WORKDAYS else None


def _nths(nths: tuple[int, ...], weekday: int, step: int = 1) -> Built:
    """Several weekdays of every month: "the first and third Friday of the month"."""
    return {"EVERYDAY": Said(each=True, unit="month", step=step, nths=tuple((nth, weekday) for nth in nths))}


def _every_nth(nth: int, weekday: int, step: int = 1) -> Built:
    return _nths((nth,), weekday, step)


def _monthdays(*days: int) -> Built:
    if days[0] == -1 and len(days) == 1:
        return None
    return {"EVERYDAY": Said(each=True, unit="month", step=1, monthdays=tuple(days))}


def _of_every_nth_month(day: int, step: int) -> Built:
    return {"EVERYDAY": Said(each=True, unit="month", step=step, monthdays=(day,))}


def _last_day_each() -> Built:
    return {"EVERYDAY": Said(each=True, unit="month", step=1, monthdays=(-1,))}


def _set_of_month(nth: int, days: str) -> Built:
    if tuple(map(int, days.split())) == WORKDAYS:
        return _every_nth(nth, WORKDAY)
    return None


OF_MONTHS: tuple[Row, ...] = (
    ("the? Ord day of|in Month", lambda nth, month: _nth(nth, ANY_DAY, month)),
    ("the? Ord day of|in Month Year", lambda nth, month, year: _nth(nth, ANY_DAY, month, year)),
    ("the? Ord day of|in the? next month", lambda nth: _nth(nth, ANY_DAY, ahead=1)),
    ("the? Ord day of|in this month", lambda nth: _nth(nth, ANY_DAY, ahead=0)),
    ("the? Ord day of|in every|the month", lambda nth: _last_day_each() if nth < 0 else _monthdays(nth)),
    ("the? Ord Weekday of|in Month", _nth),
    ("the? Ord Weekday of|in Month Year", _nth),
    ("the? Ord Weekday of|in the? next month", lambda nth, weekday: _nth(nth, weekday, ahead=1)),
    ("the? Ord Weekday of|in this month", lambda nth, weekday: _nth(nth, weekday, ahead=0)),
    ("the? Ord Weekday of|in every|the month", _every_nth),
    ("the? Ord Weekday every month", _every_nth),
    ("the? Ord Weekday of|in every other month", lambda nth, day: _every_nth(nth, day, 2)),
    ("the? Ord Weekday of|in every Num month|months", lambda nth, day, step: _every_nth(nth, day, int(step))),
    ("the? Ord Weekday of|in every Ord month", _every_nth),
    ("the? Ord Weekday of|in month", _every_nth),
    ("the? Ord Dayset of|in Month", _workday_nth),
    ("the? Ord Dayset of|in every|the month", _set_of_month),
    ("the? Ord work day of|in every|the month", lambda nth: _every_nth(nth, WORKDAY)),
    ("the? Ord work day of|in Month", lambda nth, month: _nth(nth, WORKDAY, month)),
    ("the? ORDS Weekday of|in every|the month", _nths),
    ("the? ORDS Weekday every month", _nths),
    ("the? Ord of|in every|the month", _monthdays),
    ("the? ORDS of|in every|the month", lambda ords: _monthdays(*ords)),
    ("the? ORDS every month", lambda ords: _monthdays(*ords)),
    ("the? Num of|in every month", _monthdays),
    ("the? Num of the month", _monthdays),
    ("the? Ord of every Ord month", _of_every_nth_month),
    ("the? Ord of every Num month|months", _of_every_nth_month),
    ("the? Ord of every other month", lambda day: _of_every_nth_month(day, 2)),
    ("the? last day every month", _last_day_each),
    ("at|on? the? end of? every month", _last_day_each),
    ("every month end", _last_day_each),
    ("at|on? the? begin of? every month", lambda: _monthdays(1)),
)

PERIODS: tuple[Row, ...] = (
    ("this coming? weekend", lambda: one(Period("weekend"))),
    ("the|coming weekend", lambda: one(Period("weekend"))),
    ("the? next weekend", lambda: one(Period("weekend", "next"))),
    ("the? last weekend of|in Month", lambda month: one(Nth(-1, 5, month))),
    ("this week", lambda: one(Period("week"))),
    ("the? next|coming week", lambda: one(Period("week", "next"))),
    ("this month", lambda: one(Period("month"))),
    ("the? next|coming month", lambda: one(Period("month", "next"))),
    ("this year", lambda: one(Period("year"))),
    ("the? next|coming year", lambda: one(Period("year", "next"))),
    ("later this week", lambda: one(Period("week", "later"))),
    ("the? end of? the|this? week", lambda: one(Period("week", "end"))),
    ("the? end of? the|this? month", lambda: one(Period("month", "end"))),
    ("the? end of? the|this? year", lambda: one(Period("year", "end"))),
    ("the? end of? the? next month", lambda: one(Nth(-1, ANY_DAY, ahead=1))),
    ("the? end of? Month", lambda month: one(Nth(-1, ANY_DAY, month))),
    ("the? begin of? the? next month", lambda: one(Nth(1, ANY_DAY, ahead=1))),
    ("the? begin of? Month", lambda month: one(Nth(1, ANY_DAY, month))),
    ("the? mid dash? of? Month", lambda month: one(Period("month", "mid", month))),
    ("the? mid dash? of? the|this? month", lambda: one(Period("month", "mid"))),
    ("the? early|late Month", lambda month: one(Period("month", "mid", month))),
    ("in Month comma|and Month", lambda *months: {"MONTHS": months}),
    ("MONTHS comma|and Month", lambda months, more: {"MONTHS": (*months, more)}),
    ("of MONTHS", lambda months: {"MONTHS": months}),
    ("in next? Month", lambda month: one(Period("month", "some", month))),
    ("next Month", lambda month: one(Period("month", "some", month))),
    ("eow", lambda: one(Period("week", "end"))),
    ("eom", lambda: one(Period("month", "end"))),
    ("eoy", lambda: one(Period("year", "end"))),
)
