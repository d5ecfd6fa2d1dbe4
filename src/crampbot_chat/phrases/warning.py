"""Does a warning stand? Then nothing is stretched, and for a day nobody is reminded of a stretch."""

from crampbot_chat.turn import Turn

HOUR = 3_600_000  # ms
WARNED = 2 * HOUR  # so long after a warning, a cry for help hears it again before any stretch


def stands(turn: Turn) -> bool:
    """True while a warning is so recent that nothing is stretched."""
    return turn.body.warned is not None and turn.now - turn.body.warned[2] <= WARNED


def lately(turn: Turn) -> bool:
    """True for a day after it, in which nobody is reminded of a stretch."""
    return turn.body.warned is not None and turn.now - turn.body.warned[2] <= 24 * HOUR
