"""What Telegram shows about the bot: its menus and descriptions, set when they differ, and a check of the account."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from telegram.error import InvalidToken, TelegramError

from crampbot_chat import log
from crampbot_chat.adapters.telegram.transport import Transport

PRIVATE = {"type": "all_private_chats"}
GROUPS = {"type": "all_group_chats"}


class Command(Struct, frozen=True):
    """A line of the menu: 1-32 of a-z, 0-9 and _; at most 256 characters of description (Bot API, BotCommand)."""

    name: str
    says: str


class Menu(Struct, frozen=True):
    """What one language sees; the language "" stands for all that have no menu of their own.

    about: shown in the empty chat before it is started, at most 512 characters (Bot API, setMyDescription).
    short: shown on the profile, at most 120 characters (Bot API, setMyShortDescription).
    """

    language: str
    private: tuple[Command, ...]
    shared: tuple[Command, ...] = ()
    about: str = ""
    short: str = ""


class Finding(Struct, frozen=True):
    """What `check` found: a code, and facts that hold no words."""

    code: str
    facts: dict[str, str | int] = {}


async def present(transport: Transport, menus: Sequence[Menu]) -> None:
    """Bring menus and descriptions up to date; a failure is logged, and leaves the rest to the next start."""
    try:
        for menu in menus:
            await _list(transport, menu.language, PRIVATE, menu.private)
            await _list(transport, menu.language, GROUPS, menu.shared)
            await _text(transport, menu.language, "Description", "description", menu.about)
            await _text(transport, menu.language, "ShortDescription", "short_description", menu.short)
    except TelegramError as error:
        log.failure("telegram_menu_not_set", error)


async def _list(transport: Transport, language: str, scope: dict[str, str], commands: Sequence[Command]) -> None:
    wanted = [{"command": command.name, "description": command.says} for command in commands]
    where: dict[str, Any] = {"scope": scope, "language_code": language}
    shown = await transport.call("getMyCommands", **where)
    if shown != wanted:
        await transport.call("setMyCommands", **where, commands=wanted)


async def _text(transport: Transport, language: str, what: str, name: str, wanted: str) -> None:
    shown = await transport.call(f"getMy{what}", language_code=language)
    if not isinstance(shown, dict) or shown.get(name, "") != wanted:
        new: dict[str, Any] = {"language_code": language, name: wanted}
        await transport.call(f"setMy{what}", **new)


async def check(transport: Transport, webhook_url: str) -> list[Finding]:
    """What is wrong with the account or the way to it; empty when all is well."""
    try:
        me = await transport.call("getMe")
        webhook = await transport.call("getWebhookInfo")
    except InvalidToken:
        return [Finding("bad_token")]
    except TelegramError as error:
        return [Finding("unreachable", {"error": type(error).__name__})]
    found = []
    if me.get("can_read_all_group_messages"):
        found.append(Finding("privacy_mode_off", {"username": str(me.get("username"))}))
    if webhook.get("url") and webhook["url"] != webhook_url:
        found.append(Finding("webhook_conflict"))
    elif webhook.get("last_error_date"):
        found.append(Finding("webhook_failing", {"waiting": int(webhook.get("pending_update_count", 0))}))
    return found
