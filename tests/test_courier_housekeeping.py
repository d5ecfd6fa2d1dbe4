"""What is too old is forgotten, and nothing else."""

import asyncio

from fakes.time import Time, Watched

from crampbot_chat.courier.housekeeping import HEARD, HOUR, SLOTS, keep_house
from crampbot_chat.model import Address
from crampbot_chat.store import Query, Store, people
from crampbot_chat.store.outbox import note_slot
from crampbot_chat.store.pruning import SOME

NOW = 1_790_000_000_000


async def test_old_events_and_slots_are_forgotten_every_hour(store: Store) -> None:
    time = Time(NOW)
    place = Address("fake", "", "c")
    await store.apply(
        [
            *[people.heard("fake", f"{number}", NOW - HEARD - 1) for number in range(2 * SOME + 1)],
            people.heard("fake", "edge", NOW - HEARD),
            people.heard("fake", "new", NOW),
            note_slot(place, "old", "1", NOW - SLOTS - 1),
            note_slot(place, "new", "2", NOW - SLOTS + HOUR),
        ]
    )
    task = asyncio.create_task(keep_house(Watched(store, time), time))
    left = Query("SELECT id FROM heard ORDER BY id"), Query("SELECT slot FROM slot ORDER BY slot")
    await time.settle()
    assert await store.fetch(*left) == [[("edge",), ("new",)], [("new",)]]
    await time.move(2 * HOUR / 1000)
    assert await store.fetch(*left) == [[("new",)], []]
    task.cancel()
    await asyncio.wait([task])
