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
_WORDS = re.compile(r"[^\s()|?,]+")
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


def words(block: str) -> set[str]:
    """The words of a block of phrases, in all their forms."""
    found = {*_WORDS.findall(block)} - _SIGNS
    regular = {word for word in found if word[-1] == "~"}
    return {*map(intern, found - regular), *(intern(form) for word in regular for form in inflections(word[:-1]))}


Edges = dict[str, tuple[Node, ...]]


class Loom:
    """Weaves phrases into a net, the last word first, so that places with the same future are one place.

    A phrase is woven when the first message comes that has a word it may begin with: most never are.
    """

    def __init__(self) -> None:
        self._alike: dict[int, list[Node]] = {}
        self._tuples: dict[Node, tuple[Node]] = {}
        self._waiting: dict[str, list[tuple[str, int]]] = {}  # a first word → phrases with the concept of each
        self._begun: dict[str, tuple[Node, ...]] = {}

    def add(self, phrase: str, concept: int) -> None:
        """Lay a phrase ready. Raises ValueError when its beginning can't be read."""
        for word in _first_words(phrase):
            self._waiting.setdefault(intern(word), []).append((phrase, concept))

    def begin(self, word: str) -> tuple[Node, ...]:
        """The places after the first word of a phrase. Raises ValueError when a phrase can't be read."""
        if word not in self._begun:
            if word not in self._waiting:
                return ()
            self._begun[word] = tuple(self._weave(word, self._waiting.pop(word)))
        return self._begun[word]

    def all(self) -> dict[str, tuple[Node, ...]]:
        """Every place after a first word: reads every phrase. Raises ValueError when one can't be read."""
        return {word: self.begin(word) for word in (*self._begun, *self._waiting)}

    def _weave(self, word: str, waiting: list[tuple[str, int]]) -> dict[Node, None]:
        tree: dict[str, Any] = {}  # phrases without choices; "" → the concepts that end there
        places: dict[Node, None] = {}
        for phrase, concept in waiting:
            pieces: list[str] = [*map(intern, _PIECES.findall(phrase))]  # a word is kept once
            while pieces[-1:] == [GAP]:
                pieces.pop()  # what follows at the end may be anything anyway
            if _SPECIAL.isdisjoint(pieces) and "~" not in phrase:
                branch = tree
                for piece in pieces:
                    branch = branch.setdefault(piece, {})
                branch[""] = (*branch.get("", ()), concept)
            else:
                places.update(dict.fromkeys(self._choices(phrase, pieces, concept).after.get(word, ())))
        return places | dict.fromkeys(self._branch(tree).after.get(word, ()))

    def _choices(self, phrase: str, pieces: list[str], concept: int) -> Node:
        alternatives, at = _parse(pieces, 0)
        if at != len(pieces):
            raise ValueError(f"brackets don't pair: {phrase}")
        first = self._any(alternatives, Node({}, (concept,)))
        if first.ends:
            raise ValueError(f"a phrase of nothing: {phrase}")
        return first

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

    def _any(self, alternatives: list[list[Element]], then: Node) -> Node:
        """What one of the alternatives, with `then` behind it, begins with."""
        first: Edges = {}
        ends: tuple[int, ...] = ()
        for elements in alternatives:
            here = then
            for element in reversed(elements):
                here = self._one(element, here)
            first, ends = _both(first, here.after), tuple(dict.fromkeys(ends + here.ends))
        return Node(first, ends)

    def _one(self, element: Element, then: Node) -> Node:
        content, optional = element
        if content and isinstance(content[0], list):
            made = self._any([each for each in content if isinstance(each, list)], then)
        else:
            forms = [intern(each) for each in content if isinstance(each, str)]
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


def _first_words(phrase: str) -> set[str]:
    """The words, or signs, with which a phrase may begin."""
    first, _, rest = phrase.partition(" ")
    if _SPECIAL.isdisjoint(first) and rest[:1] != "?":
        return {*inflections(first[:-1])} if first[-1] == "~" else {first}
    return _begins(_parse(_PIECES.findall(phrase), 0)[0])


def _begins(alternatives: list[list[Element]]) -> set[str]:
    begins = set[str]()
    for elements in alternatives:
        for content, optional in elements:
            begins |= _begins([each for each in content if isinstance(each, list)])
            begins.update(each for each in content if isinstance(each, str))
            if not optional and not _may_be_nothing(content):
                break
    return begins


def _may_be_nothing(content: list[list[Element]] | list[str]) -> bool:
    """True for "(a? b?)": brackets all of whose parts may be left out."""
    return any(
        all(optional or _may_be_nothing(inner) for inner, optional in each)
        for each in content
        if isinstance(each, list)
    )
