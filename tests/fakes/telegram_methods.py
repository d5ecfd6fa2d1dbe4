"""What the Bot API does, without its HTTP: chats, updates, menus, and the refusals of the real one."""

import asyncio
import itertools
import re
import time
from collections.abc import Callable
from typing import Any

from fakes.telegram_media import Media
from fakes.telegram_parts import Call, Refusal, Shown, bad, buttons, person, scope, structure, words

BOT = 123456789
USERNAME = "CrampTestBot"
CAPTION = 1024  # UTF-16 code units
RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
DEFAULT_UPDATES = frozenset({"message", "edited_message", "channel_post", "callback_query", "my_chat_member"})
SIGHT = 10.0  # seconds that `until` waits


class BotApi:
    """The state behind the Bot API and its methods: `do_send_message` is sendMessage.

    `now` gives the seconds that messages are dated with; a long poll ends after `longest_poll` seconds; without
    `privacy` the bot reads all that groups say.
    """

    def __init__(self, *, now: Callable[[], float] = time.time, longest_poll: float = 50, privacy: bool = True) -> None:
        self.now = now
        self._longest_poll = longest_poll
        self.me = {
            "id": BOT,
            "is_bot": True,
            "first_name": "Cramp",
            "username": USERNAME,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, dict[int, Shown]] = {}
        self.pending: dict[int, dict[str, Any]] = {}
        self.webhook: dict[str, Any] = {}
        self.webhook_failures = 0
        self.settings: dict[tuple[str, ...], Any] = {}
        self.calls: list[Call] = []
        self.blocked: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.admins: set[tuple[int, int]] = set()
        self.queries: set[str] = set()
        self.media = Media(BOT)
        self.allowed = DEFAULT_UPDATES
        self.serving = False
        self.update_ids = itertools.count(700_000_001)
        self.message_ids = itertools.count(1)
        self._poll = 0
        self._pulse = asyncio.Event()

    async def until(self, condition: Callable[[], object], within: float = SIGHT) -> None:
        """Wait for something that the bot does. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not condition():
                await self._pulse.wait()

    async def settled(self, within: float = SIGHT) -> None:
        """Wait until every update is confirmed."""
        await self.until(lambda: not self.pending, within)

    def notice(self) -> None:
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method that Telegram took."""
        return [call.params for call in self.calls if call.method.lower() == method.lower() and call.status == 200]

    def push(self, update: dict[str, Any]) -> None:
        """Begin to deliver an update to the webhook."""
        raise NotImplementedError

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
        self.notice()
        deadline = asyncio.get_running_loop().time() + min(int(params.get("timeout") or 0), self._longest_poll)
        while not self.pending and self.serving:
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
            self.push(update)
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
        return self._show(params, *words(params))

    def do_send_photo(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._show(params, *words(params, "caption", CAPTION), self.media.sent("photo", params))

    def do_send_animation(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._show(params, *words(params, "caption", CAPTION), self.media.sent("animation", params))

    def _show(self, params: dict[str, Any], text: str, html: str, media: str = "") -> dict[str, Any]:
        chat = self._open(params)
        shown = Shown(0, text, bot=True, html=html, buttons=buttons(params), sender=BOT, media=media)
        shown.silent = params.get("disable_notification") in (True, "true", "True")
        shown.thread = int(params.get("message_thread_id") or 0)
        if shown.thread and not any(each.thread == shown.thread for each in self.chats[chat].values()):
            raise bad("message thread not found")
        pointer = structure(params.get("reply_parameters")) or {}
        if pointer and pointer["message_id"] in self.chats[chat]:
            shown.reply_to = pointer["message_id"]
        elif pointer and not pointer.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        shown.id = next(self.message_ids)
        self.chats[chat][shown.id] = shown
        return self.as_message(chat, shown)

    def do_edit_message_caption(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._edit(params, "caption", *words(params, "caption", CAPTION))

    def do_edit_message_text(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._edit(params, "text", *words(params))

    def _edit(self, params: dict[str, Any], field: str, text: str, html: str) -> dict[str, Any]:
        chat = self._open(params)
        shown = self.chats[chat].get(int(params.get("message_id") or 0))
        if shown is None:
            raise bad("message to edit not found")
        if not shown.bot:
            raise bad("message can't be edited")
        if (field == "caption") != bool(shown.media):
            raise bad(f"there is no {field} in the message to edit")
        rows = buttons(params)
        if (text, html, rows) == (shown.text, shown.html, shown.buttons):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        shown.text, shown.html, shown.buttons, shown.edits = text, html, rows, shown.edits + 1
        return self.as_message(chat, shown)

    def do_delete_message(self, params: dict[str, Any]) -> bool:
        if self.chats[self._open(params)].pop(int(params.get("message_id") or 0), None) is None:
            raise bad("message to delete not found")
        return True

    def do_send_chat_action(self, params: dict[str, Any]) -> bool:
        self._open(params)
        return True

    def do_get_chat_member(self, params: dict[str, Any]) -> dict[str, Any]:
        chat, user = self._open(params), int(params.get("user_id") or 0)
        if user <= 0:
            raise bad("invalid user_id specified")
        if (chat, user) in self.admins:
            rights = dict.fromkeys(RIGHTS, False)
            return {"user": person(user), "status": "administrator", "is_anonymous": False, **rights}
        return {"user": person(user), "status": "member"}

    def do_answer_callback_query(self, params: dict[str, Any]) -> bool:
        if params.get("callback_query_id") not in self.queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text") or "") > 200:
            raise bad("MESSAGE_TOO_LONG")
        return True

    def do_get_my_commands(self, params: dict[str, Any]) -> Any:
        return self.settings.get(scope(params), [])

    def do_set_my_commands(self, params: dict[str, Any]) -> bool:
        commands = structure(params.get("commands"))
        if not isinstance(commands, list):
            raise bad('parameter "commands" is required')
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.settings[scope(params)] = commands
        return True

    def do_get_my_description(self, params: dict[str, Any]) -> dict[str, str]:
        return {"description": self.settings.get(("about", params.get("language_code") or ""), "")}

    def do_set_my_description(self, params: dict[str, Any]) -> bool:
        return self._describe("about", params, "description", 512)

    def do_get_my_short_description(self, params: dict[str, Any]) -> dict[str, str]:
        return {"short_description": self.settings.get(("short", params.get("language_code") or ""), "")}

    def do_set_my_short_description(self, params: dict[str, Any]) -> bool:
        return self._describe("short", params, "short_description", 120)

    def _describe(self, kind: str, params: dict[str, Any], name: str, most: int) -> bool:
        text = params.get(name) or ""
        if len(text) > most:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        self.settings[kind, params.get("language_code") or ""] = text
        return True

    def _allow(self, params: dict[str, Any]) -> None:
        allowed = structure(params.get("allowed_updates"))
        if allowed is not None:
            self.allowed = frozenset(allowed) or DEFAULT_UPDATES

    def chat_of(self, chat: int) -> dict[int, Shown]:
        return self.chats.setdefault(chat, {})

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
        if chat not in self.chats:
            raise bad("chat not found") if chat else bad("chat_id is empty")
        return chat

    def chat(self, chat: int) -> dict[str, Any]:
        """A Bot API Chat: positive ids are private, from -10**12 down supergroups, other negative ones groups."""
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": "Somebody"}
        return {"id": chat, "type": "supergroup" if chat <= -(10**12) else "group", "title": "Some group"}

    def as_message(self, chat: int, shown: Shown) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": shown.id,
            "from": self.me if shown.bot else person(shown.sender),
            "chat": self.chat(chat),
            "date": int(self.now()),
            **self.media.content(shown.text, shown.media),
        }
        if shown.thread:
            message |= {"message_thread_id": shown.thread, "is_topic_message": True}
        if shown.buttons:
            message["reply_markup"] = {"inline_keyboard": shown.buttons}
        return message
