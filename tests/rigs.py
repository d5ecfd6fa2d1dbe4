"""The ways in on which every transcript is played: the core alone, and the terminal; the platforms' stand beside."""

import asyncio
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from fakes.time import Time, Watched
from transcript import Manner, Seen, seconds

from crampbot_chat import content
from crampbot_chat.adapters.terminal import Terminal
from crampbot_chat.app import App
from crampbot_chat.ids import Ids
from crampbot_chat.library import Library
from crampbot_chat.model import (
    Account,
    Adapter,
    Address,
    Arrived,
    Capabilities,
    Choices,
    Event,
    Message,
    Para,
    Press,
    Receipt,
    Receive,
    Steps,
    Text,
    plain,
)
from crampbot_chat.store import Query
from crampbot_chat.store.keys import Key
from crampbot_chat.store.open import open_store
from crampbot_chat.store.sealed import Vault

LIBRARY = Library(content.folder())
VAULT = Vault([Key("test", bytes(range(32)))])


PLAIN = ("", "")
ATTACHED = frozenset({"sticker", "voice", "photo"})


class Rig(Protocol):
    """One way in. `twice` delivers every event a second time, `again` starts the program anew on the same database."""

    name: str
    house: "House"
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


@dataclass
class House:
    """The program without its adapters: everything that a restart throws away."""

    time: Time
    database: str
    app: App | None = None
    _task: asyncio.Task[None] | None = None
    _stop: asyncio.Event | None = None

    async def open(self, adapters: dict[str, Adapter]) -> App:
        store = Watched(await open_store(self.database), self.time)
        alone = self.database.startswith("sqlite")
        self.app = App(store, VAULT, LIBRARY, adapters, self.time, alone=alone)
        courier = self.app.courier
        self.time.watch(lambda: not courier.is_quiet())
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self.app.run(self._stop))
        return self.app

    async def close(self) -> None:
        assert self._task and self._stop
        self._stop.set()
        await self._task

    async def rows(self, table: str) -> int:
        """How many there are."""
        return int(await self._one(f"SELECT count(*) FROM {table}"))  # noqa: S608 - the names stand in our own files

    async def zone(self) -> str:
        """The time zone that the bot knows of the one person there is; "" without one."""
        return str(await self._one("SELECT coalesce(max(zone), '') FROM person"))

    async def passes(self, seconds: float) -> None:
        """Let time pass, from one timer to the next."""
        end = self.time.now() + round(seconds * 1000)
        while (due := await self._one("SELECT min(due_at) FROM timer")) is not None and due <= end:
            await self.time.jump(max(0, due - self.time.now()) / 1000)
            assert await self._one("SELECT min(due_at) FROM timer") != due, "a timer is stuck"
        await self.time.jump((end - self.time.now()) / 1000)

    async def _one(self, query: str) -> Any:
        assert self.app
        await self.time.settle()
        return (await self.app.store.fetch(Query(query)))[0][0][0]


class Buttons:
    """All buttons that were ever seen, by what they carry, the newest last."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Any] = {}

    def note(self, label: str, token: str, where: Any = None) -> None:
        """Seen now, at that place; the same one again is not newer."""
        self._seen[label, token] = where

    @property
    def seen(self) -> list[tuple[str, str]]:
        """Labels with what they carry."""
        return [*self._seen]

    def find(self, label: str, *, older: bool = False) -> tuple[str, Any]:
        """What the newest button of that label carries, and where it is; or the one before it."""
        found = [(token, where) for (known, token), where in self._seen.items() if known == label]
        assert len(found) > older, f"no button {label!r} among {[known for known, _ in self._seen]}"
        return found[-2 if older else -1]


class CoreRig:
    """Events in, messages out: no platform at all."""

    name = "core"
    me = Account("terminal", "", "me")
    here = Address("terminal", "", "here")
    group = Address("terminal", "", "group", shared=True)

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False) -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
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
        if kind == "group":
            if words == "(arrived)":
                await self.happens(Arrived(), self.group)
            elif words.startswith("@bot"):  # what isn't meant for the bot, no adapter passes on
                await self.happens(Text(words.removeprefix("@bot").strip()), self.group)
            return
        late = seconds(detail) if kind == "late" else 0
        await self.happens(Text(words, kind if kind in ATTACHED else ""), late=late)

    async def presses(self, label: str, manner: Manner = PLAIN) -> None:
        token, _ = self.chat.buttons.find(label, older=manner[0] == "older")
        await self.happens(Press(token), self.group if manner[0] == "group" else self.here)

    async def happens(self, what: Text | Press | Arrived, where: Address = here, late: float = 0) -> None:
        self._number += 1
        at = self.time.now() - round(late * 1000)
        event = Event(f"e{self._number}", self.me, where, at, what, "en", "" if where.shared else self.zone)
        for _ in range(1 + self.twice):
            assert self.chat.receive
            await self.chat.receive(event)

    async def seen(self) -> list[Seen]:
        await self.time.settle()
        return self.chat.changes()


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
        place = "group" if to.shared else ""
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
            case Choices(choices):
                labels += [choice.label for choice in choices]
    return Seen(lines, labels, edited, message.quiet, message.only_for is not None, place)


class TerminalRig:
    """The real terminal adapter between two pipes; a press is its label typed."""

    name = "terminal"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False) -> None:
        assert not twice, "a terminal delivers once"
        self.time = time
        self.house = House(time, database)
        self.zone = zone
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
            self.time.now, Ids(self.time.now), settled, zone=self.zone, language="en", lines=self._lines, out=self.out
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


async def _until(ready: Callable[[], bool]) -> None:
    """Let the event loop turn until it is so; a thread or another process is at work meanwhile."""
    async with asyncio.timeout(20):
        while not ready():
            await asyncio.sleep(0)
