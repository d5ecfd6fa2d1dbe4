"""How long a cramp lasted and how strong it was, from what somebody tells about it."""

from crampbot_chat.understand.amounts import number, spans
from crampbot_chat.understand.clocks import clocks
from crampbot_chat.understand.find import Found

HOUR, DAY = 60, 1440  # minutes
STRONGEST = 10
TERSE = 60  # words of an entry in which a bare number may be a strength
_ACTIVITY = frozenset(
    {
        "run",
        "walk",
        "drive",
        "flight",
        "swim",
        "ride",
        "drove",
        "ran",
        "walked",
        "flew",
        "sat",
        "stood",
        "cycled",
        "swam",
    }
)  # "a 20 minute run", "drove 6 hours": no cramp
_BUSY = _ACTIVITY | {
    *(
        "feet",
        "standing",
        "stand",
        "sitting",
        "seated",
        "desk",
        "working",
        "work",
        "worked",
        "driving",
        "flying",
        "shop",
    ),
    *(
        "walking",
        "running",
        "cycling",
        "hiking",
        "swimming",
        "shift",
        "bus",
        "train",
        "car",
        "plane",
        "journey",
        "asleep",
    ),
}  # as long as an hour or more, what is told of is what came before
_OUT_OF = frozenset({"out", "of"})
_TEN = (["10"], ["ten"])
_SCALE = frozenset({"pain", "intensity", "severity", "strength", "level", "score", "strong", "rated", "scale"})
_GUESSED = frozenset(
    {
        *("i", "id", "a", "an", "it", "was", "say", "guess", "think", "reckon", "suppose", "maybe", "about", "around"),
        *("roughly", "probably", "perhaps", "like", "just", "only"),
    }
)  # "six i guess"
_COUNTED = frozenset({"k", "km", "mile", "x", "th", "st", "nd", "rd", "a", "am", "pm", "year"})


def duration(found: Found) -> float | None:
    """How long it lasted, in minutes; "20 minutes ago" is no length."""
    words = found.tokens.words
    for span in spans(found.tokens):
        before = 3 if span.minutes >= HOUR else 2
        around = {*words[max(span.start - before, 0) : span.start], *words[span.end : span.end + before - 1]}
        busy = around & (_BUSY if span.minutes >= HOUR else _ACTIVITY)
        if busy or "ago" in words[span.end : span.end + 3] or span.minutes >= DAY:
            continue
        minutes = round(span.minutes, 2)
        return int(minutes) if minutes == int(minutes) else minutes
    return None


def intensity(found: Found, *, bare: bool = True) -> int | None:
    """How strong, 0 to 10, only when a number was given. bare: one that stands there without a word for it, too."""
    words, breaks = found.tokens.words, found.tokens.breaks
    for at, word in enumerate(words):
        if "/" in word:
            left, _, right = word.partition("/")
            if right == "10" and left.isdigit() and int(left) <= STRONGEST:
                return int(left)
        value = number(word)
        if value is None or value > STRONGEST or value != int(value):
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        split = following == "10" and breaks[at + 1]  # "7 /10"
        asked = following in _OUT_OF and [each for each in words[at + 1 : at + 4] if each not in _OUT_OF][:1] in _TEN
        if split or asked or _SCALE.intersection(words[max(at - 3, 0) : at]):
            return int(value)
    return _leftover(found) if bare or len([word for word in words if word not in _GUESSED]) == 1 else None


def _leftover(found: Found) -> int | None:
    """A bare number in a terse entry ("calf 7 4min") that is no clock, length or count."""
    words, breaks = found.tokens.words, found.tokens.breaks
    if len(words) > TERSE:
        return None
    taken = {at for span in spans(found.tokens) for at in range(span.start, span.end)}
    taken.update(at for clock in clocks(found.tokens) for at in range(clock.start, clock.end))
    alone = len([word for word in words if word not in _GUESSED]) == 1
    for at, word in enumerate(words):
        if at in taken or not (word.isdigit() or (alone and number(word) is not None)):
            continue
        following = words[at + 1] if at + 1 < len(words) and not breaks[at + 1] else ""
        value = int(number(word) or 0)
        if value <= STRONGEST and following not in _COUNTED and not following.endswith("s"):
            return value
    return None
