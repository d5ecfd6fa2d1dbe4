"""When something was that is over: times of day and named days → wall-clock moments, and where that is doubtful."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from crampbot_chat.understand.amounts import UNITS, number, spans
from crampbot_chat.understand.clocks import Clock, clocks
from crampbot_chat.understand.days import NOON, Day, day, last_night, night_now, part_of_day
from crampbot_chat.understand.normal import COMMA, Tokens

NIGHT, DAYTIME = "night", "day"  # what is known when no hour was said
HALF = 12  # hours
MOST = 6  # moments of one message
SOON = timedelta(minutes=15)  # a clock this little ahead is a clock that goes wrong
DAY = timedelta(days=1)
MINUTES_OF_A_DAY = 1440
_AGO = frozenset({"ago", "back"})
_HALVES = frozenset({"am", "pm", "a", "p"})
_JOINS = frozenset({"and", "then"})
_BEFORE = frozenset({"at", "around", "about"})
_HHMM = re.compile(r"\d{4}")
_DOTTED = re.compile(r"\d{1,2}\.\d\d")
_HOURS, _MINUTES = 24, 60
_FIRST_NIGHT_HOUR = 18
_UNTIL = 11  # o'clock


class Moment(Struct, frozen=True):
    """A moment by the wall clock. vague: "night" or "day" when no hour was said; other: the second reading.

    future: it is still to come. hours, minute: how the clock was said; no hours, when it wasn't.
    """

    at: datetime
    vague: str = ""
    other: datetime | None = None
    future: bool = False
    hours: tuple[int, ...] = ()
    minute: int = 0


class Times(Struct, frozen=True):
    """All moments of a message, and the words that hold them. dated: a day or an hour was said; day: a day was."""

    moments: tuple[Moment, ...]
    clocks: tuple[Clock, ...] = ()
    dated: bool = False
    day: Day | None = None

    @property
    def taken(self) -> frozenset[int]:
        """The words that say when."""
        spans = [(clock.start, clock.end) for clock in self.clocks]
        spans += [(self.day.start, self.day.end)] if self.day else []
        return frozenset(at for start, end in spans for at in range(start, end))


def times(tokens: Tokens, text: str, now: datetime, border: time = NOON, count: int = 0, language: str = "en") -> Times:
    """The moments a message tells of; without one, the present day or night with no hour. `now` is naive wall time."""
    named = day(tokens, text, now, border, language)
    told = [each for each in all_clocks(tokens, count) if named is None or not named.start <= each.start < named.end]
    told = told[:MOST]
    if back := _ago(tokens, now):
        return Times((Moment(back),), dated=True)
    if named and named.now and not told:
        return Times((Moment(now),), dated=True, day=named)
    if not told:
        return Times((_no_hour(named, now, border),), dated=named is not None, day=named)
    part = (named.part if named else "") or part_of_day(tokens.words, language)
    where = named if named and not named.now else None
    return Times(
        tuple(_moment(tokens, each, where, part, now, border) for each in told), tuple(told), dated=True, day=where
    )


def all_clocks(tokens: Tokens, count: int = 0) -> list[Clock]:
    """Every time of day, with the bare numbers of a list of them: "at 1, 2:30 and 4", "two cramps: 1 and 4"."""
    found = {clock.start: clock for clock in clocks(tokens)}
    taken = {at for clock in found.values() for at in range(clock.start, clock.end)}
    taken |= {at for span in spans(tokens) for at in range(span.start, span.end)}
    for at in range(len(tokens.words)):
        if at not in taken and (written := _written(tokens.words, at)):
            found[at] = written
            taken.add(at)
    bare = [at for at in range(len(tokens.words)) if at not in taken and _may_be_hour(tokens, at)]
    chain = _chain(tokens, found, bare, count)
    for at in chain:
        found[at] = Clock(int(tokens.words[at]), 0, at, at + 1, sure=False)
    return [found[at] for at in sorted(found)]


def _written(words: list[str], at: int) -> Clock | None:
    """`0210`, `2.10`."""
    word = words[at]
    if _DOTTED.fullmatch(word) and not {*UNITS, "mg", "g"}.intersection(words[at + 1 : at + 2]):
        hour, minute = (int(part) for part in word.split("."))
    elif _HHMM.fullmatch(word) and (word[0] == "0" or _BEFORE.intersection(words[max(at - 1, 0) : at])):
        hour, minute = int(word[:2]), int(word[2:])
    else:
        return None
    return Clock(hour, minute, at, at + 1) if hour < _HOURS and minute < _MINUTES else None


def _may_be_hour(tokens: Tokens, at: int) -> bool:
    word, rest = tokens.words[at], tokens.words[at + 1 : at + 2]
    value = number(word) if word.isdigit() else None
    follows = rest[0] if rest and not tokens.breaks[at + 1] else ""
    return value is not None and value < _HOURS and not (follows and follows not in _JOINS)


def _chain(tokens: Tokens, found: dict[int, Clock], bare: list[int], count: int) -> list[int]:
    """The bare numbers that are joined to each other or to a clock by commas that end in an "and"."""
    if count > 1 and len(bare) + len(found) == count:
        return bare
    places = sorted([*((clock.start, clock.end) for clock in found.values()), *((at, at + 1) for at in bare)])
    groups: list[list[tuple[int, int]]] = []
    for place in places:
        last = groups[-1][-1] if groups else None
        between = tokens.words[last[1] : place[0]] if last else ["?"]
        joined = between and set(between) <= _JOINS | _BEFORE and not _BEFORE.issuperset(between)
        if last and (joined or (not between and tokens.breaks[place[0]] == COMMA)):
            groups[-1].append(place)
        else:
            groups.append([place])
    good = []
    for group in groups:
        anded = any(_JOINS.intersection(tokens.words[a[1] : b[0]]) for a, b in pairwise(group))
        if anded and any(start in found for start, _ in group):
            good += [start for start, _ in group if start in bare]
    return good


def _ago(tokens: Tokens, now: datetime) -> datetime | None:
    for span in spans(tokens):
        if _AGO.intersection(tokens.words[span.end : span.end + 2]) and span.minutes < MINUTES_OF_A_DAY:
            return (now - timedelta(minutes=span.minutes)).replace(second=0, microsecond=0)
    return None


def _no_hour(named: Day | None, now: datetime, border: time) -> Moment:
    """Only a day, or nothing: its middle, with the hour unknown."""
    if named is None:
        return Moment(now, DAYTIME)
    if named.part == NIGHT:
        return Moment(min(_midnight(named.date), now), NIGHT, future=named.date > night_now(now, border))
    middle = {"morning": 9, "afternoon": 15, "evening": 20}.get(named.part, HALF)
    at = datetime.combine(named.date, time(middle))
    return Moment(min(at, now), DAYTIME, future=named.date > now.date())


def last_midnight(now: datetime, border: time = NOON) -> datetime:
    """The middle of the night that is over."""
    return _midnight(last_night(now, border))


def _midnight(night: date) -> datetime:
    return datetime.combine(night + DAY, time(0))


def _moment(tokens: Tokens, clock: Clock, named: Day | None, part: str, now: datetime, border: time) -> Moment:
    hours = [clock.hour % _HOURS]
    if not _half_known(tokens, clock) and 1 <= clock.hour <= HALF:
        hours = [clock.hour % HALF, clock.hour % HALF + HALF]
        if part == "morning":
            hours = hours[:1]
        elif part in {"afternoon", "evening"}:
            hours = hours[1:]
    if named is None:
        found = _latest(hours, clock.minute, part, now)
    elif named.part == NIGHT:
        found = in_night(hours, clock.minute, named.date, now, border)
    else:
        found = _on_day(hours, clock.minute, named.date, now)
    return replace(found, hours=tuple(hours), minute=clock.minute)


def _half_known(tokens: Tokens, clock: Clock) -> bool:
    """True when am or pm is clear: said, a 24-hour clock, noon."""
    words = tokens.words
    word = words[clock.start]
    if (
        clock.hour > HALF
        or clock.hour == 0
        or word in {"noon", "midnight", "midday"}
        or (word[0] == "0" and len(word) > 1)
    ):
        return True
    return bool(_HALVES.intersection(words[clock.start + 1 : clock.end + 1])) or clock.hour != _said_hour(words, clock)


def _said_hour(words: list[str], clock: Clock) -> int:
    """The hour as it was said, before a part of the day made it another: "at 8 at night" → 20."""
    said = words[clock.start].replace(".", ":").partition(":")[0]
    value = number(said)
    return int(value) if value is not None and clock.end - clock.start == 1 else clock.hour


def _latest(hours: list[int], minute: int, part: str, now: datetime) -> Moment:
    """The last time that it was so; both readings when both were on this day."""
    if part == NIGHT:
        hours = [hour for hour in hours if hour >= _FIRST_NIGHT_HOUR or hour < _UNTIL] or hours
    found = []
    for hour in hours:
        at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if at - now > SOON:
            at -= DAY
        found.append(min(at, now))
    today = [at for at in found if at.date() == now.date()]
    if len(today) > 1:
        return Moment(today[0], other=today[1])
    return Moment(max(found))


def in_night(hours: Sequence[int], minute: int, night: date, now: datetime, border: time) -> Moment:
    """The reading that lies in that night, nearest to its middle."""
    start = datetime.combine(night, border)
    middle = start + DAY / 2 + timedelta(hours=2)
    days = (start, start + DAY)
    all_of_them = [datetime.combine(each.date(), time(hour, minute)) for hour in hours for each in days]
    inside = [at for at in all_of_them if start <= at < start + DAY] or all_of_them
    past = [at for at in inside if at <= now + SOON]
    best = min(past or inside, key=lambda at: abs(at - middle))
    return Moment(min(best, now) if past else best, future=not past)


def _on_day(hours: list[int], minute: int, on: date, now: datetime) -> Moment:
    found = [datetime.combine(on, time(hour, minute)) for hour in hours]
    past = [at for at in found if at <= now + SOON]
    if not past:
        return Moment(found[0], future=True)
    return Moment(min(past[0], now), other=past[1] if len(past) > 1 else None)
