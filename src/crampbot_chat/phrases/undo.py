"""What stood in the diary before the last change, so that it can be taken back."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.marks import Mark
from crampbot_chat.turn import Turn

Undo = tuple[str, str, str]
"""What was done (entries; of older releases: added, removed, changed), to which cramp, and what stood before."""

Entry = Cramp | Mark


class Before(Struct):
    """What stood before a change, by id; None for what wasn't there."""

    cramps: dict[str, Cramp | None] = {}
    marks: dict[str, Mark | None] = {}


class Undone(Struct):
    """What taking a change back did: what is gone now, what is there again, and what reads as before."""

    gone: list[Entry] = []
    again: list[Entry] = []
    as_before: list[Entry] = []
    moved: bool = False  # to another time


_encode = msgspec.json.Encoder().encode
_before = msgspec.json.Decoder(Before).decode
_cramps = msgspec.json.Decoder(list[Cramp]).decode


def before(old: Iterable[Entry] = (), new: Iterable[Entry] = ()) -> Undo:
    """To be kept before the old entries change or go; the new ones weren't there."""
    stood = Before()
    for each in old:
        if isinstance(each, Cramp):
            stood.cramps[each.id] = each
        else:
            stood.marks[each.id] = each
    for each in new:
        if isinstance(each, Cramp):
            stood.cramps[each.id] = None
        else:
            stood.marks[each.id] = None
    return "entries", "", _encode(stood).decode()


def joined(first: Undo | None, second: Undo | None) -> Undo | None:
    """Two changes of the diary as one, to be taken back together."""
    if first is None or second is None or {first[0], second[0]} != {"entries"}:
        return second or first
    one, two = _before(first[2].encode()), _before(second[2].encode())
    both = Before({**two.cramps, **one.cramps}, {**two.marks, **one.marks})
    return "entries", "", _encode(both).decode()


def take_back(turn: Turn) -> Undone | None:
    """Take back the last change; that becomes the last change. None when there is nothing (any more) to take back."""
    if turn.body.undo is None:
        return None
    stood = _stood(turn, turn.body.undo)
    now = Before({key: turn.cramp(key) for key in stood.cramps}, {key: turn.mark(key) for key in stood.marks})
    undone = Undone()
    inverse = "entries", "", _encode(now).decode()
    for there, then in _pairs(now, stood):
        if there is None and then is None:
            continue
        if then is None and there is not None:
            undone.gone.append(there)
            drop(turn, there)
        elif then is not None:
            undone.moved |= there is not None and _start(there) != _start(then)
            (undone.as_before if there else undone.again).append(then)
            put(turn, then)
    if not (undone.gone or undone.again or undone.as_before):
        return None
    turn.body.undo = inverse
    return undone


def cramp_before(turn: Turn, undo: Undo, key: str) -> Cramp | None:
    """The cramp as it stood before this change; None when it wasn't there, or wasn't part of it."""
    return _stood(turn, undo).cramps.get(key)


def _start(entry: Entry) -> int:
    return entry.started_at if isinstance(entry, Cramp) else entry.at


def put(turn: Turn, entry: Entry) -> None:
    """Let the entry stand in the diary as it is."""
    if isinstance(entry, Mark):
        turn.keep_mark(entry)
    elif now := turn.cramp(entry.id):
        for name in Cramp.__struct_fields__:
            setattr(now, name, getattr(entry, name))
        turn.keep(now)
    else:
        turn.keep(entry)


def drop(turn: Turn, entry: Entry) -> None:
    """Take the entry out of the diary."""
    if isinstance(entry, Mark):
        turn.remove_mark(entry)
    else:
        turn.remove(entry)


def _pairs(now: Before, stood: Before) -> list[tuple[Entry | None, Entry | None]]:
    cramps: list[tuple[Entry | None, Entry | None]] = [(now.cramps[key], then) for key, then in stood.cramps.items()]
    return cramps + [(now.marks[key], then) for key, then in stood.marks.items()]


def _stood(turn: Turn, undo: Undo) -> Before:
    kind, key, json = undo
    if kind == "entries":
        return _before(json.encode())
    if kind == "added":
        return Before({key: None})
    if kind not in {"removed", "changed"}:  # of something else
        return Before()
    cramps = [old for old in _cramps(json.encode()) if kind == "removed" or turn.cramp(old.id)]
    return Before({old.id: old for old in cramps})
