"""Who has said that they can't stand is never told to: over all muscles and bodies, and in every conversation."""

import re
from datetime import date
from itertools import chain, combinations
from pathlib import Path

import pytest
from databases import fresh_sqlite
from fakes.time import Time
from house import LIBRARY
from rigs import CoreRig

from crampbot_chat.protocols import LIMITS, Muscle
from crampbot_chat.stretching import Move

START = 1_773_453_720_000  # 2026-03-14 03:02 in Berlin
UPRIGHT = re.compile(r"\b(stand|standing|walk|walking|steps?|stairs|hop|tiptoes?|on your feet)\b", re.IGNORECASE)
HARMLESS = re.compile(
    r"no standing"  # what we noted
    r"|never standing"
    r"|a toe that stands up"
    r"|before you walk( on a smooth floor)?",  # dry your feet, take the socks off
    re.IGNORECASE,
)
STRETCHES = LIBRARY.stretches("", date(2026, 11, 22))
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


def moved(move: Move) -> list[str]:
    return [move.name, *move.lines, move.feel, move.avoid, move.note]


def test_no_stretch_and_no_routine_asks_them_to() -> None:
    told = 0
    for body in BODIES:
        for key in (*STRETCHES.stretches, *STRETCHES.routines):
            plan = STRETCHES.moves(key, body)
            told += len(plan)
            assert not [text for move in plan for text in moved(move) if move.standing or upright(text)], (key, body)
        for key in STRETCHES.offered(body):
            routine = STRETCHES.routines[key]
            said = [routine.short, *STRETCHES.before(routine, body), *STRETCHES.after(routine, body)]
            assert [text for text in said if upright(text)] == [], (key, body)
    assert told > len(BODIES)
    able = [move for key in STRETCHES.routines for move in STRETCHES.moves(key, ())]
    assert sum(move.standing for move in able) >= 10, "it would not be noticed"


def test_there_is_a_stretch_for_nearly_everybody() -> None:
    for muscle in COVERED:
        for body in BODIES:
            found = STRETCHES.of_muscle(muscle.key, body, ("sitting", "standing", "lying"))
            none = "surgery" in body or (muscle.key == "glute" and "hip" in body)
            assert bool(found) != none, (muscle.key, body)


async def test_a_whole_day_of_stretches_goes_by_without_standing_up(tmp_path: Path) -> None:
    rig = CoreRig(Time(START + 12 * 3_600_000), fresh_sqlite(tmp_path), "Europe/Berlin")
    await rig.start()
    try:
        await rig.says("I can't stand")
        await rig.seen()
        heard: list[str] = []
        asks = [f"{muscle.name} stretch" for muscle in COVERED]
        asks += ["desk stretches", "before bed", "stretch after running", "warm up", "stretch with a chair"]
        asks += ["routine for the plane", "stretches for a hot day", "morning stretches", "pregnancy stretches"]
        for ask in asks:
            for words in (ask, "start"):
                await rig.says(words)
                heard += [line for seen in await rig.seen() for line in seen.lines]
            await rig.house.passes(15 * 60)
            heard += [line for seen in await rig.seen() for line in seen.lines]
        assert sum(line.startswith("Done.") for line in heard) >= len(asks) - 2
        assert [line for line in heard if upright(line)] == []
    finally:
        await rig.stop()


@pytest.mark.parametrize("muscle", COVERED, ids=lambda muscle: str(muscle.key))
async def test_a_whole_night_goes_by_without_standing_up(muscle: Muscle, tmp_path: Path) -> None:
    rig = CoreRig(Time(START), fresh_sqlite(tmp_path), "Europe/Berlin")
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
