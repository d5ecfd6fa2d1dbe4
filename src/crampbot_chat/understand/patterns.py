"""The small language of the word lists: `swell~ (up|a bit)? .. leg` becomes a path through a net of words.

word~     every inflection of a regular word: swell, swells, swelled, swelling
(a|b c)   one of several; word? or (a|b)? may be left out
..        up to three words of any kind
#         a number
$ ^       the end, the beginning of a sentence or of a part of it; ^^ the beginning of the message
"""

import re
from sys import intern
from typing import Any

from msgspec import Struct

GAP, NUMBER, END, BEGIN, FIRST = "..", "#", "$", "^", "^^"
_PIECES = re.compile(r"[()|?]|[^\s()|?]+")
_SPECIAL = frozenset("()|?")
_SIGNS = frozenset({GAP, NUMBER, END, BEGIN, FIRST})
_VOWELS = frozenset("aeiou")
_SHORT = 4  # letters up to which a final consonant doubles: stop, stopped

Element = tuple[list[list["Element"]] | list[str], bool]  # alternatives or the forms of a word; may it be left out?


class Node(Struct, eq=False):
    """A place in the net. after: next word → places; ends: the concepts whose phrase is complete here."""

    after: dict[str, tuple["Node", ...]]
    ends: tuple[int, ...]


def inflections(word: str) -> list[str]:
    """The regular forms of an English word, without asking whether it is a noun or a verb."""
    if word.endswith("e"):
        return [word, word + "s", word + "d", word[:-1] + "ing"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    if word.endswith(("s", "x", "sh", "ch")):
        return [word, word + "es", word + "ed", word + "ing"]
    doubles = len(word) <= _SHORT and word[-1] not in "aeiouwxy" and word[-2] in _VOWELS and word[-3:-2] not in _VOWELS
    stem = word + word[-1] if doubles else word
    return [word, word + "s", stem + "ed", stem + "ing"]


Edges = dict[str, tuple[Node, ...]]


class Loom:
    """Weaves phrases into a net, the last word first, so that places with the same future are one place."""

    def __init__(self) -> None:
        self._alike: dict[int, list[Node]] = {}
        self._starts: dict[str, dict[Node, None]] = {}
        self._tuples: dict[Node, tuple[Node]] = {}
        self._plain: dict[str, Any] = {}  # phrases without choices, as a tree; "" → the concepts that end there

    def weave(self, phrase: str, concept: int) -> set[str]:
        """Add a phrase and return its words. Raises ValueError when it can't be read."""
        pieces: list[str] = [*map(intern, _PIECES.findall(phrase))]  # a word is kept once, however many phrases have it
        while pieces[-1:] == [GAP]:
            pieces.pop()  # what follows at the end may be anything anyway
        if _SPECIAL.isdisjoint(pieces) and "~" not in phrase:
            tree = self._plain
            for word in pieces:
                tree = tree.setdefault(word, {})
            tree[""] = (*tree.get("", ()), concept)
            return {*pieces} - _SIGNS
        alternatives, at = _parse(pieces, 0)
        if at != len(pieces):
            raise ValueError(f"brackets don't pair: {phrase}")
        words = set[str]()
        first = self._any(alternatives, Node({}, (concept,)), words)
        if first.ends:
            raise ValueError(f"a phrase of nothing: {phrase}")
        self._begin(first)
        return words - _SIGNS

    def net(self) -> Node:
        """The place where all phrases begin."""
        self._begin(self._branch(self._plain))
        return Node({word: tuple(places) for word, places in self._starts.items()}, ())

    def _begin(self, first: Node) -> None:
        for word, places in first.after.items():
            self._starts.setdefault(word, {}).update(dict.fromkeys(places))

    def _branch(self, tree: dict[str, Any]) -> Node:
        after: Edges = {word: self._alone(self._branch(rest)) for word, rest in tree.items() if word}
        return Node(after, tuple(dict.fromkeys(tree.get("", ()))))

    def _place(self, node: Node) -> Node:
        """The one place of the net that is like this one."""
        like = self._alike.setdefault(hash((node.ends, frozenset(node.after.items()))), [])
        for known in like:
            if known.ends == node.ends and known.after == node.after:
                return known
        like.append(node)
        return node

    def _alone(self, node: Node) -> tuple[Node, ...]:
        """The one place like this one, in a tuple that all who lead there share."""
        place = self._place(node)
        return self._tuples.setdefault(place, (place,))

    def _any(self, alternatives: list[list[Element]], then: Node, words: set[str]) -> Node:
        """What one of the alternatives, with `then` behind it, begins with."""
        first: Edges = {}
        ends: tuple[int, ...] = ()
        for elements in alternatives:
            here = then
            for element in reversed(elements):
                here = self._one(element, here, words)
            first, ends = _both(first, here.after), tuple(dict.fromkeys(ends + here.ends))
        return Node(first, ends)

    def _one(self, element: Element, then: Node, words: set[str]) -> Node:
        content, optional = element
        if content and isinstance(content[0], list):
            made = self._any([each for each in content if isinstance(each, list)], then, words)
        else:
            forms = [intern(each) for each in content if isinstance(each, str)]
            words.update(forms)
            made = Node(dict.fromkeys(forms, self._alone(then)), ())
        return Node(_both(made.after, then.after), tuple(dict.fromkeys(made.ends + then.ends))) if optional else made


def _both(left: Edges, right: Edges) -> Edges:
    if not left or not right:
        return left or right
    both = dict(left)
    for word, places in right.items():
        here = both.get(word, ())
        both[word] = here + tuple(place for place in places if place not in here) if here else places
    return both


def _parse(pieces: list[str], at: int) -> tuple[list[list[Element]], int]:
    """The alternatives from a piece on, up to the bracket that closes them."""
    alternatives: list[list[Element]] = [[]]
    size = len(pieces)
    while at < size and pieces[at] != ")":
        piece = pieces[at]
        at += 1
        if piece == "|":
            alternatives.append([])
            continue
        content: list[list[Element]] | list[str]
        if piece == "(":
            content, at = _parse(pieces, at)
            at += 1
        else:
            content = inflections(piece[:-1]) if piece[-1] == "~" else [piece]
        optional = at < size and pieces[at] == "?"
        at += optional
        alternatives[-1].append((content, optional))
    return alternatives, at
