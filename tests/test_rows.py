"""What people have read elsewhere can be asked for: coverage.toml, row by row, in plain words, by the real routes."""

import re
import tomllib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from databases import fresh_sqlite
from fakes.time import Time
from house import LIBRARY
from rigs import CoreRig
from words import ROWS

from crampbot_chat.model import Choices

SAID = tomllib.loads((Path(__file__).parent / "rows.toml").read_text("utf-8"))
DAY = 1_773_493_200_000  # 2026-03-14 14:00 in Berlin
MORE = "Where is that from?"
ASKS = [(row, ask) for row in SAID for ask in SAID[row]["asks"]]


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[CoreRig]:
    rig = CoreRig(Time(DAY), fresh_sqlite(tmp_path), "Europe/Berlin")
    await rig.start()
    yield rig
    await rig.stop()


def test_every_row_that_is_said_is_asked_for() -> None:
    assert set(SAID) == {row for row, each in ROWS.items() if "said_by" in each}
    assert all(len(each["asks"]) >= 2 and each["hears"] for each in SAID.values())


@pytest.mark.parametrize(("row", "ask"), ASKS)
async def test_who_asks_in_plain_words_is_told(row: str, ask: str, rig: CoreRig) -> None:
    await rig.says(ask)
    told = await read(rig)
    for part in SAID[row]["hears"]:
        assert part in told
    if "more" in SAID[row]:
        await rig.presses(MORE)
        more = await read(rig)
        for part in SAID[row]["more"]:
            assert part in more


@pytest.mark.parametrize("row", [row for row, each in ROWS.items() if "said_by" in each])
async def test_the_words_in_the_coverage_file_lead_there(row: str, rig: CoreRig) -> None:
    await rig.says(ROWS[row]["ask"])
    await rig.seen()
    assert led(rig) & set(ROWS[row]["said_by"])


def test_every_wording_of_a_question_leads_to_it() -> None:
    answers = LIBRARY.answers("en", date(2026, 11, 22))
    for key, question in answers.all.items():
        assert [ask for ask in question.ask if answers.best("", ask) != key] == [], key


async def read(rig: CoreRig) -> str:
    return "\n".join(line for seen in await rig.seen() for line in seen.lines)


def led(rig: CoreRig) -> set[str]:
    """Which questions were answered, by the button below each."""
    blocks = [block for message, _ in rig.chat.shown for block in message.blocks]
    tokens = [choice.token for block in blocks if isinstance(block, Choices) for choice in block.choices]
    return {found[1] for token in tokens if (found := re.fullmatch(r"1 questions\.why (F\d+)", token))}
