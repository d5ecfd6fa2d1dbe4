"""One thing that the pretended Slack tells the app, and how Slack signs it on the way over HTTP."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlencode

SECRET = "0123456789abcdef0123456789abcdef"
PATIENCE = 5  # seconds that a test waits for something before it fails

Json = dict[str, Any]


class Delivery:
    """How often it was sent, and whether and how it was acknowledged."""

    def __init__(self, kind: str, payload: Json, number: int) -> None:
        self.kind = kind  # events_api, slash_commands or interactive
        self.payload = payload
        self.envelope = f"envelope-{number}"
        self.attempts = 0
        self.statuses: list[int] = []
        self.answer: Json | None = None
        self._acked = asyncio.Event()
        self._then: Callable[[Json | None], None] | None = None

    @property
    def acked(self) -> bool:
        return self._acked.is_set()

    def ack(self, answer: Json | None) -> None:
        self.answer = answer
        self._acked.set()
        if self._then:
            self._then(answer)

    def on_ack(self, then: Callable[[Json | None], None]) -> None:
        """Do this with the answer, now or when it comes."""
        self._then = then
        if self.acked:
            then(self.answer)

    async def done(self) -> Self:
        """Wait until it is acknowledged. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            await self._acked.wait()
        return self


def signed(
    kind: str, payload: Json, *, secret: str = SECRET, at: float | None = None, retry: int = 0
) -> tuple[dict[str, str], bytes]:
    """Headers and body of one HTTP delivery."""
    form = {"slash_commands": payload, "interactive": {"payload": json.dumps(payload)}}.get(kind)
    if form is None:
        headers, body = {"Content-Type": "application/json"}, json.dumps(payload).encode()
    else:
        headers, body = {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_error"}
    return {**headers, **signature(body, secret=secret, at=at)}, body


def signature(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The two headers that prove who sent the body, and when."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
