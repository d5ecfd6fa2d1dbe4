"""Notices when the database fails and when it is well again: one line in the log for each, and the health endpoint."""

import asyncio
import logging
from collections.abc import Sequence

from crampbot_chat import log
from crampbot_chat.model import Millis
from crampbot_chat.store import Change, Many, Missed, Query, Row, Store, Unavailable
from crampbot_chat.store.causes import cause
from crampbot_chat.ticks import Time

TRY = 5_000  # ms without a failure, then a write that succeeds shows that it is well; and between two such writes
PROBE = Change("UPDATE meta SET value = value WHERE name = 'schema'")  # writes, and changes nothing
CLOSING = ("closed",)  # we have closed it ourselves


class Pulse:
    """A Store around another. `well` is False from a failure until a write has succeeded."""

    def __init__(self, store: Store, time: Time) -> None:
        self._store = store
        self._time = time
        self._failed_at: Millis | None = None
        self._ill = asyncio.Event()

    @property
    def well(self) -> bool:
        return self._failed_at is None

    async def fetch(self, *queries: Query) -> list[list[Row]]:
        """As the store does."""
        try:
            return await self._store.fetch(*queries)
        except Unavailable as error:
            self._failed(error)
            raise

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        """As the store does."""
        try:
            await self._store.apply(changes, durable=durable)
        except Unavailable as error:
            self._failed(error)
            raise
        if self._failed_at is not None:
            self._written()

    async def tidy(self) -> None:
        """As the store does."""
        await self._store.tidy()

    async def close(self) -> None:
        """As the store does."""
        await self._store.close()

    async def run(self) -> None:
        """While it fails, try now and then whether it still does, also when nobody writes; until cancelled."""
        while True:
            await self._ill.wait()
            await self._time.sleep_until(self._time.now() + TRY, asyncio.Event())
            try:
                await self.apply([PROBE])
            except (Unavailable, Missed):
                continue

    def _failed(self, error: Unavailable) -> None:
        if error.args == CLOSING:
            return
        if self._failed_at is None:
            code = str(error.args[0]) if error.args else "unknown"
            log.event("database_failing", level=logging.ERROR, code=code, reason=cause(error) or "unreachable")
        self._failed_at = self._time.now()
        self._ill.set()

    def _written(self) -> None:
        if self._failed_at is not None and abs(self._time.now() - self._failed_at) >= TRY:
            log.event("database_well")
            self._failed_at = None
            self._ill.clear()
