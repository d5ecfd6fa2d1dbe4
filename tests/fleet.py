"""Several real processes of the program behind one port, to be killed and started anew one at a time."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from typing import Self

from program import free_port

SECRET = "only-the-pretended-telegram-knows"


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


class Fleet:
    """The processes, and when each of them was killed; `settings` are of all, beside each one's port.

    Leaving the block kills those that are left.
    """

    def __init__(self, folder: str, count: int) -> None:
        self._folder = folder
        self.ports = [free_port() for _ in range(count)]
        self.settings: dict[str, str] = {}
        self._bots: list[asyncio.subprocess.Process] = []
        self.kills: list[float] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for bot in self._bots:
            with contextlib.suppress(ProcessLookupError):
                bot.kill()
            await bot.wait()

    async def start(self, number: int, **settings: str) -> None:
        """Start one of them, in the place of its dead one."""
        environment = {**os.environ, **self.settings, "CRAMPBOT_HTTP_PORT": str(self.ports[number]), **settings}
        self._bots[number : number + 1] = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "crampbot_chat", "run", env=environment, cwd=self._folder
            )
        ]

    async def kill(self, number: int) -> None:
        """With SIGKILL, now."""
        self.kills.append(time.perf_counter())
        self._bots[number].send_signal(signal.SIGKILL)
        await self._bots[number].wait()

    async def stop(self) -> list[int]:
        """As a service is stopped; returns the exit codes of those who had begun to serve by then."""
        for bot in self._bots:
            bot.send_signal(signal.SIGTERM)
        return [code for bot in self._bots if (code := await bot.wait()) != -signal.SIGTERM]
