"""A reminder changed by a plain reply: "move to 21:30", "weekdays only", "#3 skip next", "pause all until Monday"."""

import re

from msgspec.structs import replace

from crampbot_chat.dialogs.reminders import change, listing
from crampbot_chat.dialogs.reminders.draft import understood
from crampbot_chat.dialogs.reminders.echo import echoed
from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.reminders import FOREVER, find
from crampbot_chat.store.people import Easing
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.changes import change_in
from crampbot_chat.when.edit import Edit, edit
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.rfc5545 import parse
from crampbot_chat.when.rule import Rule
from crampbot_chat.when.say import explained
from crampbot_chat.when.zones import local

HOUR = 3_600_000  # ms
DAY = 24 * HOUR
VERB = re.compile(r"^\s*(\w+)\s+(?:#|no\.?\s|number\s|reminder\s)?\s*(\d{1,3})\b[.)]?\s*(.*)$", re.DOTALL)
NUMBER = re.compile(r"^\s*(?:#|no\.?\s|number\s)?\s*(\d{1,3})\s*[:.)]?\s+(?=\D)", re.IGNORECASE)


def hear(turn: Turn, ear: Ear, words: str) -> bool:
    """A change in plain words; False when it is none, or when it is not clear of what."""
    if isinstance(turn.state, Easing) or ear.cry or not turn.person.zone:
        return False
    if _all(turn, ear, words):
        return True
    numbered, rest = named(turn, words)
    if not numbered and not _spoken_of(turn, DAY):
        return False
    kind = change_in(rest, turn.person.zone, reminders.locale(turn))
    if not kind or _only_nags(turn, rest):
        return False
    reminder = (
        listing.listed(turn, numbered) if numbered else find(turn, _spoken_of(turn, HOUR if kind == "time" else DAY))
    )
    if reminder is None:
        if numbered:
            turn.say("reminders.no_such")
        return bool(numbered)
    found = edit(
        rest,
        reminder.rule or reminder.at or reminder.open,
        now=local(turn.event.at, turn.person.zone),
        zone=turn.person.zone,
        habits=turn.body.habits,
        locale=reminders.locale(turn),
    )
    return found is not None and _take(turn, reminder, found)


def named(turn: Turn, words: str) -> tuple[int, str]:
    """The line of the list that they name, and what shall be with it; (0, the words) when they name none."""
    if not listing.is_last(turn):
        return 0, words
    if first := NUMBER.match(words):
        return int(first[1]), words[first.end() :]
    if then := VERB.match(words):
        verb, number, rest = then.groups()
        name = turn.words.command(verb.lower())[0]
        if name == "move_to" and rest:
            return int(number), rest
        whole = f"{verb} {rest}".strip()
        if name in {"skip", "pause", "resume"} and change_in(whole, turn.person.zone, reminders.locale(turn)):
            return int(number), whole
    return 0, words


def _spoken_of(turn: Turn, fresh: Millis) -> str:
    """The id of the reminder that was spoken of last, or rang last."""
    kind, key, at = turn.body.subject or ("", "", 0)
    return key if kind == "reminder" and turn.now - at <= fresh else ""


def _all(turn: Turn, ear: Ear, words: str) -> bool:
    """Pause, resume or delete all of them."""
    said = ear.bare.split()
    names = [turn.words.command(" ".join(said[:count]))[0] for count in range(len(said), 0, -1)]
    name = next((each for each in names if each in {"pause_all", "resume"}), "")
    if ear.bare and names[:1] == ["forget"] and listing.is_last(turn) and ear.bare in {"delete all", "delete"}:
        change.ask_all(turn)
        return True
    if not name:
        return False
    now = local(turn.event.at, turn.person.zone)
    found = edit(
        words, turn.event.at, now=now, zone=turn.person.zone, habits=turn.body.habits, locale=reminders.locale(turn)
    )
    if name == "resume":
        return _resume(turn)
    if found is None or found.kind not in {"pause", "ask"}:
        return False
    change.pause_all(turn, found.until or FOREVER)
    return True


def _resume(turn: Turn) -> bool:
    """All of them when all are paused, else those that are."""
    if not turn.body.paused and not any(each.paused > turn.now for each in turn.reminders):
        return False
    change.pause_all(turn, 0)
    return True


def _take(turn: Turn, reminder: Reminder, found: Edit) -> bool:
    """The change itself, said back."""
    match found.kind:
        case "rule" | "skip" if found.rule:
            _become(turn, reminder, found.rule, "skipped" if found.kind == "skip" else "changed")
        case "once" if found.at is not None:
            _become(turn, reminder, found.at, "changed")
        case "pause":
            change.pause_one(turn, reminder, found.until or FOREVER)
        case "resume":
            change.pause_one(turn, reminder, 0)
        case "ask" if found.options:
            _become(turn, reminder, found.options[0], "changed")
        case "ask" | "refuse" if found.reason:
            [told] = explained(Reading("", reason=found.reason), turn.words.language)
            turn.body.subject = ("reminder", reminder.id, turn.now)
            turn.say("reminders.unchanged", reason=told, task=reminder.task)
        case _:
            return False
    return True


def _become(turn: Turn, reminder: Reminder, what: Rule | Millis, key: str) -> None:
    """Another rule or another instant."""
    reminders.before(turn, reminder)
    if isinstance(what, Rule) and reminder.rule:
        what = _skipping(reminder.rule, what)
    reminder.rule = what if isinstance(what, Rule) else None
    reminder.at = None if isinstance(what, Rule) else what
    reminder.anchor = None if key == "changed" else reminder.anchor
    due = reminders.following(turn, reminder, turn.now)
    reminder.aloud = not reminder.by_day and due is not None and turn.sleeps(due)
    reminders.keep(turn, reminder)
    turn.say(f"reminders.{key}", facts=echoed(turn, reminder))


def _skipping(old: Rule, new: Rule) -> Rule:
    """What was skipped stays skipped at another hour of the day: one wall time becomes that of the new hour."""
    was, now = _clock(old), _clock(new)
    if old.excepts != new.excepts or not (was and now):
        return new
    moved = (f"{each.removesuffix(was)}{now}" if each.endswith(was) else each for each in new.excepts)
    return replace(new, excepts=tuple(moved))


def _clock(rule: Rule) -> str:
    """T18:00, of a rule that rings once a day; "" of any other."""
    numbers = parse(rule.rrule.split("\n")[0]).numbers
    hours, minutes = numbers.get("BYHOUR", ()), numbers.get("BYMINUTE", ())
    return f"T{hours[0]:02}:{minutes[0]:02}" if len(hours) == len(minutes) == 1 else ""


def skip_next(turn: Turn, key: str) -> bool:
    """Without its next ring, by its button; False when it is gone or rings only once."""
    reminder = find(turn, key)
    due = reminders.following(turn, reminder, turn.now) if reminder and reminder.rule else None
    if reminder is None or reminder.rule is None or due is None:
        return False
    shown = local(due, reminder.rule.zone).replace(tzinfo=None).isoformat(timespec="minutes")
    _become(turn, reminder, replace(reminder.rule, excepts=(*reminder.rule.excepts, shown)), "skipped")
    return True


def _only_nags(turn: Turn, words: str) -> bool:
    """Nag me until I answer: no change of the hour."""
    reading = understood(turn, words, turn.event.at)
    return bool(reading and reading.nag and reading.reason == "when")


def no_nags(turn: Turn) -> bool:
    """Ask only once, of the one that was spoken of, or of all; False when none asks again."""
    last = find(turn, _spoken_of(turn, DAY))
    nagging = [last] if last and last.nag else [each for each in turn.reminders if each.nag]
    if not nagging:
        return False
    reminders.before(turn, *nagging)
    for each in nagging:
        each.nag = 0
        turn.hush(f"nag {each.id}")
        turn.keep_reminder(each)
    turn.say("reminders.asks_once", lines=tuple(listing.line(turn, each) for each in nagging))
    return True


def nags(turn: Turn, minutes: int) -> bool:
    """Ask again until it is answered, of the one that was spoken of; False when there is none."""
    reminder = find(turn, _spoken_of(turn, HOUR))
    if reminder is None:
        return False
    reminders.before(turn, reminder)
    reminder.nag = minutes
    reminders.keep(turn, reminder)
    turn.say("reminders.changed", facts=echoed(turn, reminder))
    return True
