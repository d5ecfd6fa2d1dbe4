"""A person's own hours: bed, meals, getting up, quiet hours; what hangs on them moves with them, and we say so."""

from functools import lru_cache

from msgspec.structs import replace

from crampbot_chat.content import Words
from crampbot_chat.dialogs.reminders import listing
from crampbot_chat.phrases import reminders
from crampbot_chat.store.people import Easing
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.own import moved, own_hour, own_span


def hear(turn: Turn, ear: Ear, words: str) -> bool:
    """They tell of an hour of theirs; False when they don't."""
    name = _told(turn, ear.bare)
    if not name or isinstance(turn.state, Easing) or "?" in words:
        return False
    return _quiet(turn, words) if name == "quiet" else _hour(turn, words, name)


def _told(turn: Turn, said: str) -> str:
    """Which hour their words speak of."""
    sayings, small = _sayings(turn.words)
    text = "".join(f"{word} " for word in said.split() if word not in small)
    fitting = [(len(one), name) for name, group in sayings.items() for one in group if text.startswith(f"{one} ")]
    return max(fitting)[1] if fitting else ""


@lru_cache(maxsize=16)
def _sayings(words: Words) -> tuple[dict[str, list[str]], frozenset[str]]:
    """How people of this language tell of their hours, and the small words between."""
    sayings: dict[str, list[str]] = dict(words.data("hours", dict[str, list[str]]))
    return sayings, frozenset(sayings.pop("small"))


def _quiet(turn: Turn, words: str) -> bool:
    span = own_span(words, reminders.locale(turn))
    if span is None:
        turn.say("reminders.quiet_hours", facts=_span_told(turn, turn.body.asleep or turn.body.habits.night_span))
        return True
    turn.body.asleep = span
    _arm_all(turn)
    turn.say("reminders.quiet_set", facts=_span_told(turn, span))
    return True


def _span_told(turn: Turn, span: tuple[int, int]) -> dict[str, str]:
    begins, ends = (_clock(turn, minute) for minute in span)
    return {"begins": begins, "ends": ends}


def _clock(turn: Turn, minute: int) -> str:
    return turn.text("clock.clock", hour=f"{minute // 60:02}", minute=f"{minute % 60:02}")


def _hour(turn: Turn, words: str, name: str) -> bool:
    minute = own_hour(words, name, reminders.locale(turn))
    if minute is None:
        return False
    old = turn.body.habits
    turn.body.habits = replace(old, **{name: minute})
    if name == "up":
        turn.body.habits = replace(turn.body.habits, waking=min(old.waking, minute) or old.waking)
    following = [each for each in turn.reminders if each.anchor and each.anchor.name == name]
    turn.body.undo = None  # it would take back what moved, and not why
    for each in following:
        _move(turn, each, old.at(name), minute)
    _arm_all(turn)
    lines = tuple(listing.line(turn, each) for each in following)
    turn.say(f"reminders.own_{name}", clock=_clock(turn, minute), moved=_moved(turn, lines))
    return True


def _moved(turn: Turn, lines: tuple[str, ...]) -> tuple[str, ...]:
    return (turn.text("reminders.moved_with_it"), *lines) if lines else ()


def _move(turn: Turn, reminder: Reminder, old: int, new: int) -> None:
    """The hour of a reminder that hangs on this one."""
    offset = reminder.anchor.offset if reminder.anchor else 0
    before, after = ((minute + offset) % (24 * 60) for minute in (old, new))
    if reminder.rule:
        what = moved(reminder.rule, before, after, reminder.rule.zone)
        reminder.rule = what if not isinstance(what, int) else None
    elif reminder.at is not None and reminder.at > turn.now:
        at = moved(reminder.at, before, after, turn.person.zone)
        reminder.at = at if isinstance(at, int) and at > turn.now else reminder.at
    turn.keep_reminder(reminder)


def _arm_all(turn: Turn) -> None:
    """Quiet hours decide about what runs on, so everything is looked at anew."""
    for each in turn.reminders:
        if each.by_day or each.anchor:
            reminders.arm(turn, each)
