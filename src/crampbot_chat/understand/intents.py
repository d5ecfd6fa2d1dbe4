"""What a message wants: the first rule of the list that holds, read from the top."""

from functools import cache

from msgspec import Struct

from crampbot_chat.understand.find import Found
from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.rules import Shelf, reasons, rules


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


def wanted(found: Found, language: str = "en") -> Wanted | None:
    """The intent of a message, or None when no rule holds."""
    lex = lexicon(language)
    for each, entry in _entries().near(found):
        if each.holds(found):
            why = f"{each.text} → {entry.intent}", *reasons(lex, each, found)
            return Wanted(entry.intent, entry.sure, why, entry.reason)
    return None


@cache
def _entries() -> Shelf[_Entry]:
    lex = lexicon()
    kept = ((_Entry(e["is"], e["sure"], e.get("reason", "")), rules(lex, e["rules"])) for e in lex.tables["intent"])
    return Shelf((each, entry) for entry, lines in kept for each in lines)
