"""The ways in on which every transcript is played: the core alone, and the terminal; the platforms' stand beside."""

import asyncio
import io
import os
import re
from collections.abc import Callable
from typing import Protocol

from fakes.time import Time
from house import Buttons, House
from transcript import PICTURE, Manner, Seen, seconds

from crampbot_chat.adapters.terminal import Terminal
from crampbot_chat.app import App
from crampbot_chat.contract import Capabilities, Receipt, Receive
from crampbot_chat.ids import Ids
from crampbot_chat.model import (
    Account,
    Address,
    Arrived,
    Choices,
    Event,
    Left,
    Message,
    Para,
    Picture,
    Press,
    Steps,
    Text,
    What,
    plain,
)

PLAIN = ("", "")
OPENLY = frozenset({"group", "admin"})
OTHER = "other"
MOVES: dict[str, Arrived | Left] = {"(arrived)": Arrived(), "(left)": Left()}
ATTACHED = frozenset({"sticker", "voice", "photo"})


class Rig(Protocol):
    """One way in. `twice` delivers every event a second time, `again` starts the program anew on the same database."""

    name: str
    time: Time
    house: House
    loud: list[tuple[int, str]]
    """What was sent with a sound, and when; for as long as nobody clears it."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def again(self) -> None: ...
    async def says(self, words: str, manner: Manner = PLAIN) -> None:
        """Somebody says it, in one of the manners of a transcript."""
        ...

    async def presses(self, label: str, manner: Manner = PLAIN) -> None:
        """Somebody presses the newest button of that label, even if it has been edited away under their thumb."""
        ...

    async def seen(self) -> list[Seen]:
        """What is new or has changed in the chats since the last call, as it reads now."""
        ...


class CoreRig:
    """Events in, messages out: no platform at all."""

    name = "core"
    me = Account("terminal", "", "me")
    boss = Account("terminal", "", "boss")
    other = Account("terminal", "", "other")
    here = Address("terminal", "", "here")
    group = Address("terminal", "", "group", shared=True)
    there = Address("terminal", "", "there")

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False, language: str = "en") -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.language = language
        self.twice = twice
        self.loud: list[tuple[int, str]] = []
        self.chat = Chat(time, self.loud)
        self._number = 0

    async def start(self) -> None:
        self.chat.listening = asyncio.Event()
        await self.house.open({"terminal": self.chat})
        await self.chat.listening.wait()

    async def stop(self) -> None:
        await self.house.close()

    async def again(self) -> None:
        await self.stop()
        await self.start()

    async def says(self, words: str, manner: Manner = PLAIN) -> None:
        kind, detail = manner
        if kind in OPENLY:
            if words in MOVES:
                await self.happens(MOVES[words], self.group, manner)
            elif words.startswith("@bot"):  # what isn't meant for the bot, no adapter passes on
                await self.happens(Text(words.removeprefix("@bot").strip()), self.group, manner)
            return
        late = seconds(detail) if kind == "late" else 0
        where = self.there if kind == OTHER else self.here
        await self.happens(Text(words, kind if kind in ATTACHED else ""), where, manner, late)

    async def presses(self, label: str, manner: Manner = PLAIN) -> None:
        token, _ = self.chat.buttons.find(label, older=manner[0] == "older")
        where = self.there if manner[0] == OTHER else self.here
        await self.happens(Press(token), self.group if manner[0] in OPENLY else where, manner)

    async def happens(self, what: What, where: Address = here, manner: Manner = PLAIN, late: float = 0) -> None:
        self._number += 1
        at = self.time.now() - round(late * 1000)
        runs_it = manner[0] == "admin"
        who, zone = self.boss if runs_it else self.me, "" if where.shared else self.zone
        if where == self.there:
            who, zone = self.other, ""
        name = "Ann" if who == self.me else ""
        event = Event(f"e{self._number}", who, where, at, what, self.language, zone, may_manage=runs_it, name=name)
        for _ in range(1 + self.twice):
            assert self.chat.receive
            await self.chat.receive(event)

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        return sorted(self.chat.changes(), key=lambda each: each.place == OTHER)


class Chat:
    """An adapter that shows what a person would see."""

    name = "terminal"
    can = Capabilities()
    serving = True

    def __init__(self, time: Time, loud: list[tuple[int, str]]) -> None:
        self._time = time
        self._loud = loud
        self.shown: list[tuple[Message, str]] = []
        self._looked: list[Message] = []
        self.buttons = Buttons()
        self.receive: Receive | None = None
        self.listening = asyncio.Event()

    async def listen(self, receive: Receive) -> None:
        self.receive = receive
        self.listening.set()
        await asyncio.Event().wait()

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        assert not (message.private and to.shared)
        place = "group" if to.shared else OTHER if to.chat == "there" else ""
        if editing:
            self.shown[int(editing)] = (message, place)
            return Receipt(editing)
        if not message.quiet:
            self._loud.append((self._time.now(), message.key))
        self.shown.append((message, place))
        return Receipt(str(len(self.shown) - 1))

    def changes(self) -> list[Seen]:
        found = []
        for index, (message, place) in enumerate(self.shown):
            new = index >= len(self._looked)
            if new or self._looked[index] is not message:
                found.append(_seen(message, place, edited=not new))
                self._note(message)
        self._looked = [message for message, _ in self.shown]
        return found

    def _note(self, message: Message) -> None:
        for block in message.blocks:
            for choice in block.choices if isinstance(block, Choices) else ():
                self.buttons.note(choice.label, choice.token)


def _seen(message: Message, place: str, *, edited: bool) -> Seen:
    lines: list[str] = []
    labels: list[str] = []
    for block in message.blocks:
        match block:
            case Para(spans):
                lines += plain(spans).split("\n")
            case Steps(items):
                for item in items:
                    lines += plain(item).split("\n")
            case Picture():
                lines.append(PICTURE)
            case Choices(choices):
                labels += [choice.label for choice in choices]
    return Seen(lines, labels, edited, message.quiet, message.only_for is not None, place)


class TerminalRig:
    """The real terminal adapter between two pipes; a press is its label typed."""

    name = "terminal"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False, language: str = "en") -> None:
        assert not twice, "a terminal delivers once"
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.language = language
        self.loud: list[tuple[int, str]] = []
        self.out = io.StringIO()
        self._pipe: int = -1

    async def start(self) -> None:
        reading, self._pipe = os.pipe()
        app: App | None = None

        async def settled() -> None:
            assert app
            await app.courier.settled()

        self._lines = os.fdopen(reading, encoding="utf-8")
        terminal = Terminal(
            self.time.now,
            Ids(self.time.now),
            settled,
            zone=self.zone,
            language=self.language,
            lines=self._lines,
            out=self.out,
        )
        app = await self.house.open({"terminal": terminal})

    async def stop(self) -> None:
        os.close(self._pipe)
        await self.house.close()
        self._lines.close()

    async def again(self) -> None:
        await self.stop()
        await self.start()

    async def says(self, words: str, manner: Manner = PLAIN) -> None:
        assert manner == PLAIN
        before = self.out.getvalue().count("\n> ") + self.out.getvalue().startswith("> ")
        os.write(self._pipe, f"{words}\n".encode())
        await _until(lambda: self.out.getvalue().count("> ") > before)

    async def presses(self, label: str, manner: Manner = PLAIN) -> None:
        await self.says(label, manner)

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        text = self.out.getvalue()
        self.out.seek(0)
        self.out.truncate()
        found = []
        for chunk in re.split(r"\n\n(?=\S)", text):
            lines = [line for line in chunk.splitlines() if line.strip() and not line.startswith("> ")]
            if lines:
                labels = re.findall(r"\[\d\] (.+?)(?=  \[|$)", lines[-1]) if lines[-1].startswith("[1] ") else []
                found.append(Seen(lines[:-1] if labels else lines, labels))
        return found


async def passes(rig: Rig, words: str) -> None:
    """Time passes: `90 s`; `3 h (down)` while the program does not run."""
    if not words.endswith("(down)"):
        await rig.house.passes(seconds(words))
        return
    await rig.house.close()
    await rig.time.jump(seconds(words))
    await rig.again()
    await rig.house.passes(0)


async def _until(ready: Callable[[], bool]) -> None:
    """Let the event loop turn until it is so; a thread or another process is at work meanwhile."""
    async with asyncio.timeout(20):
        while not ready():
            await asyncio.sleep(0)
