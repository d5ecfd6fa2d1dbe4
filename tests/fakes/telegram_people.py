"""The people in front of the fake Bot API: they write, press, react, block and look."""

from typing import Any

from fakes.telegram_methods import BotApi
from fakes.telegram_parts import Shown, entities, person


class People(BotApi):
    """What people and groups do. A positive chat id is somebody's private chat, a negative one a group."""

    async def says(
        self, chat: int, words: str, *, user: int = 0, language: str = "en", topic: int = 0, **more: Any
    ) -> int:
        """Somebody writes in their private chat (a positive id) or in a group (negative); the update's id."""
        more.setdefault("entities", entities(words))
        return self.sends(chat, user=user, language=language, topic=topic, text=words, **more)

    def sends(self, chat: int, *, user: int = 0, language: str = "en", topic: int = 0, **content: Any) -> int:
        """Somebody sends anything: the fields of a Bot API Message."""
        number = next(self.message_ids)
        sender = user or abs(chat)
        text = content.get("text") or content.get("caption") or ""
        self.chat_of(chat)[number] = Shown(number, text, sender=sender, thread=topic)
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
        for shown in reversed(self.chat_of(chat).values()):
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
        query = f"q{next(self.message_ids)}"
        self.queries.add(query)
        shown = self.chat_of(chat).get(message_id) or Shown(message_id, "")
        message = (
            {"chat": self.chat(chat), "date": 0, "message_id": message_id} if old else self.as_message(chat, shown)
        )
        return self.update(
            callback_query={
                "id": query,
                "from": person(user or abs(chat), language),
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        )

    def reacts(self, chat: int, *emoji: str, user: int = 0, before: tuple[str, ...] = (), begins: str = "") -> int:
        """Somebody changes their reactions to the newest message, or the newest that begins like this."""
        found = [number for number, shown in self.chat_of(chat).items() if shown.text.startswith(begins)]
        return self.update(
            message_reaction={
                "chat": self.chat(chat),
                "message_id": max(found, default=1),
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
        self.chat_of(chat)
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
        return list(self.chats.get(chat, {}).values())

    def said(self, chat: int) -> list[str]:
        """What the bot's messages in a chat say now."""
        return [shown.text for shown in self.shown(chat) if shown.bot]

    def update(self, **parts: Any) -> int:
        """Anything else happens. Nothing comes of it when the bot has not asked for updates of its kind."""
        number = next(self.update_ids)
        if not parts.keys() <= self.allowed:
            return number
        return self.raw({"update_id": number, **parts})

    def raw(self, update: dict[str, Any]) -> int:
        """An update of any shape at all, delivered as it is."""
        number: int = update["update_id"]
        self.pending[number] = update
        if self.webhook:
            self.push(update)
        self.notice()
        return number


RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
)


def _member(me: dict[str, Any], status: str) -> dict[str, Any]:
    more: dict[str, dict[str, Any]] = {
        "kicked": {"until_date": 0},
        "administrator": dict.fromkeys(RIGHTS.split(), False),
    }
    return {"user": me, "status": status, **more.get(status, {})}
