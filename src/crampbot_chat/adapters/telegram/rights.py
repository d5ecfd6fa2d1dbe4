"""Who runs a group: asked of Telegram when somebody there speaks to us, and remembered for some minutes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from telegram.error import TelegramError

from crampbot_chat import log
from crampbot_chat.adapters.telegram.transport import Transport
from crampbot_chat.model import Event, Millis, Press, Text

FRESH = 5 * 60_000  # ms; who was made an administrator meanwhile says it once more
KNOWN = 1024  # people in groups
PATIENCE = 3.0  # seconds; a cry in a group must not wait for it longer
RUNNING = frozenset({"creator", "administrator"})  # Bot API, ChatMember.status


class Rights:
    """What is known of each person in each group."""

    def __init__(self, transport: Transport, now: Callable[[], Millis]) -> None:
        self._transport = transport
        self._now = now
        self._known: OrderedDict[tuple[str, str], tuple[bool, Millis]] = OrderedDict()

    async def of(self, event: Event) -> bool:
        """True when whoever spoke to us in a group runs it; False when they don't, or Telegram won't say."""
        if event.may_manage or not event.where.shared or not isinstance(event.what, Text | Press):
            return event.may_manage
        key = (event.where.chat, event.who.user)
        manages, until = self._known.get(key, (False, 0))
        if until <= self._now():
            try:
                async with asyncio.timeout(PATIENCE):
                    manages = await self._asked(*key)
            except (TelegramError, TimeoutError) as error:
                log.failure("telegram_rights_unknown", error)
                return False
            self._known[key] = (manages, self._now() + FRESH)
            self._known.move_to_end(key)
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return manages

    async def _asked(self, chat: str, user: str) -> bool:
        member = await self._transport.call("getChatMember", chat_id=int(chat), user_id=int(user))
        return isinstance(member, dict) and member.get("status") in RUNNING
