"""Where each muscle lies on the body: read from muscles.toml, placed on a skeleton."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from crampbot_chat.pictures.figure import BadFigure
from crampbot_chat.pictures.flesh import STRINGS, Ball, Hull, chain, flesh_at
from crampbot_chat.pictures.measures import radius
from crampbot_chat.pictures.pose import Side, Strict
from crampbot_chat.pictures.skeleton import Skeleton
from crampbot_chat.pictures.space import Frame, Vec, add, along, mirrored, mix, scale, unit

Face = Literal["front", "back", "outer", "inner", "above", "under"]


class Muscle(Strict, frozen=True):
    """A spindle on a bone. way: the sides of the bone it lies on; spindle: share of the bone's length, thickness.

    depth: how far it sinks in (share of its thickness); rows: where it lies more than once, heads outward.
    """

    bone: str
    way: tuple[Face, ...]
    spindle: tuple[tuple[float, float], ...]
    depth: float = 0.6
    rows: tuple[float, ...] = (0.0,)


class Placed(Struct, frozen=True):
    """A muscle on a body; `over` names the piece that it is drawn over, `outward` where it faces."""

    over: str
    hulls: tuple[Hull, ...]
    middle: Vec
    outward: Vec


# Other bones than the limbs': from, to, whose frame, drawn over which piece.
SPANS: Mapping[str, tuple[str, str, str, str]] = {
    "sole": ("{}_heel", "{}_ball", "{}_foot", "{}_foot"),
    "toes": ("{}_ball", "{}_toes", "{}_toes", "{}_foot"),
    "palm": ("{}_wrist", "{}_knuckles", "{}_hand", "{}_palm"),
    "forearm_palm": ("{}_elbow", "{}_wrist", "{}_palmar", "{}_upper_arm_end"),
    "trunk": ("hips", "nape", "chest", "ribs"),
    "buttock": ("{}_loin", "{}_groin", "pelvis", "{}_hip"),
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
    rows = ([(along(place, frame.out, row), size) for place, size in balls] for row in muscle.rows)
    return Placed(over, tuple(hull for row in rows for hull in chain(row)), widest[0], outward)


def _frame(bone: str, bones: Skeleton, side: Side) -> tuple[Frame, str]:
    if bone in STRINGS:
        over = "hip" if bone == "thigh" else bone
        return bones.frames[f"{side}_{bone}"], f"{side}_{over}"
    _, _, turned, piece = SPANS[bone]
    frame = bones.frames[turned.format(side)]
    one_sided = "{}" in turned or side == "right"
    return frame if one_sided else mirrored(frame), piece.format(side)


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
