"""The webhook: Telegram pushes updates to us, and only Telegram."""

import hmac
import logging

from telegram.error import TelegramError

from crampbot_chat import log
from crampbot_chat.adapters.telegram.hear import WANTED
from crampbot_chat.adapters.telegram.poll import Sleep, backoff
from crampbot_chat.adapters.telegram.transport import Transport

WATCH = 30.0  # seconds between two looks at whether the webhook is still ours


class Pusher:
    """Keeps the webhook set. `serving` is true while it is, and nothing is known to be wrong with our token."""

    def __init__(self, transport: Transport, url: str, secret: str, sleep: Sleep) -> None:
        self._transport = transport
        self._url = url
        self._secret = secret
        self._sleep = sleep
        self._dumb = False
        self.serving = False

    def sent(self, *, well: bool) -> None:
        """Whether messages can leave at all: who can't speak doesn't serve, until one has left or our look succeeds."""
        if well and self._dumb:
            self._dumb = False
            self._say(serving=True)
        elif not well and self.serving:
            self._dumb = True
            self._say(serving=False)

    def _say(self, *, serving: bool) -> None:
        self.serving = serving
        if serving:
            log.event("telegram_serving", mode="webhook")
        else:
            log.event("telegram_not_serving", level=logging.ERROR, reason="sending")

    def admits(self, secret: str | None) -> int:
        """The HTTP status for somebody with this secret: 200 for Telegram."""
        if not secret:
            return 401
        known = self._secret and hmac.compare_digest(secret.encode(errors="replace"), self._secret.encode())
        return 200 if known else 403

    async def run(self) -> None:
        """Have updates pushed to us until cancelled, and look now and then that nobody changed it."""
        attempt = 0
        try:
            while True:
                try:
                    await self._ensure()
                except TelegramError as error:
                    self.serving = self._dumb = False
                    log.failure("telegram_not_serving", error, attempt=attempt)
                    await self._sleep(backoff(attempt))
                    attempt += 1
                    continue
                if not self.serving:
                    self._say(serving=True)
                self._dumb, attempt = False, 0
                await self._sleep(WATCH)
        finally:
            self.serving = False

    async def _ensure(self) -> None:
        if self.serving:
            info = await self._transport.call("getWebhookInfo")
            if isinstance(info, dict) and info.get("url") == self._url:
                return
        await self._transport.call("setWebhook", url=self._url, secret_token=self._secret, allowed_updates=list(WANTED))
