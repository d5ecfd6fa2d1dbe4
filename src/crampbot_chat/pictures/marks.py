"""What is drawn into a picture beside the body: arrows, the zigzag, dashed lines, heat."""

from collections.abc import Iterator
from itertools import pairwise
from math import atan2, cos, pi, radians, sin

from crampbot_chat.pictures.camera import Flat
from crampbot_chat.pictures.shapes import beside, number, path, polygon, polyline, towards
from crampbot_chat.pictures.theme import Theme

SHAFT, HEAD = 8.0, 25.0  # an arrow's line and the length of its point, in the picture's units


def arrow(places: list[Flat], theme: Theme, *, bend: float, double: bool) -> Iterator[str]:
    """A solid arrow: something moves this way."""
    line = _smooth(places, bend)
    trimmed = _cut(line, start=HEAD * 0.8 if double else 0, end=HEAD * 0.8)
    heads = [_head(line)] + ([_head(line[::-1])] if double else [])
    edge = {"stroke": theme.edge, "stroke_linejoin": "round", "stroke_linecap": "round", "fill": "none"}
    shaft = polyline(trimmed)
    yield path(shaft, **edge, stroke_width=SHAFT + 6)
    for head in heads:
        yield path(head, **{**edge, "fill": theme.edge}, stroke_width=6)
    yield path(
        shaft, stroke=theme.arrow, stroke_width=SHAFT, stroke_linecap="round", stroke_linejoin="round", fill="none"
    )
    for head in heads:
        yield path(head, fill=theme.arrow, stroke=theme.arrow, stroke_width=2, stroke_linejoin="round")


def push(places: list[Flat], theme: Theme) -> Iterator[str]:
    """A hollow arrow: press this way without moving."""
    a, b = places[0], places[-1]
    neck = towards(b, a, 24)
    wide, slim = 19.0, 8.5
    corners = [
        beside(a, b, 0, slim),
        beside(a, neck, 1, slim),
        beside(a, neck, 1, wide),
        b,
        beside(a, neck, 1, -wide),
        beside(a, neck, 1, -slim),
        beside(a, b, 0, -slim),
    ]
    outline = polygon(corners)
    yield path(outline, fill=theme.edge, stroke=theme.edge, stroke_width=11, stroke_linejoin="round")
    yield path(outline, fill=theme.edge, stroke=theme.arrow, stroke_width=4.5, stroke_linejoin="round")


def circle(middle: Flat, radius: Flat, way: Flat, theme: Theme) -> Iterator[str]:
    """An arrow round a middle, `radius` across and up; `way`: from and to, degrees anticlockwise from the right."""
    (across, upward), (start, end) = radius, way
    steps = [start + (end - start) * i / 40 for i in range(41)]
    places = [(middle[0] + across * cos(radians(a)), middle[1] - upward * sin(radians(a))) for a in steps]
    yield from arrow(places, theme, bend=0, double=False)


def zigzag(middle: Flat, theme: Theme, size: float = 15) -> Iterator[str]:
    """The sign of the cramp."""
    x, y = middle
    corners = [(x - 1.5 * size, y), (x - size, y - size), (x - size / 3, y + size), (x + size / 3, y - size)]
    corners += [(x + size, y + size), (x + 1.5 * size, y)]
    line = polyline(corners)
    style = {"fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    yield path(line, **style, stroke=theme.edge, stroke_width=12)
    yield path(line, **style, stroke=theme.zigzag, stroke_width=6)


def dashes(places: list[Flat], theme: Theme) -> str:
    """The line of a leg or a back that has to stay straight."""
    return path(
        polyline(places),
        stroke=theme.mark,
        stroke_width=4,
        stroke_dasharray="3 11",
        stroke_linecap="round",
        fill="none",
    )


def heat(middle: Flat, theme: Theme) -> str:
    """Three rising waves: warm to the touch."""
    x, y = middle
    waves = "".join(f"M{number(x + dx)} {number(y + 24)}q-11 -12 0 -24t0 -24" for dx in (-20, 0, 20))
    return path(waves, fill="none", stroke=theme.zigzag, stroke_width=6, stroke_linecap="round")


def _smooth(places: list[Flat], bend: float) -> list[Flat]:
    """A curve through two, three or more points."""
    if len(places) > 3:  # noqa: PLR2004 - already a curve
        return places
    if len(places) == 3:  # noqa: PLR2004
        a, through, b = places
        control = (2 * through[0] - (a[0] + b[0]) / 2, 2 * through[1] - (a[1] + b[1]) / 2)
    else:
        a, b = places
        span = ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5
        control = beside(a, b, 0.5, 2 * bend * span)
    steps = [i / 24 for i in range(25)]
    shares = [((1 - t) ** 2, 2 * t * (1 - t), t * t) for t in steps]
    return [(p * a[0] + q * control[0] + r * b[0], p * a[1] + q * control[1] + r * b[1]) for p, q, r in shares]


def _cut(line: list[Flat], *, start: float, end: float) -> list[Flat]:
    """The line without its first and last stretch, where the heads are."""
    return _trim(_trim(line, start)[::-1], end)[::-1]


def _trim(line: list[Flat], distance: float) -> list[Flat]:
    rest = distance
    for i, (a, b) in enumerate(pairwise(line)):
        span = ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5
        if span > rest:
            return [towards(a, b, rest), *line[i + 1 :]]
        rest -= span
    return line[-2:]


def _head(line: list[Flat]) -> str:
    """The point at the end of a line, turned the way in which the line arrives."""
    tip = line[-1]
    tail = _trim(line[::-1], HEAD)[0]
    angle = atan2(tip[1] - tail[1], tip[0] - tail[0])
    wings = [
        (tip[0] + HEAD * cos(angle + s * pi * 0.845), tip[1] + HEAD * sin(angle + s * pi * 0.845)) for s in (1, -1)
    ]
    return polygon([wings[0], tip, wings[1]])
