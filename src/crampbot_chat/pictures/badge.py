"""The corner icon (clock, times, warning) and small numbers: drawn as strokes, so that no font is needed."""

from collections.abc import Iterator, Mapping

from crampbot_chat.pictures.camera import HEIGHT, WIDTH, Flat
from crampbot_chat.pictures.figure import Badge
from crampbot_chat.pictures.shapes import circle, number, path, polygon
from crampbot_chat.pictures.theme import Theme

# The digits as strokes in a box 10 wide and 16 high: no font is needed, and the picture is the same everywhere.
DIGITS: Mapping[str, str] = {
    "0": "M5 0C8.5 0 10 3.5 10 8S8.5 16 5 16S0 12.5 0 8S1.5 0 5 0Z",
    "1": "M1.5 3.5L5.5 0V16",
    "2": "M0.5 4.5C0.5 1.5 2.5 0 5 0S9.5 1.7 9.5 4.5C9.5 8 4 11 0.5 16H10",
    "3": "M1 2.5C2 .8 3.2 0 5 0C7.8 0 9.3 1.6 9.3 3.9C9.3 6.3 7.5 7.6 4.5 7.6C7.8 7.6 10 9 10 11.7"
    "C10 14.4 8 16 5 16C2.8 16 1.2 15.1 0 13.2",
    "4": "M7.5 16V0L0 11.3H10",
    "5": "M9.2 0H2L1.2 7C2.2 6.2 3.6 5.8 5 5.8C8 5.8 10 7.8 10 10.8C10 14 8 16 5 16C2.7 16 1.2 15.2 0 13.4",
    "6": "M8.8 1.8C7.8 .6 6.6 0 5.2 0C1.9 0 0 3.2 0 8.6C0 13.4 1.8 16 5 16C8 16 10 13.9 10 10.9"
    "C10 8 8 6 5.2 6C2.8 6 .8 7.4 0 9.6",
    "7": "M0 0H10C6.8 4.7 4.7 10 4 16",
    "8": "M5 7.5C2.5 7.5 .8 6 .8 3.8S2.5 0 5 0S9.2 1.6 9.2 3.8S7.5 7.5 5 7.5"
    "C2 7.5 0 9.2 0 11.8S2 16 5 16S10 14.4 10 11.8S8 7.5 5 7.5Z",
    "9": "M1.2 14.2C2.2 15.4 3.4 16 4.8 16C8.1 16 10 12.8 10 7.4C10 2.6 8.2 0 5 0C2 0 0 2.1 0 5.1"
    "C0 8 2 10 4.8 10C7.2 10 9.2 8.6 10 6.4",
    "s": "M9 7.6C8.2 6.4 6.8 5.8 5.2 5.8C2.8 5.8 1.2 6.8 1.2 8.4C1.2 12 9.4 9.6 9.4 13.2"
    "C9.4 15 7.6 16 5.2 16C3.2 16 1.6 15.2 .8 13.8",
    "x": "M1.5 7.5L8.5 15M8.5 7.5L1.5 15",
    "-": "M1 9H9",
}


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


def icon(badge: Badge, theme: Theme) -> Iterator[str]:
    """The corner icon: a stopwatch with its seconds, or how many times."""
    x = 62.0 if "left" in badge.corner else WIDTH - 62.0
    y = 66.0 if "top" in badge.corner else HEIGHT - 58.0
    if badge.warning:
        yield from _warning(x, y, theme)
        return
    yield circle((x, y), 40, fill=theme.ground, stroke=theme.mark, stroke_width=5)
    text = str(badge.seconds) if badge.seconds else f"{badge.times}x"
    if badge.seconds:
        yield path(
            f"M{number(x - 8)} {number(y - 52)}H{number(x + 8)}M{number(x)} {number(y - 52)}V{number(y - 42)}"
            f"M{number(x + 31)} {number(y - 36)}L{number(x + 37)} {number(y - 42)}",
            stroke=theme.mark,
            stroke_width=6,
            stroke_linecap="round",
            fill="none",
        )
        yield written(text, (x, y - 5), 30, theme.mark)
        yield written("s", (x, y + 19), 17, theme.mark, 2.6)
    else:
        yield written(text, (x, y), 28, theme.mark)


def _warning(x: float, y: float, theme: Theme) -> Iterator[str]:
    corners = [(x, y - 40), (x + 44, y + 36), (x - 44, y + 36)]
    yield path(polygon(corners), fill=theme.ground, stroke=theme.zigzag, stroke_width=7, stroke_linejoin="round")
    mark = f"M{number(x)} {number(y - 12)}V{number(y + 10)}M{number(x)} {number(y + 24)}V{number(y + 24.5)}"
    yield path(mark, fill="none", stroke=theme.zigzag, stroke_width=9, stroke_linecap="round")


def disc(middle: Flat, value: int, theme: Theme) -> Iterator[str]:
    """A small number in a disc."""
    yield circle(middle, 19, fill=theme.arrow, stroke=theme.edge, stroke_width=4)
    yield written(str(value), middle, 20, theme.edge, 2.6)
