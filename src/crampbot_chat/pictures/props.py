"""The things around a figure: built from boxes and balls, so that touching them can be checked."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import cos, pi, sin

from msgspec import Struct

from crampbot_chat.pictures.figure import Prop
from crampbot_chat.pictures.flesh import Ball, Hull
from crampbot_chat.pictures.space import Vec, along, length, sub


class Box(Struct, frozen=True):
    """A box with upright sides, from its lowest to its highest corner."""

    low: Vec
    high: Vec
    tone: str

    def corners(self) -> Iterator[Vec]:
        """All eight."""
        yield from product(*zip(self.low, self.high, strict=True))

    def away(self, place: Vec) -> float:
        """How far a place is from the surface, in heads; negative inside."""
        outside = [max(a - x, x - b) for a, b, x in zip(self.low, self.high, place, strict=True)]
        if max(outside) < 0:
            return max(outside)
        return length((max(outside[0], 0.0), max(outside[1], 0.0), max(outside[2], 0.0)))


class Round(Struct, frozen=True):
    """Balls and their hull: a bottle, a pillow, a lamp's shade."""

    hull: Hull
    tone: str

    def corners(self) -> Iterator[Vec]:
        """Middles of the balls."""
        for middle, _ in self.hull:
            yield middle

    def away(self, place: Vec) -> float:
        """How far a place is from the nearest ball or the line between the first and the last."""
        (first, size), (last, _) = self.hull[0], self.hull[-1]
        line = sub(last, first)
        span = sum(part * part for part in line)
        share = sum(a * b for a, b in zip(sub(place, first), line, strict=True)) / span if span else 0.0
        return length(sub(place, along(first, line, max(0.0, min(1.0, share))))) - size


Solid = Box | Round


def solids(prop: Prop) -> tuple[Solid, ...]:
    """What a thing is made of; a towel is none of it, it hangs between hands."""
    return tuple(_BUILT[prop.kind](prop)) if prop.kind in _BUILT else ()


def _ordered(prop: Prop) -> tuple[Vec, Vec]:
    pairs = [sorted(pair) for pair in zip(prop.start, prop.end, strict=True)]
    return (pairs[0][0], pairs[1][0], pairs[2][0]), (pairs[0][1], pairs[1][1], pairs[2][1])


def _block(tone: str) -> Callable[[Prop], Iterator[Solid]]:
    def built(prop: Prop) -> Iterator[Solid]:
        yield Box(*_ordered(prop), tone)

    return built


def _legs(low: Vec, high: Vec, thick: float) -> Iterator[Box]:
    for x in (low[0], high[0] - thick):
        for z in (low[2], high[2] - thick):
            yield Box((x, low[1], z), (x + thick, high[1], z + thick), "wood")


def _bed(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    board = high[1] - 0.42
    yield from _legs(low, (high[0], board, high[2]), 0.16)
    yield Box((low[0], board - 0.25, low[2]), (high[0], board, high[2]), "wood")
    yield Box((low[0], board, low[2]), high, "mattress")
    ends = {"back": (low[0] - 0.16, low[0]), "ahead": (high[0], high[0] + 0.16)}
    if prop.back in ends:
        near, far = ends[prop.back]
        yield Box((near, low[1], low[2]), (far, high[1] + 1.0, high[2]), "wood")


def _pillow(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    size = (high[1] - low[1]) / 2
    inner = [
        (x, (low[1] + high[1]) / 2, z) for x in (low[0] + size, high[0] - size) for z in (low[2] + size, high[2] - size)
    ]
    yield Round(tuple((middle, size) for middle in inner), "cloth")


def _chair(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    seat = high[1] - 0.16
    yield from _legs(low, (high[0], seat, high[2]), 0.14)
    yield Box((low[0], seat, low[2]), high, "wood")
    thick, tall = 0.14, high[1] + 1.9
    backs: dict[str, tuple[Vec, Vec]] = {
        "back": ((low[0], high[1], low[2]), (low[0] + thick, tall, high[2])),
        "ahead": ((high[0] - thick, high[1], low[2]), (high[0], tall, high[2])),
        "left": ((low[0], high[1], low[2]), (high[0], tall, low[2] + thick)),
        "right": ((low[0], high[1], high[2] - thick), (high[0], tall, high[2])),
    }
    if prop.back:
        (x0, y0, z0), (x1, y1, z1) = backs[prop.back]
        yield Box((x0, y1 - 0.75, z0), (x1, y1, z1), "wood")
        for post in ((x0, z0), (x1 - thick, z1 - thick)):
            yield Box((post[0], y0, post[1]), (post[0] + thick, y1 - 0.75, post[1] + thick), "wood")


def _table(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    yield from _legs(low, (high[0], high[1] - 0.16, high[2]), 0.16)
    yield Box((low[0], high[1] - 0.16, low[2]), high, "wood")


def _drawers(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    yield Box(low, high, "wood")
    third = (high[1] - low[1] - 0.3) / 3
    for row in range(3):
        base = low[1] + 0.15 + row * third
        yield Box((low[0] + 0.12, base + 0.06, high[2]), (high[0] - 0.12, base + third - 0.06, high[2] + 0.05), "wood")


def _bottle(prop: Prop) -> Iterator[Solid]:
    neck = along(prop.end, sub(prop.end, prop.start), 0.28)
    yield Round(((prop.end, 0.07), (neck, 0.07)), "glass")
    yield Round(((prop.start, 0.18), (prop.end, 0.18)), "glass")


def _lamp(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    x, z = (low[0] + high[0]) / 2, (low[2] + high[2]) / 2
    yield Box((x - 0.25, low[1], z - 0.25), (x + 0.25, low[1] + 0.1, z + 0.25), "wood")
    yield Box((x - 0.05, low[1] + 0.1, z - 0.05), (x + 0.05, high[1] - 0.5, z + 0.05), "wood")
    yield Round(
        (((x - 0.3, high[1] - 0.5, z), 0.06), ((x, high[1], z), 0.2), ((x + 0.3, high[1] - 0.5, z), 0.06)), "light"
    )


def _bowl(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    wide = (high[0] - low[0]) / 2
    middle, base = _mid(low, high, high[1]), _mid(low, high, low[1] + 0.05)
    food = _mid(low, high, high[1] + 0.04)
    yield Round(tuple(_ring(base, wide * 0.4, 0.05) + _ring(middle, wide, 0.04)), "glass")
    yield Round(tuple(_ring(food, wide * 0.6, 0.06)), "towel")


def _shaker(prop: Prop) -> Iterator[Solid]:
    cap = along(prop.start, sub(prop.end, prop.start), 0.25)
    yield Round(((cap, 0.13), (prop.end, 0.15)), "glass")
    yield Round(((prop.start, 0.12), (cap, 0.14)), "wood")


def _parasol(prop: Prop) -> Iterator[Solid]:
    low, high = _ordered(prop)
    pole, top = _mid(low, high, low[1]), _mid(low, high, high[1])
    yield Box(along(pole, (1, 0, 1), -0.4), along(pole, (0.4, 0.12, 0.4), 1), "wood")
    yield Box(along(pole, (1, 0, 1), -0.06), along(top, (0.06, -0.1, 0.06), 1), "wood")
    rim = _ring(along(top, (0, -1, 0), 1.0), (high[0] - low[0]) / 2, 0.05)
    yield Round((*rim, (top, 0.08)), "towel")


def _sun(prop: Prop) -> Iterator[Solid]:
    yield Round(
        ((_mid(*_ordered(prop), (prop.start[1] + prop.end[1]) / 2), abs(prop.end[1] - prop.start[1]) / 2),), "light"
    )


def _mid(low: Vec, high: Vec, y: float) -> Vec:
    return ((low[0] + high[0]) / 2, y, (low[2] + high[2]) / 2)


def _ring(middle: Vec, wide: float, size: float) -> list[Ball]:
    """Balls round a level circle."""
    turns = [2 * pi * step / 16 for step in range(16)]
    return [(along(middle, (cos(turn), 0, sin(turn)), wide), size) for turn in turns]


_BUILT: Mapping[str, Callable[[Prop], Iterator[Solid]]] = {
    "floor": _block("floor"),
    "wall": _block("wall"),
    "rug": _block("cloth"),
    "step": _block("wood"),
    "drawers": _drawers,
    "bed": _bed,
    "pillow": _pillow,
    "cushion": _pillow,
    "chair": _chair,
    "table": _table,
    "bottle": _bottle,
    "lamp": _lamp,
    "bowl": _bowl,
    "shaker": _shaker,
    "parasol": _parasol,
    "sun": _sun,
}
