"""Daily tips: the next one when its hour has come; slower when nobody reads them, and an end when all are read."""

from msgspec.structs import replace

from crampbot_chat.model import BROADCAST, Millis, Rang
from crampbot_chat.phrases import daily, pushes, schedule
from crampbot_chat.phrases.tips import facts, fitting, following, note, tips
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn

DAY = 24 * 3_600_000  # ms
UNREAD = 3  # so many without a sign of life, and they come half as often


def ring(turn: Turn) -> None:
    """The hour has come: the next tip, unless this one is left out."""
    kept = turn.body.tips
    if not daily.on(turn) or kept.rule is None or not isinstance(turn.event.what, Rang):
        return
    daily.plan(turn, kept.rule)
    if _unfit(turn, turn.event.what.due) or kept.paused > turn.now:
        return
    if kept.waits:
        kept.waits -= 1
        return
    key = following(turn)
    pushes.note(turn)
    if key:
        _send(turn, key)
    else:
        kept.done = True
        turn.hush("tips")
        if fitting(turn) and kept.read:
            turn.say("tips.finished", lane=BROADCAST, n=len(kept.read))
        else:
            turn.say("tips.unread", lane=BROADCAST)


def ring_later(turn: Turn) -> None:
    """They wanted to see it again now."""
    what = turn.event.what
    if isinstance(what, Rang) and what.note in tips(turn) and not _unfit(turn, what.due, own=True):
        turn.say("tips.daily", lane=BROADCAST, facts={**facts(turn, what.note), "note": ""})
        note(turn, what.note)


def seen(turn: Turn) -> None:
    """A sign of life: whoever was slowed down gets as many as before."""
    kept = turn.body.tips
    if kept.slow:
        kept.slow, kept.back, kept.waits = False, True, 0
    kept.unread = 0


def go_on(turn: Turn) -> None:
    """After each event: the zone that we waited for may be known now, or they may have moved."""
    rule, zone = turn.body.tips.rule, turn.person.zone
    if rule is None or not zone or rule.zone == zone or turn.body.tips.off or turn.body.tips.done:
        return
    if rule.zone:
        daily.plan(turn, replace(rule, zone=zone))
    else:
        daily.settle(turn, rule)


def _send(turn: Turn, key: str) -> None:
    kept = turn.body.tips
    before = ""
    if kept.unread >= UNREAD and not kept.slow:
        kept.slow, before = True, turn.text("tips.slowed")
    elif kept.back:
        before = turn.text("tips.back")
    kept.back = False
    turn.say("tips.daily", lane=BROADCAST, facts={**facts(turn, key), "note": before})
    note(turn, key)
    kept.unread += 1
    kept.waits = kept.pace * (2 if kept.slow else 1) - 1


def _unfit(turn: Turn, due: Millis, *, own: bool = False) -> bool:
    """True when nothing may come now: too late, too many, in the middle of a cramp, or soon after a warning."""
    warned = turn.body.warned is not None and turn.now - turn.body.warned[2] <= DAY
    full = not own and not pushes.room(turn)
    return full or warned or isinstance(turn.state, Easing) or schedule.too_late(turn, due)
