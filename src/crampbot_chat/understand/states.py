"""Walks the net of words with a memory: the places reachable after some words make a state, worked out only once."""

from msgspec import Struct, field

from crampbot_chat.understand.amounts import WORDS
from crampbot_chat.understand.patterns import BEGIN, END, FIRST, GAP, NUMBER, Loom, Node

SKIP = 4  # words that a gap may swallow
OTHER = "\0"  # stands for every word that no phrase has
COUNTS = frozenset(WORDS) - {"zero", "one", "couple", "few", "several"}  # as good as digits
FULL = 6_000  # states remembered; then all are forgotten, so that odd texts can't fill the memory

Place = tuple[Node, int]  # a node, and how many more words may be skipped before it goes on


class State(Struct, eq=False):
    """Where a walk may stand. ends: concepts complete here; last: complete if a part of the sentence ends here.

    new: before the first word of a phrase.
    """

    places: tuple[Place, ...]
    ends: tuple[int, ...]
    last: tuple[int, ...]
    new: bool = False
    after: dict[str, "State | None"] = field(default_factory=dict)


class Walker(Struct, eq=False):
    """The states of some nets that are walked together. known, foreign: the words that phrases have."""

    looms: tuple[Loom, ...]
    known: set[str]
    foreign: set[str]
    states: dict[frozenset[tuple[int, int]], State] = field(default_factory=dict)
    starts: dict[str, State] = field(default_factory=dict)

    def start(self, at: str) -> State:
        """The state before the first word of a phrase; `at`: FIRST in a message, BEGIN of a part of it, or ""."""
        if at not in self.starts:
            marks = {FIRST: (BEGIN, FIRST), BEGIN: (BEGIN,)}.get(at, ())
            places = tuple((node, 0) for loom in self.looms for mark in marks for node in loom.begin(mark))
            self.starts[at] = State(places, (), (), new=True)
        return self.starts[at]

    def step(self, state: State, word: str) -> State | None:
        """The state after one more word, None when no phrase goes on like this."""
        known = word in self.known or word in self.foreign
        symbol = word if known else NUMBER if word[0].isdigit() else OTHER
        if symbol not in state.after:
            if len(self.states) > FULL:
                self.states.clear()
                self.starts.clear()
            state.after[symbol] = self._reach(state, symbol)
        return state.after[symbol]

    def _reach(self, state: State, symbol: str) -> State | None:
        reached: list[Place] = []
        if state.new:
            signs = (symbol, NUMBER) if _counts(symbol) else (symbol,)
            reached = [(node, 0) for loom in self.looms for sign in signs for node in loom.begin(sign)]
        for node, skips in state.places:
            reached += [(after, 0) for after in _on(node, symbol)]
            if skips:
                reached.append((node, skips - 1))
            for gap in node.after.get(GAP, ()):
                reached += [(after, 0) for after in _on(gap, symbol)]
                reached.append((gap, SKIP - 1))
        if not reached:
            return None
        key = frozenset((id(node), skips) for node, skips in reached)
        if key not in self.states:
            places = tuple(dict.fromkeys(reached))
            ends = {concept for node, skips in places if not skips for concept in node.ends}
            last = {concept for node, _ in places for end in node.after.get(END, ()) for concept in end.ends}
            self.states[key] = State(places, tuple(sorted(ends)), tuple(sorted(last)))
        return self.states[key]


def _on(node: Node, symbol: str) -> tuple[Node, ...]:
    found = node.after.get(symbol, ())
    if _counts(symbol):
        found = found + node.after.get(NUMBER, ())
    return found


def _counts(symbol: str) -> bool:
    return symbol[0].isdigit() or symbol in COUNTS
