"""Danger words: what to do and whom to call, in the first line, and no stretch."""

from crampbot_chat.triage import EMERGENCY, TODAY, Flag, Wording
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Danger


def warn(turn: Turn, danger: Danger) -> None:
    """What to do and whom to call; of tiers 3 and 4, what to book or to mention."""
    flag = turn.triage.answering(danger.brief, danger.id)
    _say(turn, danger.tier, _wording(turn, flag, danger.tier))


def scope(turn: Turn, topic: str) -> None:
    """Not ours to guide: one honest door."""
    first, lines = turn.triage.scope(topic)
    turn.say("safety.scope", first=turn.fill(first), lines=turn.fill_all(lines))


def eleven(turn: Turn, answer: str) -> None:
    """The answer to the eleventh minute's question: an emergency with a danger sign, for today without one."""
    tier = EMERGENCY if answer == "yes" else TODAY
    _say(turn, tier, _wording(turn, turn.triage["R6"], tier))


def safe(turn: Turn) -> None:
    """They have called, or they are safe."""
    turn.say("safety.safe")


def _wording(turn: Turn, flag: Flag, tier: int) -> Wording:
    return flag.wording(tier, standing="no_stand" not in turn.body.limits)


def _say(turn: Turn, tier: int, wording: Wording) -> None:
    key = {EMERGENCY: "safety.emergency", TODAY: "safety.today"}.get(tier, "safety.advice")
    first, lines = wording
    turn.say(key, first=turn.fill(first), lines=turn.fill_all(lines))
