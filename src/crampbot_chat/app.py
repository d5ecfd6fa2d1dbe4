"""The composition root: builds everything from the settings, runs it in one TaskGroup, stops it in order."""

import asyncio
import contextlib
import ctypes
import gc
import os
import secrets
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crampbot_chat import content, log
from crampbot_chat.bot import Bot
from crampbot_chat.clock import Clock
from crampbot_chat.config import Settings
from crampbot_chat.contract import Adapter
from crampbot_chat.counts import NO_COUNTS, Counts
from crampbot_chat.courier import Courier, keep_house
from crampbot_chat.ids import Ids
from crampbot_chat.library import Library
from crampbot_chat.model import Event, Millis
from crampbot_chat.store import Change, Store
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.open import open_store
from crampbot_chat.store.pulse import Pulse
from crampbot_chat.store.sealed import Vault, check_keys
from crampbot_chat.store.seats import Alone, Seats, SecondPoller, open_seats
from crampbot_chat.ticks import Time, WallTime
from crampbot_chat.understand import Ear
from crampbot_chat.when.rule import Rule, next_after

if TYPE_CHECKING:
    from crampbot_chat.web import Door

STOP = 16_000  # ms from the wish to stop until the last answers have gone out; with closing it stays below 20 seconds
LEAST = 1.0  # seconds for the last answers, however long the rest took
READY = 0.05  # seconds between two looks whether everything serves
INTAKE = 6.0  # seconds for what was fetched to be committed; the HTTP door has its own five
POLL = "poll telegram"


class App:
    """Everything that runs, put together."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        library: Library,
        adapters: Mapping[str, Adapter],
        time: Time,
        *,
        alone: bool,
        seats: Seats | None = None,
        polls: bool = False,
        counts: Counts | None = None,
    ) -> None:
        counts = counts or NO_COUNTS
        process = secrets.token_hex(3)
        self.store = store = Pulse(store, time)
        self._time = time
        self.adapters = adapters
        self._seats = seats = seats or Alone()
        self._polls = polls
        self.courier = Courier(
            store,
            vault,
            adapters,
            time,
            process,
            alone=alone,
            holds=lambda name: seats.holds(f"send {name}"),
            counts=counts,
        )
        self.clock = Clock(
            store, time, self._receive, self._receive_all, rings=lambda: seats.holds("clock"), counts=counts
        )
        self.bot = Bot(
            store,
            vault,
            library,
            time,
            Ids(time.now, process),
            self.courier,
            self.clock.poke,
            self._calls,
            adapters,
            counts,
        )

    async def _receive(self, event: Event) -> None:
        await self.bot.receive(event)

    async def _receive_all(self, events: Sequence[Event]) -> Mapping[str, BaseException]:
        return await self.bot.receive_all(events)

    def _calls(self, said: bool, due: Millis | None) -> list[Change]:
        """What other processes have to hear: that something waits to be sent or to ring, where that is up to them."""
        calls = []
        if said and not all(self._seats.holds(f"send {name}") for name in self.adapters):
            calls.append(self._seats.call("said"))
        if due is not None and not self._seats.holds("clock"):
            calls.append(self._seats.call(f"ring {due}"))
        return calls

    def _heard(self, what: str) -> None:
        kind, _, due = what.partition(" ")
        if kind == "ring":
            self.clock.poke(int(due))
        else:
            self.courier.look()

    def _changed(self) -> None:
        self.courier.look()
        self.clock.look()

    async def run(self, stop: asyncio.Event, door: "Door | None" = None) -> None:
        """Run until `stop` or until every adapter has come to its end; then stop intake, drain, close.

        Raises SecondPoller.
        """
        async with asyncio.TaskGroup() as group:
            seats = group.create_task(self._seats.run(self._heard, self._changed), name="seats")
            if self._polls and await self._seats.taken(POLL):
                raise SecondPoller
            courier = group.create_task(self.courier.run(), name="courier")
            clock = group.create_task(self.clock.run(), name="clock")
            house = group.create_task(keep_house(self.store, self._time), name="house")
            pulse = group.create_task(self.store.run(), name="pulse")
            intake = [
                group.create_task(adapter.listen(self.bot.receive), name=adapter.name)
                for adapter in self.adapters.values()
            ]
            stopped = group.create_task(stop.wait(), name="stop")
            ended = group.create_task(_all(intake), name="ended")
            await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
            log.event("stopping")
            end = self._time.now() + STOP
            for task in (stopped, *intake, ended):
                task.cancel()
            await asyncio.wait(intake, timeout=INTAKE)
            if door:
                await door.close()
            clock.cancel()
            house.cancel()
            pulse.cancel()
            await self.courier.drain(max(LEAST, (end - self._time.now()) / 1000))
            courier.cancel()
            seats.cancel()
        for adapter in self.adapters.values():
            if close := getattr(adapter, "close", None):
                await close()
        await self.store.close()
        log.event("stopped")


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    if tasks:
        await asyncio.wait(tasks)


async def serve(settings: Settings) -> None:
    """Serve Telegram and Slack as configured, until SIGTERM or SIGINT."""
    from crampbot_chat.gallery import Drawings, Gallery  # noqa: PLC0415 - a terminal shows no pictures
    from crampbot_chat.platforms import build  # noqa: PLC0415 - imports only what is configured

    library = Library(settings.content or content.folder())
    time = WallTime()
    gallery = Gallery(Drawings(library.root / "poses"))
    adapters = build(settings, library, time.now, gallery)
    counts, door = _door(settings, adapters)
    store, vault = await open_all(settings)
    gallery.remember_in(store)
    polls = settings.telegram is not None and not settings.telegram.webhook_url
    wanted = ["clock", *(f"send {name}" for name in adapters), *([POLL] if polls else [])]
    seats = open_seats(settings.database_url.reveal(), wanted)
    app = App(store, vault, library, adapters, time, alone=True, seats=seats, polls=polls, counts=counts)
    if door and settings.http_port:
        door.watch(lambda: app.store.well)
        await door.open(settings.http_host, settings.http_port)
    warming = asyncio.create_task(_warm_up(library, adapters))
    try:
        await app.run(_stop_signal(), door)
    finally:
        warming.cancel()


async def _warm_up(library: Library, adapters: Mapping[str, Adapter]) -> None:
    """Once everything serves; a cry that comes earlier reads the words itself."""
    while not all(adapter.serving for adapter in adapters.values()):  # noqa: ASYNC110 - adapters have no event for it
        await asyncio.sleep(READY)
    _warm(library)
    await asyncio.to_thread(_warm_for_rings, library)


def _warm_for_rings(library: Library) -> None:
    """Import what the first reminder needs, in a thread: a crowd that is due must not wait for it."""
    library.calls("Europe/London", "")
    next_after(Rule("FREQ=DAILY;BYHOUR=7;BYMINUTE=0", "2026-01-05T07:00", "Europe/London"), 0)


def _warm(library: Library) -> None:
    """Read the words for a first cry before anybody cries: the first answer must not wait for files."""
    Ear("calf cramp").cry  # noqa: B018
    library.protocols("").muscles  # noqa: B018
    library.triage("").load()
    library.calls("", "")
    library.names.language("", ())
    sys.setswitchinterval(0.0005)  # the database's thread must not wait 5 ms for the event loop's turn to end
    gc.collect()
    gc.set_threshold(5_000, 20, 50)  # what a turn makes goes with it: to look for cycles is a tenth of a crowd's time
    gc.freeze()  # the words live as long as the process: looking through them again and again would delay answers
    with contextlib.suppress(OSError, AttributeError, TypeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)  # what reading them needed goes back to the system: 4 MB


async def open_all(settings: Settings) -> tuple[Store, Vault]:
    """The database with its schema up to date, and the keys that belong to it."""
    vault = Vault(load_keys(settings.key_file))
    store = await open_store(settings.database_url.reveal())
    try:
        await check_keys(store, vault)
    except BaseException:
        await store.close()
        raise
    return store, vault


async def talk(settings: Settings) -> None:
    """The conversation in this terminal."""
    from crampbot_chat.adapters.terminal import Terminal  # noqa: PLC0415 - not needed by a server

    library = Library(settings.content or content.folder())
    time = WallTime()
    spoken = _language_here()
    welcome = library.words(spoken).text("terminal.welcome")
    terminal = Terminal(
        time.now,
        Ids(time.now),
        lambda: app.courier.settled(),  # noqa: PLW0108 - app comes later
        zone=_zone_here(),
        language=spoken,
        welcome=welcome,
    )
    store, vault = await open_all(settings)
    app = App(store, vault, library, {terminal.name: terminal}, time, alone=_alone(settings))
    await app.run(_stop_signal())


def _door(settings: Settings, adapters: Mapping[str, Adapter]) -> "tuple[Counts, Door | None]":
    """The HTTP door and what it shows, where a port is set."""
    if settings.http_port is None:
        return NO_COUNTS, None
    from crampbot_chat.metrics import Metrics  # noqa: PLC0415 - not imported without a port
    from crampbot_chat.web import Door  # noqa: PLC0415

    metrics = Metrics()
    pushed = settings.telegram is not None and bool(settings.telegram.webhook_url)
    signed = settings.slack is not None and settings.slack.signing_secret is not None
    telegram = getattr(adapters.get("telegram"), "webhook", None) if pushed else None
    slack = getattr(adapters.get("slack"), "handle", None) if signed else None
    return metrics, Door(metrics, lambda: {name: each.serving for name, each in adapters.items()}, telegram, slack)


def _alone(settings: Settings) -> bool:
    return settings.database_url.reveal().startswith("sqlite:")


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop.set)
    return stop


def _language_here() -> str:
    """The language of this computer as a tag (de-DE), as a platform would tell it; '' when it doesn't say."""
    said = next((told for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (told := os.environ.get(name))), "")
    tag = said.partition(".")[0].partition("@")[0].replace("_", "-")
    return "" if tag in {"C", "POSIX"} else tag


def _zone_here() -> str:
    """This computer's IANA zone; '' when it doesn't say."""
    zone = os.environ.get("TZ", "").lstrip(":")
    if not zone:
        zone = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    from crampbot_chat.when.zones import UnknownZone, zone_info  # noqa: PLC0415

    try:
        return zone_info(zone).key
    except UnknownZone:
        return ""
