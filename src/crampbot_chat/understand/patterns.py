"""The small language of the word lists: `swell~ (up|a bit)? .. leg` becomes a path through a net of words.

word~     every inflection of a regular word: swell, swells, swelled, swelling
(a|b c)   one of several; word? or (a|b)? may be left out
..        up to three words of any kind
#         a number
$ ^       the end, the beginning of a sentence or of a part of it
"""

import re

from msgspec import Struct, field

GAP, NUMBER, END, BEGIN = "..", "#", "$", "^"
_PIECES = re.compile(r"[()|?]|[^\s()|?]+")
_SPECIAL = frozenset("()|?")
_VOWELS = frozenset("aeiou")
_SHORT = 4  # letters up to which a final consonant doubles: stop, stopped

Element = tuple[list[list["Element"]] | list[str], bool]  # alternatives or the forms of a word; may it be left out?


class Node(Struct, eq=False):
    """A place in the net. after: next word → places; ends: the concepts whose phrase is complete here."""

    after: dict[str, list["Node"]] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


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


def weave(root: Node, phrase: str, concept: int) -> set[str]:
    """Add a phrase to the net and return its words. Raises ValueError when it can't be read."""
    pieces: list[str] = _PIECES.findall(phrase)
    while pieces[-1:] == [GAP]:
        pieces.pop()  # what follows at the end may be anything anyway
    words: set[str] = set()
    if _SPECIAL.isdisjoint(pieces) and "~" not in phrase:
        ends = [_line(root, pieces)]
        words.update(pieces)
    else:
        alternatives, at = _parse(pieces, 0)
        if at != len(pieces):
            raise ValueError(f"brackets don't pair: {phrase}")
        ends = _link(alternatives, [root], Node(), words)
    for end in ends:
        if end is root:
            raise ValueError(f"a phrase of nothing: {phrase}")
        if concept not in end.ends:
            end.ends.append(concept)
    return words - {GAP, NUMBER, END, BEGIN}


def _line(root: Node, words: list[str]) -> Node:
    """A phrase without choices: one path."""
    node = root
    for word in words:
        after = Node()
        node.after.setdefault(word, []).append(after)
        node = after
    return node


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


def _link(alternatives: list[list[Element]], starts: list[Node], target: Node, words: set[str]) -> list[Node]:
    """Lead every alternative from the starts to the target; return where a phrase may go on from."""
    ends = [target]
    for elements in alternatives:
        here = starts
        for index, (content, optional) in enumerate(elements):
            there = target if index == len(elements) - 1 else Node()
            reached = _step(content, here, there, words)
            here = reached + [each for each in here if each not in reached] if optional else reached
        ends += [each for each in here if each not in ends]
    return ends


def _step(content: list[list[Element]] | list[str], starts: list[Node], target: Node, words: set[str]) -> list[Node]:
    if content and isinstance(content[0], list):
        return _link([each for each in content if isinstance(each, list)], starts, target, words)
    for word in content:
        assert isinstance(word, str)  # noqa: S101 - what the other branch did not take
        words.add(word)
        for start in starts:
            start.after.setdefault(word, []).append(target)
    return [target]
