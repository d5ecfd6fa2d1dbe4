"""A cramp told in one line: when, which muscle and side, how long, how bad."""

from crampbot_chat.phrases import clock
from crampbot_chat.store.diary import Cramp
from crampbot_chat.turn import Turn

CLUSTER = 30 * 60_000  # ms; a cramp that comes within this after the last one belongs to it


def lines(turn: Turn, cramps: list[Cramp]) -> tuple[str, ...]:
    """One line for each cramp."""
    return tuple(line(turn, cramp) for cramp in cramps)


def line(turn: Turn, cramp: Cramp) -> str:
    """03:02, left calf, about 4 minutes."""
    eased = turn.text("diary.eased", words=cramp.eased) if cramp.eased else ""
    parts = (_clock(turn, cramp), _muscle(turn, cramp), _length(turn, cramp), _pain(turn, cramp), eased)
    return f"{turn.text('diary.comma')} ".join(part for part in parts if part)


def _clock(turn: Turn, cramp: Cramp) -> str:
    """When it was; as they said it, while we don't know their zone."""
    if cramp.vague:
        return turn.text("diary.time_unknown")
    if cramp.wall and not turn.person.zone:
        hour, minute = cramp.wall.rpartition("T")[2].split(":")
        return turn.text("clock.clock", hour=hour, minute=minute)
    return clock.clock(turn, cramp.started_at)


def _muscle(turn: Turn, cramp: Cramp) -> str:
    if not cramp.muscle:
        return turn.text(f"diary.unknown_{cramp.side}" if cramp.side else "diary.muscle_unknown")
    name = turn.protocols[cramp.muscle].name
    side = cramp.side or "none"
    return turn.text(f"diary.side_{side}", muscle=name)


def _length(turn: Turn, cramp: Cramp) -> str:
    minutes = cramp.minutes
    if minutes is None and cramp.told_at:
        return ""  # they didn't say
    if minutes is None:
        return turn.text("diary.end_unknown" if _over(turn, cramp) else "diary.going_on")
    if minutes < 1:
        return turn.text("diary.under_a_minute")
    return turn.text("diary.minutes", n=round(minutes))


def _over(turn: Turn, cramp: Cramp) -> bool:
    """True when it is no longer the cramp of the running conversation."""
    return getattr(turn.state, "cramp", "") != cramp.id


def _pain(turn: Turn, cramp: Cramp) -> str:
    if cramp.pain is not None:
        return turn.text("diary.pain_number", number=cramp.pain)
    return turn.text(f"diary.pain_{cramp.feel}") if cramp.feel else ""


def last_time(turn: Turn, step: str, cramps: list[Cramp]) -> str:
    """What they said last time of the muscle, the side (of this muscle) or the strength: likely it is so again."""
    asked = {each.id for each in cramps}
    muscle = cramps[0].muscle if cramps else ""
    for each in [old for old in turn.cramps if old.id not in asked]:
        said = {"muscle": each.muscle, "side": each.side, "pain": each.feel}.get(step, "")
        if said and (step != "side" or each.muscle == muscle):
            return said
    return ""


def cluster_of(turn: Turn, cramp: Cramp) -> str:
    """The first cramp of the cluster that this one belongs to, or ''."""
    before = next((each for each in turn.cramps if each.started_at <= cramp.started_at), None)
    if before is None:
        return ""
    last = max(before.started_at, before.ended_at or before.lasted_to)
    return (before.cluster or before.id) if cramp.started_at - last <= CLUSTER else ""


def same_as_before(turn: Turn, key: str) -> bool:
    """True when the cramp is in the same muscle as the one just before it: "same again" says it all."""
    cramp = turn.cramp(key)
    before = [each for each in turn.cramps if cramp and each.started_at < cramp.started_at]
    return bool(cramp and cramp.cluster and before and before[0].muscle == cramp.muscle)
