"""Whatever arrives, in whatever characters: an answer, and nothing lost."""

from pathlib import Path

import pytest
from fakes.time import Time
from rigs import CoreRig

from crampbot_chat.model import TOKEN_VERSION, Filled
from crampbot_chat.presses import takes
from crampbot_chat.turn import Turn

START = 1_773_478_800_000  # 2026-03-14 10:00 in Berlin
ODD = {
    "half a character": "calf cramp \ud83e",
    "character zero": "calf\0cramp",
    "nothing but zero": "\0",
    "right to left": "\u202eقدم تشنج\u202c",
    "long": "calf " * 819,
    "emoji": "🦵" * 500,
    "combining": "calf" + "\u0301" * 3000,
    "controls": "".join(chr(code) for code in range(1, 32)) + "calf",
    "tags": "\U000e0041" * 800,
}


@pytest.mark.parametrize("words", ODD.values(), ids=ODD)
async def test_odd_characters_are_answered_and_kept(database: str, words: str) -> None:
    rig = CoreRig(Time(START), database, "Europe/Berlin")
    await rig.start()
    await rig.says(words)
    assert await rig.seen()
    await rig.says("remind me at 8pm to " + words)
    await rig.says("note: " + words)
    assert await rig.seen()
    await rig.again()
    await rig.says("calf cramp!!")
    assert any("toes" in "".join(seen.lines) for seen in await rig.seen())
    await rig.stop()


@pytest.mark.parametrize("words", ["calf \ud83e", "calf\0cramp"], ids=ascii)
async def test_odd_characters_in_a_form_are_kept(database: str, words: str) -> None:
    rig = CoreRig(Time(START), database, "Europe/Berlin")
    await rig.start()
    await rig.says("my calf cramps at night")
    await rig.seen()
    await rig.happens(Filled("remind", words, {"what": words, "hour": "20:00", "repeat": "once"}))
    assert any("calf" in "".join(seen.lines) for seen in await rig.seen())
    await rig.stop()


async def test_a_form_that_breaks_us_is_answered(tmp_path: Path) -> None:
    rig = CoreRig(Time(START), f"sqlite:///{tmp_path}/test.sqlite3", "Europe/Berlin")
    await rig.start()
    await rig.happens(Filled("remind", "", {"what": "stretch"}))  # no hour, which no form lets through
    assert [message.key for message, _ in rig.chat.shown] == ["door.broken"]
    await rig.stop()


def test_a_mistake_of_ours_is_not_taken_for_an_old_button() -> None:
    def breaks(_turn: Turn, number: str) -> bool:
        return number + 1  # type: ignore[operator,no-any-return]

    nobody: Turn = None  # type: ignore[assignment]
    with pytest.raises(TypeError):
        takes(nobody, f"{TOKEN_VERSION} step 5", {"step": breaks})
    assert not takes(nobody, f"{TOKEN_VERSION} step", {"step": breaks})
    assert not takes(nobody, f"{TOKEN_VERSION} step 5 6", {"step": breaks})
