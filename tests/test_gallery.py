"""The gallery: drawn once, known again after a restart, uploaded anew when a figure changes; never in the way."""

import asyncio
import shutil
from pathlib import Path

import pytest

from crampbot_chat import content
from crampbot_chat.contract import NoPicture
from crampbot_chat.gallery import DRAWN, Drawings, Gallery
from crampbot_chat.store.open import open_store

POSES = content.folder() / "poses"
ASSET = "FIG-02 light"


async def test_light_ones_move_and_dark_ones_do_not() -> None:
    gallery = Gallery(Drawings(POSES))
    light, dark = await gallery.image(ASSET), await gallery.image("FIG-02 dark")
    assert (light.name, light.kind, light.content[:4]) == ("fig-02-light.gif", "image/gif", b"GIF8")
    assert (dark.name, dark.kind, dark.content[:4]) == ("fig-02-dark.png", "image/png", b"\x89PNG")
    assert await gallery.image("FIG-02 dark") is dark


async def test_what_a_platform_has_is_known_after_a_restart(tmp_path: Path) -> None:
    store = await open_store(f"sqlite://{tmp_path}/bot.sqlite3")
    try:
        first = Gallery(Drawings(POSES))
        first.remember_in(store)
        assert await first.find("telegram", "1", ASSET) == ""
        await first.keep("telegram", "1", ASSET, "photo abc")
        again = Gallery(Drawings(POSES))
        again.remember_in(store)
        assert await again.find("telegram", "1", ASSET) == "photo abc"
        assert await again.find("telegram", "2", ASSET) == "", "a file id belongs to one bot"
        assert await again.find("slack", "1", ASSET) == ""
        assert await again.find("telegram", "1", "FIG-02 dark") == ""
    finally:
        await store.close()
    assert await again.find("telegram", "1", ASSET) == "photo abc"
    assert await again.find("telegram", "1", "FIG-03 dark") == "", "a store that is down holds nobody up"
    await again.keep("telegram", "1", "FIG-03 dark", "photo def")
    assert await again.find("telegram", "1", "FIG-03 dark") == "photo def"


async def test_a_changed_figure_is_another_picture(tmp_path: Path) -> None:
    poses = shutil.copytree(POSES, tmp_path / "poses")
    before = await Drawings(poses).name(ASSET)
    assert before == await Drawings(POSES).name(ASSET)
    figure = poses / "fig-02.toml"
    figure.write_text(figure.read_text("utf-8").replace("neck = -5", "neck = 5"), "utf-8")
    assert await Drawings(poses).name(ASSET) != before


@pytest.mark.parametrize("asset", ["FIG-99 light", "FIG-02 pink", ""])
async def test_one_that_does_not_exist_is_no_picture(asset: str) -> None:
    gallery = Gallery(Drawings(POSES))
    with pytest.raises(NoPicture):
        await gallery.find("telegram", "1", asset)
    with pytest.raises(NoPicture):
        await gallery.image(asset)


async def test_a_damaged_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(NoPicture):
        await Gallery(Drawings(tmp_path / "nowhere")).image(ASSET)


async def test_others_go_on_while_it_draws() -> None:
    """It draws in a thread: the loop turns on meanwhile, many times."""
    drawing = asyncio.create_task(Drawings(POSES).image(ASSET))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 50
    assert DRAWN >= 8
