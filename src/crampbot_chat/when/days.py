"""The grammar of days: weekdays and lists of them, dates, feasts, "a week on Thursday", "the last day of November"."""

from msgspec import structs

from crampbot_chat.when.months import OF_MONTHS, PERIODS, one
from crampbot_chat.when.patterns import Built, Row, Table
from crampbot_chat.when.said import (
    Ahead,
    Amount,
    Dated,
    Day,
    Feast,
    Named,
    OfWeek,
    Period,
    Shifted,
    Slashed,
)

WEEK = Amount(days=7, unit="week", count=1)
ONE_DAY = Amount(days=1, unit="day", count=1)
YEAR, REAL_MONTH = 12, 31
CLOCK_HOURS, CLOCK_MINUTES = 24, 60
MANY = 3  # weekdays in a list are a habit, two may be this week's
LONGEST_MONTH = 99  # "Aug 32" is a date that does not exist; "Aug 100" is no date


def _weekday(weekday: int) -> Built:
    return {"DAYS": (weekday,), "DAY": Named(weekday)}


def _dayset(text: str) -> Built:
    return {"DAYSET": tuple(map(int, text.split()))}


def _listed(days: tuple[int, ...], weekday: int) -> Built:
    if days == (weekday,):  # "saturday saturday"
        return _weekday(weekday)
    found = tuple(dict.fromkeys((*days, weekday)))
    return {"DAYS" if len(found) < MANY else "SPAN": found}


def _range(days: tuple[int, ...], last: int) -> Built:
    if len(days) != 1:
        return None
    return {"SPAN": tuple((days[0] + step) % 7 for step in range((last - days[0]) % 7 + 1))}


def _letters(first: int, second: int) -> Built:
    return {"SPAN": (first, second)}


def _each(days: tuple[int, ...], weekday: int | None = None) -> Built:
    return {"EACHDAYS": days if weekday is None else tuple(dict.fromkeys((*days, weekday)))}


def _dated(day: float, month: int, year: int = 0) -> Built:
    return {"DATE": Dated(int(day), month, year)} if 0 <= day <= LONGEST_MONTH else None


def _month_first(month: int, day: float, year: int = 0) -> Built:
    return _dated(day, month, year)


def _numeric(parts: tuple[int, int, int, str]) -> Built:
    first, second, year, stroke = parts
    if stroke == ".":
        return {"DATE": Dated(first, second, year) if second <= YEAR else Dated(second, first, year)}
    return {"DATE": Slashed(first, second, year)}


def _dotted(parts: tuple[str, str]) -> Built:
    """A date with a point ("24.12"), only where it can be no clock time."""
    day, month = int(parts[0]), int(parts[1])
    clock = day < CLOCK_HOURS and month < CLOCK_MINUTES and len(parts[1]) == len("00")
    possible = 1 <= day <= REAL_MONTH and 1 <= month <= YEAR
    return {"DATE": Dated(day, month)} if possible and not clock else None


def _on_weekday(weekday: int, day: float) -> Built:
    """A weekday and the day of the month: "Tuesday the 19th"."""
    return {"DATE": Dated(int(day), weekday=weekday)} if 1 <= day <= LONGEST_MONTH else None


def _checked(day: Day, date: Day) -> Built:
    """The date counts, and the weekday has to agree with it: "Friday, 13 March"."""
    if not isinstance(day, Named):
        return None
    return {"DATE": structs.replace(date, weekday=day.weekday) if isinstance(date, Dated) else date}


def _dashed(first: float, second: float) -> Built:
    """Two numbers after "on" are a date: "on 2-15"."""
    return {"DATE": Slashed(int(first), int(second))} if 1 <= first <= 31 and 1 <= second <= 31 else None  # noqa: PLR2004


WEEKDAYS: tuple[Row, ...] = (
    ("Weekday", _weekday),
    ("Weekdays", lambda weekday: {"EACHDAYS": (weekday,)}),
    ("all the? Weekdays", lambda weekday: {"EACHDAYS": (weekday,)}),
    ("Dayset", _dayset),
    ("work day", lambda: _dayset("0 1 2 3 4")),
    ("weekend day", lambda: _dayset("5 6")),
    ("DAYS comma? and? Weekday", _listed),
    ("DAYS slash Weekday|Letterday", lambda days, more: {"SPAN": (*days, more)}),
    ("Letterday slash Letterday", _letters),
    ("SPAN slash Weekday|Letterday", lambda days, more: {"SPAN": (*days, more)}),
    ("SPAN comma? and? Weekday", lambda days, more: {"SPAN": (*days, more)}),
    ("SPAN comma and? SPAN", lambda days, more: {"SPAN": (*days, *more)}),
    ("DAYS dash|until Weekday", _range),
    ("EACHDAYS comma? and? Weekday|Weekdays", _each),
    ("DAYS comma? and? Weekdays", _each),
    ("this coming? Weekday", lambda weekday: one(Named(weekday, "this"))),
    ("Weekday coming", lambda weekday: one(Named(weekday))),
    ("the? coming Weekday", lambda weekday: one(Named(weekday))),
    ("the? next Weekday", lambda weekday: one(Named(weekday, "next"))),
    ("Weekday next", lambda weekday: one(Named(weekday, "next"))),
    ("Weekday after next", lambda weekday: one(Named(weekday, "after"))),
    ("Weekday week", lambda weekday: one(Named(weekday, weeks=1))),
    ("Weekday of|in? the? next|coming week", lambda weekday: one(OfWeek(weekday, 1))),
    ("Weekday of? this week", lambda weekday: one(OfWeek(weekday, 0))),
    ("next week on? Weekday", lambda weekday: one(OfWeek(weekday, 1))),
    ("this week on? Weekday", lambda weekday: one(OfWeek(weekday, 0))),
    (
        "Num Weekday|Weekdays from now",
        lambda count, weekday: one(Named(weekday, weeks=int(count) - 1)) if count >= 1 else None,
    ),
    ("the Ord Weekday", lambda nth, weekday: {"NTHDAY": (nth, weekday)} if nth <= 5 else None),  # noqa: PLR2004 - weeks
    ("weekend", lambda: one(Period("weekend"))),
    ("last Weekday", lambda weekday: {"PASTDAY": weekday}),
    ("last week|month|year", lambda: {"PASTDAY": 0}),
)

WITH_MONTH = Table(  # before clock times: in "at 9 until 14 December" the 14 is no hour
    (
        ("the? Ord of? Month", _dated),
        ("the? Ord of? Month comma? Year", _dated),
        ("Num dot? of? Month", _dated),
        ("Num dot? of? Month comma? Year", _dated),
        ("Month the? Ord|Num", _month_first),
        ("Month the? Ord|Num comma? Year", _month_first),
    )
)

DATES: tuple[Row, ...] = (
    ("Dayword", lambda days: one(Ahead(days))),
    ("Dayword week", lambda days: one(Ahead(days + 7)) if days >= 0 else None),
    ("Isodate", lambda parts: {"DATE": Dated(parts[2], parts[1], parts[0])}),
    ("Numdate", _numeric),
    ("Slashed", lambda parts: {"DATE": Slashed(*parts)} if 0 < max(parts) <= 31 else None),  # noqa: PLR2004 - days
    ("Dotted", _dotted),
    ("Weekday comma? the? Ord", _on_weekday),
    ("on Num ~hyphen ~Num", _dashed),
    ("the Ord", lambda day: {"DATE": Dated(day)} if day > 0 else None),
    ("the? Ord of|in? this month", lambda day: {"DATE": Dated(day, ahead=0)} if day > 0 else None),
    ("the? Ord of|in? the? next month", lambda day: {"DATE": Dated(day, ahead=1)} if day > 0 else None),
    ("next month on? the? Ord", lambda day: {"DATE": Dated(day, ahead=1)} if day > 0 else None),
    ("Feast day?", lambda rule: {"DATE": Feast(rule)}),
    ("Feast day? Year", lambda rule, year: {"DATE": Feast(rule, year)}),
    ("the? Ord comma? and? Ord", lambda first, second: {"ORDS": (first, second)} if first > 0 else None),
    ("the? Ord and the? last day", lambda first: {"ORDS": (first, -1)} if first > 0 else None),
    ("the? ORDS and the? last day", lambda ords: {"ORDS": (*ords, -1)}),
    ("the? ORDS comma? and? the? Ord", lambda ords, nth: {"ORDS": (*ords, nth)}),
)

DAYS = Table((*WEEKDAYS, *DATES, *OF_MONTHS, *PERIODS))

RELATED = Table(
    (
        ("DAY comma? DATE", _checked),
        ("DATE comma? DAY", lambda date, day: _checked(day, date)),
        (
            "DATE comma? Year",
            lambda day, year: {"DATE": Slashed(day.first, day.second, year)} if isinstance(day, Slashed) else None,
        ),
        ("DUR on|from|after DAY|DATE", lambda by, day: one(Shifted(day, by)) if by.calendar else None),
        ("DUR DAY", lambda by, day: one(Shifted(day, by)) if by.unit == "week" and isinstance(day, Ahead) else None),
        ("DUR before DAY|DATE", lambda by, day: one(Shifted(day, by, -1)) if by.calendar else None),
        ("the? day after DAY|DATE", lambda day: one(Shifted(day, ONE_DAY))),
        ("the? day before DAY|DATE", lambda day: one(Shifted(day, ONE_DAY, -1))),
        (
            "DAY DUR",
            lambda day, by: one(Shifted(day, by)) if isinstance(day, Named) and by.unit == "fortnight" else None,
        ),
    )
)
