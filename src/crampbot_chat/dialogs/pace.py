"""Daily tips: less, more, later, stop."""

from crampbot_chat.phrases import daily, schedule
from crampbot_chat.phrases.tips import tips
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

HOUR = 3_600_000  # ms
LATELY = 48 * HOUR  # so long after a tip a bare "less" or "stop" is about the tips
LATER = 3 * HOUR
SPARSE = 8  # at least one of so many occurrences brings one


def less(turn: Turn) -> bool:
    """Half as many; False when they are not on."""
    return _paced(turn, "tips.less", min(turn.body.tips.pace * 2, SPARSE))


def more(turn: Turn) -> bool:
    """Twice as many, up to all; False when they are not on."""
    return _paced(turn, "tips.more", max(turn.body.tips.pace // 2, 1))


def _paced(turn: Turn, key: str, every: int) -> bool:
    if not daily.on(turn):
        return False
    kept = turn.body.tips
    kept.pace, kept.waits = every, every - 1
    turn.say(key, pace=daily.pace(turn), next=daily.upcoming(turn))
    return True


def later(turn: Turn, key: str = "") -> bool:
    """The same tip in three hours, or when they are up again; False when there is none."""
    key = key or (turn.body.tips.last or ("", 0))[0]
    if key not in tips(turn) or not turn.person.zone:
        return False
    due = schedule.awake(turn, turn.now + LATER)
    turn.ring("tips.later", due, key)
    turn.say("tips.later", when=schedule.moment(turn, due))
    return True


def hear(turn: Turn, ear: Ear) -> bool:
    """Less, later or stop, typed after a daily tip; False when the words are about something else."""
    last = turn.body.tips.last
    if not daily.on(turn) or last is None or turn.now - last[1] > LATELY or isinstance(turn.state, Easing):
        return False
    steps = {"less": less, "more": more, "later": later, "snooze": later, "stop": daily.stop}
    step = steps.get(turn.words.command(ear.bare)[0])
    return bool(step) and step(turn) is not False  # type: ignore[misc]
