"""When a cramp was after all, as a correction has it."""

from datetime import date, datetime, time, timedelta

from crampbot_chat.model import Millis
from crampbot_chat.phrases.entries import zone
from crampbot_chat.store.diary import Cramp
from crampbot_chat.turn import Turn
from crampbot_chat.understand.past import DAY, Moment, Times
from crampbot_chat.when.zones import at, wall

MINUTE = 60_000


def moved(turn: Turn, cramp: Cramp, said: Times) -> Millis | None:
    """When it was after all; None when that is still to come."""
    moment = said.moments[0]
    if moment.future:
        return None
    if said.day is None and moment.hours:  # "it was at 4": in the same night
        return nearest(turn, cramp, moment.hours, moment.minute)
    if said.day is None or said.day.now or moment.hours:
        return min(at(_reading(turn, cramp, moment), zone(turn)), turn.event.at)
    shown = wall(cramp.started_at, zone(turn))
    if cramp.vague:
        cramp.vague = moment.vague
        return min(at(moment.at, zone(turn)), turn.event.at)
    found = at(_on(turn, shown, said.day.date), zone(turn))
    if found > turn.event.at or (said.day.part != "night" and abs(found - cramp.started_at) < MINUTE):
        found = at(datetime.combine(said.day.date, shown.time()), zone(turn))  # the day itself, not its night
    return None if found > turn.event.at else found


def nearest(turn: Turn, cramp: Cramp, hours: tuple[int, ...], minute: int) -> Millis:
    """That o'clock nearest to when we had it, and not to come."""
    shown = wall(cramp.started_at, zone(turn))
    middle = shown if not cramp.vague else shown + timedelta(hours=2)
    found = [
        shown.replace(hour=hour, minute=minute, second=0, microsecond=0) + DAY * shift
        for hour in hours
        for shift in (-1, 0, 1)
    ]
    past = [each for each in found if at(each, zone(turn)) <= turn.event.at] or found
    return min(at(min(past, key=lambda each: abs(each - middle)), zone(turn)), turn.event.at)


def _on(turn: Turn, shown: datetime, on: date) -> datetime:
    """The same hour in the night of another day."""
    after = shown.time() < turn.border
    return datetime.combine(on, shown.time()) + DAY * after


def _reading(turn: Turn, cramp: Cramp, moment: Moment) -> datetime:
    if moment.other is None:
        return moment.at
    shown = wall(cramp.started_at, zone(turn)).time()
    return min((moment.at, moment.other), key=lambda each: abs(_minutes(each.time()) - _minutes(shown)))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
