"""Who can read this, and delete everything, with a receipt."""

from crampbot_chat.phrases.forgetting import forget_diary, switched_on
from crampbot_chat.store.people import Asked, Idle
from crampbot_chat.turn import Turn


def show(turn: Turn) -> None:
    """What is stored, who can read it, how to get rid of it: for the platform that this is."""
    turn.say(f"privacy.{turn.event.who.adapter}")


def consent(turn: Turn, value: str) -> None:
    """Yes or no to the diary, given outside the morning card; a late one, when all is forgotten, changes nothing."""
    if not (turn.cramps or turn.body.limits or turn.consented or turn.marks):
        turn.say("morning.too_late")
    elif value == "yes":
        turn.consent()
        turn.say("diary.kept")
    elif not turn.consented and switched_on(turn):
        forget_diary(turn)
        turn.say("morning.forgotten_diary")
    elif not turn.consented:
        turn.forget()
        turn.say("morning.forgotten")
    else:  # a "no" from before their yes
        ask_forget(turn)


def ask_forget(turn: Turn) -> None:
    """It can't be undone: ask once."""
    turn.become(Asked("forget", turn.now))
    turn.say("privacy.sure", n=turn.person.cramps_kept)


def answer_forget(turn: Turn, value: str) -> bool:
    """Delete everything with a receipt, or leave it all; False when we had not asked."""
    if not (isinstance(turn.state, Asked) and turn.state.what == "forget"):
        return False
    turn.become(Idle())
    if value == "yes":
        kept = turn.person.cramps_kept
        turn.forget()
        turn.say("privacy.receipt", n=kept)
    else:
        turn.say("privacy.left")
    return True
