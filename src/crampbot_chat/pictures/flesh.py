"""From a skeleton to a body: balls strung along the bones; two neighbours and their hull make a rounded piece."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import cos, pi, sin

from msgspec import Struct

from crampbot_chat.pictures.pose import Side
from crampbot_chat.pictures.skeleton import Skeleton
from crampbot_chat.pictures.space import Frame, Vec, along, mix

Ball = tuple[Vec, float]
Hull = tuple[Ball, ...]

# A bone's balls: (share of its length, ahead of it, outward of it, radius).
String = tuple[tuple[float, float, float, float], ...]
STRINGS: Mapping[str, String] = {
    "thigh": ((0, -0.02, 0, 0.4), (0.45, 0.03, 0.02, 0.325), (0.94, 0, 0, 0.235), (1, 0, 0, 0.235)),
    "shank": ((0, 0, 0, 0.235), (0.3, -0.075, 0.0, 0.235), (0.62, -0.02, 0, 0.17), (1, 0, 0, 0.135)),
    "upper_arm": ((0, 0, 0, 0.25), (0.35, 0.01, 0, 0.22), (1, 0, 0, 0.165)),
    "forearm": ((0, 0, 0, 0.165), (0.25, 0.01, 0, 0.175), (1, 0, 0, 0.115)),
}
ENDS: Mapping[str, tuple[str, str]] = {
    "thigh": ("hip", "knee"),
    "shank": ("knee", "ankle"),
    "upper_arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
}


class Piece(Struct, frozen=True):
    """One rounded piece in one tone; `seam` False leaves out the dark edge where it grows out of its neighbour.

    weld: drawn after it, covers the edge where a finger grows out of the hand. Pieces of the same `bunch` (fingers,
    toes) are drawn from far to near, whatever their order.
    """

    name: str
    hulls: tuple[Hull, ...]
    tone: str = "skin"
    seam: bool = True
    bunch: str = ""
    weld: tuple[Hull, ...] = ()


class Member(Struct, frozen=True):
    """What is drawn as one layer: an arm, a leg, the trunk, the head."""

    name: str
    pieces: tuple[Piece, ...]


def piece(bones: Skeleton, side: Side, bone: str) -> Piece:
    """One bone's flesh."""
    return Piece(f"{side}_{bone}", chain(strung(bones, side, bone)))


def chain(balls: list[Ball]) -> tuple[Hull, ...]:
    """Each ball joined with the next, the row made smooth first."""
    row = _smooth(balls) if len(balls) > 2 else balls  # noqa: PLR2004 - two make a straight piece
    return tuple(pairwise(row))


def _smooth(balls: list[Ball]) -> list[Ball]:
    """One more ball between neighbours, on a Catmull-Rom curve through places and sizes."""
    rows = [(*place, size) for place, size in balls]
    rows = [rows[0], *rows, rows[-1]]
    row: list[Ball] = []
    for a, b, c, d in zip(rows, rows[1:], rows[2:], rows[3:], strict=False):
        for t in (0.0, 0.5):
            x, y, z, size = (_curve(*four, t) for four in zip(a, b, c, d, strict=True))
            row.append(((x, y, z), size))
    return [*row, balls[-1]]


def _curve(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def at(bones: Skeleton, side: Side, bone: str, share: float, *, ahead: float = 0, out: float = 0) -> Vec:
    """A place beside a bone."""
    top, end = (bones.places[f"{side}_{name}"] for name in ENDS[bone])
    frame = bones.frames[f"{side}_{bone}"]
    return along(along(mix(top, end, share), frame.ahead, ahead), frame.out, out)


def strung(bones: Skeleton, side: Side, bone: str) -> list[Ball]:
    return [(at(bones, side, bone, share, ahead=ahead, out=out), size) for share, ahead, out, size in STRINGS[bone]]


def ring(middle: Vec, frame: Frame, ahead: float, out: float) -> Iterator[Ball]:
    """A hem: the edge of a disc across a part of the body."""
    for step in range(12):
        angle = step * pi / 6
        yield along(along(middle, frame.ahead, ahead * cos(angle)), frame.out, out * sin(angle)), 0.0


def flesh_at(bones: Skeleton, side: Side, bone: str, share: float) -> Ball:
    """Middle and thickness of a limb at a share of its bone's length. ValueError for a share outside 0 to 1."""
    string = STRINGS[bone]
    for low, high in pairwise(string):
        if low[0] <= share <= high[0]:
            t = (share - low[0]) / (high[0] - low[0])
            ahead, out, size = (a + (b - a) * t for a, b in zip(low[1:], high[1:], strict=True))
            return at(bones, side, bone, share, ahead=ahead, out=out), size
    raise ValueError(f"a share lies between 0 and 1, not at {share}")
