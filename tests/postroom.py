"""A courier with what it needs, as the delivery tests use it: a real store, a strict platform, a hand-moved clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

from fakes.adapter import FakeAdapter
from fakes.time import Time, Watched

from crampbot_chat.courier import Courier, Pace
from crampbot_chat.model import URGENT, Address, Block, Message, Para, Span
from crampbot_chat.store import Change, Query, Row, Store, outbox
from crampbot_chat.store.keys import Key
from crampbot_chat.store.outbox import Outgoing
from crampbot_chat.store.sealed import Vault

NOW = 1_790_000_000_000
WORDS: tuple[Block, ...] = (Para((Span("Pull your toes up."),)),)
UNLIMITED = {"fake": Pace()}


class Post:
    """Writes rows as a turn does, and looks at what is left of them."""

    def __init__(
        self, store: Store, time: Time | None = None, paces: dict[str, Pace] | None = None, *, adapter: str = "fake"
    ) -> None:
        self.time = time or Time(NOW)
        self.store = Watched(store, self.time)
        self.vault = Vault([Key("a", bytes(32))])
        self.adapter = FakeAdapter(self.time.now, adapter)
        self.paces = UNLIMITED if paces is None else paces
        self.ids = count(1)
        self.courier = self.another("one")

    def another(
        self, process: str, *, alone: bool = True, holds: Callable[[str], bool] = lambda _adapter: True
    ) -> Courier:
        """A courier of another process on the same store and platform."""
        adapters = {self.adapter.name: self.adapter}
        return Courier(self.store, self.vault, adapters, self.time, process, alone=alone, holds=holds, paces=self.paces)

    def out(
        self,
        key: str,
        chat: str = "c",
        *,
        lane: int = URGENT,
        slot: str = "",
        edits: bool = False,
        blocks: tuple[Block, ...] = WORDS,
        person: str | None = None,
        shared: bool = False,
        wait: float = 0,
    ) -> Outgoing:
        """A message that is not written yet."""
        message = Message(key, blocks, lane=lane, slot=slot, edits=edits, private=not shared)
        now = self.time.now()
        to = Address(self.adapter.name, "", chat, shared=shared)
        return Outgoing(f"{next(self.ids):09}", to, message, person, now + int(wait * 1000), now)

    async def say(self, *outs: Outgoing) -> None:
        """Commit the messages, born leased to the courier, and hand them over."""
        lane = min(out.message.lane for out in outs)
        lease = self.courier.lease(lane)
        await self.store.apply([outbox.put(out, self.vault, lease.by, lease.until) for out in outs])
        self.courier.take(outs, lease)
        await self.time.settle()

    async def leave(self, *outs: Outgoing, by: str = "", until: int = 0) -> None:
        """Commit messages that nobody, or another process, holds."""
        await self.store.apply([outbox.put(out, self.vault, by, until) for out in outs])

    async def rows(self) -> list[Row]:
        """What is left in the outbox: (message key, attempts, seconds until due, leased by)."""
        sql = "SELECT message_key, attempts, due_at, leased_by FROM outbox ORDER BY id"
        [rows] = await self.store.fetch(Query(sql))
        return [(key, attempts, (due - self.time.now()) / 1000, by) for key, attempts, due, by in rows]

    async def person(self, name: str, chat: str) -> None:
        """Somebody at home in this chat, with a timer in an hour."""
        insert = (
            "INSERT INTO person (id, version, adapter, workspace, chat, thread, zone, language, reachable, created_at, "
            "sealed) VALUES ($1, 1, 'fake', '', $2, '', '', '', 1, 0, $3)"
        )
        timer = "INSERT INTO timer (person_id, name, due_at, note) VALUES ($1, 'stretch', $2, '')"
        await self.store.apply(
            [Change(insert, (name, chat, b"")), Change(timer, (name, self.time.now() + 3_600_000))],
        )

    @asynccontextmanager
    async def running(self, courier: Courier | None = None) -> AsyncIterator[Courier]:
        """The courier at work; leaving the block kills it, as a power cut would."""
        courier = courier or self.courier
        async with self.time.beside(courier.run()):
            yield courier
