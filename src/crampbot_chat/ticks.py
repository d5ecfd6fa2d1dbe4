"""Time as an argument: what the instant is, and how to wait for a later one."""

import asyncio
import time
from typing import Protocol


class Time(Protocol):
    """A source of instants, in milliseconds since 1970-01-01T00:00Z."""

    def now(self) -> int:
        """This instant."""
        ...

    async def sleep_until(self, instant: int, wake: asyncio.Event) -> None:
        """Return at the instant or once `wake` is set, whichever comes first; leaves `wake` in any state."""
        ...


class WallTime:
    """The machine's clock. It may jump: whoever sleeps for long looks at it again now and then."""

    def now(self) -> int:
        """This instant."""
        return time.time_ns() // 1_000_000

    async def sleep_until(self, instant: int, wake: asyncio.Event) -> None:
        """Return at the instant or once `wake` is set."""
        delay = (instant - self.now()) / 1000
        alarm = asyncio.get_running_loop().call_later(max(delay, 0.0), wake.set)
        try:
            await wake.wait()
        finally:
            alarm.cancel()
