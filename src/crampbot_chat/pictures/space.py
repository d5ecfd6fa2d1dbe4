"""Points, directions and frames in space: the little geometry that a skeleton needs."""

from math import acos, cos, degrees, hypot, radians, sin
from typing import NamedTuple

Vec = tuple[float, float, float]
"""x to where the figure faces, y up, z to the figure's right; in heads (a grown-up is about seven and a half tall)."""

ORIGIN: Vec = (0.0, 0.0, 0.0)
UP: Vec = (0.0, 1.0, 0.0)


def add(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, k: float) -> Vec:
    return (a[0] * k, a[1] * k, a[2] * k)


def along(a: Vec, direction: Vec, k: float) -> Vec:
    """The point k away from a."""
    return (a[0] + direction[0] * k, a[1] + direction[1] * k, a[2] + direction[2] * k)


def mix(a: Vec, b: Vec, t: float) -> Vec:
    """The point at t between a (0) and b (1)."""
    return along(a, sub(b, a), t)


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vec) -> float:
    return hypot(*a)


def unit(a: Vec) -> Vec:
    """The direction of a. A vector of no length has none: ValueError."""
    size = length(a)
    if size < 1e-9:  # noqa: PLR2004 - nothing but rounding
        raise ValueError("a direction needs a length")
    return scale(a, 1 / size)


def across(a: Vec, direction: Vec) -> Vec:
    """What of a stands at right angles to a unit direction."""
    return along(a, direction, -dot(a, direction))


def between(a: Vec, b: Vec) -> float:
    """The angle between two directions, in degrees."""
    return degrees(acos(max(-1.0, min(1.0, dot(unit(a), unit(b))))))


class Frame(NamedTuple):
    """How a part of the body is turned: where its front, its upper end and its outer side point.

    `out` points away from the body's middle, so the frames of left limbs are mirror images and every angle means the
    same on both sides.
    """

    ahead: Vec
    up: Vec
    out: Vec


UPRIGHT = Frame((1.0, 0.0, 0.0), UP, (0.0, 0.0, 1.0))


def pitch(frame: Frame, angle: float) -> Frame:
    """Swing the lower end forward by `angle` degrees."""
    ahead, up = _turned(frame.ahead, frame.up, angle)
    return Frame(ahead, up, frame.out)


def spread(frame: Frame, angle: float) -> Frame:
    """Swing the lower end outward."""
    out, up = _turned(frame.out, frame.up, angle)
    return Frame(frame.ahead, up, out)


def swivel(frame: Frame, angle: float) -> Frame:
    """Turn about the long axis, the front outward."""
    ahead, out = _turned(frame.ahead, frame.out, angle)
    return Frame(ahead, frame.up, out)


def _turned(a: Vec, b: Vec, angle: float) -> tuple[Vec, Vec]:
    c, s = cos(radians(angle)), sin(radians(angle))
    return add(scale(a, c), scale(b, s)), sub(scale(b, c), scale(a, s))


def mirrored(frame: Frame) -> Frame:
    """The same frame seen from the other side of the body."""
    return Frame(frame.ahead, frame.up, scale(frame.out, -1))


def framed(up: Vec, ahead: Vec, *, right: bool) -> Frame:
    """A frame from its long axis and roughly its front."""
    up = unit(up)
    ahead = unit(across(ahead, up))
    out = cross(ahead, up)
    return Frame(ahead, up, out if right else scale(out, -1))
