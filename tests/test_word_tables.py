"""Each kind of content is complete: muscles, danger signs, stretches, routines, tips, questions, coverage."""

import re

import pytest
from words import (
    ALT,
    AUDIENCE,
    BODIES,
    DANGERS,
    FLAGS,
    FLAGS_FILE,
    MUSCLES,
    PLACES,
    QUESTIONS,
    ROUTINES,
    ROWS,
    RUNGS,
    SPARED,
    STRETCHES,
    TIPS,
    TOPICS,
    WHEN,
    said,
    sentences,
    words,
)

# --- muscles ---------------------------------------------------------------------------------------------------------


def test_all_muscles_are_there() -> None:
    assert list(PLACES) == MUSCLES
    assert PLACES["neck"]["covered"] is False
    assert not any(key.startswith("act") for key in PLACES["neck"])


@pytest.mark.parametrize("muscle", MUSCLES[:-1])
def test_the_first_line_is_the_act(muscle: str) -> None:
    place = PLACES[muscle]
    assert place["ladder"][0] == "bed"
    assert set(place["ladder"]) <= RUNGS
    for key, value in place.items():
        stem, _, body = key.partition("_")
        if stem in {"act", "bed", "short", "helper"} | RUNGS and body and key != "rest_seconds":
            assert body in BODIES, f"{muscle}: {key} names nobody"
        if stem in {"act", "short"}:
            assert words(value) <= 12, f"{muscle}: {key}"
        if stem == "bed":
            assert 1 <= len(value) <= 3
            assert all(words(line) <= 14 for line in value), f"{muscle}: {key}"
        if stem == "act" and body:
            assert f"bed_{body}" in place, f"{muscle}: {key} has no lines of its own"
            assert f"short_{body}" in place, f"{muscle}: {key} has no short form for a second cramp"


@pytest.mark.parametrize("muscle", MUSCLES[:-1])
def test_every_rung_has_its_words(muscle: str) -> None:
    place = PLACES[muscle]
    for rung in place["ladder"][1:]:
        for key in [key for key in place if key == rung or (key.startswith(f"{rung}_") and key != "rest_seconds")]:
            assert words(place[key]["act"]) <= 12
            assert place[key]["lines"]
    assert set(place["skip"]) <= BODIES
    assert all(set(rungs) <= set(place["ladder"]) for rungs in place["skip"].values())
    if "stand" in place["ladder"]:
        assert place["stand"]["act"].startswith("Light on. Sit first. Then stand")


@pytest.mark.parametrize("muscle", MUSCLES[:-1])
def test_only_the_standing_rung_asks_anybody_to_stand(muscle: str) -> None:
    rest = {key: value for key, value in PLACES[muscle].items() if not key.startswith("stand")}
    asked = [
        text for at, text in said(rest) if at != "avoid" and re.search(r"\b(stand (?!up\?)|walk|a few steps)", text)
    ]
    allowed = ["Dry your feet before you walk.", "before you walk on a smooth floor", "toe that stands"]
    assert [text for text in asked if not any(part in text for part in allowed)] == []


@pytest.mark.parametrize(
    "muscle", ["calf", "low_calf", "arch", "hamstring", "quad", "glute", "toes", "shin", "inner_thigh"]
)
def test_nobody_pulls_on_a_fresh_operation(muscle: str) -> None:
    place = PLACES[muscle]
    assert re.match(r"(Do not|No) ", place["act_surgery"])
    assert set(place["skip"]["surgery"]) == set(place["ladder"]) - {"bed"}
    assert "push or pull" in place["helper_surgery"]


def test_pregnancy_never_pulls_hard_and_heat_is_never_hot() -> None:
    assert "Do not pull hard" in PLACES["calf"]["act_pregnant"]
    for muscle in MUSCLES[:-1]:
        place = PLACES[muscle]
        if "warm" in place["ladder"]:
            assert "numb" in place["skip"], muscle
            heat = " ".join([place["warm"]["act"], *place["warm"]["lines"]])
            assert "numb" in heat, muscle
            assert "diabetic" in heat, muscle


# --- danger signs ----------------------------------------------------------------------------------------------------


def test_every_danger_has_an_answer() -> None:
    assert {f"R{number}" for number in range(1, 34)} <= set(FLAGS)
    assert {danger for flag in FLAGS.values() for danger in flag["answers"]} == set(DANGERS)
    assert list(FLAGS_FILE["danger"]) == DANGERS
    assert all(danger in FLAGS[key]["answers"] for danger, key in FLAGS_FILE["danger"].items())


@pytest.mark.parametrize("key", FLAGS)
def test_a_danger_says_first_what_to_do(key: str) -> None:
    flag = FLAGS[key]
    tiers = {flag["tier"]: flag, **{int(name[1]): flag[name] for name in flag if re.fullmatch(r"t[1-4]", name)}}
    assert set(tiers) <= {1, 2, 3, 4}
    for tier, words_of in tiers.items():
        assert words_of["when"], key
        assert words_of["first"], key
        everything = " ".join([words_of["first"], *words_of["lines"]])
        if tier == 1:
            assert words_of["button"] == "I have called / I am safe"
            assert "meanwhile" not in words_of
            assert re.search(r"\{(emergency|maternity)\}", everything), f"{key}: whom to call?"
        if tier == 2:
            assert re.search(r"\{(emergency|urgent|maternity|poison)\}", everything), f"{key}: whom to call?"


# --- stretches and routines ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", STRETCHES)
def test_a_stretch_is_complete(key: str) -> None:
    stretch = STRETCHES[key]
    assert stretch["muscle"] in {*MUSCLES, "legs"}
    assert stretch["position"] in {"lying", "sitting", "standing"}
    assert ("seconds" in stretch) != ("reps" in stretch)
    assert stretch.get("figure", "FIG-01") in ALT
    for body, other in stretch["instead"].items():
        assert body in BODIES
        assert body not in STRETCHES[other]["instead"], f"{key}: {other} sends {body} on"
        assert body not in STRETCHES[other].get("not_for", [])
    if stretch["position"] == "standing":
        assert STRETCHES[stretch["instead"]["no_stand"]]["position"] != "standing"


@pytest.mark.parametrize("key", ROUTINES)
def test_a_routine_can_be_done_without_standing(key: str) -> None:
    for step in ROUTINES[key]["step"]:
        assert len({"stretch", "do", "routine"} & set(step)) == 1
        for part in ("stretch", "no_stand_stretch"):
            assert step.get(part, "calf-wall") in STRETCHES
        standing = STRETCHES.get(step.get("stretch", ""), {}).get("position") == "standing"
        assert not standing or {"position", "no_stand_stretch"} <= set(step)
        if "no_stand_stretch" in step:
            assert STRETCHES[step["no_stand_stretch"]]["position"] != "standing"
        assert step.get("figure", "FIG-01") in ALT
        assert step.get("routine", "PR-01") in ROUTINES
    assert list(ROUTINES) == [f"PR-{number:02}" for number in range(1, 15)]


# --- tips, questions, coverage ---------------------------------------------------------------------------------------


def test_there_are_138_tips() -> None:
    assert {f"TP{number}" for number in range(1, 139)} <= set(TIPS)


@pytest.mark.parametrize("key", TIPS)
def test_a_tip_is_one_short_idea_with_tags(key: str) -> None:
    tip = TIPS[key]
    assert tip["why"]
    assert set(tip["audience"]) <= AUDIENCE
    assert set(tip["when"]) <= WHEN
    assert set(tip.get("not_for", [])) <= SPARED
    assert tip.get("season", "summer") == "summer"
    assert tip["related"] in {**QUESTIONS, **ROUTINES}


@pytest.mark.parametrize("key", TIPS)
def test_minerals_are_never_sent_to_those_whom_they_can_harm(key: str) -> None:
    text = TIPS[key]["text"]
    in_food = re.search(r"bread|minerals end up|spinach|blood salts", text)
    if re.search(r"magnesium|potassium|\bsalty?\b|vitamin K2|sachet", text, re.IGNORECASE) and not in_food:
        assert {"kidney", "heart_failure", "blood_thinner"} <= set(TIPS[key]["not_for"])


def test_every_topic_has_an_answer() -> None:
    assert {f"F{number}" for number in range(1, 71)} <= set(QUESTIONS)
    assert {question["topic"] for question in QUESTIONS.values()} - {""} == set(TOPICS)
    asked = [ask.casefold() for question in QUESTIONS.values() for ask in question["ask"]]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_question_is_complete(key: str) -> None:
    question = QUESTIONS[key]
    assert len(question["ask"]) >= 5
    assert 2 <= len(sentences(question["answer"])) <= 7
    assert len(question["answer"]) <= 450
    assert len(set(question["related"]) - {key}) == 2
    assert set(question["related"]) <= set(QUESTIONS)
    assert set(question.get("flags", [])) <= set(FLAGS)


def test_what_people_have_read_elsewhere_is_answered_or_left_out_for_a_reason() -> None:
    ids = {**QUESTIONS, **TIPS, **ROUTINES, **FLAGS, **PLACES}
    assert list(ROWS) == [f"S{number}" for number in range(1, 94)]
    for key, row in ROWS.items():
        assert ("said_by" in row) != ("not_said" in row), key
        assert set(row.get("said_by", [])) <= set(ids), key
        assert row.get("not_said", row.get("ask")), key
