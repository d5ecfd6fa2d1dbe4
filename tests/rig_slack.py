"""Transcripts on Slack: the real adapter on the real Bolt app, by signed HTTP; only Slack's Web API is pretended."""

import asyncio
import itertools
from typing import Any

from fakes.slack import SECRET, TOKEN, Delivery, FakeSlack
from fakes.slack_world import World
from fakes.time import Time
from rigs import House
from transcript import Seen

from crampbot_chat.adapters.slack import Slack

ME = "U0ANN"


class Workspace(FakeSlack):
    """Tells everything twice when asked to."""

    twice = False

    async def deliver(self, *args: Any, **more: Any) -> Delivery:
        if self.twice:
            await super().deliver(*args, **more)
        return await super().deliver(*args, **more)


class Clocked(World):
    """The workspace's time stamps come from the clock that the test moves."""

    def __init__(self, time: Time) -> None:
        super().__init__(0)
        self._time = time
        self._count = itertools.count(1)

    def ts(self) -> str:
        return f"{self._time.now() // 1000}.{next(self._count):06}"


class SlackRig:
    """A person in the bot's private chat."""

    name = "slack"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False) -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.fake = Workspace()
        self.fake.world = Clocked(time)
        self.fake.twice = twice
        self._looked: list[tuple[str, tuple[str, ...]]] = []

    async def start(self) -> None:
        await self.fake.__aenter__()
        await self._open()
        if self.zone:
            await self.says("timezone")
            await self.says(self.zone)

    async def stop(self) -> None:
        await self.house.close()
        await self.fake.__aexit__(None, None, None)

    async def again(self) -> None:
        await self.house.close()
        await self._open()

    async def _open(self) -> None:
        slack = Slack(token=TOKEN, signing_secret=SECRET, base_url=self.fake.base_url, now=self.time.now, sleep=_never)
        self.fake.door = slack.handle
        await self.house.open({"slack": slack})
        async with asyncio.timeout(20):
            while not slack.serving:
                await asyncio.sleep(0)

    async def says(self, words: str, attached: str = "") -> None:
        del attached
        await (await self.fake.says(ME, words)).done()

    async def presses(self, label: str) -> None:
        await (await self.fake.presses(ME, label)).done()

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        shown = [each for each in self.fake.shown(ME) if each.who != ME]
        found = []
        for index, each in enumerate(shown):
            now = (each.text, each.buttons)
            if index >= len(self._looked) or self._looked[index] != now:
                edited = index < len(self._looked)
                found.append(Seen(each.text.split("\n"), list(each.buttons), edited, only_me=bool(each.only_for)))
        self._looked = [(each.text, each.buttons) for each in shown]
        return found


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()
