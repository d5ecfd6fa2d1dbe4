"""The figures that ship: each is read strictly, drawn, plausible as a body, and says in words what it shows."""

import io
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from crampbot_chat.pictures import Album, BadFigure, contact_sheet, open_album, write_all
from crampbot_chat.pictures.__main__ import main
from crampbot_chat.pictures.check import problems
from crampbot_chat.pictures.figure import read
from crampbot_chat.pictures.theme import THEMES

POSES = Path(__file__).parents[1] / "content" / "poses"
IDS = [f"FIG-{number:02}" for number in range(1, 50)]
# Safe to stand, stop signs, resting, drinking, shade, salt, loose hands, shifting weight: nothing is stretched there.
WITHOUT_MUSCLE = {f"FIG-{number}" for number in (28, 29, 41, 44, 45, 46, 47, 48)}


@cache
def album() -> Album:
    return open_album(POSES)


def pixels(png: bytes) -> list[tuple[int, int, int]]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    raw = image.tobytes()
    return list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def test_every_figure_of_the_list_is_there() -> None:
    assert list(album().figures) == IDS


@pytest.mark.parametrize("key", IDS)
def test_bodies_are_plausible_and_touch_what_they_should(key: str) -> None:
    assert problems(album().figures[key], album().muscles) == []


@pytest.mark.parametrize("key", IDS)
def test_alt_text_starts_with_the_position(key: str) -> None:
    figure = album().figures[key]
    assert re.match(r"(Lying|Sitting|Standing|Kneeling|Two lower legs)\b.*\.$", figure.alt)
    assert 40 <= len(figure.alt) <= 200


def test_what_is_stretched_is_marked_everywhere_but_where_nothing_is() -> None:
    assert {key for key, figure in album().figures.items() if not figure.muscles} == WITHOUT_MUSCLE


@pytest.mark.parametrize("key", IDS)
def test_svg_is_well_formed_and_needs_no_font(key: str) -> None:
    for theme in THEMES:
        root = ET.fromstring(album().svg(key, theme))  # noqa: S314 - our own text
        assert root.get("viewBox") == "0 0 640 480"
        assert {element.tag.partition("}")[2] for element in root.iter()} <= {"svg", "rect", "path", "circle", "g"}


def test_the_same_data_makes_the_same_picture() -> None:
    again = open_album(POSES)
    for key in ("FIG-02", "FIG-09", "FIG-28"):
        assert again.svg(key) == album().svg(key)
        assert again.png(key, width=160) == album().png(key, width=160)


@pytest.mark.parametrize("key", sorted(set(IDS) - WITHOUT_MUSCLE))
def test_the_muscle_shows_at_320_pixels(key: str) -> None:
    muscle = rgb(THEMES["dark"].muscle)
    seen = pixels(album().png(key, width=320))
    assert sum(max(abs(a - b) for a, b in zip(pixel, muscle, strict=True)) < 40 for pixel in seen) >= 30


@pytest.mark.parametrize("key", IDS)
def test_the_dark_theme_does_not_blind(key: str) -> None:
    def light(theme: str) -> float:
        seen = pixels(album().png(key, theme, width=160))
        return sum(0.299 * r + 0.587 * g + 0.114 * b for r, g, b in seen) / len(seen) / 255

    assert light("dark") < 0.33
    assert light("light") > 0.6


def test_png_is_as_wide_as_asked_and_four_to_three() -> None:
    assert Image.open(io.BytesIO(album().png("FIG-01", width=400))).size == (400, 300)


def test_an_animation_rests_in_the_stretch_and_goes_on_for_ever() -> None:
    moving = Image.open(io.BytesIO(album().gif("FIG-12", width=160)))
    times = []
    for frame in range(moving.n_frames):  # type: ignore[attr-defined]
        moving.seek(frame)
        times.append(moving.info["duration"])
    assert moving.info["loop"] == 0
    assert max(times) == times[len(times) // 2] == 1800


def test_a_figure_without_a_start_has_no_animation() -> None:
    still = next(key for key in IDS if not album().moves(key))
    with pytest.raises(ValueError, match=still):
        album().gif(still)


def test_an_unknown_key_is_an_error_that_names_file_and_key(tmp_path: Path) -> None:
    text = (POSES / "fig-02.toml").read_text("utf-8")
    path = tmp_path / "fig-02.toml"
    path.write_text(text.replace("knee = 0", "kneee = 0"), "utf-8")
    with pytest.raises(BadFigure, match=r"fig-02\.toml.*kneee.*right_leg"):
        read(path)


@pytest.mark.parametrize("broken", ["title = ", 'title = "No pose"\nalt = "None."\n', '[pose]\nlean = "far"\n'])
def test_a_file_that_is_no_figure_is_an_error_that_names_it(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "fig-99.toml"
    path.write_text(broken, "utf-8")
    with pytest.raises(BadFigure, match=r"fig-99\.toml"):
        read(path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadFigure):
        open_album(tmp_path)


def small(*keys: str) -> Album:
    return Album({key: album().figures[key] for key in keys}, album().muscles)


def test_the_sheet_shows_every_figure() -> None:
    root = ET.fromstring(contact_sheet(small("FIG-01", "FIG-02", "FIG-09")))  # noqa: S314 - our own text
    assert len(root.findall("{http://www.w3.org/2000/svg}svg")) == 3


def test_everything_is_written(tmp_path: Path) -> None:
    count = write_all(small("FIG-09", "FIG-27"), tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert len(names) == count
    assert {"fig-09-dark.svg", "fig-09-light.png", "fig-27-dark.gif", "sheet-dark.png"} <= names
    assert "fig-09-dark.gif" not in names


def test_a_wrong_call_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "OUT" in capsys.readouterr().err
