"""Every transcript on every way in: plain, with a restart between any two lines, with every event delivered twice."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from databases import Postgres, fresh_sqlite
from fakes.time import Time
from rig_slack import SlackRig
from rig_telegram import TelegramRig
from rigs import CoreRig, Rig, TerminalRig, passes
from transcript import ANY, PICTURE, Seen, Step, Transcript, counts, differs, learned, named, read, strip

from crampbot_chat.model import CHOICES_LIMIT
from crampbot_chat.when.zones import local

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = [read(path) for path in sorted(FOLDER.glob("*.txt"))]
RIGS: dict[str, Callable[..., Rig]] = {
    "core": CoreRig,
    "terminal": TerminalRig,
    "telegram": TelegramRig,
    "slack": SlackRig,
}
MODES = ("plain", "restarts", "twice")


def plays() -> list[Any]:
    """Each transcript on each rig in each mode on SQLite; on PostgreSQL on the core alone."""
    found = []
    for transcript in TRANSCRIPTS:
        rigs = [rig for rig in RIGS if not transcript.rigs or rig in transcript.rigs]
        ways = [(rig, mode, "sqlite") for rig in rigs for mode in MODES if (rig, mode) != ("terminal", "twice")]
        ways += [("core", "twice", "postgresql")] if "core" in rigs else []
        found += [pytest.param(transcript, *way, id="-".join((transcript.name, *way))) for way in ways]
    return found


@pytest.mark.parametrize(("transcript", "rig", "mode", "kind"), plays())
async def test_transcript(
    transcript: Transcript, rig: str, mode: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    time = Time(int(transcript.start.timestamp() * 1000))
    async with _database(kind, tmp_path, request) as url:
        played = RIGS[rig](time, url, transcript.zone, twice="twice" in mode, language=transcript.language)
        await played.start()
        try:
            await _play(transcript, played, restarts="restarts" in mode)
        finally:
            await played.stop()


@asynccontextmanager
async def _database(kind: str, folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield fresh_sqlite(folder)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = await server.fresh()
    try:
        yield server.url(name)
    finally:
        await server.give_back(name)


async def _play(transcript: Transcript, rig: Rig, *, restarts: bool) -> None:
    await rig.seen()
    zone, known = transcript.zone, dict[str, str]()
    for step in transcript.steps:
        if restarts and not step.before:
            await rig.again()
        place = f"{transcript.path.name}:{step.number}: {step.line}"
        rig.loud.clear()
        await _act(step, rig, place, known)
        seen = await rig.seen()
        zone = await rig.house.zone() or zone
        at_night = [said for at, said in rig.loud if _is_night(zone, at)]
        wanted = sum(each.aloud for each in step.expected) if rig.name in {"core", "telegram"} else 0
        assert len(at_night) == wanted, f"{place}\naloud at night: {at_night}"
        _check_manners(place, seen)
        if not step.before:
            expected = [
                learned(each, seen[at], known) if at < len(seen) else each for at, each in enumerate(step.expected)
            ]
            _compare(place, expected, seen, loose=rig.name == "terminal")


async def _act(step: Step, rig: Rig, place: str, known: dict[str, str]) -> None:
    if step.kind == "+":
        await passes(rig, step.words)
    elif step.kind == "=":
        stored = {table: await rig.house.rows(table) for table in counts(step.words)}
        assert stored == counts(step.words), f"{place}\nstored: {stored}"
    elif step.label:
        await rig.presses(step.label, step.manner)
    else:
        await rig.says(named(step.words, known), step.manner)


def _is_night(zone: str, now: int) -> bool:
    """From ten to seven; and whenever we don't know how late it is for them."""
    return not zone or not 7 <= local(now, zone).hour < 22


def _check_manners(place: str, seen: list[Seen]) -> None:
    """What holds for everything that is ever said: words first, all filled in, four buttons at most."""
    for each in seen:
        assert re.match(r"""[\w¿¡«„“"'(*•-]""", each.lines[0]), f"{place}\nno word comes first: {each.lines}"
        assert PICTURE not in each.lines[1:], f"{place}\nthe picture doesn't come first: {each.lines}"
        assert "It's gone" not in each.buttons or len(each.lines[0].split()) <= 12, f"{place}\na long act: {each.lines}"
        assert "{" not in "".join(each.lines), f"{place}\nnot filled in: {each.lines}"
        assert len(each.buttons) <= CHOICES_LIMIT, f"{place}\ntoo many buttons: {each.buttons}"


def _compare(place: str, expected: list[Seen], seen: list[Seen], *, loose: bool) -> None:
    if loose:
        _compare_loosely(place, expected, seen)
        return
    shown = "\n".join(f"  {'~' if each.edited else '<'} {each.lines} {each.buttons}" for each in seen)
    assert len(expected) == len(seen), f"{place}\nexpected {len(expected)} messages, saw {len(seen)}:\n{shown}"
    for wanted, found in zip(expected, seen, strict=True):
        why = differs(wanted, found)
        assert not why, f"{place}\n{why}\nall that was seen:\n{shown}"


def _compare_loosely(place: str, expected: list[Seen], seen: list[Seen]) -> None:
    """A terminal prints one line after the other, and of an edit only what has changed."""
    printed = [strip(line) for each in seen for line in each.lines if line.strip()]
    for wanted in expected:
        lines = [strip(line) for line in wanted.lines if line not in {ANY, PICTURE}]
        if wanted.edited:
            new = not lines or ANY in wanted.lines or any(line in printed for line in lines)
            assert new, f"{place}\nexpected {lines}, printed {printed}"
        else:
            missing = [line for line in lines if line not in printed]
            assert not missing, f"{place}\nexpected {missing}, printed {printed}"
    assert bool(printed) == bool(expected), f"{place}\nprinted {printed}"
