"""What a body doesn't allow, told in words."""

from collections.abc import Iterable

from crampbot_chat.turn import Turn


def named(turn: Turn, limits: Iterable[str]) -> str:
    """No standing, careful with the knee."""
    names = (turn.text(f"settings.limit_{each}") for each in sorted(limits))
    return f"{turn.text('settings.comma')} ".join(names)
