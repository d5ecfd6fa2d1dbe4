"""Who has said that they can't stand is never told to: over all muscles and bodies, and in every conversation."""

import re
from itertools import chain, combinations
from pathlib import Path

import pytest
from fakes.time import Time
from house import LIBRARY
from rigs import CoreRig

from crampbot_chat.protocols import LIMITS, Muscle

START = 1_773_453_720_000  # 2026-03-14 03:02 in Berlin
UPRIGHT = re.compile(r"\b(stand|standing|walk|walking|steps?|stairs|hop|tiptoes?|on your feet)\b", re.IGNORECASE)
HARMLESS = re.compile(
    r"no standing"  # what we noted
    r"|a toe that stands up"
    r"|before you walk( on a smooth floor)?",  # dry your feet, take the socks off
    re.IGNORECASE,
)
COVERED = [muscle for muscle in LIBRARY.protocols("").muscles.values() if muscle.covered]
OTHERS = [limit for limit in LIMITS if limit != "no_stand"]
BODIES = [("no_stand", *more) for size in range(len(LIMITS)) for more in combinations(OTHERS, size)]


def upright(text: str) -> bool:
    return bool(UPRIGHT.search(HARMLESS.sub("", text)))


@pytest.mark.parametrize("muscle", COVERED, ids=lambda muscle: str(muscle.key))
def test_no_body_that_cannot_stand_is_asked_to(muscle: Muscle) -> None:
    for body in BODIES:
        rungs = muscle.ladder(body)
        said = [muscle.field(name, body) for name in ("helper", "short", "check")]
        said += chain.from_iterable((rung.act, *rung.lines) for rung in rungs)
        said += muscle.lines("aftercare", body)
        assert [text for text in said if upright(text)] == [], body
        assert rungs, body


def test_it_would_be_noticed() -> None:
    able = [rung.act for muscle in COVERED for rung in muscle.ladder(())]
    assert sum(map(upright, able)) >= 6


@pytest.mark.parametrize("muscle", COVERED, ids=lambda muscle: str(muscle.key))
async def test_a_whole_night_goes_by_without_standing_up(muscle: Muscle, tmp_path: Path) -> None:
    rig = CoreRig(Time(START), f"sqlite://{tmp_path}/bot.sqlite3", "Europe/Berlin")
    await rig.start()
    try:
        await rig.says("I can't stand")
        await rig.seen()
        heard: list[str] = []
        for words in (muscle.name, *["still hurts"] * 6, "helper", "no", "gone"):
            await rig.says(words)
            heard += [line for seen in await rig.seen() for line in seen.lines]
            if words == "helper":
                await rig.house.passes(12 * 60)
                heard += [line for seen in await rig.seen() for line in seen.lines]
        for words in ("", "yes", "skip", "skip", "", "a bit"):
            await (rig.says(words) if words else rig.house.passes(11 * 3600))
            heard += [line for seen in await rig.seen() for line in seen.lines]
        assert len(heard) > 20
        assert [line for line in heard if upright(line)] == []
    finally:
        await rig.stop()
