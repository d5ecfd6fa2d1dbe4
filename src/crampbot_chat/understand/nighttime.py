"""When somebody's night is: "my night ends at 10", "I work nights: my night is 8 to 16"."""

import re
from functools import cache

from crampbot_chat.understand.lexicon import lexicon, phrases
from crampbot_chat.understand.normal import plain

_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s*([ap]m)?\b|\b(noon|midday)\b")
LONG = 150  # characters
_DAY, _HALF = 1440, 720  # minutes
_LONGEST = 14 * 60  # minutes; a longer night was said by a clock of twelve hours


def nighttime(text: str, language: str = "en") -> tuple[int, int] | None:
    """From and to in minutes after midnight, from is -1 when only the end was said; None when it isn't about that."""
    said = " ".join(plain(text[:LONG]).split())
    begin = next((each for each in _list(language) if each in said), "")
    if not begin:
        return None
    told = [_minutes(found) for found in _CLOCK.finditer(said[said.index(begin) :])]
    if any(each >= _DAY for each in told) or not 1 <= len(told) <= 2:  # noqa: PLR2004 - from and to
        return None
    if len(told) == 1:
        return None if "begin" in begin or "start" in begin else (-1, told[0])
    start, end = told
    if (end - start) % _DAY > _LONGEST and start < _HALF:
        start += _HALF  # "11 to 7"
    return start, end


def _minutes(found: re.Match[str]) -> int:
    if found[4]:
        return _HALF
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and hour <= 12:  # noqa: PLR2004 - o'clock
        hour = hour % 12 + 12 * (found[3] == "pm")
    return hour * 60 + minute


@cache
def _list(language: str) -> tuple[str, ...]:
    return tuple(sorted(phrases(lexicon(language).tables["told"]["night_is"]), key=len, reverse=True))
