"""Slack's modals: every form fits, opens within its three seconds or is answered in words, says what is wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from typing import Any

import pytest
from fakes.slack import FakeSlack
from fakes.slack_modal import modal_complaints
from house import LIBRARY
from slack_rig import ANN, Ear, by_http, message, private

from crampbot_chat.adapters.slack import Pages
from crampbot_chat.adapters.slack.forms import view
from crampbot_chat.forms import forms
from crampbot_chat.model import Choice, Choices, Filled, Message, Opened, Para, Press, Span, Text
from crampbot_chat.platforms import typed_forms

FORMS = forms(LIBRARY)
PAGES = Pages(forms=FORMS, typed=typed_forms(LIBRARY.words("")))
TOKEN = "1 forms.open change 0123456789abcdef"
TRIGGER = 3  # seconds that Slack waits for an answer
OFFER = Message("reminders.one", (Para((Span("A reminder"),)), Choices((Choice("In a form", TOKEN, form=True),))))


@asynccontextmanager
async def offered() -> AsyncIterator[tuple[FakeSlack, Ear]]:
    """Somebody who sees a button that opens a form."""
    async with by_http(pages=PAGES) as (fake, slack, ear):
        fake.world.user(ANN)
        await slack.send(private(), OFFER)
        yield fake, ear


@pytest.mark.parametrize("language", LIBRARY.languages)
def test_every_form_is_one_that_slack_takes(language: str) -> None:
    for form in forms(LIBRARY, language).values():
        assert modal_complaints(view(form, "x" * 32)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title", "text"), "x" * 25),
        (("submit",), None),
        (("blocks",), []),
        (("blocks", 0, "label", "text"), ""),
        (("blocks", 0, "element", "type"), "slider"),
        (("blocks", 0, "element", "max_length"), 3001),
        (("blocks", 3, "element", "options"), []),
        (("blocks", 1, "block_id"), "what"),
        (("colour",), "red"),
    ],
    ids=str,
)
def test_the_pretended_slack_refuses_what_slack_refuses(path: tuple[Any, ...], value: Any) -> None:
    wrong = deepcopy(view(FORMS["remind"], ""))
    part: Any = wrong
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert modal_complaints(wrong) != []


async def test_a_button_opens_its_form_and_the_core_hears_what_is_sent() -> None:
    async with offered() as (fake, ear):
        await (await fake.presses(ANN, "In a form")).done()
        assert fake.world.opened["private_metadata"] == "0123456789abcdef"
        assert ear.events == []
        await (await fake.submits(ANN, {"what": "call Tom", "hour": "21:30", "repeat": "Every day"})).done()
        [event] = ear.events
        values = {"what": "call Tom", "hour": "21:30", "repeat": "daily"}
        assert event.what == Filled("change", "0123456789abcdef", values)
        assert event.where == private()
        assert fake.world.opened == {}


@pytest.mark.parametrize("trouble", ["expired_trigger_id", "internal_error", "500", "reset", "hang"])
async def test_a_form_that_did_not_open_is_answered_in_words(trouble: str) -> None:
    async with offered() as (fake, ear):
        fake.trouble("views.open", trouble)
        async with asyncio.timeout(TRIGGER):
            await (await fake.presses(ANN, "In a form")).done()
        assert [event.what for event in ear.events] == [Press(TOKEN)]


async def test_a_command_alone_opens_a_form_and_with_more_words_it_is_heard() -> None:
    async with by_http(pages=PAGES) as (fake, _, ear):
        await (await fake.commands(ANN, "", text="Remind")).done()
        assert fake.world.opened["callback_id"] == "remind"
        await (await fake.commands(ANN, "", text="log")).done()
        assert fake.world.opened["callback_id"] == "log"
        await (await fake.commands(ANN, "", text="remind me at 9")).done()
        await (await fake.commands(ANN, "", text="")).done()
        assert [event.what for event in ear.events] == [Text("remind me at 9"), Opened()]


async def test_what_is_wrong_stands_below_its_field_and_the_form_stays() -> None:
    async with offered() as (fake, ear):
        await (await fake.presses(ANN, "In a form")).done()
        ear.wrong = {"hour": "That time is over."}
        await (await fake.submits(ANN, {"hour": "01:00"})).done()
        assert fake.world.complained == ear.wrong
        ear.wrong = {}
        await (await fake.submits(ANN, {"hour": "23:00"})).done()
        assert fake.world.opened == {}
        assert [event.what for event in ear.events] == [Filled("change", "0123456789abcdef", {"hour": "23:00"})]


async def test_another_button_is_no_form() -> None:
    async with by_http(pages=PAGES) as (fake, slack, ear):
        fake.world.user(ANN)
        await slack.send(private(), message("Calf?", "Gone"))
        await (await fake.presses(ANN, "Gone")).done()
        assert [event.what for event in ear.events] == [Press("gone")]
        assert fake.world.opened == {}
