"""Nights without a cramp, where a night ends, and nights that are nobody's business: off the record."""

from datetime import datetime, time

from crampbot_chat.phrases import clock
from crampbot_chat.phrases.entries import here, keep, middle_of, zone
from crampbot_chat.phrases.nights import lines
from crampbot_chat.phrases.undo import before, drop
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.marks import Mark
from crampbot_chat.store.people import Idle, Telling
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.understand.days import last_night
from crampbot_chat.understand.notes import QUIET
from crampbot_chat.when.zones import at

HOURS = 24
EARLIEST, LATEST = 4, 20  # o'clock between which a night may end


def quiet(turn: Turn, ear: Ear | None = None) -> bool:
    """No cramp: last night, or the night that is named. What is noted in it stays until they say otherwise."""
    if turn.body.unrecorded:
        turn.say("log.off_record")
        return True
    now = here(turn)
    said = ear.times(now, turn.border).day if ear else None
    night = said.date if said and said.date < now.date() else last_night(now, turn.border)
    return _note(turn, datetime.combine(night, time()))


def _note(turn: Turn, night: datetime) -> bool:
    if isinstance(turn.state, Telling):  # "log a cramp", and then: there was none
        turn.become(Idle())
    middle = middle_of(turn, night)
    cramps, marked = _of(turn, middle)
    if cramps:
        turn.say("log.not_so_quiet", lines=lines(turn, [*cramps]), on=night.date().isoformat())
    elif marked:
        turn.say("log.quiet_already", lines=lines(turn, [marked[0]]))
    else:
        mark = Mark(turn.new_id(), middle, QUIET, "", turn.event.at)
        turn.body.undo = before(new=[mark])
        keep(turn, [mark])
        turn.say("log.quiet" if turn.consented else "log.quiet_consent", lines=lines(turn, [mark]))
    return True


def _of(turn: Turn, middle: int) -> tuple[list[Cramp], list[Mark]]:
    night = turn.night_of(middle)
    if night is None:
        return [], [each for each in turn.marks if each.kind == QUIET and each.at == middle]
    cramps = [each for each in turn.cramps if turn.night_of(each.started_at) == night]
    return cramps, [each for each in turn.marks if each.kind == QUIET and turn.night_of(each.at) == night]


def no_cramps(turn: Turn, night: str) -> bool:
    """It was quiet after all: the cramps of that night go, and "undo" brings them back. False without such a night."""
    try:
        on = datetime.fromisoformat(night)
    except ValueError:
        return False
    middle = middle_of(turn, on)
    cramps, _ = _of(turn, middle)
    if not cramps:
        return _note(turn, on)
    mark = Mark(turn.new_id(), middle, QUIET, "", turn.event.at)
    turn.body.undo = before([*cramps], [mark])
    for each in cramps:
        drop(turn, each)
    keep(turn, [mark])
    turn.say("log.quiet", lines=lines(turn, [mark]))
    return True


def keep_cramps(turn: Turn) -> None:
    """The cramps stay."""
    turn.say("log.stays")


# --- where a night ends -----------------------------------------------------------------------------------------------


def hours(turn: Turn, begin: int, end: int) -> None:
    """Their night runs from `begin` to `end` (minutes after midnight); `begin` -1 when only its end was said."""
    if not EARLIEST * 60 <= end <= LATEST * 60:
        turn.say("log.bad_border")
        return
    turn.body.border = end
    shown = _clock(turn, end)
    if begin < 0:
        turn.say("log.border", clock=shown)
        return
    turn.body.asleep = (begin, end)
    turn.say("log.hours", from_clock=_clock(turn, begin), clock=shown)


def _clock(turn: Turn, minute: int) -> str:
    moment = datetime.combine(here(turn).date(), time(*divmod(minute % (HOURS * 60), 60)))
    return clock.clock(turn, at(moment, zone(turn)), zone(turn))


# --- off the record ---------------------------------------------------------------------------------------------------


def unrecord(turn: Turn) -> None:
    """From now on nothing is kept: relief, and no diary."""
    turn.say("log.unrecorded_already" if turn.body.unrecorded else "log.unrecorded")
    turn.body.unrecorded = True


def record(turn: Turn) -> None:
    """The diary is back."""
    turn.say("log.recorded" if turn.body.unrecorded else "log.recorded_already")
    turn.body.unrecorded = False
