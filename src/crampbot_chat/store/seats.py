"""The other processes on the same database: what only one of them may do at a time, and how they wake each other."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from crampbot_chat.store import Change


class SecondPoller(Exception):
    """Another process already asks Telegram for updates: use webhooks for several replicas."""


class Seats(Protocol):
    """What one process at a time may do. A seat is free again as soon as its holder's connection ends."""

    def holds(self, seat: str) -> bool:
        """True while this process is the one."""
        ...

    def call(self, what: str) -> Change:
        """All processes hear `what` once this change is committed."""
        ...

    async def taken(self, seat: str) -> bool:
        """True when another process has the seat, and keeps it for some moments."""
        ...

    async def run(self, heard: Callable[[str], None], changed: Callable[[], None]) -> None:
        """Try for the seats until cancelled; tells what was called, and that seats were won or lost."""
        ...


class Alone:
    """There are no others."""

    def holds(self, seat: str) -> bool:  # noqa: ARG002
        """Every seat is ours."""
        return True

    def call(self, what: str) -> Change:
        """Nobody to be called."""
        raise NotImplementedError(what)

    async def taken(self, seat: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    async def run(self, heard: Callable[[str], None], changed: Callable[[], None]) -> None:  # noqa: ARG002
        """Nothing ever happens."""
        await asyncio.Event().wait()


def open_seats(url: str, seats: Sequence[str]) -> Seats:
    """For the database of this URL."""
    if url.startswith("sqlite:"):
        return Alone()
    from crampbot_chat.store.postgres_seats import PostgresSeats  # noqa: PLC0415 - imports only the driver in use

    return PostgresSeats(url, seats)
