"""What this process holds, under a lease that runs out by itself: rows written here, and rows that nobody sends."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence

from crampbot_chat import log
from crampbot_chat.courier.lines import LANES, Item
from crampbot_chat.model import Millis
from crampbot_chat.store import Missed, Row, Store, Unavailable, outbox
from crampbot_chat.store.outbox import Outgoing
from crampbot_chat.store.sealed import Unreadable, Vault
from crampbot_chat.ticks import Time

LEASE = 15_000  # ms; after a crash another process takes over within LEASE + LOOK
LOOK = 5_000  # ms between two looks for rows that nobody sends, and between two renewals
PAGE = 200  # rows claimed at a time
FULL = 600  # rows of one adapter and lane claimed at a time: memory doesn't grow with what is stored
UNREADABLE = 3_600_000  # ms until a row that can't be opened is looked at again; its key may be back by then


class Claims:
    """Holds items under a lease, renews it, and fills up when there is room."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        time: Time,
        *,
        adapters: Sequence[str],
        process: str,
        found: Callable[[Outgoing, Millis], None],
        alone: bool,
        holds: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._vault = vault
        self._adapters = adapters
        self._time = time
        self._process = process
        self._found = found
        self._alone = alone
        self._holds = holds
        self._mine: set[str] = set()  # adapters that we send for, and whose rows in dead hands we have taken over
        self._held: dict[str, Item] = {}
        self._count: Counter[tuple[str, int]] = Counter()
        self._more: set[tuple[str, int]] = set()
        self._wake = asyncio.Event()
        self._stopped = False

    def hold(self, item: Item) -> bool:
        """Take the item into our hands; False when it already is."""
        known = self._held.setdefault(item.out.id, item)
        if known is not item:
            known.leased_until = item.leased_until
            return False
        self._count[item.out.to.adapter, item.lane] += 1
        return True

    def drop(self, item: Item) -> None:
        """Let go of an item that is done with, or whose lease has run out."""
        if self._held.pop(item.out.id, None) is None:
            return
        kind = (item.out.to.adapter, item.lane)
        self._count[kind] -= 1
        if kind in self._more and self._count[kind] < FULL - PAGE:
            self._more.discard(kind)
            self._wake.set()

    def full(self, lane: int) -> bool:
        """True when what is held of this lane is enough for a while."""
        return any(self._count[adapter, lane] >= FULL for adapter in self._adapters)

    def poke(self) -> None:
        """Look again soon: there is something that nobody holds."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopped = True

    async def run(self) -> None:
        """Look for rows that nobody sends, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._look()
            except (Unavailable, Missed) as error:
                log.event("outbox_not_read", level=logging.DEBUG, error=type(error).__name__)  # see store/pulse.py
            await self._time.sleep_until(self._time.now() + LOOK, self._wake)

    async def release(self) -> None:
        """Give back everything; the process is about to end."""
        self._held = {}
        try:
            await self._store.apply([outbox.release(self._process)])
        except (Unavailable, Missed) as error:
            log.failure("outbox_not_released", error)

    def lose(self) -> None:
        """Let go of what is for adapters that another process sends for now; it will claim it."""
        for adapter in [adapter for adapter in self._mine if not self._holds(adapter)]:
            self._mine.discard(adapter)
            for item in self._held.values():
                if item.out.to.adapter == adapter:
                    item.leased_until = 0

    async def _look(self) -> None:
        self.lose()
        for adapter in self._adapters:
            if self._holds(adapter) and adapter not in self._mine:
                if self._alone:
                    await self._store.apply([outbox.release_all(self._process, adapter)])
                self._mine.add(adapter)
        await self._renew()
        for lane in range(LANES):
            for adapter in self._adapters:
                if adapter in self._mine:
                    await self._claim(adapter, lane)

    async def _renew(self) -> None:
        now = self._time.now()
        until = now + LEASE
        old = [item for item in self._held.values() if now < item.leased_until < until - LOOK]
        if not old:
            return
        await self._store.apply(outbox.renew(self._process, [item.out.id for item in old], until))
        for item in old:
            item.leased_until = until

    async def _claim(self, adapter: str, lane: int) -> None:
        kind = (adapter, lane)
        self._more.discard(kind)
        while not self._stopped:
            room = min(PAGE, FULL - self._count[kind])
            if room <= 0:
                self._more.add(kind)
                return
            now = self._time.now()
            until = now + LEASE
            [rows] = await self._store.fetch(outbox.claim(self._process, until, adapter, lane, now=now, limit=room))
            for row in sorted(rows):
                await self._open(row, until)
            if len(rows) < room:
                return

    async def _open(self, row: Row, until: Millis) -> None:
        try:
            out = outbox.outgoing(row, self._vault)
        except Unreadable as error:
            log.failure("message_unreadable", error)
            await self._store.apply([outbox.put_off(row[0], self._time.now() + UNREADABLE)])
        else:
            self._found(out, until)
