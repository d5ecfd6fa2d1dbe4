"""How fast an answer leaves: a bare python-telegram-bot echo bot and CrampBot, side by side on one pretended Bot API.

Both get the same messages ("calf cramp", one from each of many people) by webhook. Printed: time from the delivery of
the update to the sendMessage call (p50, p99), CPU of the bot's process for each message, and the ratios.
Then CrampBot alone: p99 at 10 messages a second, and how many a second it takes when they come as fast as they can.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from aiohttp import ClientSession, TCPConnector, web

TOKEN = "123456789:FAKE-token_of_no_bot_at_all_0123456"
SECRET = "only-the-pretended-telegram-knows"
HERE = Path(__file__).resolve().parent
SIZES = {"small": (200, 3), "full": (2000, 5)}  # messages, rounds

ECHO = f"""
from telegram.ext import Application, MessageHandler, filters
import logging, sys
async def echo(update, context):
    await update.message.reply_text(update.message.text)
app = (Application.builder().token({TOKEN!r}).base_url(sys.argv[1] + "/bot").concurrent_updates(256)
       .connection_pool_size(256).pool_timeout(60).build())
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_webhook("127.0.0.1", int(sys.argv[2]), "telegram/webhook", secret_token={SECRET!r}, webhook_url=sys.argv[3])
"""


class BotApi:
    """As little of the Bot API as both bots need; notes when each chat's first sendMessage arrives."""

    def __init__(self) -> None:
        self.arrived: dict[int, float] = {}
        self.ready = asyncio.Event()
        self._number = 0

    async def answer(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2]
        body = await request.read()
        if method in {"sendMessage", "editMessageText"}:
            chat = _chat(body)
            self.arrived.setdefault(chat, time.perf_counter())
            self._number += 1
            result: object = {
                "message_id": self._number,  # of an edit another one than it had: nobody compares
                "date": 1,
                "chat": {"id": chat, "type": "private"},
                "text": "x",
            }
        elif method == "getMe":
            result = {"id": 123456789, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
        elif method == "getWebhookInfo":
            result = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        else:
            if method == "setWebhook":
                self.ready.set()
            result = [] if method == "getMyCommands" else True
        return web.Response(body=msgspec.json.encode({"ok": True, "result": result}), content_type="application/json")


def _chat(body: bytes) -> int:
    if body.startswith(b"{"):
        return int(msgspec.json.decode(body)["chat_id"])
    start = body.index(b"chat_id=") + 8
    end = body.find(b"&", start)
    return int(body[start : end if end > 0 else None])


def update(number: int, chat: int) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"}
    message = {
        "message_id": number, "from": person, "chat": {"id": chat, "type": "private", "first_name": "A"},
        "date": int(time.time()), "text": "calf cramp",
    }  # fmt: skip
    return msgspec.json.encode({"update_id": number, "message": message})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu(pid: int) -> float:
    """Seconds of processor time that the process has used, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def bot(kind: str, api: BotApi, base: str, folder: str) -> AsyncIterator[tuple[int, str]]:
    """The bot as a process of its own; its pid and where it listens."""
    port = free_port()
    hook = f"http://127.0.0.1:{port}/telegram/webhook"
    api.ready.clear()
    if kind == "echo":
        command = [sys.executable, "-c", ECHO, base, str(port), hook]
        environment = dict(os.environ)
    else:
        command = [sys.executable, "-m", "crampbot_chat", "run"]
        environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": base, "TELEGRAM_WEBHOOK_URL": hook,
            "TELEGRAM_WEBHOOK_SECRET": SECRET, "CRAMPBOT_HTTP_PORT": str(port),
            "DATABASE_URL": f"sqlite:///{folder}/{kind}{port}.sqlite3", "CRAMPBOT_KEY_FILE": f"{folder}/key/keys",
        }  # fmt: skip
    process = subprocess.Popen(command, env=environment, cwd=folder)
    try:
        async with asyncio.timeout(30):
            await api.ready.wait()
            while not _listens(port):
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
        yield process.pid, hook
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Run:
    """The messages of one run, and what came of them."""

    def __init__(self, api: BotApi, session: ClientSession, hook: str) -> None:
        self._api, self._session, self._hook = api, session, hook
        self.sent: dict[int, float] = {}

    async def push(self, number: int) -> None:
        chat = 1_000_000 + number
        body = update(number, chat)
        self.sent[chat] = time.perf_counter()
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        async with self._session.post(self._hook, data=body, headers=headers) as answer:
            assert answer.status == 200, answer.status
            await answer.read()

    async def paced(self, first: int, count: int, rate: float) -> None:
        """`count` messages at `rate` a second, whether or not earlier ones have been answered."""
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for index in range(count):
                await asyncio.sleep(max(0.0, start + index / rate - time.perf_counter()))
                group.create_task(self.push(first + index))
        await self.answered()

    async def flood(self, first: int, count: int, at_once: int = 64) -> float:
        """`count` messages, `at_once` under way at any time; messages a second."""
        numbers = iter(range(first, first + count))

        async def worker() -> None:
            for number in numbers:
                await self.push(number)

        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(worker())
        await self.answered()
        return count / (time.perf_counter() - start)

    async def answered(self) -> None:
        async with asyncio.timeout(120):
            while not self.sent.keys() <= self._api.arrived.keys():
                await asyncio.sleep(0.005)

    def times(self) -> list[float]:
        """Milliseconds from delivery to sendMessage, sorted."""
        return sorted((self._api.arrived[chat] - at) * 1000 for chat, at in self.sent.items())


def quantile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


async def measure(size: str) -> None:
    count, rounds = SIZES[size]
    api = BotApi()
    server = web.ServerRunner(web.Server(api.answer))
    await server.setup()
    port = free_port()
    await web.TCPSite(server, "127.0.0.1", port).start()
    base = f"http://127.0.0.1:{port}"
    found: dict[str, list[tuple[float, float, float]]] = {"echo": [], "crampbot": []}
    number = 1
    with tempfile.TemporaryDirectory() as folder:
        async with ClientSession(connector=TCPConnector(limit=0)) as session:
            for _ in range(rounds):
                for kind in ("echo", "crampbot"):
                    async with bot(kind, api, base, folder) as (pid, hook):
                        await Run(api, session, hook).paced(number, 50, 100)
                        number += 50
                        before = cpu(pid)
                        run = Run(api, session, hook)
                        await run.paced(number, count, 150)
                        number += count
                        times = run.times()
                        found[kind].append(
                            (quantile(times, 0.5), quantile(times, 0.99), (cpu(pid) - before) * 1000 / count)
                        )
            report(found, count)
            async with bot("crampbot", api, base, folder) as (pid, hook):
                slow = Run(api, session, hook)
                await slow.paced(number, 100, 10)
                number += 100
                print(f"at 10 a second: p99 {quantile(slow.times(), 0.99):.1f} ms")
                before, start = cpu(pid), time.perf_counter()
                run = Run(api, session, hook)
                rate = await run.flood(number, count * 2)
                used = (cpu(pid) - before) / (time.perf_counter() - start)
                each = (cpu(pid) - before) * 1000 / (count * 2)
                print(f"saturated: {rate:.0f} messages/s with {used:.0%} of a core ({each:.2f} ms CPU a message,")
                print(f"  {1000 / each:.0f}/s on one whole core)")
    await server.cleanup()


def report(found: dict[str, list[tuple[float, float, float]]], count: int) -> None:
    print(f"{count} messages a round at 150 a second, medians of {len(found['echo'])} rounds")
    print(f"{'':10}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms':>10}")
    rows = {kind: [statistics.median(column) for column in zip(*runs, strict=True)] for kind, runs in found.items()}
    for kind, row in rows.items():
        print(f"{kind:10}" + "".join(f"{value:10.2f}" for value in row))
    ratios = [ours / theirs for ours, theirs in zip(rows["crampbot"], rows["echo"], strict=True)]
    print(f"{'ratio':10}" + "".join(f"{ratio:10.2f}" for ratio in ratios))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    asyncio.run(measure(parser.parse_args().size))
