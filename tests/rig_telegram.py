"""Transcripts on Telegram: the real adapter on the real python-telegram-bot; only the Bot API is pretended."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from fakes.telegram import FakeTelegram
from fakes.time import Time
from house import DRAWINGS, Buttons, House
from rigs import OPENLY, OTHER, PLAIN
from transcript import PICTURE, Manner, Seen, seconds

from crampbot_chat.adapters.telegram import Telegram
from crampbot_chat.gallery import Gallery

ME = 7
BOSS = 8  # runs the group
SHE = 9  # somebody else
GROUP = -100
SECRET = "a-secret-that-only-telegram-knows"
HOOK = "http://127.0.0.1:9/telegram/webhook"  # nobody is there: the bodies are handed over by hand
MOVES = {"(arrived)": ("left", "member"), "(left)": ("member", "left")}
FILE = {"file_id": "f", "file_unique_id": "f"}
FILES: dict[str, Callable[[str], Any]] = {
    "sticker": lambda emoji: {
        **FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False, "emoji": emoji
    },
    "voice": lambda _: {**FILE, "duration": 3},
    "photo": lambda _: [{**FILE, "width": 1, "height": 1}],
}  # fmt: skip


class Listening(FakeTelegram):
    """Hears which messages make a sound."""

    def __init__(self, time: Time) -> None:
        self.late = 0.0
        self.loud: list[tuple[int, str]] = []
        self._time = time
        super().__init__(now=lambda: time.now() / 1000 - self.late)

    def do_send_message(self, params: dict[str, Any]) -> dict[str, Any]:
        return super().do_send_message(self._heard(params))

    def do_send_photo(self, params: dict[str, Any]) -> dict[str, Any]:
        return super().do_send_photo(self._heard(params))

    def do_send_animation(self, params: dict[str, Any]) -> dict[str, Any]:
        return super().do_send_animation(self._heard(params))

    def _heard(self, params: dict[str, Any]) -> dict[str, Any]:
        if params.get("disable_notification") not in (True, "true"):
            self.loud.append((self._time.now(), str(params.get("text") or params.get("caption"))))
        return params


class TelegramRig:
    """A person in a private chat; updates are pushed."""

    name = "telegram"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False, language: str = "en") -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.language = language
        self.twice = twice
        self.fake = Listening(time)
        self._gallery = Gallery(DRAWINGS)
        self.fake.admins.add((GROUP, BOSS))
        self.loud = self.fake.loud
        self._looked: dict[int, int] = {}
        self._buttons = Buttons()

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
            pictures=self._gallery,
            sleep=_never,
        )
        await self.house.open({"telegram": self.telegram})
        async with asyncio.timeout(20):
            while not self.telegram.serving:
                await asyncio.sleep(0)
        self.fake.webhook = {}  # from here on we hand over the bodies, and see what comes of each

    async def _close(self) -> None:
        await self.house.close()

    async def says(self, words: str, manner: Manner = PLAIN) -> None:
        kind, detail = manner
        self.fake.late = seconds(detail) if kind == "late" else 0
        if kind in FILES:
            content: dict[str, Any] = {kind: FILES[kind](words), **({"caption": words} if kind == "photo" else {})}
            number = self.fake.sends(ME, language=self.language, **content)
        elif kind == "reaction":
            number = self.fake.reacts(ME, words, begins=detail)
        elif words in MOVES:
            number = self.fake.member(GROUP, *MOVES[words], user=ME)
        elif kind in OPENLY:
            named = words.replace("@bot", f"@{self.fake.me['username']}")
            number = await self.fake.says(GROUP, named, user=_user(manner), language=self.language)
        else:
            if words.startswith("https://t.me/"):  # opened, which Telegram tells like this
                words = f"/start {words.partition('?start=')[2]}"
            number = await self.fake.says(SHE if kind == OTHER else ME, words, language=self.language)
        await self._push(number)
        self.fake.late = 0

    async def presses(self, label: str, manner: Manner = PLAIN) -> None:
        data, (chat, message) = self._buttons.find(label, older=manner[0] == "older")
        await self._push(self.fake.press(chat, message, data, user=_user(manner), language=self.language))

    async def _push(self, number: int) -> None:
        update: dict[str, Any] | None = self.fake.pending.pop(number, None)
        for _ in range((1 + self.twice) if update else 0):  # in a group Telegram keeps to itself what is not for us
            assert await self.telegram.webhook(msgspec.json.encode(update), SECRET) == 200

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        return [*self._seen(ME, ""), *self._seen(GROUP, "group"), *self._seen(SHE, OTHER)]

    def _seen(self, chat: int, place: str) -> Iterator[Seen]:
        for shown in self.fake.shown(chat):
            if shown.bot and self._looked.get(shown.id, -1) != shown.edits:
                edited = shown.id in self._looked
                self._looked[shown.id] = shown.edits
                for button in (button for row in shown.buttons for button in row if "callback_data" in button):
                    self._buttons.note(button["text"], button["callback_data"], (chat, shown.id))
                lines = [*([PICTURE] if shown.media else []), *shown.text.split("\n")]
                yield Seen(lines, shown.labels, edited, shown.silent, place=place)


def _user(manner: Manner) -> int:
    return {"admin": BOSS, OTHER: SHE}.get(manner[0], ME)


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()
