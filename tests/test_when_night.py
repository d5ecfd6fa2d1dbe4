"""The night's border, the sleeper's clock, and finding a person's zone."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crampbot_chat.when.clockface import zone_from_clock
from crampbot_chat.when.night import after_sleep, awake_late, evening_of, night_of, night_span
from crampbot_chat.when.places import called, places, zones_in, zones_named
from crampbot_chat.when.zones import at, known

BERLIN = "Europe/Berlin"


def clock(text: str) -> datetime:
    """A wall time, which carries no zone."""
    return datetime.fromisoformat(text)


NOON_IN_NEW_YORK = at(clock("2026-11-24T12:00"), "America/New_York")


def test_two_in_the_morning_belongs_to_the_night_before() -> None:
    thursday = at(clock("2026-03-12T02:00"), BERLIN)
    assert night_of(thursday, BERLIN) == date(2026, 3, 11)
    assert night_of(thursday, BERLIN, border=time(1)) == date(2026, 3, 12)


@given(
    st.datetimes(clock("1990-01-01T00:00"), clock("2037-01-01T00:00")),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_every_instant_lies_in_the_span_of_its_night(wall: datetime, border: time) -> None:
    moment = at(wall, BERLIN)
    begins, ends = night_span(night_of(moment, BERLIN, border), BERLIN, border)
    assert begins <= moment < ends or border.hour <= 3


def test_the_sleepers_clock() -> None:
    late, early = at(clock("2026-11-25T03:12"), BERLIN), at(clock("2026-11-25T07:00"), BERLIN)
    assert awake_late(late, BERLIN)
    assert not awake_late(early, BERLIN)
    assert (evening_of(late, BERLIN), after_sleep(late, BERLIN)) == (date(2026, 11, 24), date(2026, 11, 25))
    assert (evening_of(early, BERLIN), after_sleep(early, BERLIN)) == (date(2026, 11, 25), date(2026, 11, 26))


def test_every_place_names_a_zone_of_the_database() -> None:
    assert {place.zone for place in places()} <= set(known().values())


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("mumbai", "Asia/Kolkata"),
        ("Amsterdm", "Europe/Amsterdam"),
        ("new yrok", "America/New_York"),
        ("Deutschland", "Europe/Berlin"),
        ("pacific time", "America/Los_Angeles"),
        ("newfoundland time", "America/St_Johns"),
        ("arizona time", "America/Phoenix"),
        ("europe/berlin", "Europe/Berlin"),
        ("usa", "America/New_York"),
        ("CET", "Europe/Berlin"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(said: str, zone: str) -> None:
    assert zones_named(said, language="de")[0] == zone


@pytest.mark.parametrize("word", ["get", "me", "stretch", "to", "", "calf cramp", "tomorrow"])
def test_an_ordinary_word_is_no_zone(word: str) -> None:
    assert zones_named(word) == []


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("i live in berlin", "Europe/Berlin"),
        ("i'm on pacific time", "America/Los_Angeles"),
        ("newfoundland time pls", "America/St_Johns"),
        ("arizona time (no dst)", "America/Phoenix"),
        ("my timezone is eastern", "America/New_York"),
        ("i am from mumbai set time accordingly", "Asia/Kolkata"),
        ("timezone Europe/Berlin", "Europe/Berlin"),
        ("we moved to new zealand", "Pacific/Auckland"),
        ("I'm in the UK", "Europe/London"),
        ("i live in amsterdm", "Europe/Amsterdam"),
        ("now in LA", "America/Los_Angeles"),
        ("ich wohne in wien", "Europe/Vienna"),
        ("set it to IST", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_in_a_sentence(said: str, zone: str) -> None:
    assert zones_in(said)[0] == zone


@pytest.mark.parametrize(
    "said", ["", "how do i set my time zone", "la la la", "that was a nice bath", "act now", "eat this"]
)
def test_a_sentence_without_a_place_names_no_zone(said: str) -> None:
    assert zones_in(said) == []


def test_a_shared_name_means_the_persons_own_zone() -> None:
    assert zones_named("IST", own="Asia/Jerusalem")[0] == "Asia/Jerusalem"
    assert called("ist", own="Europe/Dublin") == "Europe/Dublin"
    assert called("ist") == "Asia/Kolkata"
    assert not called("get")


@pytest.mark.parametrize(
    ("said", "language", "first"),
    [
        ("12:02", "en-US", "America/New_York"),
        ("18:00", "de", BERLIN),
        ("6pm", "fr", "Europe/Paris"),
        ("18h", "fr", "Europe/Paris"),
        ("it's five in the evening", "en-GB", "Europe/London"),
        ("12.01 Uhr", "en-US", "America/New_York"),
        ("quarter past 6 pm", "de-AT", "Europe/Vienna"),
        ("1802", "de-DE", "Europe/Berlin"),
        ("noon", "en-US", "America/New_York"),
        ("5:03 pm", "en-GB", "Europe/London"),
        ("22:29", "en-IN", "Asia/Kolkata"),
        ("10.30", "en-IN", "Asia/Kolkata"),
    ],
)
def test_what_the_clock_shows_tells_the_zone(said: str, language: str, first: str) -> None:
    assert (
        zone_from_clock(
            (NOON_IN_NEW_YORK + 900_000 if "quarter" in said else NOON_IN_NEW_YORK), said, language=language
        )[0]
        == first
    )


def test_a_half_day_is_doubtful_and_nonsense_is_nothing() -> None:
    assert len(zone_from_clock(NOON_IN_NEW_YORK, "6:00")) > len(zone_from_clock(NOON_IN_NEW_YORK, "6:00 pm"))
    for nonsense in ("", "no idea", "25:00", "28 pm", "9:75", "24 December", "not on 2 May"):
        assert zone_from_clock(NOON_IN_NEW_YORK, nonsense) == []
