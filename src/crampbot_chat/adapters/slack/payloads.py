"""The parts of Slack's payloads that we read; all else in them is left alone."""

from typing import Any

from msgspec import Struct, field


class File(Struct):
    mimetype: str | None = ""


class Item(Struct):
    channel: str = ""
    ts: str = ""


class Told(Struct):
    type: str
    user: str | None = None
    text: str | None = None
    channel: str | None = None
    channel_type: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    inviter: str | None = None
    ts: str | None = None
    event_ts: str | None = None
    thread_ts: str | None = None
    edited: Any = None
    files: list[File] | None = None
    tokens: dict[str, Any] | None = None
    reaction: str | None = None
    item_user: str | None = None
    item: Item | None = None


class Envelope(Struct):
    event_id: str
    event: Told
    event_time: int = 0


class Id(Struct):
    id: str


class Action(Struct):
    value: str | None = None
    action_ts: str | None = None


class Thread(Struct):
    thread_ts: str | None = None


class Pressed(Struct):
    user: Id
    actions: list[Action]
    channel: Id | None = None
    message: Thread | None = None
    container: Thread = field(default_factory=Thread)
    trigger_id: str | None = None


class Command(Struct):
    user_id: str
    trigger_id: str
    text: str = ""


class State(Struct):
    values: dict[str, dict[str, dict[str, Any]]]


class View(Struct):
    id: str
    callback_id: str
    state: State
    hash: str = ""
    private_metadata: str = ""


class Sent(Struct):
    user: Id
    view: View
