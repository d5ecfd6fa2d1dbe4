"""What a figure's TOML file may say: the pose, the props, the muscle and the marks; read strictly."""

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import field

from crampbot_chat.pictures.pose import Pose, Side, Spot, Strict
from crampbot_chat.pictures.space import Vec


class BadFigure(Exception):
    """A figure's file that can't be used; says which file, which key and what is wrong with it."""


class View(Strict, frozen=True):
    """Where the eye is. turn: 0 sees the right side, 90 the front; tilt: from above; both in degrees.

    only: draw just these members (right_arm, left_leg, trunk, head ...). fit: the picture holds these parts (all when
    empty) and `margin` heads around them; a head is never more than `largest` units. fine: members whose fingers or
    toes show. even: the far side is as bright as the near. shade: members to darken, as a hand before a foot.
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
    "floor",
    "wall",
    "bed",
    "pillow",
    "chair",
    "table",
    "step",
    "bottle",
    "towel",
    "drawers",
    "lamp",
    "rug",
    "cushion",
    "bowl",
    "shaker",
    "parasol",
    "sun",
]


class Prop(Strict, frozen=True):
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


class Target(Strict, frozen=True):
    """A muscle to show, by its name in muscles.toml. zigzag: where the cramp is; its place beside the muscle."""

    muscle: str
    side: Side = "right"
    zigzag: tuple[float, float] | None = None


class Point(Strict, frozen=True):
    """A place in the picture: a part of the body, and how far right and up of it (heads)."""

    part: str
    by: tuple[float, float] = (0.0, 0.0)


class Arrow(Strict, frozen=True):
    """A movement. Two points or, with the middle one, three; push: hollow, pressing; double: there and back.

    bend: how far the middle of a two-point arrow leaves the straight line (share of its length, + to the left).
    """

    path: tuple[Point, ...]
    bend: float = 0
    push: bool = False
    double: bool = False


class Circle(Strict, frozen=True):
    """A circling movement around a place; `from` and `to` in degrees, anticlockwise from the right."""

    around: Point
    radius: tuple[float, float] = (0.5, 0.5)
    start: float = field(name="from", default=200)
    end: float = field(name="to", default=-100)


class Line(Strict, frozen=True):
    """A dashed line through parts of the body that are in line."""

    through: tuple[Point, ...]


class Badge(Strict, frozen=True):
    """The corner icon: a clock with seconds, a number of times, or a warning."""

    seconds: int = 0
    times: int = 0
    warning: bool = False
    corner: Literal["top left", "top right", "bottom left", "bottom right"] = "top right"


class Number(Strict, frozen=True):
    """A small number in a disc, for a picture that shows an order."""

    at: Point
    number: int


class Figure(Strict, frozen=True):
    """One picture: `pose` is what it shows; `start` is where the movement begins, for the animation."""

    title: str
    alt: str
    pose: Pose
    start: Pose | None = None
    view: View = View()
    props: tuple[Prop, ...] = ()
    contact: dict[str, str] = field(default_factory=dict)
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
