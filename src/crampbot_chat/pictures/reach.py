"""From a goal to a bent limb: where the elbow or the knee goes when the hand or the foot has to be somewhere."""

from math import sqrt

from crampbot_chat.pictures.pose import WAYS, Arm, Way
from crampbot_chat.pictures.space import Frame, Vec, across, along, cross, length, scale, spread, sub, unit


class Unreachable(ValueError):
    """A hand or a foot is sent farther than the limb is long."""


def way(direction: Way) -> Vec:
    """A direction as a unit vector."""
    return WAYS[direction] if isinstance(direction, str) else unit(direction)


def bent(root: Vec, end: Vec, lengths: tuple[float, float], towards: Vec, *, what: str) -> Vec:
    """Where the middle joint of a limb is that runs from root to end, its halves `lengths` long. Raises Unreachable."""
    first, second = lengths
    span = length(sub(end, root))
    if not abs(first - second) < span <= first + second:
        raise Unreachable(f"{what}: {span:.2f} heads away, the limb reaches {first + second:.2f}")
    line = unit(sub(end, root))
    on = (first**2 - second**2 + span**2) / (2 * span)
    off = sqrt(max(0.0, first**2 - on**2))
    return along(along(root, line, on), unit(across(towards, line)), off)


def hinge(root: Vec, joint: Vec, end: Vec, towards: Vec, *, bends: int) -> Vec:
    """Where the front of the upper part of a bent limb is; `bends` is 1 where bending brings the end forward."""
    line = unit(sub(root, joint))
    lower = across(sub(end, joint), line)
    if length(lower) > 0.02:  # noqa: PLR2004 - nearly straight: the wished direction decides
        return scale(lower, bends)
    return scale(across(towards, line), -bends)


def held(fore: Frame, fingers: Vec | None, arm: Arm, *, right: bool) -> Frame:
    """The hand's frame; its `out` is the back of the hand, its `ahead` the thumb's side."""
    up = scale(fingers, -1) if fingers else fore.up
    if arm.palm is not None:
        out = unit(across(scale(way(arm.palm), -1), up))
        ahead = unit(cross(up, out) if right else cross(out, up))
        return Frame(ahead, up, out)
    if fingers is None:
        return spread(fore, arm.wrist)
    out = unit(across(fore.out, up))
    return Frame(unit(cross(up, out) if right else cross(out, up)), up, out)
