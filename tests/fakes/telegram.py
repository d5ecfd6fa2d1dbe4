"""A Bot API server on the loopback that refuses what Telegram refuses, with the people who talk to the bot.

    async with FakeTelegram() as fake:
        ...                                   # a bot with fake.url and fake.token
        await fake.says(7, "calf cramp")
        await fake.until(lambda: fake.shown(7)[-1].bot)
        await fake.presses(7, "It's easing")

`python -m fakes.telegram PORT` serves until killed, for benchmarks in a process of its own.
"""

import asyncio
import itertools
import re
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl

import msgspec
from aiohttp import ClientError, ClientSession, TCPConnector, web

from fakes.telegram_html import Unparsable, seen

TOKEN = "123456789:FAKE-token_of_no_bot_at_all_0123456"
USERNAME = "CrampTestBot"
BOT = 123456789
DEFAULT_UPDATES = frozenset({"message", "edited_message", "channel_post", "callback_query", "my_chat_member"})
SIGHT = 10.0  # seconds that `until` waits


class Call(NamedTuple):
    """One request of the bot: when it came (perf_counter) and how it was answered."""

    method: str
    params: dict[str, Any]
    at: float
    status: int


class Shown(msgspec.Struct):
    """A message as people see it now."""

    id: int
    text: str
    bot: bool = False
    html: str = ""
    buttons: list[list[dict[str, str]]] = []
    silent: bool = False
    edits: int = 0
    thread: int = 0
    reply_to: int = 0
    sender: int = 0

    @property
    def labels(self) -> list[str]:
        """What the buttons say."""
        return [button["text"] for row in self.buttons for button in row]


class Fault(msgspec.Struct, frozen=True):
    """What goes wrong with one call: an error answer, or "reset" (nothing done), "lost" (done, then no answer),
    "hang" (never answered) or "garbage" (done, then an answer that is no JSON).
    """

    status: int = 0
    description: str = "Fault"
    retry_after: int = 0
    kind: str = "answer"


class Refusal(Exception):
    """An error answer."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: int) -> Refusal:
    """The commonest of them."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


class FakeTelegram:
    """The server, and the people in front of it. `now` gives the seconds that messages are dated with."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        now: Callable[[], float] = time.time,
        retry_every: float = 0.05,
        privacy: bool = True,
    ) -> None:
        self.token = token
        self.now = now
        self.calls: list[Call] = []
        self.webhook: dict[str, Any] = {}
        self.webhook_failures = 0
        self.pending: dict[int, dict[str, Any]] = {}
        self.settings: dict[tuple[str, ...], Any] = {}
        self.me = {
            "id": BOT,
            "is_bot": True,
            "first_name": "Cramp",
            "username": USERNAME,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": False,
        }
        self.blocked: set[int] = set()
        self.migrated: dict[int, int] = {}
        self._chats: dict[int, dict[int, Shown]] = {}
        self._queries: set[str] = set()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._allowed = DEFAULT_UPDATES
        self._update_ids = itertools.count(700_000_001)
        self._message_ids = itertools.count(1)
        self._poll = 0
        self._retry_every = retry_every
        self._pulse = asyncio.Event()
        self._lanes: dict[object, deque[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.ServerRunner | None = None
        self._session: ClientSession | None = None
        self.url = ""
        self._methods: dict[str, Callable[[dict[str, Any]], Any]] = {
            name.removeprefix("do_").replace("_", ""): getattr(self, name)
            for name in dir(self)
            if name.startswith("do_")
        }

    # --- serving -----------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback; `url` says where."""
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
        runner, self._runner = self._runner, None
        if runner:
            self._notice()
            await runner.cleanup()
        session, self._session = self._session, None
        if session:
            await session.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        _, token, method = (*request.path.split("/", 2), "", "")[:3]
        at = time.perf_counter()
        params: dict[str, Any] = {}
        fault = self._fault(method)
        try:
            if token != f"bot{self.token}":
                raise Refusal(401, "Unauthorized") if re.fullmatch(r"bot\d+:[\w-]{20,}", token) else _not_found()
            params = _params(request, body)
            if fault and fault.kind in {"answer", "reset", "hang"}:
                await self._fail(request, fault)
            call = self._methods.get(method.lower())
            if call is None:
                raise _not_found()
            result = call(params)
            if isinstance(result, Awaitable):
                result = await result
            status, answer = 200, {"ok": True, "result": result}
            if fault:
                await self._fail(request, fault)
        except Refusal as refusal:
            status = refusal.status
            answer = {"ok": False, "error_code": status, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
        self.calls.append(Call(method, params, at, status))
        self._notice()
        payload = b"<html>" if fault and fault.kind == "garbage" else msgspec.json.encode(answer)
        return web.Response(body=payload, status=status, content_type="application/json")

    # --- faults ------------------------------------------------------------------------------------------------------

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._faults[method.lower()].extend(faults)

    def _fault(self, method: str) -> Fault | None:
        faults = self._faults.get(method.lower())
        return faults.popleft() if faults else None

    async def _fail(self, request: web.BaseRequest, fault: Fault) -> None:
        match fault.kind:
            case "answer":
                extra = {"retry_after": fault.retry_after} if fault.retry_after else {}
                raise Refusal(fault.status, fault.description, **extra)
            case "reset" | "lost":
                if request.transport:
                    request.transport.abort()
            case "hang":
                await asyncio.Event().wait()

    # --- waiting -----------------------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object], within: float = SIGHT) -> None:
        """Wait for something that the bot does. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not condition():
                await self._pulse.wait()

    async def settled(self, within: float = SIGHT) -> None:
        """Wait until every update is confirmed."""
        await self.until(lambda: not self.pending, within)

    def _notice(self) -> None:
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method that Telegram took."""
        return [call.params for call in self.calls if call.method.lower() == method.lower() and call.status == 200]

    # --- people ------------------------------------------------------------------------------------------------------

    async def says(
        self, chat: int, words: str, *, user: int = 0, language: str = "en", topic: int = 0, **more: Any
    ) -> int:
        """Somebody writes in their private chat (a positive id) or in a group (negative); the update's id."""
        more.setdefault("entities", entities(words))
        return self.sends(chat, user=user, language=language, topic=topic, text=words, **more)

    def sends(self, chat: int, *, user: int = 0, language: str = "en", topic: int = 0, **content: Any) -> int:
        """Somebody sends anything: the fields of a Bot API Message."""
        number = next(self._message_ids)
        sender = user or abs(chat)
        text = content.get("text") or content.get("caption") or ""
        self._chat(chat)[number] = Shown(number, text, sender=sender, thread=topic)
        message: dict[str, Any] = {
            "message_id": number,
            "from": person(sender, language),
            "chat": self.chat(chat),
            "date": int(self.now()),
            **({"message_thread_id": topic, "is_topic_message": True} if topic else {}),
            **content,
        }
        return self.update(message=message)

    async def presses(self, chat: int, label: str, *, user: int = 0, language: str = "en") -> int:
        """Somebody presses the newest button of this label. Raises LookupError when no button says so."""
        for shown in reversed(self._chat(chat).values()):
            for button in (button for row in shown.buttons for button in row if button["text"] == label):
                if "url" in button:
                    start = button["url"].partition("?start=")[2]
                    return await self.says(user or abs(chat), f"/start {start}", language=language)
                return self.press(chat, shown.id, button["callback_data"], user=user, language=language)
        raise LookupError(f"nothing to press says {label!r}, only {[each.labels for each in self.shown(chat)]}")

    def press(
        self, chat: int, message_id: int, data: str, *, user: int = 0, language: str = "en", old: bool = False
    ) -> int:
        """Somebody presses a button; `old` when the message is too old to be shown to the bot."""
        query = f"q{next(self._message_ids)}"
        self._queries.add(query)
        shown = self._chat(chat).get(message_id) or Shown(message_id, "")
        message = {"chat": self.chat(chat), "date": 0, "message_id": message_id} if old else self._message(chat, shown)
        return self.update(
            callback_query={
                "id": query,
                "from": person(user or abs(chat), language),
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        )

    def reacts(self, chat: int, *emoji: str, user: int = 0, before: tuple[str, ...] = ()) -> int:
        """Somebody changes their reactions to the newest message."""
        return self.update(
            message_reaction={
                "chat": self.chat(chat),
                "message_id": max(self._chat(chat), default=1),
                "user": person(user or abs(chat)),
                "date": int(self.now()),
                "old_reaction": [{"type": "emoji", "emoji": each} for each in before],
                "new_reaction": [{"type": "emoji", "emoji": each} for each in emoji],
            }
        )

    def blocks(self, user: int) -> int:
        """Somebody blocks the bot."""
        self.blocked.add(user)
        return self.member(user, "member", "kicked")

    def unblocks(self, user: int) -> int:
        """Somebody lets it in again."""
        self.blocked.discard(user)
        return self.member(user, "kicked", "member")

    def member(self, chat: int, before: str, after: str, *, user: int = 0) -> int:
        """The bot's own standing in a chat changes."""
        self._chat(chat)
        change = {
            "chat": self.chat(chat),
            "from": person(user or abs(chat)),
            "date": int(self.now()),
            "old_chat_member": _member(self.me, before),
            "new_chat_member": _member(self.me, after),
        }
        return self.update(my_chat_member=change)

    def shown(self, chat: int) -> list[Shown]:
        """The chat as the person sees it now, oldest first."""
        return list(self._chats.get(chat, {}).values())

    def said(self, chat: int) -> list[str]:
        """What the bot's messages in a chat say now."""
        return [shown.text for shown in self.shown(chat) if shown.bot]

    def chat(self, chat: int) -> dict[str, Any]:
        """A Bot API Chat: positive ids are private, from -10**12 down supergroups, other negative ones groups."""
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": "Somebody"}
        return {"id": chat, "type": "supergroup" if chat <= -(10**12) else "group", "title": "Some group"}

    def update(self, **parts: Any) -> int:
        """Anything else happens. Nothing comes of it when the bot has not asked for updates of its kind."""
        number = next(self._update_ids)
        if not parts.keys() <= self._allowed:
            return number
        return self.raw({"update_id": number, **parts})

    def raw(self, update: dict[str, Any]) -> int:
        """An update of any shape at all, delivered as it is."""
        number: int = update["update_id"]
        self.pending[number] = update
        if self.webhook:
            self._push(update)
        self._notice()
        return number

    # --- pushing -----------------------------------------------------------------------------------------------------

    def _push(self, update: dict[str, Any]) -> None:
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
                self.pending.pop(lane.popleft()["update_id"], None)
                self._notice()
            else:
                self.webhook_failures += 1
                await asyncio.sleep(self._retry_every)
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

    # --- methods of the Bot API --------------------------------------------------------------------------------------

    def do_get_me(self, _: dict[str, Any]) -> dict[str, Any]:
        return self.me

    async def do_get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        self._allow(params)
        offset = int(params.get("offset") or 0)
        for number in [each for each in self.pending if each < offset]:
            del self.pending[number]
        self._poll += 1
        mine = self._poll
        self._notice()
        deadline = asyncio.get_running_loop().time() + min(int(params.get("timeout") or 0), 50)
        while not self.pending and self._runner:
            try:
                async with asyncio.timeout_at(deadline):
                    await self._pulse.wait()
            except TimeoutError:
                break
            if self._poll != mine:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        limit = int(params.get("limit") or 100)
        return [self.pending[number] for number in sorted(self.pending)[: max(1, min(limit, 100))]]

    def do_set_webhook(self, params: dict[str, Any]) -> bool:
        url = params.get("url") or ""
        secret = params.get("secret_token") or ""
        if url and not url.startswith(("https://", "http://127.0.0.1")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        self._allow(params)
        self.webhook = {**params} if url else {}
        for update in list(self.pending.values()) if url else []:
            self._push(update)
        return True

    def do_delete_webhook(self, params: dict[str, Any]) -> bool:
        self.webhook = {}
        if params.get("drop_pending_updates") in (True, "true", "True"):
            self.pending.clear()
        return True

    def do_get_webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        info: dict[str, Any] = {"url": self.webhook.get("url", ""), "pending_update_count": len(self.pending)}
        if self.webhook_failures:
            info |= {"last_error_date": int(self.now()), "last_error_message": "Wrong response from the webhook"}
        return info

    def do_send_message(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._open(params)
        text, html = _words(params)
        shown = Shown(0, text, bot=True, html=html, buttons=_buttons(params), sender=BOT)
        shown.silent = params.get("disable_notification") in (True, "true", "True")
        shown.thread = int(params.get("message_thread_id") or 0)
        if shown.thread and not any(each.thread == shown.thread for each in self._chats[chat].values()):
            raise bad("message thread not found")
        pointer = _json(params.get("reply_parameters")) or {}
        if pointer and pointer["message_id"] in self._chats[chat]:
            shown.reply_to = pointer["message_id"]
        elif pointer and not pointer.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        shown.id = next(self._message_ids)
        self._chats[chat][shown.id] = shown
        return self._message(chat, shown)

    def do_edit_message_text(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._open(params)
        shown = self._chats[chat].get(int(params.get("message_id") or 0))
        if shown is None:
            raise bad("message to edit not found")
        if not shown.bot:
            raise bad("message can't be edited")
        (text, html), buttons = _words(params), _buttons(params)
        if (text, html, buttons) == (shown.text, shown.html, shown.buttons):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        shown.text, shown.html, shown.buttons, shown.edits = text, html, buttons, shown.edits + 1
        return self._message(chat, shown)

    def do_delete_message(self, params: dict[str, Any]) -> bool:
        if self._chats[self._open(params)].pop(int(params.get("message_id") or 0), None) is None:
            raise bad("message to delete not found")
        return True

    def do_send_chat_action(self, params: dict[str, Any]) -> bool:
        self._open(params)
        return True

    def do_answer_callback_query(self, params: dict[str, Any]) -> bool:
        if params.get("callback_query_id") not in self._queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text") or "") > 200:
            raise bad("MESSAGE_TOO_LONG")
        return True

    def do_get_my_commands(self, params: dict[str, Any]) -> Any:
        return self.settings.get(_scope(params), [])

    def do_set_my_commands(self, params: dict[str, Any]) -> bool:
        commands = _json(params.get("commands"))
        if not isinstance(commands, list):
            raise bad('parameter "commands" is required')
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.settings[_scope(params)] = commands
        return True

    def do_get_my_description(self, params: dict[str, Any]) -> dict[str, str]:
        return {"description": self.settings.get(("about", params.get("language_code") or ""), "")}

    def do_set_my_description(self, params: dict[str, Any]) -> bool:
        return self._describe("about", params, "description", 512)

    def do_get_my_short_description(self, params: dict[str, Any]) -> dict[str, str]:
        return {"short_description": self.settings.get(("short", params.get("language_code") or ""), "")}

    def do_set_my_short_description(self, params: dict[str, Any]) -> bool:
        return self._describe("short", params, "short_description", 120)

    # --- their parts -------------------------------------------------------------------------------------------------

    def _describe(self, kind: str, params: dict[str, Any], name: str, most: int) -> bool:
        text = params.get(name) or ""
        if len(text) > most:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        self.settings[kind, params.get("language_code") or ""] = text
        return True

    def _allow(self, params: dict[str, Any]) -> None:
        allowed = _json(params.get("allowed_updates"))
        if allowed is not None:
            self._allowed = frozenset(allowed) or DEFAULT_UPDATES

    def _chat(self, chat: int) -> dict[int, Shown]:
        return self._chats.setdefault(chat, {})

    def _open(self, params: dict[str, Any]) -> int:
        """The chat that a call names, when the bot may speak there."""
        try:
            chat = int(params.get("chat_id") or 0)
        except ValueError:
            chat = 0
        if chat in self.migrated:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.migrated[chat])
        if chat in self.blocked:
            raise Refusal(
                403,
                "Forbidden: bot was blocked by the user"
                if chat > 0
                else "Forbidden: bot was kicked from the group chat",
            )
        if chat not in self._chats:
            raise bad("chat not found") if chat else bad("chat_id is empty")
        return chat

    def _message(self, chat: int, shown: Shown) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": shown.id,
            "from": self.me if shown.bot else person(shown.sender),
            "chat": self.chat(chat),
            "date": int(self.now()),
            "text": shown.text,
        }
        if shown.thread:
            message |= {"message_thread_id": shown.thread, "is_topic_message": True}
        if shown.buttons:
            message["reply_markup"] = {"inline_keyboard": shown.buttons}
        return message


# --- what parameters say ---------------------------------------------------------------------------------------------


def _params(request: web.BaseRequest, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            params = msgspec.json.decode(body)
        except msgspec.DecodeError:
            raise bad("can't parse JSON object") from None
        if not isinstance(params, dict):
            raise bad("JSON object expected")
        return params
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)) | dict(request.query)


def _json(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            raise bad("can't parse reply markup JSON object") from None
    return value


def _scope(params: dict[str, Any]) -> tuple[str, ...]:
    scope = _json(params.get("scope")) or {"type": "default"}
    return ("commands", scope["type"], str(scope.get("chat_id", "")), params.get("language_code") or "")


def _words(params: dict[str, Any]) -> tuple[str, str]:
    """(what people read, what was sent)."""
    html = params.get("text") or ""
    if not isinstance(html, str):
        raise bad("message text is empty")
    mode = params.get("parse_mode") or ""
    if mode not in {"", "HTML"}:
        raise bad("unsupported parse_mode")
    try:
        text = (seen(html) if mode else html).strip()
    except Unparsable as problem:
        raise bad(f"can't parse entities: {problem}") from None
    if not text:
        raise bad("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise bad("message is too long")
    return text, html


def _buttons(params: dict[str, Any]) -> list[list[dict[str, str]]]:
    markup = _json(params.get("reply_markup"))
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows: list[list[dict[str, str]]] = markup.get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        if not button.get("text"):
            raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
        if len(button) != 2 or not button.keys() & {"callback_data", "url"}:
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(button.get("callback_data", "x").encode()) not in range(1, 65):
            raise bad("BUTTON_DATA_INVALID")
        if not re.match(r"https?://[\w.-]+\.\w+|tg://", button.get("url", "https://t.me")):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if any(len(row) > 8 for row in rows) or sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    return rows


def _not_found() -> Refusal:
    return Refusal(404, "Not Found")


def _member(me: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": me, "status": status, **({"until_date": 0} if status == "kicked" else {})}


def person(number: int, language: str = "en") -> dict[str, Any]:
    """A Bot API User."""
    return {"id": number, "is_bot": False, "first_name": "Somebody", "language_code": language}


def entities(words: str) -> list[dict[str, Any]]:
    """The commands and mentions that Telegram marks in a text, in UTF-16 code units."""
    found = []
    for match in re.finditer(r"(?<!\S)/\w+(?:@\w+)?|(?<!\w)@\w{4,}", words, re.ASCII):
        kind = "mention" if match.group().startswith("@") else "bot_command"
        start, end = (len(words[:at].encode("utf-16-le")) // 2 for at in match.span())
        found.append({"type": kind, "offset": start, "length": end - start})
    return found


async def _serve(port: int) -> None:
    fake = FakeTelegram()
    await fake.start(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    import sys

    asyncio.run(_serve(int(sys.argv[1])))
