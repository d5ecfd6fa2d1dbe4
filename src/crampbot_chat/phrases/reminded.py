"""What a reminder of a stretch brings along: the stretch that its words mean, fitted to the body, in a few lines."""

from msgspec import Struct

from crampbot_chat.phrases.figures import catalogue
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.stretching import Position
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

ORDER: tuple[Position, ...] = ("sitting", "standing", "lying")
IN_BED: tuple[Position, ...] = ("lying", "sitting", "standing")


class Brought(Struct, frozen=True):
    """A stretch or a routine: its key, its name, and how it is done or what it is for."""

    key: str
    title: str
    lines: tuple[str, ...]


def brought(turn: Turn, reminder: Reminder) -> Brought | None:
    """The stretch that its words mean; None when it is of something else, or nothing fits this body."""
    if reminder.kind != "stretch" or "surgery" in turn.body.limits:
        return None
    ear = Ear(reminder.task, turn.tongue)
    if ear.muscle:
        return _stretch(turn, ear.muscle)
    occasion = "bedtime" if reminder.anchor and reminder.anchor.name == "bedtime" else ""
    return _routine(turn, occasion or str(ear.said.slots.get("occasion", "")), ear.bare)


def _stretch(turn: Turn, muscle: str) -> Brought | None:
    book, limits = catalogue(turn), turn.body.limits
    keys = book.of_muscle(muscle, limits, IN_BED if turn.night else ORDER)
    move = book.move(keys[0], limits) if keys else None
    return Brought(keys[0], move.name, turn.fill_all(move.lines)) if move else None


def _routine(turn: Turn, occasion: str, said: str) -> Brought | None:
    book = catalogue(turn)
    for key in book.offered(turn.body.limits):
        routine = book.routines[key]
        if occasion in routine.occasions or any(f" {words} " in f" {said} " for words in routine.words):
            return Brought(key, routine.name, (turn.fill(routine.short),))
    return _stretch(turn, "calf")
