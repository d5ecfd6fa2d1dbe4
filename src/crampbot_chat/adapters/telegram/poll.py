"""Long polling with our own offset: Telegram forgets an update only after its effects are committed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from crampbot_chat import log
from crampbot_chat.adapters.telegram.hear import WANTED
from crampbot_chat.adapters.telegram.say import seconds
from crampbot_chat.adapters.telegram.transport import READ, Transport

WAIT = 50  # seconds of one long poll; Bot API, getUpdates.timeout
BATCH = 100  # Bot API, getUpdates.limit
TRIES = 5  # of an update that fails for a reason of its own
SLOWEST = 30.0  # seconds between two tries
CONFLICT = 30.0  # seconds; another process polls with our token
AGAIN = 0.9  # seconds until an update that failed is asked for again; nobody behind it may wait longer than a second
FAREWELL = 2.0  # seconds for the last confirmation

Take = Callable[[Any], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


def backoff(attempt: int) -> float:
    """Seconds to wait after so many failures."""
    return min(0.5 * 2.0 ** min(attempt, 10), SLOWEST)


class Poison:
    """Counts how often each update failed, so that one that always fails can't block everybody for ever.

    Errors of the classes in `innocent` (the database is down) are not the update's fault and never counted.
    """

    def __init__(self, innocent: tuple[type[Exception], ...] = ()) -> None:
        self._innocent = innocent
        self._failures: dict[object, int] = {}

    def gives_up(self, update: object, error: Exception) -> bool:
        """Whether the update with this id has failed too often. Counts the failure."""
        if isinstance(error, self._innocent):
            return False
        failures = self._failures.pop(update, 0) + 1
        log.failure("telegram_update_failed", error, attempt=failures)
        if failures >= TRIES:
            log.failure("telegram_update_skipped", error)
            return True
        if len(self._failures) >= 10 * BATCH:
            del self._failures[next(iter(self._failures))]
        self._failures[update] = failures
        return False

    def cured(self, update: object) -> None:
        """Forget the failures of an update that went well."""
        self._failures.pop(update, None)


class Poller:
    """Asks, hands on, confirms. `serving` is true while Telegram answers."""

    def __init__(self, transport: Transport, take: Take, poison: Poison, sleep: Sleep) -> None:
        self._transport = transport
        self._take = take
        self._poison = poison
        self._sleep = sleep
        self._offset = 0  # 0: nothing to confirm
        self._done: set[int] = set()  # taken, but not yet confirmed because an earlier one is not
        self._trouble = ""
        self.serving = False

    async def run(self) -> None:
        """Poll until cancelled; then finish what was fetched, and confirm it."""
        attempt = 0
        try:
            while True:
                try:
                    updates = await self._ask(WAIT if self.serving else 0)
                except TelegramError as error:
                    self.serving = False
                    await self._sleep(await self._after(error, attempt))
                    attempt += 1
                    continue
                self._well()
                attempt = 0
                if not await self._finish(updates):
                    await self._sleep(AGAIN)
        finally:
            self.serving = False
            await self._confirm()

    async def _ask(self, wait: int) -> list[dict[str, Any]]:
        """The next updates. After an empty answer everything before the offset is forgotten, so that it can be
        forgotten too: after a quiet week Telegram's ids start anew, perhaps below it (Bot API, Update.update_id).
        """
        result = await self._transport.call(
            "getUpdates",
            offset=self._offset or None,
            timeout=wait,
            limit=BATCH,
            allowed_updates=list(WANTED),
            read_timeout=wait + READ,
        )
        updates = [each for each in result if _id(each) is not None] if isinstance(result, list) else []
        if not updates and result != []:
            raise TelegramError("unreadable answer")
        if not updates:
            self._offset = 0
        return updates

    async def _finish(self, updates: list[dict[str, Any]]) -> bool:
        """Take a batch to its end, even when cancelled meanwhile; whether all of it was taken."""
        if not updates:
            return True
        batch = asyncio.ensure_future(self._batch(updates))
        try:
            return await asyncio.shield(batch)
        except asyncio.CancelledError:
            await batch
            raise

    async def _batch(self, updates: list[dict[str, Any]]) -> bool:
        lanes = defaultdict(list)
        for update in updates:
            if update["update_id"] not in self._done:
                lanes[lane(update)].append(update)
        failed = [each for each in await asyncio.gather(*map(self._lane, lanes.values())) if each is not None]
        self._offset = min(failed, default=updates[-1]["update_id"] + 1)
        self._done = {done for done in self._done if done > self._offset}
        return not failed

    async def _lane(self, updates: Sequence[dict[str, Any]]) -> int | None:
        """Take one chat's updates in order; the id of the first that has to be asked for again."""
        for update in updates:
            number: int = update["update_id"]
            try:
                await self._take(update)
            except Exception as error:  # noqa: BLE001 - whatever it is, this update is not committed
                if not self._poison.gives_up(number, error):
                    return number
            else:
                self._poison.cured(number)
            self._done.add(number)
        return None

    async def _after(self, error: TelegramError, attempt: int) -> float:
        """Log a new kind of trouble once, do what can be done about it, and say how long to wait."""
        kind = type(error).__name__
        if kind != self._trouble:
            self._trouble = kind
            log.event("telegram_not_serving", level=logging.ERROR, error=kind)
        match error:
            case RetryAfter():
                return seconds(error) or backoff(attempt)
            case Conflict() if "webhook" in str(error).lower():
                return await self._without_webhook(attempt)
            case Conflict() | InvalidToken():
                return CONFLICT
        return backoff(attempt)

    async def _without_webhook(self, attempt: int) -> float:
        """Remove a webhook, which makes polling impossible, with nothing lost; how long to wait then."""
        try:
            await self._transport.call("deleteWebhook", drop_pending_updates=False)
        except TelegramError:
            return backoff(attempt)
        return 0 if attempt < TRIES else CONFLICT

    def _well(self) -> None:
        if not self.serving:
            log.event("telegram_serving", mode="polling")
        self.serving, self._trouble = True, ""

    async def _confirm(self) -> None:
        if not self._offset:
            return
        try:
            async with asyncio.timeout(FAREWELL):
                await self._transport.call("getUpdates", offset=self._offset, timeout=0, limit=1)
        except (TelegramError, TimeoutError):
            log.event("telegram_unconfirmed")  # they will come again, and be recognised


def lane(update: dict[str, Any]) -> str:
    """What keeps order: the chat of an update, or nothing but the update itself when it has none."""
    for part in update.values():
        if isinstance(part, dict):
            inner = part.get("message")
            chat = part.get("chat") or (inner.get("chat") if isinstance(inner, dict) else None)
            if isinstance(chat, dict):
                return str(chat.get("id"))
    return f"update {update.get('update_id')}"


def _id(update: object) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else None
