"""What Slack tells us → Event: messages, mentions, the slash command, buttons, coming and going. All else is None."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct, structs

from crampbot_chat import log
from crampbot_chat.adapters.slack.emoji import NAMES
from crampbot_chat.adapters.slack.forms import filled
from crampbot_chat.adapters.slack.payloads import Command, Envelope, Pressed, Sent, Told
from crampbot_chat.adapters.slack.plain import plain
from crampbot_chat.model import Account, Address, Arrived, Event, Filled, Left, Millis, Opened, Press, Text, What

NAME = "slack"
SLACKBOT = "USLACKBOT"
WRITTEN_BY_PEOPLE = frozenset({"", "file_share", "me_message", "thread_broadcast"})  # the other subtypes are no speech
ATTACHED = {"image": "photo", "video": "video", "audio": "voice"}  # by the first half of the file's MIME type


class Me(Struct, frozen=True):
    """Who we are in the workspace that the token is for; auth.test."""

    workspace: str
    user: str
    bot: str


class Heard(Struct, frozen=True):
    """An event, and the id of the private channel that it came through, where Slack has said it."""

    event: Event
    room: str = ""


def hear(body: dict[str, Any], me: Me, now: Millis) -> Heard | None:
    """Read one payload. None for all that is none of our business or not readable; it is acknowledged and forgotten."""
    try:
        if body.get("type") == "event_callback":
            envelope = msgspec.convert(body, Envelope)
            told = EVENTS.get(envelope.event.type)
            return told(envelope, me) if told else None
        if body.get("type") == "block_actions":
            return _pressed(msgspec.convert(body, Pressed), me, now)
        if body.get("type") == "view_submission":
            return _sent(msgspec.convert(body, Sent), me, now)
        if "command" in body:
            return _commanded(msgspec.convert(body, Command), me, now)
    except msgspec.ValidationError:
        log.event("unreadable", level=logging.WARNING, adapter=NAME)
    return None


# --- one function for each kind --------------------------------------------------------------------------------------


def _said(envelope: Envelope, me: Me) -> Heard | None:
    """Somebody wrote to us in private. A thread there is still the one conversation that we have with them."""
    told = envelope.event
    if told.channel_type != "im" or (told.subtype or "") not in WRITTEN_BY_PEOPLE or not _person(told, me):
        return None
    what = Text(plain(told.text or ""), attached=_attached(told))
    return Heard(_event(envelope, me, _private(told.user or "", me), what), room=told.channel or "")


def _reacted(envelope: Envelope, me: Me) -> Heard | None:
    """Somebody reacted to a message of ours in private, with an emoji that means something to us."""
    told, item = envelope.event, envelope.event.item
    emoji = NAMES.get((told.reaction or "").partition("::")[0])
    if item is None or not item.channel.startswith("D") or told.item_user != me.user or not emoji:
        return None
    if not _person(told, me):
        return None
    what = Text(emoji, on=f"{item.channel}:{item.ts}")
    return Heard(_event(envelope, me, _private(told.user or "", me), what), room=item.channel)


def _mentioned(envelope: Envelope, me: Me) -> Heard | None:
    """Somebody called us in a channel. An answer goes into the thread under their words."""
    told = envelope.event
    if not told.channel or told.channel.startswith("D") or told.edited or not _person(told, me):
        return None
    where = Address(NAME, me.workspace, told.channel, thread=told.thread_ts or told.ts or "", shared=True)
    words = plain(told.text or "", me.user).lstrip(",: ")
    return Heard(_event(envelope, me, where, Text(words, attached=_attached(told))))


def _joined(envelope: Envelope, me: Me) -> Heard | None:
    """Somebody joined a channel; it is news only when it is us."""
    return _moved(envelope, me, Arrived()) if envelope.event.user == me.user else None


def _left(envelope: Envelope, me: Me) -> Heard | None:
    return _moved(envelope, me, Left()) if envelope.event.user == me.user else None


def _put_out(envelope: Envelope, me: Me) -> Heard | None:
    return _moved(envelope, me, Left())


def _moved(envelope: Envelope, me: Me, what: What) -> Heard:
    told = envelope.event
    where = Address(NAME, me.workspace, told.channel or "", shared=True)
    event = _event(envelope, me, where, what, who=told.inviter or me.user)
    return Heard(structs.replace(event, may_manage=isinstance(what, Arrived) and bool(told.inviter)))


def _uninstalled(envelope: Envelope, me: Me) -> Heard:
    """The whole workspace has let us go: an address without a chat."""
    return Heard(_event(envelope, me, Address(NAME, me.workspace, "", shared=True), Left(), who=me.user))


def _revoked(envelope: Envelope, me: Me) -> Heard | None:
    tokens = envelope.event.tokens or {}
    return _uninstalled(envelope, me) if tokens.get("bot") else None


def _pressed(body: Pressed, me: Me, now: Millis) -> Heard | None:
    """Somebody pressed a button of ours; one that only opens an address has no value."""
    action = body.actions[0] if body.actions else None
    if action is None or not action.value:
        return None
    channel = body.channel.id if body.channel else ""
    where = _private(body.user.id, me)
    if channel and not channel.startswith("D"):
        thread = (body.message and body.message.thread_ts) or body.container.thread_ts or ""
        where = Address(NAME, me.workspace, channel, thread=thread, shared=True)
    event = Event(
        id=body.trigger_id or f"{action.action_ts}-{body.user.id}",
        who=Account(NAME, me.workspace, body.user.id),
        where=where,
        at=_millis(action.action_ts) or now,
        what=Press(action.value),
    )
    return Heard(event, room=channel if channel.startswith("D") else "")


def _sent(body: Sent, me: Me, now: Millis) -> Heard:
    """Somebody sent a form of ours, which is always private."""
    event = Event(
        id=f"{body.view.id}-{body.view.hash}",
        who=Account(NAME, me.workspace, body.user.id),
        where=_private(body.user.id, me),
        at=now,
        what=Filled(body.view.callback_id, body.view.private_metadata, filled(body.view.state.values)),
    )
    return Heard(event)


def _commanded(body: Command, me: Me, now: Millis) -> Heard:
    """/cramp … is for us alone wherever it is typed, so it is taken like a private message and answered there."""
    words = plain(body.text, me.user)
    return Heard(
        Event(
            id=body.trigger_id,
            who=Account(NAME, me.workspace, body.user_id),
            where=_private(body.user_id, me),
            at=now,
            what=Text(words) if words else Opened(),
        )
    )


EVENTS: dict[str, Callable[[Envelope, Me], Heard | None]] = {
    "message": _said,
    "app_mention": _mentioned,
    "reaction_added": _reacted,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_left": _put_out,
    "group_left": _put_out,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}


def _person(told: Told, me: Me) -> bool:
    return bool(told.user) and not told.bot_id and told.user not in {me.user, SLACKBOT}


def _private(user: str, me: Me) -> Address:
    """A person's private chat is named by the person: the same for a message, a command anywhere and a button."""
    return Address(NAME, me.workspace, user)


def _attached(told: Told) -> str:
    if not told.files:
        return ""
    return ATTACHED.get((told.files[0].mimetype or "").partition("/")[0], "file")


def _event(envelope: Envelope, me: Me, where: Address, what: What, who: str = "") -> Event:
    told = envelope.event
    at = _millis(told.event_ts or told.ts) or envelope.event_time * 1000
    return Event(envelope.event_id, Account(NAME, me.workspace, who or told.user or ""), where, at, what)


def _millis(ts: str | None) -> Millis:
    """Slack's "1700000000.000100" in milliseconds; 0 when it is none."""
    seconds, _, fraction = (ts or "").partition(".")
    if not (seconds + fraction).isascii() or not seconds.isdigit() or (fraction and not fraction.isdigit()):
        return 0
    return int(seconds) * 1000 + int(fraction[:3].ljust(3, "0") if fraction else 0)
