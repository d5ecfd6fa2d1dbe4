"""Corrections in plain words, of the entry spoken of last or of a numbered one: echoed, with Undo."""

from crampbot_chat.model import Millis, Text
from crampbot_chat.phrases import echo
from crampbot_chat.phrases.entries import copy, fill, here, keep, move, numbered, spoken, spoken_of, zone
from crampbot_chat.phrases.nights import at as when
from crampbot_chat.phrases.nights import lines, listed
from crampbot_chat.phrases.righted import moved, nearest
from crampbot_chat.phrases.undo import Entry, before, cramp_before, drop, put
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.marks import Mark
from crampbot_chat.store.people import Easing, Telling
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.understand.amends import Amends, amends, deleted
from crampbot_chat.understand.notes import Note
from crampbot_chat.understand.told import Facts
from crampbot_chat.when.zones import at, wall

MINUTE = 60_000
LATELY = 24 * 60 * MINUTE  # the latest cramp is meant when nothing has been spoken of for long
FRESH = 10 * MINUTE  # so soon "left" or "7/10" belong to what has just been noted
WEEK = 7 * LATELY
FEW = 4  # words; "no, the right one"
STRONGEST = 10
HALF = 12  # hours
OTHER = {"left": "right", "right": "left"}


def hear(turn: Turn, ear: Ear) -> bool:
    """Somebody corrects or deletes an entry in plain words; False when the words do neither."""
    if isinstance(turn.state, Easing) or ear.danger or ear.said.intent in {"no_cramp", "question"}:
        return False
    language = turn.tongue
    if gone := deleted(ear.text, language):
        return _delete(turn, *gone)
    _, _, spoken_at = turn.body.subject or ("", "", 0)
    fresh = turn.now - spoken_at <= FRESH
    said = amends(ear.text, here(turn), turn.border, language, fresh=fresh)
    if said is None or (said.terse and not _adds(turn, said)) or (ear.cry and _figurative(turn, said)):
        return False
    entry = numbered(turn, said.number) if said.number else _meant(turn)
    if entry is None:
        ours = bool(said.number and turn.body.listed) and not any(":" in each for each in turn.body.listed)
        about_ours = not said.terse and not said.notes and (turn.body.subject or ("",))[0] != "reminder"
        ours = ours or (about_ours and (said.sure or said.bare is not None))
        if ours:
            turn.say("log.nothing_to_change")
        return ours
    if isinstance(entry, Mark):
        done = _mark(turn, entry, said)
        latest = None if done or said.number else _latest(turn)
        return bool(done or (latest and not said.notes and _cramp(turn, latest, said)))
    return bool(_with_it(turn, entry, said) or _cramp(turn, entry, said))


def _figurative(turn: Turn, said: Amends) -> bool:
    """What is denied is nothing that an entry has: "not a drill, calf cramp" is a cry, no correction."""
    old = Ear(said.old, turn.tongue)
    return bool(said.old) and not (old.muscle or old.side or any(sign.isdigit() for sign in said.old))


def _with_it(turn: Turn, cramp: Cramp, said: Amends) -> bool:
    """What was told of with the cramp, corrected: "it was football, not wine"."""
    if not (said.sure and said.old and said.notes and said.facts == Facts() and said.times is None):
        return False
    marks = [each for each in _together(turn, cramp) if said.old in each.words or each.kind == said.notes[0].kind]
    return bool(marks and _mark(turn, marks[0], said))


def _together(turn: Turn, cramp: Cramp) -> list[Mark]:
    """What was told of in the same sentence, for the same night."""
    if not cramp.told_at:
        return []
    night = turn.night_of(cramp.started_at)
    others = any(
        each.id != cramp.id and each.told_at == cramp.told_at and turn.night_of(each.started_at) == night
        for each in turn.cramps
    )
    found = [each for each in turn.marks if each.told_at == cramp.told_at and turn.night_of(each.at) == night]
    return [] if others else found


def _adds(turn: Turn, said: Amends) -> bool:
    """Words that add to what has just been noted; a muscle alone is a cry, a time a new entry."""
    more = said.facts.side or said.facts.minutes is not None or said.facts.pain is not None or said.facts.feel
    few = len(turn.event.what.words.split()) <= FEW if isinstance(turn.event.what, Text) else True
    return few and bool(more and not (said.facts.muscle or said.times or said.notes))


def _meant(turn: Turn) -> Entry | None:
    """What was spoken of last, else the latest cramp of the last day; nothing of ours while a reminder is the talk."""
    kind, _, spoken_at = turn.body.subject or ("", "", 0)
    latest = _latest(turn)
    heard = max(latest.lasted_to, latest.told_at) if latest else 0
    if kind == "reminder" and spoken_at > heard:
        return None
    return (spoken(turn) if spoken_at >= heard else None) or latest


def _latest(turn: Turn) -> Cramp | None:
    """The cramp that was heard of last, in the last day."""
    newest = max(turn.cramps, key=lambda each: max(each.lasted_to, each.told_at), default=None)
    heard = max(newest.lasted_to, newest.told_at) if newest else 0
    return newest if turn.event.at - heard <= LATELY else None


# --- a cramp ----------------------------------------------------------------------------------------------------------


def _cramp(turn: Turn, cramp: Cramp, said: Amends) -> bool | None:
    """Write what is right; None when the words don't fit a cramp."""
    if said.notes and said.facts == Facts():  # "it was boiling yesterday" is about the day
        return None
    if said.other:
        return _other_side(turn, cramp)
    old, facts, meant = copy(cramp), said.facts, ""
    around = _together(turn, cramp)
    start: Millis | None = None
    if said.bare is not None:
        facts, start, meant = _bare(turn, cramp, said)
    elif said.times:
        start = moved(turn, cramp, said.times)
        if start is None:
            turn.say("log.future")
            return True
    if facts == Facts() and start is None:
        return None
    if start is not None:
        _put_at(turn, cramp, start, said)
    fill(cramp, facts)
    if old == cramp:
        turn.say("log.unchanged", lines=lines(turn, [cramp]))
        return True
    marks = [_shifted(each, cramp.started_at - old.started_at) for each in around] if start is not None else []
    turn.body.undo = before([old, *(around if marks else [])])
    keep(turn, [*marks, cramp])
    if meant and not turn.night:
        told = {"cramp": cramp.id, "meant": meant, "other": _other(turn, meant)}
        turn.say("log.changed_number", facts={**told, "lines": lines(turn, [cramp])})
    else:
        turn.say("log.changed", lines=lines(turn, [cramp, *marks]))
    return True


def _other_side(turn: Turn, cramp: Cramp) -> bool:
    """The other leg; while no side is known, we ask which."""
    if cramp.side not in OTHER:
        turn.become(Telling("side", (cramp.id,), turn.where, turn.now))
        turn.say("log.side", slot=echo.SLOT, lines=lines(turn, [cramp]))
        return True
    turn.body.undo = before([copy(cramp)])
    cramp.side = OTHER[cramp.side]
    keep(turn, [cramp])
    turn.say("log.changed", lines=lines(turn, [cramp]))
    return True


def _shifted(mark: Mark, by: Millis) -> Mark:
    return Mark(mark.id, mark.at + by, mark.kind, mark.words, mark.told_at)


def _put_at(turn: Turn, cramp: Cramp, start: Millis, said: Amends) -> None:
    move(cramp, start)
    if said.times is None or said.times.moments[0].hours:
        cramp.vague = ""
    known = turn.person.zone or cramp.vague
    cramp.wall = "" if known else wall(start, zone(turn)).isoformat(timespec="minutes")


def _bare(turn: Turn, cramp: Cramp, said: Amends) -> tuple[Facts, Millis | None, str]:
    """A bare number: what the wrong one was, else how bad, else how long; and what else it can mean."""
    value = said.bare or 0
    scale = value == int(value) and value <= STRONGEST
    minutes = None if cramp.minutes is None else round(cramp.minutes)
    hour = wall(cramp.started_at, zone(turn)).hour
    if said.old and said.old != str(cramp.pain):
        if said.old in {str(hour), str(hour % HALF)} and said.old != str(minutes) and value < 2 * HALF:
            hours = (int(value), int(value) + HALF) if value < HALF else (int(value),)
            return Facts(), nearest(turn, cramp, hours, 0), ""
        return Facts(minutes=value), None, ""
    if scale and (cramp.pain is not None or minutes is None or not cramp.told_at):  # a length that was measured stays
        return Facts(pain=int(value)), None, "" if said.old or not value else f"minutes-{int(value)}"
    return Facts(minutes=value), None, f"pain-{int(value)}" if scale else ""


def _other(turn: Turn, meant: str) -> str:
    kind, _, value = meant.partition("-")
    return turn.text("log.n_minutes" if kind == "minutes" else "log.n_of_ten", n=int(value))


def strength(turn: Turn, cramp: Cramp, pain: int) -> None:
    """How strong it was, said behind the note of it."""
    turn.body.undo = before([copy(cramp)])
    fill(cramp, Facts(pain=pain))
    keep(turn, [cramp])
    echo.noted(turn, [cramp])


def number(turn: Turn, key: str, meant: str) -> bool:
    """The other meaning of a bare number; what it was taken for reads as before. False when the entry is gone."""
    kind, _, value = meant.partition("-")
    if turn.cramp(key) is None or turn.body.undo is None or not value.isdecimal():
        return False
    old = cramp_before(turn, turn.body.undo, key)
    if old is None:
        return False
    turn.body.undo = before([old])
    fill(old, Facts(minutes=float(value)) if kind == "minutes" else Facts(pain=min(int(value), STRONGEST)))
    put(turn, old)
    spoken_of(turn, old)
    turn.say("log.changed", lines=lines(turn, [old]))
    return True


# --- a mark -----------------------------------------------------------------------------------------------------------


def _mark(turn: Turn, mark: Mark, said: Amends) -> bool | None:
    """Write what is right; None when the words don't fit a mark."""
    if not said.notes and said.times is None:
        return None
    note = said.notes[0] if said.notes else None
    if note and not (said.sure or note.kind == mark.kind):
        return None
    moment = said.times.moments[0] if said.times else None
    if moment and moment.future:
        turn.say("log.future")
        return True
    new = Mark(mark.id, mark.at, note.kind if note else mark.kind, note.words if note else mark.words, mark.told_at)
    if moment:
        new.at = min(at(moment.at, zone(turn)), turn.event.at)
    turn.body.undo = before([mark])
    keep(turn, [new])
    turn.say("log.changed", lines=lines(turn, [new]))
    return True


def _delete(turn: Turn, which: int, notes: tuple[Note, ...]) -> bool:
    """Delete a numbered entry, or a mark by its words; False when nothing such is there."""
    if which:
        return False  # the command knows numbers
    wanted = {(note.kind, note.words) for note in notes}
    kinds = {kind for kind, _ in wanted}
    if not kinds:
        return False
    recent = [each for each in turn.marks if each.kind in kinds and turn.event.at - when(each) < WEEK]
    exact = [each for each in recent if (each.kind, each.words) in wanted]
    if not recent:
        return False
    entry = (exact or recent)[0]
    turn.say("diary.deleted", line=listed(turn, [entry]))
    turn.body.undo = before([entry])
    drop(turn, entry)
    return True
