"""Days that were named → dates: one where it is clear, two where it is doubtful, none where there is no such day."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from crampbot_chat.when.reading import Habits
from crampbot_chat.when.rule import add_months
from crampbot_chat.when.said import (
    ANY_DAY,
    WORKDAY,
    Ahead,
    Amount,
    Dated,
    Day,
    Feast,
    Named,
    Nth,
    OfWeek,
    Period,
    Shifted,
    Slashed,
)

FAR = 100  # years; beyond it nobody means it
SUNDAY, FRIDAY, SATURDAY = 6, 4, 5
SEARCH = 8  # years until 29 February comes again, at the most
LEAP_YEAR = 2000


class Impossible(Exception):
    """There is no such day or time. `reason` is a fixed word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Now(Struct, frozen=True):
    """What "now" is to the writer: the wall clock, and their habits. minute: of the ring on that day, when known."""

    wall: datetime
    habits: Habits
    minute: int
    day_first: bool

    @property
    def today(self) -> date:
        return self.wall.date()

    def over(self, day: date) -> bool:
        """True when that day's ring lies in the past."""
        return datetime.combine(day, datetime.min.time()) + timedelta(minutes=self.minute) <= self.wall


def dates_of(day: Day, now: Now) -> tuple[date, ...]:
    """The dates that may be meant, the likeliest first. Raises Impossible."""
    found = _FINDERS[type(day)](day, now)  # type: ignore[operator]
    if any(abs(one.year - now.today.year) > FAR for one in found):
        raise Impossible("far")
    return tuple(dict.fromkeys(found))


def real(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar does not have it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nth_of(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The nth (-1: last) weekday, day or working day of a month."""
    first = date(year, month, 1)
    days = [first + timedelta(days=number) for number in range(31)]
    fitting = [day for day in days if day.month == month and (weekday == ANY_DAY or _fits(day, weekday))]
    place = nth - 1 if nth > 0 else nth
    return fitting[place] if -len(fitting) <= place < len(fitting) else None


def _fits(day: date, weekday: int) -> bool:
    return day.weekday() < SATURDAY if weekday == WORKDAY else day.weekday() == weekday


def moved(day: date, by: Amount, sign: int = 1) -> date:
    """A day so much later. Raises Impossible when the calendar ends before."""
    try:
        return add_months(day, sign * by.months) + timedelta(days=sign * int(by.days))
    except (OverflowError, ValueError):
        raise Impossible("far") from None


def _ahead(day: Ahead, now: Now) -> tuple[date, ...]:
    if day.days < 0:
        raise Impossible("past")
    minutes = now.wall.hour * 60 + now.wall.minute
    then = now.today + timedelta(days=day.days)
    if day.days == 1 and minutes < now.habits.waking:  # the sleepless may mean the day that has already begun
        return (now.today, then)
    return (then,)


def _named(day: Named, now: Now) -> tuple[date, ...]:
    ahead = (day.weekday - now.today.weekday()) % 7
    coming = now.today + timedelta(days=ahead)
    if day.which == "next":
        if day.weekday > now.today.weekday():
            return (coming + timedelta(days=7), coming)
        return (coming + timedelta(days=7 if ahead == 0 else 0),)
    if ahead == 0 and not day.weeks and (day.which == "after" or now.over(coming)):
        coming += timedelta(days=7)
    return (coming + timedelta(days=7 * (day.weeks + (day.which == "after"))),)


def _of_week(day: OfWeek, now: Now) -> tuple[date, ...]:
    monday = now.today - timedelta(days=now.today.weekday())
    then = monday + timedelta(days=7 * day.weeks + day.weekday)
    if then < now.today:
        raise Impossible("past")
    return (then,)


def _dated(day: Dated, now: Now) -> tuple[date, ...]:
    """One date; when it is not the weekday that was said, that weekday may be meant as well."""
    (found,) = _plain_date(day, now)
    if day.weekday in {-1, found.weekday()}:
        return (found,)
    return (found, *_named(Named(day.weekday), now))


def _plain_date(day: Dated, now: Now) -> tuple[date]:
    if day.year:
        then = real(day.year, day.month, day.day)
        if not then:
            raise Impossible("impossible_date")
        if then < now.today:
            raise Impossible("past")
        return (then,)
    if day.ahead >= 0:
        month = add_months(now.today.replace(day=1), day.ahead)
        then = real(month.year, month.month, day.day)
        if not then:
            raise Impossible("impossible_date")
        return (then,)
    months = [add_months(now.today.replace(day=1), number) for number in range(12 * SEARCH + 1)]
    for month in months:
        then = real(month.year, month.month, day.day) if day.month in {0, month.month} else None
        if then and then >= now.today and not now.over(then):
            return (then,)
    raise Impossible("impossible_date")


def _slashed(day: Slashed, now: Now) -> tuple[date, ...]:
    """Two orders are two dates, unless only one exists or the person's own order is known."""
    orders = [Dated(day.first, day.second, day.year), Dated(day.second, day.first, day.year)]
    if not now.day_first:
        orders.reverse()
    valid = [one for one in orders if real(one.year or LEAP_YEAR, one.month, one.day)]
    if not valid:
        raise Impossible("impossible_date")
    if now.habits.day_first is not None:
        valid = valid[:1]
    ahead = [one for one in valid if not one.year or date(one.year, one.month, one.day) >= now.today]
    if not ahead:
        raise Impossible("past")
    return tuple(found for one in ahead for found in _dated(one, now))


def two_orders(day: Day, habits: Habits) -> bool:
    """True when two numbers can be day and month in either order, and nobody has said which order is theirs."""
    if not isinstance(day, Slashed) or habits.day_first is not None or day.first == day.second:
        return False
    year = day.year or LEAP_YEAR
    return bool(real(year, day.first, day.second) and real(year, day.second, day.first))


def _nth(day: Nth, now: Now) -> tuple[date, ...]:
    for number in range(12 * SEARCH):
        month = add_months(now.today.replace(day=1), number)
        wanted = (day.month in {0, month.month}) and day.year in {0, month.year} and day.ahead in {-1, number}
        then = nth_of(month.year, month.month, day.nth, day.weekday) if wanted else None
        if then and then >= now.today and not now.over(then):
            return (then,)
    raise Impossible("past" if day.year and day.year <= now.today.year else "impossible_date")


def _feast(day: Feast, now: Now) -> tuple[date, ...]:
    years = [day.year] if day.year else [now.today.year + number for number in range(3)]
    for year in years:
        then = feast_in(day.rule, year)
        if then >= now.today and not now.over(then):
            return (then,)
    raise Impossible("past")


def feast_in(rule: str, year: int) -> date:
    """The date of a feast, by its entry in the lexicon."""
    if rule.startswith("easter"):
        from dateutil.easter import easter  # noqa: PLC0415 - needed in spring

        sunday: date = easter(year)
        return sunday + timedelta(days=int(rule.split()[1]))
    if "-" in rule and " " not in rule:
        month, day = map(int, rule.split("-"))
        return date(year, month, day)
    month, nth, weekday, later = (*map(int, rule.split()), 0)[:4]
    return (nth_of(year, month, nth, weekday) or date(year, month, 1)) + timedelta(days=later)


def _period(day: Period, now: Now) -> tuple[date, ...]:  # noqa: PLR0911 - one return for each kind of period
    """A week or a month is no day: the days of it that are likely."""
    monday = now.today - timedelta(days=now.today.weekday())
    if day.unit == "week":
        if day.which == "next":
            return (monday + timedelta(days=7), now.today + timedelta(days=7))
        friday = monday + timedelta(days=FRIDAY)
        return (friday if friday >= now.today else monday + timedelta(days=7 + FRIDAY), monday + timedelta(days=SUNDAY))
    if day.unit == "weekend":
        saturday = monday + timedelta(days=SATURDAY + (7 if day.which == "next" else 0))
        pair = (saturday, saturday + timedelta(days=1))
        return tuple(one for one in pair if one >= now.today and not now.over(one)) or (saturday + timedelta(days=7),)
    if day.unit == "month" and day.which == "end":
        return _nth(Nth(-1, ANY_DAY), now)
    if day.unit == "month" and (day.which in {"mid", "some"} or day.month):
        return (*_dated(Dated(15 if day.which == "mid" else 1, day.month), now), now.today + timedelta(days=14))
    if day.unit == "year" and day.which == "end":
        return _dated(Dated(31, 12), now)
    if day.unit == "month":
        first = add_months(now.today.replace(day=1), 1)
        return (first, add_months(now.today, 1))
    return (date(now.today.year + 1, 1, 1), add_months(now.today, 12))


def _shifted(day: Shifted, now: Now) -> tuple[date, ...]:
    bases = dates_of(day.day, _any_hour(now) if day.sign > 0 else now)
    found = tuple(moved(base, day.by, day.sign) for base in bases)
    if all(one < now.today for one in found):
        raise Impossible("past")
    return found


def _any_hour(now: Now) -> Now:
    """The same moment, without an hour: what a later day is counted from may be over today."""
    return Now(now.wall, now.habits, 24 * 60, now.day_first)


_FINDERS = {
    Ahead: _ahead,
    Named: _named,
    OfWeek: _of_week,
    Dated: _dated,
    Slashed: _slashed,
    Nth: _nth,
    Feast: _feast,
    Period: _period,
    Shifted: _shifted,
}
