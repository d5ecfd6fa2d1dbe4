"""Nights told in lines: a heading for each, its cramps as they came, and what was around."""

from datetime import date
from itertools import groupby

from crampbot_chat.phrases import clock
from crampbot_chat.phrases.cramps import line
from crampbot_chat.phrases.undo import Entry
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.marks import Mark
from crampbot_chat.turn import Turn
from crampbot_chat.understand.notes import MEDICINE, QUIET, TAG
from crampbot_chat.when.zones import local

Night = tuple[date | None, list[Entry]]


def by_night(turn: Turn, entries: list[Entry]) -> list[Night]:
    """The entries of each night, the latest night first; without a zone it is all one."""

    def night(entry: Entry) -> date:
        return turn.night_of(at(entry)) or date.min

    ordered = sorted(entries, key=night, reverse=True)
    return [(key if turn.person.zone else None, _in_order(list(group))) for key, group in groupby(ordered, key=night)]


def at(entry: Entry) -> int:
    """When it was."""
    return entry.started_at if isinstance(entry, Cramp) else entry.at


def _in_order(entries: list[Entry]) -> list[Entry]:
    """Cramps as they came, then what was around; a night with a cramp wasn't quiet."""
    cramped = any(isinstance(each, Cramp) for each in entries)
    kept = [each for each in entries if not (cramped and isinstance(each, Mark) and each.kind == QUIET)]
    return sorted(kept, key=_place)


def _place(entry: Entry) -> tuple[bool, bool, int, str]:
    """Where an entry stands in its night: those without an hour after the others."""
    if isinstance(entry, Cramp):
        return False, bool(entry.vague), entry.started_at, entry.id
    return True, False, entry.at, f"{entry.told_at} {entry.kind} {entry.words}"


def heading(turn: Turn, night: Night) -> str:
    """The night's name; of cramps by day, the day's."""
    zone, (on, entries) = turn.person.zone, night
    if on is None:
        return turn.text("diary.lately")
    starts = [each.started_at for each in entries if isinstance(each, Cramp)]
    days = {local(each, zone).date() for each in starts}
    if len(days) == 1 and not any(turn.sleeps(each) for each in starts):
        return clock.day(turn, days.pop())
    return turn.text("diary.night", night=clock.day(turn, on))


def told(turn: Turn, entry: Entry) -> str:
    """One entry in a line."""
    return line(turn, entry) if isinstance(entry, Cramp) else mark(turn, entry)


def mark(turn: Turn, entry: Mark) -> str:
    """football; taken: magnesium; quiet night."""
    if entry.kind == QUIET:
        return turn.text("diary.mark_quiet")
    if entry.kind == TAG:
        return turn.text("diary.mark_tag", words=entry.words)
    if entry.kind == MEDICINE:
        return turn.text("diary.mark_medicine", words=entry.words)
    kind = turn.text(f"diary.mark_{entry.kind}")
    return kind if entry.words in {"", kind} else turn.text("diary.mark", kind=kind, words=entry.words)


def lines(turn: Turn, entries: list[Entry]) -> tuple[str, ...]:
    """Each night's heading, and its entries below it."""
    shown: list[str] = []
    for night in by_night(turn, entries):
        shown += [heading(turn, night), *(told(turn, each) for each in night[1])]
    return tuple(shown)


def listed(turn: Turn, entries: list[Entry]) -> str:
    """The entries in one line."""
    return f"{turn.text('diary.semicolon')} ".join(_placed(turn, each) for each in entries)


def _placed(turn: Turn, entry: Entry) -> str:
    """With its night when its hour isn't known."""
    if not (isinstance(entry, Cramp) and entry.vague and turn.person.zone):
        return told(turn, entry)
    [night] = by_night(turn, [entry])
    return f"{heading(turn, night)}{turn.text('diary.comma')} {told(turn, entry)}"
