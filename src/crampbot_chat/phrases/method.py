"""A method of relief as it reads now: its act, a line or two, the countdown. Three short lines, as long as it hurts."""

from msgspec import Struct

from crampbot_chat.markup import Facts
from crampbot_chat.model import Millis
from crampbot_chat.protocols import Rung
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn

SECOND = 1_000
STEP = 10 * SECOND  # between two edits of the countdown; platforms allow one in 5 s
UNCOUNTED = 75 * SECOND  # a method without a countdown gets this long before the next is offered
ROUNDS = 2  # of hold and rest before the next is offered

VAGUE = {"hamstring": "thigh", "quad": "front_thigh", "arch": "foot"}  # what a vague word was read as


class Phase(Struct, frozen=True):
    """Where in hold, rest, hold, rest we are.

    key: what the countdown says, "" without one. next_in: until it changes.
    """

    key: str
    seconds: int
    next_in: Millis
    second_round: bool = False


def phase(rung: Rung, elapsed: Millis) -> Phase | None:
    """The phase after this time; None when the method has had its time."""
    if not rung.hold:
        return Phase("", 0, UNCOUNTED - elapsed) if elapsed < UNCOUNTED else None
    hold, rest = rung.hold * SECOND, rung.rest * SECOND
    lap, into = divmod(elapsed, hold + rest)
    if lap >= ROUNDS:
        return None
    if into >= hold:
        return Phase("relief.rest", rung.rest, hold + rest - into, second_round=lap > 0)
    left = hold - into
    return Phase("relief.hold", round(left / SECOND), left % STEP or STEP, second_round=lap > 0)


def ladder(turn: Turn, muscle: str) -> tuple[Rung, ...]:
    """The methods for this body, in the order of offering."""
    return turn.protocols[muscle].ladder(turn.body.limits)


def facts(turn: Turn, state: Easing, now: Phase, *, short: bool, noted: str) -> Facts:
    """What the message of a method is filled in with; `short` after a cramp in the same night."""
    muscle = turn.protocols[state.muscle]
    rung = ladder(turn, state.muscle)[state.rung]
    act, check = rung.act, ""
    if rung.name == "bed":
        act = (short and str(muscle.field("short", turn.body.limits))) or act
        check = "" if short else str(muscle.field("check", turn.body.limits))
    lines = _lines(rung, check, second_round=now.second_round)
    return {
        "act": act,
        "lines": turn.fill_all(lines),
        "count": turn.text(now.key, seconds=now.seconds) if now.key else "",
        "noted": noted,
        "cramp": state.cramp,
        "show": turn.text("relief.show") if muscle.figure(rung.name, turn.body.limits) else "",
    }


def _lines(rung: Rung, check: str, *, second_round: bool) -> tuple[str, ...]:
    """Danger signs belong into the first answer where the place of the cramp asks for it; the lines take turns."""
    if rung.name != "bed":
        return rung.lines
    if not rung.hold:
        return (*rung.lines[:1], check) if check else rung.lines[:2]
    if check:
        return rung.lines[:1] if second_round else (check,)
    return rung.lines[1:2] or rung.lines[:1] if second_round else rung.lines[:1]


def key(turn: Turn, state: Easing, *, vague: bool) -> str:
    """The message for it: its buttons fit what is known of the muscle."""
    cramp = turn.cramp(state.cramp)
    if state.rung:
        return "relief.stand" if ladder(turn, state.muscle)[state.rung].name == "stand" else "relief.next"
    if vague and state.muscle in VAGUE:
        return f"relief.act_{VAGUE[state.muscle]}"
    return "relief.act" if cramp and cramp.muscle else "relief.act_unknown"
