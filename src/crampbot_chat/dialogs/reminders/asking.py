"""What we ask about a reminder that is not clear yet: when, which of two, or what else where it can't be."""

from datetime import time

from msgspec.structs import replace

from crampbot_chat.dialogs.reminders.draft import draft, kind_of, understood
from crampbot_chat.phrases import reminders
from crampbot_chat.store.people import Wish
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.night import awake_late
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.say import explained
from crampbot_chat.when.zones import DAY, at, wall

A_DAY = 25 * 3_600_000  # ms; a clock change makes one longer
LABEL = 28  # characters; a phone cuts a longer button


def ask_when(turn: Turn, reading: Reading, wished: Wish) -> None:
    medicine = kind_of(Ear(wished.words, turn.tongue)) == "medicine"
    question = "when" if medicine and reading.reason == "no_time" else reading.reason
    [told] = explained(Reading("", reason=question), turn.words.language) or [""]
    turn.become(replace(wished, step="when"))
    turn.say("reminders.ask_medicine" if medicine else "reminders.ask", question=told)


def ask_which(turn: Turn, reading: Reading, wished: Wish) -> None:
    reason = reading.reason if reading.kind == "ask" else ""
    told = explained(Reading("", reason=reason), turn.words.language)
    if reason == "which_day" and _sleepless(turn, wished):
        told = [turn.text("reminders.after_sleep")]
    offer(turn, wished, told[0] if told else turn.text("reminders.once_or_daily"))


def _sleepless(turn: Turn, wished: Wish) -> bool:
    """It is after midnight, and "tomorrow" may mean the day that has begun."""
    waking = time(*divmod(turn.body.habits.waking, 60))
    first, *others = [each.at or 0 for each in wished.drafts]
    return awake_late(wished.at, turn.person.zone, waking) and all(abs(each - first) <= A_DAY for each in others)


def offer(turn: Turn, wished: Wish, question: str) -> None:
    """Readings as buttons; the number is typed just as well."""
    turn.become(replace(wished, step="pick"))
    names = ("a", "b", "c")
    labels = {f"choice_{name}": "" for name in names}
    lines: list[str] = []
    for number, (name, each) in enumerate(zip(names, wished.drafts, strict=False), 1):
        told = reminders.rule_told(turn, each)
        lines.append(turn.text("reminders.choice", number=number, told=told))
        labels[f"choice_{name}"] = _label(turn, each, number)
    turn.say("reminders.which", question=question, choices=tuple(lines), facts=labels)


def _label(turn: Turn, draft: Reminder, number: int) -> str:
    told = reminders.rule_told(turn, draft).rpartition(" (")[0]
    told = told[:1].upper() + told[1:]
    return told if len(told) <= LABEL else turn.text("reminders.numbered", number=number)


def refuse(turn: Turn, reading: Reading, wished: Wish) -> None:
    [reason] = explained(Reading("", reason=reading.reason), turn.words.language)
    later = _next_day(turn, wished) if reading.reason == "past" else None
    if later is None:
        turn.become(replace(wished, step="when"))
        turn.say("reminders.refused", reason=reason)
        return
    turn.become(replace(wished, step="pick", drafts=(later,)))
    turn.say("reminders.past", reason=reason, choice_a=_label(turn, later, 1))


def _next_day(turn: Turn, wished: Wish) -> Reminder | None:
    """The same hour on the next day that has it, when it is only over for today."""
    zone = turn.person.zone
    early = wall(wished.at, zone).replace(hour=turn.body.habits.waking // 60, minute=0, second=0, microsecond=0)
    reading = understood(turn, wished.words, at(early, zone))
    if reading is None or reading.kind != "once" or reading.at is None:
        return None
    later = at(wall(reading.at, zone) + DAY, zone)
    return draft(turn, replace(reading, at=later), wished) if later > turn.now else None
