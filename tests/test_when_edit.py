"""Changing a reminder in plain words."""

from datetime import datetime

import pytest

from crampbot_chat.model import Millis
from crampbot_chat.when.edit import Edit, edit
from crampbot_chat.when.read import read
from crampbot_chat.when.rule import Rule, upcoming
from crampbot_chat.when.say import echo
from crampbot_chat.when.zones import at, instant, local

ZONE = "Europe/London"
NOW = local(at(datetime.fromisoformat("2026-11-24T14:05"), ZONE), ZONE)


def known(text: str) -> Rule | Millis:
    found = read(text, now=NOW, zone=ZONE)
    assert found
    what = found.rule or found.at
    assert what is not None
    return what


def change(text: str, what: str = "every day at 9pm", *, ringing: bool = False) -> Edit | None:
    return edit(text, known(what), now=NOW, zone=ZONE, locale="en-GB", ringing=ringing)


def shown(moment: Millis | None) -> str:
    assert moment is not None
    return local(moment, ZONE).isoformat()[:16]


def said(found: Edit | None) -> str:
    assert found
    assert found.rule
    return echo(found.rule, instant(NOW)).text.removesuffix(f" ({ZONE})")


@pytest.mark.parametrize(
    ("text", "what", "result"),
    [
        ("move to 21:30", "every day at 9pm", "every day at 21:30"),
        ("#3 to 21:30", "every day at 9pm", "every day at 21:30"),
        ("make it 8", "every day at 9pm", "every day at 20:00"),
        ("make it 8", "every day at 9am", "every day at 08:00"),
        ("weekdays only", "every day at 9pm", "every weekday at 21:00"),
        ("only weekdays", "every 2 hours", "every 2 hours on weekdays starting 24 November 2026 at 16:05"),
        ("mondays and thursdays at 6", "every day at 9pm", "every Monday and Thursday at 18:00"),
        ("every other day", "every day at 9pm", "every 2 days at 21:00 starting 24 November 2026"),
        ("not on fridays", "every day at 9pm", "every day except on Fridays at 21:00"),
        ("until Friday", "every day at 9pm", "every day at 21:00 until 27 November 2026"),
        (
            "until 8pm",
            "every 2 hours",
            "every 2 hours starting 24 November 2026 at 16:05 until 24 November 2026 at 20:00",
        ),
        ("also at 8am", "every day at 9pm", "every day at 08:00 and 21:00"),
        ("an hour later", "every day at 9pm", "every day at 22:00"),
        ("half an hour earlier", "every weekday at 9pm", "every weekday at 20:30"),
        ("in the morning instead", "every day at 9pm", "every day at 09:00"),
        ("every 3 hours", "every 2 hours", "every 3 hours starting 24 November 2026 at 17:05"),
        (
            "change it to noon please",
            "every weekday at 9pm until 1 december",
            "every weekday at 12:00 until 1 December 2026",
        ),
        ("make it daily", "tomorrow at 5pm", "every day at 17:00"),
    ],
)
def test_a_series_is_changed_and_keeps_the_rest(text: str, what: str, result: str) -> None:
    found = change(text, what)
    assert found
    assert found.kind == "rule"
    assert said(found) == result


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("move to 21:30", "2026-11-25T21:30"),
        ("make it friday", "2026-11-27T17:00"),
        ("move it to thursday at 8am", "2026-11-26T08:00"),
        ("an hour earlier", "2026-11-25T16:00"),
        ("in 20 minutes", "2026-11-24T14:25"),
    ],
)
def test_a_single_reminder_is_moved(text: str, moment: str) -> None:
    found = change(text, "tomorrow at 5pm")
    assert found
    assert found.kind == "once"
    assert shown(found.at) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("snooze 25", "2026-11-24T14:30"),
        ("give me 20", "2026-11-24T14:25"),
        ("10 mins pls", "2026-11-24T14:15"),
        ("push it back 2 hours", "2026-11-24T16:05"),
        ("snooze for half an hour", "2026-11-24T14:35"),
        ("remind me again in an hour", "2026-11-24T15:05"),
        ("snooze until 6pm", "2026-11-24T18:00"),
        ("snooze until tomorrow", "2026-11-25T09:00"),
        ("delay 30m", "2026-11-24T14:35"),
    ],
)
def test_a_snooze_never_touches_the_series(text: str, moment: str) -> None:
    found = change(text, ringing=True)
    assert found
    assert (found.kind, found.rule) == ("snooze", None)
    assert shown(found.until) == moment


def test_a_snooze_without_a_length_is_left_to_the_person() -> None:
    for text in ("snooze", "later", "not now"):
        assert change(text, ringing=True) == Edit("snooze")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("pause until Monday", "2026-11-30T00:00"),
        ("pause for a week", "2026-12-01T14:05"),
        ("pause everything until 1 december", "2026-12-01T00:00"),
        ("pause until 6pm", "2026-11-24T18:00"),
        ("pause until tomorrow morning", "2026-11-25T00:00"),
    ],
)
def test_a_pause_ends_when_it_was_said(text: str, moment: str) -> None:
    found = change(text)
    assert found
    assert found.kind == "pause"
    assert shown(found.until) == moment


def test_pause_and_resume_without_a_day() -> None:
    assert change("pause") == Edit("pause")
    assert change("resume") == Edit("resume")


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("skip next", "2026-11-25T21:00"),
        ("skip the next 3", "2026-11-27T21:00"),
        ("skip today", "2026-11-25T21:00"),
        ("skip this one", "2026-11-25T21:00"),
    ],
)
def test_skipping_leaves_out_what_was_said_and_nothing_else(text: str, following: str) -> None:
    found = change(text)
    assert found
    assert found.rule
    assert found.kind == "skip"
    rings = [shown(moment) for moment in upcoming(found.rule, instant(NOW), 2)]
    assert rings[0] == following
    assert found.rule.rrule == "FREQ=DAILY;BYHOUR=21;BYMINUTE=0"


def test_skipping_a_day_keeps_the_next_ring() -> None:
    found = change("skip tomorrow")
    assert found
    assert found.rule
    assert [shown(moment)[:10] for moment in upcoming(found.rule, instant(NOW), 2)] == ["2026-11-24", "2026-11-26"]


def test_the_number_of_the_reminder_is_told() -> None:
    found = change("#3 to 21:30")
    assert found
    assert found.which == 3


def test_what_can_not_be_is_refused_and_what_is_doubtful_is_asked() -> None:
    refused = change("until yesterday")
    assert refused
    assert (refused.kind, refused.reason) == ("refuse", "past")
    asked = change("an hour later", "every 2 hours")
    assert asked
    assert asked.kind == "ask"


@pytest.mark.parametrize("text", ["hello", "calf cramp", "thanks", "", "#3"])
def test_what_changes_nothing_is_no_edit(text: str) -> None:
    assert change(text) is None
