"""A broadcast against a strict Bot API, and what an answer takes meanwhile.

CrampBot, beside python-telegram-bot with its AIORateLimiter as it comes, and spaced by hand, each a process of its own
in front of the same pretended Bot API, which counts as one of the models in tests/fakes/rates.py. Printed: the share of
the allowance that was used, refusals (429), messages lost, and an answer's time at p99 without and with the broadcast.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from aiohttp import ClientSession, TCPConnector, web
from answering import SECRET, TOKEN, BotApi, _chat, free_port, quantile, update
from fakes.rates import Rate, models

from crampbot_chat.model import BROADCAST, Address, Message, Para, Span
from crampbot_chat.store import outbox
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.many import together
from crampbot_chat.store.open import open_store
from crampbot_chat.store.outbox import Outgoing
from crampbot_chat.store.sealed import Vault

ALLOWED = 30  # messages a second
SIZES = {"small": (240, 8, ("strict window",)), "full": (1800, 40, tuple(models(ALLOWED)))}
# messages of the broadcast, answers asked for, models
TIP = 1_000_000_000  # the first chat of the broadcast
ASKED = 2_000_000_000  # the first chat of the answers
STARTED = 2.0  # seconds of the broadcast that don't count for what was used: the programs are still loading words
WARM = 3  # answers before any is measured
QUIET = 4.0  # seconds without a message, after which the broadcast is over
ROAD = (0.004, 0.012)  # seconds that the pretended server takes

RIVAL = f"""
import asyncio, sys
from telegram.ext import Application, AIORateLimiter, MessageHandler, filters
from telegram.error import TelegramError
async def echo(update, context):
    await update.message.reply_text("calf")
async def tip(bot, chat):
    try:
        await bot.send_message(chat, "A tip for today.")
    except TelegramError:
        pass
async def broadcast(app):
    await asyncio.sleep(1)
    count, by_hand = int(sys.argv[4]), sys.argv[5] == "hand"
    if by_hand:
        for number in range(count):
            asyncio.ensure_future(tip(app.bot, {TIP} + number))
            await asyncio.sleep(1 / {ALLOWED})
    else:
        await asyncio.gather(*(tip(app.bot, {TIP} + number) for number in range(count)))
async def begin(app):
    if int(sys.argv[4]):
        app.create_task(broadcast(app))
builder = (Application.builder().token({TOKEN!r}).base_url(sys.argv[1] + "/bot").concurrent_updates(256)
           .connection_pool_size(256).pool_timeout(600).post_init(begin))
if sys.argv[5] == "limiter":
    builder = builder.rate_limiter(AIORateLimiter())
app = builder.build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_webhook("127.0.0.1", int(sys.argv[2]), "telegram/webhook", secret_token={SECRET!r}, webhook_url=sys.argv[3])
"""


class Counting(BotApi):
    """The Bot API of the answering benchmark, with a limit."""

    def __init__(self, rate: Rate) -> None:
        super().__init__()
        self.rate = rate
        self.refused = 0
        self.taken: list[float] = []

    async def answer(self, request: web.BaseRequest) -> web.Response:
        if request.path.endswith("/sendMessage"):
            chat = str(_chat(await request.read()))
            now = time.monotonic()
            if wait := self.rate(now, chat):
                self.refused += 1
                body = {
                    "ok": False,
                    "error_code": 429,
                    "description": "Too Many Requests",
                    "parameters": {"retry_after": int(wait) + 1},
                }
                return web.json_response(body, status=429)
            self.taken.append(now)
            self.arrived.setdefault(int(chat), time.perf_counter())
            await asyncio.sleep(random.uniform(*ROAD))
        return await super().answer(request)


@asynccontextmanager
async def bot(kind: str, base: str, api: BotApi, folder: str, count: int) -> AsyncIterator[str]:
    port = free_port()
    hook = f"http://127.0.0.1:{port}/telegram/webhook"
    environment = dict(os.environ)
    command = [sys.executable, "-c", RIVAL, base, str(port), hook, str(count), kind]
    if kind == "CrampBot":
        command = [sys.executable, "-m", "crampbot_chat", "run"]
        environment |= {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": base, "TELEGRAM_WEBHOOK_URL": hook,
            "TELEGRAM_WEBHOOK_SECRET": SECRET, "CRAMPBOT_HTTP_PORT": str(port), "CRAMPBOT_LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{folder}/bot{count}.sqlite3", "CRAMPBOT_KEY_FILE": f"{folder}/key/keys",
        }  # fmt: skip
        if count:
            await _write(environment["DATABASE_URL"], Path(environment["CRAMPBOT_KEY_FILE"]), count)
    process = subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        async with asyncio.timeout(60):
            await api.ready.wait()
            await asyncio.sleep(1)
        yield hook
    finally:
        process.kill()
        process.wait(20)


async def _write(url: str, keys: Path, count: int) -> None:
    """What a burst of daily tips leaves in the outbox."""
    store, vault = await open_store(url), Vault(load_keys(keys))
    now = int(time.time() * 1000)
    message = Message("tips.tip", (Para((Span("A tip for today."),)),), lane=BROADCAST)
    outs = [
        Outgoing(f"{number:09}", Address("telegram", "", str(TIP + number)), message, None, now, now)
        for number in range(count)
    ]
    await store.apply(together([[outbox.put(out, vault, "", 0)] for out in outs]))
    await store.close()


async def run(kind: str, model: str, count: int, answers: int) -> tuple[Counting, list[float]]:
    """The pretended API afterwards, and how long the answers took, in milliseconds, sorted."""
    api = Counting(models(ALLOWED)[model]())
    runner = web.ServerRunner(web.Server(api.answer))
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    asked: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            ClientSession(connector=TCPConnector(limit=0)) as session,
            bot(kind, f"http://127.0.0.1:{port}", api, folder, count) as hook,
        ):
            for number in range(-WARM, answers):
                chat = ASKED + number
                asked[chat] = time.perf_counter()
                headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
                async with session.post(hook, data=update(number + WARM + 1, chat), headers=headers) as answer:
                    assert answer.status == 200, answer.status
                await asyncio.sleep(0.7 if count else 0.2)
            while not api.taken or time.monotonic() - api.taken[-1] < QUIET:
                await asyncio.sleep(0.2)
    await runner.cleanup()
    never = time.perf_counter()
    return api, sorted((api.arrived.get(chat, never) - at) * 1000 for chat, at in asked.items() if chat >= ASKED)


async def main(size: str) -> None:
    count, answers, chosen = SIZES[size]
    print(f"{count} messages, {ALLOWED} a second allowed, {answers} answers asked for meanwhile")
    for model in chosen:
        print(f"\n{model}")
        print(f"{'':10}{'used':>8}{'429':>7}{'lost':>7}{'alone p99 ms':>14}{'meanwhile p99 ms':>18}{'ratio':>7}")
        for kind in ("CrampBot", "limiter", "hand"):
            _, alone = await run(kind, model, 0, answers)
            api, meanwhile = await run(kind, model, count, answers)
            tips = [chat for chat in api.arrived if TIP <= chat < TIP + count]
            last = max((api.arrived[chat] for chat in tips), default=0.0)
            first = min((api.arrived[chat] for chat in tips), default=0.0) + STARTED
            sent = sum(first <= at <= last for at in api.arrived.values())
            used = (sent - 1) / ALLOWED / (last - first) if last > first else 0.0
            before, after = quantile(alone, 0.99), quantile(meanwhile, 0.99)
            print(
                f"{kind:10}{used:8.1%}{api.refused:7}{count - len(tips):7}"
                f"{before:14.1f}{after:18.1f}{after / before:7.1f}",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    asyncio.run(main(parser.parse_args().size))
