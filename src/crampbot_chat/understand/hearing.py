"""Hears a message: its concepts, with those that its numbers, its length and the conversation's state add."""

import re
from datetime import UTC, datetime

from crampbot_chat.understand.amounts import number, spans
from crampbot_chat.understand.clocks import clocks
from crampbot_chat.understand.derived import derive
from crampbot_chat.understand.find import NOWHERE, Found, Hit, find
from crampbot_chat.understand.lexicon import Lexicon, lexicon
from crampbot_chat.understand.muscles import LIMITED
from crampbot_chat.understand.normal import Tokens
from crampbot_chat.understand.places import pairing_code, zone

LONG_CRAMP = 10  # minutes; content brief R6
DAY = 1440  # minutes
MANY = {"three_up": 3, "five_up": 5}  # tablets
TINY, SHORT = 3, 7  # words
MORNING, EVENING = 6, 22  # o'clock; a "woke up with" in between is told, in the night it is a cry
THREE = datetime(2000, 1, 1, 3, tzinfo=UTC)  # for those who ask nothing of the time: a cry is one at any hour
_STATES = {"relief": "in_relief", "log_details": "in_log", "reminder_fired": "in_reminder"}
_SINCE = frozenset({"in", "since"})
_YEAR = re.compile(r"(19|20)\d\d")
_STRENGTHS = frozenset({"mg", "mcg", "g", "ml", "iu", "milligrams", "milligram", "micrograms", "grams"})


def hear(cut: Tokens, text: str, now: datetime, state: str = "", language: str = "en") -> Found:
    """The concepts of a message, with those that its numbers, its length and the conversation's state add."""
    lex = lexicon(language)
    more = numbers(cut, lex)
    names = [_STATES[state]] if state in _STATES else []
    names += [name for name, holds in _marks(cut, text, now, language).items() if holds]
    more += [Hit(lex.bits[name], NOWHERE, NOWHERE) for name in names]
    return derive(_limited(find(lex, cut, tuple(more)), lex))


def _limited(found: Found, lex: Lexicon) -> Found:
    """Add only_limited where every part that is named belongs to a limit: "a bad hip", but not "my bad hip cramps"."""
    limits = [hit for hit in found.hits if lex.names[hit.concept] in LIMITED and not hit.denied]
    parts = lex.mask("cramp_part")
    if not limits or found.yes & (lex.mask("cramp_word") | lex.mask("outcry")):
        return found
    named = [hit for hit in found.hits if parts >> hit.concept & 1 and not hit.denied]
    if all(any(limit.start <= hit.start and hit.end <= limit.end for limit in limits) for hit in named):
        bit = lex.bits["only_limited"]
        found.hits.insert(0, Hit(bit, NOWHERE, NOWHERE))
        found.yes |= 1 << bit
    return found


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


def numbers(cut: Tokens, lex: Lexicon) -> list[Hit]:
    """What stands in numbers: a length of ten minutes or more, a count of five or more, a year that is past."""
    long = [Hit(lex.bits["over_ten"], span.start, span.end) for span in spans(cut) if LONG_CRAMP <= span.minutes < DAY]
    counts = [(at, number(word) or 0) for at, word in enumerate(cut.words) if not _measures(cut.words, at)]
    years = [
        Hit(lex.bits["long_ago"], at - 1, at + 1)
        for at, word in enumerate(cut.words)
        if at and cut.words[at - 1] in _SINCE and _YEAR.fullmatch(word)
    ]
    many = [Hit(lex.bits[name], at, at + 1) for at, count in counts for name, least in MANY.items() if count >= least]
    return long + many + years


def _measures(words: list[str], at: int) -> bool:
    """True for "300 mg": how strong a tablet is, and not how many of them."""
    return bool(_STRENGTHS.intersection(words[at + 1 : at + 2]))
