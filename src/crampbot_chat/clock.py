"""Turns timers that fall due into events and hands them to the bot, however many are stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import inf

from crampbot_chat import log
from crampbot_chat.contract import Receive
from crampbot_chat.counts import NO_COUNTS, Counts
from crampbot_chat.model import Account, Address, Event, Millis, Rang
from crampbot_chat.store import Missed, Store, Unavailable, timers
from crampbot_chat.store.timers import Place, Timer
from crampbot_chat.ticks import Time

ADAPTER = "clock"
PAGE = 256  # timers in memory at a time, and in one crowd
AT_ONCE = 64  # events handed over and not yet taken
CROWD = 8  # timers due together, from which on they are handed over together
CROWDS = 3  # of these handed over and not yet taken: while one is written the next is decided
IDLE = 30_000  # ms; another replica may have set a timer that we were not told of
STEP = 20  # ms between two looks, so that a busy second is fifty looks and not a thousand
PAUSES = (1, 5, 30, 120, 600)  # seconds until an event that was not taken is handed over again
TAKEN = 3000  # the latest events that were taken: more than can be taken between reading a page and handing it over
FAILING = 1000  # events that wait for that; with more, it isn't about the events, and no new ones are tried

Ringing = tuple[Timer, Address]
ReceiveAll = Callable[[Sequence[Event]], Awaitable[Mapping[str, BaseException]]]
"""Takes events of timers that fell due together; returns what went wrong, by the event's id."""


class Clock:
    """Hands every due timer to `receive` until the timer is gone: in order, each once at a time.

    What fell due while nobody ran is handed over as well, with its true instant; whether it is too late is not for the
    clock to say.
    """

    def __init__(
        self,
        store: Store,
        time: Time,
        receive: Receive,
        receive_all: ReceiveAll | None = None,
        *,
        rings: Callable[[], bool] = lambda: True,
        counts: Counts = NO_COUNTS,
    ) -> None:
        self._store = store
        self._time = time
        self._receive = receive
        self._receive_all = receive_all
        self._rings = rings
        self._counts = counts
        self._wake = asyncio.Event()
        self._planned: float = -inf
        self._nearest: float = inf
        self._busy: set[Timer] = set()
        self._failed: dict[Timer, tuple[int, Millis]] = {}  # attempts, and when to try again
        self._taken: dict[Timer, int] = {}  # and after which look
        self._looks = 0
        self._crowds = asyncio.Semaphore(CROWDS)
        self._group: asyncio.TaskGroup | None = None
        self._jobs: asyncio.Queue[tuple[Timer, Address]] = asyncio.Queue(AT_ONCE)

    def poke(self, due_at: Millis) -> None:
        """A timer was set: wake up in time for it."""
        self._nearest = min(self._nearest, due_at)
        if due_at < self._planned:
            self._wake.set()

    def look(self) -> None:
        """It may be up to us now to ring."""
        self._wake.set()

    async def run(self) -> None:
        """Ring until cancelled, whenever it is up to us."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for _ in range(AT_ONCE):
                group.create_task(self._work())
            while True:
                self._planned = -inf
                self._nearest = inf
                now = self._time.now()
                try:
                    following = await self._pass(now) if self._rings() else inf
                except (Unavailable, Missed) as error:
                    log.event("timers_not_read", level=logging.DEBUG, error=type(error).__name__)  # see store/pulse.py
                    following = now + PAUSES[0] * 1000
                soonest = min((at for _, at in self._failed.values()), default=inf)
                planned = min(following, self._nearest, soonest, now + IDLE)
                self._planned = max(planned, now + STEP)
                await self._time.sleep_until(int(self._planned), self._wake)
                self._wake.clear()

    async def _pass(self, now: Millis) -> float:
        """Hand over all that is due; returns when the next timer is."""
        place = Place()
        while True:
            self._looks += 1
            rows, first = await self._store.fetch(timers.due(now, PAGE, place), timers.next_due(now))
            ringing = [timers.ringing(row) for row in rows]
            ready = [(timer, home) for timer, home in ringing if self._is_ready(timer, now)]
            self._busy.update(timer for timer, _ in ready)
            for timer, home in await self._hand_over_together(ready):
                await self._jobs.put((timer, home))
            if len(rows) < PAGE:
                self._forget_cancelled(now)
                return inf if first[0][0] is None else float(first[0][0])
            if not ready and len(self._failed) >= FAILING:
                return inf
            last = ringing[-1][0]
            place = Place(last.due_at, last.person, last.name)

    async def _hand_over_together(self, ready: list[Ringing]) -> list[Ringing]:
        """Hand over what has not failed yet, when it is a crowd; returns what is left to be handed over one by one."""
        fresh = [each for each in ready if each[0] not in self._failed]
        if self._receive_all is None or self._group is None or len(fresh) < CROWD:
            return ready
        await self._crowds.acquire()
        self._group.create_task(self._together(self._receive_all, fresh))
        return [each for each in ready if each[0] in self._failed]

    async def _together(self, receive_all: ReceiveAll, ringing: list[Ringing]) -> None:
        events = [ring(timer, home) for timer, home in ringing]
        try:
            wrong = await receive_all(events)
        except Exception as error:  # noqa: BLE001  as below
            wrong = dict.fromkeys([event.id for event in events], error)
        finally:
            self._crowds.release()
        for (timer, _), event in zip(ringing, events, strict=True):
            self._ended(timer, wrong.get(event.id))

    def _ended(self, timer: Timer, error: BaseException | None) -> None:
        self._busy.discard(timer)
        if error:
            log.failure("timer_not_taken", error, timer=timer.name, attempt=self._put_off(timer))
        else:
            self._note_taken(timer)
            self._counts.observe("lateness", (self._time.now() - timer.due_at) / 1000)

    def _is_ready(self, timer: Timer, now: Millis) -> bool:
        if timer in self._busy:
            return False
        if timer in self._failed:
            at = self._failed[timer][1]
            return at <= now or at > now + PAUSES[-1] * 1000  # the clock was set back
        taken = self._taken.get(timer)
        if taken is not None and taken < self._looks:  # it took effect and is still there: our mistake, so don't spin
            log.event("timer_stuck", level=logging.ERROR, timer=timer.name)
            self._put_off(timer)
        return taken is None and len(self._failed) < FAILING

    def _put_off(self, timer: Timer) -> int:
        attempts = self._failed.get(timer, (0, 0))[0]
        at = self._time.now() + PAUSES[min(attempts, len(PAUSES) - 1)] * 1000
        self._failed[timer] = (attempts + 1, at)
        self.poke(at)
        return attempts + 1

    def _forget_cancelled(self, now: Millis) -> None:
        """What was to be tried again and wasn't there any more in a whole pass."""
        gone = [timer for timer, (_, at) in self._failed.items() if at <= now and timer not in self._busy]
        for timer in gone:
            del self._failed[timer]

    def _note_taken(self, timer: Timer) -> None:
        if timer in self._taken:  # the second time already
            self._put_off(timer)
            return
        self._failed.pop(timer, None)
        self._taken[timer] = self._looks
        if len(self._taken) > TAKEN:
            del self._taken[next(iter(self._taken))]

    async def _work(self) -> None:
        while True:
            timer, home = await self._jobs.get()
            wrong: Exception | None = None
            try:
                await self._receive(ring(timer, home))
            except Exception as error:  # noqa: BLE001  one event that can't be taken must not keep the others waiting
                wrong = error
            self._ended(timer, wrong)


def ring(timer: Timer, home: Address) -> Event:
    """The event of a timer that fell due; its id is the same whoever makes it."""
    return Event(
        id=f"{timer.person}:{timer.name}:{timer.due_at}",
        who=Account(ADAPTER, "", timer.person),
        where=home,
        at=timer.due_at,
        what=Rang(timer.person, timer.name, timer.due_at, timer.note),
    )
