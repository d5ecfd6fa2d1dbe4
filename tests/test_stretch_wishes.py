"""What people ask for when they want a stretch, and what they are shown."""

import json
from pathlib import Path

import pytest
from house import LIBRARY

from crampbot_chat.ids import Ids
from crampbot_chat.model import Account, Address, Event, Text
from crampbot_chat.routes import route
from crampbot_chat.store.people import Person
from crampbot_chat.turn import Turn

AFTERNOON = 1_773_493_200_000  # 2026-03-14 14:00 in Berlin
HERE = Address("terminal", "", "here")
PHRASES = Path(__file__).parent / "phrases"


def shown(words: str) -> list[str]:
    """The keys of what is said, and the stretch or routine that can be started."""
    event = Event("e", Account("terminal", "", "me"), HERE, AFTERNOON, Text(words), "en", "Europe/Berlin")
    turn = Turn(
        event,
        AFTERNOON,
        Person("p", HERE, zone="Europe/Berlin"),
        LIBRARY,
        Ids(lambda: AFTERNOON),
        reminders=[],
        marks=[],
    )
    route(turn)
    starts = [token.split()[-1] for _, token in turn.body.offered if "guided.start" in token]
    return [message.key for _, message in turn.said] + starts


def asked() -> list[str]:
    found = []
    for path in sorted(PHRASES.glob("*messages*.jsonl")):
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        found += [str(one["text"]) for one in lines if one["intent"] == "stretch_routine" and not one.get("context")]
    return sorted(set(found))


@pytest.mark.parametrize("words", asked())
def test_whoever_asks_for_a_stretch_gets_one_or_can_choose(words: str) -> None:
    keys = shown(words)
    honest = any(word in words for word in ("neck", "shoulder"))
    assert any(key.startswith("stretches.") for key in keys) or honest, keys


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("hamstring stretch", "hamstring-sitting"),
        ("how do I stretch my calf", "calf-wall"),
        ("calf stretches before bed", "calf-lying"),
        ("stretch for desk", "PR-03"),
        ("before bed routine", "PR-01"),
        ("seated calf stretch?", "PR-03"),
        ("what can i do on the plane for my legs", "PR-11"),
        ("stretches for pregnancy", "PR-05"),
        ("safe stretches in pregnancy", "PR-05"),
        ("warm up before my run", "PR-14"),
        ("cool down after a run", "PR-04"),
        ("any stretches for runners", "PR-04"),
        ("stretch routine for swimmers", "PR-14"),
        ("gentle leg exercises for an older person", "PR-06"),
        ("stretch with a chair", "PR-06"),
        ("i stand all day, any stretches for my feet", "PR-10"),
        ("stretches for a hot day", "PR-12"),
        ("stretches for hands", "PR-13"),
        ("toe exercises", "PR-07"),
        ("stretch for my hips and hamstrings", "PR-08"),
        ("show me the wall stretch", "PR-02"),
        ("morning stretches in bed", "PR-09"),
    ],
)
def test_what_is_shown_is_what_was_meant(words: str, start: str) -> None:
    assert shown(words)[-1] == start


@pytest.mark.parametrize("words", ["stretch", "/stretch", "stretches please", "give me a routine"])
def test_a_bare_wish_leads_to_the_chooser(words: str) -> None:
    assert shown(words) == ["stretches.choose"]


@pytest.mark.parametrize("words", ["does stretching help", "why should i stretch", "calf cramp"])
def test_a_question_and_a_cramp_are_no_wish(words: str) -> None:
    assert not shown(words)[0].startswith("stretches.")
