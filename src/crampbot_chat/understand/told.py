"""What a message tells of cramps that are over: each with its time, muscle, side, length and strength as said."""

import re
from datetime import datetime, time

from msgspec import Struct

from crampbot_chat.understand.amounts import number
from crampbot_chat.understand.days import NOON
from crampbot_chat.understand.find import Found
from crampbot_chat.understand.hearing import THREE, hear
from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.muscles import muscles, protocol, raw_part, side
from crampbot_chat.understand.notes import Note, helped, notes
from crampbot_chat.understand.past import MOST, Moment, Times, all_clocks, times
from crampbot_chat.understand.slots import says
from crampbot_chat.understand.strength import duration, intensity
from crampbot_chat.understand.typos import read

_PIECE = re.compile(r"\s*(?:[,;\n]|\band\b|\bthen\b|&|\bplus\b)\s*")
_EACH = re.compile(r"\b(?:each|both|all)\b", re.IGNORECASE)
_BARE_HOUR = re.compile(r"\D{0,12}\d{1,2}\s*")
_FEELS = (("feel_very_strong", "very_strong"), ("feel_strong", "strong"), ("feel_mild", "mild"))
ENGLISH = "en"  # of other languages we don't know the words for hours, so that a bare number may be one
LONGEST = 60  # minutes
ONE_SIDE = frozenset({"left", "right"})
_SPAN = re.compile(r"\b(?:for|lasted|lasting|took)\b", re.IGNORECASE)


class Facts(Struct, frozen=True):
    """What is said of one cramp; empty or None where nothing is."""

    muscle: str = ""
    side: str = ""
    minutes: float | None = None
    pain: int | None = None
    feel: str = ""
    helped: str = ""


class Told(Struct, frozen=True):
    """The cramps of a message, and what was around them. dated: a day or an hour was said."""

    cramps: tuple[tuple[Moment, Facts], ...]
    notes: tuple[Note, ...] = ()
    dated: bool = False


def tell(found: Found, text: str, now: datetime, border: time = NOON, language: str = "en") -> Told:
    """What is told. `now` is the teller's wall clock (naive); `border` ends their nights."""
    many = count(found)
    said = times(found.tokens, text, now, border, many, language)
    moments = list(said.moments)
    if len(moments) > 1:
        each = _apart(text, len(moments), now, language)
    elif len(names := muscles(found, language)) > 1:
        whole = facts(found, text, said, language)
        parts = [protocol(name, language) or whole.muscle for name in names]
        each = [_with(whole, muscle=part) for part in dict.fromkeys(parts)]
        moments *= len(each)
    else:
        each = [facts(found, text, said, language)]
    while len(moments) < min(many, MOST):  # "three cramps last night, one at 2": of the others no hour is known
        moments.append(_hourless(moments[0]))
        each.append(Facts(each[0].muscle, each[0].side))
    cramps = tuple(zip(moments, each, strict=False))[:MOST]
    return Told(cramps, notes(found, text, language), said.dated)


def facts(found: Found, text: str, when: Times | None = None, language: str = "en") -> Facts:
    """What is said of a cramp beside its time."""
    told = when.taken if when else frozenset()
    minutes = duration(found)
    if minutes is not None and when and when.clocks and "h" in found.tokens.words and not _SPAN.search(text):
        minutes = None  # "2h10" was the hour
    pain = intensity(found, bare=language == ENGLISH)
    if language != ENGLISH and minutes is not None and minutes > LONGEST:  # "3h, 4 minutes"
        minutes = None
    bare = [
        at for at, word in enumerate(found.tokens.words) if word.isdigit() and pain is not None and word == str(pain)
    ]
    if bare and told.issuperset(bare):
        pain = None  # it was the hour
    feel = next((feel for concept, feel in _FEELS if says(found, concept, language)), "") if pain is None else ""
    part = protocol(raw_part(found, language), language) or ""
    return Facts(part, side(found, language) or "", minutes, pain, feel, helped(text, language))


def count(found: Found) -> int:
    """How many cramps are told of: "two cramps", "calf twice", "woke up 3 times"; 1 when it isn't said."""
    lex, words = lexicon(), found.tokens.words
    for hit in found.hits:
        if lex.names[hit.concept] != "twice" or "week" in words or "month" in words:
            continue
        said = words[hit.start]
        value = 2 if said == "twice" else number(said)
        if value and value == int(value) and hit.end - hit.start > (said != "twice"):
            return max(1, min(int(value), MOST))
    return 1


def _apart(text: str, amount: int, now: datetime, language: str) -> list[Facts]:
    """Several times in one message: what stands beside each; a muscle counts on until another is named."""
    groups: list[str] = []
    timed = False
    for piece in _PIECE.split(text):
        hour = _has_hour(piece, language)
        if not groups or (hour and timed):
            groups.append(piece)
        else:
            groups[-1] += f", {piece}"
        timed = timed or hour
    if len(groups) > amount:
        return [_heard(text, now, language)] * amount
    groups += [""] * (amount - len(groups))
    shared = bool(_EACH.search(text))
    whole = _heard(text, now, language)
    one = _heard(_EACH.sub(" ", text), now, language) if shared else whole  # "both left calf" is no side "both"
    if one.side in ONE_SIDE:
        groups = [_EACH.sub(" ", group) for group in groups]
    found: list[Facts] = []
    for group in groups:
        own = _heard(group, now, language) if group.strip() else Facts()
        before = found[-1] if found else own
        own = _with(own, muscle=own.muscle or before.muscle, side=own.side or ("" if own.muscle else before.side))
        if shared and one.side in ONE_SIDE:
            own = _with(own, muscle=own.muscle or one.muscle, side=own.side or one.side)
        found.append(_with(own, minutes=whole.minutes, pain=whole.pain, feel=whole.feel) if shared else own)
    return found


def _has_hour(piece: str, language: str) -> bool:
    return bool(_BARE_HOUR.fullmatch(piece) or all_clocks(read(piece, language)))


def _heard(text: str, now: datetime, language: str) -> Facts:
    found = hear(read(text, language), text, THREE, language=language)
    group = times(found.tokens, text, now, count=count(found), language=language)
    alone = re.fullmatch(r"\D*\d{1,2}\D*", text) and not group.clocks
    told = facts(found, text, group, language)
    return _with(told, pain=None) if alone else told


def _hourless(moment: Moment) -> Moment:
    return Moment(moment.at, moment.vague or "night", future=moment.future)


def _with(told: Facts, **changes: object) -> Facts:
    values = {name: getattr(told, name) for name in Facts.__struct_fields__}
    return Facts(**{**values, **changes})
