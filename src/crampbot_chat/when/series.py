"""The next ring of one RFC 5545 rule: by the wall clock (days and longer), or in elapsed time (hours and minutes)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from crampbot_chat.model import Millis
from crampbot_chat.when.rfc5545 import Parts, parse
from crampbot_chat.when.zones import DAY, at, jump, wall

HORIZON = timedelta(days=366 * 45)  # silent for longer is over: 29 February on a Monday may take 40 years
END = datetime.max  # noqa: DTZ901 - a wall clock
LATEST = END - timedelta(days=366)
PATIENCE = 20_000  # candidates that are left out one after the other before we call it never

LeftOut = Callable[[datetime], bool]


def by_the_clock(parts: Parts, start: datetime, zone: str, moment: Millis, left_out: LeftOut) -> Millis | None:
    """The first ring after `moment` of a rule of days, weeks, months or years.

    Works from the wall clock: never by adding 24 hours. When a clock change skips 02:00-03:00, 02:45 rings at 03:45
    and is overtaken by 03:00, so times inside a gap are compared with what follows them.
    """
    since = max(wall(moment, zone) - jump(moment, zone), start)
    best: Millis | None = None
    limit = END
    for tries, candidate in enumerate(_walls(parts, start, since)):
        if candidate >= limit or tries > PATIENCE:
            break
        ring = at(candidate, zone)
        if ring <= moment or left_out(candidate):
            continue
        best = ring if best is None else min(best, ring)
        limit = wall(best, zone)
        if limit == candidate:
            break
    return best


def elapsed(parts: Parts, start: Millis, zone: str, moment: Millis, left_out: LeftOut) -> Millis | None:
    """The first ring after `moment` of a rule of hours or minutes; its BY… parts only leave out."""
    rung = 0
    turn = 0 if parts.count is not None else max((moment - start) // parts.step + 1, 0)
    for _ in range(PATIENCE):
        ring = start + turn * parts.step
        shown = wall(ring, zone)
        if not _day_fits(parts, shown):
            midnight = at(datetime.combine(shown.date() + DAY, time.min), zone)
            turn = max(-((start - midnight) // parts.step), turn + 1)
            continue
        turn += 1
        if not _time_fits(parts, shown):
            continue
        rung += 1
        if parts.count is not None and rung > parts.count:
            return None
        if ring > moment and not left_out(shown):
            return ring
    return None


def left_out_by(excepts: tuple[str, ...]) -> LeftOut:
    """A test for wall times: does one of these exceptions leave it out?"""
    if not excepts:
        return _never
    rules = [parse(text) for text in excepts if text.startswith("FREQ=")]
    exact = {text for text in excepts if not text.startswith("FREQ=")}

    def left_out(shown: datetime) -> bool:
        if shown.date().isoformat() in exact or shown.isoformat(timespec="minutes") in exact:
            return True
        return any(_on(parts, shown) for parts in rules)

    return left_out


def _never(_shown: datetime) -> bool:
    return False


def _on(parts: Parts, shown: datetime) -> bool:
    """Does the rule name this wall time? What it doesn't say (day, hour, minute) is taken as fitting."""
    return next(_expand(parts, shown, shown, 1), None) == shown


def _walls(parts: Parts, start: datetime, since: datetime) -> Iterator[datetime]:
    """The rule's wall times from `since` on, in order."""
    if parts.count is not None:
        return (found for found in _expand(parts, start, start, 1, until=END) if found >= since)
    begin = _phase(parts, start, since)
    return (found for found in _expand(parts, begin, start, parts.interval) if found >= since)


def _phase(parts: Parts, start: datetime, since: datetime) -> datetime:
    """The last beginning of a period, whole intervals after the start's period, that is not after `since`.

    Expanding from here instead of from the start makes an old rule as fast as a new one.
    """
    if parts.freq in {"DAILY", "WEEKLY"}:
        length = 7 if parts.freq == "WEEKLY" else 1
        first = start.date() - (timedelta(days=start.weekday()) if length == 7 else timedelta())  # noqa: PLR2004 - a week
        steps = (since.date() - first).days // (length * parts.interval)
        day = first + timedelta(days=steps * length * parts.interval)
    else:
        length = 12 if parts.freq == "YEARLY" else 1
        first_month = start.year * 12 + (0 if length == 12 else start.month - 1)  # noqa: PLR2004 - a year
        steps = (since.year * 12 + since.month - 1 - first_month) // (length * parts.interval)
        month = first_month + steps * length * parts.interval
        day = date(month // 12, month % 12 + 1, 1)
    return datetime.combine(day, time.min)


def _expand(
    parts: Parts, begin: datetime, start: datetime, interval: int, until: datetime | None = None
) -> Iterator[datetime]:
    """The expansion by dateutil from `begin`; what the rule leaves open is taken from `start`."""
    from dateutil import rrule  # noqa: PLC0415 - most messages never need it

    given: dict[str, Any] = {_NAMES[key]: values for key, values in parts.numbers.items()}
    given.setdefault("byhour", start.hour)
    given.setdefault("byminute", start.minute)
    if parts.days:
        given["byweekday"] = [rrule.weekday(day, nth or None) for nth, day in parts.days]
    elif not given.keys() & {"bymonthday", "byyearday", "byweekno"}:
        if parts.freq == "WEEKLY":
            given["byweekday"] = start.weekday()
        elif parts.freq in {"MONTHLY", "YEARLY"}:
            given["bymonthday"] = start.day
            if parts.freq == "YEARLY":
                given.setdefault("bymonth", start.month)
    found: Iterator[datetime] = iter(
        rrule.rrule(
            getattr(rrule, parts.freq),
            dtstart=begin,
            interval=interval if parts.count is None else parts.interval,
            count=parts.count,
            until=None if parts.count is not None else until or min(begin, LATEST - HORIZON) + HORIZON,
            wkst=0,
            bysecond=0,
            **given,
        )
    )
    return found


_NAMES = {
    "BYMONTH": "bymonth",
    "BYWEEKNO": "byweekno",
    "BYYEARDAY": "byyearday",
    "BYMONTHDAY": "bymonthday",
    "BYHOUR": "byhour",
    "BYMINUTE": "byminute",
    "BYSETPOS": "bysetpos",
}


def _day_fits(parts: Parts, shown: datetime) -> bool:
    numbers = parts.numbers
    last = (shown.replace(day=1) + timedelta(days=32)).replace(day=1) - DAY
    return (
        shown.month in numbers.get("BYMONTH", (shown.month,))
        and not {shown.day, shown.day - last.day - 1}.isdisjoint(numbers.get("BYMONTHDAY", (shown.day,)))
        and (not parts.days or shown.weekday() in {day for _, day in parts.days})
    )


def _time_fits(parts: Parts, shown: datetime) -> bool:
    numbers = parts.numbers
    return shown.hour in numbers.get("BYHOUR", (shown.hour,)) and shown.minute in numbers.get(
        "BYMINUTE", (shown.minute,)
    )
