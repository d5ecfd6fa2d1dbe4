"""No diary: what they told about their body goes; what they switched on for themselves stays."""

from collections.abc import Set as AbstractSet

from crampbot_chat.store.people import Body, Easing, Idle
from crampbot_chat.turn import Turn


def switched_on(turn: Turn) -> bool:
    """They asked for something that goes on: they are not forgotten, but what hurt them is."""
    return turn.body.tips.rule is not None or turn.body.inviting > turn.now or bool(turn.reminders)


def forget_diary(turn: Turn, keeping: AbstractSet[str] = frozenset()) -> None:
    """Delete cramps and marks but these, and what else was said about the body."""
    for cramp in [cramp for cramp in turn.cramps if cramp.id not in keeping]:
        turn.remove(cramp)
    for mark in [mark for mark in turn.marks if mark.id not in keeping]:
        turn.remove_mark(mark)
    before, easing = turn.body, isinstance(turn.state, Easing)  # nobody's words change in the middle of a cramp
    turn.person.body = Body(
        state=before.state if easing else Idle(),
        limits=before.limits if easing else (),
        warned=before.warned,
        carded=before.carded,
        border=before.border,
        asleep=before.asleep,
        unrecorded=before.unrecorded,
        language=before.language,
        country=before.country,
        tips=before.tips,
        pushes=before.pushes,
        habits=before.habits,
        rung=before.rung,
        missed=before.missed,
        paused=before.paused,
        snooze=before.snooze,
        home_zone=before.home_zone,
        put_off=before.put_off,
        inviting=before.inviting,
        wrong_codes=before.wrong_codes,
    )
