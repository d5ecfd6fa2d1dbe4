"""Rules, days and times in the words of one language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.repeat import apart
from crampbot_chat.when.rfc5545 import Parts, parse
from crampbot_chat.when.rule import Rule, next_after, start_of, wall_of
from crampbot_chat.when.said import WEEKEND, WORKDAYS
from crampbot_chat.when.zones import wall

WINDOW = 4  # so many times a day in even steps are said as a window
YEAR, FEW = 12, 3
LAST_MINUTE = (23, 59)


class Unsaid(Exception):
    """There are no words for this rule; it is shown as RFC 5545."""


class Speaker(Struct, frozen=True):
    """Says rules and times in the words of one language."""

    words: dict[str, dict[str, Any]]

    def say(self, key: str, **facts: object) -> str:
        text: str = self.words["say"][key]
        return text.format(**facts)

    def listed(self, items: Iterable[str]) -> str:
        """One, two and three."""
        *most, last = items
        return (self.say("comma").join(most) + self.say("and") if most else "") + last

    def time(self, minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    def date(self, day: date) -> str:
        return self.say("date", day=day.day, month=self.month(day.month), year=day.year)

    def moment(self, shown: datetime) -> str:
        names = self.words["days"]["one"]["names"]
        minute = shown.hour * 60 + shown.minute
        return self.say("moment", weekday=names[shown.weekday()], date=self.date(shown.date()), time=self.time(minute))

    def month(self, number: int) -> str:
        name: str = self.words["months"]["names"][number - 1]
        return name

    def months(self, numbers: Iterable[int]) -> str:
        return self.listed(self.month(number) for number in numbers)

    def days(self, days: Sequence[int], number: str = "one") -> str:
        """Weekdays, as a set where there is a word for it. number: one ("every Monday") or many ("on Mondays")."""
        names = self.words["days"][number]
        for word, known in ((names["weekday"], WORKDAYS), (names["weekend"], WEEKEND)):
            if tuple(days) == known:
                return str(word)
        return self.listed(names["names"][day] for day in days)

    def nth(self, number: int) -> str:
        """The ordinal: 1st, 2nd, last."""
        numbers = self.words["numbers"]
        if number == -1:
            return str(numbers["last"])
        if number < 0:
            raise Unsaid
        ending = next(
            (end for end, which in numbers.items() if str(number) in which and end != "last"), numbers["rest"]
        )
        return f"{number}{ending}"

    # --- a whole rule ------------------------------------------------------------------------------------------------

    def rule(self, rule: Rule, now: Millis) -> str:
        """The rule in words; a rule that has none is shown as RFC 5545."""
        lines = [parse(line) for line in rule.rrule.split("\n")]
        zone = self.say("zone", zone=rule.zone)
        try:
            said = self.elapsed(rule, lines, now) if lines[0].elapsed else self.by_the_clock(rule, lines, now)
            pieces = [*said, *self.excepts(rule.excepts), *self.end(rule, lines[0])]
        except Unsaid:
            pieces = [f"RRULE:{line}" for line in rule.rrule.split("\n")]
        return " ".join((*pieces, zone))

    def elapsed(self, rule: Rule, lines: Sequence[Parts], now: Millis) -> list[str]:
        """A series of hours or minutes, its days and its start."""
        parts = lines[0]
        if len(lines) > 1 or parts.numbers:
            raise Unsaid
        every = self.counted("every_hour" if parts.freq == "HOURLY" else "every_minute", parts.interval)
        if rule.from_done:
            return [self.say("after_done", every=every)]
        days = [self.say("on_days", days=self.days([day for _, day in parts.days], "many"))] if parts.days else []
        start = wall_of(rule)
        minute = self.time(start.hour * 60 + start.minute)
        first = [self.say("starting_at", date=self.date(start.date()), time=minute)] if start_of(rule) > now else []
        return [every, *days, *first]

    def counted(self, key: str, count: int) -> str:
        return self.say(key) if count == 1 else self.say(f"{key}s", count=count)

    def by_the_clock(self, rule: Rule, lines: Sequence[Parts], now: Millis) -> list[str]:
        """Days and times, or a window with its step."""
        if any("BYHOUR" not in line.numbers for line in lines):
            raise Unsaid
        kinds, minutes = apart(lines)
        if not minutes:
            raise Unsaid

        months = kinds[0].numbers.get("BYMONTH", ())
        plain = kinds[0].freq in {"DAILY", "WEEKLY"} and kinds[0].interval == 1 and len(kinds) == 1
        step = _even_step(minutes) if plain else 0
        if step:
            days = [day for _, day in kinds[0].days]
            said = [self.window(step, minutes), *([self.say("on_days", days=self.days(days, "many"))] if days else [])]
        else:
            said = [self.every(kinds), self.say("at", times=self.listed(self.time(minute) for minute in minutes))]
        if rule.from_done:
            said[0] = self.say("after_done", every=said[0])
        if months and kinds[0].freq in {"DAILY", "WEEKLY"}:
            said.append(self.in_months(months))
        return [*said, *self.start(rule, kinds[0], now)]

    def window(self, step: int, minutes: Sequence[int]) -> str:
        hours = step % 60 == 0
        every = self.counted("every_hour" if hours else "every_minute", step // 60 if hours else step)
        return self.say("window", step=every, begins=self.time(minutes[0]), ends=self.time(minutes[-1]))

    def in_months(self, months: Sequence[int]) -> str:
        missing = [month for month in range(1, YEAR + 1) if month not in months]
        if len(missing) < len(months):
            return self.say("except_months", months=self.months(missing))
        return self.say("in_months", months=self.months(months))

    def every(self, kinds: Sequence[Parts]) -> str:
        """On which days."""
        first = kinds[0]
        missing = [day for day in range(7) if (0, day) not in first.days]
        if first.freq == "WEEKLY" and first.interval == 1 and 0 < len(missing) < FEW and tuple(missing) != WEEKEND:
            return f"{self.say('every_day')} {self.say('except_days', days=self.days(missing, 'many'))}"
        if first.freq == "DAILY":
            return self.counted("every_day", first.interval)
        if first.freq == "WEEKLY":
            days = self.days([day for _, day in first.days])
            key = "every_week" if first.interval == 1 else "every_weeks"
            return self.say(key, count=first.interval, days=days)
        if first.freq == "YEARLY" and any(_dated(kind) for kind in kinds):
            dates = self.listed(
                self.say("day_of_month", day=_last(kind), month=self.month(_month(kind))) for kind in kinds
            )
            return self.say("yearly" if first.interval == 1 else "every_years", count=first.interval, date=dates)
        nths = self.nths(kinds)
        if first.freq == "YEARLY":
            key = "yearly_on" if first.interval == 1 else "every_years_on"
            return self.say(key, count=first.interval, nths=nths, months=self.months(first.numbers["BYMONTH"]))
        if "BYMONTH" in first.numbers:
            raise Unsaid
        return self.say("monthly" if first.interval == 1 else "every_months", count=first.interval, nths=nths)

    def nths(self, kinds: Sequence[Parts]) -> str:
        """The days of the month: 1st and 15th, 2nd Tuesday, last weekday."""
        first = kinds[0]
        names = self.words["days"]["one"]["names"]
        if any(kind.days for kind in kinds):
            if len(kinds) > 1:
                raise Unsaid
            if "BYSETPOS" in first.numbers:
                if tuple(day for _, day in first.days) != WORKDAYS:
                    raise Unsaid
                places = self.listed(map(self.nth, _last_last(first.numbers["BYSETPOS"])))
                return f"{places} {self.words['days']['one']['weekday']}"
            weekdays = {day for _, day in first.days}
            if len(weekdays) > 1 or any(nth == 0 for nth, _ in first.days):
                raise Unsaid
            return f"{self.listed(map(self.nth, _last_last(nth for nth, _ in first.days)))} {names[weekdays.pop()]}"
        numbers = [
            day
            for kind in kinds
            for day in ([_last(kind)] if "BYSETPOS" in kind.numbers else kind.numbers["BYMONTHDAY"])
        ]
        plain = sorted(number for number in numbers if number > 0)
        if any(number < -1 for number in numbers):
            raise Unsaid
        return self.listed([*map(self.nth, plain), *([self.say("last_day")] if -1 in numbers else [])])

    def start(self, rule: Rule, kind: Parts, now: Millis) -> list[str]:
        """From when on; where an interval is counted, always."""
        following = next_after(rule, now)
        if following is None or rule.from_done:
            return []
        first = wall(following, rule.zone).date()
        later = wall_of(rule).date() > wall(now, rule.zone).date()
        return [self.say("starting", date=self.date(first))] if kind.interval > 1 or later else []

    def end(self, rule: Rule, parts: Parts) -> list[str]:
        if parts.count is not None:
            return [self.counted("time", parts.count)]
        if parts.until is None:
            return []
        until = wall(parts.until, rule.zone)
        if (until.hour, until.minute) == LAST_MINUTE:
            return [self.say("until", date=self.date(until.date()))]
        return [self.say("until_at", date=self.date(until.date()), time=self.time(until.hour * 60 + until.minute))]

    def excepts(self, excepts: Iterable[str]) -> list[str]:
        texts = list(excepts)
        rules = [self.left_out(text) for text in texts if text.startswith("FREQ=")]
        days = [self.one_day(text) for text in texts if not text.startswith("FREQ=")]
        return [*rules, *([self.say("except_date", date=self.listed(days))] if days else [])]

    def one_day(self, text: str) -> str:
        """A date that is left out, or one ring of it."""
        shown = datetime.fromisoformat(text)
        day = self.date(shown.date())
        return f"{day} {self.say('at', times=self.time(shown.hour * 60 + shown.minute))}" if "T" in text else day

    def left_out(self, text: str) -> str:
        """What is left out: a day, days of the week, months, or a weekday of the month."""
        parts = parse(text)
        months = parts.numbers.get("BYMONTH", ())
        if parts.freq == "WEEKLY":
            return self.say("except_days", days=self.days([day for _, day in parts.days], "many"))
        if parts.days:
            nths = self.nths([parts])
            key = "except_nth" if months else "except_every_nth"
            return self.say(key, nths=nths, months=self.months(months) if months else "")
        if "BYMONTHDAY" in parts.numbers:
            day = self.say("day_of_month", day=parts.numbers["BYMONTHDAY"][0], month=self.month(months[0]))
            return self.say("except_date", date=day)
        return self.say("except_months", months=self.months(months))


def _month_days(kind: Parts) -> Sequence[int]:
    return [_last(kind)] if "BYSETPOS" in kind.numbers else kind.numbers["BYMONTHDAY"]


def _last_last(nths: Iterable[int]) -> list[int]:
    """In the order in which people count: first, second, … last."""
    return sorted(nths, key=lambda nth: (nth < 0, nth))


def _even_step(minutes: Sequence[int]) -> int:
    """The step between many times of a day; 0 when they are few or uneven."""
    steps = {later - earlier for earlier, later in pairwise(minutes)}
    return steps.pop() if len(minutes) >= WINDOW and len(steps) == 1 else 0


def _dated(kind: Parts) -> bool:
    return not kind.days and len(kind.numbers.get("BYMONTH", ())) == 1 and _last(kind) > 0


def _last(kind: Parts) -> int:
    """The day of the month that is meant: the last of those in the list."""
    days = kind.numbers.get("BYMONTHDAY", (0,))
    if "BYSETPOS" not in kind.numbers and len(days) > 1:
        return 0
    return days[-1]


def _month(kind: Parts) -> int:
    return kind.numbers["BYMONTH"][0]
