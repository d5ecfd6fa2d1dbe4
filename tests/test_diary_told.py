"""What is told of the past: when it was, which muscle, how long, how bad, what was around; and corrections of it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crampbot_chat.understand import Ear
from crampbot_chat.understand.amends import amends
from crampbot_chat.understand.nighttime import nighttime
from crampbot_chat.understand.told import Facts, Told

SATURDAY = datetime(2026, 3, 14)  # noqa: DTZ001 - wall clocks, all of them
MORNING, AFTERNOON, NIGHT = (SATURDAY + timedelta(hours=hour, minutes=5) for hour in (9, 16, 3))
DAY = timedelta(days=1)


def told(text: str, now: datetime = MORNING) -> Told:
    return Ear(text).told(now)


def shown(text: str, now: datetime = MORNING) -> list[str]:
    """Each moment as `Sat 02:10`, with what is vague or doubtful about it."""
    return [
        f"{moment.at:%a %H:%M}" + (f" {moment.vague}" if moment.vague else "") + (" or" if moment.other else "")
        for moment, _ in told(text, now).cramps
    ]


WHEN = [
    ("calf 3am", ["Sat 03:00"]),
    ("left calf 2:10 for 4 min 7/10 after football", ["Sat 02:10"]),
    ("calf 0210 4min", ["Sat 02:10"]),
    ("calf at 2.10", ["Sat 02:10"]),
    ("calf half three this morning", ["Sat 03:30"]),
    ("calf 23:30", ["Fri 23:30"]),
    ("calf at 8 at night", ["Fri 20:00"]),
    ("calf last night at 11", ["Fri 23:00"]),
    ("calf last night half twelve", ["Sat 00:30"]),
    ("calf at midnight", ["Sat 00:00"]),
    ("calf 20 minutes ago", ["Sat 08:45"]),
    ("calf yesterday 3am", ["Fri 03:00"]),
    ("calf yesterday at 3", ["Fri 03:00 or"]),
    ("calf on Tuesday night at 3", ["Wed 03:00"]),
    ("calf on tues 3am", ["Tue 03:00"]),
    ("calf 3 days ago at 2am", ["Wed 02:00"]),
    ("calf on 12 March 3am", ["Thu 03:00"]),
    ("calf March 2nd 4am", ["Mon 04:00"]),
    ("calf 2026-03-10 02:30", ["Tue 02:30"]),
    ("calf 12/3 3am", ["Thu 03:00"]),
    ("calf night before last at 4", ["Fri 04:00"]),
    ("calf last night", ["Sat 00:00 night"]),
    ("calf on Tuesday night", ["Wed 00:00 night"]),
    ("calf yesterday evening", ["Fri 20:00 day"]),
    ("two cramps last night, 1 and 4", ["Sat 01:00", "Sat 04:00"]),
    ("cramps at 1, 2:30 and 4", ["Sat 01:00", "Sat 02:30", "Sat 04:00"]),
    ("calf twice last night", ["Sat 00:00 night"] * 2),
    ("calf at 2 and 4 minutes long", ["Sat 02:00"]),
    ("calf 3am, 7", ["Sat 03:00"]),
]


@pytest.mark.parametrize(("text", "moments"), WHEN)
def test_when_it_was(text: str, moments: list[str]) -> None:
    assert shown(text) == moments


def test_in_the_afternoon_a_bare_hour_may_be_of_the_night_or_of_today() -> None:
    assert shown("calf 2:10", AFTERNOON) == ["Sat 02:10 or"]
    assert shown("calf at 5", AFTERNOON) == ["Sat 05:00"]


def test_at_five_past_three_three_is_now_and_last_night_is_over() -> None:
    assert shown("calf 3am", NIGHT) == ["Sat 03:00"]
    assert shown("calf 3:10", NIGHT) == ["Sat 03:05"]
    assert shown("calf last night at 11", NIGHT) == ["Thu 23:00"]


@pytest.mark.parametrize("text", ["calf tomorrow 3am", "calf today at 18:00", "calf cramp tomorrow night"])
def test_what_is_still_to_come_is_said_to_be(text: str) -> None:
    assert all(moment.future for moment, _ in told(text).cramps)


FACTS = [
    ("left calf 2:10 for 4 min 7/10", Facts("calf", "left", 4, 7)),
    ("foot 5am 2 min, really bad, standing up helped", Facts("arch", "", 2, None, "very_strong", "standing up")),
    ("hamstring on 2 March 4am", Facts("hamstring")),
    ("calf 2h10", Facts("calf")),
    ("calf 3am, went away after standing", Facts("calf", helped="standing")),
    ("nothing helped, calf 3am", Facts("calf")),
]


@pytest.mark.parametrize(("text", "facts"), FACTS)
def test_what_it_was(text: str, facts: Facts) -> None:
    assert [each for _, each in told(text).cramps] == [facts]


def test_each_cramp_keeps_what_was_said_of_it() -> None:
    first, second = (each for _, each in told("left calf at 1 for 4 min, 7/10, and right foot at half four").cramps)
    assert first == Facts("calf", "left", 4, 7)
    assert second == Facts("arch", "right")
    assert [each.minutes for _, each in told("calf at 1 and 4, 5 min each").cramps] == [5, 5]


NOTES = [
    ("played football today", [("exercise", "football")]),
    ("had two beers", [("alcohol", "two beers")]),
    ("long flight yesterday", [("travel", "long flight")]),
    ("#gardening", [("tag", "gardening")]),
    ("took 300mg of magnesium at 10", [("medicine", "300mg of magnesium")]),
    ("magnesium taken", [("medicine", "magnesium")]),
    ("new medicine: ramipril", [("medication", "ramipril")]),
    ("took ages to go away", []),
    ("took the dog to the vet", []),
    ("is it hot", []),
    ("i'm cold", []),
    ("no sport today", []),
    ("every sat at 8", []),
]


@pytest.mark.parametrize(("text", "notes"), NOTES)
def test_what_was_around(text: str, notes: list[tuple[str, str]]) -> None:
    assert [(note.kind, note.words) for note in Ear(text).notes] == notes


AMENDS = [
    ("it was the left", Facts(side="left"), 0),
    ("no, it was the right", Facts(side="right"), 0),
    ("actually 10 minutes", Facts(minutes=10), 0),
    ("not the calf, the foot", Facts("arch"), 0),
    ("the pain was 7", Facts(pain=7), 0),
    ("it lasted 5", Facts(minutes=5), 0),
    ("it was really bad", Facts(feel="very_strong"), 0),
    ("#2 was the left foot", Facts("arch", "left"), 2),
    ("number 1 was 3/10", Facts(pain=3), 1),
]


@pytest.mark.parametrize(("text", "facts", "number"), AMENDS)
def test_what_is_corrected(text: str, facts: Facts, number: int) -> None:
    said = amends(text, MORNING)
    assert said
    assert (said.facts, said.number, said.terse) == (facts, number, False)


def test_a_bare_number_stays_bare_and_a_time_is_one() -> None:
    six, four = amends("make it 6", MORNING), amends("#2 was at 4", MORNING)
    assert six
    assert six.bare == 6
    assert four
    assert four.times
    assert four.times.moments[0].hours == (4, 16)


@pytest.mark.parametrize("text", ["thanks", "it was nice", "is it the left?", "it hurts", "not gone", "calf!!"])
def test_not_everything_corrects(text: str) -> None:
    said = amends(text, MORNING)
    assert said is None or said.terse


NIGHTS = [
    ("my night ends at 10", (-1, 600)),
    ("I work nights: my night is 8 to 16", (480, 960)),
    ("my night is 11 to 7", (1380, 420)),
    ("i sleep from 10pm to 6am", (1320, 360)),
    ("good night", None),
    ("my night was awful", None),
    ("my night begins at 10", None),
]


@pytest.mark.parametrize(("text", "hours"), NIGHTS)
def test_when_their_night_is(text: str, hours: tuple[int, int] | None) -> None:
    assert nighttime(text) == hours


@settings(deadline=None)
@given(st.integers(0, 1439), st.integers(0, 23), st.dates(date(2026, 1, 2), date(2027, 12, 31)))
def test_an_hour_alone_is_the_last_one_there_was(minute: int, hour: int, on: date) -> None:
    now = datetime.combine(on, time(*divmod(minute, 60)))
    [(moment, _)] = told(f"calf {hour:02}:00", now).cramps
    assert not moment.future
    assert timedelta(0) <= now - moment.at < DAY
    same = moment.at.hour == hour or (
        10 <= hour <= 12 and moment.at.hour % 12 == hour % 12
    )  # 10:00 may be of the night
    assert same or now == moment.at  # a clock a little ahead is now
