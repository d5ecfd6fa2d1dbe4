"""Killed at any moment: what was acknowledged is there, and nothing is there by half."""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg
import pytest
import storm

from crampbot_chat.store import Query
from crampbot_chat.store.open import file_path, open_store

KILLS = 60 if os.environ.get("CRAMPBOT_PROVE", "full") == "full" else 6
PAIRS = Query("SELECT id, count(*), min(adapter), max(adapter) FROM heard GROUP BY id")


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """tests/storm.py in a process of its own; killed in the end, without a farewell."""
    command = [sys.executable, str(Path(storm.__file__)), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def killed_after(acknowledged: int, url: str, prefix: str) -> set[str]:
    """Kill a storm once so many batches are acknowledged, and tell all that were."""
    with program("storm", url, prefix) as process:
        assert process.stdout
        names = {next(process.stdout) for _ in range(acknowledged)}
        process.kill()
        names |= set(process.stdout)
    return {name.decode().rstrip() for name in names if name.endswith(b"\n")}


async def kept(url: str) -> set[str]:
    """The names of all batches in the database; all of them are whole."""
    store = await open_store(url)
    [rows] = await store.fetch(PAIRS)
    await store.close()
    assert all(row[1:] == (2, "left", "right") for row in rows)
    return {row[0] for row in rows}


@pytest.mark.parametrize("rounds", [3, pytest.param(KILLS, marks=pytest.mark.prove)])
async def test_a_killed_program_loses_nothing_that_it_acknowledged(database: str, rounds: int) -> None:
    chance = random.Random(rounds)
    acknowledged: set[str] = set()
    for n in range(rounds):
        acknowledged |= await asyncio.to_thread(killed_after, chance.randrange(1, 400), database, str(n))
        there = await kept(database)
        assert acknowledged <= there
        assert len(there - acknowledged) <= (n + 1) * storm.WORKERS  # kept, but the kill came before the news of it


async def test_a_kill_between_accepting_and_committing_keeps_nothing(database: str) -> None:
    assert await kept(database) == set()
    if database.startswith("sqlite"):
        await asyncio.to_thread(kill_behind_a_lock_on_the_file, database)
    else:
        await kill_behind_a_lock_on_a_row(database)
    assert await kept(database) == set()
    with program("once", database, "again") as process:
        assert process.stdout
        assert process.stdout.read() == b"asking\nkept\n"
    assert await kept(database) == {"again"}


def kill_behind_a_lock_on_the_file(url: str) -> None:
    with closing(sqlite3.connect(file_path(url.removeprefix("sqlite://")), isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        with program("once", url, "lost") as process:
            assert process.stdout
            assert process.stdout.readline() == b"asking\n"
            process.kill()
            assert process.stdout.read() == b""


async def kill_behind_a_lock_on_a_row(url: str) -> None:
    """The second half of the batch waits for a row that somebody else has written and not yet committed."""
    shell, watch = await asyncio.gather(asyncpg.connect(url), asyncpg.connect(url))
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    await shell.execute("BEGIN; INSERT INTO heard (adapter, id, at) VALUES ('right', 'lost', 0)")
    with program("once", url, "lost") as process:
        while not await watch.fetchval(f"{others} AND wait_event_type = 'Lock'"):
            assert process.poll() is None
    await shell.execute("ROLLBACK")
    await shell.close()
    while await watch.fetchval(others):  # until the server has noticed the kill
        pass
    await watch.close()
