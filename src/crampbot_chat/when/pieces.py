"""A text in pieces, each with its role: time, the request, politeness, a correction, a stop, a word of the task."""

from msgspec import Struct

from crampbot_chat.when import clocks, days
from crampbot_chat.when.amounts import HELD, NUMBERS
from crampbot_chat.when.lexer import Item, lex, spells
from crampbot_chat.when.places import zone_after_clock
from crampbot_chat.when.said import Dated, Said
from crampbot_chat.when.spans import CLOCKS, dotted_clock, four_digits
from crampbot_chat.when.statements import PARTS, STATEMENTS
from crampbot_chat.when.words import Lexicon

STAGES = (
    NUMBERS,
    days.WITH_MONTH,
    clocks.SIMPLE,
    clocks.RELATED,
    HELD,
    days.DAYS,
    days.RELATED,
    PARTS,
    CLOCKS,
    STATEMENTS,
)

TIME, VERB, POLITE, SORRY, NOT_THAT = "time", "verb", "polite", "sorry", "not that"
STOP, WORD, WHO = "stop", "word", "who"
OPEN = {TIME, VERB, POLITE, SORRY, NOT_THAT, STOP, WHO}  # roles that are no words of the task


class Piece(Struct):
    """A stretch of the text with its role. A bare length of time or a bare hour keeps its item until we know."""

    role: str
    start: int
    end: int
    word: str = ""
    said: Said | None = None
    item: Item | None = None


class Reader(Struct):
    """A text on its way into pieces."""

    text: str
    items: list[Item]
    lexicon: Lexicon
    zone: str
    found: list[Piece] = []

    @property
    def worded(self) -> bool:
        """True once a word of the task has come."""
        return any(piece.role == WORD for piece in self.found)


def pieces_of(text: str, lexicon: Lexicon, zone: str) -> list[Piece]:
    """The text in pieces, in order."""
    items = lex(text, lexicon)
    for stage in STAGES:
        items = stage.reduce(items)
    reader = Reader(text, items, lexicon, zone)
    position = 0
    while position < len(items):
        piece, length = _piece(reader, position)
        reader.found.append(piece)
        position += length
    for place in range(len(reader.found)):
        _loose(reader.found, place)
    return reader.found


def _piece(reader: Reader, position: int) -> tuple[Piece, int]:
    """The piece that begins here, and how many items it takes."""
    items, found, lexicon = reader.items, reader.found, reader.lexicon
    item = items[position]
    if "SAID" in item.cats:
        return Piece(TIME, item.start, item.end, said=item.cats["SAID"]), 1
    if found and found[-1].said and found[-1].said.clocks:
        words = [one.word for one in items[position : position + 3]]
        named, length = zone_after_clock(words, reader.text[item.start : item.end], reader.zone)
        if named:
            return Piece(TIME, item.start, items[position + length - 1].end, said=Said(zone=named)), length
    stop = _longest(items, position, lexicon.verbs.get(item.word, ()))
    if stop and _may_be_verb(reader, item.word, stop - position):
        return Piece(VERB, item.start, items[stop - 1].end, word=item.word), stop - position
    for role, name in (*ROLES, (POLITE, "" if reader.worded else "fillers")):
        stop = _longest(items, position, lexicon.phrase_lists.get(name, {}).get(item.word, ()))
        if stop:
            return Piece(role, item.start, items[stop - 1].end, word=item.word), stop - position
    if "Handle" in item.cats and found and found[-1].role == VERB:
        return Piece(WHO, item.start, item.end, word=item.word), 1
    role = STOP if item.word and not item.word.strip(STOPS) else WORD
    return Piece(role, item.start, item.end, word=item.word, item=item), 1


def _longest(items: list[Item], position: int, spellings: tuple[tuple[str, ...], ...]) -> int:
    return next((stop for parts in spellings if (stop := spells(items, position, parts))), 0)


STOPS = "-:;,.!?/()[]{}|*_~<>\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}\N{VARIATION SELECTOR-16}"
ROLES = ((NOT_THAT, "retractions"), (SORRY, "corrections"), (POLITE, "polite"))


def _may_be_verb(reader: Reader, word: str, length: int) -> bool:
    """A request of several words stands anywhere, "add" or "timer" only at the start; there is one request."""
    if any(piece.role == VERB for piece in reader.found):
        others = {piece.word for piece in reader.found if piece.role == WORD}
        return word in reader.lexicon.lists["anywhere"] and others <= reader.lexicon.lists["joins"]
    return length > 1 or word in reader.lexicon.lists["anywhere"] or not reader.worded


def _loose(found: list[Piece], place: int) -> None:
    """A bare hour beside a day, a part of the day or the request becomes a time: "9 tomorrow evening"."""
    piece = found[place]
    if piece.role != WORD or piece.item is None:
        return
    cats = piece.item.cats
    before = found[place - 1] if place else None
    after = found[place + 1] if place + 1 < len(found) else None
    beside = _wants_hour(before) or _wants_hour(after)
    edge = before is None or before.role == VERB
    said: Said | None = None
    if "RANGE" in cats and (_repeats(before) or _repeats(after)):
        said = Said(window=cats["RANGE"])
    elif "Hhmm" in cats and (beside or (edge and len(cats["Hhmm"][0]) > 1 and _valid(cats["Hhmm"]))):
        said = Said(clocks=(four_digits(cats["Hhmm"]),))
    elif "Dotted" in cats and (_has_hour(before) or _has_hour(after)):
        day, month = map(int, cats["Dotted"])
        said = Said(day=Dated(day, month)) if 1 <= day <= 31 and 1 <= month <= 12 else None  # noqa: PLR2004 - a date
    elif "Dotted" in cats and (clock := dotted_clock(cats["Dotted"])) and (beside or edge or after is None):
        said = Said(clocks=(clock,))
    elif "ATHOUR" in cats and cats["ATHOUR"].hour > 12 and (beside or edge):  # noqa: PLR2004 - 21h, no length
        said = Said(clocks=(cats["ATHOUR"],))
    elif "Num" in cats and beside and _between_stops(before, after) and 0 <= cats["Num"] <= 24:  # noqa: PLR2004
        said = Said(clocks=(clocks.clock(cats["Num"]),))
    if said:
        found[place] = Piece(TIME, piece.start, piece.end, said=said)


def _valid(time: tuple[str, str]) -> bool:
    return int(time[0]) <= 24 and int(time[1]) < 60  # noqa: PLR2004 - a clock


def _between_stops(before: Piece | None, after: Piece | None) -> bool:
    """True when no word of a task stands beside it ("take 2 tomorrow" is no hour)."""
    return (before is None or before.role in OPEN) and (
        after is None or after.role in OPEN or (after.item is not None and "to" in after.item.cats)
    )


def _wants_hour(piece: Piece | None) -> bool:
    """True for a piece that names a day, or a repetition, but no hour."""
    said = piece.said if piece else None
    if not said or said.clocks or said.window or said.amount or said.starts or said.until or said.lasting:
        return False
    return bool(said.day or said.part or said.days or said.each) and said.unit != "minute"


def _has_hour(piece: Piece | None) -> bool:
    return bool(piece and piece.said and piece.said.clocks)


def _repeats(piece: Piece | None) -> bool:
    return bool(piece and piece.said and piece.said.each)
