"""When a cramp was, as people say it: "3am", "half three", "20 minutes ago", "last night"."""

from datetime import datetime, timedelta
from functools import cache

from crampbot_chat.understand.amounts import spans
from crampbot_chat.understand.clocks import NOON, Clock, clocks
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.normal import Tokens

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EARLY = 6  # o'clock up to which a bare hour is one of the night: "woke at 4"
_AGO = frozenset({"ago", "back"})


def when(tokens: Tokens, now: datetime, language: str = "en") -> str | None:
    """The moment that is told of: ISO minute, ISO date, now, last_night, this_morning, today or yesterday."""
    text = f" {' '.join(tokens.words)} "
    for span in spans(tokens):
        if _AGO.intersection(tokens.words[span.end : span.end + 3]):
            return _minute(now - timedelta(minutes=span.minutes))
    told = [each for each in clocks(tokens) if each.sure or each.hour < _EARLY or " this morning " in text]
    if told:
        return _latest(told[0], text, now)
    said = next((name for phrase, name in _phrases(language) if f" {phrase} " in text), None)
    if said not in _DAYS:
        return said
    back = (now.weekday() - _DAYS.index(said)) % 7 or 7
    return (now - timedelta(days=back)).date().isoformat()


def _latest(clock: Clock, text: str, now: datetime) -> str:
    """The last time that it was this o'clock."""
    evening = not clock.sure and " evening " in text and clock.hour < NOON
    small_hours = clock.hour == NOON and " night " in text  # "last night at half twelve"
    hour = (clock.hour + NOON * (evening or small_hours)) % 24
    moment = now.replace(hour=hour, minute=clock.minute, second=0, microsecond=0)
    if moment > now or (" yesterday " in text and " yesterday night " not in text and now.hour >= NOON):
        moment -= timedelta(days=1)
    return _minute(moment)


def _minute(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


@cache
def _phrases(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(pairs(lexicon(language).tables["moments"]["names"]).items())
