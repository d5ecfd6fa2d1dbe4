"""Changing reminders in plain words, and taking it back: another time, skip, pause, resume, delete, undo."""

from collections.abc import Sequence

from crampbot_chat.dialogs.reminders import listing
from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.reminders import FOREVER, find
from crampbot_chat.store.people import Asked, Easing, Idle
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear

SOON = 2_000  # ms


def undo(turn: Turn, key: str = "") -> bool:
    """Take the last change back; a second time takes that back. False when a button's change is not the last one."""
    kind, last, text = turn.body.undo or ("", "", "")
    if not kind.startswith("reminder") or (key and key != last and key not in text):
        return False
    old = reminders.restored(turn)
    if kind == "reminder added":
        turn.say("reminders.undone_added", task=", ".join(each.task for each in old))
    elif last == reminders.OPEN:
        turn.say("reminders.not_done", task=", ".join(each.task for each in old))
    else:
        turn.say("reminders.undone", reminders=tuple(listing.line(turn, each) for each in old))
    return True


def silent(turn: Turn, key: str) -> bool:
    """In quiet hours without a sound; False when it is gone."""
    return _switched(turn, key, "silent", aloud=False)


def at_night(turn: Turn, key: str) -> bool:
    """A series that runs on rings in quiet hours, too, without a sound; False when it is gone."""
    return _switched(turn, key, "by_night", by_day=False)


def _switched(turn: Turn, key: str, told: str, **how: bool) -> bool:
    reminder = find(turn, key)
    if reminder is None:
        return False
    reminders.before(turn, reminder)
    for name, value in how.items():
        setattr(reminder, name, value)
    reminders.keep(turn, reminder)
    turn.say(f"reminders.now_{told}", task=reminder.task, id=reminder.id)
    return True


# --- deleting --------------------------------------------------------------------------------------------------------


def delete(turn: Turn, key: str) -> bool:
    """Delete one, by its button; False when it is gone."""
    reminder = find(turn, key)
    if reminder is not None:
        _delete(turn, [reminder])
    return reminder is not None


def _delete(turn: Turn, chosen: Sequence[Reminder]) -> None:
    reminders.before(turn, *chosen)
    lines = tuple(listing.line(turn, each) for each in chosen)
    for each in chosen:
        reminders.drop(turn, each)
    turn.say("reminders.deleted", lines=lines)


def delete_number(turn: Turn, number: int) -> bool:
    """Delete the one with this number of the list; False when the list last shown was another."""
    if not listing.is_last(turn):
        return False
    _chosen(turn, listing.listed(turn, number))
    return True


def _chosen(turn: Turn, reminder: Reminder | None) -> None:
    if reminder is None:
        turn.say("reminders.no_such")
    else:
        _delete(turn, [reminder])


def cancel(turn: Turn, ear: Ear) -> bool:
    """Cancel one by its words or number, the last one, or all of them (asked back)."""
    if isinstance(turn.state, Easing):
        return False
    wanted = str(ear.said.slots.get("which", "all"))
    found = [each for _, each in listing.grouped(turn)]
    if not found:
        turn.say("reminders.empty")
    elif wanted.isdigit():
        reminder = listing.listed(turn, int(wanted)) if listing.is_last(turn) else None
        reminder = reminder or (found[int(wanted) - 1] if 0 < int(wanted) <= len(found) else None)
        _chosen(turn, reminder)
    elif wanted == "last" and (last := _spoken_of(turn) or found[-1]):
        _delete(turn, [last])
    elif wanted == "all" and len(found) > 1:
        ask_all(turn)
    elif wanted == "all":
        _delete(turn, found)
    else:
        _named(turn, wanted, found)
    return True


def _spoken_of(turn: Turn) -> Reminder | None:
    kind, key, _ = turn.body.subject or ("", "", 0)
    return find(turn, key) if kind == "reminder" else None


def _named(turn: Turn, words: str, found: list[Reminder]) -> None:
    """Those whose task holds these words; several are listed."""
    wanted = set(words.lower().split())
    fitting = [each for each in found if wanted & set(each.task.lower().split())]
    if len(fitting) == 1:
        _delete(turn, fitting)
    else:
        listing.show(turn)


def ask_all(turn: Turn) -> None:
    """It deletes a lot: ask once."""
    turn.become(Asked("reminders", turn.now))
    turn.say("reminders.sure", n=len(listing.grouped(turn)))


def answer_all(turn: Turn, value: str) -> bool:
    """Delete them all, or none; False when we had not asked."""
    if not (isinstance(turn.state, Asked) and turn.state.what == "reminders"):
        return False
    turn.become(Idle())
    if value == "yes":
        _delete(turn, [each for _, each in listing.grouped(turn)])
    else:
        turn.say("reminders.left")
    return True


# --- pausing ---------------------------------------------------------------------------------------------------------


def pause(turn: Turn, key: str) -> bool:
    """One is silent until they say so, or goes on; by its button. False when it is gone."""
    reminder = find(turn, key)
    if reminder is None:
        return False
    paused = 0 if reminder.paused > turn.now else FOREVER
    pause_one(turn, reminder, paused)
    return True


def pause_one(turn: Turn, reminder: Reminder, until: Millis) -> None:
    """Silent until then; 0 lets it ring again."""
    reminders.before(turn, reminder)
    reminder.paused = until
    reminders.keep(turn, reminder)
    _catch_up(turn, reminder)
    if until:
        turn.hush(f"nag {reminder.id}")
    turn.say(
        "reminders.paused" if until else "reminders.resumed",
        line=listing.line(turn, reminder),
        until=until_told(turn, until),
        coming=reminders.coming(turn, reminder),
        id=reminder.id,
    )


def _catch_up(turn: Turn, reminder: Reminder) -> None:
    """What was to ring once, in a pause that is over, rings now."""
    paused = max(reminder.paused, turn.body.paused) > turn.now
    rung = reminder.open or reminder.answers
    if not paused and not rung and reminder.at is not None and reminder.at <= turn.now:
        turn.ring(f"reminder {reminder.id}", turn.now + SOON)


def pause_all(turn: Turn, until: Millis) -> None:
    """All of them are silent until then; 0 lets them ring again."""
    turn.body.paused = until
    for each in turn.reminders:
        if not until and each.paused:
            each.paused = 0
            turn.keep_reminder(each)
        reminders.arm(turn, each)
        _catch_up(turn, each)
        if until:
            turn.hush(f"nag {each.id}", f"snooze {each.id}")
    turn.say("reminders.all_paused" if until else "reminders.all_resumed", until=until_told(turn, until))


def until_told(turn: Turn, until: Millis) -> str:
    """Until Monday 16 March, 00:00; or until they say so."""
    if not until or until >= FOREVER:
        return turn.text("reminders.until_you_say")
    return turn.text("reminders.until", moment=reminders.moment(turn, until))
