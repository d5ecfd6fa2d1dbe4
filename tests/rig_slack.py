"""Transcripts on Slack: the real adapter on the real Bolt app, by signed HTTP; only Slack's Web API is pretended."""

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

from fakes.slack import BOT, SECRET, TEAM, TOKEN, Delivery, FakeSlack
from fakes.slack_blocks import buttons
from fakes.slack_world import Channel, Post, User, World
from fakes.time import Time
from house import DRAWINGS, LIBRARY, Buttons, House
from rigs import OPENLY, PLAIN
from rigs import OTHER as HER
from transcript import PICTURE, Manner, Seen, seconds

from crampbot_chat.adapters.slack import Pages, Slack
from crampbot_chat.forms import forms
from crampbot_chat.gallery import Gallery
from crampbot_chat.platforms import typed_forms

ME = "U0ANN"
BOSS = "U0BOSS"  # an admin of the workspace
SHE = "U0EVE"  # somebody else
GROUP, OTHER = "C0GROUP", "C0OTHER"
MOVES = {"(arrived)": {"type": "member_joined_channel", "user": BOT}, "(left)": {"type": "channel_left"}}
MIMES = {"voice": "audio/webm", "photo": "image/jpeg"}


class Workspace(FakeSlack):
    """Tells everything twice when asked to."""

    twice = False

    async def deliver(self, *args: Any, **more: Any) -> Delivery:
        if self.twice:
            await super().deliver(*args, **more)
        return await super().deliver(*args, **more)


class Clocked(World):
    """The workspace's time stamps come from the clock that the test moves; buttons can be pressed after an edit."""

    def __init__(self, time: Time) -> None:
        super().__init__(0)
        self.late = 0.0
        self.older = False
        self._time = time
        self._count = itertools.count(1)
        self._buttons = Buttons()

    def ts(self) -> str:
        return f"{self._time.now() // 1000 - round(self.late)}.{next(self._count):06}"

    def clock(self) -> float:
        return self._time.now() / 1000

    def look(self, channel: Channel) -> None:
        """Remember the buttons that are there now."""
        for post in channel.posts:
            for button in buttons(post.blocks):
                if "url" not in button:
                    self._buttons.note(button["text"]["text"], button["value"], (channel, post, button))

    def button(self, user: str, label: str, name: str = "") -> tuple[Channel, Post, dict[str, Any]]:
        del user, name
        _, (channel, post, button) = self._buttons.find(label, older=self.older)
        return channel, post, button


class SlackRig:
    """A person in the bot's private chat."""

    name = "slack"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False, language: str = "en") -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.loud: list[tuple[int, str]] = []  # Slack can't be quiet
        self.fake = Workspace()
        self._gallery = Gallery(DRAWINGS)
        self.world = self.fake.world = Clocked(time)
        self.world.users[ME] = User(ME, tz="", locale=language, name="Ann")
        self.world.users[BOSS] = User(BOSS, tz="", locale=language, admin=True)
        self.world.users[SHE] = User(SHE, tz="", locale=language)
        self.fake.twice = twice
        self._form_seen = ""
        self._looked: dict[str, list[tuple[str, tuple[str, ...]]]] = {ME: [], GROUP: [], SHE: []}

    async def start(self) -> None:
        await self.fake.__aenter__()
        await self._open()
        if self.zone:
            await self.says("timezone")
            await self._known()
            await self.says(self.zone)

    async def _known(self) -> None:
        """Their profile is fetched beside the first message: wait until the next one can carry it."""
        async with asyncio.timeout(20):
            while not self._slack._hints.of(ME).language:  # noqa: SLF001 - nothing tells of it from outside
                await asyncio.sleep(0)

    async def stop(self) -> None:
        await self.house.close()
        await self.fake.__aexit__(None, None, None)

    async def again(self) -> None:
        await self.house.close()
        await self._open()

    async def _open(self) -> None:
        slack = Slack(
            token=TOKEN,
            signing_secret=SECRET,
            base_url=self.fake.base_url,
            now=self.time.now,
            sleep=_never,
            pictures=self._gallery,
            pages=Pages(forms=forms(LIBRARY), typed=typed_forms(LIBRARY.words(""))),
        )
        self._slack = slack
        self.fake.door = slack.handle
        await self.house.open({"slack": slack})
        async with asyncio.timeout(20):
            while not slack.serving:
                await asyncio.sleep(0)

    async def says(self, words: str, manner: Manner = PLAIN) -> None:
        kind, detail = manner
        self.world.late = seconds(detail) if kind == "late" else 0
        if words in MOVES:
            delivery = await self.fake.tells({**MOVES[words], "channel": GROUP, "event_ts": self.world.ts()})
        elif kind in OPENLY:
            delivery = await self._says_in_channel(words, _user(manner))
        elif kind == "form":
            delivery = await self.fake.submits(ME, dict(_field(each) for each in words.split(";")))
        elif kind == "reaction":
            delivery = await self.fake.reacts(ME, words, begins=detail)
        elif kind == "command":
            delivery = await self.fake.commands(ME, OTHER, text=words)
        else:
            files = [{"id": "F1", "mimetype": MIMES[kind]}] if kind in MIMES else []
            more: dict[str, Any] = {"subtype": "file_share", "files": files} if files else {}
            delivery = await self.fake.says(SHE if kind == HER else ME, words, **more)
        await delivery.done()
        self.world.late = 0

    async def _says_in_channel(self, words: str, user: str) -> Delivery:
        if words.startswith("@bot"):
            return await self.fake.mentions(GROUP, user, words.removeprefix("@bot").strip())
        event = {"type": "message", "user": user, "text": words, "channel": GROUP, "channel_type": "channel"}
        return await self.fake.tells({**event, "ts": self.world.ts(), "event_ts": self.world.ts(), "team": TEAM})

    async def presses(self, label: str, manner: Manner = PLAIN) -> None:
        self.world.older = manner[0] == "older"
        await (await self.fake.presses(_user(manner), label)).done()

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        return [*self._seen(ME, ""), *self._seen(GROUP, "group"), *self._seen(SHE, HER), *self._form()]

    def _form(self) -> Iterator[Seen]:
        """The form that has opened since the last look, or what is wrong with it now."""
        view = self.world.opened
        if view and view["id"] != self._form_seen:
            labels = [block["label"]["text"] for block in view["blocks"]]
            yield Seen([view["title"]["text"], *labels], [], only_me=True, place="form")
        elif self.world.complained:
            yield Seen([*self.world.complained.values()], [], only_me=True, place="form")
        self._form_seen = view["id"] if view else ""
        self.world.complained = {}

    def _seen(self, channel: str, place: str) -> Iterator[Seen]:
        self.world.look(self.world.find(channel))
        viewer = SHE if place == HER else ME
        shown = [each for each in self.fake.shown(channel, viewer=viewer) if each.who not in {ME, BOSS, SHE}]
        looked = self._looked[channel]
        for index, each in enumerate(shown):
            now = (each.text, each.buttons)
            if index >= len(looked) or looked[index] != now:
                edited, only_me = index < len(looked), bool(each.only_for)
                lines = [*([PICTURE] if each.pictures else []), *each.text.split("\n")]
                yield Seen(lines, list(each.buttons), edited, only_me=only_me, place=place)
        self._looked[channel] = [(each.text, each.buttons) for each in shown]


def _field(said: str) -> tuple[str, str]:
    name, _, value = said.partition(":")
    return name.strip(), value.strip()


def _user(manner: Manner) -> str:
    return {"admin": BOSS, HER: SHE}.get(manner[0], ME)


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()
