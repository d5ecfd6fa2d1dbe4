"""A Bot API server on the loopback that refuses what Telegram refuses, with the people who talk to the bot.

    async with FakeTelegram() as fake:
        ...                                   # a bot with fake.url and fake.token
        await fake.says(7, "calf cramp")
        await fake.until(lambda: fake.shown(7)[-1].bot)
        await fake.presses(7, "It's easing")

`python -m fakes.telegram PORT` serves until killed, for benchmarks in a process of its own.
"""

import asyncio
import re
import sys
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, Self

import msgspec
from aiohttp import ClientError, ClientSession, TCPConnector, web

from fakes.telegram_parts import Call, Fault, Refusal, Shown, not_found, read
from fakes.telegram_people import People

__all__ = ["TOKEN", "Call", "FakeTelegram", "Fault", "Shown"]

TOKEN = "123456789:FAKE-token_of_no_bot_at_all_0123456"


class FakeTelegram(People):
    """The server. `retry_every`: seconds until a push that was not taken is tried again."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        now: Callable[[], float] = time.time,
        retry_every: float = 0.05,
        longest_poll: float = 50,
        privacy: bool = True,
    ) -> None:
        super().__init__(now=now, longest_poll=longest_poll, privacy=privacy)
        self.token = token
        self.url = ""
        self._retry_every = retry_every
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._lanes: dict[object, deque[dict[str, Any]]] = {}
        self._queued: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.ServerRunner | None = None
        self._session: ClientSession | None = None
        self.methods: dict[str, Callable[[dict[str, Any]], Any]] = {
            name.removeprefix("do_").replace("_", ""): getattr(self, name)
            for name in dir(self)
            if name.startswith("do_")
        }

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback; `url` says where."""
        self.serving = True
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, real_port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{real_port}"

    async def stop(self) -> None:
        """Stop at once, as if the network had gone; what is not confirmed stays pending."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._lanes.clear()
        self._queued.clear()
        self.serving = False
        self.notice()
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()
        session, self._session = self._session, None
        if session:
            await session.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        _, token, method = (*request.path.split("/", 2), "", "")[:3]
        call = Call(method, {}, time.perf_counter())
        self.calls.append(call)
        self.notice()
        fault = self._fault(method)
        try:
            call.params = self._admitted(token, request, body)
            if fault and fault.kind not in {"lost", "garbage"}:
                await _go_wrong(request, fault)
            answer: dict[str, Any] = {"ok": True, "result": await self._done(call)}
            call.status = 200
            if fault:
                await _go_wrong(request, fault)
        except Refusal as refusal:
            call.status = refusal.status
            answer = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
        call.answered_at = time.perf_counter()
        self.notice()
        payload = b"<html>" if fault and fault.kind == "garbage" else msgspec.json.encode(answer)
        return web.Response(body=payload, status=call.status or 500, content_type="application/json")

    def _admitted(self, token: str, request: web.BaseRequest, body: bytes) -> dict[str, Any]:
        if token != f"bot{self.token}":
            raise Refusal(401, "Unauthorized") if re.fullmatch(r"bot\d+:[\w-]{20,}", token) else not_found()
        return read(request, body)

    async def _done(self, call: Call) -> Any:
        method = self.methods.get(call.method.lower())
        if method is None:
            raise not_found()
        result = method(call.params)
        return await result if isinstance(result, Awaitable) else result

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._faults[method.lower()].extend(faults)

    def mend(self) -> None:
        """Let nothing more go wrong."""
        self._faults.clear()

    def _fault(self, method: str) -> Fault | None:
        faults = self._faults.get(method.lower())
        return faults.popleft() if faults else None

    def push(self, update: dict[str, Any]) -> None:
        """Begin to deliver an update to the webhook: a chat's own in order, chats side by side."""
        if update["update_id"] in self._queued:
            return
        self._queued.add(update["update_id"])
        part = next((value for key, value in update.items() if key != "update_id"), None)
        inner = part.get("message", part) if isinstance(part, dict) else {}
        key = str(inner.get("chat") if isinstance(inner, dict) else update["update_id"])
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[key] = deque([update])
        task = asyncio.ensure_future(self._drain(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: str) -> None:
        """Push one chat's updates in order, each until it is taken."""
        lane = self._lanes[key]
        while lane and self.webhook:
            if await self._post(lane[0]):
                self.pending.pop(lane[0]["update_id"], None)
                self._queued.discard(lane.popleft()["update_id"])
                self.notice()
            else:
                self.webhook_failures += 1
                await asyncio.sleep(self._retry_every)
        self._queued -= {update["update_id"] for update in lane}
        del self._lanes[key]

    async def _post(self, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook["secret_token"]
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=int(self.webhook.get("max_connections", 40))))
        try:
            async with self._session.post(
                self.webhook["url"], data=msgspec.json.encode(update), headers=headers
            ) as answer:
                await answer.read()
                return 200 <= answer.status < 300
        except (ClientError, OSError):
            return False


async def _go_wrong(request: web.BaseRequest, fault: Fault) -> None:
    match fault.kind:
        case "answer":
            raise Refusal(
                fault.status, fault.description, **({"retry_after": fault.retry_after} if fault.retry_after else {})
            )
        case "reset" | "lost":
            if request.transport:
                request.transport.abort()
            raise Refusal(500, "nobody hears this")
        case "hang":
            await asyncio.Event().wait()


async def _serve(port: int) -> None:
    fake = FakeTelegram()
    await fake.start(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
