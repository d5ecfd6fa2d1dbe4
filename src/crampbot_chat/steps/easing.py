"""A cramp: the act at once, the card for the morning after it, and what it holds up meanwhile."""

from crampbot_chat.dialogs import guided, morning, relief, safety
from crampbot_chat.dialogs.reminders import completing
from crampbot_chat.phrases.warning import stands
from crampbot_chat.steps import Step
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry


def cramp(turn: Turn, cry: Cry) -> None:
    """An acute cramp; a muscle that isn't ours gets an honest answer."""
    if cry.muscle and not turn.protocols[cry.muscle].covered:
        safety.scope(turn, cry.muscle)
        return
    eases(turn, lambda turn: relief.begin(turn, cry))
    if cry.helper and not stands(turn):
        relief.helper(turn, writes=True)


def eases(turn: Turn, step: Step) -> None:
    """Relief, and the card for the morning after a new cramp; no stretch while a warning stands."""
    guided.leave(turn)
    completing.put_off(turn)
    if safety.again(turn):
        return
    known = {each.id for each in turn.cramps}
    step(turn)
    for new in [each for each in turn.cramps if each.id not in known]:
        morning.plan(turn, new)
        if turn.body.unrecorded:
            turn.body.passing = (*turn.body.passing, new.id)


def let_pass(turn: Turn) -> None:
    """A cramp off the record is over: nothing of it stays."""
    if not turn.body.passing or isinstance(turn.state, Easing):
        return
    for each in [cramp for cramp in turn.cramps if cramp.id in turn.body.passing]:
        turn.remove(each)
    turn.body.passing, turn.body.undo, turn.body.subject = (), None, None
    if turn.said:
        turn.say("log.nothing_kept", offers=False)


def begin(turn: Turn) -> None:
    """A cramp of which we know nothing yet."""
    cramp(turn, Cry())


def back(turn: Turn) -> None:
    """It came back."""
    eases(turn, relief.back)


def knee(turn: Turn) -> None:
    """A muscle beside the knee; joints aren't ours."""
    cramp(turn, Cry(muscle="hamstring", vague=True))


def everywhere(turn: Turn) -> None:
    """Everything cramps: the calf first, and what it may mean."""
    begin(turn)
    turn.say("relief.everywhere")


def still(turn: Turn) -> None:
    """It still hurts; after the eleventh minute's question that is an answer to it."""
    if isinstance(turn.state, Easing) and turn.state.asked:
        safety.eleven(turn, "no")
    else:
        eases(turn, relief.still)


def muscle(turn: Turn, name: str) -> bool:
    """Another muscle, by its button; False when we know none of that name."""
    if name not in turn.protocols.muscles:
        return False
    if isinstance(turn.state, Easing):
        relief.switch(turn, name)
    else:
        cramp(turn, Cry(muscle=name))
    return True


def helper(turn: Turn) -> None:
    """A line for the person beside them."""
    if not safety.again(turn):
        relief.helper(turn)


def eased(turn: Turn) -> bool:
    """In the middle of a cramp a stretch is the one against it. False when there is none."""
    if not isinstance(turn.state, Easing):
        return False
    relief.again(turn)
    return True
