"""Seats on PostgreSQL: advisory locks of one connection, free again when the process or its network dies."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg

from crampbot_chat import log
from crampbot_chat.store import Change

BEAT = 0.5  # seconds between two tries for a seat, and between two looks whether ours are still ours
TRIES = 4  # until a seat counts as taken
PATIENCE = 3.0  # seconds; a server that is silent for longer has perhaps given our seats to others
CHANNEL = "crampbot"
TRY = (
    "SELECT seat FROM unnest($1::text[]) AS wanted (seat) "
    "WHERE pg_try_advisory_lock(hashtextextended('crampbot ' || seat, 0))"
)
KEEPALIVE = {"tcp_keepalives_idle": "2", "tcp_keepalives_interval": "1", "tcp_keepalives_count": "3"}


class PostgresSeats:
    """Tries for all of the seats; the process that has one keeps it until it ends or is cut off."""

    def __init__(self, url: str, seats: Sequence[str]) -> None:
        self._url = url
        self._wanted = tuple(seats)
        self._held: set[str] = set()
        self._tried = asyncio.Event()
        self._cut_off = False

    def holds(self, seat: str) -> bool:
        """True while this process is the one."""
        return seat in self._held

    def call(self, what: str) -> Change:
        """All processes hear `what` once this change is committed."""
        return Change("SELECT pg_notify($1, $2)", (CHANNEL, what))

    async def taken(self, seat: str) -> bool:
        """True when another process has the seat, and keeps it for some moments: a dead one may still be listed."""
        for _ in range(TRIES):
            self._tried.clear()
            await self._tried.wait()
            if seat in self._held:
                return False
        return True

    async def run(self, heard: Callable[[str], None], changed: Callable[[], None]) -> None:
        """Try for the seats until cancelled."""
        while True:
            try:
                await self._sit(heard, changed)
            except Exception as error:  # noqa: BLE001  the driver raises many kinds, and each means the same
                if not self._cut_off:  # once, however long it lasts
                    log.failure("seats_lost", error)
                self._cut_off = True
            self._held = set()
            changed()
            await asyncio.sleep(BEAT)

    async def _sit(self, heard: Callable[[str], None], changed: Callable[[], None]) -> None:
        connection: Any = await asyncpg.connect(
            self._url, timeout=PATIENCE, command_timeout=PATIENCE, server_settings=KEEPALIVE
        )
        try:
            await connection.add_listener(CHANNEL, lambda _connection, _pid, _channel, what: heard(what))
            while True:
                won = await connection.fetch(TRY, [seat for seat in self._wanted if seat not in self._held])
                self._held |= {seat for (seat,) in won}
                self._tried.set()
                if self._cut_off:
                    log.event("seats_back")
                self._cut_off = False
                if won:
                    changed()
                await asyncio.sleep(BEAT)
        finally:
            self._held = set()
            with contextlib.suppress(Exception):
                connection.terminate()
