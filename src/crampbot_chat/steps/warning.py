"""A danger sign: whom to call in which country, and what goes on once it is over."""

from crampbot_chat.dialogs import country, guided, morning, relief, safety
from crampbot_chat.steps.easing import begin
from crampbot_chat.triage import TODAY
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Danger


def warn(turn: Turn, danger: Danger) -> None:
    """What to do and whom to call; after that, once, in which country."""
    safety.warn(turn, danger)
    if danger.tier <= TODAY:
        country.ask_once(turn)


def dials(turn: Turn, said: str) -> bool:
    """They ask the bot for an ambulance, or type the number into it: nobody must wait for one that isn't coming."""
    if not turn.library.dials(said):
        return False
    relief.leave(turn)
    guided.leave(turn)
    turn.say("safety.call")
    country.ask_once(turn)
    return True


def take_country(turn: Turn, code: str) -> bool:
    """They are in this country: the warning that stands, with the right number."""
    return country.take(turn, code, safety.standing(turn))


def hear_country(turn: Turn, said: str) -> bool:
    """I'm in Austria; False when nothing of the kind was said."""
    code = country.here(turn, said)
    return bool(code) and take_country(turn, code)


def eleven(turn: Turn, answer: str) -> bool:
    """The answer to the eleventh minute's question; with a danger sign nothing more is stretched."""
    if answer not in {"yes", "no"}:
        return False
    if answer == "yes":
        relief.leave(turn)
    safety.eleven(turn, answer)
    country.ask_once(turn)
    return True


def lift(turn: Turn) -> None:
    """It is another cramp than the one we warned of."""
    safety.lift(turn)
    begin(turn)


def safe(turn: Turn) -> None:
    """They are safe: the card that was called off comes after all."""
    safety.safe(turn)
    morning.plan_again(turn)
