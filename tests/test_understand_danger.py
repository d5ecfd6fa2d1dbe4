"""Never a danger sign answered with a stretch: every flagged phrase through the real routes, at night."""

import pytest
import understanding
from house import LIBRARY

from crampbot_chat.ids import Ids
from crampbot_chat.model import Account, Address, Event, Para, Steps, Text, plain
from crampbot_chat.protocols import LIMITS
from crampbot_chat.routes import route
from crampbot_chat.store.people import Person
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

NOW = 1_773_453_720_000  # 2026-03-14 03:02 in Berlin
HERE = Address("terminal", "", "here")
ACTS = {
    rung.act
    for muscle in LIBRARY.protocols("").muscles.values()
    if muscle.covered
    for limit in ("", *LIMITS)
    for rung in muscle.ladder((limit,))
}
SETS = ("dev_redflags", "fresh_redflags_open", "fresh_redflags_frozen", "more_redflags", "rounds_redflags", "safety")


def flagged(name: str) -> list[str]:
    """Every phrase of a set that is labelled as a danger for today."""
    if name == "safety":
        return [row["text"] for row in understanding.safety() if row["kind"] == "fire" and row["tier"] in {"1", "2"}]
    return [item["text"] for item in understanding.load(name) if item["flag"]]


def is_heard(text: str) -> bool:
    danger = Ear(text).danger
    return danger is not None and danger.tier <= 2


def answer(text: str) -> list[str]:
    person = Person("p", HERE, zone="Europe/Berlin")
    event = Event("e", Account("terminal", "", "me"), HERE, NOW, Text(text), "en", "Europe/Berlin")
    turn = Turn(event, NOW, person, LIBRARY, Ids(lambda: NOW), reminders=[], marks=[])
    try:
        route(turn)
    except Exception as error:
        error.add_note(f"The phrase was: {text}")
        raise
    paragraphs = (block for _, message, *_ in turn.said for block in message.blocks if isinstance(block, Para))
    steps = (block for _, message, *_ in turn.said for block in message.blocks if isinstance(block, Steps))
    lines = [line for para in paragraphs for line in plain(para.spans).split("\n")]
    return lines + [plain(item) for step in steps for item in step.items]


def test_an_act_is_seen_when_it_is_said() -> None:
    assert ACTS.intersection(answer("calf cramp"))


def test_hardly_any_is_missed() -> None:
    phrases = {text for name in SETS for text in flagged(name)}
    missed = [text for text in sorted(phrases) if not is_heard(text)]
    assert len(missed) <= len(phrases) // 100, missed


@pytest.mark.parametrize("name", SETS)
def test_no_stretch_is_said(name: str) -> None:
    heard = [text for text in sorted(set(flagged(name))) if is_heard(text)]
    stretched = [(text, said) for text in heard if (said := ACTS.intersection(answer(text)))]
    assert heard
    assert not stretched, "\n".join(f"{text}: {said}" for text, said in stretched)
