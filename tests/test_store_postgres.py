"""What is special about PostgreSQL: several replicas, a server that restarts, and errors that quote the row."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from databases import Postgres

from crampbot_chat.store import Change, Heard, Query, Stale, Store, Unavailable
from crampbot_chat.store.open import open_store
from crampbot_chat.store.postgres import open_postgres

CANARY = "my left calf hurts"
SOCKET = ".s.PGSQL.5432"
ALL = Query("SELECT id FROM heard ORDER BY id")


def heard(event: str) -> Change:
    sql = "INSERT INTO heard (adapter, id, at) VALUES ('telegram', $1, 0) ON CONFLICT DO NOTHING"
    return Change(sql, (event,), expect=1, miss=Heard)


def touch(event: str) -> Change:
    return Change("UPDATE heard SET at = at + 1 WHERE id = $1", (event,), expect=1)


@pytest.fixture
async def url(postgres: Postgres) -> AsyncIterator[str]:
    name = await postgres.fresh()
    yield postgres.url(name)
    await postgres.give_back(name)


@pytest.fixture
async def replicas(url: str) -> AsyncIterator[tuple[Store, Store]]:
    stores = await asyncio.gather(open_store(url), open_store(url))
    yield stores
    await asyncio.gather(*(store.close() for store in stores))


async def test_two_replicas_hear_an_event_once(replicas: tuple[Store, Store]) -> None:
    tries = [store.apply([heard(str(n)), heard(f"{n}!")]) for n in range(100) for store in replicas]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert results.count(None) == 100
    assert sum(isinstance(result, Heard) for result in results) == 100
    assert [len(rows) for rows in await replicas[0].fetch(ALL)] == [200]


async def test_two_replicas_claim_without_waiting_for_each_other(replicas: tuple[Store, Store]) -> None:
    await replicas[0].apply([heard(f"{n:03}") for n in range(200)])
    claim = Query(
        "UPDATE heard SET at = 1 WHERE (adapter, id) IN "
        "(SELECT adapter, id FROM heard WHERE at = 0 ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED) RETURNING id"
    )
    claims = await asyncio.gather(*(store.fetch(claim) for _ in range(20) for store in replicas))
    claimed = [row[0] for [rows] in claims for row in rows]
    assert len(claimed) == len(set(claimed)) == 200


async def test_only_what_must_be_durable_waits_for_the_disk(replicas: tuple[Store, Store]) -> None:
    """Between a message's arrival and that note a kill would repeat it, so the note is as quick as can be."""
    noted = "INSERT INTO heard (adapter, id, at) VALUES ('telegram', $1 || current_setting('synchronous_commit'), 0)"
    store, other = replicas
    for name, durable in (("a kept ", True), ("b noted ", False), ("c kept ", True)):
        await store.apply([Change(noted, (name,))], durable=durable)
        await store.apply([Change(noted, (f"{name}{n} ",), expect=1) for n in range(2)], durable=durable)
    [rows] = await other.fetch(ALL)
    assert {key.split()[-1] for (key,) in rows if "noted" in key} == {"off"}
    assert {key.split()[-1] for (key,) in rows if "kept" in key} == {"on"}
    assert len(rows) == 9


@asynccontextmanager
async def pooler(server: Path, folder: Path) -> AsyncIterator[None]:
    """Like PgBouncer, which turns away whoever names a setting at the door that it doesn't know."""
    ends: list[asyncio.Task[None]] = []

    async def pass_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while some := await source.read(65536):
            to.write(some)
        to.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = await reader.readexactly(4)
        packet = await reader.readexactly(int.from_bytes(length) - 4)
        if {*packet[4:].split(b"\0")[:-2:2]} <= {b"user", b"database", b"client_encoding"}:
            behind, to = await asyncio.open_unix_connection(server / SOCKET)
            to.write(length + packet)
            ends.extend(asyncio.create_task(pass_on(*pair)) for pair in ((reader, to), (behind, writer)))
        else:
            writer.close()

    door = await asyncio.start_unix_server(meet, folder / SOCKET)
    yield
    door.close()
    await asyncio.gather(*ends)


async def test_behind_a_pooler_deliveries_are_noted_too(url: str) -> None:
    server = url.partition("?host=")[2]
    with TemporaryDirectory() as folder:  # short, as a socket's path has to be
        async with pooler(Path(server), Path(folder)):
            store = await open_postgres(url.replace(server, folder))
            await store.apply([heard("kept")])
            await store.apply([heard("noted")], durable=False)
            assert await store.fetch(ALL) == [[("kept",), ("noted",)]]
            await store.close()


async def test_writers_in_opposite_order_never_hang(postgres: Postgres) -> None:
    """One of two that wait for each other hears that it lost; it runs again and nothing is missing."""
    name = await postgres.empty()
    await postgres.run(f"ALTER DATABASE {name} SET deadlock_timeout = '10ms'")
    store = await open_store(postgres.url(name))
    await store.apply([heard("a"), heard("b")])
    lost = rounds = 0

    async def write(batch: list[Change]) -> None:
        nonlocal lost
        for _ in range(20):
            while True:
                try:
                    await store.apply(batch)
                    break
                except Stale:
                    lost += 1

    async with asyncio.timeout(60):
        while not lost:  # until the two have met in the middle
            await asyncio.gather(write([touch("a"), touch("b")]), write([touch("b"), touch("a")]))
            rounds += 1
    assert await store.fetch(Query("SELECT at FROM heard")) == [[(40 * rounds,), (40 * rounds,)]]
    await store.close()
    await postgres.drop(name)


async def test_a_restart_of_the_server_while_nobody_asks_goes_unnoticed(postgres: Postgres, url: str) -> None:
    store = await open_store(url)
    await store.apply([heard("before")])
    await asyncio.to_thread(postgres.restart)
    await store.apply([heard("after")])
    assert await store.fetch(ALL, ALL) == [[("after",), ("before",)]] * 2
    await store.close()


async def test_a_crash_of_the_server_keeps_what_it_acknowledged(postgres: Postgres, url: str) -> None:
    store = await open_store(url)
    acknowledged: list[str] = []
    refused: list[str] = []
    under_way = asyncio.Event()

    async def storm(worker: int) -> None:
        for n in range(400):
            event = f"{worker}.{n}"
            try:
                await store.apply([heard(f"{event}.a"), heard(f"{event}.b")])
                acknowledged.append(event)
            except Unavailable:
                refused.append(event)
                return
            if len(acknowledged) > 50:
                under_way.set()

    workers = [asyncio.create_task(storm(worker)) for worker in range(20)]
    await under_way.wait()
    await asyncio.to_thread(postgres.crash)
    try:
        await asyncio.wait(workers)
        for answer in (store.apply([heard("down")]), store.fetch(ALL), open_store(url)):
            with pytest.raises(Unavailable):
                await answer
    finally:
        await asyncio.to_thread(postgres.start)
    assert refused
    [rows] = await store.fetch(ALL)
    kept = {row[0] for row in rows}
    assert {f"{event}.{half}" for event in acknowledged for half in "ab"} <= kept
    assert {event[:-1] for event in kept if event[-1] == "a"} == {event[:-1] for event in kept if event[-1] == "b"}
    await store.close()


async def test_another_replicas_migration_makes_a_batch_run_again(postgres: Postgres) -> None:
    name = await postgres.empty()
    store = await open_store(postgres.url(name))
    take = Query("SELECT * FROM heard WHERE id = $1", ("x",))
    upsert = Change("UPDATE heard SET at = at WHERE id = $1 RETURNING *", ("x",), expect=1)
    await store.apply([heard("x"), upsert])
    assert await store.fetch(take) == [[("telegram", "x", 0)]]
    await postgres.run("ALTER TABLE heard ADD COLUMN more TEXT", database=name)
    with pytest.raises(Stale):
        await store.apply([upsert])
    await store.apply([upsert])
    assert await store.fetch(take) == [[("telegram", "x", 0, None)]]
    await store.close()
    await postgres.drop(name)


async def test_a_wrong_password_or_name_is_told_by_its_code_alone(postgres: Postgres) -> None:
    with pytest.raises(Unavailable, match=r"^3D000$") as failure:
        await open_store(postgres.url("nowhere"))
    assert failure.value.__context__ is None
    with pytest.raises(Unavailable):
        await open_store("postgresql://bot:secret@localhost:1/bot")


async def test_rows_that_the_driver_would_quote_stay_untold(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    store = await open_store(url)
    plain = Change("INSERT INTO heard (adapter, id, at) VALUES ($1, $2, 0)", (CANARY, "x"))
    await store.apply([plain])
    for batch in ([plain], [Change("UPDATE heard SET at = NULL")], [plain._replace(params=(CANARY, 5))]):
        with pytest.raises((Stale, Unavailable)) as failure:
            await store.apply(batch)
        assert failure.value.__context__ is None
        assert CANARY not in str(failure.value)
    await store.close()
    assert CANARY not in caplog.text


async def test_more_callers_than_connections_take_turns(url: str) -> None:
    store = await open_postgres(url, pool=2)
    await asyncio.gather(*(store.apply([heard(str(n))]) for n in range(60)))
    assert [len(rows) for rows in await store.fetch(ALL)] == [60]
    await store.close()


async def test_a_url_may_name_the_sockets_folder_in_its_query(postgres: Postgres, url: str) -> None:
    folder = url.partition("?host=")[2]
    assert Path(folder).is_dir()  # noqa: ASYNC240
    store = await open_store(url.replace("postgresql://", "postgres://"))
    assert await store.fetch(ALL) == [[]]
    await store.close()
    assert postgres.url().endswith(folder)
