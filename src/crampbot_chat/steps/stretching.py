"""A stretch by day, unless a warning stands or a cramp is being eased."""

from collections.abc import Callable

from crampbot_chat.dialogs import pictures, safety, settings, stretches
from crampbot_chat.steps.easing import eased
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

ELSEWHERE = {"shoulder", "upper_arm"}  # parts whose cramps are eased like a neighbour's, and that we can't stretch

FEW = 4  # words that may ask for a picture, and one


def calmly(step: Callable[..., object]) -> Callable[..., object]:
    """A step that leads to a stretch by day; while a warning stands, that is said instead, and in a cramp the act."""

    def taken(turn: Turn, *arguments: str) -> object:
        return safety.again(turn) or eased(turn) or step(turn, *arguments)

    return taken


def stretch(turn: Turn, ear: Ear) -> bool:
    """They asked for a stretch; a muscle that isn't ours gets an honest answer."""
    part = str(ear.said.slots.get("muscle") or "")
    if safety.again(turn) or eased(turn):
        return True
    if ear.muscle and not turn.protocols[ear.muscle].covered:
        safety.scope(turn, ear.muscle)
    elif part in ELSEWHERE or (part and not ear.muscle):
        stretches.unknown(turn)
    else:
        occasion = str(ear.said.slots.get("occasion", ""))
        vague, seen = part in {"", "leg"}, asks_to_see(turn, ear)
        stretches.wish(turn, ear.muscle, occasion, ear.bare, vague=vague, seen=seen)
    return True


def asks_to_see(turn: Turn, ear: Ear) -> bool:
    """True when they begin with what the button for a picture says: "show me ..."."""
    said = ear.bare.split()
    return any(turn.words.command(" ".join(said[:words]))[0] == "picture" for words in range(1, FEW))


def picture(turn: Turn) -> None:
    """They want to see it: the method of relief or the move that we are at, else which stretch."""
    if not safety.again(turn) and not pictures.show(turn):
        stretches.choose(turn)


def seated(turn: Turn, key: str) -> bool:
    """They can't stand: the same stretch or routine without; False when there is none of that name any more."""
    settings.keep_limits(turn, frozenset({"no_stand"}), frozenset())
    settings.tell_limits(turn)
    return bool(stretches.again(turn, key))
