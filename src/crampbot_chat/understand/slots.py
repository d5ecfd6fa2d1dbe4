"""What a message says beside its intent: side, length, strength, triggers, scope, time."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from crampbot_chat.understand.amounts import number, spans
from crampbot_chat.understand.find import Found
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.moments import clocks, when
from crampbot_chat.understand.muscles import muscles, side
from crampbot_chat.understand.normal import plain

DAY = 1440  # minutes
_ZONE = re.compile(
    r"\b(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc)/[a-z_+\-0-9]+(?:/[a-z_]+)?\b"
)
_CODE = re.compile(r"\b[A-Za-z0-9]{5,8}\b")
_OCCASIONS = (
    ("in_pregnancy", "pregnancy"), ("after_sport", "post_workout"), ("before_sport", "pre_workout"), ("at_bedtime", "bedtime"),
    ("in_travel", "travel"), ("at_desk", "desk"), ("in_morning", "morning"), ("in_bed", "bed"),
)  # fmt: skip
_COUNTED = frozenset(
    {
        "times",
        "x",
        "k",
        "km",
        "miles",
        "mile",
        "th",
        "st",
        "nd",
        "rd",
        "beers",
        "pints",
        "years",
        "year",
        "glasses",
        "nights",
        "cramps",
        "a",
        "am",
        "pm",
    }
)

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
        "when": when(found.tokens, now),
        "duration_minutes": duration(found),
        "intensity": intensity(found),
        "triggers": triggers(found, language),
    }


def duration(found: Found) -> float | None:
    """How long it lasted, in minutes; "20 minutes ago" is no length."""
    words = found.tokens.words
    for span in spans(found.tokens):
        after = words[span.end : span.end + 3]
        if (
            "ago" in after
            or span.minutes >= DAY
            or after[:1] in (["run"], ["walk"], ["drive"], ["flight"], ["swim"], ["ride"])
        ):
            continue
        minutes = round(span.minutes, 2)
        return int(minutes) if minutes == int(minutes) else minutes
    return None


def intensity(found: Found) -> int | None:
    """How strong, 0 to 10, only when a number was given."""
    words, breaks = found.tokens.words, found.tokens.breaks
    for at, word in enumerate(words):
        left, slash, right = word.partition("/")
        if slash and right == "10" and left.isdigit() and int(left) <= 10:  # noqa: PLR2004
            return int(left)
        value = number(word)
        if value is None or value > 10 or value != int(value):  # noqa: PLR2004
            continue
        rest = words[at + 1 : at + 4]
        if rest[:3] in (["out", "of", "10"], ["out", "of", "ten"]) or rest[:2] in (["of", "10"], ["of", "ten"]):
            return int(value)
        if rest[:1] == ["10"] and breaks[at + 1]:
            return int(value)
        if {"pain", "intensity", "severity", "strength", "level", "score", "strong", "rated", "scale"}.intersection(
            words[max(at - 3, 0) : at]
        ):
            return int(value)
    return _leftover(found)


def _leftover(found: Found) -> int | None:
    """A bare number in a terse entry ("calf 7 4min") that is no clock, length or count."""
    words, breaks = found.tokens.words, found.tokens.breaks
    taken = {at for each in (*spans(found.tokens), *clocks(found.tokens)) for at in range(each.start, each.end)}
    for at, word in enumerate(words):
        if at in taken or not (word.isdigit() or (len(words) == 1 and number(word) is not None)):
            continue
        following = words[at + 1] if at + 1 < len(words) and not breaks[at + 1] else ""
        value = int(number(word) or 0)
        if value <= 10 and following not in _COUNTED and not following.endswith("s"):  # noqa: PLR2004
            return value
    return None


def triggers(found: Found, language: str = "en") -> list[str]:
    """What may have set it off."""
    lex = lexicon(language)
    names = [lex.names[hit.concept] for hit in found.hits if lex.family[hit.concept] == "trigger" and not hit.denied]
    seen = list(dict.fromkeys(names))
    if "swimming" in seen and "exercise" in seen:
        seen.remove("exercise")
    return seen


def _stretch(found: Found, _text: str, _now: datetime, language: str) -> Slots:
    occasion = next((name for concept, name in _OCCASIONS if says(found, concept, language)), "general")
    names = muscles(found, language, near="stretch_word")
    muscle = names if len(names) > 1 else next(iter(names), None)
    return {"occasion": occasion, "muscle": None if muscle == "leg" and occasion != "general" else muscle}


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
    singular = any(word in {"reminder", "alarm", "timer"} for word in words)
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


def _link(_found: Found, text: str, _now: datetime, _language: str) -> Slots:
    return {"code": pairing_code(text)}


def pairing_code(text: str) -> str | None:
    """A pairing code: five to eight letters and digits, at least one of them a digit or all of them capitals."""
    for each in _CODE.findall(text[:1000]):
        if any(char.isdigit() for char in each) and not each.isdigit() and (any(char.isalpha() for char in each[1:])):
            return str(each)
    return next(
        (str(each) for each in _CODE.findall(text[:1000]) if each.isupper() and len(each) >= 6 and each.isalpha()), None
    )  # noqa: PLR2004


def zone(text: str, language: str = "en") -> str | None:
    """The IANA zone that a text names, by its own name, a city, a country or a common abbreviation."""
    calm = plain(text[:1000])
    told = _ZONE.search(calm)
    if told:
        return "/".join("_".join(word.capitalize() for word in part.split("_")) for part in told[0].split("/"))
    words = re.findall(r"[^\W_]+", calm)
    names = _zones(language)
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            if (here := " ".join(words[at : at + size])) in names:
                return names[here]
    return None


@cache
def _zones(language: str) -> dict[str, str]:
    return pairs(lexicon(language).tables["zones"]["names"])


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
    "delete_data": _scope,
    "link_account": _link,
    "timezone_set": _timezone,
}
