"""What a message tells beside cramps: sport, heat, a medicine that was taken, what helped, own #tags."""

import re
from functools import cache

from msgspec import Struct

from crampbot_chat.understand.amounts import number
from crampbot_chat.understand.find import Found, Hit
from crampbot_chat.understand.lexicon import lexicon, phrases
from crampbot_chat.understand.normal import plain
from crampbot_chat.understand.slots import says

TAG, MEDICINE, NEW_MEDICINE, QUIET = "tag", "medicine", "medication", "quiet"  # kinds beside the names of triggers
LONGEST = 60  # characters of somebody's own words
PLAIN = frozenset({"played", "playing"})  # of what was played, the name says more
LONG = 14  # words
WHAT = 5  # words of what helped
_TAG = re.compile(r"(?<![\w#&])#([^\W\d_][\w-]{1,30})")
_SOME = re.compile(r"\d+ ?(?:mg|mcg|g|ml|iu)\b")
_BREAK = re.compile(r"[,.;!?\n]| - ")
_LEAD = re.compile(r"^(?:(?:and|then|but|the|a|an|some|my|that|with|i|taking|drinking|eating)\s+)+")


class Note(Struct, frozen=True):
    """Something that was around: its kind, and the words for it as they were said."""

    kind: str
    words: str


def notes(found: Found, text: str, language: str = "en") -> tuple[Note, ...]:
    """What was around, in the order of the kinds; nothing that was denied."""
    tags = [Note(TAG, tag.lower()) for tag in _TAG.findall(text)]
    taken = [Note(MEDICINE, words) for words in _taken(found, text, language)]
    new = [Note(NEW_MEDICINE, words) for words in _new(text, language)]
    told = " ".join((*(note.words for note in (*tags, *taken, *new)), helped(text, language)))
    around = [note for note in _triggers(found, language) if note.words not in told]
    if taken or new:
        around = [note for note in around if note.kind != NEW_MEDICINE]
    return tuple(dict.fromkeys((*around, *new, *taken, *tags)))


def helped(text: str, language: str = "en") -> str:
    """What helped, in their words; ""."""
    said = plain(text)
    for marker in _list(language, "helped_behind"):
        if found := re.search(rf"(?:^|[,.;:\n]|\band\b|\bthen\b)\s*([\w' -]{{2,{LONGEST}}}?)\s+{marker}\b", said):
            return _what(found[1], language)
    for marker in _list(language, "helped_before"):
        if found := re.search(rf"\b{marker}:?\s+([\w' -]{{2,{LONGEST}}})", said):
            return _what(found[1], language)
    return ""


def tells(found: Found, text: str, language: str = "en") -> bool:
    """True when the message only tells of such things, so that they may be noted; small talk and questions don't."""
    words = found.tokens.words
    if any(found.tokens.asks) or says(found, "question_start", language) or len(words) > LONG:
        return False
    if _TAG.search(text) or _taken(found, text, language) or _new(text, language):
        return True
    hits = _hits(found, language)
    if not hits or says(found, "told_verb", language) or says(found, "told_day", language):
        return bool(hits)
    if len(words) == 1 or says(found, "as_it_is", language):
        return " ".join(words) in _list(language, "told_alone")
    covered = {at for hit in hits for at in range(hit.start, hit.end)}
    return len(words) - len(covered) <= 1


def _hits(found: Found, language: str) -> list[Hit]:
    lex = lexicon(language)
    return [hit for hit in found.hits if lex.family[hit.concept] == "trigger" and not hit.denied and hit.start >= 0]


def _triggers(found: Found, language: str) -> list[Note]:
    """The triggers, the longest words for each."""
    lex = lexicon(language)
    best: dict[str, Note] = {}
    for hit in _hits(found, language):
        kind, words = lex.names[hit.concept], " ".join(found.tokens.words[_from(found, hit, language) : hit.end])
        if kind not in best or best[kind].words in PLAIN or (len(words) > len(best[kind].words) and words not in PLAIN):
            best[kind] = Note(kind, words[:LONGEST])
    best = {kind: note for kind, note in best.items() if _meant(note)}
    if "swimming" in best:
        best.pop("exercise", None)
    return list(best.values())


def _meant(note: Note) -> bool:
    """Not a Saturday, and not any weeks: words that are something else in most sentences."""
    return note.words != "sat" and not (note.kind == "pregnancy" and note.words.endswith("weeks"))


def _from(found: Found, hit: Hit, language: str) -> int:
    """Where the words begin that go with it: "two beers", "long flight"."""
    before = found.tokens.words[hit.start - 1] if hit.start and not found.tokens.breaks[hit.start] else ""
    counted = number(before) is not None or before in _list(language, "adjectives")
    return hit.start - bool(before and counted)


def _taken(found: Found, text: str, language: str) -> list[str]:
    """The medicine or supplement that was taken, in their words: "300 mg of magnesium"."""
    if any(found.tokens.asks):
        return []
    said = plain(text)
    for marker in _list(language, "taken_before"):
        if match := re.search(rf"\b{marker}\s+(.+)", said):
            words = _until(match[1], language)
            return [words] if words and _medicine(found, words, language) else []
    bare = [words for words in _list(language, "taken_alone") if re.search(rf"\b{words} taken\b", said)]
    return bare[:1]


def _medicine(found: Found, words: str, language: str) -> bool:
    start = words.split()
    nots = _list(language, "not_taken")
    if any(f"{words} ".startswith(f"{each} ") for each in nots) or not start:
        return False
    return bool(_SOME.search(words)) or says(found, "took_remedy", language)


def _new(text: str, language: str) -> list[str]:
    said = plain(text)
    for marker in _list(language, "new_medicine"):
        match = re.search(rf"\b{marker}\b:?\s*(.*)", said)
        if match and marker.startswith("new"):
            words = _until(match[1], language)
            return [words or marker]
    return []


def _until(said: str, language: str) -> str:
    """The words up to the next break, or to what is about the time."""
    words = _BREAK.split(said.strip())[0]
    for end in _list(language, "taken_ends"):
        words = re.split(rf"\s+{end}\b", words)[0]
    return _LEAD.sub("", words.strip())[:LONGEST].strip()


def _what(said: str, language: str) -> str:
    words = _LEAD.sub("", said.strip()).split()
    what = " ".join(words)
    return (
        ""
        if not words
        or len(words) > WHAT
        or what in _list(language, "not_helped")
        or words[-1] in _list(language, "not_helped")
        else what
    )


@cache
def _list(language: str, name: str) -> tuple[str, ...]:
    return tuple(sorted(phrases(lexicon(language).tables["told"][name]), key=len, reverse=True))
