"""The clock: every due timer becomes an event, at its instant, once at a time."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from fakes.time import Time, Watched

from crampbot_chat.clock import AT_ONCE, FAILING, Clock
from crampbot_chat.model import Account, Address, Event, Rang
from crampbot_chat.store import Change, Query, Store, Unavailable, timers
from crampbot_chat.store.timers import Timer

NOW = 1_790_000_000_000


class Bell:
    """A clock on a real store, and a receiver that does what the bot does: the timer goes as the event takes effect."""

    def __init__(self, store: Store) -> None:
        self.time = Time(NOW)
        self.store = Watched(store, self.time)
        self.clock = Clock(self.store, self.time, self.receive)
        self.rung: list[tuple[str, int]] = []
        self.dues: list[int] = []
        self.events: list[Event] = []
        self.under_way = 0
        self.most_under_way = 0
        self.gate: asyncio.Event | None = None
        self.forgetful = False
        self.broken: Callable[[str], bool] = lambda _: False

    async def receive(self, event: Event) -> None:
        assert isinstance(event.what, Rang)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            self.rung.append((event.what.person, self.time.now() - NOW))
            self.dues.append(event.at)
            if self.gate:
                await self.gate.wait()
            if self.broken(event.what.person):
                raise RuntimeError("canary")
            if not self.forgetful:
                await self.store.apply([timers.fired(event.what.person, event.what.timer, event.what.due)])
            self.events.append(event)
        finally:
            self.under_way -= 1

    async def people(self, *names: str) -> None:
        insert = (
            "INSERT INTO person (id, version, adapter, workspace, chat, thread, zone, language, reachable, created_at, "
            "sealed) VALUES ($1, 1, 'fake', 'w', $2, 't', '', '', 1, 0, $3)"
        )
        await self.store.apply([Change(insert, (name, f"home of {name}", b"")) for name in names])

    async def set(self, person: str, due_in: float, name: str = "stretch", *, poke: bool = True) -> None:
        due_at = self.time.now() + int(due_in * 1000)
        await self.store.apply([timers.set_timer(Timer(person, name, due_at, "note"))])
        if poke:
            self.clock.poke(due_at)

    def running(self) -> AbstractAsyncContextManager[None]:
        return self.time.beside(self.clock.run())


@pytest.fixture
async def bell(store: Store) -> Bell:
    bell = Bell(store)
    await bell.people("ada", "bob", "cy")
    return bell


async def test_a_due_timer_becomes_an_event_at_its_instant(bell: Bell) -> None:
    async with bell.running():
        await bell.set("ada", 90)
        await bell.time.move(89.999)
        assert bell.events == []
        await bell.time.move(0.001)
    due = NOW + 90_000
    assert bell.events == [
        Event(
            id=f"ada:stretch:{due}",
            who=Account("clock", "", "ada"),
            where=Address("fake", "w", "home of ada", "t"),
            at=due,
            what=Rang("ada", "stretch", due, "note"),
        )
    ]
    assert bell.rung == [("ada", 90_000)]


async def test_a_nearer_timer_is_rung_first(bell: Bell) -> None:
    async with bell.running():
        await bell.set("ada", 20)
        await bell.set("bob", 5)
        await bell.set("cy", 0)
        await bell.time.move(25)
    assert bell.rung == [("cy", 0), ("bob", 5000), ("ada", 20_000)]


async def test_a_timer_set_while_many_ring_is_rung_in_time(bell: Bell) -> None:
    names = [f"p{number}" for number in range(3 * AT_ONCE)]
    await bell.people(*names)
    for name in names:
        await bell.set(name, 0)
    bell.gate = asyncio.Event()
    async with bell.running():
        await bell.set("ada", 5)
        bell.gate.set()
        await bell.time.move(5)
    assert bell.rung[-1] == ("ada", 5000)


async def test_a_timer_that_moves_rings_at_its_new_instant_alone(bell: Bell) -> None:
    async with bell.running():
        await bell.set("ada", 10)
        await bell.set("ada", 40)
        await bell.set("bob", 10)
        await bell.store.apply([timers.cancel("bob", "stretch")])
        await bell.time.move(60)
    assert bell.rung == [("ada", 40_000)]


async def test_what_fell_due_while_nobody_ran_is_rung_with_its_true_instant(bell: Bell) -> None:
    await bell.set("ada", -7200)
    await bell.set("bob", -60)
    async with bell.running():
        await bell.time.settle()
    assert [due - NOW for due in bell.dues] == [-7_200_000, -60_000]
    assert len(bell.events) == 2


async def test_the_same_occurrence_is_not_rung_twice_while_it_is_being_taken(bell: Bell) -> None:
    bell.gate = asyncio.Event()
    async with bell.running():
        await bell.set("ada", 1)
        await bell.time.move(300)
        await bell.set("bob", 0)
        await bell.time.move(300)
        assert [name for name, _ in bell.rung] == ["ada", "bob"]
        bell.gate.set()
        await bell.time.move(300)
    assert len(bell.rung) == 2


async def test_what_is_not_taken_is_rung_again_with_growing_pauses_and_delays_nobody(
    bell: Bell, caplog: pytest.LogCaptureFixture
) -> None:
    bell.broken = lambda person: person == "ada" and bell.time.now() < NOW + 200_000
    async with bell.running():
        await bell.set("ada", 0)
        await bell.set("bob", 0.5)
        await bell.time.move(800)
    assert [at // 1000 for name, at in bell.rung if name == "ada"] == [0, 1, 6, 36, 156, 756]
    assert ("bob", 500) in bell.rung
    assert "canary" not in caplog.text


async def test_a_person_s_timers_ring_in_order(bell: Bell) -> None:
    for number in range(20):
        await bell.set("ada", -number, f"timer {number}")
    async with bell.running():
        await bell.time.settle()
    assert bell.dues == [NOW - 1000 * number for number in range(19, -1, -1)]


async def test_a_timer_that_stays_although_it_was_taken_does_not_spin(bell: Bell) -> None:
    bell.forgetful = True
    async with bell.running():
        await bell.set("ada", 0)
        for number in range(1000):  # others keep the clock looking
            await bell.set("bob", number / 10)
            await bell.time.move(0.1)
    assert [at // 1000 for name, at in bell.rung if name == "ada"] == [0, 1, 6, 36]


async def test_paused_timers_are_silent_until_resumed(bell: Bell) -> None:
    home = Address("fake", "w", "home of ada", "t")
    await bell.set("ada", 10)
    await bell.store.apply([timers.pause("ada", home), timers.pause("ada", home)])
    async with bell.running():
        await bell.time.move(60)
        assert bell.rung == []
        await bell.store.apply([timers.resume("ada"), timers.resume("ada")])
        await bell.time.move(30)
    assert [event.at - NOW for event in bell.events] == [10_000]


async def test_a_timer_set_by_another_process_is_found_in_half_a_minute(bell: Bell) -> None:
    async with bell.running():
        await bell.time.move(1)
        await bell.set("ada", 0, poke=False)
        await bell.time.move(30)
    assert len(bell.rung) == 1


async def test_idling_costs_two_looks_a_minute(bell: Bell) -> None:
    async with bell.running():
        before = bell.store.calls
        await bell.time.move(3600)
        assert bell.store.calls - before <= 121


async def test_a_busy_second_is_fifty_looks(bell: Bell) -> None:
    names = [f"p{number}" for number in range(300)]
    await bell.people(*names)
    for number, name in enumerate(names):
        await bell.set(name, number / 300)
    async with bell.running():
        before = bell.store.calls
        await bell.time.move(1)
        assert len(bell.events) == 300
        assert bell.store.calls - before <= 300 + 52
        assert max(at - number * 1000 // 300 for number, (_, at) in enumerate(bell.rung)) <= 25


async def test_many_timers_due_at_once_are_handed_over_a_few_at_a_time(bell: Bell) -> None:
    names = [f"p{number}" for number in range(2500)]
    await bell.people(*names)
    await bell.store.apply([timers.set_timer(Timer(name, "stretch", NOW)) for name in names])
    async with bell.running():
        await bell.time.settle()
    assert sorted(name for name, _ in bell.rung) == sorted(names)
    assert bell.most_under_way == AT_ONCE


async def test_a_store_that_is_down_is_asked_again(bell: Bell) -> None:
    async with bell.running():
        await bell.set("ada", 5)
        bell.store.broken = Unavailable("down")
        await bell.time.move(10)
        assert bell.events == []
        bell.store.broken = None
        await bell.time.move(2)
    assert len(bell.events) == 1


async def test_when_nothing_is_taken_few_are_tried(bell: Bell) -> None:
    names = [f"p{number}" for number in range(3 * FAILING)]
    await bell.people(*names)
    await bell.store.apply([timers.set_timer(Timer(name, "stretch", NOW)) for name in names])
    bell.broken = lambda _: True
    async with bell.running():
        await bell.time.move(0.5)
        assert len(bell.rung) < 2 * FAILING
        bell.broken = lambda _: False
        await bell.time.move(700)
        [rows] = await bell.store.fetch(Query("SELECT count(*) FROM timer"))
    assert rows == [(0,)]
