"""Outlines in the picture as SVG path data."""

from collections.abc import Iterable, Sequence
from math import cos, hypot, pi, sin

from crampbot_chat.pictures.camera import Disc, Flat


def number(value: float) -> str:
    """A coordinate, short and the same on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def point(place: Flat) -> str:
    return f"{number(place[0])} {number(place[1])}"


def polygon(corners: Iterable[Flat]) -> str:
    """A closed outline."""
    return "M" + "L".join(point(corner) for corner in corners) + "Z"


def polyline(corners: Iterable[Flat]) -> str:
    """An open line."""
    return "M" + "L".join(point(corner) for corner in corners)


def skin(discs: Sequence[Disc]) -> str:
    """The tight outline round discs: a capsule for two of them."""
    return polygon(hull([corner for disc in discs for corner in _ring(disc)]))


def _ring(disc: Disc) -> Iterable[Flat]:
    x, y, r = disc
    count = 10 if r < 5 else 16 if r < 12 else 24 if r < 40 else 40  # noqa: PLR2004 - enough to look round
    for step in range(count):
        angle = 2 * pi * step / count
        yield x + r * cos(angle), y + r * sin(angle)


def hull(points: Sequence[Flat]) -> list[Flat]:
    """The convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    return _chain(ordered) + _chain(ordered[::-1])


def _chain(ordered: Sequence[Flat]) -> list[Flat]:
    kept: list[Flat] = []
    for place in ordered:
        while len(kept) > 1 and _left(kept[-2], kept[-1], place) <= 0:
            kept.pop()
        kept.append(place)
    return kept[:-1]


def _left(a: Flat, b: Flat, c: Flat) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def towards(a: Flat, b: Flat, distance: float) -> Flat:
    """The point `distance` away from a on the way to b."""
    span = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return a[0] + (b[0] - a[0]) * distance / span, a[1] + (b[1] - a[1]) * distance / span


def beside(a: Flat, b: Flat, share: float, distance: float) -> Flat:
    """A point at `share` of the way from a to b, `distance` to its left as one walks."""
    span = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
    return x + (b[1] - a[1]) * distance / span, y - (b[0] - a[0]) * distance / span


def path(data: str, **style: object) -> str:
    """One path element; an underscore in a name stands for a hyphen."""
    return f'<path d="{data}"{_attributes(style)}/>'


def circle(middle: Flat, radius: float, **style: object) -> str:
    """One circle element."""
    return f'<circle cx="{number(middle[0])}" cy="{number(middle[1])}" r="{number(radius)}"{_attributes(style)}/>'


def _attributes(style: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
