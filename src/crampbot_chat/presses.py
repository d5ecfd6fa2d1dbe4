"""A button finds its step, unless its question is no longer open."""

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature

from crampbot_chat.dialogs import door
from crampbot_chat.model import TOKEN_VERSION
from crampbot_chat.table import PRESSES
from crampbot_chat.turn import Turn


def press(turn: Turn, token: str) -> None:
    """A button; one whose question is no longer open says so, and does nothing."""
    if not takes(turn, token, PRESSES):
        door.closed(turn)


def takes(turn: Turn, token: str, presses: Mapping[str, Callable[..., object]]) -> bool:
    """Let the button's step take the press; False when there is none, or its question is no longer open."""
    version, _, rest = token.partition(" ")
    name, *arguments = rest.split(" ")
    step = presses.get(name)
    if version != TOKEN_VERSION or step is None or not _fits(step, len(arguments)):
        return False
    return step(turn, *arguments) is not False


@cache
def _fits(step: Callable[..., object], arguments: int) -> bool:
    """False for more or fewer arguments than this version's button carries."""
    try:
        signature(step).bind(None, *range(arguments))
    except TypeError:
        return False
    return True
