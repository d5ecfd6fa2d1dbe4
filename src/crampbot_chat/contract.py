"""What an adapter is and what it may rely on: deliver or say why not, and pictures to upload once."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec import Struct

from crampbot_chat.model import Address, Event, Message

# --- forms -----------------------------------------------------------------------------------------------------------


class Field(Struct, frozen=True):
    """One question of a form. kind: text, number, choice, many, date, time or moment; options: values and labels.

    most: characters of a text, or the highest number; 0 where the platform's own limit will do.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    needed: bool = False
    most: int = 0
    options: tuple[tuple[str, str], ...] = ()


class Form(Struct, frozen=True):
    """Questions that are answered together; `send` stands on its button."""

    name: str
    title: str
    send: str
    fields: tuple[Field, ...]


class Wrong(Exception):
    """A form can't be taken as it is, and nothing has happened: what to say, by field."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("wrong")
        self.fields = fields


# --- pictures --------------------------------------------------------------------------------------------------------


class Image(Struct, frozen=True):
    """A picture as a file: its name, its media type, what is in it."""

    name: str
    kind: str
    content: bytes


class NoPicture(Exception):
    """There is no such picture, or it can't be drawn: its words have to do."""


class Pictures(Protocol):
    """Where an adapter gets pictures from, and remembers those that its platform already has.

    `bot` is the platform's identity of the bot that uploaded them: another one can't use them.
    """

    async def find(self, adapter: str, bot: str, asset: str) -> str:
        """What the platform calls the picture as it is now; "" when it has to be uploaded. Raises NoPicture."""
        ...

    async def keep(self, adapter: str, bot: str, asset: str, ref: str) -> None:
        """Remember what the platform calls it; "" forgets it. Raises NoPicture."""
        ...

    async def image(self, asset: str) -> Image:
        """The picture itself. Raises NoPicture."""
        ...


# --- the contract of an adapter --------------------------------------------------------------------------------------


class Receipt(Struct, frozen=True):
    """Delivered. `ref` is the platform's handle of the message, for a later edit; empty when it has none."""

    ref: str = ""


class Undelivered(Exception):
    """A message did not arrive, or may not have; the subclass says what to do next."""


class TryLater(Undelivered):
    """Not now: wait `after` seconds (None: our own back-off). `everybody` when the whole bot has to wait."""

    def __init__(self, after: float | None = None, *, everybody: bool = False) -> None:
        super().__init__("try later")
        self.after = after
        self.everybody = everybody


class Unsure(Undelivered):
    """It may have arrived: the connection failed after the request had left."""


class Gone(Undelivered):
    """Nobody there: blocked, left, archived, or `moved_to` another chat id."""

    def __init__(self, moved_to: str = "") -> None:
        super().__init__("gone")
        self.moved_to = moved_to


class Refused(Undelivered):
    """The platform does not take this message; our fault. `reason` is the platform's code, never words."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Capabilities(Struct, frozen=True):
    """What a platform can do; what it can't degrades by a written rule (docs/adding-an-adapter.md)."""

    edit: bool = True
    quiet: bool = True
    only_for: bool = True


Receive = Callable[[Event], Awaitable[None]]
"""Takes one event and returns once it is committed; raises when it is not, and then nothing may be acknowledged."""


class Adapter(Protocol):
    """One platform: turns what happens there into Events and Messages into what it shows."""

    name: str
    can: Capabilities

    @property
    def serving(self) -> bool:
        """True while events can arrive and messages can leave."""
        ...

    async def listen(self, receive: Receive) -> None:
        """Serve until cancelled. Acknowledges an event only after `receive` has returned."""
        ...

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        """Deliver; `editing` is the ref of the message to rewrite. Raises Undelivered, and nothing else."""
        ...
