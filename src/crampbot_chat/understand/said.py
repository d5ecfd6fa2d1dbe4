"""What a message says: the answer of this package to everybody who asks it."""

from typing import Any

from msgspec import Struct, field


class Context(Struct, frozen=True):
    """Where a conversation stands. state: relief, log_details, reminder_fired or ""; task: the fired reminder's."""

    state: str = ""
    muscle: str = ""
    task: str = ""


class Said(Struct, frozen=True):
    """A message understood.

    topics: question topics, best first. red_flag: the id of the answer, flag: R1-R33, tier 1-4 (0: none).
    why: which words led to what.
    """

    intent: str
    slots: dict[str, Any] = field(default_factory=dict)
    topic: str | None = None
    topics: list[str] = field(default_factory=list)
    red_flag: str | None = None
    flag: str | None = None
    tier: int = 0
    why: tuple[str, ...] = ()
    confidence: float = 0.0
