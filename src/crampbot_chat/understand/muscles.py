"""Which muscle and which side a message names."""

from functools import cache

from crampbot_chat.understand.find import Found, Hit
from crampbot_chat.understand.lexicon import lexicon, pairs

LIMITED = frozenset({"hip_limit", "knee_trouble", "achilles_limit", "surgery_limit"})  # what a body can't do
JOINED = 2  # words between two muscles that are named together
TERSE = 3  # words of an entry in which a lone "L" is a side
_JOINED = frozenset({"and", "plus", "also", "then"})
_VERBS = ("is", "are", "was", "were", "feels", "felt", "feel", "got", "had")


def muscles(found: Found, language: str = "en", near: str = "cramp_word") -> list[str]:
    """The `muscle` names of a message: the part nearest to the cramp, and those joined to it by "and"."""
    parts = _parts(found, language)
    if not parts:
        nick = lexicon(language).bits["charley"]
        return ["calf"] if found.yes >> nick & 1 else []
    at = parts.index(_nearest(found, parts, language, near))
    first = last = at
    while first and _joined(found, parts[first - 1], parts[first]):
        first -= 1
    while last + 1 < len(parts) and _joined(found, parts[last], parts[last + 1]):
        last += 1
    return list(dict.fromkeys(_slot(hit, language) for hit in parts[first : last + 1]))


def _joined(found: Found, left: Hit, right: Hit) -> bool:
    """True for "calf and foot", "calf, foot"; not for "calf, feet were cold"."""
    words = found.tokens.words
    between = words[left.end : right.start]
    own_verb = words[right.end : right.end + 1] in ([verb] for verb in _VERBS)
    return len(between) <= JOINED and bool(
        _JOINED.intersection(between) or (found.tokens.breaks[right.start] and not own_verb)
    )


def raw_part(found: Found, language: str = "en") -> str:
    """The name of the part nearest to the cramp, as fine as it was said (low_calf, arch), or ""."""
    parts = _parts(found, language) or _beside(found, language)
    if not parts:
        return "charley" if found.yes >> lexicon(language).bits["charley"] & 1 else ""
    return lexicon(language).names[_nearest(found, parts, language).concept]


def side(found: Found, language: str = "en") -> str | None:
    """left, right or both; "calf R" counts, "both calf and foot" does not."""
    lex = lexicon(language)
    left, right, both = (found.yes >> lex.bits[name] & 1 for name in ("left", "right", "both"))
    if both or (left and right):
        return "both" if len(muscles(found, language)) == 1 or not _parts(found, language) else None
    if left or right:
        return "left" if left else "right"
    words = found.tokens.words
    for hit in _parts(found, language):
        for at in (hit.start - 1, hit.end):
            if 0 <= at < len(words) and words[at] in {"l", "r"}:
                return "left" if words[at] == "l" else "right"
    alone = [word for word in words if word in {"l", "r"}]
    return {"l": "left", "r": "right"}[alone[0]] if alone and len(words) <= TERSE else None


def protocol(part: str, language: str = "en") -> str | None:
    """The relief protocol for a part, or None when there is none for it."""
    return _table(language, "protocol").get(part)


def _beside(found: Found, language: str) -> list[Hit]:
    """Parts that have no muscles of their own, but some beside them: the knee."""
    lex = lexicon(language)
    beside = _table(language, "protocol")
    return [
        hit
        for hit in found.hits
        if lex.family[hit.concept] == "body" and not hit.denied and lex.names[hit.concept] in beside
    ]


def _parts(found: Found, language: str) -> list[Hit]:
    if found.parts is None:
        found.parts = _named(found, language)
    return found.parts


def _named(found: Found, language: str) -> list[Hit]:
    lex = lexicon(language)
    phrases = [hit for hit in found.hits if lex.family[hit.concept] == "trigger" and hit.end - hit.start > 1]
    parts = [hit for hit in found.hits if lex.family[hit.concept] == "body" and not hit.denied and _slot(hit, language)]
    own = [part for part in parts if not any(each.start <= part.start and part.end <= each.end for each in phrases)]
    if phrases:
        return own  # "on my feet all day" names no part
    trouble = [hit for hit in found.hits if lex.names[hit.concept] in LIMITED and hit.end - hit.start > 1]
    sound = [part for part in parts if not any(each.start <= part.start and part.end <= each.end for each in trouble)]
    return sound or parts  # "bad hip, calf cramp": the calf


def _nearest(found: Found, parts: list[Hit], language: str, near: str = "cramp_word") -> Hit:
    lex = lexicon(language)
    marks = lex.mask(near) | (lex.mask("locked_up") if near == "cramp_word" else 0)
    cramps = [hit for hit in found.hits if marks >> hit.concept & 1]
    if not cramps:
        return parts[0]
    return min(parts, key=lambda part: min(max(part.start, each.start) - min(part.end, each.end) for each in cramps))


def _slot(hit: Hit, language: str) -> str:
    """The `muscle` name of a part, "" for a part without muscles of its own."""
    name = lexicon(language).names[hit.concept]
    return "" if name in _without(language) else _table(language, "slot").get(name, name)


@cache
def _without(language: str) -> frozenset[str]:
    return frozenset(lexicon(language).tables["muscle"]["none"].split())


@cache
def _table(language: str, which: str) -> dict[str, str]:
    return pairs(lexicon(language).tables["muscle"][which])
