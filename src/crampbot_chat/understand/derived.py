"""Concepts that no word says: rules over others make them ("asked about" is a question that speaks of nobody)."""

from functools import cache

from crampbot_chat.understand.find import NOWHERE, Found, Hit
from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.rules import Rule, rules


def derive(found: Found) -> Found:
    """Add the derived concepts that hold, in the order of the list: later ones may be made of earlier ones."""
    for bit, lines in _derived():
        said = found.said
        if any(each.key & said and each.holds(found) for each in lines):
            found.hits.insert(0, Hit(bit, NOWHERE, NOWHERE))
            found.yes |= 1 << bit
    return found


@cache
def _derived() -> list[tuple[int, list[Rule]]]:
    lex = lexicon()
    return [(lex.bits[name], rules(lex, block)) for name, block in lex.tables["derived"].items()]
