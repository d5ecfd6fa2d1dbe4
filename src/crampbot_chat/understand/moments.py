"""When a cramp was, as people say it: "3am", "half three", "20 minutes ago", "last night"."""

from datetime import datetime, timedelta

from msgspec import Struct

from crampbot_chat.understand.amounts import number, spans
from crampbot_chat.understand.normal import Tokens

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NIGHT = frozenset({"overnight", "lastnight"})
_AFTER_DOT = frozenset({"am", "pm", "a", "p", "this", "in", "last"})  # "6.15 this morning" is no length
_AT = frozenset({"at", "around", "about", "by"})
_MORNING_HOURS = 6  # "woke at 4" is at night, "at 7" may be either
NOON = 12


class Clock(Struct, frozen=True):
    """A time of day at words [start, end). sure: am, pm, a colon or a part of the day was said."""

    hour: int
    minute: int
    start: int
    end: int
    sure: bool = True


def clocks(tokens: Tokens) -> list[Clock]:
    """Every time of day in a message, in order."""
    found: list[Clock] = []
    at = 0
    while at < len(tokens.words):
        here = _clock(tokens.words, at)
        if here is None:
            at += 1
            continue
        found.append(here)
        at = here.end
    return found


def when(tokens: Tokens, now: datetime) -> str | None:
    """The moment of a cramp that is told of: ISO minute, ISO date, now, last_night, this_morning, today or yesterday."""
    words = tokens.words
    text = f" {' '.join(words)} "
    for span in spans(tokens):
        after = words[span.end : span.end + 2]
        if (
            after[:1] == ["ago"]
            or after[:1] == ["back"]
            or after == ["or", "so"]
            and words[span.end + 2 : span.end + 3] == ["ago"]
        ):
            return (now - timedelta(minutes=span.minutes)).replace(tzinfo=None).isoformat(timespec="minutes")
    told = [clock for clock in clocks(tokens) if clock.sure or clock.hour < _MORNING_HOURS or " this morning " in text]
    if told:
        return _latest(told[0], text, now)
    if any(each in text for each in (" last night", " yesterday night", " overnight ", " lastnight ", " in the night ", " during the night ",
                                     " in my sleep ", " while sleeping ", " while asleep ", " middle of the night ", " the night ", " all night ")):  # fmt: skip
        return "last_night"
    if any(each in text for each in (" this morning ", " on waking ", " first thing ")):
        return "this_morning"
    if " yesterday" in text:
        return "yesterday"
    for index, day in enumerate(_DAYS):
        if f" {day} " in text or f" {day}s " in text:
            back = (now.weekday() - index) % 7 or 7
            return (now - timedelta(days=back)).date().isoformat()
    if any(each in text for each in (" just had ", " just now ", " just got ", " just this minute ", " right now ", " a moment ago ", " just happened ", " a second ago ", " just finished ", " now log")):  # fmt: skip
        return "now"
    if any(each in text for each in (" today ", " earlier ", " tonight ")):
        return "today"
    if " woke up " in text or " woke me " in text or " woken " in text or " woke with " in text:
        return "last_night"
    return None


def _latest(clock: Clock, text: str, now: datetime) -> str:
    """The last time that it was this o'clock."""
    hour = clock.hour
    if not clock.sure and " evening " in text and hour < NOON:
        hour += NOON
    moment = now.replace(hour=hour % 24, minute=clock.minute, second=0, microsecond=0, tzinfo=None)
    if moment > now.replace(tzinfo=None):
        moment -= timedelta(days=1)
    if " yesterday " in text and " yesterday night " not in text and moment.date() == now.date() and now.hour >= NOON:
        moment -= timedelta(days=1)
    return moment.isoformat(timespec="minutes")


def _clock(words: list[str], at: int) -> Clock | None:
    word, rest = words[at], words[at + 1 : at + 6]
    if word in {"midnight", "noon", "midday"} and (at == 0 or words[at - 1] not in {"after", "before", "since"}):
        return Clock(0 if word == "midnight" else NOON, 0, at, at + 1)
    if word == "half" and rest[:1]:
        past = rest[0] == "past"
        hour = number(rest[past]) if rest[past:] else None
        if hour is not None and 1 <= hour <= NOON and hour == int(hour) and not _unit(rest[past + 1 :]):
            return _part(words, int(hour), 30, at, at + 2 + past, sure=False)
    if word in {"quarter", "ten", "five", "twenty", "10", "5", "20"} and rest[:1] in (["past"], ["to"]) and rest[1:2]:
        hour = number(rest[1])
        minutes = 15 if word == "quarter" else int(number(word) or 0)
        if hour is not None and 1 <= hour <= NOON:
            total = int(hour) * 60 + (minutes if rest[0] == "past" else -minutes)
            return _part(words, total // 60 % 24, total % 60, at, at + 3, sure=False)
    return _digits(words, at)


def _digits(words: list[str], at: int) -> Clock | None:
    word, rest = words[at], words[at + 1 : at + 6]
    dotted = "." in word and (bool(rest) and rest[0] in _AFTER_DOT or at > 0 and words[at - 1] in _AT)
    if word[0].isdigit() and "/" not in word and (":" in word or dotted):
        left, _, right = word.replace(".", ":").partition(":")
        if len(right) == 2 and right.isdigit() and left.isdigit() and int(left) < 25 and int(right) < 60:  # noqa: PLR2004
            return _part(words, int(left), int(right), at, at + 1, sure=True)
        return None
    value = number(word)
    if value is None or value != int(value) or not 0 <= value <= 24:  # noqa: PLR2004
        return None
    after = rest[:1]
    if after and (
        after[0] in {"am", "pm", "oclock", "ish"}
        or (word[0].isdigit() and after[0] in {"a", "p"} and rest[1:2] in (["m"], []))
    ):
        return _part(words, int(value), 0, at, at + 1, sure=False)
    if rest[:3] in (["in", "the", "morning"], ["in", "the", "night"], ["of", "the", "night"], ["at", "night"]) or rest[
        :2
    ] == ["at", "night"]:
        return _part(words, int(value), 0, at, at + 1, sure=False)
    if word[0].isdigit() and rest[:1] == ["h"] and int(value) > NOON:
        return Clock(int(value), 0, at, at + 2)
    before = words[at - 1] if at else ""
    if before in {*_AT, "since"} and not _unit(rest) and rest[:2] != ["out", "of"] and value <= NOON:
        return Clock(int(value) % 24, 0, at, at + 1, sure=False)
    return None


def _unit(rest: list[str]) -> bool:
    return bool(rest) and rest[0] in {
        "minutes",
        "hours",
        "seconds",
        "m",
        "h",
        "s",
        "days",
        "weeks",
        "week",
        "day",
        "times",
        "x",
        "years",
        "second",
        "an",
        "a",
        "of",
    }


def _part(words: list[str], hour: int, minute: int, start: int, end: int, *, sure: bool) -> Clock:
    """Read am, pm or the part of the day that follows."""
    rest = words[end : end + 4]
    if rest[:1] in (["oclock"], ["ish"]):
        end, rest = end + 1, rest[1:]
    if rest[:1] in (["am"], ["a"]) or rest[:3] == ["in", "the", "morning"] or (rest[:2] == ["this", "morning"]):
        return Clock(hour % NOON if hour <= NOON else hour, minute, start, end + (1 if rest[0] in {"am", "a"} else 0))
    if rest[:1] in (["pm"], ["p"]) or rest[:3] in (["in", "the", "evening"], ["in", "the", "afternoon"]):
        return Clock(
            hour % NOON + NOON if hour <= NOON else hour, minute, start, end + (1 if rest[0] in {"pm", "p"} else 0)
        )
    if rest[:2] == ["at", "night"] or rest[:3] in (["in", "the", "night"], ["of", "the", "night"]):
        return Clock(hour % NOON + (NOON if 8 <= hour < NOON else 0), minute, start, end)  # noqa: PLR2004
    return Clock(hour % 24, minute, start, end, sure)
