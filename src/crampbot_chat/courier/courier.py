"""Sends what is in the outbox: hands messages to adapters, keeps what became of them, claims what others left."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from math import inf

from msgspec import structs

from crampbot_chat import log
from crampbot_chat.contract import Adapter, Receipt, Refused, TryLater, Undelivered, Unsure
from crampbot_chat.counts import NO_COUNTS, Counts
from crampbot_chat.courier.bare import bare
from crampbot_chat.courier.claims import LEASE, Claims
from crampbot_chat.courier.failures import Again, Away, Differently, Done, Moved, judge
from crampbot_chat.courier.lines import Item, Line, Route
from crampbot_chat.courier.pace import PACES, Pace
from crampbot_chat.courier.queue import Queue
from crampbot_chat.courier.recorder import Recorder, Result, result
from crampbot_chat.courier.slots import Slots
from crampbot_chat.model import URGENT, Millis
from crampbot_chat.store import Change, Missed, Store, Unavailable
from crampbot_chat.store.outbox import Lease, Outgoing
from crampbot_chat.store.sealed import Vault
from crampbot_chat.ticks import Time

DELIVERED, SUPERSEDED = Done("delivered"), Done("superseded")
LONG = 30_000  # ms; the longest sleep before the clock is looked at again


class Courier:
    """Delivers, for the adapters that it `holds`; what it is asked for others, it leaves to those who hold them.

    `alone` where no two processes can hold the same adapter: what others had leased is then taken over at once.

    At least once for every row. A kill repeats what had arrived and was not yet kept as sent: at most one message in
    each chat, and one in all while messages leave alone (see Queue.pick).
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        adapters: Mapping[str, Adapter],
        time: Time,
        process: str,
        *,
        alone: bool,
        holds: Callable[[str], bool] = lambda _adapter: True,
        counts: Counts = NO_COUNTS,
        paces: Mapping[str, Pace] = PACES,
    ) -> None:
        self._adapters = adapters
        self._time = time
        self._process = process
        self._counts = counts
        self._holds = holds
        self._queue = Queue(paces)
        self._recorder = Recorder(store, time, self._kept)
        self._slots = Slots(store)
        self._claims = Claims(
            store,
            vault,
            time,
            adapters=tuple(adapters),
            process=process,
            found=self._hold,
            alone=alone,
            holds=holds,
        )
        self._resting: list[asyncio.Future[Line]] = []
        self._group: asyncio.TaskGroup | None = None
        self._wake = asyncio.Event()
        self._planned = inf
        self._quiet = asyncio.Event()
        self._draining = False

    # --- for those who write rows

    def lease(self, lane: int = URGENT) -> Lease:
        """For rows about to be written; nobody's where others send, or where enough that can wait is held already."""
        if not all(map(self._holds, self._adapters)):
            return Lease("", 0)
        if self._draining or (lane != URGENT and self._claims.full(lane)):
            return Lease("", 0)
        return Lease(self._process, self._time.now() + LEASE)

    def take(self, outs: Iterable[Outgoing], lease: Lease | None = None) -> None:
        """Send what has just been committed; `lease` is the one it was written with."""
        if lease is not None and not lease.by:
            self._claims.poke()
            return
        now = self._time.now()
        until = lease.until if lease else now + LEASE
        for out in outs:
            if out.to.adapter in self._adapters and out.due_at <= until:
                self._hold(out, until)

    def look(self) -> None:
        """There may be something in the outbox that nobody holds, or an adapter was won or lost."""
        self._claims.lose()
        self._claims.poke()

    # --- running

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            async with asyncio.TaskGroup() as self._group:
                self._group.create_task(self._recorder.run())
                self._group.create_task(self._ring())
                self._group.create_task(self._claims.run())
                for route in self._queue.routes:
                    self._dispatch(route)
        finally:
            self._group = None

    async def drain(self, patience: float) -> None:
        """Claim nothing more, send the answers that wait, then give back the rest; within `patience` seconds."""
        self._draining = True
        self._claims.stop()
        self._queue.lanes = URGENT + 1
        end = self._time.now() + int(patience * 1000)
        while not self.is_quiet() and self._time.now() < end:
            self._quiet.clear()
            await self._time.sleep_until(end, self._quiet)
        await self._claims.release()

    async def settled(self) -> None:
        """Wait until all answers that can go out have gone out."""
        while not self.is_quiet():
            self._quiet.clear()
            await self._quiet.wait()

    def is_quiet(self) -> bool:
        """True when no answer is on its way and none waits that could be."""
        now = self._time.now()
        for route in self._queue.routes:
            if route.in_flight or (route.ready[URGENT] and route.paused_until <= now):
                return False
        return self._recorder.idle

    # --- from the queue to the adapters

    def _hold(self, out: Outgoing, leased_until: Millis) -> None:
        item = Item(out, out.message.lane, leased_until, out.attempts, out.due_at)
        if self._claims.hold(item):
            self._add(item)

    def _add(self, item: Item) -> None:
        route, needless = self._queue.add(item, self._time.now())
        if needless:
            self._recorder.add(Result(needless, None, SUPERSEDED))
        self._dispatch(route)

    def _dispatch(self, route: Route) -> None:
        if self._group is None:
            return
        now = self._time.now()
        while line := self._queue.pick(route, now):
            if self._resting:
                self._resting.pop().set_result(line)
            else:
                self._group.create_task(self._serve(line))
        self._plan()

    def _plan(self) -> None:
        if self._queue.next_alarm < self._planned:
            self._wake.set()

    async def _ring(self) -> None:
        while True:
            now = self._time.now()
            self._planned = -inf
            for route in self._queue.ring(now):
                self._dispatch(route)
            self._planned = min(self._queue.next_alarm, now + LONG)
            await self._time.sleep_until(int(self._planned), self._wake)
            self._wake.clear()

    async def _serve(self, line: Line) -> None:
        """Send one message after the other, as long as the process lives."""
        while True:
            route = line.route
            await self._attempt(line)
            route.in_flight -= 1
            self._quiet.set()
            now = self._time.now()
            if line.trip:
                route.window.arrived(line.trip, now)
            if (following := self._queue.pick(route, now)) is None:
                self._plan()
                waiting: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
                self._resting.append(waiting)
                following = await waiting
            line = following

    async def _attempt(self, line: Line) -> None:
        item = line.busy
        assert item is not None  # noqa: S101  pick has put it there
        now = self._time.now()
        if item.leased_until <= now or not self._holds(item.out.to.adapter):
            self._claims.drop(item)
            self._free(line)
            self._claims.poke()
            return
        item.tried_at = item.tried_at or now
        try:
            receipt = await self._send(item)
        except Undelivered as error:
            self._failed(line, item, error)
        except (Unavailable, Missed):
            self._failed(line, item, TryLater())
        except Exception as error:  # noqa: BLE001  whatever an adapter does wrong, the next message must go out
            log.failure("adapter_broken", error, adapter=item.out.to.adapter, key=item.out.message.key)
            self._failed(line, item, Refused(type(error).__name__))
        else:
            self._delivered(line, item, receipt)

    async def _send(self, item: Item) -> Receipt:
        out = item.out
        adapter, message = self._adapters[out.to.adapter], out.message
        if message.private and out.to.shared:
            item.anew = item.bare = True  # refused for good: it must not be seen by others in any form
            raise Refused("private")
        if item.bare:
            message = bare(message)
        if not message.edits or item.anew:
            return await adapter.send(out.to, message)
        ref = await self._slots.find(out.to, message.slot) if adapter.can.edit else ""
        item.anew = not ref
        return await adapter.send(out.to, message, ref)

    # --- what became of it

    def _delivered(self, line: Line, item: Item, receipt: Receipt) -> None:
        self._queue.calm(line.route)
        message = item.out.message
        changes: tuple[Change, ...] = ()
        if message.slot and receipt.ref:
            changes = self._slots.note(item.out.to, message.slot, receipt.ref, self._time.now())
        self._recorder.add(Result(item, line, DELIVERED, True, changes=changes))

    def _failed(self, line: Line, item: Item, error: Undelivered) -> None:
        now = self._time.now()
        verdict = judge(error, item, now)
        if isinstance(error, Refused) and not (isinstance(verdict, Differently) and not verdict.bare):
            log.event("message_refused", level=logging.ERROR, adapter=item.out.to.adapter, key=item.out.message.key)
        match verdict:
            case Differently():
                item.anew, item.bare = True, verdict.bare
                line.put(item)
                self._free(line)
                return
            case Again():
                item.unsure += isinstance(error, Unsure)
                if verdict.refused:
                    self._queue.trouble(line, verdict, now)
            case Moved():
                item.moved = True
            case Done("given_up" | "unsure"):
                log.event(
                    "message_given_up", level=logging.WARNING, adapter=item.out.to.adapter, key=item.out.message.key
                )
        self._recorder.add(result(item, line, verdict))

    def _kept(self, kept: Result) -> None:
        """A result is durable: its line may go on."""
        item, line, verdict = kept.item, kept.line, kept.verdict
        self._counts.count("messages", adapter=item.out.to.adapter, outcome=verdict.outcome)
        if kept.delete:
            self._claims.drop(item)
        match verdict:
            case Again():
                item.attempts, item.not_before = item.attempts + 1, verdict.at
                self._add(item)
            case Away() if line:
                for other in line.clear():
                    self._claims.drop(other)
            case Moved() if line:
                for other in [item, *line.clear()]:
                    to = structs.replace(other.out.to, chat=verdict.chat)
                    other.out = structs.replace(other.out, to=to)
                    self._add(other)
        if line:
            self._free(line)
        self._quiet.set()

    def _free(self, line: Line) -> None:
        self._queue.free(line, self._time.now())
        self._dispatch(line.route)
