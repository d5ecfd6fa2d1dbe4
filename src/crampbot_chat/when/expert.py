"""For experts: RRULE, five-field cron and Unix time, read strictly."""

import re
from collections.abc import Sequence

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.dates import Impossible
from crampbot_chat.when.once import FAR_AHEAD, Doubt, Moment
from crampbot_chat.when.repeat import lines
from crampbot_chat.when.rfc5545 import BadRule, Parts, parse, write
from crampbot_chat.when.rule import Rule, next_after, written

RRULE = re.compile(r"(?:RRULE:)?FREQ=[A-Z]{5,8}(?:;[A-Z-]{3,12}=[A-Z0-9,+:-]{1,200}){0,12}", re.IGNORECASE)
UNIX = re.compile(r"(?<![\w.:/-])(\d{10}|\d{13})(?![\w:/-])")
FIELD = (
    r"(?:\*|[\d,-]+|(?:sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z,\d-]*)(?:/\d+)?"
)
CRON = rf"(?<!\S)({FIELD})\s+({FIELD})\s+({FIELD})\s+({FIELD})\s+({FIELD})(?!\S|\s+[*\d,-]+(?:\s|$))"

MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS = (0, 59), (0, 23), (1, 31), (1, 12), (0, 7)
NAMES = {name: str(number) for number, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
MONTH_NAMES = {
    name: str(number + 1)
    for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}


class Expert(Struct, frozen=True):
    """What was written for machines, and where it stood: a rule or an instant."""

    start: int
    end: int
    rule: Rule | None = None
    at: Millis | None = None


def expert(text: str, moment: Moment) -> Expert | None:
    """The part of a text that is written for machines; None when there is none. Raises Impossible and Doubt."""
    found = RRULE.search(text)
    if found:
        return Expert(found.start(), found.end(), rule=_rrule(found.group().upper().removeprefix("RRULE:"), moment))
    found = re.search(CRON, text, re.IGNORECASE) if "*" in text else None
    if found and "*" in found.group():
        return Expert(found.start(), found.end(), rule=_checked(_cron(found.groups()), moment))
    found = UNIX.search(text)
    if found:
        at = int(found.group()) * (1000 if len(found.group()) == 10 else 1)  # noqa: PLR2004 - seconds have ten digits
        if at <= moment.now:
            raise Impossible("past")
        return Expert(found.start(), found.end(), at=at) if at < moment.now + FAR_AHEAD else None
    return None


def _rrule(line: str, moment: Moment) -> Rule:
    try:
        parts = parse(line)
    except BadRule as bad:
        raise Impossible(bad.reason) from None
    if not parts.elapsed and "BYHOUR" not in parts.numbers:
        hour, minute = divmod(moment.habits.default, 60)
        parts = parse(f"{write(parts)};BYHOUR={hour};BYMINUTE={parts.numbers.get('BYMINUTE', (minute,))[0]}")
    return _checked(write(parts), moment)


def _checked(text: str, moment: Moment) -> Rule:
    """The rule from now on; refused when it never rings."""
    rule = Rule(text, written(moment.wall.replace(second=0, microsecond=0)), moment.zone)
    if next_after(rule, moment.now) is None:
        raise Impossible("impossible_date")
    return rule


def _cron(fields: Sequence[str]) -> str:
    """Five fields of cron as RFC 5545. A day of the month and a weekday together mean either (crontab(5))."""
    minute, hour, day, month, weekday = fields
    minutes, hours = _numbers(minute, MINUTES), _numbers(hour, HOURS)
    of_month = {"BYMONTH": _numbers(month, MONTHS, MONTH_NAMES)} if not month.startswith("*") else {}
    days = [Parts(freq="MONTHLY", numbers={**of_month, "BYMONTHDAY": _numbers(day, DAYS)})] if day[0] != "*" else []
    if weekday[0] != "*":
        week = tuple(sorted({(number - 1) % 7 for number in _numbers(weekday, WEEKDAYS, NAMES)}))
        days.append(Parts(freq="WEEKLY", days=tuple((0, one) for one in week), numbers=of_month))
    if not days:
        days = [Parts(freq="DAILY", numbers=of_month)]
    return lines(days, [one * 60 + other for one in hours for other in minutes])


def _numbers(field: str, limits: tuple[int, int], names: dict[str, str] | None = None) -> tuple[int, ...]:
    """The numbers of one field: lists, ranges and steps."""
    low, high = limits
    found: set[int] = set()
    for part in field.lower().split(","):
        span, _, step = part.partition("/")
        ends = [(names or {}).get(end, end) for end in span.split("-")] if span != "*" else [str(low), str(high)]
        if not all(end.isdigit() for end in ends) or len(ends) > 2 or step == "0":  # noqa: PLR2004 - from, to
            raise Doubt("syntax")
        first, last = int(ends[0]), int(ends[-1] if len(ends) > 1 or not step else high)
        if not low <= first <= last <= high:
            raise Impossible("impossible_time")
        found.update(range(first, last + 1, int(step or 1)))
    return tuple(sorted(found))
