"""What is written into a picture beside the body: arrows, the zigzag, dashed lines, the clock, numbers."""

from collections.abc import Callable, Iterator, Mapping
from math import atan2, cos, pi, radians, sin

from crampbot_chat.pictures.camera import HEIGHT, WIDTH, Flat
from crampbot_chat.pictures.figure import Badge
from crampbot_chat.pictures.shapes import beside, number, polygon, polyline, towards
from crampbot_chat.pictures.theme import Theme

SHAFT, HEAD = 8.0, 25.0  # an arrow's line and the length of its point, in the picture's units

# The digits as strokes in a box 10 wide and 16 high: no font is needed, and the picture is the same everywhere.
DIGITS: Mapping[str, str] = {
    "0": "M5 0C8.5 0 10 3.5 10 8S8.5 16 5 16S0 12.5 0 8S1.5 0 5 0Z",
    "1": "M1.5 3.5L5.5 0V16",
    "2": "M0.5 4.5C0.5 1.5 2.5 0 5 0S9.5 1.7 9.5 4.5C9.5 8 4 11 0.5 16H10",
    "3": "M1 2.5C2 .8 3.2 0 5 0C7.8 0 9.3 1.6 9.3 3.9C9.3 6.3 7.5 7.6 4.5 7.6C7.8 7.6 10 9 10 11.7C10 14.4 8 16 5 16C2.8 16 1.2 15.1 0 13.2",
    "4": "M7.5 16V0L0 11.3H10",
    "5": "M9.2 0H2L1.2 7C2.2 6.2 3.6 5.8 5 5.8C8 5.8 10 7.8 10 10.8C10 14 8 16 5 16C2.7 16 1.2 15.2 0 13.4",
    "6": "M8.8 1.8C7.8 .6 6.6 0 5.2 0C1.9 0 0 3.2 0 8.6C0 13.4 1.8 16 5 16C8 16 10 13.9 10 10.9C10 8 8 6 5.2 6C2.8 6 .8 7.4 0 9.6",
    "7": "M0 0H10C6.8 4.7 4.7 10 4 16",
    "8": "M5 7.5C2.5 7.5 .8 6 .8 3.8S2.5 0 5 0S9.2 1.6 9.2 3.8S7.5 7.5 5 7.5C2 7.5 0 9.2 0 11.8S2 16 5 16S10 14.4 10 11.8S8 7.5 5 7.5Z",
    "9": "M1.2 14.2C2.2 15.4 3.4 16 4.8 16C8.1 16 10 12.8 10 7.4C10 2.6 8.2 0 5 0C2 0 0 2.1 0 5.1C0 8 2 10 4.8 10C7.2 10 9.2 8.6 10 6.4",
    "s": "M9 7.6C8.2 6.4 6.8 5.8 5.2 5.8C2.8 5.8 1.2 6.8 1.2 8.4C1.2 12 9.4 9.6 9.4 13.2C9.4 15 7.6 16 5.2 16C3.2 16 1.6 15.2 .8 13.8",
    "x": "M1.5 7.5L8.5 15M8.5 7.5L1.5 15",
    "-": "M1 9H9",
}


def path(data: str, **style: object) -> str:
    """One path element; an underscore in a name stands for a hyphen."""
    attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    return f'<path d="{data}"{attributes}/>'


def written(text: str, middle: Flat, height: float, colour: str, weight: float = 2.2) -> str:
    """Digits (and `s`, `x`, `-`) centred on a point."""
    k = height / 16
    x, y = middle[0] - (len(text) * 14 - 4) * k / 2, middle[1] - height / 2
    glyphs = "".join(
        f'<path transform="translate({number(x + 14 * k * i)} {number(y)}) scale({k:.3f})" d="{DIGITS[c]}"/>'
        for i, c in enumerate(text)
    )
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="{number(weight)}" stroke-linecap="round"'
        f' stroke-linejoin="round">{glyphs}</g>'
    )


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
    yield path(shaft, stroke=theme.arrow, stroke_width=SHAFT, stroke_linecap="round", stroke_linejoin="round", fill="none")
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


def circle(middle: Flat, across: float, upward: float, start: float, end: float, theme: Theme) -> Iterator[str]:
    """An arrow round a middle; angles in degrees, anticlockwise from the right."""
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
        polyline(places), stroke=theme.mark, stroke_width=4, stroke_dasharray="3 11", stroke_linecap="round", fill="none"
    )


def badge(badge: Badge, theme: Theme) -> Iterator[str]:
    """The corner icon: a stopwatch with its seconds, or how many times."""
    x = 62.0 if "left" in badge.corner else WIDTH - 62.0
    y = 66.0 if "top" in badge.corner else HEIGHT - 58.0
    if badge.warning:
        yield from _warning(x, y, theme)
        return
    yield f'<circle cx="{number(x)}" cy="{number(y)}" r="40" fill="{theme.ground}" stroke="{theme.mark}" stroke-width="5"/>'
    text = str(badge.seconds) if badge.seconds else f"{badge.times}x"
    if badge.seconds:
        yield path(f"M{number(x - 8)} {number(y - 52)}H{number(x + 8)}M{number(x)} {number(y - 52)}V{number(y - 42)}"
                   f"M{number(x + 31)} {number(y - 36)}L{number(x + 37)} {number(y - 42)}",
                   stroke=theme.mark, stroke_width=6, stroke_linecap="round", fill="none")
        yield written(text, (x, y - 5), 30, theme.mark)
        yield written("s", (x, y + 19), 17, theme.mark, 2.6)
    else:
        yield written(text, (x, y), 28, theme.mark)


def heat(middle: Flat, theme: Theme) -> str:
    """Three rising waves: warm to the touch."""
    x, y = middle
    waves = "".join(f"M{number(x + dx)} {number(y + 24)}q-11 -12 0 -24t0 -24" for dx in (-20, 0, 20))
    return path(waves, fill="none", stroke=theme.zigzag, stroke_width=6, stroke_linecap="round")


def _warning(x: float, y: float, theme: Theme) -> Iterator[str]:
    corners = [(x, y - 40), (x + 44, y + 36), (x - 44, y + 36)]
    yield path(polygon(corners), fill=theme.ground, stroke=theme.zigzag, stroke_width=7, stroke_linejoin="round")
    mark = f"M{number(x)} {number(y - 12)}V{number(y + 10)}M{number(x)} {number(y + 24)}V{number(y + 24.5)}"
    yield path(mark, fill="none", stroke=theme.zigzag, stroke_width=9, stroke_linecap="round")


def disc(middle: Flat, value: int, theme: Theme) -> Iterator[str]:
    """A small number in a disc."""
    yield f'<circle cx="{number(middle[0])}" cy="{number(middle[1])}" r="19" fill="{theme.arrow}" stroke="{theme.edge}" stroke-width="4"/>'
    yield written(str(value), middle, 20, theme.edge, 2.6)


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
    curve: Callable[[int, float], float] = lambda i, t: (1 - t) ** 2 * a[i] + 2 * t * (1 - t) * control[i] + t * t * b[i]  # noqa: E731
    return [(curve(0, t), curve(1, t)) for t in steps]


def _cut(line: list[Flat], *, start: float, end: float) -> list[Flat]:
    """The line without its first and last stretch, where the heads are."""
    return _trim(_trim(line, start)[::-1], end)[::-1]


def _trim(line: list[Flat], distance: float) -> list[Flat]:
    rest = distance
    for i, (a, b) in enumerate(zip(line, line[1:], strict=False)):
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
    wings = [(tip[0] + HEAD * cos(angle + s * pi * 0.845), tip[1] + HEAD * sin(angle + s * pi * 0.845)) for s in (1, -1)]
    return polygon([wings[0], tip, wings[1]])


