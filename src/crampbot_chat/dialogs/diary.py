"""The diary: the last nights with cramps, undo, delete one. 02:00 belongs to the night before, everywhere."""

from itertools import groupby

import msgspec

from crampbot_chat.phrases import clock
from crampbot_chat.phrases.cramps import line
from crampbot_chat.store.diary import Cramp
from crampbot_chat.turn import Turn
from crampbot_chat.when.night import night_of

SHOWN = 7  # nights in a list

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Cramp).decode


def nights(turn: Turn) -> None:
    """The last nights with their cramps, newest first, numbered so that one can be deleted by its number."""
    if not turn.cramps:
        turn.say("diary.empty")
        return
    listed, shown = _by_night(turn)
    turn.body.listed = listed
    key = "diary.nights" if turn.consented else "diary.unconsented"
    turn.say(key, nights=shown)


def undo(turn: Turn) -> None:
    """Take back the last change of the diary."""
    kind, key, before = turn.body.undo or ("", "", "")
    cramp = turn.cramp(key)
    if kind == "added" and cramp:
        _take_out(turn, cramp)
        turn.say("diary.undone_added", line=line(turn, cramp))
    elif kind == "removed":
        restored = _decode(before.encode())
        turn.keep(restored)
        turn.body.undo = None
        turn.say("diary.undone_removed", line=line(turn, restored))
    else:
        turn.say("diary.nothing_to_undo")


def delete(turn: Turn, number: int) -> None:
    """Delete the cramp with this number in the list last shown; 0 means the latest."""
    listed = turn.body.listed
    key = "" if number > len(listed) else listed[number - 1] if number else ""
    cramp = turn.cramp(key) if number else next(iter(turn.cramps), None)
    if cramp is None:
        turn.say("diary.no_such", n=len(listed))
        return
    _take_out(turn, cramp)
    turn.say("diary.deleted", line=line(turn, cramp))


def _take_out(turn: Turn, cramp: Cramp) -> None:
    turn.remove(cramp)
    turn.body.undo = ("removed", cramp.id, _encode(cramp).decode())
    turn.body.listed = tuple("" if key == cramp.id else key for key in turn.body.listed)  # the others keep their number


def _by_night(turn: Turn) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids in the order of the list, and its lines: a heading for each night, and its cramps as they came."""
    groups = [(night, list(group)) for night, group in groupby(turn.cramps, key=lambda each: _night(turn, each))]
    listed: list[str] = []
    shown: list[str] = []
    for night, cramps in groups[:SHOWN]:
        shown.append(night)
        for cramp in sorted(cramps, key=lambda each: (each.started_at, each.id)):
            listed.append(cramp.id)
            shown.append(turn.text("diary.numbered", number=len(listed), line=line(turn, cramp)))
    return tuple(listed), tuple(shown)


def _night(turn: Turn, cramp: Cramp) -> str:
    """The name of the night; without a zone there is only one group, since we don't know where nights begin."""
    if not turn.person.zone:
        return turn.text("diary.lately")
    return turn.text("diary.night", night=clock.day(turn, night_of(cramp.started_at, turn.person.zone)))
