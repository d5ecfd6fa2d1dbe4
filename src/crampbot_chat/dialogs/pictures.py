"""The picture of what is asked of somebody, when they say "show me"; at night a dark one."""

from crampbot_chat.phrases import method, shown
from crampbot_chat.phrases.figures import catalogue, figure
from crampbot_chat.store.people import Easing, Guided
from crampbot_chat.turn import Turn


def show(turn: Turn, _key: str = "") -> bool:
    """What we are at: the method of relief, or the move of a stretch. False when we are at nothing."""
    match turn.state:
        case Easing() as state:
            _relief(turn, state)
        case Guided() as state:
            _guided(turn, state)
        case _:
            key = shown.stretch(turn)
            return bool(key) and stretch(turn, key)
    return True


def stretch(turn: Turn, key: str) -> bool:
    """A stretch, as this body does it; False when there is no such stretch any more."""
    move = catalogue(turn).move(key, turn.body.limits)
    if move is None or not move.figure:
        return False
    facts = {"alt": catalogue(turn).alt(move.figure), "key": move.stretch}
    turn.say("pictures.stretch", facts=facts, picture=figure(turn, move.figure))
    return True


def _relief(turn: Turn, state: Easing) -> None:
    rung = method.ladder(turn, state.muscle)[state.rung]
    name = turn.protocols[state.muscle].figure(rung.name, turn.body.limits)
    if name:
        alt = catalogue(turn).alt(name)
        picture = figure(turn, name)
        turn.say("pictures.relief", act=rung.act, alt=alt, cramp=state.cramp, picture=picture)
    else:
        turn.say("pictures.no_relief", act=rung.act, cramp=state.cramp)


def _guided(turn: Turn, state: Guided) -> None:
    plan = catalogue(turn).moves(state.plan, turn.body.limits)
    figures = [move.figure for move in plan if move.seconds or move.reps][state.move : state.move + 1]
    if figures and figures[0]:
        alt = catalogue(turn).alt(figures[0])
        turn.say("pictures.guided", alt=alt, offers=False, picture=figure(turn, figures[0]))
    else:
        turn.say("pictures.no_guided", offers=False)
