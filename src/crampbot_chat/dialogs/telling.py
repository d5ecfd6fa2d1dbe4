"""A cramp told of in one sentence: kept as said, echoed in words, with Undo; no question at night."""

from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.phrases import echo
from crampbot_chat.phrases.entries import (
    SPOKEN,
    around,
    copy,
    cramp_of,
    fill,
    here,
    keep,
    marks_of,
    move,
    quiet,
    same,
    spoken,
    spoken_of,
)
from crampbot_chat.phrases.nights import lines
from crampbot_chat.phrases.undo import Entry, before, drop
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.understand.past import Moment, in_night
from crampbot_chat.understand.told import Facts, Told

DAY = 24 * 3_600_000


def tell(turn: Turn, ear: Ear) -> bool:
    """Somebody tells of one or more cramps; False when the words say nothing of any."""
    told = ear.told(here(turn), turn.border)
    if not (told.dated or told.notes or any(facts != Facts() for _, facts in told.cramps) or len(told.cramps) > 1):
        return False
    if turn.body.unrecorded:
        turn.say("log.off_record")
    elif all(moment.future for moment, _ in told.cramps):
        turn.say("log.future")
    else:
        _keep(turn, told, ear)
    return True


def another(turn: Turn, ear: Ear) -> bool:
    """One more, soon after another: "had one at 1 as well". False when the words tell of none."""
    easing = isinstance(turn.state, Easing)
    lately = any(turn.event.at - max(each.told_at, each.lasted_to) <= SPOKEN for each in turn.cramps)
    if not ear.another or not (easing or lately):
        return False
    told = ear.told(here(turn), turn.border)
    if turn.body.unrecorded or told.cramps[0][0].future:
        return False
    _keep(turn, _same_night(turn, told, ear), ear)
    return True


def _same_night(turn: Turn, told: Told, ear: Ear) -> Told:
    """One more is of the night that was just told of, unless they say of which."""
    newest = max(turn.cramps, key=lambda each: max(each.told_at, each.lasted_to), default=None)
    night = turn.night_of(newest.started_at) if newest else None
    if night is None or ear.times(here(turn), turn.border).day:
        return told
    moved = [
        (in_night(moment.hours, moment.minute, night, here(turn), turn.border) if moment.hours else moment, facts)
        for moment, facts in told.cramps
    ]
    return told if any(moment.future for moment, _ in moved) else replace(told, cramps=tuple(moved))


def _keep(turn: Turn, told: Told, ear: Ear) -> None:
    old: list[Entry] = []
    cramps: list[Cramp] = []
    moments: list[Moment] = []
    fresh: list[Cramp] = []
    for moment, facts in told.cramps:
        if moment.future:
            continue
        cramp = cramp_of(turn, moment, facts)
        known = same(turn, cramp)
        if known and known.id not in {each.id for each in fresh}:
            old.append(copy(known))
            fill(known, facts)
        else:
            known = cramp
            fresh.append(cramp)
        cramps.append(known)
        moments.append(moment)
    marks = marks_of(turn, told.notes, _around(turn, cramps, ear)) if told.notes else []
    untrue = quiet(turn, cramps)
    turn.body.undo = before([*old, *untrue], [*fresh, *marks])
    for each in untrue:
        drop(turn, each)
    keep(turn, [*marks, *cramps])
    if len(cramps) > 1:  # "the second was an 8"
        turn.body.listed = tuple(each.id for each in cramps)
    also = turn.text("log.not_quiet") if untrue else ""
    echo.noted(turn, [*cramps, *marks], moments, dated=told.dated, also=also)


def _around(turn: Turn, cramps: list[Cramp], ear: Ear) -> Millis:
    """What was around a cramp counts for its night."""
    return min(each.started_at for each in cramps) if cramps else around(turn, ear.times(here(turn), turn.border))


def hour(turn: Turn, key: str, moment: str) -> bool:
    """Which of two readings was meant; False when that entry is gone."""
    cramp = turn.cramp(key)
    if cramp is None or not moment.isdecimal():
        return False
    if cramp.started_at != int(moment):
        turn.body.undo = before([cramp])
        move(cramp, int(moment))
        keep(turn, [cramp])
    turn.say("log.noted", lines=lines(turn, [cramp]), also="")
    return True


def note(turn: Turn, ear: Ear) -> bool:
    """Sport, heat, a medicine, an own #tag: noted with its night. False when the words tell of nothing such."""
    if not ear.notes and not ear.helped:
        return False
    if turn.body.unrecorded:
        turn.say("log.off_record")
        return True
    if not ear.notes:
        return _helped(turn, ear.helped)
    marks = marks_of(turn, ear.notes, around(turn, ear.times(here(turn), turn.border)))
    if marks:
        turn.body.undo = before(new=marks)
        keep(turn, marks)
        echo.noted(turn, marks)
    else:
        turn.say("log.noted_already")
    return True


def _helped(turn: Turn, words: str) -> bool:
    """What helped, with the last cramp; False when there is none so late that it can be meant."""
    last = spoken(turn)
    cramp = last if isinstance(last, Cramp) else next(iter(turn.cramps), None)
    if cramp is None or turn.event.at - max(cramp.started_at, cramp.told_at) > DAY:
        return False
    turn.body.undo = before([cramp])
    cramp.eased = words
    keep(turn, [cramp])
    spoken_of(turn, cramp)
    turn.say("log.changed", lines=lines(turn, [cramp]))
    return True
