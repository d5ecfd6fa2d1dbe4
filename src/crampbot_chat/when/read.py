"""Reminder language → a Reading: what was meant, why, and where it is doubtful the two things that may be meant."""

from datetime import datetime

from msgspec import structs

from crampbot_chat.model import Millis
from crampbot_chat.when.dates import Impossible
from crampbot_chat.when.expert import Expert, expert
from crampbot_chat.when.merge import NOTHING
from crampbot_chat.when.once import Doubt, Moment, once
from crampbot_chat.when.phrases import Phrase, phrase_of
from crampbot_chat.when.pieces import pieces_of
from crampbot_chat.when.reading import Because, Habits, Reading
from crampbot_chat.when.repeat import repeating
from crampbot_chat.when.rule import Rule
from crampbot_chat.when.said import Said
from crampbot_chat.when.sense import sensed
from crampbot_chat.when.words import Lexicon, lexicon
from crampbot_chat.when.zones import instant

MONTH_FIRST = {"US", "PH", ""}  # countries that write the month before the day; English without a country, too
SHOWN = 3
SPOKEN = (  # what a statement speaks of, the most telling first
    *("bad", "vague", "event", "condition", "nag", "from_done", "not_days", "not_nths", "not_months", "not_dates"),
    *(
        "until",
        "until_at",
        "starts",
        "starts_at",
        "starts_in",
        "lasting",
        "count",
        "window",
        "each",
        "amount",
        "clocks",
    ),
    *("anchor", "part", "parts", "day", "days", "nths", "monthdays", "months", "zone", "offset"),
)
PARTS = {"morning", "afternoon", "evening", "night"}


def read(text: str, *, now: datetime, zone: str, habits: Habits | None = None, locale: str = "en-US") -> Reading | None:
    """What a text says of a reminder; None when it has no reminder language at all. `now` is aware."""
    language, _, country = locale.replace("_", "-").partition("-")
    words = lexicon(language.lower())
    own = habits or Habits()
    day_first = country.upper() not in MONTH_FIRST if own.day_first is None else own.day_first
    moment = Moment(instant(now), zone, own, day_first)
    try:
        found = expert(text, moment)
    except (Impossible, Doubt) as no:
        return Reading(kind="refuse" if isinstance(no, Impossible) else "ask", reason=no.reason, zone=zone)
    if found:
        return _for_machines(found, text, words, zone)
    phrase = phrase_of(text, pieces_of(text, words, zone), words)
    if not phrase.asked and phrase.said == Said():
        return None
    return _understood(phrase, text, structs.replace(moment, half=_telling(phrase.task or text, words)))


def _for_machines(found: Expert, text: str, words: Lexicon, zone: str) -> Reading:
    """A rule or an instant as an expert wrote it; the rest of the text is the task."""
    rest = text[: found.start] + " " + text[found.end :]
    phrase = phrase_of(rest, pieces_of(rest, words, zone), words)
    return Reading(
        kind="recurring" if found.rule else "once",
        task=phrase.task,
        at=found.at,
        rule=found.rule,
        asked=phrase.asked,
        who=phrase.who,
        zone=zone,
        why=(Because("expert", text[found.start : found.end]),),
    )


def _telling(task: str, words: Lexicon) -> str:
    """The half of the day that the task speaks of ("dinner"), for a bare hour."""
    padded = f" {task.lower()} "
    halves = {half for word, half in words.telling.items() if f" {word} " in padded}
    return halves.pop() if len(halves) == 1 else ""


def _understood(phrase: Phrase, text: str, moment: Moment) -> Reading:
    said = phrase.said
    zone = said.zone or (_fixed(said.offset) if said.offset is not None else "")
    here = structs.replace(moment, zone=zone) if zone else moment
    reading = Reading(
        kind="ask",
        task=phrase.task,
        asked=phrase.asked,
        who=phrase.who,
        zone=zone or moment.zone,
        anchor=said.anchor if not said.clocks else None,
        condition=said.condition,
        nag=said.nag,
        why=tuple(Because(_kind(told), text[start:end]) for start, end, told in phrase.parts),
    )
    if phrase.conflict:
        return structs.replace(reading, reason="conflict")
    try:
        return _resolved(reading, sensed(said), here)
    except Impossible as no:
        return structs.replace(reading, kind="refuse", reason=no.reason)
    except Doubt as doubt:
        ahead = [one for one in doubt.options if isinstance(one, Rule) or one > moment.now]
        options = tuple(_option(reading, one) for one in ahead[:SHOWN])
        return structs.replace(reading, reason=doubt.reason, alternatives=options)


def _kind(told: Said) -> str:
    """What a statement speaks of: the first of its kinds that it says."""
    return next((field for field in SPOKEN if getattr(told, field) != getattr(NOTHING, field)), "time")


def _option(reading: Reading, option: "Millis | Rule") -> Reading:
    if isinstance(option, Rule):
        return structs.replace(reading, kind="recurring", rule=option)
    return structs.replace(reading, kind="once", at=option)


def _resolved(reading: Reading, said: Said, moment: Moment) -> Reading:
    if said.bad:
        raise Impossible(said.bad)
    timed = said.clocks or said.part or said.anchor or said.amount
    if said.vague and said.vague != "choice" and not timed and not said.each:
        raise Doubt("when", _at_the_usual_hour(said, moment))
    if said.vague == "choice":
        raise Doubt("choice")
    if said.event and not timed:
        raise Doubt("event")
    if said.per_day > 1 and not said.each and not said.unit:
        raise Doubt("times")
    if _series(said):
        rule, reason = repeating(_filled(said), moment)
        return structs.replace(reading, kind="recurring", rule=rule, reason=reason)
    if len(said.days) > 1:
        raise Doubt("days", (repeating(structs.replace(said, each=True, unit="week", step=1), moment)[0],))
    at, reason = once(said, moment)
    return structs.replace(reading, kind="once", at=at, reason=reason)


def _at_the_usual_hour(said: Said, moment: Moment) -> tuple[Millis, ...]:
    """What "sometime tomorrow" may mean."""
    if not said.day:
        return ()
    try:
        return (once(structs.replace(said, vague=""), moment)[0],)
    except Impossible:
        return ()


def _series(said: Said) -> bool:
    """Does it repeat?"""
    if said.each or said.unit or said.per_day:
        return True
    return bool(said.lasting and said.lasting.calendar) or bool(said.condition and not said.day and not said.amount)


def _filled(said: Said) -> Said:
    """A series of which only the end was said rings every day."""
    if said.unit:
        return said
    if said.days:
        return structs.replace(said, unit="week", step=1)
    if said.nths or said.monthdays or said.dates:
        return structs.replace(said, unit="month", step=1)
    return structs.replace(said, unit="day", step=1)


def _fixed(minutes: int) -> str:
    """A zone for an offset; Etc/GMT names count the other way round. Half hours have none."""
    hours, rest = divmod(minutes, 60)
    return "" if rest or abs(hours) > 14 else f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"  # noqa: PLR2004
