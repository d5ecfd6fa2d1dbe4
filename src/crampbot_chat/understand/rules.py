"""The small language of rules: which concepts, together, mean a thing.

a + b       both, anywhere in the message            a|b     either
a ~ b       both within a few words of each other     !a      not said (or denied)
a > b       b soon after a                            -a      denied ("no swelling")
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Generic, TypeVar

from msgspec import Struct

from crampbot_chat.understand.find import Found, Hit
from crampbot_chat.understand.lexicon import Lexicon

NEAR = 6  # words between two concepts that are `~` near
LONGEST = 12  # words of a phrase
NEXT = 3  # words between two concepts of which one comes `>` after the other
What = TypeVar("What")


class Term(Struct):
    """One condition: a chain of concept masks, mostly one; sign: "" (said), "!" (not said) or "-" (denied)."""

    sign: str
    chain: list[int]
    ordered: bool = False


class Rule(Struct):
    """All of the terms have to hold. `text` is the rule as written; `key` is the mask of its narrowest term, so that
    a rule of which nothing is said is passed over at the cost of one AND.
    """

    text: str
    terms: list[Term]
    key: int

    def holds(self, found: Found) -> bool:
        """True when the message says what the rule asks for."""
        for term in self.terms:
            if term.sign == "!":
                if found.yes & term.chain[0]:
                    return False
            elif term.sign == "-":
                if not found.no & term.chain[0]:
                    return False
            elif not all(found.yes & mask for mask in term.chain):
                return False
        return all(len(term.chain) == 1 or _chained(term, found) for term in self.terms)


class Shelf(Generic[What]):
    """What rules stand for, in their order, found by what is said: of hundreds of rules few are ever looked at."""

    def __init__(self, kept: Iterable[tuple[Rule, What]]) -> None:
        self._kept = list(kept)
        self._always = 0  # places as bits: rules without a key
        self._by: dict[int, int] = {}  # the bit of a concept → the places of rules that have it in their key
        for at, (each, _) in enumerate(self._kept):
            if each.key < 0:
                self._always |= 1 << at
                continue
            for bit in _bits(each.key):
                self._by[bit] = self._by.get(bit, 0) | 1 << at
        self._keys = sum(self._by)

    def __iter__(self) -> Iterator[tuple[Rule, What]]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def near(self, found: Found) -> Iterator[tuple[Rule, What]]:
        """The rules of which something is said, in their order; whether they hold is still to be seen."""
        places = self._always
        for bit in _bits(found.said & self._keys):
            places |= self._by[bit]
        for place in _bits(places):
            yield self._kept[place.bit_length() - 1]


def _bits(mask: int) -> Iterator[int]:
    """Each bit of the mask as a mask, the lowest first."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


def rule(lex: Lexicon, text: str) -> Rule:
    """Read one rule. Raises KeyError for a concept that no word list has."""
    terms = []
    for part in text.split(" + "):
        part = part.strip()  # noqa: PLW2901
        sign = part[0] if part[0] in "!-" else ""
        ordered = " > " in part
        chain = [_mask(lex, each) for each in part.removeprefix(sign).split(" > " if ordered else " ~ ")]
        terms.append(Term(sign, chain, ordered))
    masks = [mask for term in terms if term.sign != "!" for mask in term.chain]
    return Rule(text, terms, min(masks, key=int.bit_count, default=-1))


def rules(lex: Lexicon, block: str) -> list[Rule]:
    """One rule a line; lines that begin with // are remarks."""
    lines = (line.strip() for line in block.splitlines())
    return [rule(lex, line) for line in lines if line and not line.startswith("//")]


def reasons(lex: Lexicon, each: Rule, found: Found) -> tuple[str, ...]:
    """The words of the message that made a rule hold."""
    wanted = 0
    for term in each.terms:
        if not term.sign:
            for mask in term.chain:
                wanted |= mask
    hits = [hit for hit in found.hits if wanted >> hit.concept & 1 and not hit.denied and hit.end > hit.start]
    return tuple(
        dict.fromkeys(f"{' '.join(found.tokens.words[h.start : h.end])} → {lex.names[h.concept]}" for h in hits)
    )


def _mask(lex: Lexicon, text: str) -> int:
    mask = 0
    for name in text.split("|"):
        mask |= lex.mask(name.strip())
    return mask


def _chained(term: Term, found: Found) -> bool:
    for left, right in pairwise(term.chain):
        lefts = [hit for hit in found.hits if left >> hit.concept & 1 and not hit.denied]
        rights = [hit for hit in found.hits if right >> hit.concept & 1 and not hit.denied]
        if not any(_near(each, rights, ordered=term.ordered) for each in lefts):
            return False
    return True


def _near(left: Hit, rights: list[Hit], *, ordered: bool) -> bool:
    """True when one of the hits (in order of their start) lies near the left one."""
    reach = NEXT if ordered else NEAR
    first = bisect_left(rights, left.end if ordered else left.start - NEAR - LONGEST, key=lambda hit: hit.start)
    for right in islice(rights, first, None):
        if right.start - left.end > reach:
            return False
        if ordered or left.start - right.end <= reach:
            return True
    return False
