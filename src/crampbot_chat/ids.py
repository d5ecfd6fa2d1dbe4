"""Ids that sort by the order in which they were made, and that no two processes share."""

import secrets
from collections.abc import Callable

from crampbot_chat.model import Millis

EACH_MILLI = 0xFFFFF
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
HALF = 4  # letters; eight of them are 40 bits, and who guesses is stopped (dialogs/reminders/invite.py)


def code() -> str:
    """A code that nobody can guess and anybody can type: K7PQ-3MXW."""
    while True:
        made = "-".join("".join(secrets.choice(LETTERS) for _ in range(HALF)) for _ in range(2))
        if is_code(made):
            return made


def is_code(text: str) -> bool:
    """Letters and digits: two words of four letters ("head back") are none, nor are two years."""
    return any(each.isdigit() for each in text) and any(each.isalpha() for each in text)


class Ids:
    """Call it for the next id: 12 hex digits of time, 5 of a counter, 6 of the process."""

    def __init__(self, now: Callable[[], Millis], process: str = "") -> None:
        self._now = now
        self._process = process or secrets.token_hex(3)
        self._last = 0
        self._count = 0

    def __call__(self) -> str:
        now = max(self._now(), self._last)  # a clock that steps back doesn't change the order
        self._count = self._count + 1 if now == self._last else 0
        if self._count > EACH_MILLI:
            now, self._count = now + 1, 0
        self._last = now
        return f"{now:012x}{self._count:05x}{self._process}"
