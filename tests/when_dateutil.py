"""A third opinion on recurrence: dateutil's rules by the wall clock, and clock changes as two rows of a table.

Shares no code with crampbot_chat.when: a rule is expanded from its start, and the instant of a wall time is worked out
from the offsets before and after each change, without fold.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime(1989, 1, 1, tzinfo=UTC), datetime(2043, 1, 1, tzinfo=UTC)
NEAR = 3 * DAY  # nothing at a clock change reaches further
HOUR = timedelta(hours=1)


class Kind(NamedTuple):
    """A rule with room for the day and the time of a clock change; `reach` is how long it may be silent."""

    text: str
    reach: timedelta
    elapsed: bool = False
    only: Callable[[datetime], bool] = lambda _shown: True


def _workday_morning(shown: datetime) -> bool:
    return shown.weekday() < 5 and shown.hour < 12


AT = "BYHOUR={hour};BYMINUTE={minute}"
MORNING = ",".join(map(str, range(12)))
KINDS: dict[str, Kind] = {
    "daily": Kind(f"FREQ=DAILY;{AT}", 2 * DAY),
    "every third day": Kind(f"FREQ=DAILY;INTERVAL=3;{AT}", 4 * DAY),
    "several times a day": Kind("FREQ=DAILY;BYHOUR=0,1,2,3,{hour};BYMINUTE=0,{minute},45", 2 * DAY),
    "daily, so many times": Kind(f"FREQ=DAILY;COUNT=420;{AT}", 2 * DAY),
    "daily, until then": Kind(f"FREQ=DAILY;UNTIL={{until}};{AT}", 2 * DAY),
    "weekly": Kind(f"FREQ=WEEKLY;BYDAY={{day}};{AT}", 8 * DAY),
    "on workdays": Kind(f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;{AT}", 4 * DAY),
    "every second week": Kind(f"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,{{day}};{AT}", 15 * DAY),
    "day of the month": Kind(f"FREQ=MONTHLY;BYMONTHDAY={{date}};{AT}", 63 * DAY),
    "last day of the month": Kind(f"FREQ=MONTHLY;BYMONTHDAY=-1;{AT}", 32 * DAY),
    "nth weekday": Kind(f"FREQ=MONTHLY;BYDAY={{nth}}{{day}};{AT}", 63 * DAY),
    "last weekday": Kind(f"FREQ=MONTHLY;BYDAY=-1{{day}};{AT}", 36 * DAY),
    "last workday": Kind(f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;{AT}", 36 * DAY),
    "every third month": Kind(f"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,15,{{date}};{AT}", 93 * DAY),
    "yearly": Kind(f"FREQ=YEARLY;BYMONTH={{month}};BYMONTHDAY={{date}};{AT}", 1462 * DAY),
    "yearly by weekday": Kind(f"FREQ=YEARLY;BYMONTH={{month}};BYDAY=-1SU;{AT}", 373 * DAY),
    "yearly by week": Kind(f"FREQ=YEARLY;BYWEEKNO={{week}};BYDAY={{day}};{AT}", 373 * DAY),
    "yearly by day": Kind(f"FREQ=YEARLY;BYYEARDAY={{yearday}};{AT}", 373 * DAY),
    "hourly": Kind("FREQ=HOURLY;INTERVAL=5", 6 * HOUR, elapsed=True),
    "every so many minutes": Kind("FREQ=MINUTELY;INTERVAL=45", HOUR, elapsed=True),
    "on workday mornings": Kind(
        f"FREQ=HOURLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;BYHOUR={MORNING}", 5 * DAY, elapsed=True, only=_workday_morning
    ),
}


class Offset(NamedTuple):
    """What is added to UTC from an instant on."""

    since: datetime
    offset: timedelta


class Sky:
    """One zone: its offsets in order, found by looking at every half day."""

    def __init__(self, name: str) -> None:
        zone = ZoneInfo(name)
        self.offsets = [Offset(FIRST, _offset(zone, FIRST))]
        moment = FIRST
        while moment < LAST:
            following = moment + DAY / 2
            if _offset(zone, following) != self.offsets[-1].offset:
                at = _change(zone, moment, following)
                self.offsets.append(Offset(at, _offset(zone, at)))
            moment = following
        self._starts = [each.since for each in self.offsets]

    def changes(self, first: int, last: int) -> list[Offset]:
        """The clock changes of these years."""
        return [each for each in self.offsets[1:] if first <= each.since.year <= last]

    def shown(self, moment: datetime) -> datetime:
        """What the clock shows."""
        offset = self.offsets[max(bisect_right(self._starts, moment) - 1, 0)].offset
        return (moment + offset).replace(tzinfo=None)

    def rings(self, wall: datetime) -> datetime:
        """The first instant that shows this wall time; one that is skipped moves on by the gap."""
        pretended = wall.replace(tzinfo=UTC)
        first = max(bisect_left(self._starts, pretended - NEAR) - 1, 0)
        near = self.offsets[first : bisect_right(self._starts, pretended + NEAR)]
        ends = [*(each.since for each in near[1:]), LAST + NEAR]
        for each, end in zip(near, ends, strict=True):
            if each.since <= pretended - each.offset < end:
                return pretended - each.offset
        for before, after in pairwise(near):
            if pretended - after.offset < after.since <= pretended - before.offset:
                return pretended - before.offset
        raise AssertionError(wall)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The second at which the offset becomes another one."""
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def rule_at(kind: Kind, wall: datetime) -> str:
    """The kind's rule that names this wall time."""
    return kind.text.format(
        hour=wall.hour,
        minute=wall.minute,
        day=("MO", "TU", "WE", "TH", "FR", "SA", "SU")[wall.weekday()],
        date=wall.day,
        month=wall.month,
        nth=(wall.day - 1) // 7 + 1 if wall.day < 29 else -1,
        week=wall.isocalendar().week,
        yearday=wall.timetuple().tm_yday,
        until=f"{wall + 5 * DAY:%Y%m%dT%H%M%SZ}",
    )


def rings(kind: Kind, text: str, start: datetime, sky: Sky, since: datetime, until: datetime) -> Iterator[datetime]:
    """The rule's instants later than `since`, in order, at least those before `until`. Start: by the wall clock."""
    fields: dict[str, Any] = dict(field.split("=") for field in text.split(";"))
    last = fields.pop("UNTIL", None)
    end = datetime.strptime(last, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if last else LAST
    if kind.elapsed:
        plain = ";".join(f"{key}={fields[key]}" for key in ("FREQ", "INTERVAL"))
        steps = rrulestr(plain, dtstart=sky.rings(start)).xafter(since)
        found: Iterator[datetime] = (moment for moment in steps if kind.only(sky.shown(moment)))
    else:
        plain = ";".join(f"{key}={value}" for key, value in fields.items())
        walls = rrulestr(plain, dtstart=start).between(sky.shown(since) - NEAR, sky.shown(until) + NEAR, inc=True)
        found = iter(sorted({sky.rings(wall) for wall in walls}))
    return (moment for moment in found if since < moment <= end)
