"""What the Slack tests stand on: an ear that takes events, a clock moved by hand, and the adapter between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fakes.slack import APP_TOKEN, SECRET, TEAM, TOKEN, FakeSlack

from crampbot_chat.adapters.slack import Slack
from crampbot_chat.contract import Wrong
from crampbot_chat.model import Account, Address, Choice, Choices, Event, Message, Para, Span, Text

NOW = 1_773_453_720_000  # 2026-03-14T02:02Z
ANN = "U0ANN"


class Broken(Exception):
    """The pretended store is down."""


class Ear:
    """The core as the adapter sees it: takes events, refuses the next `refusals`, and waits while the gate is shut."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.refusals = 0
        self.tries = 0
        self.wrong: dict[str, str] = {}  # of the next form, by field
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()

    async def receive(self, event: Event) -> None:
        self.tries += 1
        self.entered.set()
        await self.gate.wait()
        if self.refusals:
            self.refusals -= 1
            raise Broken(str(event))  # with somebody's words, as a careless driver would
        if self.wrong:
            raise Wrong(self.wrong)
        self.events.append(event)

    @property
    def words(self) -> list[str]:
        return [event.what.words for event in self.events if isinstance(event.what, Text)]


class Sleeper:
    """A clock that stands still until a test lets a sleep end."""

    def __init__(self) -> None:
        self.naps: asyncio.Queue[tuple[float, asyncio.Event]] = asyncio.Queue()

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self.naps.put_nowait((seconds, woken))
        await woken.wait()

    async def wake(self) -> float:
        """End the next sleep; how long it would have been."""
        async with asyncio.timeout(5):
            seconds, woken = await self.naps.get()
        woken.set()
        return seconds


def adapter(fake: FakeSlack, *, http: bool = False, **settings: Any) -> Slack:
    way_in = {"signing_secret": SECRET} if http else {"app_token": APP_TOKEN}
    return Slack(**{"token": TOKEN, "base_url": fake.base_url, "now": lambda: NOW, **way_in, **settings})


@asynccontextmanager
async def listening(slack: Slack, ear: Ear) -> AsyncIterator[asyncio.Task[None]]:
    """The adapter at work until the end of the block."""
    task = asyncio.create_task(slack.listen(ear.receive))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await slack.close()


@asynccontextmanager
async def by_http(**settings: Any) -> AsyncIterator[tuple[FakeSlack, Slack, Ear]]:
    """A workspace that tells the adapter everything by HTTP."""
    ear = Ear()
    async with FakeSlack() as fake:
        slack = adapter(fake, http=True, **settings)
        fake.door = slack.handle
        async with listening(slack, ear):
            await asyncio.sleep(0)
            yield fake, slack, ear


@asynccontextmanager
async def by_socket(**settings: Any) -> AsyncIterator[tuple[FakeSlack, Slack, Ear]]:
    """A workspace that tells the adapter everything by Socket Mode."""
    ear = Ear()
    async with FakeSlack() as fake:
        slack = adapter(fake, **settings)
        async with listening(slack, ear):
            await serving(slack)
            yield fake, slack, ear


async def serving(slack: Slack, *, yes: bool = True) -> None:
    """Let things go on until the adapter serves, or no longer. Raises TimeoutError."""
    async with asyncio.timeout(5):
        while slack.serving is not yes:
            await asyncio.sleep(0)


def private(user: str = ANN) -> Address:
    return Address("slack", TEAM, user)


def shared(channel: str = "C1", thread: str = "") -> Address:
    return Address("slack", TEAM, channel, thread=thread, shared=True)


def account(user: str = ANN) -> Account:
    return Account("slack", TEAM, user)


def message(words: str = "Pull your toes up.", *labels: str, **fields: Any) -> Message:
    """A message of one paragraph with buttons, whose tokens are their labels in lower case."""
    choices = (Choices(tuple(Choice(label, label.lower()) for label in labels)),) if labels else ()
    return Message("test.message", (Para((Span(words),)), *choices), **fields)
