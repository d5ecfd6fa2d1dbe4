"""What a reminder of a stretch brings along: the stretch that its words mean, fitted to the body, in a few lines."""

from functools import lru_cache

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
    muscle, occasion, said = _meant(reminder.task, turn.tongue)
    if muscle:
        return _stretch(turn, muscle)
    before_bed = reminder.anchor is not None and reminder.anchor.name == "bedtime"
    return _routine(turn, "bedtime" if before_bed else occasion, said)


@lru_cache(maxsize=4096)
def _meant(task: str, tongue: str) -> tuple[str, str, str]:
    """The muscle, the occasion and the bare words; the same few tasks ring again and again."""
    ear = Ear(task, tongue)
    return ear.muscle, str(ear.said.slots.get("occasion", "")), ear.bare


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
