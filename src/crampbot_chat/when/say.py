"""A rule or an instant → the words that the bot says back; read again, they give the same rule."""

import tomllib
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.rfc5545 import parse
from crampbot_chat.when.rule import Rule, next_after
from crampbot_chat.when.speaker import Speaker
from crampbot_chat.when.words import content_folder
from crampbot_chat.when.zones import doubled, skipped, wall


class Echo(Struct, frozen=True):
    """What the bot says back: the rule in words with its zone, and its next ring.

    moved: the next ring's time is skipped by a clock change and rings later. twice: the clock shows it twice.
    """

    text: str
    next: Millis | None
    next_text: str
    moved: bool = False
    twice: bool = False


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, dict[str, Any]]:
    folder = content_folder()
    file = folder.joinpath(language, "lexicon", "echo.toml")
    if not file.is_file():
        file = folder.joinpath("en", "lexicon", "echo.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def echo(rule: Rule, now: Millis, language: str = "en") -> Echo:
    """The rule in words, as of now."""
    speaker = Speaker(_words(language))
    following = next_after(rule, now)
    shown = wall(following, rule.zone) if following is not None else None
    due = _due(rule, shown) if shown else None
    return Echo(
        text=speaker.rule(rule, now),
        next=following,
        next_text=speaker.moment(shown) if shown else "",
        moved=bool(due and skipped(due, rule.zone)),
        twice=bool(shown and doubled(shown, rule.zone)),
    )


def in_words(moment: Millis, zone: str, language: str = "en") -> str:
    """An instant in words: weekday, date and time by the clock of the zone."""
    return Speaker(_words(language)).moment(wall(moment, zone))


def explained(reading: Reading, language: str = "en") -> list[str]:
    """Why a text was understood so: a sentence for each stretch of words, then one for what was added or is missing."""
    words = _words(language)
    steps = [words["why"][step.kind].format(words=step.words) for step in reading.why]
    return [*steps, *([words["reasons"][reading.reason]] if reading.reason else [])]


def _due(rule: Rule, shown: datetime) -> datetime | None:
    """The wall time that was meant by a ring whose own time may have been skipped; None for series that run on."""
    parts = parse(rule.rrule.split("\n")[0])
    hours = parts.numbers.get("BYHOUR", ())
    if parts.elapsed or shown.hour in hours or not hours:
        return None
    return shown.replace(hour=max((hour for hour in hours if hour < shown.hour), default=shown.hour))
