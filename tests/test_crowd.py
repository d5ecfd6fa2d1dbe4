"""Timers of many people that fall due together: taken in one transaction, and each still takes effect exactly once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import pytest
from fakes.adapter import FakeAdapter
from fakes.time import Time, Watched
from house import LIBRARY, VAULT

from crampbot_chat.app import App
from crampbot_chat.bot import FEW
from crampbot_chat.clock import CROWDS, PAGE
from crampbot_chat.model import Account, Address, Event, Text
from crampbot_chat.store import Change, Many, Query, Row, Store, Unavailable, diary, people, timers
from crampbot_chat.store.keys import Key
from crampbot_chat.store.many import together
from crampbot_chat.store.people import Person
from crampbot_chat.store.sealed import Vault
from crampbot_chat.store.timers import Timer

NOW = 1_790_000_000_000
DAY = 24 * 3_600_000
ASKS = "morning.evening"  # what the timer "evening" says
ACT = "relief.act"


class Busy(Watched):
    """A store in which somebody writes just before a crowd does."""

    def __init__(self, store: Store, time: Time) -> None:
        super().__init__(store, time)
        self.first: list[Change] = []
        self.crowds: list[int] = []
        self.broken_crowds = 0

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        if crowd := max((len(change.rows) for change in changes if isinstance(change, Many)), default=0):
            self.crowds.append(crowd)
            if self.broken_crowds:
                self.broken_crowds -= 1
                raise Unavailable("down")
            if first := self.first:
                self.first = []
                await super().apply(first)
        await super().apply(changes, durable=durable)


class Town:
    """The whole program, and many people."""

    def __init__(self, store: Store, vault: Vault = VAULT) -> None:
        self.time = Time(NOW)
        self.store = Busy(store, self.time)
        self.adapter = FakeAdapter(self.time.now)
        self.app = App(self.store, vault, LIBRARY, {"fake": self.adapter}, self.time, alone=True)
        self.time.watch(lambda: not self.app.courier.is_quiet())

    async def settle(
        self, names: Sequence[str], timer: str = "evening", *, consent: bool = True, vault: Vault = VAULT
    ) -> None:
        batches = []
        for name in names:
            home = Address("fake", "", f"home of {name}")
            who = Person(name, home, zone="Europe/London", consent_at=1 if consent else None, created_at=NOW - 2 * DAY)
            due = Timer(name, timer, NOW + 1000)
            batches.append([*people.keep(who, Account("fake", "", name), vault), timers.set_timer(due)])
        await self.store.store.apply(together(batches))

    async def rows(self, sql: str) -> list[Row]:
        [rows] = await self.store.fetch(Query(sql))
        return rows

    async def said(self) -> Counter[str]:
        """How often each was asked: sent, or still in the outbox."""
        waiting = await self.rows("SELECT chat FROM outbox")
        return Counter([sent.to.chat for sent in self.adapter.sent] + [chat for (chat,) in waiting])

    def running(self) -> AbstractAsyncContextManager[None]:
        return self.time.beside(self.app.run(asyncio.Event()))


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store)


def crowd(size: int) -> list[str]:
    return [f"p{number:04}" for number in range(size)]


def once(names: Sequence[str]) -> Counter[str]:
    return Counter(f"home of {name}" for name in names)


async def test_a_crowd_is_taken_together_and_each_exactly_once(town: Town) -> None:
    names = crowd(2 * PAGE + 50)
    await town.settle(names)
    async with town.running():
        await town.time.move(2)
        assert await town.said() == once(names)
    assert await town.rows("SELECT * FROM timer") == []
    assert sorted(town.store.crowds) == [50, PAGE, PAGE]


class Counting(Vault):
    """Counts whom it has opened: one person a turn."""

    opened = 0

    def open(self, sealed: bytes, about: str) -> bytes:
        self.opened += about.startswith("person:")
        return super().open(sealed, about)


async def test_others_get_their_turn_while_a_crowd_is_taken(store: Store) -> None:
    vault = Counting([Key("test", bytes(32))])
    town, in_a_row = Town(store, vault), [0]
    await town.settle(crowd(2 * PAGE), vault=vault)

    async def look() -> None:
        while True:
            before = vault.opened
            await asyncio.sleep(0)
            in_a_row.append(vault.opened - before)

    async with town.running():
        looking = asyncio.create_task(look())
        await town.time.move(2)
        looking.cancel()
    assert sum(in_a_row) >= 2 * PAGE
    assert max(in_a_row) <= CROWDS * FEW


async def test_whoever_wrote_first_is_read_again_and_nobody_loses_anything(town: Town) -> None:
    names = crowd(100)
    await town.settle(names)
    no_more = await _person(town, "p0042")
    no_more.body.evenings = False
    town.store.first = people.keep(no_more, Account("fake", "", "p0042"), VAULT)
    async with town.running():
        await town.time.move(2)
        assert await town.said() == once([name for name in names if name != "p0042"])
    assert await town.rows("SELECT * FROM timer") == []


async def test_what_was_cancelled_at_the_last_moment_does_not_ring(town: Town) -> None:
    names = crowd(100)
    await town.settle(names)
    town.store.first = [timers.cancel("p0007", "evening")]
    async with town.running():
        await town.time.move(2)
        assert await town.said() == once([name for name in names if name != "p0007"])


async def test_somebody_who_is_forgotten_at_the_last_moment_harms_nobody(town: Town) -> None:
    names = crowd(50)
    await town.settle(names)
    town.store.first = people.forget("p0003")
    async with town.running():
        await town.time.move(2)
        assert await town.said() == once([name for name in names if name != "p0003"])


async def test_turns_that_look_into_the_diary_or_forget_somebody_are_taken_too(town: Town) -> None:
    names = crowd(60)
    await town.settle(names[:30])
    await town.settle(names[30:], "wipe", consent=False)
    young = diary.Cramp("c1", NOW - 1000)
    await town.store.store.apply([diary.keep("p0040", young, VAULT)])
    async with town.running():
        await town.time.move(2)
        assert await town.said() == once(names[:30])
    left = [row[0] for row in await town.rows("SELECT id FROM person ORDER BY id")]
    assert left == [*names[:30], "p0040"]
    assert await town.rows("SELECT person_id, name FROM timer") == [("p0040", "wipe")]


async def test_two_timers_of_one_person_ring_in_their_order(town: Town) -> None:
    names = crowd(40)
    await town.settle(names)
    more = [timers.set_timer(Timer("p0005", "evening again", NOW + 999)), timers.cancel("p0005", "wipe")]
    await town.store.store.apply(more)
    async with town.running():
        await town.time.move(2)
        assert await town.said() == once(names) + once(["p0005"])


async def test_who_writes_meanwhile_gets_an_answer_and_everybody_else_rings(town: Town) -> None:
    names = crowd(80)
    await town.settle(names)
    async with town.running():
        gate = asyncio.Event()
        town.store.store = _Slow(town.store.store, gate)
        rings = asyncio.create_task(town.time.move(2))
        while not town.store.crowds:
            await asyncio.sleep(0)
        who = Account("fake", "", "p0005")
        home = Address("fake", "", "home of p0005")
        cry = asyncio.create_task(town.app.bot.receive(Event("e1", who, home, town.time.now(), Text("calf!!"))))
        gate.set()
        await asyncio.gather(rings, cry)
        await town.time.move(1)
        keys = town.adapter.keys("home of p0005")
        assert sorted(keys) in ([ACT], [ASKS, ACT])  # whoever comes second sees what the first has done
        assert Counter({chat: n for chat, n in (await town.said()).items() if chat != "home of p0005"}) == once(
            [name for name in names if name != "p0005"]
        )


async def test_a_store_that_fails_once_is_asked_again(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    names = crowd(100)
    await town.settle(names)
    town.store.broken_crowds = 1
    async with town.running():
        await town.time.move(1.5)
        assert await town.said() == Counter()
        await town.time.move(2)
        assert await town.said() == once(names)
    assert "timer_not_taken" in caplog.text


class _Slow:
    """Lets nothing be written before the gate opens."""

    def __init__(self, store: Store, gate: asyncio.Event) -> None:
        self._store = store
        self._gate = gate
        self.fetch, self.tidy, self.close = store.fetch, store.tidy, store.close

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        await self._gate.wait()
        await self._store.apply(changes, durable=durable)


async def _person(town: Town, name: str) -> Person:
    [[row]] = await town.store.fetch(people.by_id(name))
    return people.person(row, VAULT)
