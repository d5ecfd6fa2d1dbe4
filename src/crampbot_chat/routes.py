"""Which dialog answers what: timers, buttons, words, and what happens where others read along."""

from crampbot_chat.dialogs import course, door, guided, plans, posts, relief, team
from crampbot_chat.dialogs.reminders import completing, invite
from crampbot_chat.listening import hear
from crampbot_chat.model import Filled, Left, Opened, Press, Rang, Text, Zone
from crampbot_chat.presses import press, takes
from crampbot_chat.steps import easing, person
from crampbot_chat.store.people import Asked, Card, Idle, Telling, Wish
from crampbot_chat.table import FORMS, SHARED, TIMERS
from crampbot_chat.turn import Turn

HOUR = 3_600_000  # ms
DAY = 24 * HOUR


def route(turn: Turn) -> None:
    """Let the right dialog answer the event."""
    if turn.shared:
        among_others(turn)
        return
    close(turn)
    if not isinstance(turn.event.what, Rang | Left):
        course.seen(turn)
    happen(turn)
    easing.let_pass(turn)
    course.go_on(turn)
    completing.go_on(turn)


def among_others(turn: Turn) -> None:
    """Something happened where other people read along."""
    said = posts.moved(turn)
    match turn.event.what:
        case Rang(timer=name):
            if step := TIMERS.get(name.partition(" ")[0]):
                step(turn)
        case Press(token) if takes(turn, token, SHARED):
            pass
        case _ if not said:
            team.hear(turn, plans.hear)


def happen(turn: Turn) -> None:
    """Something happened in private."""
    match turn.event.what:
        case Rang(timer=name):
            if step := TIMERS.get(name.partition(" ")[0]):
                step(turn)
        case Press(token):
            press(turn, token)
        case Text(words, attached):
            hear(turn, words, attached)
        case Filled(name, about, values) if name in FORMS:
            FORMS[name](turn, about, values)
        case Zone() as zone:
            person.located(turn, zone)
        case Opened():
            _open(turn)
        case Left():
            relief.leave(turn)
            guided.leave(turn)
        case _:
            pass


def _open(turn: Turn) -> None:
    """They came by a link, perhaps with a code in it."""
    if not invite.hear(turn):
        door.hello(turn)


def close(turn: Turn) -> None:
    """Questions don't stay open for ever: a "yes" of next week must not answer what was asked today."""
    match turn.state:
        case Card(since=since) | Wish(since=since) if turn.now - since > DAY:
            turn.become(Idle())
        case Asked(what="zone" | "country", since=since) if turn.now - since > DAY:
            turn.become(Idle())
        case Telling(since=since) if turn.now - since > HOUR:
            turn.become(Idle())
            turn.body.offered = ()
        case Asked(what="forget" | "reminders", since=since) if turn.now - since > HOUR:
            turn.become(Idle())
    if turn.now - turn.body.offered_at > DAY:
        turn.body.offered = ()
