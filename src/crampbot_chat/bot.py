"""receive(event): lock, read, decide, write once. One event, one transaction, no network inside it."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol
from weakref import WeakValueDictionary

from crampbot_chat import log
from crampbot_chat.counts import Counts
from crampbot_chat.dialogs import door
from crampbot_chat.library import Library
from crampbot_chat.model import (
    URGENT,
    Adapter,
    Address,
    Arrived,
    Event,
    Left,
    Message,
    Para,
    Press,
    Rang,
    Span,
    Text,
    Undelivered,
)
from crampbot_chat.routes import route
from crampbot_chat.snapshot import read
from crampbot_chat.store import (
    Change,
    Heard,
    Stale,
    Store,
    Unavailable,
    diary,
    marks,
    outbox,
    people,
    reminders,
    timers,
)
from crampbot_chat.store.outbox import Lease, Outgoing
from crampbot_chat.store.sealed import Vault
from crampbot_chat.store.timers import Timer
from crampbot_chat.ticks import Time
from crampbot_chat.turn import NotRead, Turn
from crampbot_chat.understand import Ear, body

RACES = 20  # turns that may be lost to somebody who wrote first
FLOOD = 15  # unsent messages in one chat, from which on only what matters is said
REMEMBERED = 1_000  # events answered without a store, so that a redelivery isn't answered twice


class Sender(Protocol):
    """What the bot needs of the courier."""

    def lease(self, lane: int = URGENT) -> Lease:
        """For rows that are about to be written, the most urgent of them in this lane."""
        ...

    def take(self, outs: list[Outgoing], lease: Lease) -> None:
        """Send what has just been committed."""
        ...


class Bot:
    """The door for everything that happens."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        library: Library,
        time: Time,
        new_id: Callable[[], str],
        sender: Sender,
        poke: Callable[[int], None],
        adapters: Mapping[str, Adapter],
        counts: Counts,
    ) -> None:
        self._store = store
        self._vault = vault
        self._library = library
        self._time = time
        self._new_id = new_id
        self._sender = sender
        self._poke = poke
        self._adapters = adapters
        self._counts = counts
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._answered: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)

    async def receive(self, event: Event) -> None:
        """Let the event take effect exactly once. Returns after it is durable; raises Unavailable when it is not."""
        key = event.what.person if isinstance(event.what, Rang) else f"{event.who.adapter} {event.who.user}"
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:  # first come, first served: three messages at once stay in order
            try:
                await self._take_effect(event)
            except Heard:
                self._counts.count("repeated", adapter=event.who.adapter)
            except Unavailable:
                await self._help_without_store(event)
                raise
        self._counts.count("events", adapter=event.who.adapter)

    async def _take_effect(self, event: Event) -> None:
        also: frozenset[str] = frozenset()
        for _ in range(RACES):
            turn = await read(self._store, self._vault, self._library, self._new_id, self._time.now(), event, also)
            if turn is None:
                return
            try:
                self._decide(turn)
            except NotRead as more:  # nothing has happened yet: a turn has no effect but what is written at its end
                also |= {more.kind}
                continue
            try:
                await self._write(turn)
            except Stale:
                continue
            return
        raise Unavailable("busy")

    # --- decide -----------------------------------------------------------------------------------------------------

    def _decide(self, turn: Turn) -> None:
        """Let the dialogs answer. A mistake of ours costs one answer, not the conversation."""
        try:
            if turn.person.damaged:
                door.damaged(turn)
            route(turn)
        except NotRead:
            raise
        except Exception as error:  # noqa: BLE001 - the event must take effect once, or it would come back for ever
            log.failure("turn_failed", error, kind=type(turn.event.what).__name__)
            self._counts.count("failures", adapter=turn.event.who.adapter)
            turn.start_over()
            if isinstance(turn.event.what, Text | Press):
                door.broken(turn)
        if turn.waiting >= FLOOD:
            door.slow_down(turn, first=turn.waiting == FLOOD)

    # --- write ------------------------------------------------------------------------------------------------------

    async def _write(self, turn: Turn) -> None:
        outs = [self._outgoing(turn, to, message) for to, message in turn.said]
        lease = self._sender.lease(min((out.message.lane for out in outs), default=URGENT))
        changes = [self._heard(turn), *self._kept(turn)]
        for out in outs:
            if out.message.edits:
                changes.append(outbox.supersede(out.to, out.message.slot, out.id, turn.now))
            changes.append(outbox.put(out, self._vault, lease.by, lease.until))
        await self._store.apply(changes)
        if turn.forgotten:
            await self._store.tidy()
        if outs:
            self._sender.take(outs, lease)
            await asyncio.sleep(0)  # the answer leaves before its event is acknowledged
        due = [ring.due for ring in turn.rings.values() if ring]
        if due and not turn.forgotten:
            self._poke(min(due))

    def _outgoing(self, turn: Turn, to: Address, message: Message) -> Outgoing:
        kept = turn.person.version or turn.place_kept or not turn.shared
        person = turn.person.id if kept and not turn.forgotten else None
        return Outgoing(self._new_id(), to, message, person, turn.now, turn.now)

    def _heard(self, turn: Turn) -> Change:
        event = turn.event
        if isinstance(event.what, Rang):
            return timers.fired(event.what.person, event.what.timer, event.what.due)
        return people.heard(event.who.adapter, event.id, turn.now)

    def _kept(self, turn: Turn) -> list[Change]:
        """The person, their cramps, marks, reminders and timers; in a shared place only what was set up for it."""
        person = turn.person
        if turn.shared and not turn.place_kept:
            return []
        if not person.version and isinstance(turn.event.what, Left | Arrived):
            return []
        if turn.forgotten:
            return people.forget(person.id) if person.version else []
        who = people.place(person.home) if turn.shared else turn.event.who
        changes = people.keep(person, who, self._vault)
        changes += [diary.remove(person.id, key) for key in turn.removed]
        changes += [diary.keep(person.id, cramp, self._vault) for cramp in turn.kept.values()]
        changes += [
            reminders.keep(person.id, kept, self._vault) if kept else reminders.remove(person.id, key)
            for key, kept in turn.kept_reminders.items()
        ]
        changes += [
            marks.keep(person.id, kept, self._vault) if kept else marks.remove(person.id, key)
            for key, kept in turn.kept_marks.items()
        ]
        changes += [timers.cancel(person.id, name) for name, ring in turn.rings.items() if ring is None]
        if rings := [Timer(person.id, ring.name, ring.due, ring.note) for ring in turn.rings.values() if ring]:
            changes.append(timers.set_timers(rings))
        if isinstance(turn.event.what, Left):
            changes.append(timers.pause(person.id, person.home))
        elif turn.returned:
            changes.append(timers.resume(person.id))
        return changes

    # --- without a store --------------------------------------------------------------------------------------------

    async def _help_without_store(self, event: Event) -> None:
        """The store is down: an acute cramp is answered all the same, once, from content alone."""
        adapter = self._adapters.get(event.who.adapter)
        key = (event.who.adapter, event.id)
        if adapter is None or not isinstance(event.what, Text) or key in self._answered:
            return
        ear = Ear(event.what.words, self._library.tongue(event.language))
        if ear.danger or not (cry := ear.cry):
            return
        self._answered.append(key)
        rung = self._library.protocols(event.language)[cry.muscle or "calf"].ladder(body(cry.limits))[0]
        text = "\n".join((rung.act, *rung.lines))
        message = Message("relief.without_store", (Para((Span(text),)),), quiet=True, private=not event.where.shared)
        try:
            await adapter.send(event.where, message)
        except Undelivered:
            log.event("undelivered", adapter=event.who.adapter, key=message.key)
