"""What somebody wrote → the reminders that may be meant."""

from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.store.people import Wish
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.read import read
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.rfc5545 import parse
from crampbot_chat.when.rule import Rule, next_after
from crampbot_chat.when.said import Condition
from crampbot_chat.when.words import lexicon
from crampbot_chat.when.zones import local, wall

TIMED = {"clocks", "amount"}  # what makes a sentence without a request a reminder
KINDS = (("medicine", ("medicine_word", "magnesium_word")), ("stretch", ("stretch_word",)), ("water", ("drink_word",)))


def typed(turn: Turn) -> str:
    """What they wrote just now."""
    return str(getattr(turn.event.what, "words", ""))


def understood(turn: Turn, words: str, said_at: Millis) -> Reading | None:
    """What the words say of a reminder, in the language and by the clock of this person."""
    zone = turn.person.zone
    return read(words, now=local(said_at, zone), zone=zone, habits=turn.body.habits, locale=reminders.locale(turn))


def pair(turn: Turn, words: str) -> tuple[str, ...]:
    """Two wishes in one sentence, each with its own task and hour: "tablet at 10pm and drink water at 6pm"; or ()."""
    whole = understood(turn, words, turn.event.at) if turn.person.zone else None
    if whole is None or not whole.task:
        return ()
    said = words.split()
    for at, word in enumerate(said[1:-1], 1):
        joins = "and" in lexicon(turn.tongue).words.get(word.lower(), {})
        if not joins and not said[at - 1].endswith((",", ";")):
            continue
        parts = " ".join(said[:at]).rstrip(",;"), " ".join(said[at + joins :])
        each = [understood(turn, part, turn.event.at) for part in parts]
        if all(one and one.task and _timed(one) for one in each):
            first = each[0].why[-1].words if each[0] else ""
            return parts if first and first in whole.task else ()
    return ()


def _timed(reading: Reading) -> bool:
    return reading.kind == "recurring" or bool({each.kind for each in reading.why} & TIMED)


def kind_of(ear: Ear) -> str:
    """What it is about, where that makes a difference."""
    return next((kind for kind, names in KINDS if ear.mentions(*names)), "")


def drafts(turn: Turn, reading: Reading, wished: Wish) -> tuple[Reminder, ...]:
    """The reminders that may be meant, the likeliest first."""
    if reading.kind == "refuse":
        return ()
    if reading.kind == "ask":
        return tuple(draft(turn, each, wished) for each in reading.alternatives)
    first = draft(turn, reading, wished)
    if first.kind == "medicine" and first.at is not None and _dayless(reading):
        daily = replace(first, id=turn.new_id(), at=None, rule=_daily(first.at, turn.person.zone))
        return first, daily
    return (first,)


def _dayless(reading: Reading) -> bool:
    """Only an hour was said: once, or every day?"""
    return {each.kind for each in reading.why} <= {"clocks", "part", "anchor", "nag", "zone"}


def _daily(first: Millis, zone: str) -> Rule:
    shown = wall(first, zone)
    start = shown.replace(hour=0, minute=0, second=0, microsecond=0)
    return Rule(f"FREQ=DAILY;BYHOUR={shown.hour};BYMINUTE={shown.minute}", start.isoformat(timespec="minutes"), zone)


def draft(turn: Turn, reading: Reading, wished: Wish) -> Reminder:
    task = reading.task or (understood(turn, wished.words, wished.at) or reading).task
    rule = reading.rule if reading.kind == "recurring" else None
    elapsed = bool(rule and parse(rule.rrule.split("\n")[0]).elapsed and not rule.from_done)
    at_ = reading.at if reading.kind == "once" else None
    ring = at_ if at_ is not None else (next_after(rule, turn.now) if rule else None)
    ear = Ear(wished.words, turn.tongue)
    kind, condition = kind_of(ear), reading.condition
    if asks_of_night(turn, ear, task):
        task, kind, condition = turn.text("reminders.question"), "question", Condition("unlogged")
    return Reminder(
        id=turn.new_id(),
        created_at=turn.now,
        task=task[: reminders.TASK],
        at=at_,
        rule=rule,
        kind=kind,
        anchor=reading.anchor,
        condition=condition,
        nag=reading.nag,
        aloud=not elapsed and ring is not None and turn.sleeps(ring),
        by_day=elapsed,
        follows=reading.zone == turn.person.zone,
        invited=wished.invited,
    )


def asks_of_night(turn: Turn, ear: Ear, task: str) -> bool:
    """The question about the night, and no reminder of a task: "ask me every morning if I cramped"."""
    askers = lexicon(turn.tongue).lists["askers"]
    return bool({*task.lower().split()[:1]} & askers) and ear.mentions("cramp_word", "no_cramp_word")
