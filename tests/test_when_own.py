"""A person's own hours, how long a stay is, what moves with an hour, and what is nothing but a change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crampbot_chat.when.changes import change_in
from crampbot_chat.when.own import moved, own_hour, own_span, stay_end
from crampbot_chat.when.reading import Habits
from crampbot_chat.when.rule import Rule, upcoming
from crampbot_chat.when.zones import at, wall

BERLIN = "Europe/Berlin"
FRIDAY = datetime(2026, 3, 13, 14, 0, tzinfo=ZoneInfo(BERLIN))


@pytest.mark.parametrize(
    ("said", "part", "clock"),
    [
        ("I go to bed around 11", "bedtime", "23:00"),
        ("I go to bed at 1", "bedtime", "01:00"),
        ("I go to bed at midnight", "bedtime", "00:00"),
        ("i get up at half past six", "up", "06:30"),
        ("I usually have dinner at half past six", "dinner", "18:30"),
        ("lunch is at 1", "lunch", "13:00"),
        ("breakfast at 8", "breakfast", "08:00"),
        ("dinner is at 19:15", "dinner", "19:15"),
        ("dinner is late", "dinner", ""),
    ],
)
def test_a_bare_hour_is_taken_in_its_half_of_the_day(said: str, part: str, clock: str) -> None:
    minute = own_hour(said, part)
    assert (f"{minute // 60:02}:{minute % 60:02}" if minute is not None else "") == clock


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("quiet hours from 22 to 7", (22 * 60, 7 * 60)),
        ("quiet hours 22:00-06:30", (22 * 60, 6 * 60 + 30)),
        ("no sound between 23 and 8", (23 * 60, 8 * 60)),
        ("quiet hours 11pm until 7", (23 * 60, 7 * 60)),
        ("quiet hours", None),
        ("quiet from 25 to 7", None),
    ],
)
def test_quiet_hours(said: str, span: tuple[int, int] | None) -> None:
    assert own_span(said) == span


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("I'm in Lisbon until Sunday", "2026-03-15T23:59"),
        ("I'm in Lisbon until Friday", "2026-03-20T23:59"),
        ("I'm in Lisbon until this Friday", "2026-03-13T23:59"),
        ("I am in Tokyo for two weeks", "2026-03-27T14:00"),
        ("Lisbon until 20 March", "2026-03-20T23:59"),
        ("Lisbon", ""),
    ],
)
def test_a_stay_ends_with_its_last_day(said: str, end: str) -> None:
    found = stay_end(said, FRIDAY, BERLIN, Habits(), "en-GB")
    assert (wall(found, BERLIN).isoformat(timespec="minutes") if found else "") == end


def test_what_hangs_on_an_hour_moves_and_the_rest_stays() -> None:
    start = "2026-03-13T00:00"
    rule = Rule("FREQ=DAILY;BYHOUR=9,21;BYMINUTE=30", start, BERLIN)
    later = moved(rule, 21 * 60 + 30, 22 * 60 + 45, BERLIN)
    assert isinstance(later, Rule)
    rings = upcoming(later, at(datetime.fromisoformat("2026-03-14T00:00"), BERLIN), 2)
    assert [f"{wall(ring, BERLIN):%H:%M}" for ring in rings] == ["09:30", "22:45"]
    hourly = Rule("FREQ=HOURLY;INTERVAL=2", start, BERLIN)
    assert moved(hourly, 60, 120, BERLIN) == hourly
    once = at(datetime.fromisoformat("2026-03-14T21:30"), BERLIN)
    assert moved(once, 21 * 60 + 30, 22 * 60, BERLIN) == at(datetime.fromisoformat("2026-03-14T22:00"), BERLIN)


@pytest.mark.parametrize(
    "said",
    [
        "move to 21:30",
        "weekdays only",
        "skip next",
        "#3 to 19:00",
        "until Friday",
        "make it 8",
        "snooze 25",
        "later",
        "25",
    ],
)
def test_a_change_is_heard(said: str) -> None:
    assert change_in(said, BERLIN)


@pytest.mark.parametrize(
    "said",
    [
        "left calf 2:10 for 4 min",
        "remind me at 21:30 to stretch",
        "calf cramp at 21:30",
        "does magnesium help at night",
        "thanks",
        "I go to bed at 23:00",
    ],
)
def test_a_sentence_about_something_else_is_no_change(said: str) -> None:
    assert change_in(said, BERLIN) == ""
