"""A second, slow opinion on recurrence: walks the calendar, and searches for instants instead of asking fold.

Shares no code with crampbot_chat.when: neither dateutil nor its zones.
"""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Plan(NamedTuple):
    """A rule as plain data. `kind` names the test a day must pass; `pick` what it is tested against."""

    kind: str
    interval: int
    pick: tuple[int, ...]
    times: tuple[tuple[int, int], ...]
    start: date

    def rrule(self) -> str:
        """The same as RFC 5545 text, one line a time of day."""
        first, last = (*self.pick, 0)[0], (0, *self.pick)[-1]
        day = {
            "daily": "FREQ=DAILY;",
            "weekly": "FREQ=WEEKLY;BYDAY=" + ",".join(DAYS[d % 7] for d in self.pick) + ";",
            "monthday": "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(map(str, self.pick)) + ";",
            "monthend": f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, range(28, first + 1)))};BYSETPOS=-1;",
            "nth": f"FREQ=MONTHLY;BYDAY={first}{DAYS[last % 7]};",
            "lastwork": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;",
            "yearly": f"FREQ=YEARLY;BYMONTH={first};BYMONTHDAY={last};",
        }[self.kind]
        return "\n".join(
            f"{day}INTERVAL={self.interval};BYHOUR={hour};BYMINUTE={minute}" for hour, minute in self.times
        )


def on(plan: Plan, day: date) -> bool:  # noqa: PLR0911 - one line for each kind
    """Does the plan ring on this day?"""
    months = (day.year - plan.start.year) * 12 + day.month - plan.start.month
    last = calendar.monthrange(day.year, day.month)[1]
    if plan.kind == "daily":
        return (day - plan.start).days % plan.interval == 0
    if plan.kind == "weekly":
        weeks = (day - timedelta(days=day.weekday()) - plan.start + timedelta(days=plan.start.weekday())).days // 7
        return weeks % plan.interval == 0 and day.weekday() in plan.pick
    if plan.kind == "yearly":
        return (day.year - plan.start.year) % plan.interval == 0 and (day.month, day.day) == (
            plan.pick[0],
            plan.pick[-1],
        )
    if months % plan.interval:
        return False
    if plan.kind == "monthday":
        return day.day in plan.pick or day.day - last - 1 in plan.pick
    if plan.kind == "monthend":
        return day.day == min(plan.pick[0], last)
    if plan.kind == "lastwork":
        return day.weekday() < 5 and all((day + timedelta(days=n)).weekday() > 4 for n in range(1, last - day.day + 1))
    nth = plan.pick[0]
    count = (day.day - 1) // 7 + 1 if nth > 0 else -((last - day.day) // 7 + 1)
    return day.weekday() == plan.pick[-1] and count == nth


def ring(wall: datetime, zone: ZoneInfo) -> int:
    """Milliseconds of the first instant that shows this wall time; a skipped one moves on by the gap."""
    pretend = wall.replace(tzinfo=UTC)
    offsets = [(pretend + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-27, 28)]
    instants = sorted({pretend - offset for offset in offsets if offset is not None})
    for moment in instants:
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return int(moment.timestamp()) * 1000
    before = (pretend - timedelta(hours=27)).astimezone(zone).utcoffset()
    near = [moment for moment in instants if moment.astimezone(zone).replace(tzinfo=None) > wall]
    assert before is not None
    assert near
    return int(min(near, key=lambda moment: moment.astimezone(zone).replace(tzinfo=None)).timestamp()) * 1000


def rings(plan: Plan, zone_name: str, since: int, days: int) -> list[int]:
    """All rings after the instant `since`, looking at so many days from the day before it."""
    zone = ZoneInfo(zone_name)
    first = datetime.fromtimestamp(since / 1000, UTC).astimezone(zone).date() - timedelta(days=2)
    found = set()
    for number in range(days):
        day = first + timedelta(days=number)
        if day >= plan.start and on(plan, day):
            for hour, minute in plan.times:
                found.add(ring(datetime.combine(day, datetime.min.time()).replace(hour=hour, minute=minute), zone))
    return sorted(moment for moment in found if moment > since)
