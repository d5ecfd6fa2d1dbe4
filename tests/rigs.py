"""The ways in on which every transcript is played: the core alone, and the terminal; the platforms' stand beside."""

import asyncio
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fakes.time import Time, Watched
from transcript import Seen

from crampbot_chat import content
from crampbot_chat.adapters.terminal import Terminal
from crampbot_chat.app import App
from crampbot_chat.ids import Ids
from crampbot_chat.library import Library
from crampbot_chat.model import (
    Account,
    Adapter,
    Address,
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
from crampbot_chat.store.keys import Key
from crampbot_chat.store.open import open_store
from crampbot_chat.store.sealed import Vault

LIBRARY = Library(content.folder())
VAULT = Vault([Key("test", bytes(range(32)))])


class Rig(Protocol):
    """One way in. `twice` delivers every event a second time, `again` starts the program anew on the same database."""

    name: str

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def again(self) -> None: ...
    async def says(self, words: str, attached: str = "") -> None: ...
    async def presses(self, label: str) -> None: ...
    async def seen(self) -> list[Seen]:
        """What is new or has changed in the chat since the last call, as it reads now."""
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


class CoreRig:
    """Events in, messages out: no platform at all."""

    name = "core"
    me = Account("terminal", "", "me")
    here = Address("terminal", "", "here")

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False) -> None:
        self.time = time
        self.house = House(time, database)
        self.zone = zone
        self.twice = twice
        self.chat = Chat()
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

    async def says(self, words: str, attached: str = "") -> None:
        await self._happens(Text(words, attached))

    async def presses(self, label: str) -> None:
        await self._happens(Press(self.chat.token(label)))

    async def _happens(self, what: Text | Press) -> None:
        self._number += 1
        event = Event(f"e{self._number}", self.me, self.here, self.time.now(), what, "en", self.zone)
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

    def __init__(self) -> None:
        self.shown: list[tuple[Message, bool]] = []
        self._looked: list[Message] = []
        self.receive: Receive | None = None
        self.listening = asyncio.Event()

    async def listen(self, receive: Receive) -> None:
        self.receive = receive
        self.listening.set()
        await asyncio.Event().wait()

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        assert not (message.private and to.shared)
        if editing:
            self.shown[int(editing)] = (message, True)
            return Receipt(editing)
        self.shown.append((message, False))
        return Receipt(str(len(self.shown) - 1))

    def token(self, label: str) -> str:
        """What the latest button of that label carries."""
        for message, _ in reversed(self.shown):
            for block in message.blocks:
                for choice in block.choices if isinstance(block, Choices) else ():
                    if choice.label == label:
                        return choice.token
        raise AssertionError(f"no button {label!r}")

    def changes(self) -> list[Seen]:
        found = []
        for index, (message, _) in enumerate(self.shown):
            if index >= len(self._looked):
                found.append(_seen(message, edited=False))
            elif self._looked[index] is not message:
                found.append(_seen(message, edited=True))
        self._looked = [message for message, _ in self.shown]
        return found


def _seen(message: Message, *, edited: bool) -> Seen:
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
    return Seen(lines, labels, edited, message.quiet, message.only_for is not None)


class TerminalRig:
    """The real terminal adapter between two pipes; a press is its label typed."""

    name = "terminal"

    def __init__(self, time: Time, database: str, zone: str, *, twice: bool = False) -> None:
        assert not twice, "a terminal delivers once"
        self.time = time
        self.house = House(time, database)
        self.zone = zone
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

    async def says(self, words: str, attached: str = "") -> None:
        del attached
        before = self.out.getvalue().count("\n> ") + self.out.getvalue().startswith("> ")
        os.write(self._pipe, f"{words}\n".encode())
        await _until(lambda: self.out.getvalue().count("> ") > before)

    async def presses(self, label: str) -> None:
        await self.says(label)

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
