"""Any text gets an answer, soon, and for a reason."""

import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crampbot_chat.parse import lines
from crampbot_chat.understand import Context, Ear, concerns, cry, limits, still, stop, understand
from crampbot_chat.understand.amends import amends, deleted
from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.nighttime import nighttime
from crampbot_chat.understand.past import MOST

NOW = dt.datetime(2026, 3, 14, 3, 2, tzinfo=dt.UTC)
HOURS = [dt.datetime(2026, 3, 14, hour, 5) for hour in (9, 3, 0, 12, 16, 23)]  # noqa: DTZ001 - a wall clock
WORDS = sorted(lexicon("en").known)
STATES = ("", "relief", "log_details", "reminder_fired")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.sampled_from(STATES), st.sampled_from(["en", "de", "fr", "xx", ""]))
def test_any_text_gets_an_answer(text: str, state: str, language: str) -> None:
    said = understand(text, now=NOW, context=Context(state), language=language)
    assert said.intent
    assert 0 <= said.confidence <= 1
    assert said.why
    for ask in (concerns, cry, stop, still, limits):
        ask(text, language)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS) | st.sampled_from(["no", "?", ",", "7/10", "3am", "20", "\N{LEG}"]), max_size=25)
)
def test_any_words_of_ours_get_an_answer(words: list[str]) -> None:
    assert understand(" ".join(words), now=NOW).intent


LONG_TEXTS = (
    "a" * 10_000,
    "calf " * 2_000,
    "no " * 3_333,
    "'" * 10_000,
    "?" * 10_000,
    "xq zv " * 1_666,
    "\N{LEG}" * 10_000,
    "7/10 " * 2_000,
    "my calf is swollen and hot, " * 357,
    "not not gone " * 770,
    "half an hour and " * 588,
    "a\u0301" * 5_000,
    "how how do i " * 770,
    " ".join(WORDS)[:10_000],
    "3am:3am.3am/" * 833,
)


@pytest.mark.parametrize("text", LONG_TEXTS, ids=lambda text: text[:12])
def test_ten_thousand_characters_are_read_in_time(text: str) -> None:
    understand("calf", now=NOW)  # the word lists are loaded once
    least = min(_seconds(text) for _ in range(3))
    assert least < 0.05


LONG_TALES = (
    "calf at 1, " * 909,
    "a " * 5_000,
    "helped and " * 909,
    "#a" * 5_000,
    "took " * 2_000,
    "not the a " * 1_000,
    "12/3 " * 2_000,
)


@pytest.mark.parametrize("text", [*LONG_TEXTS, *LONG_TALES], ids=lambda text: text[:12])
def test_ten_thousand_characters_of_a_diary_are_read_in_time(text: str) -> None:
    ear = Ear(text)
    assert ear.said.intent
    least = min(_telling(ear.text) for _ in range(3))
    assert least < 0.05


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join), st.sampled_from(HOURS))
def test_any_tale_is_over_or_still_to_come(text: str, now: dt.datetime) -> None:
    told = Ear(text).told(now)
    assert 1 <= len(told.cramps) <= MOST
    for moment, _ in told.cramps:
        assert moment.future or moment.at <= now
    amends(text, now)
    deleted(text)
    nighttime(text)


def _telling(text: str) -> float:
    """How long it takes to hear all that a diary asks, apart from the intent."""
    ear = Ear(text)
    assert ear.said
    start = time.perf_counter()
    ear.told(HOURS[0])
    assert ear.notes is not None
    assert ear.helped is not None
    assert ear.tells is not None
    assert ear.another is not None
    amends(text, HOURS[0])
    deleted(text)
    nighttime(text)
    return time.perf_counter() - start


def _seconds(text: str) -> float:
    start = time.process_time()
    understand(text, now=NOW)
    return time.process_time() - start


def test_json_lines_are_answered_one_for_one() -> None:
    asked = [
        '{"id": "1", "text": "calf", "now": "2026-11-24T14:05", "tz": "Europe/Berlin"}',
        "",
        '{"id": "2", "text": ""}',
    ]
    assert len(list(lines(asked))) == 2
