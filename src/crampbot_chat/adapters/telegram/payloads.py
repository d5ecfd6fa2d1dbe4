"""The parts of Telegram's updates that we read, by the names of the Bot API; all else in them is left alone.

python-telegram-bot's Update has hundreds of fields, checks the type of none, and takes longer to build than all the
rest between the door and the conversation.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct, field

Seconds = Annotated[int, Meta(ge=0, lt=2**33)]  # since 1970: in milliseconds, too, it fits any database


class User(Struct):
    id: int
    is_bot: bool = False
    first_name: str = ""
    language_code: str | None = None


class Chat(Struct):
    id: int
    type: str


class Entity(Struct):
    type: str
    offset: int
    length: int


class Emoji(Struct):
    """A sticker, a die or a reaction, as far as an emoji stands for it."""

    emoji: str | None = None


class Point(Struct):
    longitude: float
    latitude: float


class Replied(Struct):
    sender: User | None = field(default=None, name="from")


class Message(Struct):
    """A message; an inaccessible one has no more than its first three."""

    message_id: int
    date: Seconds
    chat: Chat
    sender: User | None = field(default=None, name="from")
    sender_chat: Chat | None = None
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    reply_to_message: Replied | None = None
    is_topic_message: bool = False
    message_thread_id: int | None = None
    migrate_to_chat_id: int | None = None
    sticker: Emoji | None = None
    dice: Emoji | None = None
    location: Point | None = None
    voice: Any = None
    audio: Any = None
    photo: Any = None
    live_photo: Any = None
    video: Any = None
    video_note: Any = None
    animation: Any = None
    document: Any = None
    contact: Any = None
    game: Any = None
    poll: Any = None
    venue: Any = None
    story: Any = None
    checklist: Any = None
    paid_media: Any = None
    invoice: Any = None


class Pressed(Struct):
    id: str
    sender: User = field(name="from")
    message: Message | None = None
    data: str | None = None


class Reacted(Struct):
    message_id: int
    chat: Chat
    old_reaction: tuple[Emoji, ...]
    new_reaction: tuple[Emoji, ...]
    user: User | None = None


class Member(Struct):
    status: str


class Membership(Struct):
    chat: Chat
    date: Seconds
    old_chat_member: Member
    new_chat_member: Member
    sender: User = field(name="from")


class Update(Struct):
    update_id: int
    message: Message | None = None
    callback_query: Pressed | None = None
    message_reaction: Reacted | None = None
    my_chat_member: Membership | None = None
