"""A clock that is moved by hand, and how to know that everything due has been done."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from heapq import heappop, heappush
from itertools import count

from crampbot_chat.store import Change, Many, Query, Row, Store

QUIET = 25  # rounds of the event loop in which nobody did anything: longer than any chain of our callbacks


class Time:
    """Stands still unless moved; moving it stops at every instant for which somebody waits."""

    def __init__(self, now_ms: int) -> None:
        self._now = now_ms
        self._sleepers: list[tuple[int, int, asyncio.Event]] = []
        self._tie = count()
        self._busy: list[Callable[[], bool]] = []
        self._stores: list[Watched] = []

    def now(self) -> int:
        return self._now

    async def sleep_until(self, instant: int, wake: asyncio.Event) -> None:
        if instant <= self._now:
            wake.set()
        entry = (instant, next(self._tie), wake)
        heappush(self._sleepers, entry)
        try:
            await wake.wait()
        finally:
            if entry in self._sleepers:
                self._sleepers[self._sleepers.index(entry)] = (-1, entry[1], asyncio.Event())
                self._sleepers.sort()

    def watch(self, busy: Callable[[], bool]) -> None:
        """While `busy()`, something is going on that the event loop doesn't see, such as a database's thread."""
        self._busy.append(busy)

    def watch_store(self, store: "Watched") -> None:
        """The same for a store, which says when it is done."""
        self._stores.append(store)

    def unwatch(self) -> None:
        """The program has ended: nothing is going on in it any more."""
        self._busy.clear()
        self._stores.clear()

    async def settle(self) -> None:
        """Wait until nothing more happens by itself at this instant."""
        quiet = 0
        while quiet < QUIET:
            for store in self._stores:
                if store.working:
                    await store.idle.wait()
                    quiet = 0
            await asyncio.sleep(0)
            quiet = 0 if any(busy() for busy in self._busy) else quiet + 1

    @asynccontextmanager
    async def beside(self, work: Coroutine[object, object, object]) -> AsyncIterator[None]:
        """Something at work beside the test; leaving the block kills it, as a power cut would."""
        task = asyncio.create_task(work)
        await self.settle()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled() and (error := task.exception()):
                raise error

    async def move(self, seconds: float) -> None:
        """Let that much time pass; whatever falls due on the way happens at its own instant."""
        end = self._now + round(seconds * 1000)
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            instant, _, wake = heappop(self._sleepers)
            self._now = max(self._now, instant)
            wake.set()
            await self.settle()
        self._now = end
        await self.settle()

    def set(self, instant: int) -> None:
        """Set the clock, as an administrator does; whoever sleeps goes on sleeping for as long as they meant to."""
        by, self._now = instant - self._now, instant
        self._sleepers = [(at + by, tie, wake) for at, tie, wake in self._sleepers]

    def slip(self, seconds: float) -> None:
        """Let that much time pass while everybody is at work, as it does in the world."""
        self._now += round(seconds * 1000)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            heappop(self._sleepers)[2].set()

    async def jump(self, seconds: float) -> None:
        """Let that much time pass at once: whoever waits for an instant on the way is woken at its end."""
        await self.settle()
        self.slip(seconds)
        await self.settle()


class Watched:
    """A store that knows whether it is at work, and can be out of order."""

    def __init__(self, store: Store, time: Time) -> None:
        self.store = store
        self.working = 0
        self.calls = 0
        self.broken: Exception | None = None
        self.idle = asyncio.Event()
        time.watch_store(self)

    async def fetch(self, *queries: Query) -> list[list[Row]]:
        with self._at_work():
            return await self.store.fetch(*queries)

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        with self._at_work():
            await self.store.apply(changes, durable=durable)

    async def tidy(self) -> None:
        with self._at_work(asked=False):
            await self.store.tidy()

    async def close(self) -> None:
        await self.store.close()

    @contextmanager
    def _at_work(self, *, asked: bool = True) -> Iterator[None]:
        if asked and self.broken:
            raise self.broken
        self.calls += asked
        self.working += 1
        self.idle.clear()
        try:
            yield
        finally:
            self.working -= 1
            if not self.working:
                self.idle.set()
