"""What a message wants: the first rule of the list that holds, read from the top."""

from datetime import datetime
from functools import cache

from msgspec import Struct

from crampbot_chat.understand.amounts import number, spans
from crampbot_chat.understand.clocks import clocks
from crampbot_chat.understand.danger import DAY, numbers
from crampbot_chat.understand.find import Found, Hit, find
from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.normal import Tokens
from crampbot_chat.understand.places import pairing_code, zone
from crampbot_chat.understand.rules import Rule, reasons, rules

TINY, SHORT = 3, 7  # words
MORNING, EVENING = 6, 22  # o'clock; a "woke up with" in between is told, in the night it is a cry
NOWHERE = -1  # where a concept stands that no word says
_STATES = {"relief": "in_relief", "log_details": "in_log", "reminder_fired": "in_reminder"}


class Wanted(Struct, frozen=True):
    """An intent with the words that led to it; `reason` only when out of scope."""

    intent: str
    sure: float
    why: tuple[str, ...]
    reason: str = ""


class _Entry(Struct):
    intent: str
    sure: float
    reason: str
    rules: list[Rule]


def hear(cut: Tokens, text: str, now: datetime, state: str = "", language: str = "en") -> Found:
    """The concepts of a message, with those that its numbers, its length and the conversation's state add."""
    lex = lexicon(language)
    more = numbers(cut, lex)
    names = [_STATES[state]] if state in _STATES else []
    names += [name for name, holds in _marks(cut, text, now, language).items() if holds]
    more += [Hit(lex.bits[name], NOWHERE, NOWHERE) for name in names]
    return find(lex, cut, tuple(more))


def _marks(cut: Tokens, text: str, now: datetime, language: str) -> dict[str, bool]:
    words = cut.words
    return {
        "tiny": len(words) <= TINY,
        "short": len(words) <= SHORT,
        "asked": any(cut.asks),
        "exclaimed": "!!" in text,
        "at_night": not MORNING <= now.hour < EVENING,
        "clock": bool(clocks(cut)),
        "scored": any(word.endswith("/10") for word in words)
        or "out of 10" in " ".join(words)
        or "out of ten" in " ".join(words),
        "lasting": any(span.minutes < DAY for span in spans(cut)),
        "number": any(number(word) is not None for word in words),
        "code": pairing_code(text) is not None,
        "zone_name": zone(text, language) is not None,
    }


def wanted(found: Found, language: str = "en") -> Wanted | None:
    """The intent of a message, or None when no rule holds."""
    lex = lexicon(language)
    said = found.said
    for entry in _entries(language):
        for each in entry.rules:
            if each.key & said and each.holds(found):
                return Wanted(
                    entry.intent,
                    entry.sure,
                    (f"{each.text} → {entry.intent}", *reasons(lex, each, found)),
                    entry.reason,
                )
    return None


@cache
def _entries(language: str) -> list[_Entry]:
    lex = lexicon(language)
    return [_Entry(e["is"], e["sure"], e.get("reason", ""), rules(lex, e["rules"])) for e in lex.tables["intent"]]
