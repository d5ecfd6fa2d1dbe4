"""Finds the concepts in a text: which words mean what, and which of it is denied ("no swelling")."""

from msgspec import Struct

from crampbot_chat.understand.lexicon import Lexicon
from crampbot_chat.understand.normal import STOP, Tokens
from crampbot_chat.understand.patterns import BEGIN, END, GAP, NUMBER, Node

REACH = 4  # words between a "no" and what it denies
SKIP = 4  # words a gap may swallow


class Hit(Struct):
    """A concept at words [start, end)."""

    concept: int
    start: int
    end: int
    denied: bool = False


class Found(Struct):
    """The tokens, the hits in order, and their concepts as bits: `yes` asserted, `no` denied, `said` either."""

    tokens: Tokens
    hits: list[Hit]
    yes: int
    no: int

    @property
    def said(self) -> int:
        return self.yes | self.no or 1  # never nothing: a rule without a key asks for no word at all


def find(lex: Lexicon, tokens: Tokens, more: tuple[Hit, ...] = ()) -> Found:
    """All concepts of a text; `more` are hits that come from elsewhere (numbers)."""
    hits = _resolve(lex, [*_scan(lex.net, tokens), *more])
    _deny(lex, tokens, hits)
    yes = no = 0
    for hit in hits:
        if hit.denied:
            no |= 1 << hit.concept
        else:
            yes |= 1 << hit.concept
    return Found(tokens, hits, yes, no)


def _scan(net: Node, tokens: Tokens) -> list[Hit]:
    words, breaks, size = tokens.words, tokens.breaks, len(tokens.words)
    found: set[tuple[int, int, int]] = set()
    for start in range(size):
        todo = _next(net, words[start], start)
        if breaks[start]:
            todo += [step for first in net.after.get(BEGIN, ()) for step in _next(first, words[start], start)]
        while todo:
            node, at = todo.pop()
            for concept in node.ends:
                found.add((concept, start, at))
            if not node.after:
                continue
            if END in node.after and (at >= size or breaks[at]):
                todo += [(end, at) for end in node.after[END]]
            if at >= size or breaks[at] >= STOP:
                continue
            todo += _next(node, words[at], at)
            if GAP in node.after:
                todo += [step for gap in node.after[GAP] for step in _leap(gap, tokens, at)]
    return [Hit(*each) for each in found]


def _next(node: Node, word: str, at: int) -> list[tuple[Node, int]]:
    steps = [(after, at + 1) for after in node.after.get(word, ())]
    if word[0].isdigit() and NUMBER in node.after:
        steps += [(after, at + 1) for after in node.after[NUMBER]]
    return steps


def _leap(gap: Node, tokens: Tokens, at: int) -> list[tuple[Node, int]]:
    found: list[tuple[Node, int]] = []
    for skipped in range(at, min(at + SKIP + 1, len(tokens.words))):
        if tokens.breaks[skipped] >= STOP and skipped > at:
            break
        found += _next(gap, tokens.words[skipped], skipped)
    return found


def _resolve(lex: Lexicon, hits: list[Hit]) -> list[Hit]:
    """Drop what a longer phrase of its family, or a shadow, already covers."""
    longest = sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start, hit.concept))
    dark = [hit for hit in longest if lex.family[hit.concept] in lex.shadows]
    taken: dict[str, set[int]] = {}
    kept: list[Hit] = []
    for hit in longest:
        family = lex.family[hit.concept]
        size = hit.end - hit.start
        if any(s.start <= hit.start and hit.end <= s.end and s.end - s.start > size for s in dark):
            continue
        if family in lex.exclusive:
            used = taken.setdefault(family, set())
            if any(at in used for at in range(hit.start, hit.end)):
                continue
            used.update(range(hit.start, hit.end))
        kept.append(hit)
    kept.sort(key=lambda hit: (hit.start, hit.end, hit.concept))
    return kept


def _deny(lex: Lexicon, tokens: Tokens, hits: list[Hit]) -> None:
    """Mark the hits that a "no" before them denies; a "no" that is part of a phrase denies nothing."""
    no, but = lex.bits["negation"], lex.bits["turn"]
    inside = {at for hit in hits if hit.concept != no for at in range(hit.start, hit.end)}
    nos = [hit for hit in hits if hit.concept == no and not inside.intersection(range(hit.start, hit.end))]
    if not nos:
        return
    turns = {hit.start for hit in hits if hit.concept == but}
    denying = {each.start for each in hits if each.concept == no}
    for hit in hits:
        if lex.family[hit.concept] in lex.deaf or hit.start in denying:
            continue
        hit.denied = any(_reaches(each.end, hit.start, tokens, turns) for each in nos)


def _reaches(end: int, start: int, tokens: Tokens, turns: set[int]) -> bool:
    if start < end or start - end > REACH or (end < len(tokens.breaks) and tokens.breaks[end]):
        return False  # too far, or "no, ..." which answers something
    return not any(at in turns or tokens.breaks[at] >= STOP for at in range(end, start + 1))
