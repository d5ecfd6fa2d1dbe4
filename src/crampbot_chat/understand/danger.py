"""Danger words, read before anything else: which red flag, how urgent, and why."""

import math
from functools import cache

from msgspec import Struct

from crampbot_chat.understand.find import Found
from crampbot_chat.understand.hearing import THREE, hear
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.rules import Rule, Shelf, reasons, rules
from crampbot_chat.understand.typos import read
from crampbot_chat.understand.weights import because, weigh

TODAY = 2  # the tier from which a danger comes before everything else
SURER = 1.0  # how much likelier than none (as a logarithm) a danger must be that only phrases have taught
NONE = "-"
URGENCY = {1: "emergency", 2: "urgent", 3: "soon", 4: "mention"}


class Danger(Struct, frozen=True):
    """A red flag. id: the bot's answer to give ("" when there is none of its own). brief: the flag whose words
    are said, "" when the id leads to it.

    tier: 1 emergency now, 2 today, 3 book an appointment, 4 mention it; urgency: the same in a word.
    """

    id: str
    brief: str
    tier: int
    urgency: str
    why: tuple[str, ...]


class _Flag(Struct):
    danger: Danger
    guard: int  # what the rule yields to


def danger(text: str, language: str = "en") -> Danger | None:
    """The most urgent danger of a message that needs somebody today (tiers 1 and 2), or None."""
    worst = next(iter(concerns(text, language)), None)
    return worst if worst and worst.tier <= TODAY else None


def concerns(text: str, language: str = "en") -> list[Danger]:
    """Everything in a message that a clinician would want to hear of, the most urgent first."""
    return look(hear(read(text, language), text, THREE, language=language))


def look(found: Found) -> list[Danger]:
    """The red flags that the concepts of a message raise, the most urgent first."""
    raised: list[Danger] = []
    last = None
    for rule, flag in _flags().near(found):
        if flag.danger is not last and not found.yes & flag.guard and rule.holds(found):
            last = seen = flag.danger
            raised.append(Danger(seen.id, seen.brief, seen.tier, seen.urgency, reasons(lexicon(), rule, found)))
    alone = not any(each.id and each.tier <= TODAY for each in raised)
    learnt = alone and bool(found.yes & _signs()) and not found.yes & _normal()
    if not learnt and len(raised) <= 1:
        return raised  # as of most messages: nothing is left to weigh
    likely = weigh("flags", found)
    if learnt:
        raised += _learnt(found, likely)
    return sorted(raised, key=lambda each: (each.tier, -likely.get(each.id, -math.inf)))


def _learnt(found: Found, likely: dict[str, float]) -> list[Danger]:
    """The danger that no rule has a word for, but that labelled phrases make likely."""
    lex = lexicon()
    best = max(likely, key=lambda flag: likely[flag] if flag != NONE else likely[flag] + SURER)
    if best == NONE:
        return []
    needs = _needs().get(best)
    if needs and not any(rule.key & found.said and rule.holds(found) for rule in needs):
        return []
    told = lex.tables["flag"][pairs(lex.tables["learnt"]["flags"])[best]]
    return [Danger(best, told["brief"], told["tier"], URGENCY[told["tier"]], because("flags", found, best))]


@cache
def _signs() -> int:
    """The signs of danger; parts of the body alone are none."""
    lex = lexicon()
    return sum(1 << bit for name, bit in lex.bits.items() if lex.family[bit] == "sign")


@cache
def _needs() -> dict[str, list[Rule]]:
    """What has to be said for a danger that phrases have taught: to take two tablets is no overdose."""
    lex = lexicon()
    return {name: rules(lex, block) for name, block in lex.tables["learnt_needs"].items()}


@cache
def _flags() -> Shelf[_Flag]:
    """The rules of each flag together, the most urgent flags first."""
    lex = lexicon()
    guards = {"*": 0, "?": _guard("weak"), "": _normal()}
    kept = []
    for entry in sorted(lex.tables["flag"].values(), key=lambda entry: int(entry["tier"])):
        seen = Danger(entry["flag"], entry["brief"], entry["tier"], URGENCY[entry["tier"]], ())
        for line in (line.strip() for line in entry["rules"].splitlines() if line.strip()):
            mark = line[0] if line[0] in "*?" else ""
            flag = _Flag(seen, guards[mark])
            kept += [(each, flag) for each in rules(lex, line.removeprefix(mark))]
    return Shelf(kept)


@cache
def _normal() -> int:
    return _guard("normal")


def _guard(which: str) -> int:
    lex = lexicon()
    mask = 0
    for name in lex.tables["guards"][which].split("|"):
        mask |= lex.mask(name)
    return mask
