"""All figures of a folder, ready to be shown: the door to this package."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from crampbot_chat.pictures import draw, motion
from crampbot_chat.pictures.check import problems
from crampbot_chat.pictures.figure import Figure, figures
from crampbot_chat.pictures.muscles import Muscle, muscles
from crampbot_chat.pictures.render import WIDE, png
from crampbot_chat.pictures.scene import camera, scene
from crampbot_chat.pictures.theme import THEMES


class Album(Struct, frozen=True):
    """The figures by id (FIG-01) and the muscles by name. A theme is "dark" or "light"."""

    figures: Mapping[str, Figure]
    muscles: Mapping[str, Muscle]

    def svg(self, key: str, theme: str = "dark") -> str:
        """One figure as SVG. KeyError for an unknown id or theme."""
        figure = self.figures[key]
        shown = scene(figure, self.muscles)
        start = [scene(figure, self.muscles, figure.start)] if figure.start else []
        return draw.svg(shown, camera(shown, *start), THEMES[theme])

    def png(self, key: str, theme: str = "dark", width: int = WIDE) -> bytes:
        """One figure as PNG, `width` pixels wide."""
        return png(self.svg(key, theme), width)

    def moves(self, key: str) -> bool:
        """True when the figure has a start and so an animation."""
        return self.figures[key].start is not None

    def gif(self, key: str, theme: str = "dark", width: int = 480) -> bytes:
        """A figure that moves as an animation. ValueError when it doesn't move."""
        figure = self.figures[key]
        if figure.start is None:
            raise ValueError(f"{key} has no start to move from")
        held = scene(figure, self.muscles)
        eye = camera(held, scene(figure, self.muscles, figure.start))
        moments = [scene(figure, self.muscles, pose) for pose in motion.poses(figure.start, figure.pose)]
        svgs = [draw.svg(moment, eye, THEMES[theme], held) for moment in moments]
        return motion.gif(svgs, width, held=not (figure.badge and figure.badge.times))

    def problems(self) -> list[str]:
        """What is wrong with any of the figures, with the figure's id."""
        return [f"{key}: {what}" for key, figure in self.figures.items() for what in problems(figure, self.muscles)]


def open_album(folder: Path) -> Album:
    """The figures in a folder of fig-*.toml and muscles.toml. Raises BadFigure, which names the file and the key."""
    return Album(figures(folder), muscles(folder / "muscles.toml"))
