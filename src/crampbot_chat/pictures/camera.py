"""The eye: from places in space to places in the picture."""

from collections.abc import Iterable
from math import cos, radians, sin

from msgspec import Struct

from crampbot_chat.pictures.space import Vec, dot

WIDTH, HEIGHT = 640, 480  # 4:3; every length in the SVG is in these units

Flat = tuple[float, float]
Disc = tuple[float, float, float]  # x, y, radius


class Camera(Struct, frozen=True):
    """An orthographic eye: nothing grows smaller with distance, so equal limbs stay equal."""

    right: Vec
    up: Vec
    near: Vec
    zoom: float = 1
    shift: Flat = (0, 0)

    def flat(self, place: Vec) -> Flat:
        """Where a place is in the picture (y down)."""
        return (
            self.shift[0] + self.zoom * dot(place, self.right),
            self.shift[1] - self.zoom * dot(place, self.up),
        )

    def disc(self, place: Vec, size: float) -> Disc:
        """A ball in the picture."""
        x, y = self.flat(place)
        return x, y, size * self.zoom

    def depth(self, place: Vec) -> float:
        """How near a place is to the eye; more is nearer."""
        return dot(place, self.near)


def eye(turn: float, tilt: float) -> Camera:
    """An eye at `turn` degrees (0 the figure's right side, 90 its front) looking down by `tilt` degrees."""
    t, p = radians(turn), radians(tilt)
    level: Vec = (sin(t), 0.0, cos(t))
    return Camera(
        right=(cos(t), 0.0, -sin(t)),
        up=(-level[0] * sin(p), cos(p), -level[2] * sin(p)),
        near=(level[0] * cos(p), sin(p), level[2] * cos(p)),
    )


def fitted(camera: Camera, discs: Iterable[Disc], *, margin: float, largest: float) -> Camera:
    """The camera moved so that all discs (made with zoom 1) fill the picture; `margin` in heads, `largest` zoom."""
    seen = list(discs)
    left = min(x - r for x, _, r in seen) - margin
    right = max(x + r for x, _, r in seen) + margin
    top = min(y - r for _, y, r in seen) - margin
    bottom = max(y + r for _, y, r in seen) + margin
    zoom = min(WIDTH / (right - left), HEIGHT / (bottom - top), largest)
    shift = (WIDTH / 2 - zoom * (left + right) / 2, HEIGHT / 2 - zoom * (top + bottom) / 2)
    return Camera(camera.right, camera.up, camera.near, zoom, shift)
