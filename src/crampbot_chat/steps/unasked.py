"""What comes by itself, tips and reminders: one out of the other, and none at all."""

from collections.abc import Callable

from crampbot_chat.dialogs import daily, door, tips
from crampbot_chat.dialogs.reminders import change, create, edits, invite
from crampbot_chat.phrases.reminders import FOREVER
from crampbot_chat.turn import Turn


def remind_of_tip(turn: Turn, key: str = "") -> bool:
    """A tip becomes a reminder, of this key or the one shown lately; False when there is none to be reminded of."""
    words = tips.wish(turn, key)
    return bool(words) and create.begin(turn, words, turn.event.at)


def invited(turn: Turn, value: str, code: str) -> None:
    """The answer to a reminder that somebody else asked for: after a yes it is one of their own."""
    accepted = invite.answer(turn, value, code)
    if accepted:
        create.begin(turn, accepted.words, accepted.said_at, invited=True)


def no_nags(turn: Turn) -> None:
    """Ask only once; when nothing asks again, there is nothing to change."""
    if not edits.no_nags(turn):
        door.nothing_open(turn)


def or_menu(turn: Turn, step: Callable[[Turn], bool]) -> None:
    """A change of the daily tips, or what can be chosen while they are not on."""
    if not step(turn):
        daily.menu(turn)


def be_quiet(turn: Turn) -> None:
    """Nothing comes by itself any more."""
    turn.body.tips.off, turn.body.evenings = True, False
    turn.hush("tips", "tips.later", "evening")
    if turn.reminders:
        change.pause_all(turn, FOREVER)
    turn.say("door.quiet")


def pause_reminders(turn: Turn) -> None:
    """No reminder rings until they say so."""
    change.pause_all(turn, FOREVER)


def of_reminders(turn: Turn) -> bool:
    """True when a reminder was spoken of last."""
    return bool(turn.body.subject and turn.body.subject[0] == "reminder")
