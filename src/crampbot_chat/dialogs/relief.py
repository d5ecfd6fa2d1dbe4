"""A cramp, now: the act first, then the countdown, the ladder of methods, the stop sign, good night."""

from dataclasses import dataclass

from crampbot_chat.content import Facts
from crampbot_chat.model import Millis
from crampbot_chat.protocols import Rung
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Easing, Idle
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, body

SECOND = 1_000
MINUTE = 60 * SECOND
STEP = 10 * SECOND  # between two edits of the countdown; platforms allow one in 5 s
UNCOUNTED = 75 * SECOND  # a method without a countdown gets this long before the next is offered
CLUSTER = 30 * MINUTE  # a cramp that comes within this belongs to the one before
ELEVEN = 11 * MINUTE  # without a stop sign: the red-flag question
LOST = 30 * MINUTE  # without any sign of life: asleep, and the end stays unknown
RESUME = 2 * 60 * MINUTE  # an unknown end is taken up again this long after the last sign of life
LATE = 15 * MINUTE  # an event older than this was waiting while we were away
SWAP = 2 * MINUTE  # another muscle named this soon corrects the first

TIMERS = ("relief.tick", "relief.eleven", "relief.lost")
VAGUE = {"hamstring": "thigh", "quad": "thigh", "arch": "foot"}  # muscles that a vague word was read as


def begin(turn: Turn, cry: Cry) -> None:
    """Somebody cries for help. The first line of the answer is the act."""
    turn.body.limits = tuple(sorted({*turn.body.limits, *body(cry.limits)}))
    muscle = cry.muscle or "calf"
    if isinstance(turn.state, Easing) and _goes_on(turn, turn.state, cry):
        return
    cramp = Cramp(turn.new_id(), turn.event.at, cry.muscle or "", cry.side or "", lasted_to=turn.event.at)
    cramp.cluster = _cluster(turn, cramp)
    turn.keep(cramp)
    turn.body.undo = ("added", cramp.id, "")
    if turn.now - turn.event.at > LATE:
        _answer_late(turn, muscle)
        return
    _start(turn, cramp, muscle, vague=cry.vague)


def _goes_on(turn: Turn, state: Easing, cry: Cry) -> bool:
    """A cry during a cramp: the same again, or another muscle. False when it is a new cramp."""
    cramp = turn.cramp(state.cramp)
    if cramp is None:
        return False
    _alive(turn, state, cramp)
    if not cry.muscle or cry.muscle == state.muscle:
        _show(turn, state, again=True)
        return True
    if not cramp.muscle or turn.event.at - cramp.started_at < SWAP:
        switch(turn, cry.muscle, cry.side or "")
        return True
    _leave(turn)
    return False


def _start(turn: Turn, cramp: Cramp, muscle: str, vague: bool = False) -> None:
    state = Easing(cramp.id, muscle, 0, turn.now, turn.where, turn.event.at, cramp.side)
    turn.become(state)
    turn.ring("relief.eleven", cramp.started_at + ELEVEN, cramp.id)
    turn.ring("relief.lost", turn.event.at + LOST, cramp.id)
    _show(turn, state, vague=vague, short=bool(cramp.cluster))


def switch(turn: Turn, muscle: str, side: str = "") -> None:
    """It is another muscle than we thought: its act, from the first rung."""
    state = turn.state
    cramp = turn.cramp(state.cramp) if isinstance(state, Easing) else None
    if not isinstance(state, Easing) or cramp is None:
        begin(turn, Cry(muscle=muscle))
        return
    cramp.muscle, cramp.side = muscle, side or cramp.side
    turn.keep(cramp)
    _show(turn, _moved(turn, state, muscle=muscle, rung=0))


def still(turn: Turn) -> None:
    """It still hurts: the next method, or what to do when there is none left."""
    state = turn.state
    cramp = turn.cramp(state.cramp) if isinstance(state, Easing) else None
    if not isinstance(state, Easing) or cramp is None:
        _resume(turn)
        return
    _alive(turn, state, cramp)
    if turn.event.at - cramp.started_at >= ELEVEN - MINUTE:
        _warn(turn)
    elif state.rung + 1 < len(_ladder(turn, state)):
        _show(turn, _moved(turn, state, rung=state.rung + 1))
    else:
        turn.hush("relief.tick")
        turn.say("relief.last_rung", act=_ladder(turn, state)[0].act)


def _resume(turn: Turn) -> None:
    """The conversation had ended, the cramp had not: go on with it, or begin when there is none to go on with."""
    last = turn.cramps[0] if turn.cramps else None
    if last is None or last.ended_at is not None or turn.event.at - last.lasted_to > RESUME:
        begin(turn, Cry(muscle=last.muscle or None) if last else Cry())
        return
    last.lasted_to = max(last.lasted_to, turn.event.at)
    turn.keep(last)
    if turn.event.at - last.started_at >= ELEVEN - MINUTE:
        turn.become(Easing(last.id, last.muscle or "calf", 0, turn.now, turn.where, turn.event.at, last.side))
        turn.ring("relief.lost", turn.event.at + LOST, last.id)
        _warn(turn)
    else:
        _start(turn, last, last.muscle or "calf")


def gone(turn: Turn) -> None:
    """A stop sign: the end is measured, one line of aftercare, good night."""
    state = turn.state
    cramp = turn.cramp(state.cramp) if isinstance(state, Easing) else None
    if not isinstance(state, Easing) or cramp is None:
        turn.say("relief.already_over")
        return
    rung = _ladder(turn, state)[state.rung]
    cramp.ended_at = max(turn.event.at, cramp.started_at)
    cramp.lasted_to = cramp.ended_at
    cramp.helped = rung.name
    cramp.muscle = cramp.muscle or ""
    turn.keep(cramp)
    turn.hush(*TIMERS)
    turn.become(Idle())
    lines = turn.protocols[state.muscle].lines("aftercare", turn.body.limits)
    turn.say("relief.gone" if turn.night else "relief.gone_by_day", lines=lines[:2], cramp=cramp.id)


def repeat(turn: Turn) -> None:
    """The same method once more, worded for what we now know about their body."""
    if isinstance(turn.state, Easing):
        rung = min(turn.state.rung, len(_ladder(turn, turn.state)) - 1)
        _show(turn, _moved(turn, turn.state, rung=rung), again=True)


def other(turn: Turn) -> None:
    """Another muscle: the likeliest as buttons, any other by its name."""
    turn.say("relief.other_muscle")


def more_muscles(turn: Turn) -> None:
    """The rarer muscles."""
    turn.say("relief.more_muscles")


def helper(turn: Turn) -> None:
    """One line to show to the person beside them."""
    state = turn.state
    muscle = state.muscle if isinstance(state, Easing) else "calf"
    turn.say("relief.helper", line=str(turn.protocols[muscle].field("helper", turn.body.limits)))


# --- timers ----------------------------------------------------------------------------------------------------------


def tick(turn: Turn) -> None:
    """The countdown moves on; when the method has had its time, the next one is offered."""
    state = turn.state
    if not isinstance(state, Easing):
        return
    turn.where = state.where
    ladder = _ladder(turn, state)
    phase = _phase(ladder[state.rung], turn.now - state.since)
    if phase is not None:
        _show(turn, state, edits=True)
    elif state.rung + 1 < len(ladder):
        _show(turn, _moved(turn, state, rung=state.rung + 1))


def eleven(turn: Turn) -> None:
    """Eleven minutes without a stop sign: the red-flag question, once, quiet hours or not."""
    if isinstance(turn.state, Easing):
        turn.where = turn.state.where
        _warn(turn)


def lost(turn: Turn) -> None:
    """No sign of life for half an hour: probably asleep. The end stays unknown, never zero and never the morning."""
    if isinstance(turn.state, Easing):
        _leave(turn)


def quiet(turn: Turn) -> None:
    """No more methods and no second warning for this cramp; its stop sign still counts."""
    turn.hush("relief.tick", "relief.eleven")


def leave(turn: Turn) -> None:
    """Something more urgent takes over; the end of the cramp stays unknown."""
    if isinstance(turn.state, Easing):
        _leave(turn)


# --- the shape of it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Phase:
    key: str
    seconds: int
    next_in: Millis
    second_round: bool


def _phase(rung: Rung, elapsed: Millis) -> _Phase | None:
    """Where in hold, rest, hold, rest we are; None when the method has had its time."""
    if not rung.hold:
        return _Phase("", 0, UNCOUNTED - elapsed, second_round=False) if elapsed < UNCOUNTED else None
    hold, rest = rung.hold * SECOND, rung.rest * SECOND
    lap, into = divmod(elapsed, hold + rest)
    if lap > 1:
        return None
    if into >= hold:
        return _Phase("relief.rest", rung.rest, hold + rest - into, second_round=lap > 0)
    left = hold - into
    step = left % STEP or STEP
    return _Phase("relief.hold", round(left / SECOND), step, second_round=lap > 0)


def _show(
    turn: Turn, state: Easing, *, edits: bool = False, again: bool = False, vague: bool = False, short: bool = False
) -> None:
    """The method as it stands now: its act, one line, the countdown; and the timer for the next change."""
    ladder = _ladder(turn, state)
    rung = ladder[state.rung]
    phase = _phase(rung, max(0, turn.now - state.since)) or _Phase("", 0, STEP, second_round=False)
    act = rung.act
    if short and state.rung == 0:
        act = str(turn.protocols[state.muscle].field("short", turn.body.limits)) or act
    facts: Facts = {
        "act": act,
        "lines": _lines(rung, second_round=phase.second_round),
        "count": turn.text(phase.key, seconds=phase.seconds) if phase.key else "",
        "cramp": state.cramp,
    }
    slot = f"relief {state.cramp} {state.rung}"
    key = _key(turn, state, vague=vague)
    turn.say(key, slot=slot, edits=edits and not again, facts=facts)
    turn.ring("relief.tick", turn.now + phase.next_in, state.cramp)


def _key(turn: Turn, state: Easing, *, vague: bool) -> str:
    cramp = turn.cramp(state.cramp)
    if state.rung:
        return "relief.next"
    if vague and state.muscle in VAGUE:
        return f"relief.act_{VAGUE[state.muscle]}"
    return "relief.act" if cramp and cramp.muscle else "relief.act_unknown"


def _lines(rung: Rung, *, second_round: bool) -> tuple[str, ...]:
    """Three short lines a message: with a countdown there is room for one, the second round shows the second."""
    if not rung.hold:
        return rung.lines
    if rung.name != "bed":
        return rung.lines
    return rung.lines[1:2] or rung.lines[:1] if second_round else rung.lines[:1]


def _ladder(turn: Turn, state: Easing) -> tuple[Rung, ...]:
    return turn.protocols[state.muscle].ladder(turn.body.limits)


def _moved(turn: Turn, state: Easing, *, rung: int, muscle: str = "") -> Easing:
    moved = Easing(state.cramp, muscle or state.muscle, rung, turn.now, state.where, state.seen, state.side)
    turn.become(moved)
    return moved


def _alive(turn: Turn, state: Easing, cramp: Cramp) -> None:
    """A sign of life: the cramp has lasted at least to here."""
    cramp.lasted_to = max(cramp.lasted_to, turn.event.at)
    turn.keep(cramp)
    turn.ring("relief.lost", turn.event.at + LOST, cramp.id)
    turn.become(Easing(state.cramp, state.muscle, state.rung, state.since, turn.where, turn.event.at, state.side))


def _warn(turn: Turn) -> None:
    quiet(turn)
    ask = turn.triage.ask("ten_minutes")
    cramp = turn.state.cramp if isinstance(turn.state, Easing) else ""
    turn.say("safety.eleven", question=ask["text"], gone=ask["gone"], no=ask["no"], yes=ask["yes"], cramp=cramp)


def _leave(turn: Turn) -> None:
    turn.hush(*TIMERS)
    turn.become(Idle())


def _answer_late(turn: Turn, muscle: str) -> None:
    """We were away when it happened: say so, help if it still hurts, start no countdown."""
    rung = turn.protocols[muscle].ladder(turn.body.limits)[0]
    turn.say("relief.late", act=rung.act)


def _cluster(turn: Turn, cramp: Cramp) -> str:
    """The first cramp of the cluster that this one belongs to, or ''."""
    before = next((each for each in turn.cramps if each.started_at <= cramp.started_at), None)
    if before is None:
        return ""
    last = max(before.started_at, before.ended_at or before.lasted_to)
    return (before.cluster or before.id) if cramp.started_at - last <= CLUSTER else ""
