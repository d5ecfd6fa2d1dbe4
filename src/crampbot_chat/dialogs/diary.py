"""The diary: nights with cramps and what was around, quiet ones, undo, delete. 02:00 belongs to the night before."""

from datetime import date, timedelta

from crampbot_chat.phrases.entries import here, numbered, spoken, spoken_of
from crampbot_chat.phrases.nights import by_night, heading, lines, listed, told
from crampbot_chat.phrases.undo import Entry, Undone, before, drop, take_back
from crampbot_chat.turn import Turn

SHOWN = 7  # nights in a list
PERIODS = {"week": 7, "month": 31, "year": 366}  # days; as the words for them are understood


def nights(turn: Turn) -> None:
    """The last nights, newest first, each entry with a number to delete or correct it by."""
    page(turn)


def page(turn: Turn, skip: str = "0", days: str = "0") -> bool:
    """The nights after the newest `skip`, of the last `days` (0: all). False for a button that makes no sense."""
    if not (skip.isdecimal() and days.isdecimal()):
        return False
    first, since = int(skip), int(days)
    if since or first:
        turn.read_all()
    found = by_night(turn, [*turn.cramps, *turn.marks])
    if since:
        oldest = here(turn).date() - timedelta(days=since)
        found = [night for night in found if night[0] is None or night[0] >= oldest]
    if not found:
        turn.say("diary.empty_range" if since and (turn.cramps or turn.marks) else "diary.empty")
        return True
    shown = found[first : first + SHOWN]
    numbers, lines = _numbered_lines(turn, shown)
    turn.body.listed = numbers
    older = len(found) > first + SHOWN
    if not turn.consented:
        turn.say("diary.unconsented", nights=lines)
    elif older or _may_be_quiet(turn, found):
        key = "diary.nights_older" if older else "diary.nights_and_last"
        turn.say(key, nights=lines, skip=first + SHOWN, days=since)
        turn.body.counted = True
    else:
        turn.body.offered = ()
        turn.say("diary.nights_mixed" if turn.marks else "diary.nights", nights=lines)
    return True


def _may_be_quiet(turn: Turn, found: list[tuple[date | None, list[Entry]]]) -> bool:
    """True when nothing is known of the night that is just over."""
    last = turn.last_night
    return last is not None and all(night != last for night, _ in found)


def ranged(turn: Turn, period: str) -> bool:
    """The nights of a period: "week", "month", "30d", or all of them."""
    days = PERIODS.get(period, 0)
    if period.endswith("d") and period[:-1].isdecimal():
        days = int(period[:-1])
    return page(turn, "0", str(days))


def which(turn: Turn, number: int) -> bool:
    """A number alone after a list: what stands there, and how to delete it. False when there is no such line."""
    entry = numbered(turn, number)
    if entry:
        spoken_of(turn, entry)
        turn.say("diary.which", number=number, line=told(turn, entry))
    return entry is not None


def undo(turn: Turn) -> None:
    """Take back the last change of the diary; a second time takes that back."""
    undone = take_back(turn)
    if undone is None:
        turn.say("diary.nothing_to_undo")
    elif undone.as_before:
        turn.say("diary.undone_changed", lines=_as_before(turn, undone))
        spoken_of(turn, undone.as_before[0])
    elif undone.again and undone.gone:
        turn.say("diary.undone_both", line=listed(turn, undone.again), gone=listed(turn, undone.gone))
        spoken_of(turn, undone.again[0])
    elif undone.again:
        turn.say("diary.undone_removed", line=listed(turn, undone.again))
        spoken_of(turn, undone.again[0])
    else:
        turn.say("diary.undone_added", line=listed(turn, undone.gone))


def _as_before(turn: Turn, undone: Undone) -> tuple[str, ...]:
    """With the night when that has changed, too."""
    entries = [*undone.as_before, *undone.again]
    return lines(turn, entries) if undone.moved else tuple(told(turn, each) for each in entries)


def delete(turn: Turn, number: int) -> None:
    """Delete the entry with this number in the list last shown; 0 means the one spoken of last, or the latest cramp."""
    entry = numbered(turn, number) if number else spoken(turn) or next(iter(turn.cramps), None)
    if entry is None:
        turn.say("diary.no_such")
        return
    take_out(turn, [entry])


def delete_cramp(turn: Turn) -> None:
    """Delete the cramp that was heard of last."""
    newest = max(turn.cramps, key=lambda each: max(each.lasted_to, each.told_at), default=None)
    if newest is None:
        turn.say("diary.no_such")
    else:
        take_out(turn, [newest])


def take_out(turn: Turn, entries: list[Entry]) -> None:
    """Delete these, and say so."""
    turn.say("diary.deleted", line=listed(turn, entries))
    turn.body.undo = before(entries)
    for each in entries:
        drop(turn, each)


def _numbered_lines(
    turn: Turn, found: list[tuple[date | None, list[Entry]]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids in the order of the list, and its lines: a heading for each night, and its entries."""
    numbers: list[str] = []
    shown: list[str] = []
    for night in found:
        shown.append(heading(turn, night))
        for entry in night[1]:
            numbers.append(entry.id)
            said = told(turn, entry)
            shown.append(turn.text("diary.numbered", number=len(numbers), line=said) if turn.consented else said)
    return tuple(numbers), tuple(shown)
