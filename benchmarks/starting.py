"""How soon the bot serves, and what it costs while nothing happens.

Side by side in one run, medians: importing python-telegram-bot and slack-bolt alone; CrampBot from its start until
/healthz says that both adapters serve (SQLite, pretended platforms); the terminal from its start until a piped
conversation has been answered. Then the memory of the idle server, and its processor time over some seconds.
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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from aiohttp import ClientError, ClientSession
from fakes.slack import SECRET, TOKEN, FakeSlack
from fakes.telegram import FakeTelegram

SIZES = {"small": 3, "full": 9}  # rounds
IMPORTS = "import telegram.ext, slack_bolt.async_app"
IDLE = 5.0  # seconds


def cpu(pid: int) -> float:
    """Seconds of processor time that the process has used, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Resident memory in MB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def importing(folder: str) -> float:
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", IMPORTS, cwd=folder)
    await process.wait()
    return time.perf_counter() - start


async def talking(folder: str) -> float:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/talk.sqlite3", "CRAMPBOT_KEY_FILE": f"{folder}/key/keys",
    }  # fmt: skip
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "crampbot_chat", "talk", env=environment, cwd=folder,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"calf cramp\n")
    await process.stdin.drain()
    line = b""
    while b"Pull your toes" not in line:
        line = await process.stdout.readline()
        assert line, "the terminal ended without an answer"
    took = time.perf_counter() - start
    process.stdin.close()
    await process.wait()
    return took


async def serving(folder: str, fake: FakeTelegram, slack: FakeSlack, *, idle: bool) -> tuple[float, float, float]:
    """Seconds until both adapters serve; memory in MB and share of a core while idle (0 without `idle`)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_BASE_URL": fake.url, "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_BASE_URL": slack.base_url, "CRAMPBOT_HTTP_PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/serve.sqlite3", "CRAMPBOT_KEY_FILE": f"{folder}/key/keys",
        "CRAMPBOT_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "crampbot_chat", env=environment, cwd=folder)
    try:
        async with asyncio.timeout(30), ClientSession() as session:
            while not await _healthy(session, port):
                await asyncio.sleep(0.005)
        took = time.perf_counter() - start
        share = 0.0
        if idle:
            await asyncio.sleep(1)
            before = cpu(process.pid)
            await asyncio.sleep(IDLE)
            share = (cpu(process.pid) - before) / IDLE
        return took, memory(process.pid), share
    finally:
        process.terminate()
        await process.wait()


async def _healthy(session: ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status == 200
    except ClientError:
        return False


async def measure(size: str) -> None:
    rounds = SIZES[size]
    imports, ready, talk = [], [], []
    megabytes = share = 0.0
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as fake, FakeSlack() as slack:
            await importing(folder)
            await talking(folder)
            for number in range(rounds):
                imports.append(await importing(folder))
                took, megabytes, share = await serving(folder, fake, slack, idle=number == rounds - 1)
                ready.append(took)
                talk.append(await talking(folder))
    print(f"medians of {rounds} rounds")
    print(f"importing python-telegram-bot and slack-bolt: {statistics.median(imports):.2f} s")
    print(f"both adapters serve after: {statistics.median(ready):.2f} s", end="")
    print(f", ratio {statistics.median(r / i for r, i in zip(ready, imports, strict=True)):.2f}")
    print(f"the terminal has answered after: {statistics.median(talk):.2f} s")
    print(f"idle: {megabytes:.0f} MB, {share:.2%} of a core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    asyncio.run(measure(parser.parse_args().size))
