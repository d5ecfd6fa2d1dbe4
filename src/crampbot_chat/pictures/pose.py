"""How a body is placed: what the tables `pose` and `start` of a figure's file may say."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from crampbot_chat.pictures.space import Vec

Side = Literal["left", "right"]
Way = Literal["ahead", "back", "up", "down", "left", "right"] | Vec
"""A direction: a word as the upright figure sees it, or x, y, z."""

WAYS: Mapping[str, Vec] = {
    "ahead": (1.0, 0.0, 0.0),
    "back": (-1.0, 0.0, 0.0),
    "up": (0.0, 1.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "right": (0.0, 0.0, 1.0),
    "left": (0.0, 0.0, -1.0),
}


class Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a figure's file: an unknown key is an error."""


class Near(Strict, frozen=True):
    """A place beside a part of the body: the part's name, and how far from it (x, y, z)."""

    part: str
    by: Vec = (0.0, 0.0, 0.0)


Spot = Near | Vec


class Arm(Strict, frozen=True):
    """Angles in degrees; all 0 is an arm hanging down, palm to the thigh.

    lift: forward and up. out: sideways. turn: the upper arm, outward. elbow: bent. forearm: palm up (+) or down (-).
    wrist: hand bent back (+) or to the palm (-). curl: fingers closed (200 is a fist). splay: fingers apart.
    thumb: away from them.
    Or `to`: where the middle of the palm goes; the arm's angles follow, the elbow pointing towards `elbow_to`. Then
    `fingers` and `palm` say where they point.
    """

    lift: float = 0
    out: float = 8
    turn: float = 0
    elbow: float = 10
    forearm: float = 0
    wrist: float = 0
    curl: float = 30
    splay: float = 0
    thumb: float = 38
    to: Spot | None = None
    elbow_to: Way = "down"
    fingers: Way | None = None
    palm: Way | None = None


class Leg(Strict, frozen=True):
    """Angles in degrees; all 0 is standing.

    lift: thigh forward. out: thigh sideways. turn: the thigh, outward. knee: bent. ankle: toes up (+), pointed (-), or
    "flat" for a sole level with the floor. toes: bent up (+) or curled (-). splay: toes apart. tilt: sole inward (+).
    heading: a flat foot, turned outward.
    Or `sole`: where a flat foot stands, or `to`: where the ankle goes; the angles follow, the knee pointing towards
    `knee_to`. swollen: how much thicker the lower leg is (0.3 is a third).
    """

    lift: float = 0
    out: float = 2
    turn: float = 4
    knee: float = 0
    ankle: float | Literal["flat"] = 0
    toes: float = 0
    tilt: float = 0
    heading: float = 5
    sole: Vec | None = None
    to: Vec | None = None
    swollen: float = 0
    splay: float = 0
    knee_to: Way = "ahead"


class Rest(Strict, frozen=True):
    """What holds the body in place: the lowest point of `part` is `on` this point."""

    part: str = "pelvis"
    on: Vec = (0.0, 0.0, 0.0)


class Pose(Strict, frozen=True):
    """A whole body. lean: forward (-90 lies on the back); side: to the right; turn: to the left, seen from above.

    back: rounded forward; bend: to the right; twist: to the right; neck: chin down. right_shoulder and left_shoulder: a
    shoulder blade moved ahead and up (heads).
    """

    rest: Rest
    lean: float = 0
    side: float = 0
    turn: float = 0
    back: float = 0
    bend: float = 0
    twist: float = 0
    neck: float = 0
    right_shoulder: tuple[float, float] = (0, 0)
    left_shoulder: tuple[float, float] = (0, 0)
    belly: bool = False
    right_arm: Arm = Arm()
    left_arm: Arm = Arm()
    right_leg: Leg = Leg()
    left_leg: Leg = Leg()
