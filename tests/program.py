"""The real program in a process of its own, in an empty folder, with nothing set but what a test sets."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import crampbot_chat
from crampbot_chat import content
from crampbot_chat.config import NAMES
from crampbot_chat.content import FALLBACK, Words

COMMAND = [sys.executable, "-m", "crampbot_chat"]
PATIENCE = 30  # seconds, on a busy machine
PROMPTLY = 10  # seconds; systemd waits for 90, Kubernetes for 30, Docker for 10
WORDS = Words(content.folder(), FALLBACK)
OURS = {*NAMES, *(f"{name}_FILE" for name in NAMES), "TZ", "PYTHONWARNINGS", "LC_ALL", "LC_MESSAGES", "LANG"}


@dataclass
class Ended:
    """What became of a process."""

    code: int
    out: str
    err: str


@dataclass
class Program:
    """`crampbot` with a home of its own; what is in `settings` is set for every run."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database = self.home / "data" / "bot.sqlite3"
        self.keys = self.home / "keys" / "keys"
        own = {"DATABASE_URL": f"sqlite://{self.database}", "CRAMPBOT_KEY_FILE": str(self.keys), "TZ": "UTC"}
        self.settings = {**own, **self.settings}

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of a run; a setting that is '' is not set."""
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        given = {name: value for name, value in {**self.settings, **settings}.items() if value}
        sources = str(Path(crampbot_chat.__file__).parents[1])
        return {**inherited, "HOME": str(self.home), "PYTHONPATH": sources, "PYTHONUTF8": "1", **given}

    def run(self, *arguments: str, said: str = "", **settings: str) -> Ended:
        """Run it to its end, with these lines piped in."""
        done = subprocess.run(  # noqa: S603 - our own program
            [*COMMAND, *arguments],
            input=said,
            env=self.environment(**settings),
            cwd=self.home,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    @asynccontextmanager
    async def running(self, *arguments: str, **settings: str) -> AsyncIterator[Process]:
        """Run it beside the test; killed at the end of the block if it still runs then."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND, *arguments, env=self.environment(**settings), cwd=self.home, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def ended(self, *arguments: str, **settings: str) -> Ended:
        """Run it to its end while the test's own servers answer."""
        async with self.running(*arguments, **settings) as process:
            return await end(process)


async def end(process: Process) -> Ended:
    """Wait for the end of a process, with its input closed."""
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate(b"")
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


# --- what tests ask of it ---------------------------------------------------------------------------------------------


def complains(ended: Ended, sentence: str, code: int) -> None:
    """One sentence on stderr, nothing on stdout, no traceback."""
    assert ended.err == f"{sentence}\n"
    assert (ended.out, ended.code) == ("", code)


def finding(ended: Ended, sentence: str) -> None:
    """The check failed, and said so in this line."""
    assert f"FAIL  {sentence}" in ended.out.splitlines()
    assert (ended.code, ended.err) == (1, "")


def used(program: Program) -> None:
    """Somebody has talked with it."""
    assert program.run("talk", said="calf cramp\n").code == 0


def own_content(program: Program, name: str, pattern: str, replacement: str) -> Path:
    """A copy of the English content with one file changed at the first place that fits."""
    root = program.home / "content"
    others = [each.name for each in content.folder().iterdir() if each.is_dir() and each.name not in {"en", "poses"}]
    shutil.copytree(content.folder(), root, ignore=shutil.ignore_patterns(*others))
    path = root / "en" / name
    before = path.read_text("utf-8")
    after = re.sub(pattern, replacement, before, count=1)
    assert after != before
    path.write_text(after, "utf-8")
    return root


async def heard(process: Process, words: str) -> None:
    """Say something, and wait until the program has heard it: it holds its database from then on."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{words}\n".encode())
    async with asyncio.timeout(PATIENCE):
        assert (await process.stdout.readline()).decode() == f"> {words}\n"


async def logged(process: Process, event: str) -> None:
    """Wait for an event in its log."""
    assert process.stderr
    async with asyncio.timeout(PATIENCE):
        while event not in (line := (await process.stderr.readline()).decode()):
            assert line, "it has ended"


async def stops(process: Process, number: signal.Signals) -> Ended:
    """Ends promptly with exit code 0; its input stays open, as a terminal's does."""
    assert process.stderr
    process.send_signal(number)
    async with asyncio.timeout(PROMPTLY):
        assert await process.wait() == 0
        return Ended(0, "", (await process.stderr.read()).decode())


async def get(port: int, path: str) -> str:
    """The whole answer to a GET."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(PATIENCE):
        answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
