"""Mends typos: a word that nobody knows becomes the nearest word of the lists, if one is near enough."""

import re
from functools import cache, lru_cache

from crampbot_chat.understand.amounts import COUNTED
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.normal import Tokens, tokens

MENDED = 40  # unknown words looked up in one message; the rest of a very long text stays as it is
SHORTEST = 4  # letters; shorter words are too near to each other
LONG = 8  # letters from which two slips are forgiven
_ENDINGS = (("s", ("",)), ("es", ("",)), ("ies", ("y",)), ("ing", ("", "e")), ("ed", ("", "e")), ("er", ("", "e")))
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")  # "craaamp", "owww"
_SCREAM = re.compile(r"[aeiou]*([aeiou])\1{3,}[hrgw]*|(?=.*(.)\2\2)[au]+r+g*h*")  # in any language; "ohhh" may be joy
_OUTCRY = "aaa"  # a scream as the lists know it


def read(text: str, language: str = "en") -> Tokens:
    """The words of a text with short forms written out and typos mended."""
    lex = lexicon(language)
    short, joins = _tables(language)
    cut = tokens(text, short, joins)
    budget = MENDED
    for at, word in enumerate(cut.words):
        if word in lex.known or word in lex.foreign or word in COUNTED or word[0].isdigit():
            continue
        budget -= 1
        if budget < 0:
            break
        mended = mend(word, language)
        cut.words[at] = mended[0]
        if len(mended) > 1 and budget > 0:
            return read_again(cut, mended, at, language)
    return cut


def read_again(cut: Tokens, mended: tuple[str, ...], at: int, language: str) -> Tokens:
    """Put two words where one was ("legcramp"), and go on behind them."""
    rest = Tokens(cut.words[at + 1 :], cut.breaks[at + 1 :], cut.asks[at + 1 :])
    for index, word in enumerate(rest.words[:MENDED]):
        if word not in lexicon(language).known and word not in lexicon(language).foreign and not word[0].isdigit():
            rest.words[index] = mend(word, language)[0]
    return Tokens(
        [*cut.words[:at], *mended, *rest.words],
        [*cut.breaks[: at + 1], *([0] * (len(mended) - 1)), *rest.breaks],
        [*cut.asks[: at + 1], *([cut.asks[at]] * (len(mended) - 1)), *rest.asks],
    )


@lru_cache(maxsize=4096)
def mend(word: str, language: str = "en") -> tuple[str, ...]:
    """What the word was meant to be: itself, a word of the lists, or two of them written as one."""
    lex = lexicon(language)
    if _SCREAM.fullmatch(word):
        return (_OUTCRY,)
    for stretched in (r"\1", r"\1\1"):
        if (calm := _STRETCHED.sub(stretched, word)) in lex.known:
            return (calm,)
    base = next((each for each in _bases(word) if each in lex.known), "")
    if word in _real() or len(word) < SHORTEST or not word.isalpha():
        return (base or word,)
    word = _STRETCHED.sub(r"\1", word)
    if near := _nearest(word, language) or base:
        return (near,)
    for cut in range(3, len(word) - 2):
        if word[:cut] in lex.known and word[cut:] in lex.known:
            return (word[:cut], word[cut:])
    return (word,)


def _bases(word: str) -> tuple[str, ...]:
    """Other forms of a word, for lists that have only one: plural and singular, -ing and -ed."""
    if len(word) <= SHORTEST:
        return ()
    forms = [word + "s"]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            forms += [word.removesuffix(ending) + each for each in instead]
    return tuple(forms)


def _nearest(word: str, language: str) -> str:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 20 ms that only the first unknown word has to pay

    often = _often(language)
    best, least = "", 2 if len(word) >= LONG else 1
    for size in (len(word), len(word) + 1, len(word) - 1, len(word) + 2, len(word) - 2):
        if abs(size - len(word)) > least:
            continue
        for known in _by_size(language).get(size, ()):
            away = OSA.distance(word, known, score_cutoff=least)
            if away < least or (away == least and (not best or _likelier(known, best, word, often))):
                best, least = known, away
    return best


def _likelier(known: str, best: str, word: str, often: frozenset[str]) -> bool:
    """Of two words as near to a typo, the one that people write often, or that begins like it."""
    return (known in often, known[0] == word[0]) > (best in often, best[0] == word[0])


@lru_cache(maxsize=8)
def _often(language: str) -> frozenset[str]:
    return frozenset(lexicon(language).tables["spelling"]["often"].split())


@lru_cache(maxsize=8)
def _by_size(language: str) -> dict[int, list[str]]:
    sizes: dict[int, list[str]] = {}
    for word in sorted(lexicon(language).known):
        if len(word) >= SHORTEST and word.isalpha():
            sizes.setdefault(len(word), []).append(word)
    return sizes


@lru_cache(maxsize=8)
def _tables(language: str) -> tuple[dict[str, tuple[str, ...]], dict[tuple[str, str], str]]:
    spelling = lexicon(language).tables.get("spelling", {})
    short = {short: tuple(full.split()) for short, full in pairs(spelling.get("short", "")).items()}
    joins = {(left.split()[0], left.split()[1]): full for left, full in pairs(spelling.get("joins", "")).items()}
    return short, joins


@cache
def _real() -> frozenset[str]:
    """Ordinary words that no list has: they are not mended. Read when the first unknown word comes."""
    return frozenset(lexicon().tables["real"]["words"].split())


def familiar(word: str, language: str = "en") -> bool:
    """True for a word of the lists or an ordinary word; numbers and single letters are not."""
    return len(word) > 1 and not word[0].isdigit() and (word in lexicon(language).known or word in _real())
