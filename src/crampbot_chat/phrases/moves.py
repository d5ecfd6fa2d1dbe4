"""How long and how often a move of a stretch is done, and where in it we are."""

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.stretching import Move
from crampbot_chat.turn import Turn

SECOND = 1_000
MINUTE = 60  # seconds
STEP, LONG_STEP = 10, 30  # seconds between two edits of the countdown; platforms allow one in 5 s
LONG = 90  # seconds from which on the countdown needn't move so often
READY = 10  # seconds to get into place
SWITCH = 5  # seconds to change sides, at least
SLOWLY = 4  # seconds for each repetition
REPEATED = ("moves.count", "moves.slowly")  # nothing of them changes until they are over


class Phase(Struct, frozen=True):
    """A part of a move. key: what the countdown says; side: 1 or 2, 0 for both at once; next_in: until it changes."""

    key: str
    seconds: int
    side: int = 0
    round: int = 1
    next_in: Millis = 0


def phases(move: Move) -> list[Phase]:
    """All of a move, one part after the other."""
    if move.reps:
        length = move.seconds or move.reps * SLOWLY
        key = "moves.count" if move.stretch else "moves.slowly"
        sides = (1, 2) if move.sides == "each" else (0,)
        found = [Phase(key, length, side) for side in sides]
        return found if len(found) == 1 else [found[0], Phase("moves.switch", SWITCH, 2), found[1]]
    if not move.seconds:
        return []
    if not move.stretch and move.sides == "both":
        return [Phase("moves.go", move.seconds)]
    return [Phase("moves.ready", READY), *_holds(move)]


def _holds(move: Move) -> list[Phase]:
    order = [(number, side) for side in (1, 2) for number in range(1, move.rounds + 1)]
    if move.sides == "alternate":
        order = [(number, side) for number in range(1, move.rounds + 1) for side in (1, 2)]
    if move.sides == "both":
        order = [(number, 0) for number in range(1, move.rounds + 1)]
    found: list[Phase] = []
    for at, (number, side) in enumerate(order):
        found.append(Phase("moves.hold", move.seconds, side, number))
        after = order[at + 1] if at + 1 < len(order) else None
        if after and after[1] != side:
            found.append(Phase("moves.switch", max(move.rest, SWITCH), after[1], after[0]))
        elif after and move.rest:
            found.append(Phase("moves.rest", move.rest, side, number))
    return found


def phase(move: Move, elapsed: Millis) -> Phase | None:
    """The part of the move that is on after this time, with the seconds that are left of it; None after the last."""
    for part in phases(move):
        length = part.seconds * SECOND
        if elapsed < length:
            left = length - elapsed
            step = (LONG_STEP if part.seconds >= LONG else STEP) * SECOND
            next_in = left if part.key in REPEATED else left % step or step
            return Phase(part.key, round(left / SECOND), part.side, part.round, next_in)
        elapsed -= length
    return None


def other_side(move: Move, elapsed: Millis) -> Millis | None:
    """After how much time the second side begins; None when it has begun, or there is none."""
    before = 0
    for part in phases(move):
        if part.side == 2:  # noqa: PLR2004 - sides are counted from 1
            return before if elapsed < before else None
        before += part.seconds * SECOND
    return None


def dose(turn: Turn, move: Move) -> str:
    """30 seconds, 3 times, each side; "" where the move's own words say it."""
    each = "" if move.sides == "both" else "_each"
    if move.reps:
        if move.stretch:
            return turn.text(f"moves.times{each}", n=move.reps)
        return turn.text("moves.each") if each else ""
    if not move.seconds:
        return ""
    if move.seconds > MINUTE and not move.seconds % MINUTE:
        return turn.text("moves.minutes", n=move.seconds // MINUTE)
    return turn.text(f"moves.seconds{each}", n=move.rounds, seconds=move.seconds)


def item(turn: Turn, move: Move) -> str:
    """The move as one line of a routine."""
    told = dose(turn, move)
    name = turn.fill(move.name)
    if not told:
        return name
    return turn.text("moves.stretch" if move.stretch else "moves.words", title=name, dose=told)


def count(turn: Turn, move: Move, now: Phase) -> str:
    """What the countdown says: which side and round, and how long still."""
    told = turn.text(now.key, seconds=now.seconds, n=move.reps)
    if now.key not in {"moves.hold", "moves.rest", *REPEATED}:
        return told
    side = turn.text(f"moves.side_{now.side}") if now.side else ""
    number = turn.text("moves.round", round=now.round, n=move.rounds) if move.rounds > 1 else ""
    return "\n".join(filter(None, (f"{side} {number}".strip(), told)))
