"""Message → Telegram: sends or edits, and turns every failure into what to do next."""

import re
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from crampbot_chat import log
from crampbot_chat.adapters.telegram.render import Part
from crampbot_chat.adapters.telegram.transport import NeverLeft, Overloaded, Transport
from crampbot_chat.contract import Gone, Refused, TryLater, Undelivered, Unsure

UNCHANGED = "message is not modified"
UNREADABLE = "can't parse entities"
UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
NOBODY = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "input_user_deactivated",
    "user_is_blocked",
    "group chat was",  # deactivated, deleted, upgraded
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "channel_private",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "bot is not a member",
    "bot was kicked",
)
"""Bad requests that mean: nobody there, or nobody who wants us to speak."""

FAULTS = {
    UNREADABLE: "entities",
    "text is empty": "empty",
    "text must be non-empty": "empty",
    "message is too long": "too_long",
    "inline keyboard button": "button",
    "reply markup": "keyboard",
}


async def say(transport: Transport, part: Part, place: dict[str, Any], edited: str = "", *, below: bool = False) -> str:
    """Show one part, in place of the message `edited` where there is one; its message id. Raises Undelivered.

    below: what is edited probably stands below a picture.
    """
    if edited:
        where = {"chat_id": place["chat_id"], "message_id": int(edited)}
        for method in ("editMessageCaption", "editMessageText") if below else ("editMessageText",):
            if await _tried(transport, method, part, where):
                return edited
    return await _tried(transport, "sendMessage", part, place)


async def _tried(transport: Transport, method: str, part: Part, where: dict[str, Any]) -> str:
    """The message's id; empty when it is one that can't be edited any more. Raises Undelivered."""
    editing = method.startswith("edit")
    for markup in (True, False):
        said = part.caption(markup=markup) if method == "editMessageCaption" else part.params(markup=markup)
        try:
            return ref(await transport.call(method, **where, **said))
        except BadRequest as error:
            text = str(error).lower()
            if editing and UNCHANGED in text:
                return str(where["message_id"])
            if editing and any(sign in text for sign in UNEDITABLE):
                return ""
            if markup and UNREADABLE in text:
                log.event("telegram_markup_refused", method=method)
                continue
            failure: Undelivered = undelivered(error, editing=editing)
        except TelegramError as error:
            failure = undelivered(error, editing=editing)
        break
    raise failure  # outside the except clauses, since Telegram's errors quote our words


def ref(result: object) -> str:
    """The message's id as Telegram answered it."""
    number = result.get("message_id") if isinstance(result, dict) else None
    if type(number) is not int:
        raise TelegramError("unreadable answer")
    return str(number)


def undelivered(error: TelegramError, *, editing: bool = False) -> Undelivered:
    """What to do after `error`. An edit can be repeated harmlessly, so it is never unsure."""
    failure: Undelivered = Unsure()
    match error:
        case RetryAfter():
            failure = TryLater(seconds(error))
        case ChatMigrated():
            failure = Gone(str(error.new_chat_id))
        case Forbidden():
            failure = Gone()
        case BadRequest():
            failure = _bad(str(error).lower())
        case InvalidToken() | EndPointNotFound() | Conflict() | NeverLeft():
            failure = TryLater(everybody=True)
        case Overloaded():
            failure = TryLater()
    return TryLater() if editing and isinstance(failure, Unsure) else failure


def seconds(error: RetryAfter) -> float | None:
    """How long to wait, None when Telegram did not say."""
    wait = error.retry_after
    return (wait if isinstance(wait, int) else wait.total_seconds()) or None


def _bad(text: str) -> Undelivered:
    if any(sign in text for sign in NOBODY):
        return Gone()
    known = next((code for sign, code in FAULTS.items() if sign in text), "")
    return Refused(known or (text if re.fullmatch(r"[a-z_]{3,40}", text, re.ASCII) else "bad_request"))
