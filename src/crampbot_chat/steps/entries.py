"""What goes into the diary and out of it, and the card, the cramp or the reminder that hangs on it."""

from crampbot_chat.dialogs import diary, logbook, morning, quiet, relief, telling, tips
from crampbot_chat.dialogs.reminders import answers, change, create, invite, listing
from crampbot_chat.phrases.undo import joined
from crampbot_chat.steps import Step
from crampbot_chat.steps.person import forget
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.understand.nighttime import nighttime


def log(turn: Turn, ear: Ear) -> bool:
    """A cramp that is over, told in a sentence; one of which nothing is said, step by step."""
    if not ear.about_cramp:
        return False
    known = {each.id for each in turn.cramps}
    if not telling.tell(turn, ear):
        logbook.start(turn)
    morning.plan_told(turn, [each for each in turn.cramps if each.id not in known])
    return True


def note(turn: Turn, ear: Ear) -> bool:
    """One more cramp, what was around, what helped; False when the words tell of nothing such."""
    known = {each.id for each in turn.cramps}
    done = telling.another(turn, ear) or telling.note(turn, ear)
    if done and ear.says_none and ear.notes and not turn.body.unrecorded:  # "no cramp last night, but took magnesium"
        noted = turn.body.undo
        quiet.quiet(turn, ear)
        turn.body.undo = turn.body.undo if turn.body.undo == noted else joined(noted, turn.body.undo)
    morning.plan_told(turn, [each for each in turn.cramps if each.id not in known])
    return done


def no_cramp(turn: Turn, ear: Ear) -> bool:
    """A quiet night; or a reminder that goes on until there were so many."""
    return create.until_quiet(turn, ear) or (ear.says_none and quiet.quiet(turn, ear))


def night(turn: Turn, what: str, key: str, due: str) -> bool:
    """The answer to the question about the night, by its button: it goes into the diary."""
    if what not in {"quiet", "cramp"} or not answers.told(turn, key, due):
        return False
    if what == "quiet":
        quiet.quiet(turn)
    else:
        logbook.start(turn)
    return True


def night_hours(turn: Turn, ear: Ear) -> bool:
    """When their night is; False when the words don't say it."""
    hours = nighttime(ear.text, turn.tongue)
    if hours:
        quiet.hours(turn, *hours)
    return hours is not None


def in_diary(turn: Turn, step: Step) -> None:
    """A change of the diary; when it takes out the running cramp, that is over."""
    step(turn)
    if isinstance(turn.state, Easing) and turn.cramp(turn.state.cramp) is None:
        relief.leave(turn)


def in_words(turn: Turn, name: str, key: str = "") -> bool:
    """The form couldn't be shown: the same by buttons and words. False when there is none of that name."""
    if name == "remind":
        create.show_menu(turn)
    elif name == "log":
        logbook.start(turn)
    elif name == "change":
        return listing.show_one(turn, key)
    return name in {"remind", "log"}


def undo(turn: Turn) -> None:
    """Take the last change back, of the diary or of the reminders."""
    if not (invite.undo(turn) or tips.undo(turn) or change.undo(turn)):
        in_diary(turn, diary.undo)


def delete(turn: Turn, number: int) -> None:
    """Delete what has this number in the list last shown."""
    if not change.delete_number(turn, number):
        in_diary(turn, lambda turn: diary.delete(turn, number))


def delete_last(turn: Turn) -> None:
    """Delete the reminder that we spoke of last, else the last entry of the diary."""
    kind, key, _ = turn.body.subject or ("", "", 0)
    if kind != "reminder" or not change.delete(turn, key):
        in_diary(turn, lambda turn: diary.delete(turn, 0))


def delete_data(turn: Turn, ear: Ear) -> bool:
    """The last entry, or everything, which is asked once; in words that no command has."""
    if ear.said.slots.get("scope") == "last":
        in_diary(turn, diary.delete_cramp if ear.about_cramp else lambda turn: diary.delete(turn, 0))
    else:
        forget(turn)
    return True
