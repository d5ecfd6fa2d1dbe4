"""Text → items: words, numbers and marks, each with all that it may mean."""

import re
from collections.abc import Callable
from typing import Any

from crampbot_chat.when.words import Lexicon, Meanings
from crampbot_chat.when.zones import known

FAR_END = 600  # characters; a time phrase stands at either end, so the middle of a long text is not looked at

APOSTROPHES = "\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}\N{PRIME}"
PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

SHAPES = (  # tried in this order
    ("Quoted", r'"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|`[^`]*`|(?<!\w)\'[^\']+\'(?!\w)'),
    ("Handle", r"[@#][^\W\d_][\w.-]+|<[@#][^<>]*>"),
    ("Isodate", r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?=\D|$)"),
    (
        "Numdate",
        r"(?<![\d./-])(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}-\d{1,2}-\d{2,4}|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?)(?!\d)",
    ),
    ("Slashed", r"(?<!\d)\d{1,2}/\d{1,2}(?!\d)"),
    ("Hm", r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"),
    ("Offset", r"(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|(?:(?<=[\dmM ])\+|(?<=\s)-)\d{2}:\d{2}(?!\d)"),
    ("Dotted", r"(?<![\d.])\d{1,3}[.]\d{1,2}(?![\d.])"),
    ("Decimal", r"(?<!\d)\d{1,3},\d{1,2}(?=\s?[^\W\d_])"),
    ("Isolength", r"(?<!\w)p(?=\d|t\d)(?:\d+[ymwd])*(?:t(?:\d+[hms])+)?(?!\w)"),
    ("Ordinal", r"(?<!\d)\d{1,3}(?:st|nd|rd|th)\b"),
    ("Number", r"\d+"),
    ("Fraction", r"[½¼¾]"),
    ("Half", r"[ap]\.\s?m\b\.?|(?<!\w)[ap]\sm\b"),
    (
        "Zonename",
        r"(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|us|etc)/[a-z_]+(?:/[a-z_]+)?",
    ),
    ("Word", rf"[^\W\d_]+(?:['{APOSTROPHES}][^\W\d_]+)*"),
    ("Mark", r"\S"),
)
_SHAPE = re.compile("|".join(f"(?P<{kind}>{shape})" for kind, shape in SHAPES), re.IGNORECASE)
ABBREVIATED = {"Weekday", "Month", "Unit", "Half"}  # may end with a full stop
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


class Item:
    """A piece of the text with its meanings: kind of word → value.

    word: lower case, slips corrected; empty for what is no single word. glued: no space before it.
    """

    __slots__ = ("cats", "end", "glued", "start", "word")

    def __init__(self, cats: dict[str, Any], start: int, end: int, word: str = "", *, glued: bool = False) -> None:
        self.cats = cats
        self.word = word
        self.start = start
        self.end = end
        self.glued = glued

    def __repr__(self) -> str:
        return f"Item({self.cats}, {self.start}:{self.end})"


def lex(text: str, lexicon: Lexicon) -> list[Item]:
    """The items of a text, in order; the middle of a long text is one opaque item."""
    if len(text) <= 2 * FAR_END:
        return _items(text, lexicon, 0)
    tail = len(text) - FAR_END
    middle = Item({"Quoted": None}, FAR_END, tail, glued=False)
    return [*_items(text[:FAR_END], lexicon, 0), middle, *_items(text[tail:], lexicon, tail)]


def _items(text: str, lexicon: Lexicon, offset: int) -> list[Item]:
    items: list[Item] = []
    end = 0
    for match in _SHAPE.finditer(text):
        kind, written = match.lastgroup or "", match.group()
        start, glued = match.start(), bool(items) and match.start() == end
        end = match.end()
        if glued and written in "tT" and "Isodate" in items[-1].cats:
            continue
        if written == "." and glued and len(items[-1].cats) and not ABBREVIATED.isdisjoint(items[-1].cats):
            items[-1].end = offset + end
            continue
        word = lexicon.meant(written.lower().translate(PLAIN)) if kind == "Word" else written
        items.append(Item(_READ[kind](word, lexicon), offset + start, offset + end, word, glued=glued))
    return _phrases(items, lexicon)


def _phrases(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """Joins words that mean something together ("new year's eve")."""
    joined: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        for parts, cats in lexicon.phrases.get(item.word, ()):
            stop = spells(items, position, parts)
            if stop:
                item = Item(cats, item.start, items[stop - 1].end, glued=item.glued)
                position = stop - 1
                break
        joined.append(item)
        position += 1
    return joined


def spells(items: list[Item], position: int, parts: tuple[str, ...]) -> int:
    """Where the phrase ends when it begins here; 0 when it does not. A hyphen between its words is skipped."""
    for number, part in enumerate(parts):
        if number and position < len(items) and "dash" in items[position].cats and items[position].glued:
            position += 1
        if position >= len(items) or items[position].word != part:
            return 0
        position += 1
    return position


def _opaque(_written: str, _lexicon: Lexicon) -> Meanings:
    return {"Quoted": None}


def _isodate(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Isodate": tuple(map(int, written.split("-")))}


def _numdate(written: str, _lexicon: Lexicon) -> Meanings:
    stroke = next(mark for mark in "/-." if mark in written)
    first, second, year = (*written.strip(".").split(stroke), "0")[:3]
    return {"Numdate": (int(first), int(second), int(year) + (2000 if len(year) == 2 else 0), stroke)}  # noqa: PLR2004


def _slashed(written: str, _lexicon: Lexicon) -> Meanings:
    first, second = map(int, written.split("/"))
    return {"Slashed": (first, second)}


def _clock(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Hm": tuple(written.split(":")[:2])}


def _offset(written: str, _lexicon: Lexicon) -> Meanings:
    sign = -1 if "-" in written else 1
    digits = re.split(r"[+-]", written)[-1].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])  # noqa: PLR2004 - hmm
    return {"Offset": sign * (int(hours) * 60 + int(minutes))}


def _dotted(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Dotted": tuple(written.split(".")), "Decimal": float(written)}


def _decimal(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Decimal": float(written.replace(",", "."))}


def _isolength(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Isolength": written.lower()}


def _ordinal(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Ord": int(written[:-2])}


def _number(written: str, lexicon: Lexicon) -> Meanings:
    cats: Meanings = dict(lexicon.words.get(written, {}))
    if len(written) <= 6 and written.isascii():  # noqa: PLR2004 - longer is no amount of anything here
        cats |= {"Num": int(written), "Digits": written}
    if len(written) in {3, 4} and written.isascii():
        cats["Hhmm"] = (written[:-2], written[-2:])
    if len(written) == 4 and "1900" <= written < "2200":  # noqa: PLR2004 - a year
        cats["Year"] = int(written)
    return cats


def _fraction(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Decimal": FRACTIONS[written]}


def _half(written: str, _lexicon: Lexicon) -> Meanings:
    return {"Half": f"{written[0].lower()}m"}


def _zonename(written: str, _lexicon: Lexicon) -> Meanings:
    zone = known().get(written.lower())
    return {"Zone": zone} if zone else {}


def _word(written: str, lexicon: Lexicon) -> Meanings:
    return lexicon.words.get(written, {})


def _mark(written: str, lexicon: Lexicon) -> Meanings:
    return {"prime": None} if written.translate(PLAIN) == "'" else lexicon.words.get(written, {})


_READ: dict[str, Callable[[str, Lexicon], Meanings]] = {
    "Quoted": _opaque,
    "Handle": lambda written, _lexicon: {"Handle": written},
    "Isodate": _isodate,
    "Numdate": _numdate,
    "Slashed": _slashed,
    "Hm": _clock,
    "Offset": _offset,
    "Dotted": _dotted,
    "Decimal": _decimal,
    "Isolength": _isolength,
    "Ordinal": _ordinal,
    "Number": _number,
    "Fraction": _fraction,
    "Half": _half,
    "Zonename": _zonename,
    "Word": _word,
    "Mark": _mark,
}
