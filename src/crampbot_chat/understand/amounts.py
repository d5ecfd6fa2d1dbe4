"""Numbers in a message: how much of what, and how long."""

import re

from msgspec import Struct

from crampbot_chat.understand.normal import Tokens

_COUNT = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
WORDS = {word: value for value, word in enumerate(_COUNT.split(" "))} | {
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "couple": 2,
    "few": 3,
    "several": 5,
    "dozen": 12,
}
FOREIGN = {  # where the word is none of English
    **dict.fromkeys(("zwei", "zwo", "dos", "deux", "twee", "dois", "duas"), 2),
    **dict.fromkeys(("drei", "tres", "trois", "tre", "drie"), 3),
    **dict.fromkeys(("vier", "cuatro", "quatre", "quattro", "quatro"), 4),
    **dict.fromkeys(("funf", "fuenf", "cinco", "cinq", "cinque", "vijf"), 5),
    **dict.fromkeys(("sechs", "seis", "zes"), 6),
    **dict.fromkeys(("sieben", "siete", "sette", "zeven", "sete"), 7),
    **dict.fromkeys(("acht", "ocho", "huit", "otto", "oito"), 8),
    **dict.fromkeys(("neun", "nueve", "neuf", "nove", "negen"), 9),
    **dict.fromkeys(("zehn", "diez", "dix", "dieci", "tien", "dez"), 10),
    **dict.fromkeys(("funfzehn", "quinze", "quindici", "vijftien"), 15),
    **dict.fromkeys(("zwanzig", "veinte", "vingt", "venti", "twintig", "vinte"), 20),
    **dict.fromkeys(("dreissig", "treinta", "trente", "trenta", "dertig", "trinta"), 30),
}
WORDS |= FOREIGN
HALVED = frozenset(
    {"zwei", "drei", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"}
)  # "half vier" is 3:30
UNITS = {
    "s": 1 / 60,
    "seconds": 1 / 60,
    "second": 1 / 60,
    "m": 1.0,
    "minutes": 1.0,
    "h": 60.0,
    "hours": 60.0,
    "day": 1440.0,
    "days": 1440.0,
    "week": 10080.0,
    "weeks": 10080.0,
    "months": 43200.0,
    **dict.fromkeys(
        ("sekunde", "sekunden", "segundo", "segundos", "seconde", "secondes", "secondo", "secondi"), 1 / 60
    ),
    **dict.fromkeys(("minuten", "minuto", "minutos", "minuti", "minuut", "minuutje"), 1.0),
    **dict.fromkeys(("stunde", "stunden", "hora", "horas", "heure", "heures", "ora", "uur"), 60.0),
}  # in minutes; short forms have been written out before
COUNTED = frozenset(WORDS) | frozenset(UNITS) | {"halb", "uhr"}  # no slips of the pen, though no list has them
READ = 800  # words; nobody tells a length later than that
_LETTERS = frozenset("smh")  # units only right behind digits: "2m"
_TENS = frozenset({"twenty", "thirty", "forty", "fifty"})
_FILLERS = frozenset({"of", "more", "whole", "full", "long", "solid", "good", "odd", "ish", "or", "so", "a", "an"})
_FRACTIONS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("three", "quarters", "of", "an"), 0.75),
    (("a", "quarter", "of", "an"), 0.25),
    (("quarter", "of", "an"), 0.25),
    (("half", "an"), 0.5),
    (("half", "a"), 0.5),
    (("a", "half"), 0.5),
    (("half",), 0.5),
    (("a", "couple"), 2.0),
    (("a", "few"), 3.0),
    (("a", "dozen"), 12.0),
    (("a",), 1.0),
    (("an",), 1.0),
    (("another",), 1.0),
    (("whole",), 1.0),
)
_FIRST = frozenset({"past", "last", *WORDS, *(said[0] for said, _ in _FRACTIONS)})  # where an amount may begin
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


class Span(Struct, frozen=True):
    """A length of time at words [start, end), in minutes."""

    minutes: float
    start: int
    end: int


def number(word: str) -> float | None:
    """The value of a number in digits or words."""
    if word in WORDS:
        return float(WORDS[word])
    return float(word) if _NUMBER.fullmatch(word) else None


def spans(tokens: Tokens) -> list[Span]:
    """Every "half an hour", "20 minutes", "a couple of mins", "1 hour 30" of a message, in order."""
    found: list[Span] = []
    at = 0
    while at < min(len(tokens.words), READ):
        word = tokens.words[at]
        here = _span(tokens.words, at) if word in _FIRST or word[0].isdigit() else None
        if here is None:
            at += 1
            continue
        last = found[-1] if found else None
        if last and here.start - last.end <= 1 and here.minutes < last.minutes and last.minutes >= 1:
            found[-1] = Span(last.minutes + here.minutes, last.start, here.end)  # "2 hours and 10 minutes"
        else:
            found.append(here)
        at = here.end
    return found


def _span(words: list[str], at: int) -> Span | None:
    amount, end = _amount(words, at)
    if amount is None:
        return None
    while end < len(words) and words[end] in _FILLERS:
        end += 1
    unit = UNITS.get(words[end]) if end < len(words) else None
    if unit is None or (words[end] in _LETTERS and not words[at][0].isdigit()):
        return None
    end += 1
    if words[end - 1] == "h" and words[end : end + 1] and words[end].isdigit():  # "1h30", but "at 02h40" is a clock
        clock = words[at].startswith("0") or words[at - 1 : at] in (["at"], ["around"], ["about"])
        return None if clock else Span(amount * unit + float(words[end]), at, end + 1)
    if words[end : end + 3] == ["and", "a", "half"]:
        return Span((amount + 0.5) * unit, at, end + 3)
    return Span(amount * unit, at, end)


def _amount(words: list[str], at: int) -> tuple[float | None, int]:
    """The number that begins at a word, and where it ends."""
    word, rest = words[at], words[at + 1 : at + 4]
    part = None if word[0].isdigit() else _fraction(words, at)
    if part is None and word in {"past", "last"} and rest[:1] and rest[0] in UNITS:
        part = 1.0, 1  # "for the past hour"
    count = number(word)
    if part or count is None:
        return (part[0], at + part[1]) if part else (None, at)
    if rest == ["and", "a", "half"]:
        return count + 0.5, at + 4
    ones = WORDS.get(rest[0], 0) if rest and word in _TENS else 0
    if 0 < ones < WORDS["ten"]:
        return count + ones, at + 2
    if rest[:1] in (["or"], ["to"]) and rest[1:2] and number(rest[1]) is not None:
        return count, at + 3  # "two or three": the smaller one
    return count, at + 1


def _fraction(words: list[str], at: int) -> tuple[float, int] | None:
    return next(((value, len(said)) for said, value in _FRACTIONS if words[at : at + len(said)] == list(said)), None)
