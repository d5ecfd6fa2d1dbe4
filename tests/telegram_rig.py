"""The Telegram adapter in front of the fake Bot API, with waits that tests end by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fakes.telegram import FakeTelegram

from crampbot_chat.adapters.telegram import Telegram
from crampbot_chat.model import Address, Choice, Choices, Event, Message, Para, Span

LONG = 30.0  # seconds
SECRET = "a-secret-that-only-telegram-knows"
HOOK = "http://127.0.0.1:9/telegram/webhook"  # nobody is there: tests hand the bodies over themselves
NOW = 1_773_453_720_000
HOME = Address("telegram", "", "7")
GROUP = Address("telegram", "", "-100", shared=True)


class Naps:
    """Waits of the adapter: those from `long` seconds on end when `wake` is called, shorter ones at once."""

    def __init__(self, long: float = LONG) -> None:
        self._long = long
        self.taken: list[float] = []
        self._asleep = asyncio.Event()
        self._woken = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)
        if seconds >= self._long:
            self._asleep.set()
            await self._woken.wait()
            self._woken.clear()

    async def asleep(self) -> None:
        """Wait until a long wait has begun."""
        async with asyncio.timeout(10):
            await self._asleep.wait()

    def wake(self) -> None:
        self._asleep.clear()
        self._woken.set()


class Heard:
    """A `receive` that keeps what it got, and fails as it is told to: an entry of `failures` for each call."""

    def __init__(self, *failures: Exception | None) -> None:
        self.events: list[Event] = []
        self.tried: list[str] = []
        self._failures = list(failures)

    async def __call__(self, event: Event) -> None:
        self.tried.append(event.id)
        await asyncio.sleep(0)
        failure = self._failures.pop(0) if self._failures else None
        if failure:
            raise failure
        self.events.append(event)

    @property
    def words(self) -> list[str]:
        return [getattr(event.what, "words", type(event.what).__name__) for event in self.events]


def adapter(fake: FakeTelegram, **settings: Any) -> Telegram:
    """One that is not yet listening."""
    given = {"token": fake.token, "base_url": fake.url, "now": lambda: NOW, "sleep": Naps().sleep, **settings}
    return Telegram(**given)


@asynccontextmanager
async def listening(
    fake: FakeTelegram,
    receive: Callable[[Event], Any] | None = None,
    *,
    naps: Naps | None = None,
    pushed: bool = False,
    **settings: Any,
) -> AsyncIterator[Telegram]:
    """An adapter that polls, or is pushed to, until the end of the block, where it is stopped gracefully."""
    naps = naps or Naps()
    hook = {"webhook_url": HOOK, "webhook_secret": SECRET} if pushed else {}
    telegram = adapter(fake, sleep=naps.sleep, **hook, **settings)
    task = asyncio.create_task(telegram.listen(receive or Heard()))
    try:
        if pushed:
            await naps.asleep()
        else:
            await fake.until(lambda: telegram.serving or task.done())
        yield telegram
    finally:
        await stopped(task)
        await telegram.close()


async def stopped(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end."""
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


def message(*texts: str, **more: Any) -> Message:
    """A message with a paragraph for each text."""
    return Message(
        key="test.message", blocks=tuple(Para((Span(text),)) for text in texts), **{"private": False, **more}
    )


def asking(text: str, *labels: str) -> Message:
    """A message with choices."""
    choices = Choices(tuple(Choice(label, f"1:{label}") for label in labels))
    return Message(key="test.asking", blocks=(Para((Span(text),)), choices))
