"""Small things to fetch or show that nobody waits for: one after the other, and dropped when too many wait."""

import asyncio
from collections.abc import Awaitable, Callable

from crampbot_chat import log
from crampbot_chat.adapters.slack.faults import Fault

WAITING_LIMIT = 1000

Errand = Callable[[], Awaitable[None]]


class Errands:
    """A queue of errands with names; one that already waits is not queued again."""

    def __init__(self) -> None:
        self._waiting: dict[str, Errand] = {}
        self._wake = asyncio.Event()

    def add(self, name: str, errand: Errand) -> None:
        if len(self._waiting) < WAITING_LIMIT:
            self._waiting.setdefault(name, errand)
            self._wake.set()

    async def run(self) -> None:
        """Do them until cancelled. One that fails is dropped; it comes again with the next event that needs it."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                name = next(iter(self._waiting))
                try:
                    await self._waiting[name]()
                except Fault as fault:
                    log.event("errand_failed", adapter="slack", code=fault.code)
                finally:
                    del self._waiting[name]
