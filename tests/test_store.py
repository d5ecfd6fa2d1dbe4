"""The store's promises, the same on both databases."""

import asyncio
import traceback
from typing import Any

import pytest

from crampbot_chat.store import Change, Heard, Missed, Query, Stale, Store, Unavailable
from crampbot_chat.store.open import open_store

CANARY = "my left calf hurts"
COUNT = "SELECT count(*) FROM heard"


def heard(event: str, adapter: str = "telegram", at: int = 0) -> Change:
    sql = "INSERT INTO heard (adapter, id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    return Change(sql, (adapter, event, at), expect=1, miss=Heard)


def person(key: str, sealed: bytes = b"", created: int = 0) -> Change:
    sql = (
        "INSERT INTO person (id, version, adapter, workspace, chat, thread, zone, language, reachable, created_at, "
        "sealed) VALUES ($1, 1, 'telegram', '', 'chat', '', '', '', 1, $2, $3)"
    )
    return Change(sql, (key, created, sealed))


def cramp(key: str, owner: str) -> Change:
    return Change("INSERT INTO cramp (id, person_id, started_at, sealed) VALUES ($1, $2, 0, $3)", (key, owner, b""))


async def count(store: Store) -> int:
    [[row]] = await store.fetch(Query(COUNT))
    return int(row[0])


async def test_every_kind_of_value_comes_back_as_it_was(store: Store) -> None:
    sealed = bytes(range(256))
    await store.apply([person("Zoë 🦵", sealed, created=2**62)])
    query = Query("SELECT id, version, created_at, consent_at, sealed FROM person WHERE id = $1", ("Zoë 🦵",))
    assert await store.fetch(query) == [[("Zoë 🦵", 1, 2**62, None, sealed)]]


async def test_several_queries_keep_their_own_parameters_and_order(store: Store) -> None:
    await store.apply([heard(f"{n:02}", at=n) for n in range(12)])
    few = Query("SELECT id FROM heard WHERE at < $1 AND adapter = $2 ORDER BY at DESC", (3, "telegram"))
    many = Query(
        "SELECT count(*) FROM heard WHERE at IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", tuple(range(11))
    )
    none = Query("SELECT id FROM heard WHERE id = $1", ("none",))
    assert await store.fetch(few, none, many, few) == [
        [("02",), ("01",), ("00",)],
        [],
        [(11,)],
        [("02",), ("01",), ("00",)],
    ]


async def test_nothing_asked_is_nothing_done(store: Store) -> None:
    assert await store.fetch() == []
    await store.apply([])


async def test_changes_happen_in_their_order(store: Store) -> None:
    rename = Change("UPDATE heard SET id = $1 WHERE id = $2", ("b", "a"), expect=1)
    remove = Change("DELETE FROM heard WHERE id = $1", ("b",), expect=1)
    await store.apply([heard("a"), rename, remove, heard("a"), rename])
    assert await store.fetch(Query("SELECT id FROM heard")) == [[("b",)]]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
async def test_a_miss_undoes_the_whole_batch(store: Store, at: int) -> None:
    await store.apply([person("p"), heard("seen")])
    batch = [person("q"), cramp("c", "p"), heard("new")]
    batch.insert(at, heard("seen"))
    with pytest.raises(Heard):
        await store.apply(batch)
    counts = await store.fetch(Query("SELECT count(*) FROM person"), Query("SELECT count(*) FROM cramp"), Query(COUNT))
    assert counts == [[(1,)], [(0,)], [(1,)]]


async def test_the_miss_that_the_change_names_is_raised(store: Store) -> None:
    class Other(Missed):
        pass

    update = "UPDATE heard SET at = 1 WHERE id = 'nobody'"
    for miss in (Stale, Heard, Other):
        with pytest.raises(miss):
            await store.apply([Change(update, expect=1, miss=miss)])
    await store.apply([Change(update, expect=0), Change(update)])


async def test_touching_too_many_rows_is_a_miss_too(store: Store) -> None:
    await store.apply([heard("a"), heard("b")])
    with pytest.raises(Stale):
        await store.apply([Change("DELETE FROM heard", expect=1)])
    assert await count(store) == 2


async def test_neighbours_with_the_same_text_are_all_kept(store: Store) -> None:
    timer = (
        "INSERT INTO timer (person_id, name, due_at, note) VALUES ('p', $1, $2, '') "
        "ON CONFLICT (person_id, name) DO UPDATE SET due_at = excluded.due_at"
    )
    await store.apply([person("p"), *(Change(timer, (f"t{n % 50}", n)) for n in range(100))])
    [rows] = await store.fetch(Query("SELECT due_at FROM timer ORDER BY due_at"))
    assert rows == [(n,) for n in range(50, 100)]


async def test_an_event_that_arrives_many_times_at_once_takes_effect_once(store: Store) -> None:
    results = await asyncio.gather(*(store.apply([heard("same")]) for _ in range(40)), return_exceptions=True)
    assert results.count(None) == 1
    assert sum(isinstance(result, Heard) for result in results) == 39


async def test_of_two_hundred_writers_losers_hear_of_it_and_no_step_is_lost(store: Store) -> None:
    await store.apply([person("p")])
    lost = 0

    async def step() -> None:
        nonlocal lost
        while True:
            [[(version,)]] = await store.fetch(Query("SELECT version FROM person"))
            update = "UPDATE person SET version = version + 1, created_at = created_at + 1 WHERE version = $1"
            try:
                return await store.apply([Change(update, (version,), expect=1)])
            except Stale:
                lost += 1

    await asyncio.gather(*(step() for _ in range(200)))
    assert await store.fetch(Query("SELECT version, created_at FROM person")) == [[(201, 200)]]
    assert lost > 0


async def test_a_snapshot_never_shows_half_a_batch(store: Store) -> None:
    await store.apply([heard("left", at=500), heard("right", at=500)])
    move = "UPDATE heard SET at = at + $1 WHERE id = $2"
    sums = set()

    async def shift() -> None:
        for _ in range(60):
            await store.apply([Change(move, (-1, "left"), expect=1), Change(move, (1, "right"), expect=1)])

    async def look() -> None:
        one = "SELECT at FROM heard WHERE id = $1"
        for _ in range(60):
            [[left], [right]] = await store.fetch(Query(one, ("left",)), Query(one, ("right",)))
            sums.add(left[0] + right[0])

    await asyncio.gather(shift(), look(), shift(), look())
    assert sums == {1000}


async def test_whoever_was_told_that_it_is_kept_reads_it(store: Store) -> None:
    async def one(n: int) -> None:
        await store.apply([heard(str(n))])
        assert await store.fetch(Query("SELECT id FROM heard WHERE id = $1", (str(n),))) == [[(str(n),)]]

    await asyncio.gather(*(one(n) for n in range(100)))


@pytest.mark.parametrize("change", [person("p"), cramp("c", "nobody")], ids=["unique key", "foreign key"])
async def test_a_key_that_no_longer_fits_is_a_lost_race(store: Store, change: Change) -> None:
    await store.apply([person("p")])
    with pytest.raises(Stale):
        await store.apply([heard("new"), change])
    assert await count(store) == 0


MISTAKES = {
    "syntax": Change("INSERT nonsense", (CANARY,)),
    "no such table": Change("INSERT INTO nowhere (id) VALUES ($1)", (CANARY,)),
    "missing value": Change("INSERT INTO heard (adapter, id, at) VALUES ($1, $2, NULL)", (CANARY, CANARY)),
    "lone surrogate": Change("INSERT INTO heard (adapter, id, at) VALUES ($1, $2, 0)", (CANARY, f"{CANARY}\ud800")),
    "endless number": Change("INSERT INTO heard (adapter, id, at) VALUES ($1, 'x', $2)", (CANARY, 2**63)),
    "parameter too few": Change("INSERT INTO heard (adapter, id, at) VALUES ($1, $2, $3)", (CANARY, CANARY)),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
async def test_a_mistake_harms_nobody_else_and_tells_no_words(store: Store, mistake: Change) -> None:
    batches = [[heard("a")], [heard("b"), mistake], [heard("c")]]
    first, bad, last = await asyncio.gather(*(store.apply(batch) for batch in batches), return_exceptions=True)
    assert (first, last) == (None, None)
    assert isinstance(bad, Unavailable)
    assert bad.__cause__ is None
    assert bad.__context__ is None
    assert CANARY not in "".join(traceback.format_exception(bad))
    assert await store.fetch(Query("SELECT id FROM heard ORDER BY id")) == [[("a",), ("c",)]]


async def test_a_query_that_fails_tells_no_words(store: Store) -> None:
    for queries in ([Query("SELECT nonsense", (CANARY,))], [Query(COUNT), Query("SELECT nonsense", (CANARY,))]):
        with pytest.raises(Unavailable) as failure:
            await store.fetch(*queries)
        assert failure.value.__context__ is None
        assert CANARY not in "".join(traceback.format_exception(failure.value))
    assert await count(store) == 0


async def test_text_sorts_by_its_bytes(store: Store) -> None:
    await store.apply([heard(text) for text in ("ä", "b", "B", "_", "a", "10", "9", "🦵")])
    [rows] = await store.fetch(Query("SELECT id FROM heard ORDER BY id"))
    assert "".join(row[0] for row in rows) == "109B_abä🦵"


async def test_what_belongs_to_a_person_goes_with_them(store: Store) -> None:
    await store.apply([person("p"), person("q"), cramp("a", "p"), cramp("b", "q")])
    await store.apply([Change("DELETE FROM person WHERE id = 'p'", expect=1)])
    assert await store.fetch(Query("SELECT id FROM cramp")) == [[("b",)]]


async def test_a_claim_is_one_query_and_each_row_is_claimed_once(store: Store) -> None:
    await store.apply([heard(f"{n:02}") for n in range(20)])
    claim = Query(
        "UPDATE heard SET at = $1 WHERE (adapter, id) IN "
        "(SELECT adapter, id FROM heard WHERE at = 0 ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED) RETURNING id",
        (7,),
    )
    claims = await asyncio.gather(*(store.fetch(claim) for _ in range(4)))
    claimed = [row[0] for [rows] in claims for row in rows]
    assert sorted(claimed) == [f"{n:02}" for n in range(20)]
    assert await store.fetch(Query("SELECT count(*) FROM heard WHERE at = 7")) == [[(20,)]]


async def test_a_caller_who_gives_up_takes_nobody_along(store: Store) -> None:
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(store.apply([heard(f"{n}a"), heard(f"{n}b")])) for n in range(60)
    ]
    reads: list[asyncio.Task[Any]] = [asyncio.create_task(store.fetch(Query(COUNT))) for _ in range(60)]
    await asyncio.sleep(0)
    for task in tasks[::2] + reads[::2]:
        task.cancel()
    await asyncio.wait(tasks + reads)
    assert [task.result() for task in tasks[1::2]] == [None] * 30
    assert all(task.result() for task in reads[1::2])
    [rows] = await store.fetch(Query("SELECT id FROM heard"))
    kept = {row[0] for row in rows}
    assert {f"{n}{half}" for n in range(1, 60, 2) for half in "ab"} <= kept
    assert {event[:-1] for event in kept if event.endswith("a")} == {event[:-1] for event in kept if event[-1] == "b"}


async def test_closing_finishes_what_was_accepted(database: str) -> None:
    store = await open_store(database)
    batches = [[heard(f"{n}.{step}") for step in range(20)] for n in range(60)]  # more than one hop takes
    tasks = [asyncio.create_task(store.apply(batch)) for batch in batches]
    await asyncio.sleep(0)
    await asyncio.gather(store.close(), store.close())
    assert await asyncio.gather(*tasks) == [None] * 60
    await store.close()
    for refused in (store.apply([heard("late")]), store.fetch(Query(COUNT))):
        with pytest.raises(Unavailable):
            await refused
    again = await open_store(database)
    assert await count(again) == 1200
    await again.close()
