"""A reminder rings: in the person's own words, late ones with their true hour, several missed ones as one list."""

from crampbot_chat.markup import Facts
from crampbot_chat.model import REMINDER, Millis, Rang
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.reminded import brought
from crampbot_chat.phrases.reminders import find
from crampbot_chat.phrases.warning import lately
from crampbot_chat.store.people import Easing
from crampbot_chat.store.reminders import KEPT, Answer, Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.when.night import evening_of, night_of
from crampbot_chat.when.rule import next_after

MINUTE = 60_000  # ms
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LATE = 5 * MINUTE  # from here on it is said as late
GRACE = DAY  # what fell due longer ago is not said any more
TOGETHER = 2_000  # ms; so long a late ring waits for others that were missed with it
EASING = 15 * MINUTE  # nobody is reminded in the middle of a cramp
MANY = 1_500  # rings of a day
NAGS = 5  # so often it is asked again
OPEN = 5  # rings that can be answered by a word


def rang(turn: Turn) -> None:
    """A reminder fell due: its next ring is set in the same turn."""
    reminder, due = _of(turn)
    if reminder is None:
        return
    _unanswered(turn, reminder)
    reminders.arm(turn, reminder, max(due, turn.now))
    turn.keep_reminder(reminder)
    due = promised = _latest(reminder, due, turn.now)
    if reminder.rule is None and reminder.at is not None:
        due = reminder.at  # a pause put it off
    if not meets(turn, reminder, due):
        _over(turn, reminder)
        return
    _bring(turn, reminder, due, promised, late=due != promised)


def _latest(reminder: Reminder, due: Millis, now: Millis) -> Millis:
    """Of the rings that fell due while we were away, the last one: that is what they still want to know."""
    if reminder.rule is None or now - due <= LATE:
        return due
    at = max(due, now - GRACE)
    for _ in range(MANY):
        following = next_after(reminder.rule, at)
        if following is None or following > now:
            break
        due = at = following
    return due


def again(turn: Turn) -> None:
    """A snooze is over. It never moves the series."""
    reminder, promised = _of(turn)
    note = getattr(turn.event.what, "note", "")
    if reminder is not None:
        _bring(turn, reminder, int(note or promised), promised)


def nag(turn: Turn) -> None:
    """Nobody answered: once more, up to the limit."""
    reminder, due = _of(turn)
    if reminder is None or not reminder.open or turn.now - due > LATE or isinstance(turn.state, Easing):
        return
    reminder.nags += 1
    _ring(turn, reminder, reminder.open)


def _of(turn: Turn) -> tuple[Reminder | None, Millis]:
    """The reminder whose timer rang, and the instant that was promised."""
    what = turn.event.what
    assert isinstance(what, Rang)  # noqa: S101 - only timers come here
    return find(turn, what.timer.partition(" ")[2]), what.due


def _bring(turn: Turn, reminder: Reminder, due: Millis, promised: Millis, *, late: bool = False) -> None:
    """Say it now; later when they are in pain; together with others when we were away. due: of which ring it is."""
    behind = turn.now - promised
    if behind > GRACE:
        _note(reminder, due, "missed", turn.now)
        turn.keep_reminder(reminder)
    elif isinstance(turn.state, Easing):
        turn.ring(f"snooze {reminder.id}", turn.now + EASING, str(due))
    elif behind > LATE:
        turn.body.missed = (*(each for each in turn.body.missed if each[0] != reminder.id), (reminder.id, due))
        turn.ring("digest", turn.now + TOGETHER)
    else:
        _ring(turn, reminder, due, late=late)


def _ring(turn: Turn, reminder: Reminder, due: Millis, *, late: bool = False) -> None:
    """The message itself, with its buttons."""
    _opened(turn, reminder, due)
    if reminder.nag and reminder.nags < NAGS:
        turn.ring(f"nag {reminder.id}", turn.now + reminder.nag * MINUTE)
    stretch = None if reminder.nags else brought(turn, reminder)
    facts: Facts = {
        "id": reminder.id,
        "due": due,
        "task": reminder.task,
        "late": turn.text("reminders.late", moment=reminders.short(turn, due)) if late else "",
        "nagged": turn.text("reminders.nagged") if reminder.nags else "",
        "title": stretch.title if stretch else "",
        "steps": stretch.lines if stretch else (),
        "key": stretch.key if stretch else "",
    }
    question = "reminders.ring_question" if reminder.kind == "question" else "reminders.ring"
    key = "reminders.ring_stretch" if stretch else question
    if reminder.kind == "stretch" and lately(turn):
        key = "reminders.ring_warned"
    elif reminder.invited:
        key = "reminders.ring_stretch_invited" if stretch else "reminders.ring_invited"
    turn.say(key, slot=f"ring {reminder.id}", lane=REMINDER, aloud=reminder.aloud and not late, facts=facts)


def _opened(turn: Turn, reminder: Reminder, due: Millis) -> None:
    """From now on it waits for an answer."""
    if reminder.open != due:
        reminder.open, reminder.nags = due, 0
    turn.keep_reminder(reminder)
    rest = tuple(each for each in turn.body.rung if each[0] != reminder.id)
    turn.body.rung = (*rest, (reminder.id, due, turn.now))[-OPEN:]
    turn.body.subject = ("reminder", reminder.id, turn.now)


def digest(turn: Turn) -> None:
    """We were away: one message with all that was missed, each with its true hour."""
    missed = [(found, due) for key, due in turn.body.missed if (found := find(turn, key))]
    turn.body.missed = ()
    if isinstance(turn.state, Easing):
        turn.body.missed = tuple((found.id, due) for found, due in missed)
        turn.ring("digest", turn.now + EASING)
        return
    if len(missed) == 1:
        _ring(turn, *missed[0], late=True)
        return
    missed.sort(key=lambda each: each[1])
    for reminder, due in missed:
        _opened(turn, reminder, due)
    lines = tuple(
        turn.text("reminders.missed", moment=reminders.short(turn, due), task=reminders.shortened(each.task))
        for each, due in missed
    )
    if lines:
        turn.say("reminders.digest", lane=REMINDER, missed=lines)


# --- what the diary says ---------------------------------------------------------------------------------------------


def meets(turn: Turn, reminder: Reminder, due: Millis) -> bool:
    """Does the diary say what it waits for?"""
    condition, zone = reminder.condition, turn.person.zone
    if condition is None:
        return True
    night = evening_of(due, zone).toordinal() - 1
    match condition.kind:
        case "cramped":
            return any(night_of(each.started_at, zone).toordinal() == night for each in turn.cramps)
        case "sport":
            today = evening_of(due, zone)
            return any(each.kind == "exercise" and evening_of(each.at, zone) == today for each in turn.marks)
        case "unlogged":
            noted = [each.started_at for each in turn.cramps]
            noted += [each.at for each in turn.marks if each.kind == "quiet"]
            return all(night_of(each, zone).toordinal() != night for each in noted)
        case "quiet":
            return quiet_nights(turn) < condition.count
    return True


def quiet_nights(turn: Turn) -> int:
    """How many quiet nights are noted since the last cramp."""
    last = turn.cramps[0].started_at if turn.cramps else 0
    nights = {night_of(each.at, turn.person.zone) for each in turn.marks if each.kind == "quiet" and each.at > last}
    return len(nights)


def _over(turn: Turn, reminder: Reminder) -> None:
    """It waited for something that is reached, or that didn't happen the one time."""
    if reminder.condition and reminder.condition.kind == "quiet":
        turn.say("reminders.reached", lane=REMINDER, task=reminder.task, n=reminder.condition.count)
        reminders.drop(turn, reminder)
    elif reminder.rule is None:
        reminders.drop(turn, reminder)


# --- answers ---------------------------------------------------------------------------------------------------------


def _note(reminder: Reminder, due: Millis, what: str, at: Millis) -> None:
    """Keep what was said to one ring; a later word about the same one replaces it."""
    rest = tuple(each for each in reminder.answers if each.due != due)
    reminder.answers = (*rest, Answer(due, what, at))[-KEPT:]


def _unanswered(turn: Turn, reminder: Reminder) -> None:
    """The ring before was never answered."""
    if reminder.open:
        _note(reminder, reminder.open, "missed", turn.now)
        turn.hush(f"nag {reminder.id}")
    reminder.open = reminder.nags = 0


def closes(turn: Turn, reminder: Reminder, due: Millis, what: str) -> Reminder:
    """One ring is answered: nothing asks again."""
    _note(reminder, due, what, turn.now)
    if reminder.open == due:
        reminder.open = reminder.nags = 0
        turn.hush(f"nag {reminder.id}", f"snooze {reminder.id}")
    turn.body.rung = tuple(each for each in turn.body.rung if each[:2] != (reminder.id, due))
    turn.keep_reminder(reminder)
    return reminder
