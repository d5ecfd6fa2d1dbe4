"""The stretches that can be shown today, and the figures that stand above them."""

from datetime import UTC, datetime

from crampbot_chat.model import Picture
from crampbot_chat.stretching import Stretches
from crampbot_chat.turn import Turn


def catalogue(turn: Turn) -> Stretches:
    """All stretches and routines that are not overdue."""
    return turn.library.stretches(turn.language, datetime.fromtimestamp(turn.now / 1000, UTC).date())


def figure(turn: Turn, name: str) -> Picture:
    """A figure, whose message says in words what it shows: light by day, dark at night."""
    return Picture(f"{name} {'dark' if turn.night else 'light'}")
