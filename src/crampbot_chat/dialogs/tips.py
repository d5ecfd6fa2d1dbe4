"""Tips: one when asked for, why it is given, and what somebody says of it."""

from crampbot_chat.phrases.tips import TO_DO, facts, fitting, following, note, pool, start_over, tips
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

DAY = 24 * 3_600_000  # ms; so long after a tip, "why" and "helped" are about it
SAID = {"tip_tried": "tried", "tip_helped": "helped", "tip_no": "no"}
GROUPS = ("older", "desk", "athlete")
MINDS = ("kidney", "heart_failure", "blood_thinner", "high_bp")
FLAGS = {"R21": "kidney", "R22": "blood_thinner"}  # red flags that tell which tips must never be theirs


def now(turn: Turn) -> bool:
    """A tip, at once. After the last one they begin anew."""
    key, before = following(turn), ""
    if not key and fitting(turn):
        start_over(turn)
        key, before = following(turn), turn.text("tips.once_more")
    if not key:
        turn.say("tips.none")
        return True
    turn.say("tips.tip", facts={**facts(turn, key), "note": before})
    note(turn, key)
    return True


def why(turn: Turn, key: str) -> bool:
    """What it rests on; False when there is no such tip any more."""
    if key not in tips(turn):
        return False
    tip = tips(turn)[key]
    sources = pool(turn).sources(key) or (turn.text("questions.no_source"),)
    turn.body.tips.last = (key, turn.now)
    date = tip.reviewed.isoformat()
    name = "tips.why_and_do" if pool(turn).topic(key) in TO_DO else "tips.why"
    turn.say(name, why=turn.fill(tip.why), sources=sources, date=date, facts=facts(turn, key))
    return True


def wish(turn: Turn, key: str = "") -> str:
    """The words of a reminder of this tip, or of the one that was shown lately; '' when there can be none."""
    key = key or _lately(turn)
    if key not in tips(turn) or pool(turn).topic(key) not in TO_DO:
        return ""
    part = next((part for part in ("morning", "day", "evening") if part in tips(turn)[key].when), "evening")
    return turn.text(f"tips.remind_{part}", tip=turn.fill(tips(turn)[key].text))


def said(turn: Turn, verdict: str, key: str) -> bool:
    """Tried, helped, or not for me: it steers what comes next."""
    if key not in tips(turn) or verdict not in SAID.values():
        return False
    turn.body.undo = ("tip", key, turn.body.tips.verdicts.get(key, ""))
    turn.body.tips.verdicts[key] = verdict
    turn.say(f"tips.{verdict}")
    return True


def undo(turn: Turn) -> bool:
    """Take back what was said of a tip; False when the last change was another."""
    kind, key, before = turn.body.undo or ("", "", "")
    if kind != "tip":
        return False
    turn.body.undo = None
    turn.body.tips.verdicts.pop(key, None)
    if before:
        turn.body.tips.verdicts[key] = before
    turn.say("tips.unsaid")
    return True


def hear(turn: Turn, ear: Ear) -> bool:
    """Words about the tip that was shown lately; False when they are about something else."""
    key, name = _lately(turn), turn.words.command(ear.bare)[0]
    if not key or isinstance(turn.state, Easing):
        return False
    if name == "tip_why":
        return why(turn, key)
    return name in SAID and said(turn, SAID[name], key)


def _lately(turn: Turn) -> str:
    last = turn.body.tips.last
    return last[0] if last and turn.now - last[1] <= DAY else ""


# --- what fits -------------------------------------------------------------------------------------------------------


def ask_fits(turn: Turn) -> None:
    """Whom do they count themselves to?"""
    turn.say("tips.fits", mine=_mine(turn), slot="tips.fits")


def ask_minds(turn: Turn) -> None:
    """Why some tips must never be theirs."""
    turn.say("tips.minds", mine=_mine(turn), slot="tips.minds")


def group(turn: Turn, name: str) -> bool:
    """One of the groups, or no longer; False when we know none of that name."""
    if name not in GROUPS:
        return False
    turn.body.tips.groups = _toggled(turn.body.tips.groups, name)
    turn.say("tips.fits", mine=_mine(turn), slot="tips.fits", edits=True)
    return True


def mind(turn: Turn, name: str) -> bool:
    """One of the reasons, or no longer; False when we know none of that name."""
    if name not in MINDS:
        return False
    turn.body.tips.minds = _toggled(turn.body.tips.minds, name)
    turn.say("tips.minds", mine=_mine(turn), slot="tips.minds", edits=True)
    return True


def flagged(turn: Turn, flag: str) -> None:
    """A red flag told us what they have: tips that don't go with it are never theirs."""
    if name := FLAGS.get(flag):
        turn.body.tips.minds = tuple(sorted({*turn.body.tips.minds, name}))


def _toggled(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(sorted({*names} ^ {name}))


def _mine(turn: Turn) -> str:
    names = [turn.text(f"tips.is_{each}") for each in (*turn.body.tips.groups, *turn.body.tips.minds)]
    return turn.text("tips.mine", names=f"{turn.text('tips.comma')} ".join(names)) if names else ""
