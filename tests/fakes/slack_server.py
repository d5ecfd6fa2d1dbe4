"""The pretended Slack's server: the Web API, Socket Mode and delivery by signed HTTP, with trouble on demand."""

import asyncio
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import WSMsgType, web

from fakes.slack_delivery import PATIENCE, Delivery, Json, signed
from fakes.slack_methods import METHODS, SCOPES
from fakes.slack_world import APP, BOT, BOT_ID, Refusal, World

TOKEN = "xoxb-1111-2222-fakefakefake"
APP_TOKEN = "xapp-1-A0APP-3333-fakefakefake"
ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:read",
        "users:read",
    }
)
OK = 200

Answer = tuple[int, Mapping[str, str], bytes]
Handler = Callable[[Mapping[str, str], bytes], Awaitable[Answer]]


class Server:
    """Slack's side of the wire.

    Without `door` things are told by Socket Mode; with it, by signed HTTP: a URL, or a function like Slack.handle.
    `echo` tells the bot its own messages too, as message.im does.
    """

    def __init__(self, door: str | Handler | None = None, *, echo: bool = False) -> None:
        self.world = World(time.time())
        self.door = door
        self.echo = echo
        self.scopes = set(ALL_SCOPES)
        self.tokens = {TOKEN}
        self.app_tokens = {APP_TOKEN}
        self.retry_pauses: tuple[float, ...] = (0, 0, 0)  # seconds; Slack: at once, one minute, five minutes
        self.calls: list[tuple[str, Json]] = []
        self.peers: set[int] = set()  # the ports of the connections that calls came over
        self.sockets: list[web.WebSocketResponse] = []
        self.deliveries: list[Delivery] = []
        self._envelopes: dict[str, Delivery] = {}
        self._requests: dict[web.WebSocketResponse, web.Request] = {}
        self._frozen: set[web.WebSocketResponse] = set()
        self._troubles: defaultdict[str, deque[str]] = defaultdict(deque)
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link", self._link)
        app.router.add_post("/upload/{file}", self._upload)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = int(self._runner.addresses[0][1])
        self.world.url = self.base_url.removesuffix("api/")
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.drop()
        await self._http.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something has become true. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                await self._changed.wait()

    # --- what goes wrong ---

    def trouble(self, method: str, *kinds: str) -> None:
        """The next calls of `method` fail, one for each kind.

        An error code of Slack, a status such as "500", "ratelimited:7", "garbage", "reset" before anything happened,
        "lost" after it has happened, or "hang" until the end.
        """
        self._troubles[method].extend(kinds)

    async def drop(self) -> None:
        """Cut the Socket Mode connections without a word."""
        for request in self._requests.values():
            if request.transport:
                request.transport.abort()
        await self.until(lambda: not self.sockets)

    def freeze(self) -> None:
        """Let the Socket Mode connections die in silence: they stay open, nothing gets through, not even a ping."""
        self._frozen.update(self.sockets)
        for request in self._requests.values():
            assert isinstance(request.transport, asyncio.ReadTransport)
            request.transport.pause_reading()

    async def refresh(self) -> None:
        """Ask for a new connection, as Slack does a few times a day."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def redeliver(self) -> None:
        """Send again each event that was not acknowledged."""
        for delivery in self.deliveries:
            if not delivery.acked and delivery.kind == "events_api":
                await self._send(delivery)

    # --- telling the app ---

    async def deliver(self, kind: str, payload: Json) -> Delivery:
        delivery = Delivery(kind, payload, next(self._numbers))
        self.deliveries.append(delivery)
        self._envelopes[delivery.envelope] = delivery
        await self._send(delivery)
        return delivery

    async def _send(self, delivery: Delivery) -> None:
        if self.door is not None:
            await self._push(delivery)
            return
        for socket in self.sockets[-1:]:
            attempt = delivery.attempts
            delivery.attempts += 1
            if socket in self._frozen:
                continue
            message = {"type": delivery.kind, "envelope_id": delivery.envelope, "payload": delivery.payload}
            retried = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
            kept = retried if delivery.kind == "events_api" else {}
            await socket.send_json({**message, **kept, "accepts_response_payload": delivery.kind == "slash_commands"})

    async def _push(self, delivery: Delivery) -> None:
        """By HTTP, and again while it fails; commands and buttons only once."""
        pauses = (0, *self.retry_pauses) if delivery.kind == "events_api" else (0,)
        for number, pause in enumerate(pauses):
            if pause:
                await asyncio.sleep(pause)
            delivery.attempts += 1
            status, body = await self._request(*signed(delivery.kind, delivery.payload, retry=number))
            delivery.statuses.append(status)
            if status == OK:
                delivery.ack(json.loads(body) if body else None)
                self._touch()
                return

    async def _request(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        if callable(self.door):
            await asyncio.sleep(0)  # as the network would, let others run
            status, _, answer = await self.door(headers, body)
            return status, answer
        try:
            async with self._http.post(str(self.door), data=body, headers=dict(headers)) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError):
            return 0, b""

    # --- the Web API ---

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given: Json = dict(request.query)
        if request.content_type == "application/json":
            given |= await request.json()
        elif request.method == "POST":
            given |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        self.calls.append((method, given))
        if request.transport:
            self.peers.add(request.transport.get_extra_info("peername")[1])
        trouble = self._troubles[method].popleft() if self._troubles[method] else ""
        if trouble not in {"", "lost"}:
            self._touch()
            return await self._fail(trouble, request)
        answer = self._do(method, given, request.headers.get("Authorization", "").removeprefix("Bearer "))
        self._touch()
        if trouble == "lost" and request.transport:
            request.transport.abort()
        return answer

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Where a file is sent to; nobody asks for a token there."""
        file, content = self.world.files.get(request.match_info["file"]), await request.read()
        self.calls.append(("upload", {"length": len(content)}))
        trouble = self._troubles["upload"].popleft() if self._troubles["upload"] else ""
        if trouble:
            return await self._fail(trouble, request)
        if file is None or len(content) != file.length:
            return web.Response(status=400)
        file.content = content
        return web.Response(text=f"OK - {file.length}")

    async def _fail(self, trouble: str, request: web.Request) -> web.Response:
        if trouble == "hang":
            await self._over.wait()
        if trouble == "reset" and request.transport:
            request.transport.abort()
        if trouble == "garbage":
            return web.Response(text="<html>sign in to the hotel's network</html>", content_type="text/html")
        if trouble.startswith("ratelimited"):
            wait = trouble.partition(":")[2]
            headers = {"Retry-After": wait} if wait else {}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if trouble.isdigit():
            return web.Response(text="upstream trouble", status=int(trouble))
        return web.json_response({"ok": False, "error": trouble})

    def _do(self, method: str, given: Json, token: str) -> web.Response:
        if method == "apps.connections.open":
            return self._ticket(token)
        if token not in self.tokens:
            return web.json_response({"ok": False, "error": "invalid_auth" if token else "not_authed"})
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        try:
            answer = self._method(method)(self.world, given)
        except Refusal as refusal:
            told = {"response_metadata": {"messages": refusal.messages}} if refusal.messages else {}
            return web.json_response({"ok": False, "error": refusal.code, **told}, headers=headers)
        if self.echo and method in {"chat.postMessage", "chat.update"}:
            self._spawn(self._echo(method, answer))
        return web.json_response({"ok": True, **answer}, headers=headers)

    def _method(self, name: str) -> Callable[[World, Json], Json]:
        if name not in METHODS:
            raise Refusal("unknown_method")
        if SCOPES.get(name, "") not in {"", *self.scopes}:
            raise Refusal("missing_scope")
        return METHODS[name]

    async def _echo(self, method: str, answer: Json) -> None:
        """message.im tells the bot its own messages as well."""
        message = {"type": "message", "user": BOT, "bot_id": BOT_ID, "app_id": APP, "text": "…", "ts": answer["ts"]}
        common = {"channel": answer["channel"], "channel_type": "im", "event_ts": self.world.ts()}
        if method == "chat.update":
            changed = {"type": "message", "subtype": "message_changed", "message": message, "hidden": True}
            await self.deliver("events_api", self.world.envelope({**changed, **common}))
        else:
            await self.deliver("events_api", self.world.envelope({**message, **common}))

    # --- Socket Mode ---

    def _ticket(self, token: str) -> web.Response:
        if token not in self.app_tokens:
            code = "not_allowed_token_type" if token in self.tokens else "invalid_auth"
            return web.json_response({"ok": False, "error": code})
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={ticket}"})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)  # good for one connection
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(socket)
        self._requests[socket] = request
        self._touch()
        try:
            await self.redeliver()
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self.sockets.remove(socket)
            del self._requests[socket]
            self._touch()
        return socket

    def _acknowledged(self, message: Json) -> None:
        if delivery := self._envelopes.get(str(message.get("envelope_id"))):
            delivery.ack(message.get("payload"))
        self._touch()

    def _touch(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
