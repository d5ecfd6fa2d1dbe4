"""What stood in the diary before the last change, so that it can be taken back."""

from collections.abc import Iterable

import msgspec

from crampbot_chat.store.diary import Cramp
from crampbot_chat.turn import Turn

Undo = tuple[str, str, str]
"""What was done (added, removed, changed), to which cramp, and the cramps as they stood before."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Cramp]).decode


def before_removal(cramp: Cramp) -> Undo:
    """Before the cramp is taken out."""
    return "removed", cramp.id, _encode([cramp]).decode()


def before_change(cramps: Iterable[Cramp]) -> Undo:
    """Before something in these cramps is changed."""
    return "changed", "", _encode(list(cramps)).decode()


def restore(turn: Turn, cramps: list[Cramp]) -> None:
    """Let cramps that are still there read as they stood."""
    for old in cramps:
        if now := turn.cramp(old.id):
            for name in Cramp.__struct_fields__:
                setattr(now, name, getattr(old, name))
            turn.keep(now)


def cramps_before(undo: Undo) -> list[Cramp]:
    """The cramps as they stood."""
    return _decode(undo[2].encode())
