"""Which question somebody asked: the wordings that share its rare words weigh most. Offline, and always the same."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ies|ing|ed|es|s|e|y)$")
STRANGER = 0.6  # what a word that no wording has weighs, beside the rarest that one has
SHORT = 6  # letters; in shorter words a typo would be another word
ALONE = 0.5  # how much a wording of a single word counts in what has more of them: "the weather" is no question of ours
TYPO = 84  # likeness from which a word is a typo of one that we know

Bag = frozenset[str]


class Asked:
    """The wordings of all questions, ready to be compared with what somebody writes."""

    def __init__(self, wordings: Mapping[str, Iterable[str]]) -> None:
        self._bags = [(bag(each), key) for key, group in wordings.items() for each in group]
        seen = Counter(word for words, _ in self._bags for word in words)
        self._weight = {word: math.log(1 + len(self._bags) / count) for word, count in seen.items()}
        self._rarest = max(self._weight.values(), default=1.0)
        self._length = [math.sqrt(self._sum(words)) for words, _ in self._bags]

    def ranked(self, said: str) -> list[tuple[float, str]]:
        """Every question with how much its nearest wording is like this: 1 for the same words, 0 for none in common."""
        words = frozenset(self._known(word) for word in bag(said))
        own = math.sqrt(self._sum(words))
        best: dict[str, float] = {key: 0.0 for _, key in self._bags}
        for (other, key), length in zip(self._bags, self._length, strict=True):
            if common := words & other:
                alone = ALONE if len(other) == 1 < len(words) else 1
                best[key] = max(best[key], alone * self._sum(common) / (own * length))
        return sorted(((likeness, key) for key, likeness in best.items()), key=lambda each: -each[0])

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self._weight.get(word, STRANGER * self._rarest) for word in words)

    def _known(self, word: str) -> str:
        """The word, or the known one of which it is a typo."""
        if word in self._weight or len(word) < SHORT:
            return word
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - 30 ms that a cry need not wait for

        found = process.extractOne(word, self._weight.keys(), scorer=fuzz.ratio, score_cutoff=TYPO)
        return found[0] if found else word


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without its ending, so that "cramp", "cramps" and "cramping" are one."""
    plain = word.removesuffix("'s")
    return _ENDING.sub("", _ENDING.sub("", plain))


def bag(text: str) -> Bag:
    """The words of a text, each once, without endings."""
    plain = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    plain = plain.replace("can't", "can not").replace("n't", " not")
    return frozenset(stem(word) for word in _WORD.findall(plain))
