"""receive(event): lock, read, decide, write once. One event, one transaction, no network inside it."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
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
from crampbot_chat.store import Change, Heard, Query, Row, Stale, Store, Unavailable, diary, outbox, people, timers
from crampbot_chat.store.outbox import Lease, Outgoing
from crampbot_chat.store.people import Person
from crampbot_chat.store.sealed import Unreadable, Vault
from crampbot_chat.store.timers import Timer
from crampbot_chat.ticks import Time
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear, body

RECENT = 60  # cramps that a turn can see
RACES = 20  # turns that may be lost to somebody who wrote first
FORGOTTEN = 24 * 3_600_000  # ms; who has not said yes by then is forgotten
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
        for _ in range(RACES):
            turn = await self._read(event)
            if turn is None:
                return
            self._decide(turn)
            try:
                await self._write(turn)
            except Stale:
                continue
            return
        raise Unavailable("busy")

    # --- read -------------------------------------------------------------------------------------------------------

    async def _read(self, event: Event) -> Turn | None:
        """What the turn needs, in one snapshot; None when a timer rang for somebody who is gone."""
        now = self._time.now()
        if event.where.shared:
            stranger = Person("", event.where, language=event.language, zone=event.zone)
            return Turn(event, now, stranger, self._library, self._new_id)
        rows, cramps, waiting = await self._store.fetch(*_queries(event))
        new = False
        if rows:
            person = people.person(rows[0], self._vault)
        elif isinstance(event.what, Rang):
            return None
        else:
            person = Person(self._new_id(), event.where, created_at=now)
            new = True
        away = not person.reachable
        _update(person, event)
        turn = Turn(event, now, person, self._library, self._new_id, partial(_cramps, cramps, self._vault))
        turn.waiting = waiting[0][0]
        turn.returned = away and person.reachable
        if new:
            turn.ring("wipe", now + FORGOTTEN)
        return turn

    # --- decide -----------------------------------------------------------------------------------------------------

    def _decide(self, turn: Turn) -> None:
        """Let the dialogs answer. A mistake of ours costs one answer, not the conversation."""
        try:
            if turn.person.damaged:
                door.damaged(turn)
            route(turn)
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
        person = None if turn.forgotten or turn.shared else turn.person.id
        return Outgoing(self._new_id(), to, message, person, turn.now, turn.now)

    def _heard(self, turn: Turn) -> Change:
        event = turn.event
        if isinstance(event.what, Rang):
            return timers.fired(event.what.person, event.what.timer, event.what.due)
        return people.heard(event.who.adapter, event.id, turn.now)

    def _kept(self, turn: Turn) -> list[Change]:
        """The person, their cramps and timers; nothing in a shared place."""
        person = turn.person
        if turn.shared or (not person.version and isinstance(turn.event.what, Left | Arrived)):
            return []
        if turn.forgotten:
            return people.forget(person.id) if person.version else []
        changes = people.keep(person, turn.event.who, self._vault)
        changes += [diary.remove(person.id, key) for key in turn.removed]
        changes += [diary.keep(person.id, cramp, self._vault) for cramp in turn.kept.values()]
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


def _queries(event: Event) -> tuple[Query, Query, Query]:
    where = event.where
    waiting = Query(
        "SELECT count(*) FROM outbox WHERE adapter = $1 AND workspace = $2 AND chat = $3",
        (where.adapter, where.workspace, where.chat),
    )
    if isinstance(event.what, Rang):
        return people.by_id(event.what.person), diary.of_person(event.what.person, RECENT), waiting
    who = event.who
    return people.by_account(who), diary.of_account(who.adapter, who.workspace, who.user, RECENT), waiting


def _cramps(rows: list[Row], vault: Vault) -> list[diary.Cramp]:
    """The cramps that can be read; a damaged row is left out, and stays where it is."""
    cramps = []
    for row in rows:
        try:
            cramps.append(diary.cramp(row, vault))
        except Unreadable as error:
            log.failure("row_unreadable", error, kind="cramp")
    return cramps


def _update(person: Person, event: Event) -> None:
    """What every event tells: where they are, that they are there, and what the platform knows about them."""
    if isinstance(event.what, Rang):
        return
    person.home = event.where
    person.zone = person.zone or event.zone
    person.language = event.language or person.language
    person.reachable = not isinstance(event.what, Left)
