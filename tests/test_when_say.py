"""What the bot says back is read again as the same rule, and names the instant that rings."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crampbot_chat.when.read import read
from crampbot_chat.when.repeat import lines
from crampbot_chat.when.rfc5545 import Parts, parse, write
from crampbot_chat.when.ringdays import month_days
from crampbot_chat.when.rule import Rule, next_after, upcoming
from crampbot_chat.when.say import echo, in_words
from crampbot_chat.when.zones import at, instant, local

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Africa/Casablanca",
)
NTHS = (1, 2, 3, 4, -1)
WORK = tuple((0, day) for day in range(5))
FEBRUARY_29 = {"BYMONTH": (2,), "BYMONTHDAY": (28, 29), "BYSETPOS": (-1,)}


def some(values: tuple[int, ...], most: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(
        lambda found: tuple(sorted(found))
    )


intervals = st.sampled_from([1, 1, 1, 2, 3, 5])
daily = intervals.map(lambda n: (Parts("DAILY", n),))
weekly = st.builds(
    lambda n, days: (Parts("WEEKLY", n, days=tuple((0, day) for day in days)),), intervals, some(tuple(range(7)), 6)
)
monthly = st.builds(month_days, some((*range(1, 31), -1), 3), intervals)
nth = st.builds(
    lambda n, nths, day: (Parts("MONTHLY", n, days=tuple(sorted((one, day) for one in nths))),),
    intervals,
    some(NTHS, 2),
    st.integers(0, 6),
)
working = st.builds(lambda one: (Parts("MONTHLY", days=WORK, numbers={"BYSETPOS": (one,)}),), st.sampled_from(NTHS))
yearly = st.builds(
    lambda n, day: (Parts("YEARLY", n, numbers={"BYMONTH": (day.month,), "BYMONTHDAY": (day.day,)}),),
    intervals,
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
)
leap = st.just((Parts("YEARLY", numbers=FEBRUARY_29),))
of_year = st.builds(
    lambda one, day, month: (Parts("YEARLY", days=((one, day),), numbers={"BYMONTH": (month,)}),),
    st.sampled_from(NTHS),
    st.integers(0, 6),
    st.integers(1, 12),
)
summer = some(tuple(range(1, 13)), 4).map(lambda months: (Parts("DAILY", numbers={"BYMONTH": months}),))
few_times = st.lists(st.integers(0, 1439), min_size=1, max_size=3, unique=True)
even_times = st.builds(
    lambda begin, step, count: [begin + step * number for number in range(count) if begin + step * number < 1440],
    st.integers(0, 20).map(lambda hours: hours * 30),
    st.sampled_from([20, 30, 45, 60, 90, 120]),
    st.integers(4, 9),
)


@st.composite
def rules(draw: Callable[..., object]) -> tuple[Rule, datetime]:
    """A rule as somebody may have asked for it just now, and now."""
    zone = str(draw(st.sampled_from(ZONES)))
    wall = draw(st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1)))  # noqa: DTZ001 - a wall clock
    assert isinstance(wall, datetime)
    wall = wall.replace(second=0, microsecond=0, hour=max(wall.hour, 5))
    now = local(at(wall, zone), zone)
    wall = now.replace(tzinfo=None)
    kinds = draw(st.one_of(daily, weekly, monthly, nth, working, yearly, leap, of_year, summer))
    times = draw(st.one_of(few_times, even_times))
    assert isinstance(kinds, tuple)
    assert isinstance(times, list)
    every = [Parts(kind.freq, 1, numbers=kind.numbers, days=kind.days) for kind in kinds]
    first = next_after(Rule(lines(every, times), f"{wall.date()}T00:00", zone), instant(now))
    assert first is not None
    start = f"{local(first, zone).date()}T00:00" if kinds[0].interval > 1 else f"{wall.date()}T00:00"
    until = count = None
    bound = draw(st.sampled_from(["", "until", "until_at", "count"]))
    text = lines(kinds, times)
    if bound == "count" and "\n" not in text:
        later = wall + timedelta(minutes=1)  # what rings this very minute is none of them
        count, start = draw(st.integers(1, 60)), max(start, f"{later:%Y-%m-%dT%H:%M}")
    elif bound:
        last = upcoming(Rule(text, start, zone), instant(now), 3)[-1]
        shown = local(last, zone).replace(tzinfo=None)
        until = at(shown.replace(hour=23, minute=59) if bound == "until" else shown, zone)
    return Rule(lines(kinds, times, until=until, count=count), start, zone), now  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(rules())
def test_the_echo_of_a_rule_is_read_as_the_same_rule(made: tuple[Rule, datetime]) -> None:
    rule, now = made
    said = echo(rule, instant(now))
    again = read(said.text, now=now, zone="UTC")
    assert again, said.text
    assert again.rule, (said.text, again)
    assert again.rule.rrule == rule.rrule, said.text
    assert again.rule.zone == rule.zone
    assert upcoming(again.rule, instant(now), 5) == upcoming(rule, instant(now), 5), said.text
    assert not again.task, said.text


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["HOURLY", "MINUTELY"]),
    st.integers(1, 500),
    st.one_of(st.just(()), some(tuple(range(7)), 6)),
    st.integers(1, 4000),
    st.sampled_from(ZONES),
)
def test_the_echo_of_hours_and_minutes_is_read_as_the_same_series(
    freq: str, step: int, days: tuple[int, ...], later: int, zone: str
) -> None:
    if freq == "MINUTELY" and step % 60 == 0:
        step += 1
    now = local(instant(datetime(2026, 11, 20, 9, 30, tzinfo=UTC)), zone)
    start = (now + timedelta(minutes=later)).replace(tzinfo=None)
    rule = Rule(write(Parts(freq, step, days=tuple((0, day) for day in days))), f"{start:%Y-%m-%dT%H:%M}", zone)
    said = echo(rule, instant(now))
    again = read(said.text, now=now, zone="UTC")
    assert again, said.text
    assert again.rule, (said.text, again)
    assert again.rule.rrule == rule.rrule, said.text
    assert upcoming(again.rule, instant(now), 4) == upcoming(rule, instant(now), 4), said.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("every weekday at 22:15", "every weekday at 22:15 (Europe/Berlin)"),
        ("every other tue at half 9 pm", "every 2 weeks on Tuesday at 21:30 starting 24 November 2026 (Europe/Berlin)"),
        ("every 45 min from 2pm to 6pm", "every 45 minutes from 14:00 to 17:45 (Europe/Berlin)"),
        ("hourly 9-17 weekdays", "every hour from 09:00 to 17:00 on weekdays (Europe/Berlin)"),
        ("on the 31st of every month at 8am", "on the last day of every month at 08:00 (Europe/Berlin)"),
        ("on the 1st and 30th of every month at 8am", "on the 1st and 30th of every month at 08:00 (Europe/Berlin)"),
        ("daily at 8am except in june", "every day at 08:00 except in June (Europe/Berlin)"),
        ("every day at 8am except sundays", "every day except on Sundays at 08:00 (Europe/Berlin)"),
        (
            "mondays at 8am except the 2nd monday in may",
            "every Monday at 08:00 except on the 2nd Monday of May (Europe/Berlin)",
        ),
        ("last workday of the month at 4pm", "on the last weekday of every month at 16:00 (Europe/Berlin)"),
        ("every! 3 days at 8pm", "every 3 days after you did it at 20:00 (Europe/Berlin)"),
        ("every 90 minutes", "every 90 minutes starting 24 November 2026 at 15:35 (Europe/Berlin)"),
    ],
)
def test_rules_are_said_plainly(text: str, words: str) -> None:
    now = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
    found = read(text, now=now, zone="Europe/Berlin")
    assert found
    assert found.rule
    assert echo(found.rule, instant(now)).text == words


def test_a_rule_without_words_is_shown_as_it_is() -> None:
    rule = Rule("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;BYHOUR=9;BYMINUTE=0", "2026-11-24T00:00", "UTC")
    now = instant(datetime(2026, 11, 24, tzinfo=UTC))
    said = echo(rule, now)
    assert said.text == f"RRULE:{write(parse(rule.rrule))} (UTC)" or "RRULE:" in said.text
    again = read(said.text, now=datetime(2026, 11, 24, tzinfo=UTC), zone="UTC")
    assert again
    assert again.rule
    assert upcoming(again.rule, now, 3) == upcoming(rule, now, 3)


def test_the_echo_says_when_a_clock_change_moves_or_doubles_the_next_ring() -> None:
    rule = Rule("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "2027-03-01T00:00", "America/New_York")
    said = echo(rule, at(datetime.fromisoformat("2027-03-13T21:00"), rule.zone))
    assert (said.moved, said.twice, said.next_text) == (True, False, "Sunday 14 March 2027 at 03:30")
    rule = Rule("FREQ=DAILY;BYHOUR=1;BYMINUTE=30", "2026-10-01T00:00", "America/New_York")
    said = echo(rule, at(datetime.fromisoformat("2026-10-31T21:00"), rule.zone))
    assert (said.moved, said.twice, said.next_text) == (False, True, "Sunday 1 November 2026 at 01:30")


@pytest.mark.parametrize("day", ["today", "tonight", "tomorrow", "wednesday", ""])
def test_for_every_minute_of_a_day_the_echo_names_the_instant_that_rings(day: str) -> None:
    zone = "Europe/Berlin"
    for minute in range(24 * 60):
        now = local(at(datetime.fromisoformat("2026-11-25T00:00") + timedelta(minutes=minute), zone), zone)
        found = read(f"remind me {day} at 21:07 to stretch", now=now, zone=zone)
        assert found
        options = [found, *found.alternatives]
        for one in options:
            if one.at is not None:
                assert one.at > instant(now)
                again = read(in_words(one.at, zone), now=now, zone=zone)
                assert again
                assert again.at == one.at, (minute, in_words(one.at, zone))
        late = minute < 5 * 60
        assert found.kind == ("ask" if day == "tomorrow" and late else "refuse" if _over(day, minute) else "once"), (
            minute
        )


def _over(day: str, minute: int) -> bool:
    return day in {"today", "tonight"} and minute >= 21 * 60 + 7
