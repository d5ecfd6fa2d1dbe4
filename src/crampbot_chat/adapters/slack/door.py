"""The real Bolt app with one middleware of ours at its end: what Slack sends is answered after it has been taken."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from crampbot_chat import log
from crampbot_chat.adapters.slack.api import silent
from crampbot_chat.adapters.slack.hear import Me

Take = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""Commits one payload and returns what to answer at once, mostly nothing. Raises when it is not committed."""

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an HTTP answer."""

OK, BAD_REQUEST, UNAUTHORIZED = 200, 400, 401


class Taking(AsyncMiddleware):
    """The end of Bolt's chain, after the signature, the ssl and url checks and the bot's own events.

    Bolt acknowledges events before it runs a listener; a middleware is awaited, and what it raises becomes a 500.
    """

    def __init__(self, take: Take) -> None:
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - Bolt's signature
    ) -> BoltResponse:
        answer = await self._take(req.body)
        return BoltResponse(status=OK, body=answer or "")


class Door:
    """Both ways in, HTTP requests and Socket Mode envelopes, lead through the same Bolt app."""

    def __init__(self, client: AsyncWebClient, secret: str, whoami: Callable[[], Awaitable[Me]], take: Take) -> None:
        async def authorize() -> AuthorizeResult:
            """Without this every request would cost an auth.test."""
            me = await whoami()
            ids = {"team_id": me.workspace, "bot_user_id": me.user, "bot_id": me.bot}
            return AuthorizeResult(enterprise_id=None, bot_token=client.token, **ids)

        self._app = AsyncApp(
            name="slack_bolt",  # Bolt silences the logger of this name as well
            logger=silent(),
            client=client,
            signing_secret=secret,
            authorize=authorize,
            process_before_response=True,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self._app.use(Taking(take))
        self._app.error(_note)

    async def request(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one HTTP request: 401 for a wrong or old signature, 400 for what can't be read, 500 if not taken."""
        names = {name.lower(): value for name, value in headers.items()}
        stamp, signature = names.get("x-slack-request-timestamp", ""), names.get("x-slack-signature", "")
        if not (re.fullmatch(r"[0-9]{1,12}", stamp) and signature.isascii()):
            return _plain(UNAUTHORIZED)  # Bolt would stumble over these
        request = _readable("http", body, dict(names))
        if request is None:
            return _plain(BAD_REQUEST)
        response = await self._app.async_dispatch(request)
        return response.status, response.first_headers(), response.body.encode()

    async def envelope(self, payload: dict[str, Any]) -> BoltResponse:
        """Take one Socket Mode payload; it may be acknowledged only when the status is 200."""
        request = _readable("socket_mode", payload)
        if request is None:
            return BoltResponse(status=OK)  # unreadable for good: let Slack forget it
        return await self._app.async_dispatch(request)


def _readable(
    mode: str, body: bytes | dict[str, Any], headers: dict[str, str] | None = None
) -> AsyncBoltRequest | None:
    """The request as Bolt reads it; None for what it would stumble over."""
    try:
        text = body.decode() if isinstance(body, bytes) else body
        request = AsyncBoltRequest(mode=mode, body=text, headers=dict(headers or {}))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if not request.body and isinstance(text, str):
        request.body = dict(parse_qsl(text))  # Bolt loses a command in whose words "payload" stands
    return request if isinstance(request.body.get("event", {}), dict) else None


async def _note(error: Exception) -> None:
    """Bolt's own handler logs the error's text, which may hold somebody's words."""
    log.failure("not_taken", error, adapter="slack")


def _plain(status: int) -> Answer:
    return status, {"content-type": "text/plain;charset=utf-8"}, b""
