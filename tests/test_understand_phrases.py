"""The labelled phrases: how much of them is understood may only grow."""

import learn
import pytest
import understanding

from crampbot_chat.understand.lexicon import CONTENT


@pytest.mark.parametrize(
    ("name", "intent", "joint", "hard"),
    [
        ("dev_messages", 97, 95, 96),
        ("fresh_messages_open", 95, 93, 0),
        ("fresh_messages_frozen", 95, 93, 0),
        ("more_slots", 97, 95, 0),
    ],
)
def test_messages(name: str, intent: float, joint: float, hard: float) -> None:
    got = understanding.messages(name)
    assert got["intent"] >= intent, got
    assert got["joint"] >= joint, got
    assert got["hard"] >= hard, got


@pytest.mark.parametrize(
    ("name", "lenient", "top3", "none"),
    [
        ("dev_questions", 96, 97, 85),
        ("fresh_questions_open", 95, 95, 80),
        ("fresh_questions_frozen", 95, 95, 66),
        ("more_questions", 97, 98, 90),
    ],
)
def test_questions(name: str, lenient: float, top3: float, none: float) -> None:
    got = understanding.questions(name)
    assert got["lenient"] >= lenient, got
    assert got["top3"] >= top3, got
    assert got["none"] >= none, got


@pytest.mark.parametrize(
    ("name", "recall", "right", "alarms"),
    [
        ("dev_redflags", 98, 92, 3),
        ("fresh_redflags_open", 98, 92, 3),
        ("fresh_redflags_frozen", 98, 92, 7),
        ("more_redflags", 99, 95, 1),
    ],
)
def test_red_flags(name: str, recall: float, right: float, alarms: float) -> None:
    got = understanding.redflags(name)
    assert got["recall"] >= recall, got
    assert got["right"] >= right, got
    assert got["alarms"] <= alarms, got


def test_more_messages() -> None:
    got = understanding.messages("more_messages")
    assert got["intent"] >= 97, got


@pytest.mark.parametrize("table", ["wants", "topics", "flags"])
def test_the_weights_were_learnt_from_these_phrases(table: str) -> None:
    first = (CONTENT / "en" / "lexicon" / f"weights_{table}.tsv").read_text("utf-8").partition("\n")[0]
    assert learn.digest() in first, "phrases have changed: PYTHONPATH=src:tests python tests/learn.py"


def test_the_frozen_phrases_are_not_learnt() -> None:
    assert not any("frozen" in name for name in (*learn.MESSAGES, *learn.QUESTIONS, *learn.REDFLAGS))
