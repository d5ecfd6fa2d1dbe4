"""What is sent without being asked for each time: somebody's daily tips, and what a shared place has set up."""

from msgspec import Struct, field

from crampbot_chat.model import Millis
from crampbot_chat.when.rule import Rule


class Tips(Struct, omit_defaults=True):
    """The tips of one person, or of one shared place.

    rule: when they come; None: not wanted. While its zone is "" we wait to be told what time it is for them.
    seed, rounds: what the order is shuffled by. read: what they had in this round, in that order.
    verdicts: what they said of a tip: "tried", "helped" or "no".
    last: the tip shown last, and when: "why" and "helped" are about that one.
    pace: every which occurrence brings one; waits: so many are left out before the next one.
    unread: tips in a row without any sign of life. slow: therefore at half the pace.
    paused: nothing comes before this instant. done: all that fit are read. off: stopped; the rule is kept for "again".
    back: they read again, which the next tip says.
    groups: whom they count themselves to ("desk"). minds: why some tips must never be theirs ("kidney").
    """

    rule: Rule | None = None
    rounds: int = 0
    read: tuple[str, ...] = ()
    verdicts: dict[str, str] = field(default_factory=dict)
    last: tuple[str, Millis] | None = None
    pace: int = 1
    waits: int = 0
    unread: int = 0
    slow: bool = False
    back: bool = False
    paused: Millis = 0
    done: bool = False
    off: bool = False
    groups: tuple[str, ...] = ()
    minds: tuple[str, ...] = ()


class Team(Struct, omit_defaults=True):
    """What a shared place has set up.

    rules: "tip" and "break", each with its times. waits: those that wait to be told where they are.

    inviter: who brought us here, where the platform tells it only then.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    waits: dict[str, Rule] = field(default_factory=dict)
    inviter: str = ""
    paused: Millis = 0
