"""What was understood of a reminder: plain data, with the reasons."""

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.rule import Rule
from crampbot_chat.when.said import Anchor, Condition


class Habits(Struct, frozen=True, omit_defaults=True):
    """A person's own hours, in minutes after midnight.

    default: for a day without an hour. up: when they get up; waking: before it the night is not over yet, so
    "tomorrow" is doubtful. day_first: what 7/8 means to them; None: ask.
    """

    morning: int = 9 * 60
    lunch: int = 12 * 60
    afternoon: int = 15 * 60
    evening: int = 19 * 60
    night: int = 22 * 60
    bedtime: int = 22 * 60
    breakfast: int = 8 * 60
    dinner: int = 19 * 60
    eod: int = 17 * 60
    up: int = 7 * 60
    default: int = 9 * 60
    waking: int = 5 * 60
    day_first: bool | None = None

    @property
    def night_span(self) -> tuple[int, int]:
        """From bed until they get up."""
        return self.bedtime, self.up

    def at(self, part: str) -> int:
        """The minute of the day at which a part of the day, or a moment of it, stands."""
        hour: int = getattr(self, part)
        return hour


class Because(Struct, frozen=True):
    """One step of the explanation: which words were taken for what. `kind` names a sentence in content."""

    kind: str
    words: str


class Reading(Struct, frozen=True):
    """One way to understand a text.

    kind: "once" (at), "recurring" (rule), "ask" (alternatives, or nothing that could be offered), "refuse".
    reason: a fixed word for ask and refuse, and for a guess that is worth saying ("no_time", "next_day", "skipped" …).
    task: the person's own words, empty when there are none. who: another person's or a channel's name, as typed.
    asked: it has words that ask for a reminder; without them "8pm stretch" is one only by its form.
    nag: minutes between repeats until it is answered. anchor: the hours follow this moment of the person's day.
    """

    kind: str
    task: str = ""
    at: Millis | None = None
    rule: Rule | None = None
    reason: str = ""
    alternatives: tuple["Reading", ...] = ()
    why: tuple[Because, ...] = ()
    asked: bool = False
    who: str = ""
    zone: str = ""
    anchor: Anchor | None = None
    condition: Condition | None = None
    nag: int = 0
