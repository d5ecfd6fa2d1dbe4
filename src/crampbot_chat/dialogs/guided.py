"""A stretch or a routine done together: each move with its countdown, until it is done, paused or stopped."""

from collections.abc import Callable

from msgspec.structs import replace

from crampbot_chat.markup import Facts
from crampbot_chat.model import Picture, Press
from crampbot_chat.phrases import moves
from crampbot_chat.phrases.figures import catalogue, figure
from crampbot_chat.store.people import Guided, Idle
from crampbot_chat.stretching import Move
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear, bare

TICK = "stretch.tick"
LATE = 15 * 60_000  # ms; a countdown that stood still for longer, since we were away, is over
WAITING = 30 * 60_000  # ms that a pause may last


# --- begin and end ----------------------------------------------------------------------------------------------------


def start(turn: Turn, key: str) -> bool:
    """The first move; False when there is no such stretch or routine for this body."""
    plan = _plan(turn, key)
    if not plan:
        return False
    state = Guided(turn.new_id(), key, 0, turn.now, turn.where)
    turn.become(state)
    _show(turn, state, plan)
    return True


def leave(turn: Turn) -> None:
    """Something else matters more: nothing further is counted."""
    if isinstance(turn.state, Guided):
        turn.hush(TICK)
        turn.become(Idle())


def _finish(turn: Turn, state: Guided) -> None:
    leave(turn)
    routine = catalogue(turn).routines.get(state.plan)
    after = catalogue(turn).after(routine, turn.body.limits) if routine else ()
    turn.say("guided.done", facts={"after": turn.fill_all(after), "key": state.plan})


# --- what they press or say -------------------------------------------------------------------------------------------


def advance(turn: Turn, run: str, move: str) -> bool:
    """The next move, or the end. A second tap on the same button does nothing; False when it is another run's."""
    state = _running(turn, run)
    if state is not None and move == str(state.move):
        _go_to(turn, state, state.move + 1)
    return state is not None


def pause(turn: Turn, run: str) -> bool:
    """Stop the countdown for a while; False when another run's button says so."""
    state = _running(turn, run)
    if state is None:
        return False
    if state.paused < 0:
        _pause(turn, state)
        move = _plan(turn, state.plan)[state.move]
        facts: Facts = {"title": turn.fill(move.name), "run": run}
        turn.say(
            "guided.paused", facts=facts, slot=_slot(state), edits=_pressed(turn), picture=_picture(turn, state, move)
        )
    return True


def go_on(turn: Turn, run: str) -> bool:
    """Where it was paused; False when another run's button says so."""
    return _resume(turn, run, edits=_pressed(turn))


def again(turn: Turn, run: str) -> bool:
    """The same after something else was said: a new message; False when another run's button says so."""
    return _resume(turn, run, edits=False)


def _resume(turn: Turn, run: str, *, edits: bool) -> bool:
    state = _running(turn, run)
    if state is None:
        return False
    if state.paused >= 0:
        state = replace(state, since=turn.now - state.paused, paused=-1)
        turn.become(state)
    _show(turn, state, _plan(turn, state.plan), edits=edits, offers=True)
    return True


def stop(turn: Turn, run: str) -> bool:
    """Enough; False when another run's button says so."""
    if _running(turn, run) is None:
        return False
    leave(turn)
    turn.say("guided.stopped")
    return True


def hear(turn: Turn, ear: Ear) -> bool:
    """Words that are about the stretch itself; False when they are about something else."""
    state = turn.state
    if not isinstance(state, Guided) or ear.limits or ear.lifted or (ear.cry and not _only_hurts(turn, ear)):
        return False
    said = turn.words.command(ear.bare)[0]
    if said in STEPS:
        return STEPS[said](turn, state.run)
    if said == "thanks" or ear.said.intent == "question":
        return False
    if ear.says_gone:
        _go_to(turn, state, state.move + 1)
    elif ear.says_still or ear.cry:
        _pause(turn, state)
        turn.say("guided.hurts", run=state.run)
    else:
        return False
    return True


def other_side(turn: Turn, ear: Ear) -> bool:
    """The second side, when "next" is said on the first; False when there is none, or they say something else.

    Where a button says "next", the word does what the button does.
    """
    state = turn.state
    button = any(turn.words.command(bare(label))[0] == "next" for label, _ in turn.body.offered)
    asked = {"other_side"} if button else {"next", "other_side"}
    if not isinstance(state, Guided) or turn.words.command(ear.bare)[0] not in asked:
        return False
    plan = _plan(turn, state.plan)
    elapsed = turn.now - state.since if state.paused < 0 else state.paused
    found = moves.other_side(plan[state.move], elapsed) if state.move < len(plan) else None
    if found is None:
        return False
    state = replace(state, since=turn.now - found, paused=-1)
    turn.become(state)
    _show(turn, state, plan, offers=True)
    return True


def _next(turn: Turn, run: str) -> bool:
    return advance(turn, run, str(turn.state.move) if isinstance(turn.state, Guided) else "")


STEPS: dict[str, Callable[[Turn, str], bool]] = {  # the words for them are in content/<locale>/commands.toml
    **dict.fromkeys(("next", "done", "skip"), _next),
    "pause": pause,
    **dict.fromkeys(("go_on", "resume", "nod"), go_on),
    "stop": stop,
}


def _only_hurts(turn: Turn, ear: Ear) -> bool:
    """By day an "ow" in the middle of a stretch is about the stretch; at night, or with a name to it, it is a cramp."""
    cry = ear.cry
    return bool(cry and not turn.night and not cry.muscle and not any("cramp_word" in why for why in cry.why))


def refit(turn: Turn) -> None:
    """Their body allows something else than we thought: the same place in what it does allow."""
    if isinstance(turn.state, Guided):
        _go_to(turn, turn.state, turn.state.move)


# --- time passes ------------------------------------------------------------------------------------------------------


def tick(turn: Turn) -> None:
    """The countdown moves on; when a move has had its time, the next one comes."""
    state = turn.state
    if not isinstance(state, Guided):
        return
    turn.where = state.where
    plan = _plan(turn, state.plan)
    if state.paused >= 0 or turn.now - turn.event.at > LATE or state.move >= len(plan):
        leave(turn)
    elif moves.phase(plan[state.move], turn.now - state.since):
        _show(turn, state, plan, edits=True)
    else:
        _go_to(turn, state, state.move + 1)


def _go_to(turn: Turn, state: Guided, move: int) -> None:
    plan = _plan(turn, state.plan)
    if move >= len(plan):
        _finish(turn, state)
        return
    state = replace(state, move=move, since=turn.now, paused=-1)
    turn.become(state)
    _show(turn, state, plan)


def _pause(turn: Turn, state: Guided) -> None:
    if state.paused < 0:
        turn.become(replace(state, paused=max(0, turn.now - state.since)))
        turn.ring(TICK, turn.now + WAITING)


# --- the shape of it --------------------------------------------------------------------------------------------------


def _plan(turn: Turn, key: str) -> tuple[Move, ...]:
    """The moves that take time; what is only said stands in the routine's own message."""
    return tuple(move for move in catalogue(turn).moves(key, turn.body.limits) if moves.phases(move))


def _running(turn: Turn, run: str) -> Guided | None:
    return turn.state if isinstance(turn.state, Guided) and turn.state.run == run else None


def _slot(state: Guided) -> str:
    return f"guided {state.run} {state.move}"


def _pressed(turn: Turn) -> bool:
    """What a button does is seen above it; who types looks at the end of the chat."""
    return isinstance(turn.event.what, Press)


def _picture(turn: Turn, state: Guided, move: Move) -> Picture | None:
    """By day each move of a routine is shown; a stretch alone has just been."""
    shown = move.figure and state.plan in catalogue(turn).routines and not turn.night
    return figure(turn, move.figure) if shown else None


def _show(
    turn: Turn, state: Guided, plan: tuple[Move, ...], *, edits: bool = False, offers: bool | None = None
) -> None:
    """The move as it stands now, and the timer for its next change."""
    move = plan[state.move]
    now = moves.phase(move, max(0, turn.now - state.since)) or moves.phases(move)[-1]
    last = state.move + 1 == len(plan)
    number = turn.text("guided.place", number=state.move + 1, n=len(plan)) if len(plan) > 1 else ""
    facts: Facts = {
        "title": turn.fill(move.name),
        "place": number,
        "lines": turn.fill_all(move.lines),
        "note": turn.fill(move.note),
        "count": moves.count(turn, move, now),
        "run": state.run,
        "move": state.move,
    }
    key = f"guided.{'last' if last else 'move'}{'_by_night' if turn.night and move.figure else ''}"
    picture = _picture(turn, state, move)
    turn.say(
        key,
        slot=_slot(state),
        edits=edits,
        offers=not edits if offers is None else offers,
        facts=facts,
        picture=picture,
    )
    turn.ring(TICK, turn.now + max(now.next_in, moves.SECOND))
