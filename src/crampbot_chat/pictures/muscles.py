"""Where each muscle lies on the body: read from muscles.toml, placed on a skeleton."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from crampbot_chat.pictures.figure import BadFigure, Side, Strict
from crampbot_chat.pictures.flesh import STRINGS, Ball, Hull, chain, flesh_at
from crampbot_chat.pictures.measures import radius
from crampbot_chat.pictures.skeleton import Skeleton
from crampbot_chat.pictures.space import Frame, Vec, add, along, mirrored, mix, scale, unit

Face = Literal["front", "back", "outer", "inner", "above", "under"]


class Muscle(Strict):
    """A spindle on a bone. way: the sides of the bone it lies on; spindle: share of the bone's length, thickness."""

    bone: str
    way: tuple[Face, ...]
    spindle: tuple[tuple[float, float], ...]
    depth: float = 0.6


class Placed(Struct, frozen=True):
    """A muscle on a body; `over` names the member and the piece that it is drawn over, `outward` where it faces."""

    over: tuple[str, str]
    hulls: tuple[Hull, ...]
    middle: Vec
    outward: Vec


# Other bones than the limbs': from, to, whose frame, drawn over (member, piece).
SPANS: Mapping[str, tuple[str, str, str, str, str]] = {
    "sole": ("{}_heel", "{}_ball", "{}_foot", "{}_leg", "{}_foot"),
    "toes": ("{}_ball", "{}_toes", "{}_toes", "{}_leg", "{}_foot"),
    "palm": ("{}_wrist", "{}_knuckles", "{}_hand", "{}_arm", "{}_palm"),
    "forearm_palm": ("{}_elbow", "{}_wrist", "{}_palmar", "{}_arm", "{}_upper_arm_end"),
    "trunk": ("hips", "nape", "chest", "trunk", "ribs"),
    "buttock": ("{}_loin", "{}_groin", "pelvis", "{}_leg", "{}_hip"),
}


def muscles(path: Path) -> dict[str, Muscle]:
    """The muscles by name. Raises BadFigure."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), dict[str, Muscle])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadFigure(f"{path}: {error}") from None


def placed(muscle: Muscle, bones: Skeleton, side: Side) -> Placed:
    """A muscle on one side of a body."""
    frame, over = _frame(muscle.bone, bones, side)
    outward = unit(_sum([_face(frame, face) for face in muscle.way]))
    balls: list[Ball] = []
    for share, thickness in muscle.spindle:
        middle, size = _bone(muscle.bone, bones, side, share)
        balls.append((along(middle, outward, size - thickness * muscle.depth), thickness))
    widest = max(balls, key=lambda ball: ball[1])
    return Placed(over, chain(balls), widest[0], outward)


def _frame(bone: str, bones: Skeleton, side: Side) -> tuple[Frame, tuple[str, str]]:
    if bone in STRINGS:
        limb = "leg" if bone in ("thigh", "shank") else "arm"
        over = "hip" if bone == "thigh" else bone
        return bones.frames[f"{side}_{bone}"], (f"{side}_{limb}", f"{side}_{over}")
    _, _, turned, member, piece = SPANS[bone]
    frame = bones.frames[turned.format(side)]
    one_sided = "{}" in turned or side == "right"
    return frame if one_sided else mirrored(frame), (member.format(side), piece.format(side))


def _face(frame: Frame, face: Face) -> Vec:
    return {
        "front": frame.ahead,
        "back": scale(frame.ahead, -1),
        "outer": frame.out,
        "inner": scale(frame.out, -1),
        "above": frame.up,
        "under": scale(frame.up, -1),
    }[face]


def _sum(directions: list[Vec]) -> Vec:
    total = (0.0, 0.0, 0.0)
    for direction in directions:
        total = add(total, direction)
    return total


def _bone(bone: str, bones: Skeleton, side: Side, share: float) -> Ball:
    """Middle and radius of a bone's flesh at a share of its length."""
    if bone in STRINGS:
        return flesh_at(bones, side, bone, share)
    start, end, *_ = SPANS[bone]
    first, last = start.format(side), end.format(side)
    size = radius(first) + (radius(last) - radius(first)) * share
    return mix(bones.places[first], bones.places[last], share), size



