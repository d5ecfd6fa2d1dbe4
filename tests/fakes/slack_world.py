"""A pretended Slack workspace: people, channels, what was posted, and what a person sees of it."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from fakes.slack_blocks import buttons, flat

TEAM, APP, BOT, BOT_ID = "T0TEAM", "A0APP", "U0BOT", "B0BOT"
SHORT = {"👍": ":+1:", "👎": ":-1:", "🛑": ":octagonal_sign:", "😌": ":relieved:", "🦵": ":leg:", "😭": ":sob:"}


class Refusal(Exception):
    """Slack answers ok: false with this code."""

    def __init__(self, code: str, messages: list[str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []


@dataclass
class User:
    id: str
    tz: str = "Europe/London"
    locale: str = "en-GB"
    disabled: bool = False
    admin: bool = False
    name: str = ""


@dataclass
class Post:
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread: str = ""
    only_for: str = ""
    edited: bool = False


@dataclass
class Channel:
    id: str
    person: str = ""  # whose private chat with the bot it is
    has_bot: bool = True
    archived: bool = False
    creator: str = "U0MAKER"
    posts: list[Post] = field(default_factory=list)


@dataclass
class File:
    """An upload; complete once the bot has said so. Slack shows it after `delay` more looks."""

    id: str
    name: str
    length: int
    content: bytes = b""
    complete: bool = False
    delay: int = 0


@dataclass(frozen=True)
class Shown:
    """One message as a person sees it now; bold words stand between asterisks."""

    who: str
    text: str
    buttons: tuple[str, ...] = ()
    edited: bool = False
    only_for: str = ""
    thread: str = ""
    pictures: tuple[str, ...] = ()


class World:
    """All that the workspace knows. `now` gives seconds, for the time stamps of messages."""

    def __init__(self, start: float) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.start = start
        self.triggers: dict[str, float] = {}  # when each was issued
        self.opened: dict[str, Any] = {}  # the form that is shown now
        self.complained: dict[str, str] = {}  # what stands under its fields
        self.url = ""  # of the server
        self.files: dict[str, File] = {}
        self.delay = 0  # looks until a new file can be shown
        self._rooms: dict[str, Channel] = {}
        self._ticks = itertools.count(1)
        self._numbers = itertools.count(1)

    def user(self, user: str) -> User:
        return self.users.setdefault(user, User(user))

    def private(self, user: str) -> Channel:
        """The private channel between a person and the bot."""
        self.user(user)
        if user not in self._rooms:
            self._rooms[user] = self.channel(f"D{next(self._numbers):07}", person=user)
        return self._rooms[user]

    def channel(self, name: str, *, person: str = "", has_bot: bool = True) -> Channel:
        return self.channels.setdefault(name, Channel(name, person=person, has_bot=has_bot))

    def find(self, name: str) -> Channel:
        """By id, or a person's id for their private channel. Raises LookupError."""
        if name.startswith("U"):
            return self.private(name)
        return self.channel(name) if name.startswith("C") else self.channels[name]

    def file(self, name: str, length: int) -> File:
        """A place for an upload."""
        file = File(f"F{next(self._numbers):09}", name, length, delay=self.delay)
        return self.files.setdefault(file.id, file)

    def shows(self, name: str) -> bool:
        """True when a file of this id can stand in a message by now."""
        file = self.files.get(name)
        if file is None or not file.complete or not file.content.startswith((b"\x89PNG", b"GIF8")):
            return False
        file.delay -= 1
        return file.delay < 0

    def ts(self) -> str:
        number = next(self._ticks)
        return f"{self.start + number // 10:.0f}.{number:06}"

    def trigger(self) -> str:
        name = f"{next(self._numbers)}.{TEAM}"
        self.triggers[name] = self.clock()
        return name

    def clock(self) -> float:
        """Seconds, to measure how old a trigger is."""
        return self.start

    def event_id(self) -> str:
        return f"Ev{next(self._numbers):09}"

    def envelope(self, event: dict[str, Any], event_id: str = "") -> dict[str, Any]:
        """An event as the Events API wraps it."""
        authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}
        return {
            "token": "old", "team_id": TEAM, "context_team_id": TEAM, "api_app_id": APP, "event": event,
            "type": "event_callback", "event_id": event_id or self.event_id(), "event_time": int(self.start),
            "authorizations": [authorization], "is_ext_shared_channel": False,
        }  # fmt: skip

    def shown(self, name: str, viewer: str = "") -> list[Shown]:
        """The channel as `viewer` sees it; in a private channel that is the person, elsewhere everybody at once."""
        channel = self.find(name)
        viewer = viewer or channel.person
        return [_seen(post) for post in channel.posts if not post.only_for or not viewer or post.only_for == viewer]

    def button(self, user: str, label: str, name: str = "") -> tuple[Channel, Post, dict[str, Any]]:
        """The newest button with this label that the person can see. Raises LookupError."""
        places = [self.find(name)] if name else [self.private(user), *self.channels.values()]
        for channel in places:
            if channel.person not in {"", user}:
                continue
            for post in reversed(channel.posts):
                for button in buttons(post.blocks):
                    if button["text"]["text"] == label and post.only_for in {"", user}:
                        return channel, post, button
        raise LookupError(f"no button {label!r}")


def typed(words: str) -> str:
    """What a person typed, as Slack writes it down."""
    text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for emoji, short in SHORT.items():
        text = text.replace(emoji, short)
    return text


def _seen(post: Post) -> Shown:
    text = flat(post.blocks) if post.blocks else post.text
    if not post.blocks:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    labels = tuple(button["text"]["text"] for button in buttons(post.blocks))
    shown = tuple(block["slack_file"]["id"] for block in post.blocks if block["type"] == "image")
    who = "bot" if post.user == BOT else post.user
    return Shown(who, text, labels, post.edited, post.only_for, post.thread, shown)
