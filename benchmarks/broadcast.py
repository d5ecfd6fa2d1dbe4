"""A broadcast against a strict Bot API, and what an answer takes meanwhile.

CrampBot alone, and as two replicas that share one bot by PostgreSQL, beside python-telegram-bot with its AIORateLimiter
as it comes, and spaced by hand, each in processes of its own in front of the same pretended Bot API, which counts as
one of the models in tests/fakes/rates.py. Printed: the share of the allowance that was used, refusals (429), messages
lost, and an answer's time at p99 without and with the broadcast, at last with one that is far from over.
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
from answering import SECRET, TOKEN, BotApi, _chat, _listens, free_port, quantile, update
from fakes.rates import Rate, models

from crampbot_chat.model import BROADCAST, Address, Message, Para, Span
from crampbot_chat.store import outbox
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.many import together
from crampbot_chat.store.open import open_store
from crampbot_chat.store.outbox import Outgoing
from crampbot_chat.store.sealed import Vault

ALLOWED = 30  # messages a second
SIZES = {
    "small": (240, 8, ("strict window",), 2_000),
    "full": (900, 36, tuple(models(ALLOWED)), 20_000),
}  # messages of the broadcast, answers asked for, models, messages of a far larger broadcast
OURS = {"CrampBot": 1, "two replicas": 2}  # processes
RIVALS = ("limiter", "hand")
COMPARED = ("strict window", "token bucket")  # where the others are tried as well
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
async def bot(kind: str, base: str, api: BotApi, folder: str, url: str, count: int) -> AsyncIterator[list[str]]:
    """The bot in as many processes as it is; where each of them listens."""
    hooks = [f"http://127.0.0.1:{free_port()}/telegram/webhook" for _ in range(OURS.get(kind, 1))]
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": base, "TELEGRAM_WEBHOOK_URL": hooks[0],
        "TELEGRAM_WEBHOOK_SECRET": SECRET, "CRAMPBOT_LOG_LEVEL": "ERROR", "DATABASE_URL": url,
        "CRAMPBOT_KEY_FILE": f"{folder}/key/keys",
    }  # fmt: skip
    if kind in OURS:
        await _write(url, Path(environment["CRAMPBOT_KEY_FILE"]), count)
    processes = []
    for hook in hooks:
        port = hook.split(":")[2].partition("/")[0]
        command = [sys.executable, "-c", RIVAL, base, port, hook, str(count), kind]
        if kind in OURS:
            command = [sys.executable, "-m", "crampbot_chat", "run"]
        own = environment | {"CRAMPBOT_HTTP_PORT": port}
        processes.append(subprocess.Popen(command, env=own, cwd=folder, stderr=subprocess.DEVNULL))
    try:
        async with asyncio.timeout(60):
            await api.ready.wait()
            while not all(_listens(int(hook.split(":")[2].partition("/")[0])) for hook in hooks):
                await asyncio.sleep(0.05)
            await asyncio.sleep(1)
        yield hooks
    finally:
        for process in processes:
            process.kill()
        for process in processes:
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
    for start in range(0, count, 1000):
        await store.apply(together([[outbox.put(out, vault, "", 0)] for out in outs[start : start + 1000]]))
    await store.close()


async def run(
    kind: str, model: str, count: int, answers: int, url: str, *, whole: bool = True
) -> tuple[Counting, list[float]]:
    """The pretended API afterwards, and how long the answers took, in milliseconds, sorted."""
    api = Counting(models(ALLOWED)[model]())
    runner = web.ServerRunner(web.Server(api.answer))
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    asked: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/bot.sqlite3"
        async with (
            ClientSession(connector=TCPConnector(limit=0)) as session,
            bot(kind, f"http://127.0.0.1:{port}", api, folder, url, count) as hooks,
        ):
            for number in range(-WARM * len(hooks), answers):
                chat = ASKED + number
                asked[chat] = time.perf_counter()
                headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
                body = update(number + WARM * len(hooks) + 1, chat)
                async with session.post(hooks[number % len(hooks)], data=body, headers=headers) as answer:
                    assert answer.status == 200, answer.status
                await asyncio.sleep(0.7 if count else 0.2)
            while whole and (not api.taken or time.monotonic() - api.taken[-1] < QUIET):
                await asyncio.sleep(0.2)
            if not whole:
                await asyncio.sleep(QUIET)
    await runner.cleanup()
    never = time.perf_counter()
    return api, sorted((api.arrived.get(chat, never) - at) * 1000 for chat, at in asked.items() if chat >= ASKED)


def used(api: Counting) -> float:
    """The share of the allowance, from some moments after the first message to the last one of the broadcast."""
    tips = [at for chat, at in api.arrived.items() if TIP <= chat < ASKED - WARM * 2]
    first, last = min(tips, default=0.0) + STARTED, max(tips, default=0.0)
    sent = sum(first <= at <= last for at in api.arrived.values())
    return (sent - 1) / ALLOWED / (last - first) if last > first else 0.0


async def main(size: str) -> None:
    from databases import Postgres

    count, answers, chosen, large = SIZES[size]
    print(f"{count} messages, {ALLOWED} a second allowed, {answers} answers asked for meanwhile")
    with tempfile.TemporaryDirectory(prefix="crampbot-broadcast-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))

        async def url(kind: str) -> str:
            return server.url(await server.empty()) if OURS.get(kind) == 2 else ""

        try:
            kinds = (*OURS, *RIVALS)
            alone = {
                kind: quantile((await run(kind, chosen[0], 0, answers, await url(kind)))[1], 0.99) for kind in kinds
            }
            for model in chosen:
                print(f"\n{model}")
                print(f"{'':14}{'used':>8}{'429':>7}{'lost':>7}{'alone p99 ms':>14}{'meanwhile':>11}{'ratio':>7}")
                for kind in kinds if model in COMPARED else OURS:
                    api, meanwhile = await run(kind, model, count, answers, await url(kind))
                    lost = count - sum(TIP <= chat < TIP + count for chat in api.arrived)
                    after = quantile(meanwhile, 0.99)
                    print(
                        f"{kind:14}{used(api):8.1%}{api.refused:7}{lost:7}{alone[kind]:14.1f}{after:11.1f}"
                        f"{after / alone[kind]:7.1f}",
                        flush=True,
                    )
            print(f"\na broadcast of {large:,}, not waited for: an answer meanwhile")
            for kind in OURS:
                _, meanwhile = await run(kind, chosen[0], large, answers, await url(kind), whole=False)
                after = quantile(meanwhile, 0.99)
                print(f"{kind:14}{'':22}{alone[kind]:14.1f}{after:11.1f}{after / alone[kind]:7.1f}", flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    asyncio.run(main(parser.parse_args().size))
