"""The list of reminders: upcoming, repeating, unanswered, paused; numbered, so that one can be named by its number."""

from collections.abc import Iterator

from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.reminders import find
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

DAY = 24 * 3_600_000  # ms
FORGOTTEN = 7 * DAY  # what is over stays so long, in case somebody answers late
LISTED = "r:"  # before the id of a reminder in Body.listed, which cramps share
GROUPS = ("upcoming", "repeating", "unanswered", "paused")
TAPS = ("a", "b", "c", "d")


def show(turn: Turn) -> None:
    """All reminders in their groups, the next one first in each."""
    tidy(turn)
    for each in turn.reminders:
        reminders.arm(turn, each)  # nothing changes, unless a timer was lost
    numbered = [each for _, each in grouped(turn)]
    if not numbered:
        turn.say("reminders.empty")
        return
    lines: list[str] = []
    last = ""
    for number, (group, each) in enumerate(grouped(turn), 1):
        if group != last:
            lines.append(turn.text(f"reminders.group_{group}"))
            last = group
        lines.append(turn.text("reminders.line", number=number, line=line(turn, each)))
    turn.body.listed = tuple(f"{LISTED}{each.id}" for each in numbered)
    if len(numbered) == 1:
        turn.body.subject = ("reminder", numbered[0].id, turn.now)
    turn.body.offered = ()  # a number means a line of the list; so do the buttons
    taps = {f"tap_{name}": "" for name in TAPS} | {f"id_{name}": "" for name in TAPS}
    for name, (number, each) in zip(TAPS, enumerate(numbered, 1), strict=False):
        taps |= {f"tap_{name}": str(number), f"id_{name}": each.id}
    turn.say("reminders.list", offers=False, reminders=tuple(lines), facts=taps)


def wanted(turn: Turn, ear: Ear) -> bool:
    """They ask for the list."""
    del ear
    show(turn)
    return True


def grouped(turn: Turn) -> list[tuple[str, Reminder]]:
    """Each reminder with its group, in the order of the list."""
    found = [(GROUPS.index(_group(turn, each)), _due(turn, each), each) for each in turn.reminders if _shown(each)]
    return [(GROUPS[group], each) for group, _, each in sorted(found, key=lambda one: (one[0], one[1], one[2].id))]


def _shown(reminder: Reminder) -> bool:
    """What rang once and is answered is over."""
    return reminder.rule is not None or reminder.open > 0 or not reminder.answers


def _due(turn: Turn, reminder: Reminder) -> Millis:
    return reminders.following(turn, reminder, turn.now) or reminder.open


def _group(turn: Turn, reminder: Reminder) -> str:
    if max(reminder.paused, turn.body.paused) > turn.now:
        return "paused"
    if reminder.open and (reminder.rule is None or any(each[0] == reminder.id for each in turn.body.rung)):
        return "unanswered"
    return "repeating" if reminder.rule else "upcoming"


def line(turn: Turn, reminder: Reminder) -> str:
    """Stretch: every day at 22:15."""
    return turn.text(
        "reminders.told", task=reminders.shortened(reminder.task), rule=reminders.when_told(turn, reminder)
    )


def listed(turn: Turn, number: int) -> Reminder | None:
    """The reminder with this number in the list last shown."""
    shown = turn.body.listed
    key = shown[number - 1] if 0 < number <= len(shown) else ""
    return find(turn, key.removeprefix(LISTED)) if key.startswith(LISTED) else None


def is_last(turn: Turn) -> bool:
    """Was the list last shown one of reminders?"""
    return any(each.startswith(LISTED) for each in turn.body.listed)


def show_one(turn: Turn, key: str) -> bool:
    """One reminder with what can be done to it; False when it is gone."""
    reminder = find(turn, key)
    if reminder is None:
        return False
    turn.body.subject = ("reminder", reminder.id, turn.now)
    paused = reminder.paused > turn.now
    turn.say(
        "reminders.one",
        id=reminder.id,
        task=reminder.task,
        rule=reminders.rule_told(turn, reminder),
        coming=reminders.coming(turn, reminder),
        answers=_adherence(turn, reminder),
        skip=turn.text("reminders.skip_next") if reminder.rule and not paused else "",
        pause=turn.text("reminders.resume" if paused else "reminders.pause"),
    )
    return True


def which(turn: Turn, number: int) -> bool:
    """A number alone after the list; False when no such line is there."""
    reminder = listed(turn, number) if is_last(turn) else None
    return reminder is not None and show_one(turn, reminder.id)


def _adherence(turn: Turn, reminder: Reminder) -> str:
    """How often it was done, of the rings that are remembered."""
    done = sum(each.what == "done" for each in reminder.answers)
    return turn.text("reminders.adherence", n=done, all=len(reminder.answers)) if reminder.answers else ""


def tidy(turn: Turn) -> None:
    """Delete what rang once and was answered, or never was, long ago."""
    for each in [*_stale(turn)]:
        reminders.drop(turn, each)


def _stale(turn: Turn) -> Iterator[Reminder]:
    for each in turn.reminders:
        last = max(each.at or 0, each.open, each.created_at, *(one.at for one in each.answers))
        future = reminders.following(turn, each, turn.now) is not None or max(each.paused, turn.body.paused) > turn.now
        if not future and turn.now - last > FORGOTTEN:
            yield each
