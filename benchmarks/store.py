"""What a turn costs in the store, beside the same statements through the plain driver, on both databases.

A turn's batch: one event heard, one person updated, their row checked, one cramp, three timers, one outbox row.
Printed: microseconds (of the wall clock, and of this process's CPU), and how many times the plain driver's. The plain
driver commits each batch alone, in this thread (sqlite3) or with a round trip for each statement (asyncpg).
"""

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from databases import Postgres

from crampbot_chat.store import Change, Heard, Query, Store
from crampbot_chat.store.connection import SETTINGS
from crampbot_chat.store.migrate import MIGRATIONS, migrate_sqlite
from crampbot_chat.store.open import open_store

SIZES = {"small": 200, "full": 1500}  # turns in each measurement
PEOPLE = 200
AT_ONCE = 100  # callers at a time where batches may share a commit

PERSON = (
    "INSERT INTO person (id, version, adapter, workspace, chat, thread, zone, language, reachable, created_at, sealed) "
    "VALUES ($1, 1, 'telegram', '', 'chat', '', '', '', 1, 0, $2)"
)
HEARD = "INSERT INTO heard (adapter, id, at) VALUES ('telegram', $1, $2) ON CONFLICT DO NOTHING"
UPDATE = "UPDATE person SET version = version + 1, sealed = $2 WHERE id = $1"
CRAMP = "INSERT INTO cramp (id, person_id, started_at, sealed) VALUES ($1, $2, $3, $4)"
TIMER = (
    "INSERT INTO timer (person_id, name, due_at, note) VALUES ($1, $2, $3, '') "
    "ON CONFLICT (person_id, name) DO UPDATE SET due_at = excluded.due_at, note = excluded.note"
)
OUTBOX = (
    "INSERT INTO outbox (id, adapter, workspace, chat, thread, shared, person_id, message_key, lane, slot, edits, "
    "due_at, leased_by, leased_until, attempts, created_at, sealed) "
    "VALUES ($1, 'telegram', '', $2, '', 0, $2, 'relief.calf', 0, '', 0, $3, 'me', $3, 0, $3, $4)"
)
LOAD = (
    Query("SELECT * FROM person WHERE id = $1", ("p7",)),
    Query("SELECT id, started_at, sealed FROM cramp WHERE person_id = $1 ORDER BY started_at DESC LIMIT 5", ("p7",)),
    Query("SELECT name, due_at, note FROM timer WHERE person_id = $1", ("p7",)),
)
NUMBERS = count()


def turn() -> list[Change]:
    """One turn's batch."""
    n = next(NUMBERS)
    person = f"p{n % PEOPLE}"
    return [
        Change(HEARD, (str(n), n), expect=1, miss=Heard),
        Change(UPDATE, (person, b"x" * 400), expect=1),
        Change(CRAMP, (f"c{n}", person, n, b"y" * 120)),
        *(Change(TIMER, (person, name, n)) for name in ("check", "minute", "wipe")),
        Change(OUTBOX, (f"{n:012}", person, n, b"z" * 300)),
    ]


async def measure(work: Callable[[], Awaitable[object]], times: int) -> tuple[float, float]:
    """Microseconds for each time: on the clock, and of this process's CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    await work()
    return (time.perf_counter() - clock) / times * 1e6, (time.process_time() - cpu) / times * 1e6


async def ours(store: Store, times: int) -> dict[str, tuple[float, float]]:
    """The store's figures."""

    async def alone() -> None:
        for _ in range(times):
            await store.apply(turn())

    async def together() -> None:
        async def caller() -> None:
            for _ in range(times * 4 // AT_ONCE):
                await store.apply(turn())

        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))

    async def fetch(*queries: Query) -> None:
        for _ in range(times):
            await store.fetch(*queries)

    return {
        "apply, one after the other": await measure(alone, times),
        f"apply, {AT_ONCE} callers": await measure(together, times * 4 // AT_ONCE * AT_ONCE),
        "fetch, one query": await measure(lambda: fetch(LOAD[0]), times),
        "fetch, three queries": await measure(lambda: fetch(*LOAD), times),
    }


async def plain_sqlite(path: Path, times: int) -> dict[str, tuple[float, float]]:
    """The same through sqlite3 in this thread, with the same durability."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in SETTINGS:
            db.execute(f"PRAGMA {setting}")
        migrate_sqlite(db, path, MIGRATIONS)
        db.execute("BEGIN")
        for n in range(PEOPLE):
            db.execute(PERSON, {"1": f"p{n}", "2": b""})
        db.execute("COMMIT")

        def run(sql: str, params: tuple[Any, ...]) -> sqlite3.Cursor:
            return db.execute(sql, {str(n): value for n, value in enumerate(params, 1)})

        async def apply() -> None:
            for _ in range(times):
                db.execute("BEGIN IMMEDIATE")
                for change in turn():
                    run(change.sql, change.params)
                db.execute("COMMIT")

        async def fetch(*queries: Query) -> None:
            for _ in range(times):
                for query in queries:
                    run(*query).fetchall()

        return await plain(apply, fetch, times)


async def plain_postgres(url: str, times: int) -> dict[str, tuple[float, float]]:
    """The same through one asyncpg connection."""
    connection = await asyncpg.connect(url)
    await connection.executemany(PERSON, [(f"p{n}", b"") for n in range(PEOPLE)])

    async def apply() -> None:
        for _ in range(times):
            async with connection.transaction():
                for change in turn():
                    await connection.execute(change.sql, *change.params)

    async def fetch(*queries: Query) -> None:
        for _ in range(times):
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                for query in queries:
                    await connection.fetch(query.sql, *query.params)

    figures = await plain(apply, fetch, times)
    await connection.close()
    return figures


async def plain(apply: Callable[[], Awaitable[None]], fetch: Any, times: int) -> dict[str, tuple[float, float]]:
    """A plain driver's figures; many callers gain nothing there."""
    alone = await measure(apply, times)
    return {
        "apply, one after the other": alone,
        f"apply, {AT_ONCE} callers": alone,
        "fetch, one query": await measure(lambda: fetch(LOAD[0]), times),
        "fetch, three queries": await measure(lambda: fetch(*LOAD), times),
    }


async def filled(url: str) -> Store:
    """A store with the people in it."""
    store = await open_store(url)
    await store.apply([Change(PERSON, (f"p{n}", b"")) for n in range(PEOPLE)])
    return store


def show(name: str, mine: dict[str, tuple[float, float]], driver: dict[str, tuple[float, float]]) -> None:
    for what, (clock, cpu) in mine.items():
        base = driver[what]
        ratios = f"{clock / base[0]:5.2f}x  {cpu / base[1]:5.2f}x"
        print(f"{name:11}{what:27}{clock:8.0f} us {cpu:8.0f} us   {base[0]:8.0f} us {base[1]:8.0f} us   {ratios}")


async def main(times: int) -> None:
    print(f"{'':38}{'store':>8}    {'CPU':>8}      {'driver':>8}    {'CPU':>8}      clock    CPU")
    with tempfile.TemporaryDirectory(prefix="crampbot-store-") as folder:
        driver = await plain_sqlite(Path(folder) / "plain.sqlite3", times)
        store = await filled(f"sqlite://{folder}/bot.sqlite3")
        show("SQLite", await ours(store, times), driver)
        await store.close()
        server = Postgres(Path(folder))
        try:
            driver = await plain_postgres(server.url(await server.fresh()), times)
            store = await filled(server.url(await server.fresh()))
            show("PostgreSQL", await ours(store, times), driver)
            await store.close()
        finally:
            server.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", choices=SIZES, default="full")
    asyncio.run(main(SIZES[arguments.parse_args().size]))
