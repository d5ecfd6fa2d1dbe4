"""What a shared place has set up: its timers, and how they are told."""

from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.phrases import schedule
from crampbot_chat.turn import Turn
from crampbot_chat.when.rule import Rule

TIMER = "plan"  # and the kind behind it


def plan(turn: Turn, kind: str, rule: Rule) -> Millis | None:
    """From now on at these times, by this place's clock; kept with the place. The next time."""
    team, turn.person.home = turn.body.team, turn.event.where
    rule = replace(rule, zone=turn.person.zone)
    due = schedule.nexts(rule, max(turn.now, team.paused))
    if due is None:
        team.rules.pop(kind, None)
        turn.hush(f"{TIMER} {kind}")
    else:
        team.rules[kind] = rule
        turn.ring(f"{TIMER} {kind}", due)
    turn.keep_place()
    return due


def listed(turn: Turn) -> tuple[str, ...]:
    """A daily tip: every weekday at 10:00 (Europe/Berlin)."""
    rules = turn.body.team.rules.items()
    return tuple(turn.text("plans.line", what=what(turn, kind), when=schedule.told(turn, rule)) for kind, rule in rules)


def what(turn: Turn, kind: str) -> str:
    """A daily tip."""
    return turn.text(f"plans.what_{kind}")
