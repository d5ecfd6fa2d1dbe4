"""Danger words: what to do and whom to call, in the first line, and no stretch."""

from crampbot_chat.phrases import shown
from crampbot_chat.phrases.warning import stands
from crampbot_chat.triage import EMERGENCY, TODAY, Flag, Wording
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Danger

STRETCHED = {"R6"}  # meanwhile a long cramp is stretched on, gently
DESPAIR = "R28"  # no reason to leave somebody in pain


def warn(turn: Turn, danger: Danger) -> None:
    """What to do and whom to call; of tiers 3 and 4, what to book or to mention."""
    flag = turn.triage.answering(danger.brief, danger.id)
    _say(turn, flag, flag.at_least(danger.tier))


def standing(turn: Turn) -> str:
    """The first line of the warning that stands, whom to call not yet filled in; '' without one."""
    if not turn.body.warned or not stands(turn):
        return ""
    key, tier, _ = turn.body.warned
    return _wording(turn, turn.triage[key], tier)[0]


def again(turn: Turn) -> bool:
    """A cry for help soon after a warning: the warning stands. False when there is none."""
    first = standing(turn)
    if first:
        turn.say("safety.again", first=turn.fill(first))
    return bool(first)


def stays(turn: Turn) -> bool:
    """It has gone, ok, no: an emergency that nobody has called for is still one. False when none stands."""
    key, tier, _ = turn.body.warned or ("", 0, 0)
    first = standing(turn) if tier == EMERGENCY and key not in STRETCHED else ""
    if not turn.body.warned and shown.press(turn, ("safety.lift",)):  # a crisis: there is nothing else to say
        _say(turn, turn.triage[DESPAIR], EMERGENCY)
        return True
    if first:
        turn.say("safety.stays", first=turn.fill(first))
    return bool(first)


def scope(turn: Turn, topic: str) -> None:
    """Not ours to guide: one honest door."""
    first, lines = turn.triage.scope(topic)
    turn.say("safety.scope", first=turn.fill(first), lines=turn.fill_all(lines))


def eleven(turn: Turn, answer: str) -> None:
    """The answer to the eleventh minute's question: an emergency with a danger sign, for today without one."""
    _say(turn, turn.triage["R6"], EMERGENCY if answer == "yes" else TODAY)


def safe(turn: Turn) -> None:
    """They have called, or they are safe."""
    turn.body.warned, turn.body.offered = None, ()
    turn.say("safety.safe")


def lift(turn: Turn) -> None:
    """They say that it is something else than what we warned of."""
    turn.body.warned = None


def _wording(turn: Turn, flag: Flag, tier: int) -> Wording:
    return flag.wording(tier, standing="no_stand" not in turn.body.limits)


def _say(turn: Turn, flag: Flag, tier: int) -> None:
    if flag.key != DESPAIR and (tier == EMERGENCY or (tier == TODAY and flag.key not in STRETCHED)):
        turn.body.warned = (flag.key, tier, turn.now)
    if tier == EMERGENCY:
        turn.hush("card", "evening")
    key = {EMERGENCY: "safety.emergency", TODAY: "safety.today"}.get(tier, "safety.advice")
    first, lines = _wording(turn, flag, tier)
    key = "safety.crisis" if flag.key == DESPAIR else key
    turn.say(key, first=turn.fill(first), lines=turn.fill_all(lines))
