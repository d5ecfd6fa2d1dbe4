"""Reminder language: labelled phrases, the doubtful and the impossible, and that nothing makes it fail."""

import json
import random
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crampbot_chat.parse import lines
from crampbot_chat.when.read import read
from crampbot_chat.when.reading import Habits, Reading
from crampbot_chat.when.rule import upcoming
from crampbot_chat.when.said import Anchor, Condition
from crampbot_chat.when.say import explained
from crampbot_chat.when.words import lexicon
from crampbot_chat.when.zones import at, instant, local

PHRASES = Path(__file__).parent / "phrases"
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
TUESDAY = "2026-11-24T14:05"
EARLY = "2026-11-25T03:12"


def reading(text: str, now: str = TUESDAY, zone: str = NEW_YORK, **more: Any) -> Reading:
    found = read(text, now=local(at(datetime.fromisoformat(now), zone), zone), zone=zone, **more)
    assert found, text
    return found


def rings(found: Reading, now: str = TUESDAY, zone: str = NEW_YORK, how_many: int = 3) -> list[str]:
    if found.at is not None:
        return [local(found.at, zone).isoformat()[:16]]
    assert found.rule
    moments = upcoming(found.rule, at(datetime.fromisoformat(now), zone), how_many)
    return [local(moment, zone).isoformat()[:16] for moment in moments]


def same(wanted: dict[str, Any], found: dict[str, Any] | None) -> bool:
    if not found or wanted["kind"] != found["kind"]:
        return False
    shown = [datetime.fromisoformat(text).astimezone(UTC).replace(second=0) for text in found["next"]]
    return wanted["kind"] in {"ask", "refuse"} or shown == [datetime.fromisoformat(text) for text in wanted["next"]]


def words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter == "'" else " " for letter in text.lower()).split()


@pytest.mark.parametrize(("corpus", "strict_at_least"), [("reminders", 0.99), ("reminders_own", 0.99)])
def test_the_labelled_phrases_are_understood(corpus: str, strict_at_least: float) -> None:
    items = [json.loads(line) for line in (PHRASES / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines()]
    strict, wrong, tasks = 0, [], []
    for item, line in zip(items, lines(map(json.dumps, items)), strict=True):
        found = json.loads(line)["reminder"]
        exact = same(item, found)
        strict += exact
        if not exact and not any(same(other, found) for other in item["accept"]):
            wrong.append((item["id"], item["text"], found))
        elif found and words(found["task"]) != words(item["task"]) and item["kind"] in {"once", "recurring"}:
            tasks.append((item["id"], item["text"], found["task"]))
    assert not wrong
    assert not tasks
    assert strict / len(items) >= strict_at_least


@pytest.mark.parametrize(
    ("text", "locale", "zone", "expected", "task"),
    [
        (
            "erinnere mich morgen um 8 Uhr daran, Wasser zu trinken",
            "de-DE",
            BERLIN,
            "2026-11-25T08:00",
            "Wasser zu trinken",
        ),
        ("heute Abend um halb neun dehnen", "de-DE", BERLIN, "2026-11-24T20:30", "dehnen"),
        ("jeden Tag um 22:15 dehnen", "de-DE", BERLIN, "2026-11-24T22:15", "dehnen"),
        ("am 24.12. um 9 Uhr Oma anrufen", "de-DE", BERLIN, "2026-12-24T09:00", "Oma anrufen"),
        ("montags und donnerstags um 18 Uhr Sport", "de-DE", BERLIN, "2026-11-26T18:00", "Sport"),
        ("vor dem Schlafengehen dehnen", "de-DE", BERLIN, "2026-11-24T22:00", "dehnen"),
        ("rappelle-moi demain à 8h de boire", "fr-FR", "Europe/Paris", "2026-11-25T08:00", "boire"),
        ("tous les lundis à 18h sport", "fr-FR", "Europe/Paris", "2026-11-30T18:00", "sport"),
        ("dans une demi-heure boire", "fr-FR", "Europe/Paris", "2026-11-24T14:35", "boire"),
        ("recuérdame mañana a las 8 beber agua", "es-ES", "Europe/Madrid", "2026-11-25T08:00", "beber agua"),
        ("a las 9 y media de la noche estirar", "es-ES", "Europe/Madrid", "2026-11-24T21:30", "estirar"),
        ("ricordami domani alle 8 di bere", "it-IT", "Europe/Rome", "2026-11-25T08:00", "bere"),
        ("ogni lunedì alle 18 sport", "it-IT", "Europe/Rome", "2026-11-30T18:00", "sport"),
        ("herinner me morgen om 8 uur aan water", "nl-NL", "Europe/Amsterdam", "2026-11-25T08:00", "water"),
        ("vanavond om half negen rekken", "nl-NL", "Europe/Amsterdam", "2026-11-24T20:30", "rekken"),
        ("over 2 uur drinken", "nl-NL", "Europe/Amsterdam", "2026-11-24T16:05", "drinken"),
    ],
)
def test_other_languages(text: str, locale: str, zone: str, expected: str, task: str) -> None:
    found = reading(text, zone=zone, locale=locale)
    assert (rings(found, zone=zone)[0], found.task) == (expected, task)


@pytest.mark.parametrize(
    ("text", "reason", "options"),
    [
        ("every day at 6 stretch", "half", ["2026-11-24T18:00", "2026-11-25T06:00"]),
        ("remind me next friday at 9am", "which_day", ["2026-12-04T09:00", "2026-11-27T09:00"]),
        ("remind me on 4/5 at 9am", "which_day", ["2027-04-05T09:00", "2027-05-04T09:00"]),
        ("remind me at 9 or 10 tonight", "choice", ["2026-11-24T21:00", "2026-11-24T22:00"]),
        ("remind me friday at midnight", "which_day", ["2026-11-28T00:00", "2026-11-27T00:00"]),
        ("every second tuesday at 5pm", "second", ["2026-11-24T17:00", "2026-12-08T17:00"]),
        ("remind me monday and friday at 9am", "days", ["2026-11-27T09:00"]),
        ("twice a day stretch", "times", ["2026-11-24T19:00"]),
        ("remind me next week", "which_day", ["2026-11-30T09:00", "2026-12-01T09:00"]),
        ("remind me when i get home", "event", []),
        ("remind me in a bit", "when", []),
        ("every few hours", "often", []),
        ("every night at 10pm take one every other day", "conflict", []),
    ],
)
def test_what_is_doubtful_is_asked_with_its_readings(text: str, reason: str, options: list[str]) -> None:
    found = reading(text)
    assert (found.kind, found.reason) == ("ask", reason)
    assert [rings(option)[0] for option in found.alternatives] == options


def test_the_sleepers_clock() -> None:
    asked = reading("remind me tomorrow at 9am to stretch", EARLY)
    assert asked.kind == "ask"
    assert [rings(option)[0] for option in asked.alternatives] == ["2026-11-25T09:00", "2026-11-26T09:00"]
    assert rings(reading("remind me in the morning", EARLY)) == ["2026-11-25T09:00"]
    assert rings(reading("remind me this morning at 7", EARLY)) == ["2026-11-25T07:00"]
    assert rings(reading("remind me tonight at 4", EARLY)) == ["2026-11-25T04:00"]
    assert rings(reading("remind me tonight at 10pm", EARLY)) == ["2026-11-25T22:00"]
    assert rings(reading("remind me tonight at 2", "2026-11-24T23:30")) == ["2026-11-25T02:00"]
    late = reading("remind me tomorrow at 9am", "2026-11-25T06:30", habits=Habits(waking=7 * 60))
    assert late.kind == "ask"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("remind me on 31 february", "impossible_date"),
        ("remind me at 25:00", "impossible_time"),
        ("remind me at 9:75pm", "impossible_time"),
        ("remind me yesterday at 5", "past"),
        ("remind me 2 hours ago", "past"),
        ("remind me on 2020-01-01", "past"),
        ("today at 9am remind me", "past"),
        ("every 0 minutes", "zero"),
        ("every second remind me", "too_often"),
        ("every day between 5pm and 5pm every hour", "empty"),
        ("every day at 9pm until yesterday", "past"),
        ("remind me in 5000 years", "far"),
        ("FREQ=SECONDLY", "too_often"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "impossible_date"),
        ("remind me at 0 9 * * 9", "impossible_time"),
        ("remind me at 1500000000", "past"),
    ],
)
def test_what_is_impossible_is_refused_with_a_reason(text: str, reason: str) -> None:
    found = reading(text)
    assert (found.kind, found.reason) == ("refuse", reason)


def test_beyond_the_clock() -> None:
    before_bed = reading("remind me half an hour before bed to stretch", habits=Habits(bedtime=23 * 60))
    assert before_bed.anchor == Anchor("bedtime", -30)
    assert rings(before_bed) == ["2026-11-24T22:30"]
    assert reading("every morning at 8 if i cramped last night remind me to drink").condition == Condition("cramped")
    assert reading("stretch at 8pm on days with sport").condition == Condition("sport")
    assert reading("stretch every evening at 9 until 14 quiet nights").condition == Condition("quiet", 14)
    assert reading("remind me at 9pm to log only if i haven't logged").condition == Condition("unlogged")
    nagging = reading("remind me at 8pm to take my pill and nag me until i confirm")
    assert (nagging.nag, nagging.task) == (10, "take my pill")
    done = reading("every! 3 days at 8pm heat pack")
    assert done.rule
    assert done.rule.from_done
    other = reading("/remind @anna to stretch at 5pm")
    assert (other.who, other.task) == ("@anna", "stretch")


def test_zones_after_a_time_and_ordinary_words_that_are_none() -> None:
    assert rings(reading("remind me at 9am CET")) == ["2026-11-25T03:00"]
    assert rings(reading("tomorrow 17:00 Europe/Berlin deploy")) == ["2026-11-25T11:00"]
    assert rings(reading("at 8pm London time")) == ["2026-11-24T15:00"]
    assert rings(reading("tomorrow at 09:00 +02:00 call")) == ["2026-11-25T02:00"]
    eat = reading("at 9am eat a banana")
    assert (rings(eat), eat.task) == (["2026-11-25T09:00"], "eat a banana")
    assert rings(reading("at 9pm IST", zone="Asia/Jerusalem"), zone="Asia/Jerusalem") == ["2026-11-24T21:00"]


def test_experts_are_taken_at_their_word() -> None:
    assert rings(reading("RRULE:FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=7;BYMINUTE=30 swim"))[:2] == [
        "2026-11-26T07:30",
        "2026-11-30T07:30",
    ]
    cron = reading("remind me 30 21 * * 1-5 stretch")
    assert (rings(cron)[0], cron.task) == ("2026-11-24T21:30", "stretch")
    assert rings(reading("0 12 1,15 * * pay")) == ["2026-12-01T12:00", "2026-12-15T12:00", "2027-01-01T12:00"]
    assert rings(reading("*/30 9-10 * * * sip"))[:2] == ["2026-11-25T09:00", "2026-11-25T09:30"]
    assert rings(reading("0 9 13 * fri boo"), how_many=4)[:2] == ["2026-11-27T09:00", "2026-12-04T09:00"]
    assert rings(reading("remind me at 1796000000 to check")) == ["2026-11-29T19:53"]


def test_quotes_shield_their_text_and_only_the_ends_are_read() -> None:
    assert rings(reading('remind me at 8pm "call at 9am tomorrow"')) == ["2026-11-24T20:00"]
    assert reading('remind me at 8pm "call at 9am tomorrow"').task == "call at 9am tomorrow"
    report = reading("remind me to read the monthly report on friday at 9am")
    assert (rings(report), report.task) == (["2026-11-27T09:00"], "read the monthly report")
    assert reading("every sunday at 8pm remind me weekly plan").task == "weekly plan"


def test_the_persons_own_hours_and_order_of_dates_count() -> None:
    owl = Habits(morning=11 * 60, default=10 * 60, day_first=True)
    assert rings(reading("remind me tomorrow morning", habits=owl)) == ["2026-11-25T11:00"]
    assert rings(reading("remind me tomorrow", habits=owl)) == ["2026-11-25T10:00"]
    assert rings(reading("remind me on 4/5", habits=owl)) == ["2027-05-04T10:00"]


def test_it_says_which_words_it_took_for_time() -> None:
    found = reading("remind me every other tue at half 9 pm to stretch")
    assert [step.words for step in found.why] == ["every other tue", "at half 9 pm"]


def test_everything_is_explained_in_words() -> None:
    found = reading("every other tue at half 9 pm stretch")
    assert explained(found) == ["“every other tue” says that it repeats.", "“at half 9 pm” is the time of day."]
    assert explained(reading("remind me tomorrow")) == [
        "“tomorrow” is the day.",
        "No hour was said, so I use your usual one.",
    ]
    for corpus in ("reminders", "reminders_own"):
        for line in (PHRASES / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            answer = reading(item["text"], item["now"], item["tz"])
            assert all(explained(answer)) or not answer.why


@pytest.mark.parametrize("text", ["calf cramp", "hello", "", "it is gone", "does magnesium help", "😀", "25 legs"])
def test_what_says_nothing_of_when_is_no_reminder(text: str) -> None:
    assert read(text, now=datetime(2026, 11, 24, tzinfo=UTC), zone="UTC") is None


TIME_WORDS = st.sampled_from(
    [
        *sorted(lexicon().words),
        "remind me",
        "every",
        "at",
        "9",
        "10:30",
        "5pm",
        "31.12.",
        "2027",
        "1/2",
        "1h30",
        "until",
        '"',
        "'",
        "-",
        "24:00",
    ]
)


def check(text: str, now: datetime, locale: str) -> None:
    found = read(text, now=now, zone=BERLIN, locale=locale)
    if found is None:
        return
    assert found.kind in {"once", "recurring", "ask", "refuse"}
    for one in (found, *found.alternatives):
        if one.kind == "once":
            assert one.at is not None
            assert one.at > instant(now)
        if one.kind == "recurring":
            assert one.rule
            assert upcoming(one.rule, instant(now), 1), text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en-US", "en-GB", "de", "xx"]))
def test_any_text_has_an_answer(text: str, locale: str) -> None:
    check(text, datetime(2026, 11, 24, 14, 5, tzinfo=UTC), locale)


@settings(max_examples=600, deadline=None)
@given(
    st.lists(TIME_WORDS, max_size=9).map(" ".join),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_any_salad_of_time_words_has_an_answer(text: str, wall: datetime) -> None:
    check(text, local(at(wall.replace(microsecond=0), BERLIN), BERLIN), "en-GB")


@pytest.mark.parametrize(
    "piece", ["every ", "9 ", "mon and ", "1h ", "1/2", '"', " ", "1-", "FREQ=DAILY;", "* ", "until ", "a.", "1" * 50]
)
def test_long_texts_take_no_time(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    began = time.perf_counter()
    read(text, now=datetime(2026, 11, 24, tzinfo=UTC), zone="UTC")
    assert time.perf_counter() - began < 1  # about 20 ms; what backtracks would take minutes


def test_the_middle_of_a_long_text_is_not_read() -> None:
    chance = random.Random(1)
    filler = " ".join(chance.choice(["calf", "water", "at 5pm", "walk"]) for _ in range(2000))
    found = reading(f"remind me tomorrow at 9am to {filler}")
    assert rings(found) == ["2026-11-25T09:00"]
