"""Socket Mode: Slack's events over a WebSocket that we open, watched, and opened anew when it has died unseen."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from crampbot_chat import log
from crampbot_chat.adapters.slack.api import Api, silent
from crampbot_chat.adapters.slack.faults import Fault

PING = 10  # seconds between pings; four without an answer and the SDK connects again
LOOK = 30  # seconds between looks at the connection
MISSES = 2  # looks in a row that found it dead, then it is made anew
OPENING = 8  # seconds for a connection to open; under PING, at which the SDK would try the same address again
DRAIN = 5  # seconds for running events at the end
BACKOFF = (1, 2, 5, 10, 30)  # seconds between attempts to open
OK = 200

Sleep = Callable[[float], Awaitable[object]]
TakeEnvelope = Callable[[dict[str, Any]], Awaitable[BoltResponse]]


class _Link(Struct):
    url: str


class SocketMode:
    """One connection to Slack, kept alive until cancelled."""

    def __init__(self, api: Api, app_token: str, take: TakeEnvelope, sleep: Sleep) -> None:
        self._api = api
        self._app_token = app_token
        self._take = take
        self._sleep = sleep
        self._client: SocketModeClient | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False

    @property
    def connected(self) -> bool:
        client = self._client
        if client is None or client.closed or client.stale:
            return False
        return client.current_session is not None and not client.current_session.closed

    async def run(self) -> None:
        """Serve until cancelled; then take nothing more, let what runs finish, and close."""
        self._stopping = False
        try:
            while True:
                await self._connect()
                await self._watch()
        finally:
            self._stopping = True
            if self._running:
                _, stuck = await asyncio.wait(self._running, timeout=DRAIN)
                for task in stuck:
                    task.cancel()
            await self._close()

    async def _connect(self) -> None:
        attempt = 0
        while not await self._opened():
            await self._sleep(BACKOFF[min(attempt, len(BACKOFF) - 1)])
            attempt += 1
        log.event("connected", adapter="slack", mode="socket", attempt=attempt + 1)

    async def _opened(self) -> bool:
        """Try once to open a connection."""
        await self._close()
        client = SocketModeClient(self._app_token, logger=silent(), web_client=self._api.client, ping_interval=PING)
        client.proxy = self._api.proxy
        client.socket_mode_request_listeners.append(self._envelope)
        self._client = client
        try:
            link = await self._api.ask(self._api.client.apps_connections_open(app_token=self._app_token), _Link)
            client.wss_uri = link.url
            async with asyncio.timeout(OPENING):  # the SDK would try one address for ever
                await client.connect()  # type: ignore[no-untyped-call]
        except Fault as fault:
            log.event("not_connected", level=logging.WARNING, adapter="slack", mode="socket", code=fault.code)
            return False
        except TimeoutError:
            log.event("not_connected", level=logging.WARNING, adapter="slack", mode="socket", code="timeout")
            return False
        return self.connected

    async def _watch(self) -> None:
        """Return when the connection is dead; the SDK has then had its time to mend it."""
        misses = 0
        while misses < MISSES:
            await self._sleep(LOOK)
            alive = self._client is not None and await self._client.is_connected()
            misses = 0 if alive else misses + 1
        log.event("connection_lost", level=logging.WARNING, adapter="slack", mode="socket")

    async def _envelope(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Take one envelope and acknowledge it after that; Slack sends again what was not acknowledged."""
        if self._stopping:
            return
        task = asyncio.current_task()
        if task:
            self._running.add(task)
        try:
            response = await self._take(request.payload)
            if response.status == OK:
                payload = json.loads(response.body) if response.body else None
                await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        finally:
            if task:
                self._running.discard(task)

    async def _close(self) -> None:
        """Close what is open, and wait for the SDK's tasks, which it only cancels."""
        client, self._client = self._client, None
        if client is None:
            return
        tasks = [client.message_processor, client.current_session_monitor, client.message_receiver]
        await client.aiohttp_client_session.close()  # first: a farewell to a dead peer would take its time
        await client.close()  # type: ignore[no-untyped-call]
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
