"""Keeps what became of the messages: all outcomes that wait share one transaction, and none waits for company."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from msgspec import Struct

from crampbot_chat import log
from crampbot_chat.courier.failures import Again, Away, Done, Moved, Verdict
from crampbot_chat.courier.lines import Item, Line
from crampbot_chat.store import Change, Missed, Store, Unavailable, outbox, timers
from crampbot_chat.ticks import Time

PAUSES = (0.1, 0.5, 2.0)  # seconds between tries while the store is down


class Result(Struct, eq=False):
    """What became of an item: `delete` its row, make other `changes`; the line stays busy until that is kept."""

    item: Item
    line: Line | None
    verdict: Verdict
    delete: bool = True
    changes: Sequence[Change] = ()


def result(item: Item, line: Line, verdict: Done | Again | Away | Moved) -> Result:
    """What there is to keep of a verdict."""
    out = item.out
    match verdict:
        case Done():
            return Result(item, line, verdict)
        case Again():
            return Result(item, line, verdict, False, [outbox.retry(out.id, item.attempts + 1, verdict.at)])
        case Away():
            changes = [outbox.drop_address(out.to)]
            if out.person:
                changes += [timers.pause(out.person, out.to), outbox.unreachable(out.person, out.to)]
            return Result(item, line, verdict, True, changes)
        case Moved():
            return Result(item, line, verdict, False, outbox.move_address(out.to, verdict.chat))


class Recorder:
    """Writes results in the order in which they come, and says when each is durable."""

    def __init__(self, store: Store, time: Time, kept: Callable[[Result], None]) -> None:
        self._store = store
        self._time = time
        self._kept = kept
        self._waiting: list[Result] = []
        self._some = asyncio.Event()
        self._writing = False

    def add(self, result: Result) -> None:
        """Keep this with the next transaction."""
        self._waiting.append(result)
        self._some.set()

    @property
    def idle(self) -> bool:
        """True when everything is kept."""
        return not self._waiting and not self._writing

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._some.wait()
            self._some.clear()
            batch, self._waiting = self._waiting, []
            self._writing = True
            await self._keep(batch)
            self._writing = False
            for result in batch:
                self._kept(result)

    async def _keep(self, batch: list[Result]) -> None:
        for attempt in range(1_000_000):
            try:
                await self._store.apply(_changes(batch), durable=not all(_is_sent(result) for result in batch))
            except Unavailable:
                pause = PAUSES[min(attempt, len(PAUSES) - 1)]
                await self._time.sleep_until(self._time.now() + int(pause * 1000), asyncio.Event())
            except Missed:  # somebody wrote the same slot or address at this moment
                if attempt > len(PAUSES):
                    log.event("outcome_not_kept", level=logging.ERROR, count=len(batch))
                    return
            else:
                return


def _is_sent(result: Result) -> bool:
    """Delivered, and where it stands: if a power cut undoes that, the message is sent once more, and that is all."""
    return isinstance(result.verdict, Done)


def _changes(batch: list[Result]) -> list[Change]:
    changes = [change for result in batch for change in result.changes]
    return [*changes, *outbox.delivered([result.item.out.id for result in batch if result.delete])]
