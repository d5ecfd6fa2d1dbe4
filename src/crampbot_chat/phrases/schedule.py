"""Times at which something comes again and again: read from somebody's words, changed by them, and told."""

import re

from msgspec import Struct
from msgspec.structs import replace

from crampbot_chat.model import Millis
from crampbot_chat.turn import Turn
from crampbot_chat.understand import bare
from crampbot_chat.when.edit import Edit, edit
from crampbot_chat.when.read import read
from crampbot_chat.when.rfc5545 import parse
from crampbot_chat.when.rule import Rule, upcoming
from crampbot_chat.when.say import echo, in_words
from crampbot_chat.when.zones import local

HALF = 1_800_000  # ms, half an hour
DAY = 48 * HALF
GRACE = 2 * 3_600_000  # ms; what is later than that is left out, not sent at a wrong hour
SOMEWHERE = "Etc/UTC"  # while the zone is unknown
_BARE = re.compile(
    r"(?<![\d:.,])(\d|1\d|2[0-3])(?:[:.]([0-5]\d))?(?![\d:])(?!\s*(?:[ap]\.?m\b|h\b|-|\.\d))", re.IGNORECASE
)


class Named(Struct, frozen=True):
    """Times that words name. `timed`: an hour was among them; `days`: days were, too."""

    rule: Rule
    timed: bool
    days: bool


def named(turn: Turn, words: str, every: str) -> Named | None:
    """The times that the words name, `every` day or so when they name no days; None when they name none.

    A bare 7 is seven in the morning: what we say back shows it.
    """
    zone = turn.person.zone or SOMEWHERE
    now = local(turn.now, zone)
    sure = _BARE.sub(lambda hour: f"{int(hour[1]):02}:{hour[2] or '00'}", words)
    for text, days in ((words, True), (sure, True), (f"{every} {words}", False), (f"{every} {sure}", False)):
        reading = read(text, now=now, zone=zone, locale=turn.tongue)
        if reading and reading.kind == "recurring" and reading.rule and not reading.condition:
            rule = replace(reading.rule, zone=turn.person.zone)
            return Named(rule, timed=reading.reason != "no_time", days=days)
    return None


def moved(turn: Turn, rule: Rule, found: Named) -> Rule:
    """The hours that were named, on the days that there were; all that was named when it says days of its own."""
    parts = [parse(line) for line in found.rule.rrule.split("\n")]
    if found.days or len(parts) > 1 or parts[0].elapsed:
        return found.rule
    hours, minutes = parts[0].numbers.get("BYHOUR", ()), parts[0].numbers.get("BYMINUTE", (0,))
    clocks = " ".join(f"{hour:02}:{minutes[0]:02}" for hour in hours)
    change = _edit(turn, clocks, rule) if len(hours) == 1 else None
    return change.rule if change and change.rule else found.rule


def changed(turn: Turn, words: str, rule: Rule, nouns: frozenset[str], leaving: bool) -> Edit | None:
    """What the words change about the times: a pause, days left out, another hour; None when nothing.

    leaving: they want something not to come, so that "no tips on Friday" leaves Friday out.
    """
    if not leaving:
        return _edit(turn, words, rule)
    rest = _behind(turn, words, nouns)
    if not rest:
        return None
    without = _edit(turn, f"{turn.text('tips.not_words')} {rest}", rule)
    if without and without.kind == "rule" and without.rule and "UNTIL" not in without.rule.rrule:
        return without
    pause = _edit(turn, f"{turn.text('tips.pause_words')} {rest}", rule)
    return pause if pause and pause.kind == "pause" and pause.until else None


def _edit(turn: Turn, words: str, rule: Rule) -> Edit | None:
    zone = turn.person.zone or SOMEWHERE
    return edit(words, replace(rule, zone=zone), now=local(turn.now, zone), zone=zone, locale=turn.tongue)


def _behind(turn: Turn, words: str, nouns: frozenset[str]) -> str:
    """What stands behind the name of the thing: "until Monday" of "stop the tips until Monday"."""
    parts = words.split()
    at = next((at for at, part in enumerate(parts) if turn.words.command(bare(part))[0] in nouns), len(parts))
    return " ".join(parts[at + 1 :])


def nexts(rule: Rule, after: Millis, count: int = 1) -> Millis | None:
    """The `count`-th time after this instant; None when there is none."""
    found = upcoming(rule, after, count)
    return found[-1] if len(found) == count else None


def told(turn: Turn, rule: Rule) -> str:
    """Every weekday at 09:00 (Europe/Berlin)."""
    return echo(rule, turn.now, turn.words.language).text


def moment(turn: Turn, at: Millis | None) -> str:
    """Monday 16 March 2026 at 09:00."""
    return in_words(at, turn.person.zone or SOMEWHERE, turn.words.language) if at is not None else ""


def too_late(turn: Turn, due: Millis) -> bool:
    """True for what fell due while we were away: hours ago, or in the night although it was meant for the day."""
    return turn.now - due > GRACE or (turn.night and not turn.sleeps(due))


def awake(turn: Turn, at: Millis) -> Millis:
    """This instant, or else when they are up again, to the half hour."""
    up = at
    while turn.sleeps(up) and up - at < DAY:
        up += HALF - up % HALF
    return up
