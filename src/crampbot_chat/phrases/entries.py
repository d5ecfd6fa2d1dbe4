"""What somebody told, as entries of the diary: times by their clock, cramps, and what was around."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from crampbot_chat.model import Millis
from crampbot_chat.phrases.undo import Entry
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.marks import Mark
from crampbot_chat.turn import Turn
from crampbot_chat.understand.days import WAKING
from crampbot_chat.understand.notes import QUIET, Note
from crampbot_chat.understand.past import Moment, Times
from crampbot_chat.understand.told import Facts
from crampbot_chat.when.night import night_span
from crampbot_chat.when.places import likeliest
from crampbot_chat.when.zones import at, wall

MINUTE = 60_000
SPOKEN = 60 * MINUTE  # so long "delete that" is about what was spoken of last
SAME = 10 * MINUTE  # two cramps of one muscle that began so near to each other are one
_NIGHT_ENDS, _NIGHT_BEGINS = 9, 20  # o'clock; of two readings in the night, the one that is in the night


def zone(turn: Turn) -> str:
    """Their zone; while we don't know it, the likeliest, until they tell."""
    if turn.person.zone:
        return turn.person.zone
    return likeliest(turn.event.language or turn.person.language)


def here(turn: Turn) -> datetime:
    """Their wall clock when they wrote (naive)."""
    return wall(turn.event.at, zone(turn))


def cramp_of(turn: Turn, moment: Moment, facts: Facts) -> Cramp:
    """A new entry with what was said of it, and nothing else."""
    cramp = Cramp(turn.new_id(), turn.event.at, told_at=turn.event.at)
    place(turn, cramp, moment)
    fill(cramp, facts)
    if not moment.vague and cramp.ended_at and cramp.ended_at > turn.event.at:  # "just now, for 2 minutes"
        move(cramp, 2 * cramp.started_at - cramp.ended_at)
    return cramp


def place(turn: Turn, cramp: Cramp, moment: Moment) -> None:
    """Let the cramp be at that moment; its length stays."""
    shown = likelier(turn, moment)
    move(cramp, min(at(shown, zone(turn)), turn.event.at))
    cramp.vague = moment.vague
    cramp.wall = "" if turn.person.zone or moment.vague else shown.isoformat(timespec="minutes")


def likelier(turn: Turn, moment: Moment) -> datetime:
    """Of two readings the one in the night; when that doesn't tell, the later one at night, by day the earlier."""
    if moment.other is None:
        return moment.at
    readings = (moment.at, moment.other)
    nightly = [each for each in readings if each.hour < _NIGHT_ENDS or each.hour >= _NIGHT_BEGINS]
    return nightly[0] if len(nightly) == 1 else max(readings) if turn.night else moment.at


def fill(cramp: Cramp, facts: Facts) -> bool:
    """Write what was said of the cramp; False when nothing was."""
    before = [getattr(cramp, name) for name in Cramp.__struct_fields__]
    if facts.muscle and facts.muscle != cramp.muscle:
        cramp.muscle, cramp.side = facts.muscle, facts.side or cramp.side
    cramp.side = facts.side or cramp.side
    if facts.minutes is not None:
        cramp.ended_at = cramp.lasted_to = cramp.started_at + round(facts.minutes * MINUTE)
    if facts.pain is not None:
        cramp.pain, cramp.feel = facts.pain, ""
    elif facts.feel:
        cramp.pain, cramp.feel = None, facts.feel
    cramp.eased = facts.helped or cramp.eased
    return before != [getattr(cramp, name) for name in Cramp.__struct_fields__]


def same(turn: Turn, new: Cramp) -> Cramp | None:
    """The entry that we have already of what is told of now."""
    if new.vague:
        return None
    for old in turn.cramps:
        near = not old.vague and abs(old.started_at - new.started_at) <= SAME
        if near and (old.muscle == new.muscle or not (old.muscle and new.muscle)):
            return old
    return None


def marks_of(turn: Turn, notes: Iterable[Note], moment: Millis) -> list[Mark]:
    """New entries for what was around; what stands there already for that night isn't noted twice."""
    night = turn.night_of(moment)
    there = {(each.kind, each.words) for each in turn.marks if turn.night_of(each.at) == night}
    wanted = [note for note in notes if (note.kind, note.words) not in there]
    return [Mark(turn.new_id(), moment, note.kind, note.words, turn.event.at) for note in wanted]


def around(turn: Turn, said: Times) -> Millis:
    """When something was that is told of: what is done by day counts for the night that follows."""
    first = said.moments[0]
    shown = first.at if said.dated else here(turn)
    border = turn.border
    by_day = first.vague != "night" and not said.clocks and WAKING <= shown.time() < border
    if by_day:
        shown = datetime.combine(shown.date(), border)
    return at(shown, zone(turn))


def middle_of(turn: Turn, night: datetime) -> Millis:
    """The middle of the night that begins on that day, to keep a mark of the whole night by."""
    start, end = night_span(night.date(), zone(turn), turn.border)
    return (start + end) // 2


def quiet(turn: Turn, cramps: list[Cramp]) -> list[Mark]:
    """The quiet nights that these cramps make untrue."""
    if not turn.person.zone:
        return []
    nights = {turn.night_of(each.started_at) for each in cramps}
    return [each for each in turn.marks if each.kind == QUIET and turn.night_of(each.at) in nights]


def keep(turn: Turn, entries: Iterable[Entry]) -> None:
    """Write the entries; the last of them is what was spoken of last."""
    for each in entries:
        if isinstance(each, Cramp):
            turn.keep(each)
        else:
            turn.keep_mark(each)
        spoken_of(turn, each)


def copy(cramp: Cramp) -> Cramp:
    """The cramp as it stands now, apart from the one that changes."""
    return Cramp(**{name: getattr(cramp, name) for name in Cramp.__struct_fields__})


def move(cramp: Cramp, start: Millis) -> None:
    """Let it have begun at another instant, for as long."""
    length = None if cramp.ended_at is None else cramp.ended_at - cramp.started_at
    cramp.started_at = start
    cramp.ended_at = None if length is None else start + length
    cramp.lasted_to = cramp.ended_at or start


def spoken_of(turn: Turn, entry: Entry) -> None:
    """What "make it 6" is about from now on."""
    turn.body.subject = ("cramp" if isinstance(entry, Cramp) else "mark", entry.id, turn.now)


def numbered(turn: Turn, number: int) -> Entry | None:
    """The entry with this number in the list last shown."""
    listed = turn.body.listed
    if not 0 < number <= len(listed):
        return None
    key = listed[number - 1]
    return turn.cramp(key) or turn.mark(key)


def spoken(turn: Turn) -> Entry | None:
    """The entry that was spoken of last, and lately."""
    kind, key, at = turn.body.subject or ("", "", 0)
    if turn.now - at > SPOKEN:
        return None
    return turn.cramp(key) if kind == "cramp" else turn.mark(key) if kind == "mark" else None


def settle(turn: Turn) -> None:
    """Their zone has become known: what was told by an unknown clock is put where it belongs."""
    for cramp in [each for each in turn.cramps if each.wall]:
        start = at(datetime.fromisoformat(cramp.wall), turn.person.zone)
        while start > cramp.told_at:
            start -= timedelta(days=1) // timedelta(milliseconds=1)
        move(cramp, start)
        cramp.wall = ""
        turn.keep(cramp)


def hour(turn: Turn, moment: Millis) -> time:
    """What their clock showed."""
    return wall(moment, zone(turn)).time()
