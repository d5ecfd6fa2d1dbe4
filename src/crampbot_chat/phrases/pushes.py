"""What we write without being asked: at most so much a day, whatever it is about.

Tips, morning cards and evening questions count. Reminders that somebody set, and warnings, never do.
"""

from crampbot_chat.turn import Turn
from crampbot_chat.when.zones import local

MOST = 3  # a day
SPAN = 48 * 3_600_000  # ms; what is older can't belong to today


def room(turn: Turn) -> bool:
    """True when another one may come today."""
    zone = turn.person.zone or "Etc/UTC"
    today = local(turn.now, zone).date()
    return sum(local(at, zone).date() == today for at in turn.body.pushes) < MOST


def note(turn: Turn) -> None:
    """One more has come."""
    lately = [at for at in turn.body.pushes if at > turn.now - SPAN]
    turn.body.pushes = (*lately, turn.now)
