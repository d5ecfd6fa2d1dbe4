"""What stored reminders cost: CrampBot beside APScheduler, its SQLAlchemy job store, the JobQueue and procrastinate.

Each in a process of its own (benchmarks/rivals.py), one after the other: time until ready, memory, processor time while
idle and for each firing (one by one, and all at once), lateness, and what a kill -9 in the middle of a burst loses or
doubles. Then CrampBot alone: few against many stored, and as many as possible due at the same instant. A firing of ours
is a durable row of the outbox that is then handed to an adapter; of the others' it is a call.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from crampbot_chat import content
from crampbot_chat.app import App, _warm, _warm_for_rings
from crampbot_chat.contract import Capabilities, Receipt, Receive
from crampbot_chat.library import Library
from crampbot_chat.model import Account, Address, Message
from crampbot_chat.store import Change, Query, people, reminders, timers
from crampbot_chat.store.keys import Key
from crampbot_chat.store.many import together
from crampbot_chat.store.open import open_store
from crampbot_chat.store.people import Person
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.store.sealed import Vault
from crampbot_chat.store.timers import Timer
from crampbot_chat.ticks import WallTime
from crampbot_chat.when.rule import Rule

SIZES: dict[str, dict[str, Any]] = {
    "small": {
        "stored": {1_000: 5}, "firings": 100, "burst": 300, "few": 1_000, "many": 20_000, "at_once": 5_000,
        "rounds": 1,
    },
    "full": {
        "stored": {10_000: 20, 100_000: 60}, "firings": 1_000, "burst": 5_000, "few": 1_000, "many": 1_000_000,
        "at_once": 100_000, "rounds": 3,
    },
}  # fmt: skip
"""stored: so many, and the seconds in which the firings fall due one by one."""
NAMES = ("CrampBot", "APScheduler+SQL", "APScheduler", "JobQueue", "procrastinate")
PATIENCE = 1800  # seconds for one of them
SETTLED = 4.0  # seconds without a firing, after which there will be no more
DAY = 86_400_000  # ms
AHEAD = 4_000  # ms from the start until they are due
SOME = 1_000  # people in one transaction
RULE = "FREQ=DAILY;BYHOUR=21;BYMINUTE=30"


class Town:
    """People with a reminder each, and an adapter that does nothing but note what it is handed."""

    can = Capabilities()
    serving = True

    def __init__(self, store: Any, fired: Callable[[str, float], None], name: str) -> None:
        self.name = name
        self.store = store
        self.vault = Vault([Key("bench", bytes(range(32)))])
        self.time = WallTime()
        self.library = Library(content.folder())
        self.app = App(store, self.vault, self.library, {name: self}, self.time, alone=True)
        self._fired = fired
        self._due: dict[str, float] = {}
        self._running: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, fired: Callable[[str, float], None], name: str = "fake") -> "Town":
        """A platform called "fake" has no pace; telegram has its own."""
        return cls(await open_store(url), fired, name)

    def start(self) -> None:
        self._running = asyncio.create_task(self.app.run(asyncio.Event()))
        loop = asyncio.get_running_loop()
        loop.call_later(0.3, _warm, self.library)
        loop.call_later(0.3, _warm_for_rings, self.library)

    async def listen(self, receive: Receive) -> None:
        del receive
        await asyncio.Event().wait()

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        del message, editing
        self._fired(to.chat, self._due.get(to.chat, time.time()))
        return Receipt("1")

    async def settle(self, wanted: Sequence[tuple[str, int]]) -> None:
        """Give each of these people a daily reminder, the next ring at the instant given."""
        for start in range(0, len(wanted), SOME):
            await self.store.apply(together([self._one(name, due) for name, due in wanted[start : start + SOME]]))
        for name, due in wanted:
            self._due[name] = due / 1000
        self.app.clock.poke(min(due for _, due in wanted))

    def _one(self, name: str, due: int) -> list[Any]:
        home = Address(self.name, "", name)
        person = Person(name, home, zone="Europe/Berlin", language="en", created_at=1, consent_at=1)
        reminder = Reminder(f"r {name}", 1, "stretch my calves", rule=Rule(RULE, "2026-01-05T21:30", "Europe/Berlin"))
        return [
            *people.keep(person, Account(self.name, "", name), self.vault),
            reminders.keep(name, reminder, self.vault),
            timers.set_timer(Timer(name, f"reminder {reminder.id}", due)),
        ]

    async def close(self) -> None:
        if self._running:
            self._running.cancel()
            await asyncio.wait([self._running])
        await self.store.close()


# --- side by side -----------------------------------------------------------------------------------------------------


class Rival:
    """One of them, in processes of its own."""

    def __init__(self, name: str, folder: Path, stored: int, url: str) -> None:
        self.name, self.stored, self._folder = name, stored, folder
        self._environment = os.environ | {"DATABASE_URL": url}
        self._ledger = folder / "ledger"
        folder.mkdir()

    async def start(self, task: str, count: int = 0, seconds: float = 0) -> asyncio.subprocess.Process:
        command = [sys.executable, str(Path(__file__).with_name("rivals.py")), self.name, task, str(self._folder)]
        return await asyncio.create_subprocess_exec(
            *command, str(self.stored), str(count), str(seconds), env=self._environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

    async def says(self, process: asyncio.subprocess.Process) -> Any:
        assert process.stdout
        async with asyncio.timeout(PATIENCE):
            line = await process.stdout.readline()
        return json.loads(line) if line else None

    async def fill(self) -> None:
        process = await self.start("fill")
        assert await process.wait() == 0, f"{self.name} could not be filled"

    async def cost(self, count: int, seconds: float) -> dict[str, float]:
        process = await self.start("cost", count, seconds)
        found: dict[str, float] | None = await self.says(process)
        await process.wait()
        assert found, f"{self.name} ended without a figure"
        return found

    async def killed(self, burst: int) -> tuple[int, int]:
        """How many of a burst are lost and doubled by a kill in its middle."""
        self._ledger.unlink(missing_ok=True)
        process = await self.start("arm", burst)
        armed = await self.says(process)
        while time.time() < armed["due"] + 60 and self._fired().total() < burst // 3:
            await asyncio.sleep(0.005)
        process.kill()
        await process.wait()
        process = await self.start("resume")
        await self.says(process)
        before = -1
        while before != (before := self._fired().total()):
            await asyncio.sleep(SETTLED)
        process.kill()
        await process.wait()
        fired = self._fired()
        return burst - len(fired), fired.total() - len(fired)

    def _fired(self) -> Counter[str]:
        lines = self._ledger.read_text("utf-8").splitlines() if self._ledger.exists() else []
        return Counter(line for line in lines if line.startswith("kill "))


async def side_by_side(size: dict[str, Any], only: Sequence[str], root: Path) -> None:
    from databases import Postgres

    server = Postgres(root)
    try:
        for stored, seconds in size["stored"].items():
            print(f"\n{stored:,} stored; {size['firings']:,} due within {seconds} s; a burst of {size['burst']:,}")
            print(
                f"{'':16}{'ready s':>9}{'MB':>7}{'idle %':>8}{'CPU ms':>9}{'at once':>9}{'p99 ms':>10}"
                f"{'lost':>7}{'doubled':>9}"
            )
            ours: dict[str, float] = {}
            for name in only:
                url = server.url(await server.empty())
                rival = Rival(name, root / f"{name}-{stored}", stored, url)
                await rival.fill()
                found = await rival.cost(size["firings"], seconds)
                lost, doubled = await rival.killed(size["burst"])
                if "of" in found:
                    print(f"{name:16} fired {found['fired']} of {found['of']} within a minute of the last being due")
                    continue
                ours = ours or found
                print(
                    f"{name:16}{found['ready']:9.2f}{found['memory']:7.0f}{found['idle']:8.2%}{found['cpu']:9.3f}{found['crowd']:9.3f}"
                    f"{found['p99']:10.1f}{lost:7}{doubled:9}   ours/theirs: CPU {ours['cpu'] / found['cpu']:.2f}, "
                    f"at once {ours['crowd'] / found['crowd']:.2f}, "
                    f"ready {ours['ready'] / found['ready']:.2f}, MB {ours['memory'] / found['memory']:.2f}",
                    flush=True,
                )
    finally:
        server.stop()


# --- ours alone -------------------------------------------------------------------------------------------------------


async def growing(size: dict[str, Any], root: Path) -> None:
    """What is stored must not be felt."""
    found = []
    for stored in (size["few"], size["many"]):
        rival = Rival("CrampBot", root / f"growing-{stored}", stored, "")
        await rival.fill()
        runs = [await rival.cost(1, 1) for _ in range(size["rounds"])]
        found.append({key: median(run[key] for run in runs) for key in ("ready", "memory", "idle")})
    few, many = found
    print(f"\n{size['many']:,} stored against {size['few']:,}: ready {many['ready'] / few['ready']:.2f}x, ", end="")
    print(f"memory {many['memory'] / few['memory']:.2f}x, idle {many['idle']:.2%} of a core")


async def at_once(count: int, root: Path) -> None:
    """So many due at the same instant: until all are durable in the outbox, and how long the loop was blocked."""
    town = await Town.open(f"sqlite:///{root}/at_once.sqlite3", lambda *_: None, "telegram")
    await town.settle([(f"p{number:07}", int(time.time() * 1000) + DAY) for number in range(count)])
    due = int(time.time() * 1000) + AHEAD + count // 50
    await town.store.apply([Change("UPDATE timer SET due_at = $1", (due,))])
    town.app.clock.poke(due)
    town.start()
    blocked = asyncio.create_task(_blocked())
    await asyncio.sleep(max(0.0, due / 1000 - time.time() - 0.2))
    used = time.process_time()
    STALLS.clear()
    while (await town.store.fetch(Query("SELECT 1 FROM timer WHERE due_at <= $1 LIMIT 1", (due,))))[0]:
        await asyncio.sleep(0.01)
    took = time.time() - due / 1000
    used = time.process_time() - used
    blocked.cancel()
    print(f"{count:,} due at once: durable after {took:.2f} s, CPU {used / count * 1e6:.0f} us each; ", end="")
    wall, own = (max(each[kind] for each in STALLS) * 1000 for kind in (0, 1))
    print(f"the event loop was blocked for at most {wall:.0f} ms, at most {own:.0f} ms of them by its own work")
    await town.close()


STALLS: list[tuple[float, float]] = []  # seconds, and those in which the loop's thread worked: the rest is the machine


async def _blocked() -> None:
    while True:
        before, worked = time.perf_counter(), time.thread_time()
        await asyncio.sleep(0.001)
        STALLS.append((time.perf_counter() - before - 0.001, time.thread_time() - worked))


async def main(size: dict[str, Any], only: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="crampbot-reminders-", ignore_cleanup_errors=True) as folder:
        await side_by_side(size, only, Path(folder))
        await growing(size, Path(folder))
        await at_once(size["at_once"], Path(folder))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", choices=NAMES, nargs="+", default=NAMES)
    given = parser.parse_args()
    asyncio.run(main(SIZES[given.size], given.only))
