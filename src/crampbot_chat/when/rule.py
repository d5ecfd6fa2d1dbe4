"""Repeating times: a rule by the wall clock of a zone, and the next instant at which it rings."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.rfc5545 import Parts, parse
from crampbot_chat.when.series import LeftOut, by_the_clock, elapsed, left_out_by
from crampbot_chat.when.zones import DAY, EPOCH, MILLISECOND, at, instant, wall

MINUTE = 60_000  # ms
LONG_AGO = timedelta(days=14)  # two of the longest periods that may begin in the middle
LONG_AGO_AT_ZERO = EPOCH.replace(tzinfo=None) - LONG_AGO - DAY  # of 1970; a day more, whatever the zone


class Rule(Struct, frozen=True, omit_defaults=True):
    """When something repeats.

    rrule: one RFC 5545 rule a line; together they ring, each instant once.
    start: wall clock, ISO 8601; nothing rings before it, and intervals count from it. A series of hours or minutes
        that starts in the second of two equal hours carries an offset.
    zone: IANA.
    excepts: what is left out: an RFC 5545 rule, a date, or one wall time, each as text.
    from_done: intervals count from when it was last done ("every! 3 days"): see `restarted`.
    """

    rrule: str
    start: str
    zone: str
    excepts: tuple[str, ...] = ()
    from_done: bool = False


def next_after(rule: Rule, moment: Millis) -> Millis | None:
    """The first instant after `moment` at which the rule rings; None when it never does again. Raises BadRule."""
    left_out = left_out_by(rule.excepts)
    nexts: list[Millis] = []
    for line in rule.rrule.split("\n"):
        parts = parse(line)
        if parts.elapsed:
            found = elapsed(parts, start_of(rule), rule.zone, moment, left_out)
        else:
            found = _by_the_clock(rule, line, parts, moment, left_out)
        if found is not None and (parts.until is None or found <= parts.until):
            nexts.append(found)
    return min(nexts, default=None)


def _by_the_clock(rule: Rule, line: str, parts: Parts, moment: Millis, left_out: LeftOut) -> Millis | None:
    start = wall_of(rule)
    if not rule.excepts and _says_all(line) and start < LONG_AGO_AT_ZERO + moment * MILLISECOND:
        found = _wherever_it_began(line, rule.zone, moment - moment % MINUTE)
        if found is None or found > moment:
            return found
    return by_the_clock(parts, start, rule.zone, moment, left_out)


@lru_cache(maxsize=1024)
def _says_all(line: str) -> bool:
    """True when a rule that began long ago rings as one that began lately: its start no longer matters."""
    parts = parse(line)
    says_when = {"BYHOUR", "BYMINUTE"} <= parts.numbers.keys() and bool(parts.freq == "DAILY" or parts.days)
    return says_when and parts.interval == 1 and parts.count is None and parts.freq in {"DAILY", "WEEKLY"}


@lru_cache(maxsize=1024)
def _wherever_it_began(line: str, zone: str, moment: Millis) -> Millis | None:
    """For rules whose start no longer matters: thousands of reminders at 22:00 are reckoned once a minute."""
    return by_the_clock(parse(line), wall(moment, zone) - LONG_AGO, zone, moment, left_out_by(()))


def upcoming(rule: Rule, moment: Millis, how_many: int) -> list[Millis]:
    """The next instants, at most `how_many`."""
    found: list[Millis] = []
    while len(found) < how_many:
        following = next_after(rule, found[-1] if found else moment)
        if following is None:
            break
        found.append(following)
    return found


def restarted(rule: Rule, done: Millis) -> Rule:
    """A rule that counts from when it was done, counted anew from `done`; other rules as they are."""
    if not rule.from_done:
        return rule
    parts = parse(rule.rrule.split("\n")[0])
    start = wall(done + parts.step, rule.zone) if parts.elapsed else _days_later(parts, wall(done, rule.zone).date())
    return Rule(rule.rrule, written(start), rule.zone, rule.excepts, from_done=True)


def wall_of(rule: Rule) -> datetime:
    """The rule's start by the wall clock."""
    return datetime.fromisoformat(rule.start).replace(tzinfo=None)


def start_of(rule: Rule) -> Millis:
    """The rule's start as an instant."""
    start = datetime.fromisoformat(rule.start)
    return instant(start) if start.tzinfo else at(start, rule.zone)


def written(wall_time: datetime) -> str:
    """A wall time as it stands in a rule; seconds only when there are any."""
    return wall_time.isoformat(timespec="seconds" if wall_time.second else "minutes")


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - DAY
    return first.replace(day=min(day.day, last.day))


def _days_later(parts: Parts, day: date) -> datetime:
    """One interval after `day`, at midnight: the rule's own hours do the rest."""
    days = {"DAILY": 1, "WEEKLY": 7}.get(parts.freq)
    months = {"MONTHLY": 1, "YEARLY": 12}.get(parts.freq, 0)
    later = day + timedelta(days=parts.interval * days) if days else add_months(day, parts.interval * months)
    return datetime.combine(later, time.min)
