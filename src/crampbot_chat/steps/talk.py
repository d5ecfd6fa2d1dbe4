"""Hello, help, stop, and an answer to nothing: in a cramp each of them is about that."""

from crampbot_chat.dialogs import door, quiet, relief, safety
from crampbot_chat.dialogs.reminders import create
from crampbot_chat.model import Text
from crampbot_chat.steps.easing import eased
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear


def hello(turn: Turn) -> None:
    """Start: what this is, and in the middle of a cramp the act."""
    if not (eased(turn) or safety.stays(turn)):
        door.hello(turn)


def simple(turn: Turn) -> None:
    """It is too much for them: the one thing that matters."""
    if not (eased(turn) or safety.stays(turn)):
        turn.say("door.simple")


def good_night(turn: Turn) -> None:
    """At night they leave; by day it tells of the night that is over."""
    if not turn.night:
        quiet.quiet(turn)
    elif not (eased(turn) or safety.stays(turn)):
        turn.say("door.good_night")


def nothing_open(turn: Turn) -> None:
    """A yes or a no, while nothing was asked; in a cramp the act once more, and an emergency stays one."""
    if not (eased(turn) or safety.stays(turn)):
        door.nothing_open(turn)


def nothing_rang(turn: Turn) -> None:
    """Snooze, while nothing rang for long; in a cramp the act once more, and an emergency stays one."""
    if not (eased(turn) or safety.stays(turn)):
        turn.say("reminders.nothing_rang")


def stop(turn: Turn) -> None:
    """A bare "stop", not about what came last: what shall stop?"""
    if isinstance(turn.state, Easing):
        relief.again(turn)
    else:
        turn.say("door.stop")


def help_wish(turn: Turn, ear: Ear) -> bool:
    """They ask how something is done: setting a reminder, or all of it."""
    if ear.mentions("remind", "reminder_noun"):
        create.show_menu(turn)
    else:
        ask_help(turn)
    return True


def ask_help(turn: Turn) -> None:
    """A command asks for help with the bot; the bare word at night may mean help with the pain."""
    words = turn.event.what.words if isinstance(turn.event.what, Text) else ""
    if words.startswith("/") or not turn.night:
        door.help_me(turn)
    elif not safety.again(turn):
        door.guess(turn)
