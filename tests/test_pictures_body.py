"""The body under the pictures: bones keep their length, angles mean the same left and right, and the checks bite."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crampbot_chat.pictures import measures, open_album
from crampbot_chat.pictures.check import problems
from crampbot_chat.pictures.figure import Badge, Figure, Prop, Target, View
from crampbot_chat.pictures.motion import between, poses
from crampbot_chat.pictures.pose import Arm, Leg, Near, Pose, Rest
from crampbot_chat.pictures.reach import Unreachable
from crampbot_chat.pictures.skeleton import Skeleton, skeleton
from crampbot_chat.pictures.space import length, sub

ALBUM = open_album(Path(__file__).parents[1] / "content" / "poses")
STANDING = Pose(rest=Rest(part="right_heel"))
angle = st.floats(-120, 120, allow_nan=False)


def span(bones: Skeleton, a: str, b: str) -> float:
    return length(sub(bones.places[a], bones.places[b]))


def bones_are_whole(bones: Skeleton) -> bool:
    return all(
        span(bones, f"{side}_{a}", f"{side}_{b}") == pytest.approx(size)
        for side in ("left", "right")
        for a, b, size in (
            ("hip", "knee", measures.THIGH),
            ("knee", "ankle", measures.SHANK),
            ("shoulder", "elbow", measures.UPPER_ARM),
            ("elbow", "wrist", measures.FOREARM),
        )
    )


def test_a_grown_up_is_about_seven_and_a_half_heads_tall_and_stands_on_the_floor() -> None:
    bones = skeleton(STANDING)
    top = bones.places["head"][1] + measures.radius("head")
    assert 7.2 < top < 7.7
    assert bones.places["right_heel"][1] == pytest.approx(measures.radius("heel"))
    assert bones.places["right_ball"][1] == pytest.approx(measures.radius("ball"), abs=0.01)


@given(lift=angle, out=angle, turn=angle, knee=angle, elbow=angle, lean=angle, back=angle)
def test_bones_keep_their_length_whatever_the_angles(**angles: float) -> None:
    leg = Leg(lift=angles["lift"], out=angles["out"], turn=angles["turn"], knee=angles["knee"])
    arm = Arm(lift=angles["lift"], out=angles["out"], turn=angles["turn"], elbow=angles["elbow"])
    pose = Pose(rest=Rest(), lean=angles["lean"], back=angles["back"], right_leg=leg, left_leg=leg, left_arm=arm)
    assert bones_are_whole(skeleton(pose))


@given(lift=angle, out=angle, turn=angle, bend=angle)
def test_left_and_right_are_mirror_images(lift: float, out: float, turn: float, bend: float) -> None:
    leg, arm = Leg(lift=lift, out=out, turn=turn, knee=bend), Arm(lift=lift, out=out, turn=turn, elbow=bend, wrist=bend)
    bones = skeleton(Pose(rest=Rest(), right_leg=leg, left_leg=leg, right_arm=arm, left_arm=arm))
    for part in ("knee", "ankle", "toes", "elbow", "wrist", "fingers"):
        x, y, z = bones.places[f"right_{part}"]
        assert bones.places[f"left_{part}"] == pytest.approx((x, y, -z))


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3))
def test_a_reach_arrives_or_says_that_it_cannot(x: float, y: float, z: float) -> None:
    pose = replace(STANDING, right_arm=Arm(to=(x, y + 5, z), elbow_to=(0.3, -1, 0.2)))
    try:
        bones = skeleton(pose)
    except Unreachable:
        return
    assert bones.places["right_hand"] == pytest.approx((x, y + 5, z), abs=1e-6)
    assert bones_are_whole(bones)


@pytest.mark.parametrize(
    ("leg", "part", "axis", "sign"),
    [
        (Leg(lift=30), "right_ankle", 0, 1),  # forward
        (Leg(knee=60), "right_ankle", 0, -1),  # the heel goes back
        (Leg(out=30), "right_ankle", 2, 1),  # to its own side
        (Leg(ankle=20), "right_toes", 1, 1),  # toes up
        (Leg(toes=40), "right_toes", 1, 1),
    ],
)
def test_angles_turn_the_way_their_names_say(leg: Leg, part: str, axis: int, sign: int) -> None:
    rest, moved = skeleton(Pose(rest=Rest())), skeleton(Pose(rest=Rest(), right_leg=leg))
    assert sign * (moved.places[part][axis] - rest.places[part][axis]) > 0.05


def test_lying_on_the_back_faces_the_ceiling() -> None:
    bones = skeleton(Pose(rest=Rest(), lean=-90))
    assert bones.frames["chest"].ahead == pytest.approx((0, 1, 0), abs=1e-9)
    assert bones.places["head"][0] < bones.places["pelvis"][0] < bones.places["right_ankle"][0]


@pytest.mark.parametrize("key", [key for key in ALBUM.figures if ALBUM.moves(key)])
def test_every_moment_of_an_animation_is_a_whole_body(key: str) -> None:
    figure = ALBUM.figures[key]
    assert figure.start
    way = poses(figure.start, figure.pose)
    assert (way[0], way[-1]) == (figure.start, figure.pose)
    assert all(bones_are_whole(skeleton(pose)) for pose in way)


def test_there_is_no_way_from_an_angle_to_a_flat_foot() -> None:
    flat, bent = (replace(STANDING, right_leg=Leg(ankle=ankle)) for ankle in ("flat", 10.0))
    with pytest.raises(ValueError, match=r"pose\.right_leg\.ankle"):
        between(flat, bent, 0.5)


FLOOR = Prop(kind="floor", start=(-9, -3, -2), end=(9, 0, 2), fit=False)
FINE = Figure(
    title="Standing",
    alt="Standing.",
    pose=STANDING,
    props=(FLOOR,),
    contact={"right_sole": "floor"},
    muscles=(Target(muscle="calf"),),
)
FALLING = Figure(title="", alt="", pose=Pose(rest=Rest(), lean=-53), view=View(fit=("head", "right_ankle")))


def test_a_fine_figure_has_no_problem() -> None:
    assert problems(FINE, ALBUM.muscles) == []


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (replace(FINE, pose=replace(STANDING, right_leg=Leg(knee=-20))), "right_knee is at -20 degrees"),
        (replace(FINE, contact={"right_hand": "floor"}), "right_hand is 3"),
        (replace(FINE, contact={"right_hand": "wall"}), "there is no right_hand or no wall"),
        (replace(FINE, contact={"right_hand": "left_hand"}), "off the left_hand"),
        (replace(FINE, pose=replace(STANDING, rest=Rest(part="right_heel", on=(0, -0.6, 0)))), "inside the floor"),
        (replace(FINE, muscles=(Target(muscle="calf", zigzag=(0, 0)),), view=View(turn=90)), "faces away"),
        (replace(FINE, view=View(fit=("head",))), "calf is outside the picture"),
        (replace(FALLING, badge=Badge(seconds=3, corner="top left")), "the badge covers head"),
        (replace(FINE, muscles=(Target(muscle="smile"),)), "there is no muscle smile"),
        (replace(FINE, pose=replace(STANDING, right_arm=Arm(to=(9, 9, 9)))), "right hand: 1"),
        (replace(FINE, pose=replace(STANDING, right_arm=Arm(to=Near(part="tail")))), "there is no part tail"),
        (replace(FINE, pose=replace(STANDING, rest=Rest(part="right_hand"))), "can't rest on right_hand"),
        (replace(FINE, start=replace(STANDING, neck=80)), "start: neck is at 80"),
    ],
)
def test_the_check_finds_what_is_wrong(figure: Figure, words: str) -> None:
    found = problems(figure, ALBUM.muscles)
    assert any(words in problem for problem in found), found
