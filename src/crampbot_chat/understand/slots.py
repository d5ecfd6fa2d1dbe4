"""What a message says beside its intent: side, length, strength, triggers, scope, time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from crampbot_chat.understand.amounts import number, spans
from crampbot_chat.understand.clocks import clocks
from crampbot_chat.understand.find import Found
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.moments import when
from crampbot_chat.understand.muscles import muscles, side
from crampbot_chat.understand.places import pairing_code, zone
from crampbot_chat.understand.strength import DAY, duration, intensity

_OCCASIONS = (
    ("in_pregnancy", "pregnancy"),
    ("after_sport", "post_workout"),
    ("before_sport", "pre_workout"),
    ("at_bedtime", "bedtime"),
    ("in_travel", "travel"),
    ("at_desk", "desk"),
    ("in_morning", "morning"),
    ("in_bed", "bed"),
)

_FORMATS = {"csv": "csv", "json": "json", "excel": "csv", "spreadsheet": "csv", "pdf": "pdf"}

Slots = dict[str, Any]


def fill(intent: str, found: Found, text: str, now: datetime, language: str = "en") -> Slots:
    """The slots that belong to an intent."""
    maker = _MAKERS.get(intent)
    made = maker(found, text, now, language) if maker else {}
    return {key: value for key, value in made.items() if value not in (None, "", [])}


def says(found: Found, name: str, language: str = "en") -> bool:
    """True when a message asserts a concept or one of a group."""
    return bool(found.yes & lexicon(language).mask(name))


def _muscle(found: Found, language: str) -> str | list[str] | None:
    names = muscles(found, language)
    return names if len(names) > 1 else next(iter(names), None)


def _relief(found: Found, _text: str, _now: datetime, language: str) -> Slots:
    return {"muscle": _muscle(found, language), "side": side(found, language), "in_progress": acute(found, language)}


def acute(found: Found, language: str = "en") -> bool:
    """True when it hurts now; False when somebody asks what to do for a muscle."""
    if not (says(found, "relief_how", language) or says(found, "relief_word", language)):
        return True
    loud = ("plea_now", "outcry", "hurting", "in_progress_now", "make_stop", "just_happened", "do_now")
    if says(found, "when_it_cramps", language):
        return False
    return any(says(found, name, language) for name in loud)


def _log(found: Found, _text: str, now: datetime, language: str) -> Slots:
    return {
        "muscle": _muscle(found, language),
        "side": side(found, language),
        "when": when(found.tokens, now, language),
        "duration_minutes": duration(found),
        "intensity": intensity(found),
        "triggers": triggers(found, language),
    }


def triggers(found: Found, language: str = "en") -> list[str]:
    """What may have set it off."""
    lex = lexicon(language)
    names = [lex.names[hit.concept] for hit in found.hits if lex.family[hit.concept] == "trigger" and not hit.denied]
    seen = list(dict.fromkeys(names))
    if "swimming" in seen and "exercise" in seen:
        seen.remove("exercise")
    return seen


def _stretch(found: Found, _text: str, _now: datetime, language: str) -> Slots:
    occasion = next((name for concept, name in _OCCASIONS if says(found, concept, language)), "")
    occasion = occasion or _around_sport(found, language) or "general"
    names = muscles(found, language, near="stretch_word")
    muscle = names if len(names) > 1 else next(iter(names), None)
    return {"occasion": occasion, "muscle": None if muscle == "leg" and occasion != "general" else muscle}


def _around_sport(found: Found, language: str) -> str:
    """Before or after any of the sports that are known."""
    words = found.tokens.words
    sport = lexicon(language).mask("exercise") | lexicon(language).mask("swimming")
    for hit in found.hits:
        if sport >> hit.concept & 1 and hit.start > 0:
            near = words[max(hit.start - 3, 0) : hit.start]
            if "before" in near or "after" in near:
                return "pre_workout" if "before" in near else "post_workout"
    return ""


def _which(found: Found, _text: str, _now: datetime, language: str) -> Slots:
    words = found.tokens.words
    lex = lexicon(language)
    stops = set(lex.tables["which"]["skip"].split())
    last = set(lex.tables["which"]["last"].split())
    nouns = {"reminder", "reminders", "alarm", "alarms", "timer", "reminding"}
    at = next((at for at, word in enumerate(words) if word in nouns), len(words))
    before = [word for word in words[max(at - 3, 0) : at] if word not in stops]
    after = [word for word in words[at + 1 : at + 5] if word not in stops]
    if after and (number(after[0]) is not None):
        return {"which": str(int(number(after[0]) or 0))}
    named = [word for word in before if word not in last]
    if named:
        return {"which": " ".join(named).removesuffix("s") if named[-1] == "tomorrows" else " ".join(named)}
    if after and after[0] not in last:
        return {"which": " ".join(after[:2])}
    singular = any(word in {"reminder", "alarm", "timer", "one"} for word in words)
    return {"which": "last" if singular and last.intersection(words) else "all"}


def _snooze(found: Found, _text: str, _now: datetime, _language: str) -> Slots:
    minutes = sum(span.minutes for span in spans(found.tokens))
    if not minutes:
        minutes = next((value for word in found.tokens.words if word.isdigit() and (value := number(word))), 0) or 0
    return (
        {"snooze_minutes": int(minutes) if minutes == int(minutes) else minutes}
        if minutes and not clocks(found.tokens)
        else {}
    )


def _tip_time(found: Found, _text: str, _now: datetime, _language: str) -> Slots:
    told = clocks(found.tokens)
    return {"time": f"{told[-1].hour:02}:{told[-1].minute:02}"} if told else {}


def _period(found: Found, _text: str, _now: datetime, language: str) -> Slots:
    text = f" {' '.join(found.tokens.words)} "
    for phrase, period in pairs(lexicon(language).tables["period"]["names"]).items():
        if f" {phrase} " in text:
            return {"period": period}
    span = next((span for span in spans(found.tokens) if span.minutes >= DAY), None)
    return {"period": f"{round(span.minutes / DAY)}d"} if span else {}


def _scope(found: Found, _text: str, _now: datetime, language: str) -> Slots:
    everything = says(found, "data_noun", language) or says(found, "forget_all", language)
    return {"scope": "last" if says(found, "last_entry", language) and not everything else "all"}


def _export(found: Found, _text: str, _now: datetime, _language: str) -> Slots:
    return {"format": next((_FORMATS[word] for word in found.tokens.words if word in _FORMATS), None)}


def _link(_found: Found, text: str, _now: datetime, _language: str) -> Slots:
    return {"code": pairing_code(text)}


def _timezone(_found: Found, text: str, _now: datetime, language: str) -> Slots:
    return {"timezone": zone(text, language)}


_MAKERS: dict[str, Callable[[Found, str, datetime, str], Slots]] = {
    "relief": _relief,
    "log_cramp": _log,
    "stretch_routine": _stretch,
    "reminder_cancel": _which,
    "reminder_snooze": _snooze,
    "tips_subscribe": _tip_time,
    "tips_change_time": _tip_time,
    "history": _period,
    "report": _period,
    "export": _export,
    "delete_data": _scope,
    "link_account": _link,
    "timezone_set": _timezone,
}
