"""Daily tips: are they on, when they come, and the timer for the next one."""

from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.phrases import schedule
from crampbot_chat.turn import Turn
from crampbot_chat.when.rule import Rule


def on(turn: Turn) -> bool:
    """Are daily tips on?"""
    kept = turn.body.tips
    return kept.rule is not None and bool(kept.rule.zone) and not kept.done and not kept.off


def settle(turn: Turn, rule: Rule) -> None:
    """The times are known, and whose clock they go by: set, and said back."""
    zone = turn.person.zone
    due = plan(turn, replace(rule, zone=zone))
    quiet = due is not None and turn.sleeps(due)
    turn.say("tips.set", when=when(turn), next=upcoming(turn), quiet=turn.text("tips.quiet") if quiet else "")


def plan(turn: Turn, rule: Rule) -> Millis | None:
    """Go by these times from now on: the timer for the next occurrence, and when that is."""
    kept = turn.body.tips
    kept.rule = rule
    due = schedule.nexts(rule, max(turn.now, kept.paused))
    if due is None:
        kept.off = True
        turn.hush("tips")
    else:
        turn.ring("tips", due)
    return due


def when(turn: Turn) -> str:
    rule = turn.body.tips.rule
    return schedule.told(turn, rule) if rule else ""


def upcoming(turn: Turn) -> str:
    kept = turn.body.tips
    after = max(turn.now, kept.paused)
    return schedule.moment(turn, schedule.nexts(kept.rule, after, kept.waits + 1)) if kept.rule else ""


def pace(turn: Turn) -> str:
    pace = turn.body.tips.pace
    return turn.text("tips.second") if pace == 2 else turn.text("tips.pace", n=pace)  # noqa: PLR2004


def stop(turn: Turn) -> None:
    """No more by themselves."""
    if turn.body.tips.rule is None or turn.body.tips.off:
        turn.say("tips.not_on")
        return
    turn.body.tips.off = True
    turn.hush("tips", "tips.later")
    turn.say("tips.stopped")
