"""Time zones and pairing codes in a message."""

import re
from functools import cache

from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.normal import plain

READ = 1000  # characters looked at
_AREAS = "africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc"
_ZONE = re.compile(rf"\b(?:{_AREAS})/[a-z_+\-0-9]+(?:/[a-z_]+)?\b")
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"\b[A-Za-z0-9]{5,8}\b")
_LETTERS = 6  # a code of capitals alone is at least this long


def pairing_code(text: str) -> str | None:
    """A pairing code: five to eight letters and digits, at least one of them a digit or all of them capitals."""
    told: list[str] = _CODE.findall(text[:READ])
    mixed = (each for each in told if any(char.isdigit() for char in each) and any(char.isalpha() for char in each[1:]))
    capitals = (each for each in told if each.isalpha() and each.isupper() and len(each) >= _LETTERS)
    return next(mixed, None) or next(capitals, None)


def zone(text: str, language: str = "en") -> str | None:
    """The IANA zone that a text names, by its own name, a city, a country or a common abbreviation."""
    calm = plain(text[:READ])
    told = _ZONE.search(calm)
    if told:
        return "/".join("_".join(word.capitalize() for word in part.split("_")) for part in told[0].split("/"))
    words, names = _WORD.findall(calm), _zones(language)
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            if (here := " ".join(words[at : at + size])) in names:
                return names[here]
    return None


@cache
def _zones(language: str) -> dict[str, str]:
    return pairs(lexicon(language).tables["zones"]["names"])
