"""A shared place: the relief act in the open, everything personal in private, and nothing is stored."""

from collections.abc import Callable

from crampbot_chat.model import Arrived, Press, Text
from crampbot_chat.triage import TODAY
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, Ear, body

OPEN = {
    "start": "team.arrived",
    "help": "team.arrived",
    "thanks": "door.thanks",
}  # commands that tell nothing of anybody


Step = Callable[[Turn, Ear, str], bool]


def hear(turn: Turn, plans: Step) -> None:
    """The bot was addressed where others read along, or added there. `plans` hears what is set up there."""
    match turn.event.what:
        case Arrived():
            turn.say("team.arrived")
        case Text(words):
            _answer(turn, words, plans)
        case Press():
            turn.say("team.private", only_for=turn.event.who)
        case _:
            pass


def _answer(turn: Turn, words: str, plans: Step) -> None:
    """What helps anybody is said in the open; what is about one person is only pointed to, without repeating it."""
    ear = Ear(words, turn.tongue)
    danger = ear.danger
    if danger and danger.tier <= TODAY:
        first, lines = turn.triage.answering(danger.brief, danger.id).wording(danger.tier)
        turn.say("team.safety", first=turn.fill(first), lines=turn.fill_all(lines))
    elif cry := ear.cry:
        _relief(turn, cry)
    elif turn.library.dials(ear.bare):
        turn.say("safety.call")
    elif key := OPEN.get("help" if not ear.bare else turn.words.command(ear.bare)[0]):
        turn.say(key)
    elif not plans(turn, ear, words):
        turn.say("team.private", only_for=turn.event.who)


def _relief(turn: Turn, cry: Cry) -> None:
    """The act, fitted to what was said with the cry; nothing that was said is repeated."""
    muscle = cry.muscle or "calf"
    if not turn.protocols[muscle].covered:
        first, lines = turn.triage.scope(muscle)
        turn.say("team.safety", first=turn.fill(first), lines=turn.fill_all(lines))
        return
    rung = turn.protocols[muscle].ladder(body(cry.limits))[0]
    hold = turn.text("team.hold", seconds=rung.hold) if rung.hold else ""
    turn.say("team.relief", act=rung.act, lines=turn.fill_all(rung.lines[:2]), hold=hold)
