"""A cramp, now: the act first, then the countdown, the ladder of methods, the stop sign, good night."""

from msgspec.structs import replace

from crampbot_chat.model import Text
from crampbot_chat.phrases import method
from crampbot_chat.phrases.cramps import cluster_of, same_as_before
from crampbot_chat.phrases.limits import named
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Easing, Idle
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, body

MINUTE = 60_000
ELEVEN = 11 * MINUTE  # without a stop sign: the red-flag question
LOST = 30 * MINUTE  # without any sign of life: asleep, and the end stays unknown
RESUME = 2 * 60 * MINUTE  # an unknown end is taken up again this long after the last sign of life
LATE = 15 * MINUTE  # an event older than this was waiting while we were away
SWAP = 2 * MINUTE  # another muscle named this soon corrects the first
TWICE = MINUTE  # a second tap on the stop button within this is the first one's shadow

TIMERS = ("relief.tick", "relief.eleven", "relief.lost")


# --- it hurts ---------------------------------------------------------------------------------------------------------


def begin(turn: Turn, cry: Cry) -> None:
    """Somebody cries for help. The first line of the answer is the act."""
    before = turn.body.limits
    noted = tuple(sorted(body(cry.limits) - {*before}))
    turn.body.limits = tuple(sorted({*before, *noted}))
    if _goes_on(turn, cry, before, noted):
        return
    cramp = Cramp(turn.new_id(), turn.event.at, cry.muscle or "", cry.side or "", lasted_to=turn.event.at)
    cramp.cluster = cluster_of(turn, cramp)
    turn.keep(cramp)
    turn.body.undo = ("added", cramp.id, "")
    if turn.now - turn.event.at > LATE:
        _answer_late(turn, cramp)
    else:
        _start(turn, cramp, vague=cry.vague, noted=noted)


def _goes_on(turn: Turn, cry: Cry, before: tuple[str, ...], noted: tuple[str, ...]) -> bool:
    """A cry during a cramp: the same again, or another muscle. False when it is a new cramp."""
    state, cramp = _running(turn)
    if state is None or cramp is None:
        return False
    if cry.muscle and cry.muscle != state.muscle and cramp.muscle and turn.event.at - cramp.started_at >= SWAP:
        leave(turn)
        return False
    state = _alive(turn, state, cramp)
    if cry.muscle and (cry.muscle != state.muscle or not cramp.muscle):
        switch(turn, cry.muscle, cry.side or "")
        return True
    cramp.side = cramp.side or cry.side or ""
    turn.keep(cramp)
    again(turn, before, noted)
    return True


def _start(turn: Turn, cramp: Cramp, *, vague: bool = False, noted: tuple[str, ...] = ()) -> None:
    state = Easing(cramp.id, cramp.muscle or "calf", 0, turn.now, turn.where, turn.event.at, cramp.side)
    turn.become(state)
    turn.ring("relief.eleven", max(cramp.started_at + ELEVEN, turn.now + MINUTE), cramp.id)
    turn.ring("relief.lost", max(turn.event.at + LOST, turn.now + MINUTE), cramp.id)
    _show(turn, state, vague=vague, noted=noted)


def switch(turn: Turn, muscle: str, side: str = "") -> None:
    """It is another muscle than we thought: its act, from the first rung."""
    state, cramp = _running(turn)
    if state is None or cramp is None:
        begin(turn, Cry(muscle=muscle))
        return
    cramp.muscle, cramp.side = muscle, side or cramp.side
    turn.keep(cramp)
    state = _alive(turn, state, cramp)
    _show(turn, _moved(turn, state, muscle=muscle, rung=0))


def still(turn: Turn) -> None:
    """It still hurts: the next method, or what to do when there is none left."""
    state, cramp = _running(turn)
    if state is None or cramp is None:
        resume(turn)
        return
    state = _alive(turn, state, cramp)
    ladder = method.ladder(turn, state.muscle)
    if turn.event.at - cramp.started_at >= ELEVEN - MINUTE:
        ask_eleven(turn)
    elif state.rung + 1 < len(ladder):
        _show(turn, _moved(turn, state, rung=state.rung + 1))
    else:
        turn.hush("relief.tick")
        turn.say("relief.last_rung", act=ladder[0].act, cramp=cramp.id)


def resume(turn: Turn) -> None:
    """The conversation had ended, the cramp had not: go on with it, or begin when there is none to go on with."""
    last = turn.cramps[0] if turn.cramps else None
    if last is None or last.ended_at is not None or turn.event.at - last.lasted_to > RESUME:
        begin(turn, Cry(muscle=last.muscle or None, side=last.side or None) if last else Cry())
        return
    last.lasted_to = max(last.lasted_to, turn.event.at)
    turn.keep(last)
    if turn.now - turn.event.at > LATE:
        _answer_late(turn, last)
    elif turn.event.at - last.started_at >= ELEVEN - MINUTE:
        turn.become(Easing(last.id, last.muscle or "calf", 0, turn.now, turn.where, turn.event.at, last.side))
        turn.ring("relief.lost", max(turn.event.at + LOST, turn.now + MINUTE), last.id)
        ask_eleven(turn)
    else:
        _start(turn, last)


def back(turn: Turn) -> None:
    """It came back: the last cramp's muscle once more, or the same method when it had never gone."""
    state, _ = _running(turn)
    if state is None:
        resume(turn)
    else:
        again(turn)


def again(turn: Turn, before: tuple[str, ...] | None = None, noted: tuple[str, ...] = ()) -> None:
    """The same method once more, fitted to what we know about their body now; `before` are the limits until now."""
    state, cramp = _running(turn)
    if state is None or cramp is None:
        return
    state = _alive(turn, state, cramp)
    names = [rung.name for rung in method.ladder(turn, state.muscle)]
    old = turn.protocols[state.muscle].ladder(turn.body.limits if before is None else before)
    kept = [names.index(rung.name) for rung in old[state.rung :] if rung.name in names]
    _show(turn, _moved(turn, state, rung=kept[0] if kept else len(names) - 1), noted=noted)


# --- it is gone -------------------------------------------------------------------------------------------------------


def gone(turn: Turn) -> None:
    """A stop sign: the end is measured, one line of aftercare, good night."""
    state, cramp = _running(turn)
    if state is None or cramp is None:
        last = turn.cramps[0] if turn.cramps else None
        if last and last.ended_at is None and turn.event.at - last.lasted_to <= LOST:
            _end(turn, last)
        turn.say("relief.already_over")
        return
    ladder = method.ladder(turn, state.muscle)
    cramp.helped = ladder[min(state.rung, len(ladder) - 1)].name
    _end(turn, cramp)
    turn.hush(*TIMERS)
    turn.become(Idle())
    lines = turn.fill_all(turn.protocols[state.muscle].lines("aftercare", turn.body.limits))
    if turn.night:
        turn.say("relief.gone", lines=lines[:1])
    else:
        turn.say("relief.gone_by_day", lines=lines[:2])


def over(turn: Turn, key: str = "") -> bool:
    """The stop button of this cramp, which may have ended long ago. False when there is no such cramp (any more)."""
    state, running = _running(turn)
    cramp = turn.cramp(key) if key else running
    if state and cramp is running:
        gone(turn)
    elif cramp is None:
        if key:
            return False
        gone(turn)
    elif cramp.ended_at is None and turn.event.at - cramp.lasted_to <= LOST:
        _end(turn, cramp)
        turn.say("relief.that_one_over" if state else "relief.already_over")
    elif cramp.ended_at is None or turn.event.at - cramp.ended_at > TWICE or isinstance(turn.event.what, Text):
        turn.say("relief.already_over")
    return True


def _end(turn: Turn, cramp: Cramp) -> None:
    cramp.ended_at = cramp.lasted_to = max(turn.event.at, cramp.started_at)
    turn.keep(cramp)


# --- another muscle, another person ---------------------------------------------------------------------------------


def other(turn: Turn) -> None:
    """Another muscle: the likeliest as buttons, any other by its name. The ladder waits a little for the answer."""
    if isinstance(turn.state, Easing):
        turn.ring("relief.tick", turn.now + method.UNCOUNTED, turn.state.cramp)
    turn.say("relief.other_muscle")


def more_muscles(turn: Turn) -> None:
    """The rarer muscles."""
    turn.say("relief.more_muscles")


def helper(turn: Turn, *, writes: bool = False) -> None:
    """One line for the person beside them; `writes`: it is that person who writes to us."""
    muscle = turn.state.muscle if isinstance(turn.state, Easing) else "calf"
    line = turn.fill(str(turn.protocols[muscle].field("helper", turn.body.limits)))
    turn.say("relief.helper_writes" if writes else "relief.helper", line=line)


# --- timers ----------------------------------------------------------------------------------------------------------


def tick(turn: Turn) -> None:
    """The countdown moves on; when the method has had its time, the next one is offered."""
    state = turn.state
    if not isinstance(state, Easing) or turn.now - turn.event.at > LATE:
        return
    turn.where = state.where
    ladder = method.ladder(turn, state.muscle)
    if state.rung < len(ladder) and method.phase(ladder[state.rung], turn.now - state.since):
        _show(turn, state, edits=True)
    elif state.rung + 1 < len(ladder):
        _show(turn, _moved(turn, state, rung=state.rung + 1))


def eleven(turn: Turn) -> None:
    """Eleven minutes without a stop sign: the red-flag question, once, quiet hours or not."""
    if isinstance(turn.state, Easing) and turn.now - turn.event.at <= LOST:
        turn.where = turn.state.where
        ask_eleven(turn)


def ask_eleven(turn: Turn) -> None:
    """The question itself; until its answer no more methods are offered."""
    turn.hush("relief.tick", "relief.eleven")
    if isinstance(turn.state, Easing):
        turn.become(replace(turn.state, asked=True))
        ask = turn.triage.ask("ten_minutes")
        facts = {"question": ask["text"], "gone": ask["gone"], "no": ask["no"], "yes": ask["yes"]}
        turn.say("safety.eleven", facts=facts, cramp=turn.state.cramp)


def lost(turn: Turn) -> None:
    """No sign of life for half an hour: probably asleep. The end stays unknown, never zero and never the morning."""
    leave(turn)


def leave(turn: Turn) -> None:
    """Nothing more is said about the running cramp; its end stays unknown."""
    if isinstance(turn.state, Easing):
        turn.hush(*TIMERS)
        turn.become(Idle())


# --- the shape of it -------------------------------------------------------------------------------------------------


def _running(turn: Turn) -> tuple[Easing, Cramp] | tuple[None, None]:
    """The cramp that is being eased."""
    state = turn.state
    cramp = turn.cramp(state.cramp) if isinstance(state, Easing) else None
    return (state, cramp) if isinstance(state, Easing) and cramp else (None, None)


def _show(turn: Turn, state: Easing, *, edits: bool = False, vague: bool = False, noted: tuple[str, ...] = ()) -> None:
    """The method as it stands now, and the timer for its next change."""
    rung = method.ladder(turn, state.muscle)[state.rung]
    now = method.phase(rung, max(0, turn.now - state.since)) or method.Phase("", 0, method.STEP)
    told = turn.text("relief.noted", limits=named(turn, noted)) if noted else ""
    facts = method.facts(turn, state, now, short=same_as_before(turn, state.cramp), noted=told)
    slot = f"relief {state.cramp} {state.rung}"
    turn.say(method.key(turn, state, vague=vague), slot=slot, edits=edits, offers=not edits, facts=facts)
    turn.ring("relief.tick", turn.now + now.next_in, state.cramp)


def _moved(turn: Turn, state: Easing, *, rung: int, muscle: str = "") -> Easing:
    moved = replace(state, muscle=muscle or state.muscle, rung=rung, since=turn.now)
    turn.become(moved)
    return moved


def _alive(turn: Turn, state: Easing, cramp: Cramp) -> Easing:
    """A sign of life: the cramp has lasted at least to here."""
    cramp.lasted_to = max(cramp.lasted_to, turn.event.at)
    turn.keep(cramp)
    turn.ring("relief.lost", max(turn.event.at + LOST, turn.now + MINUTE), cramp.id)
    alive = replace(state, where=turn.where, seen=turn.event.at)
    turn.become(alive)
    return alive


def _answer_late(turn: Turn, cramp: Cramp) -> None:
    """We were away when it happened: say so, help if it still hurts, start no countdown."""
    rung = method.ladder(turn, cramp.muscle or "calf")[0]
    turn.say("relief.late", act=rung.act, cramp=cramp.id)
