"""receive(event): lock, read, decide, write once. One event, one transaction, no network inside it."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from msgspec import structs

from crampbot_chat import log
from crampbot_chat.changes import NotRead
from crampbot_chat.contract import Adapter, Undelivered, Wrong
from crampbot_chat.counts import Counts
from crampbot_chat.dialogs import door
from crampbot_chat.effects import changes, outgoing
from crampbot_chat.library import Library
from crampbot_chat.model import URGENT, Event, Filled, Message, Para, Press, Rang, Span, Text
from crampbot_chat.routes import route
from crampbot_chat.snapshot import read, read_all
from crampbot_chat.store import Change, Heard, Missed, Stale, Store, Unavailable
from crampbot_chat.store.many import together
from crampbot_chat.store.outbox import Lease, Outgoing
from crampbot_chat.store.sealed import Vault
from crampbot_chat.ticks import Time
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear, body

STEPS = 2  # turns of the event loop until a message has left: the courier's, and (Python 3.11) aiohttp's for its body
RACES = 20  # turns that may be lost to somebody who wrote first
READS = 3  # times that a crowd is read, each with what its turns were found to need
FEW = 16  # turns of a crowd in a row: a millisecond or two, so that an answer need not wait for the whole crowd
FLOOD = 15  # unsent messages in one chat, from which on only what matters is said
AGAIN = 3_600_000  # ms until a reminder that failed is tried again
REMEMBERED = 1_000  # events answered without a store, so that a redelivery isn't answered twice

T = TypeVar("T")


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
        calls: Callable[[bool, int | None], list[Change]],
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
        self._calls = calls
        self._adapters = adapters
        self._counts = counts
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._asked: defaultdict[str, set[str]] = defaultdict(set)  # what a kind of timer was found to need
        self._answered: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)

    async def receive(self, event: Event) -> None:
        """Let the event take effect exactly once. Returns after it is durable; raises Unavailable when it is not."""
        key = event.what.person if isinstance(event.what, Rang) else f"{event.who.adapter} {event.who.user}"
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:  # first come, first served: three messages at once stay in order
            try:
                await self._take_effect(_clean(event))
            except Heard:
                self._counts.count("repeated", adapter=event.who.adapter)
            except Unavailable:
                await self._help_without_store(event)
                raise
        self._counts.count("events", adapter=event.who.adapter)

    async def _take_effect(self, event: Event) -> None:
        kind = _kind(event)
        also = frozenset(self._asked[kind]) if kind else frozenset[str]()
        for _ in range(RACES):
            turn = await read(self._store, self._vault, self._library, self._new_id, self._time.now(), event, also)
            if turn is None:
                return
            try:
                self._decide(turn)
            except NotRead as more:  # nothing has happened yet: a turn has no effect but what is written at its end
                also |= {more.kind}
                if kind:
                    self._asked[kind].add(more.kind)
                continue
            try:
                await self._write(turn)
            except Stale:
                continue
            return
        raise Unavailable("busy")

    async def receive_all(self, events: Sequence[Event]) -> dict[str, BaseException]:
        """The same for timers that fell due together, in one transaction; what went wrong, by the event's id.

        Taken one by one: what a person has under way already, their second timer, a turn that forgets somebody, and all
        of them when one of them lost a race.
        """
        lock = asyncio.Lock()
        crowd: list[Event] = []
        alone: list[Event] = []
        wrong: dict[str, BaseException] = {}
        async with lock:
            for event in events:
                key = event.what.person if isinstance(event.what, Rang) else ""
                if key and key not in self._locks:
                    self._locks[key] = lock  # one lock for all: their next timer waits for the whole crowd
                    crowd.append(event)
                else:
                    alone.append(event)
            try:
                alone += await self._take_together(crowd)
            except Unavailable as error:
                wrong = {event.id: error for event in crowd}
        outcomes = await asyncio.gather(*(self.receive(event) for event in alone), return_exceptions=True)
        found = zip(alone, outcomes, strict=True)
        return wrong | {event.id: error for event, error in found if error is not None}

    async def _take_together(self, crowd: list[Event]) -> list[Event]:
        """Let them take effect; returns those that have to be taken alone."""
        turns, alone = await self._decide_all(crowd)
        outs = [outgoing(turn, self._new_id) for turn in turns]
        lease = self._sender.lease(min((out.message.lane for each in outs for out in each), default=URGENT))
        pairs = zip(turns, outs, strict=True)
        batches = [changes(turn, its, lease, self._vault) async for turn, its in _with_pauses(pairs)]
        due = min((ring.due for turn in turns for ring in turn.rings.values() if ring), default=None)
        said = [out for each in outs for out in each]
        try:
            await self._store.apply([*together(batches), *self._calls(bool(said) and not lease.by, due)])
        except Missed:
            return crowd
        self._sender.take(said, lease)
        if due is not None:
            self._poke(due)
        self._counts.count("events", len(crowd) - len(alone), adapter=crowd[0].who.adapter)
        return alone

    async def _decide_all(self, crowd: list[Event]) -> tuple[list[Turn], list[Event]]:
        """The turns that can be written together, and the events that have to be taken alone."""
        done: list[Turn] = []
        alone: list[Event] = []
        also = frozenset[str]().union(*(self._asked[kind] for kind in {_kind(event) for event in crowd}))
        for _ in range(READS):
            more: set[str] = set()
            again: list[Event] = []
            now = self._time.now()
            found = await read_all(self._store, self._vault, self._library, self._new_id, now, crowd, also)
            async for turn in _with_pauses(found):
                try:
                    self._decide(turn)
                except NotRead as asks:
                    more.add(asks.kind)
                    self._asked[_kind(turn.event)].add(asks.kind)
                    again.append(turn.event)
                    continue
                if turn.forgotten:
                    alone.append(turn.event)
                else:
                    done.append(turn)
            if not again:
                break
            crowd, also = again, also | more
        return done, alone + again

    # --- decide -----------------------------------------------------------------------------------------------------

    def _decide(self, turn: Turn) -> None:
        """Let the dialogs answer. A mistake of ours costs one answer, not the conversation."""
        try:
            if turn.person.damaged:
                door.damaged(turn)
            route(turn)
        except (NotRead, Wrong):
            raise
        except Exception as error:  # noqa: BLE001 - the event must take effect once, or it would come back for ever
            log.failure("turn_failed", error, kind=type(turn.event.what).__name__)
            self._counts.count("failures", adapter=turn.event.who.adapter)
            turn.start_over()
            match turn.event.what:
                case Text() | Press() | Filled():
                    door.broken(turn)
                case Rang(timer=name, note=note) if name.startswith("reminder "):
                    turn.ring(name, turn.now + AGAIN, note)  # a series must not end by a mistake of ours
        if turn.waiting >= FLOOD:
            door.slow_down(turn, first=turn.waiting == FLOOD)

    # --- write ------------------------------------------------------------------------------------------------------

    async def _write(self, turn: Turn) -> None:
        outs = outgoing(turn, self._new_id)
        lease = self._sender.lease(min((out.message.lane for out in outs), default=URGENT))
        due = min((ring.due for ring in turn.rings.values() if ring), default=None)
        due = None if turn.forgotten else due
        calls = self._calls(bool(outs) and not lease.by, due)
        await self._store.apply([*changes(turn, outs, lease, self._vault), *calls])
        if turn.forgotten:
            await self._store.tidy()
        if outs:
            self._sender.take(outs, lease)
            for _ in range(STEPS):
                await asyncio.sleep(0)  # the answer leaves before its event is acknowledged
        if due is not None:
            self._poke(due)

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


async def _with_pauses(things: Iterable[T]) -> AsyncIterator[T]:
    """The same things; after every few of them others get their turn."""
    for number, thing in enumerate(things, 1):
        yield thing
        if number % FEW == 0:
            await asyncio.sleep(0)


def _kind(event: Event) -> str:
    """The first word of a timer's name."""
    return event.what.timer.partition(" ")[0] if isinstance(event.what, Rang) else ""


def _clean(event: Event) -> Event:
    """Without what no database and no platform takes: half a character (a lone surrogate), and the character zero."""
    what = event.what
    match what:
        case Text(words=words) if _whole(words) != words:
            what = structs.replace(what, words=_whole(words))
        case Filled(values=values):
            what = structs.replace(what, values={name: _whole(value) for name, value in values.items()})
    name = _whole(event.name)
    return event if what is event.what and name == event.name else structs.replace(event, what=what, name=name)


def _whole(words: str) -> str:
    if words.isascii() and words.isprintable():
        return words
    return words.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
