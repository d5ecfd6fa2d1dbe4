"""Done, Skip, Later: what is said to a ring, by a button, a word or a reaction."""

from crampbot_chat.dialogs.reminders import ring
from crampbot_chat.dialogs.reminders.draft import typed, understood
from crampbot_chat.model import Millis, Press
from crampbot_chat.phrases import clock, reminders
from crampbot_chat.phrases.reminders import find
from crampbot_chat.store.people import Easing
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.changes import change_in
from crampbot_chat.when.edit import edit
from crampbot_chat.when.night import evening_of
from crampbot_chat.when.rule import restarted
from crampbot_chat.when.zones import local

HOUR = 3_600_000  # ms
ANSWERABLE = 18 * HOUR  # so long a bare "done" is about the last ring
NOD = 2 * HOUR  # and an "ok" or a thumb
WORDS = {"done": "done", "skip": "skip", "later": "later", "snooze": "later"}
FRESH = HOUR  # and a bare time


def answer(turn: Turn, what: str, key: str, due: str) -> bool:
    """A button below a ring; False when its reminder is gone."""
    reminder = find(turn, key)
    if reminder is None or not due.isdigit() or what not in WORDS:
        return False
    if what == "later":
        _choose(turn, reminder, int(due))
    else:
        _close(turn, reminder, int(due), what)
    return True


def told(turn: Turn, key: str, due: str) -> bool:
    """It was answered elsewhere, in the diary: nothing asks again. False when its reminder is gone."""
    reminder = find(turn, key)
    if reminder is None or not due.isdigit():
        return False
    ring.closes(turn, reminder, int(due), "done")
    return True


def everything(turn: Turn, what: str) -> bool:
    """All that waits for an answer, after a list of missed ones; False when nothing does."""
    waiting = [(found, due) for key, due, _ in turn.body.rung if (found := find(turn, key))]
    for reminder, due in waiting:
        ring.closes(turn, _counted(turn, reminder, what), due, what)
    if waiting:
        turn.say(f"reminders.all_{what}", n=len(waiting))
    return bool(waiting)


def hear(turn: Turn, ear: Ear, words: str) -> bool:
    """A word about the last ring: done, skip, later, 25, tomorrow morning; False when it is about something else."""
    if not turn.body.rung or isinstance(turn.state, Easing) or ear.cry:
        return False
    if getattr(turn.event.what, "on", ""):
        return _reacted(turn, ear)
    key, due, said_at = turn.body.rung[-1]
    since = turn.now - said_at
    if since > ANSWERABLE or said_at < (turn.body.tips.last or ("", 0))[1]:
        return False
    name = turn.words.command(ear.bare)[0]
    what = WORDS.get(name, "")
    if not what and _nods(turn, ear) and since <= NOD and turn.body.subject and turn.body.subject[1] == key:
        what = "done"
    if what:
        return answer(turn, what, key, str(due))
    return _puts_off(turn, words, key, due)


def _nods(turn: Turn, ear: Ear) -> bool:
    return turn.words.command(ear.bare)[0] in {"nod", "yes", "thanks"} or (ear.says_gone and not ear.bare)  # a thumb


def _reacted(turn: Turn, ear: Ear) -> bool:
    """A thumb below a reminder is about that one, however many rang since; below anything else about none."""
    kind, _, key = turn.reacted_to.partition(" ")
    reminder = find(turn, key) if kind == "ring" else None
    if reminder is None or not reminder.open or not _nods(turn, ear):
        return False
    return answer(turn, "done", key, str(reminder.open))


def _puts_off(turn: Turn, words: str, key: str, due: Millis) -> bool:
    """A length or a time for the snooze, in their own words."""
    zone = turn.person.zone
    kind = change_in(words, zone, reminders.locale(turn))
    reminder = find(turn, key) if kind else None
    if reminder is None:
        return False
    reading = understood(turn, words, turn.event.at)
    if kind == "time" and reading and reading.at is not None and turn.now - turn.body.rung[-1][2] <= FRESH:
        _snooze(turn, reminder, due, reading.at)
        return True
    found = edit(
        words,
        reminder.rule or reminder.at or due,
        now=local(turn.event.at, zone),
        zone=zone,
        habits=turn.body.habits,
        locale=reminders.locale(turn),
        ringing=True,
    )
    if found is None or found.which or found.kind != "snooze":
        return False
    if found.until is None:
        _choose(turn, reminder, due)
    else:
        _snooze(turn, reminder, due, found.until)
    return True


# --- done and skip ---------------------------------------------------------------------------------------------------


def _counted(turn: Turn, reminder: Reminder, what: str) -> Reminder:
    """What counts from when it was done starts anew."""
    if what == "done" and reminder.rule and reminder.rule.from_done:
        reminder.rule = restarted(reminder.rule, turn.event.at)
        reminders.arm(turn, reminder)
    return reminder


def _close(turn: Turn, reminder: Reminder, due: Millis, what: str) -> None:
    in_place = isinstance(turn.event.what, Press) and due == reminder.open
    reminders.answered(turn, reminder)
    ring.closes(turn, _counted(turn, reminder, what), due, what)
    turn.body.subject = ("reminder", reminder.id, turn.now)
    turn.body.offered = ()  # "later" is no longer about this one
    after = reminders.following(turn, reminder, turn.now)
    zone = turn.person.zone
    evening = evening_of(due, zone)
    told = turn.text("reminders.for_evening", day=clock.day(turn, evening)) if _after_midnight(turn, due) else ""
    turn.say(
        f"reminders.said_{what}",
        slot=f"ring {reminder.id}" if in_place else "",
        edits=in_place,
        offers=False,
        task=reminder.task,
        evening=told,
        next=turn.text("reminders.next", moment=reminders.moment(turn, after)) if after is not None else "",
    )


def _after_midnight(turn: Turn, due: Millis) -> bool:
    """It is another day by now, though perhaps still the same evening to them."""
    zone = turn.person.zone
    return local(due, zone).date() != local(turn.event.at, zone).date()


# --- later -----------------------------------------------------------------------------------------------------------


def _choose(turn: Turn, reminder: Reminder, due: Millis) -> None:
    """When again? Their own choice first."""
    turn.say("reminders.later", id=reminder.id, due=due, task=reminder.task, minutes=turn.body.snooze)


def snooze(turn: Turn, key: str, due: str, name: str) -> bool:
    """When again, by a button; False when the reminder is gone, or there is no such choice."""
    reminder = find(turn, key)
    if reminder is None or not due.isdigit():
        return False
    if name.isdigit():
        _snooze(turn, reminder, int(due), turn.now + int(name) * 60_000)
        return True
    if not turn.words.has(f"reminders.snooze_{name}"):
        return False
    reading = understood(turn, turn.text(f"reminders.snooze_{name}"), turn.event.at)
    if reading is None or reading.at is None:
        return False
    _snooze(turn, reminder, int(due), reading.at)
    return True


def _snooze(turn: Turn, reminder: Reminder, due: Millis, until: Millis) -> None:
    """Once more at that instant; the series stays where it is."""
    minutes = round((until - turn.now) / 60_000)
    if typed(turn) and 0 < minutes < 180:  # noqa: PLR2004 - a length that they will want again
        turn.body.snooze = minutes
    reminder.open = due
    turn.keep_reminder(reminder)
    turn.hush(f"nag {reminder.id}")
    turn.ring(f"snooze {reminder.id}", until, str(due))
    turn.body.subject = ("reminder", reminder.id, turn.now)
    turn.say("reminders.snoozed", offers=False, task=reminder.task, moment=reminders.short(turn, until))
