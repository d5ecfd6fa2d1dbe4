"""The diary: the last nights with cramps, undo, delete one. 02:00 belongs to the night before, everywhere."""

from datetime import date
from itertools import groupby

from crampbot_chat.phrases import clock
from crampbot_chat.phrases.cramps import line, lines
from crampbot_chat.phrases.undo import before_change, before_removal, cramps_before, restore
from crampbot_chat.store.diary import Cramp
from crampbot_chat.turn import BED, UP, Turn
from crampbot_chat.when.night import night_of
from crampbot_chat.when.zones import local

SHOWN = 7  # nights in a list


def nights(turn: Turn) -> None:
    """The last nights with their cramps, newest first, numbered so that one can be deleted by its number.

    A number typed then means a line of the list: so it has no buttons, or else no numbers.
    """
    if not turn.cramps:
        turn.say("diary.empty")
        return
    turn.body.listed, shown = _by_night(turn)
    turn.body.offered = ()
    turn.say("diary.nights" if turn.consented else "diary.unconsented", nights=shown)


def which(turn: Turn, number: int) -> bool:
    """A number alone after a list: what stands there, and how to delete it. False when there is no such line."""
    cramp = _numbered(turn, number)
    if cramp:
        turn.say("diary.which", number=number, line=line(turn, cramp))
    return cramp is not None


def undo(turn: Turn) -> None:
    """Take back the last change of the diary; a second time takes that back."""
    last = turn.body.undo
    kind, key, _ = last or ("", "", "")
    cramp = turn.cramp(key)
    if kind == "added" and cramp:
        turn.say("diary.undone_added", line=line(turn, cramp))
        _take_out(turn, cramp)
    elif kind == "removed" and last:
        [restored] = cramps_before(last)
        turn.keep(restored)
        turn.body.undo = ("added", restored.id, "")
        turn.say("diary.undone_removed", line=line(turn, restored))
    elif kind == "changed" and last and (now := [each for old in cramps_before(last) if (each := turn.cramp(old.id))]):
        turn.body.undo = before_change(now)
        before = [old for old in cramps_before(last) if turn.cramp(old.id)]
        restore(turn, before)
        turn.say("diary.undone_changed", lines=lines(turn, before))
    else:
        turn.say("diary.nothing_to_undo")


def delete(turn: Turn, number: int) -> None:
    """Delete the cramp with this number in the list last shown; 0 means the latest."""
    cramp = _numbered(turn, number) if number else next(iter(turn.cramps), None)
    if cramp is None:
        turn.say("diary.no_such")
        return
    turn.say("diary.deleted", line=line(turn, cramp))
    _take_out(turn, cramp)


def _numbered(turn: Turn, number: int) -> Cramp | None:
    listed = turn.body.listed
    return turn.cramp(listed[number - 1]) if 0 < number <= len(listed) else None


def _take_out(turn: Turn, cramp: Cramp) -> None:
    turn.body.undo = before_removal(cramp)
    turn.remove(cramp)


def _by_night(turn: Turn) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids in the order of the list, and its lines: a heading for each night, and its cramps as they came."""
    groups = [list(group) for _, group in groupby(turn.cramps, key=lambda each: _night(turn, each))]
    listed: list[str] = []
    shown: list[str] = []
    for cramps in groups[:SHOWN]:
        shown.append(_heading(turn, cramps))
        for cramp in sorted(cramps, key=lambda each: (each.started_at, each.id)):
            listed.append(cramp.id)
            told = line(turn, cramp)
            shown.append(turn.text("diary.numbered", number=len(listed), line=told) if turn.consented else told)
    return tuple(listed), tuple(shown)


def _night(turn: Turn, cramp: Cramp) -> date | None:
    """Without a zone there is only one group, since we don't know where nights begin."""
    return night_of(cramp.started_at, turn.person.zone) if turn.person.zone else None


def _heading(turn: Turn, cramps: list[Cramp]) -> str:
    """The night's name; of cramps by day, the day's."""
    zone = turn.person.zone
    if not zone:
        return turn.text("diary.lately")
    shown = [local(each.started_at, zone) for each in cramps]
    if all(UP <= each.hour < BED for each in shown) and len({each.date() for each in shown}) == 1:
        return clock.day(turn, shown[0].date())
    return turn.text("diary.night", night=clock.day(turn, night_of(cramps[0].started_at, zone)))
