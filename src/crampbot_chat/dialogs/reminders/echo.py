"""What the bot says back when a reminder is set or changed: its words, its rule, the next times, what to know."""

from crampbot_chat.dialogs.reminders.ring import NAGS
from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.store.people import Idle, Wish
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.rule import next_after
from crampbot_chat.when.say import echo, explained

MOST = 100  # reminders of one person
DAY = 24 * 3_600_000  # ms
SAID = {"no_time", "next_day"}  # reasons that the echo tells


def keep(turn: Turn, reminder: Reminder, reason: str = "") -> None:
    """Set it, and say back what it is."""
    if isinstance(turn.state, Wish):
        turn.become(Idle())
    first = not turn.reminders
    if same := _same(turn, reminder):
        turn.body.subject = ("reminder", same.id, turn.now)
        turn.say("reminders.set_already", facts=echoed(turn, same))
        return
    if len(turn.reminders) >= MOST:
        turn.say("reminders.too_many")
        return
    reminders.keep(turn, reminder)
    reminders.added(turn, reminder)
    turn.say("reminders.set", facts={**echoed(turn, reminder, reason), "kept": _kept(turn) if first else ""})


def _same(turn: Turn, reminder: Reminder) -> Reminder | None:
    """One that is there already and rings just so."""
    for each in turn.reminders:
        alike = each.task.casefold() == reminder.task.casefold() and each.condition == reminder.condition
        rule = each.rule and reminder.rule and each.rule.rrule == reminder.rule.rrule
        once = each.at is not None and each.at == reminder.at
        if alike and (rule or once) and reminders.following(turn, each, turn.now) is not None:
            return each
    return None


def echoed(turn: Turn, reminder: Reminder, reason: str = "") -> dict[str, str | tuple[str, ...]]:
    """What the echo of a reminder is filled in with."""
    return {
        "id": reminder.id,
        "task": reminder.task,
        "rule": reminders.rule_told(turn, reminder),
        "coming": reminders.coming(turn, reminder),
        "notes": notes(turn, reminder, reason),
        "silent": turn.text("reminders.silent") if reminder.aloud else "",
        "at_night": turn.text("reminders.at_night") if reminder.by_day and _meets_night(turn, reminder) else "",
    }


def notes(turn: Turn, reminder: Reminder, reason: str) -> tuple[str, ...]:
    """What has to be known besides: an hour that was added, a clock change, quiet hours, what it depends on."""
    found: list[str] = []
    if reason in SAID:
        found += explained(Reading("", reason=reason), turn.words.language)
    if reminder.rule:
        shown = echo(reminder.rule, turn.now, turn.words.language)
        found += [turn.text("reminders.moved")] if shown.moved else []
        found += [turn.text("reminders.twice")] if shown.twice else []
    if reminder.condition:
        found.append(turn.text(f"reminders.if_{reminder.condition.kind}", n=reminder.condition.count))
    if reminder.anchor:
        found.append(turn.text("reminders.anchored"))
    if reminder.nag:
        found.append(turn.text("reminders.nags", minutes=reminder.nag, n=NAGS))
    if reminder.aloud:
        found.append(turn.text("reminders.aloud"))
    if reminder.by_day and _meets_night(turn, reminder):
        found.append(turn.text("reminders.by_day"))
    return tuple(found)


def _meets_night(turn: Turn, reminder: Reminder) -> bool:
    """Would a series that runs on ring in their quiet hours within a day?"""
    ring: Millis | None = turn.now
    while reminder.rule and ring is not None and ring <= turn.now + DAY:
        ring = next_after(reminder.rule, ring)
        if ring is not None and ring <= turn.now + DAY and turn.sleeps(ring):
            return True
    return False


def _kept(turn: Turn) -> str:
    return "" if turn.consented else turn.text("reminders.kept")
