"""The HTTP door: /telegram/webhook, /slack/events, /healthz and /metrics, on aiohttp.

Bodies are refused beyond aiohttp's 1 MiB; events of Telegram and Slack stay far below.
"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from crampbot_chat import log
from crampbot_chat.metrics import Metrics

Handler = Callable[[web.BaseRequest], Awaitable[web.Response]]
TelegramDoor = Callable[[bytes, str | None], Awaitable[int]]
SlackDoor = Callable[[Mapping[str, str], bytes], Awaitable[tuple[int, dict[str, str], bytes]]]


class Door:
    """Routes for the adapters that are pushed to, and for those who watch the bot."""

    def __init__(
        self,
        metrics: Metrics,
        serving: Callable[[], Mapping[str, bool]],
        telegram: TelegramDoor | None,
        slack: SlackDoor | None,
    ) -> None:
        self._metrics = metrics
        self._serving = serving
        self._telegram = telegram
        self._slack = slack
        self._database: Callable[[], bool] = lambda: True
        self._routes: dict[str, tuple[str, Handler]] = {
            "/healthz": ("GET", self._health),
            "/metrics": ("GET", self._show_metrics),
        }
        if telegram:
            self._routes["/telegram/webhook"] = ("POST", self._hear_telegram)
        if slack:
            self._routes["/slack/events"] = ("POST", self._hear_slack)
        server = web.Server(self._answer, access_log=None)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=5.0)

    def watch(self, database: Callable[[], bool]) -> None:
        """Tell of the database too, whether it is well."""
        self._database = database

    async def open(self, host: str, port: int) -> None:
        """Listen. Raises OSError when the address is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        log.event("http_open", port=port)

    async def close(self) -> None:
        """Take nothing more, finish what is being answered. Idempotent."""
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """A look into a table: with four fixed paths there is nothing for a router to do."""
        method, handler = self._routes.get(request.path, ("", None))
        if handler is None:
            return web.Response(status=404)
        if request.method not in (method, "HEAD" if method == "GET" else method):
            return web.Response(status=405, headers={"Allow": method})
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)

    async def _hear_telegram(self, request: web.BaseRequest) -> web.Response:
        assert self._telegram is not None  # noqa: S101 - the route exists only then
        body = await request.read()
        status = await self._telegram(body, request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=status)

    async def _hear_slack(self, request: web.BaseRequest) -> web.Response:
        assert self._slack is not None  # noqa: S101 - the route exists only then
        body = await request.read()
        status, headers, answer = await self._slack(request.headers, body)
        return web.Response(status=status, headers=headers, body=answer)

    async def _health(self, _request: web.BaseRequest) -> web.Response:
        """200 once every configured adapter serves, and as long as the database does; the body names each."""
        states = {name: "serving" if yes else "not serving" for name, yes in self._serving().items()}
        states["database"] = "well" if self._database() else "failing"
        ready = {*states.values()} <= {"serving", "well"}
        text = "".join(f"{name} {state}\n" for name, state in states.items())
        return web.Response(status=200 if ready else 503, text=text)

    async def _show_metrics(self, _request: web.BaseRequest) -> web.Response:
        return web.Response(body=self._metrics.page(), headers={"Content-Type": self._metrics.content_type})
