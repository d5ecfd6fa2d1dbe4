"""Slack's Web API: one client over one connection pool, silent, and every failure as a Fault with a code."""

import logging
import re
from collections.abc import Awaitable
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from crampbot_chat.adapters.slack.faults import BAD_TOKEN, INTERRUPTED, RATE_LIMITED, UNREACHABLE, Fault

TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)  # seconds
IDLE = 60  # seconds a free connection is kept, so that an answer at night rarely waits for a TLS handshake
TOO_MANY = 429  # HTTP status

FAILURES = (
    SlackClientError,
    msgspec.ValidationError,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    ValueError,
    AttributeError,
)
"""All that the SDK raises; ValueError and AttributeError where a proxy answered with something that isn't Slack's."""

T = TypeVar("T")


class Done(msgspec.Struct):
    """An answer that says nothing more than that it is done."""


def silent() -> logging.Logger:
    """A logger that drops everything: Bolt and the SDK log bodies, parameters and answers.

    Bolt copies level and filters to the loggers that it makes, so both are set.
    """
    logger = logging.Logger("slack", level=logging.CRITICAL + 1)  # noqa: LOG001 - out of reach of every configuration
    logger.addFilter(lambda _record: False)
    return logger


class Api:
    """The Web API with one token; `run` is the only way to it."""

    def __init__(self, token: str, base_url: str) -> None:
        self.client = AsyncWebClient(token=token, base_url=base_url, logger=silent(), retry_handlers=[])
        self.client.proxy = self.proxy = proxy_for(base_url)
        self.trusted = True  # False once Slack has said that the token is no good

    async def run(self, request: Awaitable[AsyncSlackResponse], shape: type[T]) -> T:
        """The part of the answer that we read. Raises Fault, which holds nothing of what was sent or answered."""
        try:
            answer = await self.ask(request, shape)
        except Fault as fault:
            self.trusted = self.trusted and fault.code not in BAD_TOKEN
            raise
        self.trusted = True
        return answer

    async def ask(self, request: Awaitable[AsyncSlackResponse], shape: type[T]) -> T:
        """The same for a request with another token than ours, which says nothing about ours."""
        self._open()
        try:
            response = await request
            return msgspec.convert({"scopes": response.headers.get("x-oauth-scopes", ""), **_data(response)}, shape)
        except FAILURES as error:
            fault = _fault(error)
        raise fault

    async def put(self, url: str, content: bytes) -> None:
        """Send a file to the address that Slack named for it. Raises Fault."""
        self._open()
        fault = Fault(INTERRUPTED)
        try:
            assert self.client.session  # noqa: S101 - it has just been opened
            async with self.client.session.post(url, data=content, proxy=self.proxy) as answer:
                if answer.ok:
                    return
                fault = Fault(f"http_{answer.status}")
        except FAILURES as error:
            fault = _fault(error)
        raise fault

    async def close(self) -> None:
        if self.client.session:
            await self.client.session.close()

    def _open(self) -> None:
        """Give the client its session; without one it would open a new connection for every call."""
        if self.client.session is None or self.client.session.closed:
            connector = aiohttp.TCPConnector(keepalive_timeout=IDLE)
            self.client.session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for `url`; the SDK would ignore NO_PROXY."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _data(response: AsyncSlackResponse) -> dict[str, object]:
    return response.data if isinstance(response.data, dict) else {}


def _fault(error: Exception) -> Fault:
    match error:
        case SlackApiError():
            return _refusal(error.response)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Fault(UNREACHABLE)
        case _:
            return Fault(INTERRUPTED)


def _refusal(response: object) -> Fault:
    """What Slack answered instead of ok: an error code, or a status alone."""
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    headers = getattr(response, "headers", {})
    code = data.get("error", "") if isinstance(data, dict) else ""
    if status == TOO_MANY or code == RATE_LIMITED:
        wait = str(headers.get("Retry-After", ""))
        return Fault(RATE_LIMITED, float(wait) if wait.isascii() and wait.isdigit() else None)
    if isinstance(code, str) and re.fullmatch(r"[a-z0-9_.]{1,80}", code):
        return Fault(code)
    return Fault(f"http_{status}")
