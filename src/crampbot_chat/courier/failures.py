"""The failure table: what becomes of a message after each attempt."""

from typing import ClassVar

from msgspec import Struct

from crampbot_chat.contract import Gone, Refused, TryLater, Undelivered, Unsure
from crampbot_chat.courier.lines import Item
from crampbot_chat.model import BROADCAST, Millis

TRIES = 8
HOUR = 3_600_000  # ms; nobody wants an answer, or a reminder, that is later than this
BACK_OFF = (1, 5, 20, 60, 240, 600, 1500)  # seconds between our own tries; 40 minutes in all
UNSURE = (1, 5, 20)  # seconds until a message that may have arrived is sent again, as often as this has places


class Done(Struct, frozen=True):
    """Finished: delete the row. `outcome` is for the counts."""

    outcome: str


class Again(Struct, frozen=True):
    """Try again at `at`. refused: the platform wants it later; asked: it has said when; everybody: it means us all."""

    outcome: ClassVar[str] = "again"
    at: Millis
    refused: bool = False
    asked: bool = False
    everybody: bool = False


class Differently(Struct, frozen=True):
    """Try again at once in another form: an edit as a new message, or with `bare` the words alone."""

    outcome: ClassVar[str] = "differently"
    bare: bool = False


class Away(Struct, frozen=True):
    """Nobody there: delete all rows for this chat, pause the person's timers."""

    outcome: ClassVar[str] = "gone"


class Moved(Struct, frozen=True):
    """The chat has a new id: rewrite it everywhere, try again once."""

    outcome: ClassVar[str] = "moved"
    chat: str


Verdict = Done | Again | Differently | Away | Moved


def judge(error: Undelivered, item: Item, now: Millis) -> Verdict:
    """What to do after a failed attempt; `item.tried_at` is set. Any other exception is treated as Refused."""
    match error:
        case TryLater():
            return _later(item, now, error.after, everybody=error.everybody)
        case Unsure() if item.out.message.edits and not item.anew:
            return _later(item, now, None, everybody=False)  # the same edit twice looks like once
        case Unsure():
            return _perhaps(item, now)
        case Gone():
            return Moved(error.moved_to) if error.moved_to and not item.moved else Away()
        case Refused() if item.out.message.edits and not item.anew:
            return Differently()
        case _:
            return Done("refused") if item.bare else Differently(bare=True)


def _perhaps(item: Item, now: Millis) -> Verdict:
    """Twice is better than not at all, but for what goes to many."""
    if item.lane == BROADCAST or item.unsure >= len(UNSURE):
        return Done("unsure")
    return Again(now + UNSURE[item.unsure] * 1000)


def _later(item: Item, now: Millis, after: float | None, *, everybody: bool) -> Verdict:
    tries = item.attempts + 1
    wait = BACK_OFF[min(tries, len(BACK_OFF)) - 1] if after is None else max(after, 0.0)
    at = now + int(wait * 1000)
    if tries >= TRIES or at > item.tried_at + HOUR:
        return Done("given_up")
    return Again(at, refused=True, asked=after is not None, everybody=everybody)
