"""Telegram: polling or webhook in, sendMessage and editMessageText out, on python-telegram-bot."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec
from msgspec import structs
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from crampbot_chat import log
from crampbot_chat.adapters.telegram.hear import NAME, Me, hear
from crampbot_chat.adapters.telegram.payloads import Update
from crampbot_chat.adapters.telegram.picture import show
from crampbot_chat.adapters.telegram.poll import CONFLICT, Poison, Poller, Sleep, backoff
from crampbot_chat.adapters.telegram.push import Pusher
from crampbot_chat.adapters.telegram.render import CAPTION_LIMIT, picture_of, render
from crampbot_chat.adapters.telegram.rights import Rights
from crampbot_chat.adapters.telegram.say import say
from crampbot_chat.adapters.telegram.setup import Command, Finding, Menu, check, present
from crampbot_chat.adapters.telegram.transport import WITHHELD, Transport
from crampbot_chat.contract import Capabilities, NoPicture, Pictures, Receipt, Receive, TryLater
from crampbot_chat.model import Address, Event, Message, Millis

__all__ = ["Command", "Finding", "Menu", "Telegram"]

OFFICIAL = "https://api.telegram.org"
RECENT = 1024  # messages in groups that a later answer to one person may point at
TOO_OLD = ("query is too old", "query_id_invalid", "query id is invalid")


class _Application(Application[Any, Any, Any, Any, Any, Any]):
    """python-telegram-bot's application, but an error reaches whoever asked for the update to be processed.

    What it processes are our Events: of an Update it would keep the ids of chat and person for ever, for a persistence
    that we don't have.
    """

    async def process_error(self, update: object, error: Exception, *_: object, **__: object) -> bool:  # noqa: ARG002
        raise error


class Telegram:
    """The adapter. `waits_for` are errors of `receive` that are nobody's fault: asked for again without end.

    With `webhook_url`, hand the body and the X-Telegram-Bot-Api-Secret-Token header of each POST to `webhook`;
    otherwise it polls. `close` ends the connections, after the last `send`.
    """

    name = NAME
    can = Capabilities(edit=True, quiet=True, only_for=False)

    def __init__(
        self,
        *,
        token: str,
        now: Callable[[], Millis],
        base_url: str = OFFICIAL,
        webhook_url: str = "",
        webhook_secret: str = "",
        menus: Sequence[Menu] = (),
        waits_for: tuple[type[Exception], ...] = (),
        pictures: Pictures | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._webhook_url = webhook_url
        self._menus = menus
        self._pictures = pictures
        self._now = now
        self._sleep = sleep
        self._out = Transport(base_url, token)
        self._polling = Transport(base_url, token, connections=2)
        self._app = _application(base_url, self._out, self._polling)
        self._app.add_handler(TypeHandler(Event, self._pass_on))
        self._rights = Rights(self._out, now)
        self._poison = Poison(waits_for)
        self._pusher = Pusher(self._out, webhook_url, webhook_secret, sleep)
        self._poller = Poller(self._polling, self._take, self._poison, sleep)
        self._way_in = self._pusher if webhook_url else self._poller
        self._me: Me | None = None
        self._receive: Receive | None = None
        self._errands: set[asyncio.Task[None]] = set()
        self._recent: OrderedDict[tuple[str, str], int] = OrderedDict()

    @property
    def serving(self) -> bool:
        """True while events can arrive and messages can leave."""
        return self._way_in.serving

    async def listen(self, receive: Receive) -> None:
        """Serve until cancelled; what was fetched by then is finished. Menus are set on the way."""
        try:
            self._me = await self._introduced()
            self._receive = receive
            async with asyncio.TaskGroup() as group:
                group.create_task(present(self._out, self._menus))
                await self._way_in.run()
        finally:
            self._receive = None

    async def webhook(self, body: bytes, secret: str | None) -> int:
        """Take one pushed update; the HTTP status to answer. Anything but 2xx makes Telegram push it again, so 200 is
        for what is committed and for what is no concern of ours.
        """
        status = self._pusher.admits(secret)
        if status != 200:  # noqa: PLR2004
            return status
        if self._receive is None:
            return 503
        try:
            update = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            log.event("telegram_update_ignored", reason="malformed")
            return 400
        try:
            await self._take(update)
        except Exception as error:  # noqa: BLE001 - whatever it is, this update is not committed
            return 200 if self._poison.gives_up(_update_id(update), error) else 500
        self._poison.cured(_update_id(update))
        return 200

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        """Deliver; `editing` is the ref of the message to rewrite. Raises Undelivered.

        Raises ValueError, too, for a private message to a shared place, which is a mistake of the program.
        """
        if message.private and to.shared:
            raise ValueError("a private message must not go to a shared place")
        if self._me is None:
            raise TryLater(everybody=True)
        place = {
            "chat_id": int(to.chat),
            "message_thread_id": int(to.thread) if to.thread else None,
            "disable_notification": message.quiet or None,
            "reply_parameters": self._pointer(to, message),
        }
        try:
            receipt = Receipt(await self._show(message, self._me, place, editing))
        except TryLater as later:
            if later.everybody:
                self._pusher.sent(well=False)
            raise
        self._pusher.sent(well=True)
        return receipt

    async def _show(self, message: Message, me: Me, place: dict[str, Any], editing: str) -> str:
        """The picture, where there is one, and the words; where it can't be shown, its words. Raises Undelivered."""
        picture = picture_of(message) if self._pictures else None
        parts = render(message, me.username)
        if picture and self._pictures:
            below = render(message, me.username, CAPTION_LIMIT, pictured=True)
            if editing and len(below) == 1:
                return await say(self._out, below[0], place, editing, below=True)
            try:
                ref = await show(self._out, self._pictures, str(me.id), picture, below, place)
            except NoPicture:
                pass
            else:
                if len(below) == 1:
                    return ref
                parts = render(message, me.username, pictured=True)
        ref = ""
        for part in parts:
            ref = await say(self._out, part, place, editing if len(parts) == 1 else "")
        return ref

    async def check(self) -> list[Finding]:
        """What is wrong with the account or the way to it; empty when all is well."""
        return await check(self._out, self._webhook_url)

    async def close(self) -> None:
        """End what is under way and the connections. Idempotent."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self._app.shutdown()
        await asyncio.gather(self._out.shutdown(), self._polling.shutdown())

    async def _introduced(self) -> Me:
        """Who we are, asked until Telegram answers."""
        attempt = 0
        while True:
            try:
                await self._app.initialize()
            except TelegramError as error:
                failure = error
            else:
                commands = {command.name for menu in self._menus for command in (*menu.private, *menu.shared)}
                return Me(self._app.bot.id, self._app.bot.username, frozenset({*commands, "start"}))
            log.failure("telegram_not_serving", failure, attempt=attempt)
            await self._sleep(CONFLICT if isinstance(failure, InvalidToken) else backoff(attempt))
            attempt += 1

    async def _take(self, raw: object) -> None:
        """Act on one update as it came; returns once it is committed. Raises what `receive` raises."""
        if self._me is None or self._receive is None:
            raise RuntimeError("not listening")
        try:
            update = msgspec.convert(raw, Update)
        except (msgspec.ValidationError, RecursionError):
            log.event("telegram_update_ignored", reason="malformed")
            return
        event = self._event(update, self._me)
        if event is None:
            log.event("telegram_update_ignored", level=logging.DEBUG, reason="not for us")
            return
        await self._app.process_update(structs.replace(event, may_manage=await self._rights.of(event)))

    def _event(self, update: Update, me: Me) -> Event | None:
        """What happened, None when it is no business of ours."""
        if update.callback_query:
            self._errand(self._answer(update.callback_query.id))
        event = hear(update, me, self._now())
        if event and event.where.shared and update.message:
            self._remember(event, update.message.message_id)
        return event

    async def _pass_on(self, event: Event, _: ContextTypes.DEFAULT_TYPE) -> None:
        if self._receive is None:
            raise RuntimeError("not listening")
        await self._receive(event)

    def _errand(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _answer(self, query: str) -> None:
        """Stop the button's spinner. Nobody waits for it, and an answer that comes too late is harmless."""
        try:
            await self._out.call("answerCallbackQuery", callback_query_id=query)
        except TelegramError as error:
            if not (isinstance(error, BadRequest) and any(sign in str(error).lower() for sign in TOO_OLD)):
                log.failure("telegram_press_unanswered", error)

    def _remember(self, event: Event, number: int) -> None:
        self._recent[event.where.chat, event.who.user] = number
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def _pointer(self, to: Address, message: Message) -> dict[str, Any] | None:
        """In a shared place, an answer to one person points at what they said: Telegram can't show it to them alone."""
        number = self._recent.get((to.chat, message.only_for.user)) if message.only_for and to.shared else None
        return {"message_id": number, "allow_sending_without_reply": True} if number else None


def _application(base_url: str, out: Transport, polling: Transport) -> _Application:
    builder = ApplicationBuilder().application_class(_Application).token(WITHHELD)
    builder = builder.base_url(f"{base_url}/bot").base_file_url(f"{base_url}/file/bot")
    return builder.request(out).get_updates_request(polling).updater(None).job_queue(None).build()  # type: ignore[return-value]


def _update_id(raw: object) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int else None
