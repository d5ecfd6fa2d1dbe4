"""Transcripts on Telegram: the real adapter on the real python-telegram-bot; only the Bot API is pretended."""

import asyncio
from typing import Any

import msgspec
from fakes.telegram import FakeTelegram
from fakes.time import Time
from rigs import House
from transcript import Seen

from crampbot_chat.adapters.telegram import Telegram

ME = 7
SECRET = "a-secret-that-only-telegram-knows"
HOOK = "http://127.0.0.1:9/telegram/webhook"  # nobody is there: the bodies are handed over by hand


class TelegramRig:
    """A person in a private chat; updates are pushed."""

    name = "telegram"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False) -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.twice = twice
        self.fake = FakeTelegram(now=lambda: time.now() / 1000)
        self._looked: dict[int, int] = {}

    async def start(self) -> None:
        await self.fake.start()
        await self._open()
        if self.zone:
            await self.says("timezone")
            await self.says(self.zone)

    async def stop(self) -> None:
        await self._close()
        await self.fake.stop()

    async def again(self) -> None:
        await self._close()
        await self._open()

    async def _open(self) -> None:
        self.telegram = Telegram(
            token=self.fake.token,
            now=self.time.now,
            base_url=self.fake.url,
            webhook_url=HOOK,
            webhook_secret=SECRET,
            sleep=_never,
        )
        await self.house.open({"telegram": self.telegram})
        async with asyncio.timeout(20):
            while not self.telegram.serving:
                await asyncio.sleep(0)
        self.fake.webhook = {}  # from here on we hand over the bodies, and see what comes of each

    async def _close(self) -> None:
        await self.house.close()

    async def says(self, words: str, attached: str = "") -> None:
        if attached == "sticker":
            sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
            number = self.fake.sends(ME, sticker={**sticker, "is_animated": False, "is_video": False, "emoji": words})
        elif attached == "reaction":
            number = self.fake.reacts(ME, words)
        else:
            number = await self.fake.says(ME, words)
        await self._push(number)

    async def presses(self, label: str) -> None:
        await self._push(await self.fake.presses(ME, label))

    async def _push(self, number: int) -> None:
        update: dict[str, Any] = self.fake.pending.pop(number)
        for _ in range(1 + self.twice):
            assert await self.telegram.webhook(msgspec.json.encode(update), SECRET) == 200

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        found = []
        for shown in self.fake.shown(ME):
            if shown.bot and self._looked.get(shown.id, -1) != shown.edits:
                edited = shown.id in self._looked
                found.append(Seen(shown.text.split("\n"), shown.labels, edited, shown.silent))
                self._looked[shown.id] = shown.edits
        return found


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()
