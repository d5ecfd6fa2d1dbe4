"""Changing a reminder in plain words: "move to 21:30", "weekdays only", "skip next", "snooze 25"."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct, structs

from crampbot_chat.model import Millis
from crampbot_chat.when.altered import altered, new_times, running, without
from crampbot_chat.when.dates import Impossible, Now, dates_of
from crampbot_chat.when.lexer import lex, spells
from crampbot_chat.when.merge import NOTHING
from crampbot_chat.when.once import Doubt, Moment, on, once
from crampbot_chat.when.phrases import phrase_of
from crampbot_chat.when.pieces import pieces_of
from crampbot_chat.when.putoff import pause_end, snooze_end
from crampbot_chat.when.reading import Habits
from crampbot_chat.when.repeat import apart, repeating
from crampbot_chat.when.rfc5545 import parse
from crampbot_chat.when.rule import Rule, upcoming, written
from crampbot_chat.when.said import Ahead, Amount, Clock, Said
from crampbot_chat.when.words import Lexicon, lexicon
from crampbot_chat.when.zones import instant, wall

DAY = 24 * 60
NUMBERED = re.compile(r"^\s*(?:#|no\.?\s|number\s)\s*(\d{1,3})\b[:.)]?\s*", re.IGNORECASE)
BARE = re.compile(r"^\s*(?:for |in )?(\d{1,3})\s*$", re.IGNORECASE)
MAX_SKIP = 50


class Edit(Struct, frozen=True):
    """A change.

    kind: "rule" (rule), "once" (at), "skip" (rule without its next rings), "snooze" and "pause" (until; None: no length
    was said), "resume", "ask" (options: what may be meant), "refuse" (reason).
    which: the number of the reminder in the list, 0 when none was said.
    """

    kind: str
    which: int = 0
    rule: Rule | None = None
    at: Millis | None = None
    until: Millis | None = None
    reason: str = ""
    options: tuple[Rule | Millis, ...] = ()


def edit(
    text: str,
    what: Rule | Millis,
    *,
    now: datetime,
    zone: str,
    habits: Habits | None = None,
    locale: str = "en-US",
    ringing: bool = False,
) -> Edit | None:
    """What a text changes about a reminder (its rule, or its instant); None when it says nothing of the kind.

    ringing: the reminder has just rung, so that a bare length of time means "again then".
    """
    words = lexicon(locale.replace("_", "-").partition("-")[0].lower())
    day_first = locale.replace("_", "-").partition("-")[2].upper() not in {"US", "PH", ""}
    own = habits or Habits()
    moment = Moment(instant(now), zone, own, day_first if own.day_first is None else own.day_first)
    numbered = NUMBERED.match(text)
    which = int(numbered[1]) if numbered else 0
    rest = text[numbered.end() :] if numbered else text
    try:
        found = _edited(rest, what, moment, words, ringing=ringing)
    except Impossible as no:
        found = Edit("refuse", reason=no.reason)
    except Doubt as doubt:
        found = Edit("ask", reason=doubt.reason, options=doubt.options)
    return structs.replace(found, which=which) if found else None


def _edited(  # noqa: PLR0911 - one return for each kind of change
    text: str, what: Rule | Millis, moment: Moment, words: Lexicon, *, ringing: bool
) -> Edit | None:
    kind, rest = request(text, words)
    said = phrase_of(rest, pieces_of(rest, words, moment.zone), words).said
    if kind == "resume":
        return Edit("resume")
    if kind == "pause":
        return Edit("pause", until=pause_end(said, moment))
    if kind == "skip":
        return _skipped(rest, said, what, moment)
    bare = BARE.match(rest) if kind in {"move", "also"} else None
    if bare and int(bare[1]) <= 24:  # noqa: PLR2004 - "make it 8"
        said = Said(clocks=(Clock(int(bare[1])),))
    length = None if bare else _length(rest, said)
    if kind == "snooze" or (ringing and (length or kind == "push")):
        return Edit("snooze", until=snooze_end(length, said, moment))
    if kind == "push" or (length and _turned(rest, words)):
        return _pushed(length, _turned(rest, words) or 1, what, moment)
    if said == NOTHING:
        return None
    return _changed(said, what, moment, also=kind == "also")


def request(text: str, words: Lexicon) -> tuple[str, str]:
    """The kind of change, by the words at the start, and the text that is left."""
    items = lex(text, words)
    for start, item in enumerate(items):
        best, stop = "", 0
        for kind, spellings in words.edits.items():
            for parts in spellings.get(item.word, ()):
                end = spells(items, start, parts)
                if end > stop:
                    best, stop = kind, end
        if stop:
            return best, text[: item.start] + " " + text[items[stop - 1].end :]
        if item.word not in words.lists["polite"] | words.lists["fillers"]:
            break
    return "", text


def _turned(text: str, words: Lexicon) -> int:
    return next((words.turned[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in words.turned), 0)


def _length(text: str, said: Said) -> Amount | None:
    """A length of time, however bare: "25", "half an hour", "in 2 hours"."""
    bare = BARE.match(text)
    if bare:
        return Amount(seconds=int(bare[1]) * 60, unit="minute", count=int(bare[1]))
    return said.amount or (said.lasting if not said.each else None)


# --- leaving out, another time, other days ---------------------------------------------------------------------------


def _skipped(text: str, said: Said, what: Rule | Millis, moment: Moment) -> Edit | None:
    """Without the next ring, the next few, or those of a day."""
    if not isinstance(what, Rule):
        return None
    if said.day:
        days = dates_of(said.day, Now(moment.wall, moment.habits, DAY, moment.day_first))
        return Edit("skip", rule=structs.replace(what, excepts=(*what.excepts, days[0].isoformat())))
    number = re.search(r"\d{1,2}", text)
    count = min(int(number[0]), MAX_SKIP) if number else 1
    rings = upcoming(what, moment.now, count)
    if not rings:
        raise Impossible("over")
    times = tuple(written(wall(ring, what.zone)) for ring in rings)
    return Edit("skip", rule=structs.replace(what, excepts=(*what.excepts, *times)))


def _pushed(length: Amount | None, sign: int, what: Rule | Millis, moment: Moment) -> Edit | None:
    """An hour later, half an hour earlier: every time of the day moves."""
    if not length:
        return None
    minutes = sign * round(length.days * DAY + length.seconds / 60)
    if not isinstance(what, Rule):
        return Edit("once", at=what + minutes * 60_000)
    kinds, times = apart([parse(line) for line in what.rrule.split("\n")])
    later = [time_ + minutes for time_ in times]
    if not later or not all(0 <= time_ < DAY for time_ in later):
        raise Doubt("when")
    return Edit("rule", rule=altered(what, kinds, later, moment))


def _changed(said: Said, what: Rule | Millis, moment: Moment, *, also: bool) -> Edit | None:
    if not isinstance(what, Rule):
        return _moved_once(said, what, moment)
    if said in {Said(amount=said.amount), Said(vague=said.vague), Said(event=said.event)}:
        return None
    old = [parse(line) for line in what.rrule.split("\n")]
    timed = said.clocks or said.part or said.parts or said.anchor
    if said.unit == "minute" or (old[0].elapsed and not timed):
        return Edit("rule", rule=running(said, what, old[0], moment))
    kinds, times = apart(old) if not old[0].elapsed else ([], [])
    times = new_times(said, times, moment, also=also)
    days = said.each or said.days or said.unit or (said.day and not isinstance(said.day, Ahead))
    if days or not kinds:
        told = structs.replace(said, each=True, unit=said.unit or ("week" if said.days or said.day else "day"))
        told = structs.replace(told, step=told.step or 1, clocks=_as_clocks(times), part="", parts=(), choice=False)
        fresh = repeating(told, moment)[0]
        kinds, _ = apart([parse(line) for line in fresh.rrule.split("\n")])
    if said.not_days:
        kinds = without(kinds, said.not_days)
    return Edit("rule", rule=altered(what, kinds, times, moment, said))


def _moved_once(said: Said, what: Millis, moment: Moment) -> Edit | None:
    """A single reminder at another time or on another day; what is not said stays as it is."""
    here = wall(what, moment.zone)
    if not (said.each or said.unit or said.amount or said.day or said.clocks or said.part or said.anchor):
        return None
    if said.each or said.unit:
        return Edit(
            "rule", rule=repeating(said if said.clocks else structs.replace(said, clocks=(_at(here),)), moment)[0]
        )
    if said.amount or (said.day and (said.clocks or said.part)):
        return Edit("once", at=once(said, moment)[0])
    if said.day:
        return Edit("once", at=once(structs.replace(said, clocks=(_at(here),)), moment)[0])
    minutes = new_times(said, [here.hour * 60 + here.minute], moment, also=False)
    later = on(here.date(), minutes[0], moment.zone)
    return Edit(
        "once", at=later if later > moment.now else on(here.date() + timedelta(days=1), minutes[0], moment.zone)
    )


def _at(shown: datetime) -> Clock:
    return Clock(shown.hour, shown.minute, sure=True)


def _as_clocks(minutes: Sequence[int]) -> tuple[Clock, ...]:
    return tuple(Clock(minute // 60, minute % 60, sure=True) for minute in minutes)
