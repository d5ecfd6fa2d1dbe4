"""The small language of the word lists: `swell~ (up|a bit)? .. leg` becomes a path through a net of words.

word~     every inflection of a regular word: swell, swells, swelled, swelling
(a|b c)   one of several; word? or (a|b)? may be left out
..        up to three words of any kind
#         a number
$ ^       the end, the beginning of a sentence or of a part of it
"""

from msgspec import Struct, field

GAP, NUMBER, END, BEGIN = "..", "#", "$", "^"
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
    phrase = phrase.strip().removesuffix(GAP).strip()  # what follows at the end may be anything anyway
    alternatives, at = _parse(phrase, 0)
    if at != len(phrase):
        raise ValueError(f"brackets don't pair: {phrase}")
    words: set[str] = set()
    for end in _link(alternatives, [root], Node(), words):
        if end is root:
            raise ValueError(f"a phrase of nothing: {phrase}")
        if concept not in end.ends:
            end.ends.append(concept)
    return words - {GAP, NUMBER, END, BEGIN}


def _parse(text: str, at: int) -> tuple[list[list[Element]], int]:
    alternatives: list[list[Element]] = [[]]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            alternatives.append([])
            at += 1
            continue
        if text[at] == " ":
            at += 1
            continue
        content: list[list[Element]] | list[str]
        if text[at] == "(":
            content, at = _parse(text, at + 1)
            at += 1
        else:
            end = at
            while end < len(text) and text[end] not in " ()|?":
                end += 1
            word, at = text[at:end], end
            content = inflections(word[:-1]) if word.endswith("~") else [word]
        optional = text[at : at + 1] == "?"
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
