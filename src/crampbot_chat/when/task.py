"""What is left of a text when the time and the request are taken away: the task in the person's own words."""

from collections.abc import Iterable

from crampbot_chat.when.pieces import NOT_THAT, POLITE, SORRY, STOP, TIME, VERB, WORD, Piece
from crampbot_chat.when.words import Lexicon

EDGES = " \t\n,;:.!?-/|*_~()[]{}<>\"'`\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}\ufe0f"  # around it
EDGES += "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\u00ab\u00bb"


def task_of(text: str, pieces: list[Piece], counted: set[int], lexicon: Lexicon) -> str:
    """The words that are neither time nor request: those after the request, or when there are none those before."""
    words = [place for place, piece in enumerate(pieces) if piece.role in {WORD, TIME} and place not in counted]
    words = _uncorrected(pieces, words)
    verbs = [place for place, piece in enumerate(pieces) if piece.role == VERB]
    if verbs:
        after = _written(text, pieces, [place for place in words if place > verbs[0]], lexicon)
        return after or _written(text, pieces, [place for place in words if place < verbs[0]], lexicon)
    return _written(text, pieces, words, lexicon)


def _uncorrected(pieces: list[Piece], words: list[int]) -> list[int]:
    """Drops the words that a correction takes back: those between the time before and "i mean"."""
    dropped: set[int] = set()
    for place, piece in enumerate(pieces):
        following = next((one.role for one in pieces[place + 1 :] if one.role not in {STOP, POLITE}), "")
        timed = any(one.role == TIME for one in pieces[:place])
        taken_back = piece.role == NOT_THAT or (piece.role == SORRY and timed)
        if taken_back and following in {TIME, VERB}:
            back = place - 1
            while back >= 0 and pieces[back].role in {WORD, STOP, POLITE}:
                dropped.add(back)
                back -= 1
    return [place for place in words if place not in dropped]


def _written(text: str, pieces: list[Piece], places: Iterable[int], lexicon: Lexicon) -> str:
    """These pieces as they were typed, without the small words around them."""
    places = list(places)
    joins, trailing = lexicon.lists["joins"], lexicon.lists["trailing"]
    while places and (pieces[places[0]].word in joins or _only_marks(text, pieces[places[0]])):
        places.pop(0)
    own = places and pieces[places[0]].word in lexicon.lists["particles"]
    while places and (
        (pieces[places[-1]].word in trailing and not (own and _particle(pieces, places)))
        or _only_marks(text, pieces[places[-1]])
    ):
        places.pop()
    parts: list[str] = []
    last = -1
    for place in places:
        piece = pieces[place]
        between = text[pieces[last].end : piece.start] if last >= 0 else ""
        kept = (
            between
            if last >= 0 and all(one.role in {STOP, WORD, POLITE, SORRY, NOT_THAT} for one in pieces[last + 1 : place])
            else " "
        )
        parts.append((kept if last >= 0 else "") + text[piece.start : piece.end])
        last = place
    return " ".join("".join(parts).split()).strip(EDGES)


def _particle(pieces: list[Piece], places: list[int]) -> bool:
    """True for the last word of "put the kettle on": nothing of the time stands behind it."""
    return pieces[places[-1]].word == "on" and len(places) > 1 and places[-1] == len(pieces) - 1


def _only_marks(text: str, piece: Piece) -> bool:
    return not text[piece.start : piece.end].strip(EDGES)
