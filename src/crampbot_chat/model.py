"""What happens and what is said: plain data that every layer shares."""

from msgspec import Struct

Millis = int  # an instant: milliseconds since 1970-01-01T00:00Z

TOKEN_LIMIT = 64  # bytes; Bot API, InlineKeyboardButton.callback_data (the smallest of our platforms)
TOKEN_VERSION = "1"  # noqa: S105 - first word of every token; a press of another version comes from an old button
CHOICES_LIMIT = 4  # buttons in one message; more is a menu, and nobody reads a menu at 3 am


# --- who and where ---------------------------------------------------------------------------------------------------


class Account(Struct, frozen=True):
    """One user of one platform; `workspace` is empty where the platform has none."""

    adapter: str
    workspace: str
    user: str


class Address(Struct, frozen=True, omit_defaults=True):
    """Where to say something. `shared` means that other people can read it."""

    adapter: str
    workspace: str
    chat: str
    thread: str = ""
    shared: bool = False


# --- what happened ---------------------------------------------------------------------------------------------------


class Text(Struct, frozen=True, tag="text"):
    """Somebody wrote. `attached` names what came instead of words: sticker, voice, photo, video, file, other.

    on: the ref of our message to which they reacted with these words, an emoji.
    """

    words: str
    attached: str = ""
    on: str = ""


class Press(Struct, frozen=True, tag="press"):
    """Somebody pressed a choice; `token` is what the choice carried, unchecked."""

    token: str


class Filled(Struct, frozen=True, tag="filled"):
    """Somebody filled in a form and sent it. about: what it was opened for; values: by field, empty ones left out."""

    name: str
    about: str
    values: dict[str, str]


class Zone(Struct, frozen=True, tag="zone"):
    """Somebody shared a location; the adapter keeps the IANA zone and drops the coordinates."""

    name: str


class Opened(Struct, frozen=True, tag="opened"):
    """Somebody opened the bot's page or started the private chat without writing; `code` is what their link held."""

    code: str = ""


class Arrived(Struct, frozen=True, tag="arrived"):
    """The bot was added to a shared place, or a person who had blocked it let it in again."""


class Left(Struct, frozen=True, tag="left"):
    """The bot was removed from a shared place, or a person blocked it."""


class Moved(Struct, frozen=True, tag="moved"):
    """The place has another id from now on: `chat`."""

    chat: str


class Rang(Struct, frozen=True, tag="rang"):
    """A timer fell due. `due` is the promised instant, so one occurrence can't ring twice."""

    person: str
    timer: str
    due: Millis
    note: str = ""


What = Text | Press | Filled | Zone | Opened | Arrived | Left | Moved | Rang


class Event(Struct, frozen=True):
    """Something happened. `id` is the platform's, unique for its adapter, so that a redelivery is recognised.

    `at` is the platform's own time of the event; `language` (BCP 47), `zone` (IANA) and `name` (what the platform shows
    of `who`; never kept but where they ask us to pass it on) are hints, empty when unknown.
    may_manage: in a shared place, `who` runs it (or, of Arrived, has let us in), as the platform says.
    """

    id: str
    who: Account
    where: Address
    at: Millis
    what: What
    language: str = ""
    zone: str = ""
    may_manage: bool = False
    name: str = ""


# --- what is said ----------------------------------------------------------------------------------------------------


class Span(Struct, frozen=True, omit_defaults=True):
    """A run of text; `strong` asks for weight. Markup can't enter: adapters escape the text.

    who: somebody in the same shared place, by name where the platform can show it; the text where it can't.
    opens: the text is a code; where the platform has links that open our private chat with one, it is shown as that.
    """

    text: str
    strong: bool = False
    who: Account | None = None
    opens: bool = False


class Para(Struct, frozen=True, tag="para"):
    """A paragraph; a line break inside it is a newline in a span."""

    spans: tuple[Span, ...]


class Steps(Struct, frozen=True, omit_defaults=True, tag="steps"):
    """A list, numbered when the order matters."""

    items: tuple[tuple[Span, ...], ...]
    numbered: bool = True


class Picture(Struct, frozen=True, tag="picture"):
    """A picture, by the name of what it shows; `alt` says the same, "" where the message's own words do.

    Where it can't be shown, `alt` stands in its place.
    """

    asset: str
    alt: str = ""


class Choice(Struct, frozen=True, omit_defaults=True):
    """A button. `token` comes back in a Press, at most TOKEN_LIMIT bytes; with `private` it opens the private chat.

    form: it opens a form; where the platform has none it is left out.
    """

    label: str
    token: str = ""
    private: bool = False
    form: bool = False


class Choices(Struct, frozen=True, tag="choices"):
    """At most CHOICES_LIMIT buttons, the likeliest first."""

    choices: tuple[Choice, ...]


Block = Para | Steps | Picture | Choices

URGENT, REMINDER, BROADCAST = 0, 1, 2  # lanes; a lower number never waits for a higher one


class Message(Struct, frozen=True, omit_defaults=True):
    """One message as plain data; an adapter renders it.

    key: the content id it was made from (for logs; never words).
    quiet: make no sound where the platform can.
    private: may only go to a place that is not shared.
    only_for: in a shared place, show it to this account only; it must harm nobody if everybody sees it.
    openly: in a shared place, for everybody: never below one answer (a thread of Slack), where few would see it.
    slot: this message's name in its chat. A later one with the same slot and `edits` rewrites it in place; where
        that fails (never sent, too old, not supported) it is sent as a new one.
    """

    key: str
    blocks: tuple[Block, ...]
    lane: int = URGENT
    quiet: bool = False
    private: bool = True
    only_for: Account | None = None
    openly: bool = False
    slot: str = ""
    edits: bool = False


def plain(spans: tuple[Span, ...]) -> str:
    """The spans' text alone."""
    return "".join(span.text for span in spans)


def offered_by(message: Message) -> tuple[tuple[str, str], ...]:
    """Its buttons, as (label, token), without those that only lead to another chat."""
    return tuple(
        (choice.label, choice.token)
        for block in message.blocks
        if isinstance(block, Choices)
        for choice in block.choices
        if choice.token
    )
