"""How hard a text is: its sentences, its words, and the school year that it asks for (Flesch-Kincaid)."""

import re
from collections.abc import Iterable

_END = re.compile(r"(?<=[.?!])\s+|\n+")
_MARK = re.compile(r"[*\"“”()]|^(?:- |\d+\. )", re.MULTILINE)
_SILENT = re.compile(
    r"(?<=som)e(?=[a-z])|(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeioudt])ed$|(?<![aeiouscgxz])(?<!ch)(?<!sh)es$"
)
_VOWELS = re.compile(r"[aeiouy]+")
_APART = re.compile(r"[aeiouy]ing|ium|(?<![tscg])i[aou]|dia|uid|uie|ea(?=$|te)|scien|(?<=qu)ie")


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text."""
    return [part for part in _END.split(_MARK.sub("", text).strip()) if part.strip()]


def words(sentence: str) -> int:
    """How many words it has, as a writing program counts them."""
    return len(sentence.split())


def syllables(word: str) -> int:
    """About as many as one hears: groups of vowels, without a silent e at the end, with those that are said apart.

    For English only. A dictionary would be exact; for texts of some sentences the difference is below half a year.
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    spoken = _SILENT.sub("", letters) if len(_VOWELS.findall(letters)) > 1 else letters
    return max(1, len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken)))


def school_year(texts: Iterable[str]) -> float:
    """Flesch-Kincaid grade (Kincaid and others, 1975); whoever is in year 6 is about 11. 0 for no words."""
    parts = [part for text in texts for part in sentences(text)]
    every = [word for part in parts for word in part.split() if re.search("[a-zA-Z]", word)]
    if not every:
        return 0
    return 0.39 * len(every) / len(parts) + 11.8 * sum(map(syllables, every)) / len(every) - 15.59
