"""A reminder's next ring and its timers, and how it is told: its rule in words, the next times, one line of a list."""

from datetime import date

import msgspec
from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.phrases.clock import clock, day
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.when.rule import next_after
from crampbot_chat.when.say import echo
from crampbot_chat.when.zones import local

FOREVER = 10**14  # ms, the year 5138: paused until they say so
LEAPS = 2_000  # rings in quiet hours that are passed over; a night of minutes has 540
SHOWN = 3  # next times
OPEN = "open"  # what is taken back when a ring was answered
TASK, SHORT = 300, 60  # characters of what it is about: where it rings, and in a list
TIMERS = ("reminder", "snooze", "nag")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Reminder]).decode


# --- when it rings ---------------------------------------------------------------------------------------------------


def following(turn: Turn, reminder: Reminder, after: Millis) -> Millis | None:
    """The next ring after an instant, with pauses and quiet hours; None when there is none, or nobody knows when."""
    until = max(reminder.paused, turn.body.paused)
    if until >= FOREVER:
        return None
    if reminder.rule is None:
        return max(reminder.at, until) if reminder.at is not None and reminder.at > after else None
    after = max(after, until - 1)
    for _ in range(LEAPS):
        ring = next_after(reminder.rule, after)
        if ring is None or not (reminder.by_day and turn.sleeps(ring)):
            return ring
        after = ring
    return None


def arm(turn: Turn, reminder: Reminder, after: Millis | None = None) -> Millis | None:
    """Set the timer for the next ring, or cancel it; returns when that is."""
    due = following(turn, reminder, turn.now if after is None else after)
    if due is None:
        turn.hush(f"reminder {reminder.id}")
    else:
        turn.ring(f"reminder {reminder.id}", due)
    return due


def keep(turn: Turn, reminder: Reminder) -> None:
    """Write the reminder, set its timer, and speak of it from now on."""
    turn.keep_reminder(reminder)
    arm(turn, reminder)
    turn.body.subject = ("reminder", reminder.id, turn.now)


def drop(turn: Turn, reminder: Reminder) -> None:
    """Delete the reminder with everything that would ring."""
    turn.remove_reminder(reminder)
    turn.hush(*(f"{name} {reminder.id}" for name in TIMERS))
    turn.body.rung = tuple(each for each in turn.body.rung if each[0] != reminder.id)
    turn.body.missed = tuple(each for each in turn.body.missed if each[0] != reminder.id)


def find(turn: Turn, key: str) -> Reminder | None:
    """The reminder with this id."""
    return next((each for each in turn.reminders if each.id == key), None)


def follow_zone(turn: Turn, old: str) -> None:
    """They live by another clock now: what repeats goes with them, unless another zone was said for it."""
    new = turn.person.zone
    if not old or new == old:
        return
    for reminder in turn.reminders:
        if reminder.rule and reminder.follows:
            reminder.rule = replace(reminder.rule, zone=new)
            turn.keep_reminder(reminder)
            arm(turn, reminder)


def locale(turn: Turn) -> str:
    """Their language with their country, so that 7/8 is read as they write it; en-GB."""
    language = turn.language or "en"
    return language if "-" in language or not turn.country else f"{language}-{turn.country}"


# --- taking back -----------------------------------------------------------------------------------------------------


def before(turn: Turn, *reminders: Reminder) -> None:
    """Remember how these stand now, before they are changed or deleted."""
    turn.body.undo = ("reminders", "", _encode(list(reminders)).decode())


def answered(turn: Turn, reminder: Reminder) -> None:
    """Remember that this one was still to be answered."""
    turn.body.undo = ("reminders", OPEN, _encode([reminder]).decode())


def added(turn: Turn, reminder: Reminder) -> None:
    """Remember that this one is new."""
    turn.body.undo = ("reminder added", reminder.id, "")


def restored(turn: Turn) -> list[Reminder]:
    """Let the reminders of the last change stand as they did; a second time takes that back."""
    kind, key, text = turn.body.undo or ("", "", "")
    old = _decode(text.encode()) if kind == "reminders" else []
    now = [each for each in turn.reminders if each.id in {key, *(one.id for one in old)}]
    fresh = [one for one in old if all(one.id != each.id for each in now)]
    if kind == "reminder added":
        for each in now:
            before(turn, each)
            drop(turn, each)
        return now
    if fresh and not now:
        added(turn, fresh[0]) if len(fresh) == 1 else before(turn)
    else:
        before(turn, *now)
    turn.reminders[:] = [each for each in turn.reminders if each not in now]
    for each in old:
        keep(turn, each)
        if each.open and (each.id, each.open) not in {one[:2] for one in turn.body.rung}:
            turn.body.rung = (*turn.body.rung, (each.id, each.open, turn.now))
    return old


# --- in words --------------------------------------------------------------------------------------------------------


def rule_told(turn: Turn, reminder: Reminder) -> str:
    """Every day at 22:15 (Europe/Berlin); Saturday 14 March, 20:00 (Europe/Berlin)."""
    if reminder.rule:
        return echo(reminder.rule, turn.now, turn.words.language).text
    zone = turn.person.zone
    return turn.text("reminders.once", moment=moment(turn, reminder.at or 0), zone=zone.replace("_", " "))


def when_told(turn: Turn, reminder: Reminder) -> str:
    """The same without the zone where it is their own."""
    if reminder.rule is None:
        return moment(turn, reminder.at or 0)
    return rule_told(turn, reminder).removesuffix(f" ({turn.person.zone})")


def shortened(task: str) -> str:
    """What it is about, as it fits into a line of a list."""
    return task if len(task) <= SHORT else f"{task[: SHORT - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def moment(turn: Turn, at: Millis) -> str:
    """Saturday 14 March, 20:00."""
    return turn.text("reminders.moment", day=day(turn, on(turn, at)), clock=clock(turn, at))


def short(turn: Turn, at: Millis) -> str:
    """The same; the hour alone while it is today."""
    return clock(turn, at) if on(turn, at) == on(turn, turn.now) else moment(turn, at)


def on(turn: Turn, at: Millis) -> date:
    """The date of an instant by their clock."""
    return local(at, turn.person.zone).date()


def coming(turn: Turn, reminder: Reminder) -> str:
    """The next times of what repeats, in one line."""
    if reminder.rule is None:
        return ""
    found: list[Millis] = []
    at: Millis | None = turn.now
    while len(found) < SHOWN and at is not None and (at := following(turn, reminder, at)) is not None:
        found.append(at)
    if not found:
        return ""
    comma = f"{turn.text('reminders.comma')} "
    return turn.text("reminders.coming", moments=comma.join(moment(turn, each) for each in found))
