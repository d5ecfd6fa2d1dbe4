"""Finds the concepts in a text: which words mean what, and which of it is denied ("no swelling")."""

from msgspec import Struct

from crampbot_chat.understand.lexicon import Lexicon
from crampbot_chat.understand.normal import COMMA, STOP, Tokens
from crampbot_chat.understand.patterns import BEGIN, FIRST
from crampbot_chat.understand.states import State, Walker

NOWHERE = -1  # where a concept stands that no word says
FADING = ("fever", "vomiting", "diarrhoea", "swollen", "headache", "tingling")  # "it has gone" takes them back
GONE = (["gone"], ["passed"], ["settled"], ["cleared"], ["stopped"])
ON = (["up"], ["higher"], ["to"], ["through"], ["past"], ["on"], ["over"], ["and"], ["but"], ["then"])  # "gone up"
LINKS = frozenset({"is", "has", "s", "have", "now", "completely"})
REACH = 4  # words between a "no" and what it denies


class Hit(Struct):
    """A concept at words [start, end)."""

    concept: int
    start: int
    end: int
    denied: bool = False


class Found(Struct):
    """The tokens, the hits in order, and their concepts as bits: `yes` asserted, `no` denied, `said` either.

    clues: what the learnt weights look at; parts: of the body, that are named. Both once somebody has asked for them.
    """

    tokens: Tokens
    hits: list[Hit]
    yes: int
    no: int
    clues: list[str] | None = None
    parts: list[Hit] | None = None

    @property
    def said(self) -> int:
        return self.yes | self.no or 1  # never nothing: a rule without a key asks for no word at all


def find(lex: Lexicon, tokens: Tokens, more: tuple[Hit, ...] = ()) -> Found:
    """All concepts of a text; `more` are hits that come from elsewhere (numbers)."""
    hits = _resolve(lex, [*_scan(lex.walker, tokens), *more])
    _deny(lex, tokens, hits)
    yes = no = 0
    for hit in hits:
        if hit.denied:
            no |= 1 << hit.concept
        else:
            yes |= 1 << hit.concept
    return Found(tokens, hits, yes, no)


def _scan(walker: Walker, tokens: Tokens) -> list[Hit]:
    words, breaks, size = tokens.words, tokens.breaks, len(tokens.words)
    hits: list[Hit] = []
    for start in range(size):
        state: State | None = walker.start(FIRST if not start else BEGIN if breaks[start] else "")
        at = start
        while state is not None and at < size and (at == start or breaks[at] < STOP):
            state = walker.step(state, words[at])
            at += 1
            if state is None:
                break
            concepts = state.ends
            if state.last and (at >= size or breaks[at]):
                concepts = tuple({*concepts, *state.last})
            hits += [Hit(concept, start, at) for concept in concepts]
    return hits


def _resolve(lex: Lexicon, hits: list[Hit]) -> list[Hit]:
    """Drop what a longer phrase of its family, or a shadow, already covers."""
    hits.sort(key=lambda hit: (hit.start - hit.end, hit.start, hit.concept))
    family = lex.family
    shade: dict[int, tuple[int, int]] = {}  # word → the longest shadow over it
    for hit in hits:
        if family[hit.concept] in lex.shadows:
            for at in range(hit.start, hit.end):
                shade.setdefault(at, (hit.start, hit.end))
    taken: dict[str, set[int]] = {}
    kept: list[Hit] = []
    for hit in hits:
        kind = family[hit.concept]
        if hit.start in shade:
            start, end = shade[hit.start]
            if end >= hit.end and end - start > hit.end - hit.start and kind in lex.shaded:
                continue
        if kind in lex.exclusive:
            used, mine = taken.setdefault(kind, set()), range(hit.start, hit.end)
            if not used.isdisjoint(mine):
                continue
            used.update(mine)
        kept.append(hit)
    kept.sort(key=lambda hit: (hit.start, hit.end, hit.concept))
    return kept


def _deny(lex: Lexicon, tokens: Tokens, hits: list[Hit]) -> None:
    """Mark the hits that a "no" before them denies; a "no" inside a phrase ("no pulse") denies nothing outside it.

    "No swelling, redness" denies both; "i can't move, cramp", "not my calf, my foot" and "no fever, calf cramp" do not.
    """
    no, refusal, but = lex.bits["negation"], lex.bits["refusal"], lex.bits["turn"]
    fading = {lex.bits[name] for name in FADING}
    for hit in hits:  # "fever gone" is no fever
        if hit.concept in fading and hit.start >= 0 and hit.end < len(tokens.words) and not tokens.breaks[hit.end]:
            rest = [word for word in tokens.words[hit.end : hit.end + REACH] if word not in LINKS]
            hit.denied = rest[:1] in GONE and rest[1:2] not in ON and not tokens.asks[hit.start]
    nos = [hit for hit in hits if hit.concept in {no, refusal}]
    if not nos:
        return
    ends: dict[int, int] = {}  # word → where the phrase ends that the word is part of
    for hit in hits:
        if hit.end - hit.start > 1 and hit.concept not in {no, refusal} and lex.family[hit.concept] in lex.absorbs:
            for at in range(hit.start, hit.end):
                ends[at] = max(hit.end, ends.get(at, 0))
    turns = {hit.start for hit in hits if hit.concept == but}
    parts = {hit.start for hit in hits if lex.family[hit.concept] == "body"}
    denied: set[int] = set()  # words where a denied phrase may begin
    for each in nos:
        end = COMMA if each.concept == refusal or {each.end, each.end + 1} & parts else STOP
        denied.update([each.end] if ends.get(each.start, 0) > each.end else _reach(each.end, tokens, turns, end))
    denying = {each.start for each in nos}
    ours = lex.mask("any_part") | lex.mask("cramp_word")
    for hit in hits:
        listed = tokens.breaks[hit.start] and ours >> hit.concept & 1 if hit.start >= 0 else False
        hit.denied = hit.denied or (
            hit.start in denied and hit.start not in denying and not listed and lex.family[hit.concept] not in lex.deaf
        )


def _reach(end: int, tokens: Tokens, turns: set[int], least: int) -> list[int]:
    if end < len(tokens.breaks) and tokens.breaks[end]:
        return []  # "no, ..." answers something
    reached: list[int] = []
    for at in range(end, min(end + REACH + 1, len(tokens.words))):
        if at in turns or tokens.breaks[at] >= least:
            break
        reached.append(at)
    return reached
