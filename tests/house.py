"""The program without its adapters, and the buttons that were seen: what every way in is made of."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fakes.time import Time, Watched

from crampbot_chat import content
from crampbot_chat.app import App
from crampbot_chat.contract import Adapter
from crampbot_chat.gallery import Drawings
from crampbot_chat.library import Library
from crampbot_chat.store import Query
from crampbot_chat.store.keys import Key
from crampbot_chat.store.open import open_store
from crampbot_chat.store.sealed import Vault

LIBRARY = Library(content.folder())
DRAWINGS = Drawings(content.folder() / "poses")  # each picture is drawn once for all tests
VAULT = Vault([Key("test", bytes(range(32)))])


@dataclass
class House:
    """The program without its adapters: everything that a restart throws away."""

    time: Time
    database: str
    app: App | None = None
    _task: asyncio.Task[None] | None = None
    _stop: asyncio.Event | None = None

    async def open(self, adapters: dict[str, Adapter]) -> App:
        store = Watched(await open_store(self.database, at_once=True), self.time)
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
        self.time.unwatch()

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
