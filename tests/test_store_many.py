"""Many rows in one statement: the same as one by one, on both databases."""

import pytest
from test_store import COUNT, cramp, heard, person

from crampbot_chat.store import Change, Heard, Many, Query, Store, diary, marks, people, reminders, timers
from crampbot_chat.store.many import together
from crampbot_chat.store.timers import Timer
from crampbot_chat.store.wide import WIDTH

SIZES = [1, 2, WIDTH - 1, WIDTH, WIDTH + 1, 3 * WIDTH + 5]
TIMERS = Query("SELECT person_id, name, due_at, note FROM timer ORDER BY due_at, person_id")


@pytest.mark.parametrize("size", SIZES)
async def test_many_are_inserted_moved_and_fired(store: Store, size: int) -> None:
    batches = [[person(f"p{n:04}"), timers.set_timer(Timer(f"p{n:04}", "a", n))] for n in range(size)]
    await store.apply(together(batches))
    moved = [[timers.again(f"p{n:04}", "a", n, Timer(f"p{n:04}", "a", 1000 + n, "x"))] for n in range(size)]
    await store.apply(together(moved))
    assert await store.fetch(TIMERS) == [[(f"p{n:04}", "a", 1000 + n, "x") for n in range(size)]]
    await store.apply(together([[timers.fired(f"p{n:04}", "a", 1000 + n)] for n in range(size)]))
    assert await store.fetch(TIMERS) == [[]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", [0, -1])
async def test_one_miss_among_many_undoes_all(store: Store, size: int, where: int) -> None:
    await store.apply(together([[person(f"p{n}"), timers.set_timer(Timer(f"p{n}", "a", n))] for n in range(size)]))
    changes = [[timers.again(f"p{n}", "a", n, Timer(f"p{n}", "a", 5000)), heard(f"e{n}")] for n in range(size)]
    changes[where][0] = timers.again("p0", "gone", 0, Timer("p0", "gone", 5000))
    with pytest.raises(Heard):
        await store.apply(together(changes))
    assert [row[2] for row in (await store.fetch(TIMERS))[0]] == list(range(size))
    assert await store.fetch(Query(COUNT)) == [[(0,)]]


async def test_a_wide_write_with_constants_and_an_upsert(store: Store) -> None:
    await store.apply([person("p")])
    sql = (
        "INSERT INTO cramp (id, person_id, started_at, sealed) VALUES ($1, 'p', $2, $3) "
        "ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at"
    )
    for plus in (0, 1000):
        await store.apply([Many(sql, [(f"c{n:03}", plus + n, b"x") for n in range(2 * WIDTH)], expect=1)])
    [rows] = await store.fetch(Query("SELECT started_at FROM cramp ORDER BY id"))
    assert rows == [(1000 + n,) for n in range(2 * WIDTH)]


async def test_what_has_no_wide_form_is_done_row_by_row(store: Store) -> None:
    await store.apply(together([[person(f"p{n}"), heard(str(n), at=n)] for n in range(WIDTH)]))
    turned = "UPDATE heard SET at = (SELECT count(*) FROM person) WHERE id = $1 AND at = $2"
    await store.apply([Many(turned, [(str(n), n) for n in range(WIDTH)], expect=1)])
    [rows] = await store.fetch(Query("SELECT DISTINCT at FROM heard"))
    assert rows == [(WIDTH,)]


def test_each_batch_keeps_its_own_order() -> None:
    a, b, c = (Change(f"UPDATE heard SET at = $1 /* {name} */", (1,)) for name in "abc")  # noqa: S608 - never run
    found = together([[a, b], [b, a], [c, b], [a, a]])
    assert [(change.sql[-4], len(change.rows) if isinstance(change, Many) else 1) for change in found] == [
        ("a", 1),
        ("b", 2),
        ("a", 3),
        ("c", 1),
        ("b", 1),
    ]


async def test_the_latest_of_many_people_are_read_at_once(store: Store) -> None:
    await store.apply([person(name) for name in ("ada", "bob", "cy")])
    await store.apply([cramp(f"{owner}{n}", owner) for owner in ("ada", "bob") for n in range(3)])
    [rows] = await store.fetch(*diary.of_people(["ada", "bob", "cy"], 2))
    assert sorted((owner, key) for owner, key, _, _ in rows) == [
        ("ada", "ada1"),
        ("ada", "ada2"),
        ("bob", "bob1"),
        ("bob", "bob2"),
    ]
    many = [f"p{n}" for n in range(200)]
    assert await store.fetch(*marks.of_people(many, 2), *reminders.of_people(many), *people.by_ids(many)) == [[]] * 12
