"""What the words of a reminder say, before anybody asks what day it is: plain data, one struct a kind."""

from typing import Any

from msgspec import Struct

WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
ANY_DAY, WORKDAY = 7, 8  # beside 0-6 for Monday to Sunday, in Nth


class Clock(Struct, frozen=True):
    """A clock time. half: "am", "pm" or empty; sure: read from a 24-hour clock or a name, so no half is missing.

    instead: "ten to six" may also be the span from ten to six.
    """

    hour: int
    minute: int = 0
    half: str = ""
    sure: bool = False
    instead: "Window | None" = None

    @property
    def possible(self) -> bool:
        """False for 25:00, 9:75 and 28 pm."""
        if self.hour == 24 and not self.minute and not self.half:  # noqa: PLR2004 - ISO 8601 allows 24:00
            return True
        return self.hour < 24 and self.minute < 60 and (not self.half or self.hour <= 12 or self.half == "pm")  # noqa: PLR2004

    @property
    def clear(self) -> bool:
        """True when no other hour can be meant."""
        return bool(self.half) or self.sure or self.hour > 12 or self.hour == 0  # noqa: PLR2004

    @property
    def minutes(self) -> int:
        """Minutes since midnight; 24:00 is 1440."""
        hour = self.hour
        if self.half and hour <= 12:  # noqa: PLR2004
            hour = hour % 12 + (12 if self.half == "pm" else 0)
        return hour * 60 + self.minute


class Amount(Struct, frozen=True):
    """A length of time. Hours and less elapse; days and more are counted on the calendar.

    unit and count: the last unit that was named, which may be "night" or "monday". vague: "a few".
    """

    months: int = 0
    days: float = 0
    seconds: float = 0
    unit: str = ""
    count: float = 0
    vague: bool = False

    @property
    def calendar(self) -> bool:
        """True when it has days, weeks, months or years in it."""
        return bool(self.months or self.days)


class Ahead(Struct, frozen=True, tag=True):
    """So many days from today."""

    days: int


class Named(Struct, frozen=True, tag=True):
    """A weekday. which: empty, "this", "next" or "after" (Friday after next); weeks: so many weeks later."""

    weekday: int
    which: str = ""
    weeks: int = 0


class OfWeek(Struct, frozen=True, tag=True):
    """A weekday of this week (0) or a later one."""

    weekday: int
    weeks: int


class Dated(Struct, frozen=True, tag=True):
    """A date. month 0: the next such day of a month; year 0: the next such date; ahead: months from this one.

    weekday: what it was said to be; -1 when nothing was said.
    """

    day: int
    month: int = 0
    year: int = 0
    ahead: int = -1
    weekday: int = -1


class Slashed(Struct, frozen=True, tag=True):
    """Two numbers for day and month, in an order that only the writer knows."""

    first: int
    second: int
    year: int = 0


class Nth(Struct, frozen=True, tag=True):
    """The nth (-1: last) weekday, day (ANY_DAY) or working day of a month; month 0: of the next month that has it."""

    nth: int
    weekday: int
    month: int = 0
    year: int = 0
    ahead: int = -1


class Feast(Struct, frozen=True, tag=True):
    """A feast by its entry in the lexicon."""

    rule: str
    year: int = 0


class Period(Struct, frozen=True, tag=True):
    """A week, weekend, month or year as a whole. which: this, next, end, mid, start."""

    unit: str
    which: str = "this"
    month: int = 0


class Shifted(Struct, frozen=True, tag=True):
    """A day moved by a length of time; sign -1 for before."""

    day: "Day"
    by: Amount
    sign: int = 1


Day = Ahead | Named | OfWeek | Dated | Slashed | Nth | Feast | Period | Shifted


class Window(Struct, frozen=True):
    """Between two clock times. dashed: written like a date, 1-1."""

    begins: Clock
    ends: Clock
    dashed: bool = False


class Anchor(Struct, frozen=True):
    """A moment of the person's own day (bedtime, breakfast, up …), so many minutes off."""

    name: str
    offset: int = 0


class Condition(Struct, frozen=True):
    """What the diary must say for it to ring. kind: cramped, sport, unlogged, quiet (until so many quiet nights)."""

    kind: str
    count: int = 0


class Said(Struct, frozen=True):
    """Everything about time that one phrase says; empty fields were not said.

    each: it is said to repeat ("every", "Mondays"); unit and step: every so many units; days: weekdays;
    nths: (nth, weekday) of the month; monthdays, months: of the calendar. choice: "9 or 10"; same: "same time".
    """

    clocks: tuple[Clock, ...] = ()
    choice: bool = False
    same: bool = False
    part: str = ""
    parts: tuple[str, ...] = ()
    early: str = ""
    day: Day | None = None
    amount: Amount | None = None
    ago: bool = False
    each: bool = False
    unit: str = ""
    step: float = 0
    per_day: int = 0
    days: tuple[int, ...] = ()
    span: bool = False
    nths: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    dates: tuple[Day, ...] = ()
    window: Window | None = None
    starts: Day | None = None
    starts_at: Clock | None = None
    starts_in: Amount | None = None
    until: Day | None = None
    until_at: Clock | None = None
    lasting: Amount | None = None
    coming: bool = False
    count: int = 0
    not_days: tuple[int, ...] = ()
    not_nths: tuple[tuple[int, int, int], ...] = ()
    not_months: tuple[int, ...] = ()
    not_dates: tuple[Day, ...] = ()
    past_minute: int = -1
    from_done: bool = False
    zone: str = ""
    offset: int | None = None
    anchor: Anchor | None = None
    condition: Condition | None = None
    nag: int = 0
    vague: str = ""
    event: bool = False
    bad: str = ""
    weak: bool = False


def said(**what: Any) -> dict[str, Any]:
    """A statement as the grammar builds it."""
    return {"SAID": Said(**what)}
