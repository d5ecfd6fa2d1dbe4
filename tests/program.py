"""The real program in a process of its own, in an empty folder, with nothing set but what a test sets."""

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import crampbot_chat
from crampbot_chat.config import NAMES

COMMAND = [sys.executable, "-m", "crampbot_chat"]
PATIENCE = 30  # seconds, on a busy machine
OURS = {*NAMES, *(f"{name}_FILE" for name in NAMES), "TZ", "PYTHONWARNINGS"}


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
