"""What a figure's TOML file may say: the pose, the props, the muscle and the marks; read strictly."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

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


class BadFigure(Exception):
    """A figure's file that can't be used; says which file, which key and what is wrong with it."""


class Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a figure's file: an unknown key is an error."""


class Near(Strict):
    """A place beside a part of the body: the part's name, and how far from it (x, y, z)."""

    part: str
    by: Vec = (0.0, 0.0, 0.0)


Spot = Near | Vec


class Arm(Strict):
    """Angles in degrees; all 0 is an arm hanging down, palm to the thigh.

    lift: forward and up. out: sideways. turn: the upper arm, outward. elbow: bent. forearm: palm up (+) or down (-).
    wrist: hand bent back (+) or to the palm (-). curl: fingers closed (200 is a fist); splay: apart.
    Or `to`: where the middle of the palm goes; the arm's angles follow, the elbow pointing towards `elbow_to`. `fingers`
    and `palm` then say where they point.
    """

    lift: float = 0
    out: float = 8
    turn: float = 0
    elbow: float = 10
    forearm: float = 0
    wrist: float = 0
    curl: float = 30
    splay: float = 0
    to: Spot | None = None
    elbow_to: Way = "down"
    fingers: Way | None = None
    palm: Way | None = None


class Leg(Strict):
    """Angles in degrees; all 0 is standing.

    lift: thigh forward. out: thigh sideways. turn: the thigh, outward. knee: bent. ankle: toes up (+), pointed (-), or
    "flat" for a sole level with the floor. toes: bent up (+) or curled (-); splay: apart. heading: a flat foot turned outward. tilt: sole inward (+).
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


class Rest(Strict):
    """What holds the body in place: the lowest point of `part` is `on` this point."""

    part: str = "pelvis"
    on: Vec = (0.0, 0.0, 0.0)


class Pose(Strict):
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


class View(Strict):
    """Where the eye is. turn: 0 sees the right side, 90 the front; tilt: from above; both in degrees.

    only: draw just these parts. fit: the picture holds these parts (all when empty) and `margin` heads around them, but
    a head is never more than `largest` units. fine: members whose fingers or toes show. even: the far side is as bright as the near.
    shade: members to darken, so that a hand shows before a foot.
    """

    turn: float = 0
    tilt: float = 8
    only: tuple[str, ...] = ()
    fit: tuple[str, ...] = ()
    margin: float = 0.35
    largest: float = 80
    fine: tuple[str, ...] = ()
    even: bool = False
    shade: tuple[str, ...] = ()


PropKind = Literal[
    "floor", "wall", "bed", "pillow", "chair", "table", "step", "bottle", "towel", "drawers", "lamp", "rug", "cushion"
]


class Prop(Strict):
    """A thing. It fills the space from one corner to the opposite one; a towel runs `through` places.

    back: where a chair's back stands. front: drawn before the body. fit: False lets it leave the picture.
    """

    kind: PropKind
    start: Vec = field(name="from", default=(0.0, 0.0, 0.0))
    end: Vec = field(name="to", default=(0.0, 0.0, 0.0))
    through: tuple[Spot, ...] = ()
    back: Literal["ahead", "back", "left", "right"] | None = None
    front: bool = False
    fit: bool = True


class Target(Strict):
    """A muscle to show, by its name in muscles.toml. zigzag: where the cramp is; its place beside the muscle."""

    muscle: str
    side: Side = "right"
    zigzag: tuple[float, float] | None = None


class Point(Strict):
    """A place in the picture: a part of the body, and how far right and up of it (heads)."""

    part: str
    by: tuple[float, float] = (0.0, 0.0)


class Arrow(Strict):
    """A movement. Two points or, with the middle one, three; push: hollow, pressing; double: there and back.

    bend: how far the middle of a two-point arrow leaves the straight line (share of its length, + to the left).
    """

    path: tuple[Point, ...]
    bend: float = 0
    push: bool = False
    double: bool = False


class Circle(Strict):
    """A circling movement around a place; `from` and `to` in degrees, anticlockwise from the right."""

    around: Point
    radius: tuple[float, float] = (0.5, 0.5)
    start: float = field(name="from", default=200)
    end: float = field(name="to", default=-100)


class Line(Strict):
    """A dashed line through parts of the body that are in line."""

    through: tuple[Point, ...]


class Badge(Strict):
    """The corner icon: a clock with seconds, a number of times, or a warning."""

    seconds: int = 0
    times: int = 0
    warning: bool = False
    corner: Literal["top left", "top right", "bottom left", "bottom right"] = "top right"


class Number(Strict):
    """A small number in a disc, for a picture that shows an order."""

    at: Point
    number: int


class Figure(Strict):
    """One picture: `pose` is what it shows; `start` is where the movement begins, for the animation."""

    title: str
    alt: str
    pose: Pose
    start: Pose | None = None
    view: View = View()
    props: tuple[Prop, ...] = ()
    contact: dict[str, str] = {}
    muscles: tuple[Target, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    circles: tuple[Circle, ...] = ()
    heat: tuple[Point, ...] = ()
    lines: tuple[Line, ...] = ()
    numbers: tuple[Number, ...] = ()
    badge: Badge | None = None
    order: tuple[str, ...] = ()


def read(path: Path) -> Figure:
    """One figure's file. Raises BadFigure."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        if isinstance(raw.get("start"), dict) and isinstance(raw.get("pose"), dict):
            raw["start"] = _merged(raw["pose"], raw["start"])
        return msgspec.convert(raw, Figure)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadFigure(f"{path}: {error}") from None


def figures(folder: Path) -> dict[str, Figure]:
    """Every figure of a folder by its id, which is the file's name in capitals: fig-01.toml is FIG-01."""
    found = {path.stem.upper(): read(path) for path in sorted(folder.glob("fig-*.toml"))}
    if not found:
        raise BadFigure(f"{folder}: no fig-*.toml here")
    return found


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        old = base.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
