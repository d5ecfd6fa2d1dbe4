"""Update → Event: what somebody said to us, and nothing else."""

import re

from msgspec import Struct
from telegram.constants import ChatType, MessageEntityType

from crampbot_chat.adapters.telegram.payloads import (
    Chat,
    Emoji,
    Entity,
    Membership,
    Message,
    Pressed,
    Reacted,
    Update,
    User,
)
from crampbot_chat.model import (
    TOKEN_LIMIT,
    Account,
    Address,
    Arrived,
    Event,
    Left,
    Millis,
    Moved,
    Opened,
    Press,
    Text,
    What,
    Zone,
)

NAME = "telegram"
WANTED = ("message", "callback_query", "my_chat_member", "message_reaction")  # edited messages are ignored
LONGEST = 4096  # characters; Bot API, Message.text
NAMED = 64  # characters of a name; Bot API, User.first_name

ATTACHED = {
    "sticker": "sticker",
    "voice": "voice",
    "audio": "file",
    "photo": "photo",
    "live_photo": "photo",
    "video": "video",
    "video_note": "video",
    "animation": "video",  # before the document that comes with it
    "document": "file",
    "contact": "other",
    "dice": "other",
    "game": "other",
    "poll": "other",
    "venue": "other",  # a place, not where the sender is: before the location that comes with it
    "location": "other",
    "story": "other",
    "checklist": "other",
    "paid_media": "other",
    "invoice": "other",
}
"""What may come in a message in place of text; a message with none of it is a service message."""

_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?=\s|$)", re.ASCII)


class Me(Struct, frozen=True):
    """The bot itself; `commands` are the names it answers to in a group where several bots listen."""

    id: int
    username: str
    commands: frozenset[str] = frozenset()


class _Heard(Struct):
    who: User
    chat: Chat
    what: What
    at: Millis
    thread: str = ""
    anonymous: bool = False  # an administrator who speaks as the group itself


def hear(update: Update, me: Me, now: Millis) -> Event | None:
    """What happened, None when it is no business of ours."""
    heard = None
    if update.message:
        heard = _message(update.message, me)
    elif update.callback_query:
        heard = _press(update.callback_query, now)
    elif update.message_reaction:
        heard = _reaction(update.message_reaction, now)
    elif update.my_chat_member:
        heard = _membership(update.my_chat_member)
    if heard is None or heard.chat.type == ChatType.CHANNEL or (heard.who.is_bot and not _counts(heard)):
        return None
    return Event(
        id=f"{me.id}:{update.update_id}",
        who=Account(NAME, "", str(heard.who.id)),
        where=Address(NAME, "", str(heard.chat.id), heard.thread, shared=_shared(heard.chat)),
        at=heard.at,
        what=heard.what,
        language=heard.who.language_code or "",
        may_manage=heard.anonymous,
        name=clean(heard.who.first_name)[:NAMED],
    )


def _counts(heard: _Heard) -> bool:
    """Of what a bot does: it may let us in or put us out, and it stands for an administrator who doesn't show."""
    return heard.anonymous or isinstance(heard.what, Arrived | Left)


def _message(message: Message, me: Me) -> _Heard | None:
    who = message.sender
    speaker = message.sender_chat  # a channel, or the group itself: an administrator who doesn't show who it is
    anonymous = speaker is not None and _shared(message.chat) and speaker.id == message.chat.id
    if who is None or (speaker and not anonymous) or who.id == me.id:
        return None
    what = Moved(str(message.migrate_to_chat_id)) if message.migrate_to_chat_id else _said(message, me)
    if what is None:
        return None
    return _Heard(who, message.chat, what, message.date * 1000, _thread(message), anonymous)


def _said(message: Message, me: Me) -> What | None:
    attached = "" if message.text else _attached(message)
    words = message.text or message.caption or _emoji(message)
    if not words and not attached:
        return None
    shared = _shared(message.chat)
    said = _to_us(message, words, me, shared=shared)
    if said is None:
        return None
    said = clean(said)
    if shared:
        return Text(said, attached)
    command, _, payload = said.partition(" ")
    if command == "/start":
        return Opened(payload.strip())
    return _zone(message) or Text(said, attached)


def _attached(message: Message) -> str:
    return next((kind for name, kind in ATTACHED.items() if getattr(message, name, None)), "")


def _to_us(message: Message, words: str, me: Me, *, shared: bool) -> str | None:
    """The words without our own name, None when they are meant for somebody else."""
    command = _COMMAND.match(words)
    if command:
        name, bot = command.groups()
        if bot and bot.lower() != me.username.lower():
            return None
        if bot or not shared or name.lower() in me.commands:
            return f"/{name.lower()}{words[command.end() :]}"
    if not shared:
        return words
    replied = message.reply_to_message
    to_us = bool(replied and replied.sender and replied.sender.id == me.id)
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntityType.MENTION:
            before, name, after = _around(words, entity)
            if name.lower() == f"@{me.username}".lower():
                return f"{before} {after}".strip(" ,:;\n")
    return words if to_us else None


def _around(words: str, entity: Entity) -> tuple[str, str, str]:
    """The words before, in and after an entity, which Telegram measures in UTF-16 code units."""
    code = words.encode("utf-16-le", "surrogatepass")
    start, end = entity.offset * 2, (entity.offset + entity.length) * 2
    parts = code[:start], code[start:end], code[end:]
    before, name, after = (part.decode("utf-16-le", "replace") for part in parts)
    return before.rstrip(), name, after.lstrip()


def _press(query: Pressed, now: Millis) -> _Heard | None:
    if query.message is None or query.data is None:
        return None  # a game's button, or one below an inline result: we send neither
    if len(query.data.encode()) > TOKEN_LIMIT:
        return None
    return _Heard(query.sender, query.message.chat, Press(query.data), now, _thread(query.message))


def _reaction(reaction: Reacted, now: Millis) -> _Heard | None:
    if reaction.user is None or _shared(reaction.chat):
        return None
    before = {old.emoji for old in reaction.old_reaction}
    added = [new.emoji for new in reaction.new_reaction if new.emoji and new.emoji not in before]
    if not added:
        return None
    return _Heard(reaction.user, reaction.chat, Text(clean("".join(added)), on=str(reaction.message_id)), now)


def _membership(change: Membership) -> _Heard | None:
    was, is_ = _outside(change.old_chat_member.status), _outside(change.new_chat_member.status)
    if was == is_:
        return None
    return _Heard(change.sender, change.chat, Left() if is_ else Arrived(), change.date * 1000)


def _outside(status: str) -> bool:
    return status in {"left", "kicked"}


def _zone(message: Message) -> Zone | None:
    """The zone of a shared location; the coordinates go no further than this."""
    if message.location is None or message.venue:
        return None
    try:
        from tzfpy import get_tz  # noqa: PLC0415 - 40 MB of borders, loaded when somebody shares a location
    except ImportError:
        return None
    name = get_tz(message.location.longitude, message.location.latitude)
    return Zone(name) if name else None


def _thread(message: Message) -> str:
    """The topic it was said in; elsewhere Telegram numbers chains of replies, which can't be written to."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""


def _emoji(message: Message) -> str:
    return (message.sticker or message.dice or Emoji()).emoji or ""


def clean(words: str) -> str:
    """Words that can be stored anywhere: no half characters, no NUL, no more than Telegram itself allows."""
    return words[:LONGEST].encode(errors="replace").decode().replace("\0", "")


def _shared(chat: Chat) -> bool:
    return chat.type != ChatType.PRIVATE
