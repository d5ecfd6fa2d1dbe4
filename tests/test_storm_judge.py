"""The judge of the storm (benchmarks/chaos.py) lets right conversations pass, and no wrong one."""

import pytest
from crowd import PATIENCE, Talk, problem, unlike
from msgspec.structs import replace

from crampbot_chat.store.diary import Cramp

TALK = Talk(7, [100.0, 101.0, 102.0], [(50_000, 50_000), (51_000, 51_000), (52_000, 53_000)])
STORY = ["bed", "opposite", "gone"]
CRAMP = Cramp("a", 50_000, "calf", "", lasted_to=53_000, ended_at=53_000, helped="opposite")


def test_the_usual_conversation_is_right() -> None:
    assert problem(TALK, STORY, 102.1) == ""
    assert unlike(TALK, STORY, [CRAMP]) == ""


def test_a_third_method_is_right_if_there_was_time_for_it() -> None:
    story = ["bed", "opposite", "stand", "gone"]
    assert problem(TALK, story, 102.1) == "taken twice"
    assert problem(TALK, story, 100 + PATIENCE + 1) == ""
    assert unlike(TALK, story, [replace(CRAMP, helped="stand")]) == ""


@pytest.mark.parametrize("story", [["bed", "gone"], ["bed", "stand", "gone"], ["opposite", "bed", "gone"], STORY[:2]])
def test_what_somebody_missed_or_saw_out_of_order_is_wrong(story: list[str]) -> None:
    assert problem(TALK, story, 102.1) == "not in order"


@pytest.mark.parametrize(
    "cramps",
    [
        [],
        [CRAMP, CRAMP],
        [replace(CRAMP, helped="stand")],
        [replace(CRAMP, ended_at=None)],
        [replace(CRAMP, ended_at=54_000)],
        [replace(CRAMP, started_at=51_000)],
    ],
)
def test_a_diary_that_tells_another_story_is_wrong(cramps: list[Cramp]) -> None:
    assert unlike(TALK, STORY, cramps)
