"""The grammar of hours: lists of clock times ("8, 13 and 17:30") and windows ("from 9 to 5", "between 2 and 4 pm")."""

from msgspec import structs

from crampbot_chat.when.patterns import Built, Table
from crampbot_chat.when.said import Clock, Window, said

HOURS = 24
Hour = float | Clock


def clock_of(hour: Hour) -> Clock | None:
    if isinstance(hour, Clock):
        return hour
    return Clock(int(hour)) if hour == int(hour) and hour <= HOURS + 9 else None


def four_digits(time: tuple[str, str]) -> Clock:
    """2215, 0930, 930, 815: four digits are read from a 24-hour clock when they can't be anything else."""
    hour, minute = int(time[0]), int(time[1])
    return Clock(hour, minute, sure=len(time[0]) == 2 and (hour > 12 or time[0][0] == "0"))  # noqa: PLR2004


def dotted_clock(time: tuple[str, str]) -> Clock | None:
    if len(time[1]) != 2 or int(time[0]) > HOURS:  # noqa: PLR2004 - minutes have two digits
        return None
    return Clock(int(time[0]), int(time[1]), sure=int(time[0]) > 12 or time[0][0] == "0")  # noqa: PLR2004


def _clocks(*hours: Hour) -> Built:
    found = tuple(clock for hour in hours if (clock := clock_of(hour)))
    return {"CLOCKS": found} if len(found) == len(hours) else None


def _digits(time: tuple[str, str]) -> Built:
    return {"CLOCKS": (four_digits(time),)}


def _dots(time: tuple[str, str]) -> Built:
    clock = dotted_clock(time)
    return {"CLOCKS": (clock,)} if clock else None


def _pair(hour: float, minute: float) -> Built:
    """An hour and minutes in digits: "at 3 15"."""
    return {"CLOCKS": (Clock(int(hour), int(minute)),)} if hour <= HOURS and 10 <= minute < 60 else None  # noqa: PLR2004


def _more(clocks: tuple[Clock, ...], hour: Hour) -> Built:
    """A list of clock times; a bare hour takes the half of the day that the last one names ("8 and 10 pm")."""
    clock = clock_of(hour)
    if clock is None or (not isinstance(hour, Clock) and hour > HOURS):
        return None
    if clock.half and all(not one.clear for one in clocks):
        clocks = tuple(structs.replace(one, half=clock.half) for one in clocks)
    return {"CLOCKS": (*clocks, clock)}


def _beside(clocks: tuple[Clock, ...], clock: Clock) -> Built:
    """A time said twice, or a list without commas: "9am 3pm and 9pm"."""
    if clocks == (clock,):
        return {"CLOCKS": clocks}
    return _more(clocks, clock) if clock.half and all(one.half for one in clocks) else None


def _either(clocks: tuple[Clock, ...], hour: Hour) -> Built:
    clock = clock_of(hour)
    if clock is None or len(clocks) > 1:
        return None
    return said(clocks=(*clocks, clock), choice=True) if clock != clocks[0] else {"CLOCKS": clocks}


def span(begins: Hour, ends: Hour) -> Built:
    first, last = clock_of(begins), clock_of(ends)
    if not first or not last or max(first.hour, last.hour) > HOURS:
        return None
    return {"WINDOW": Window(first, last)}


def _dashed_span(begins: float, ends: float) -> Built:
    first, last = clock_of(begins), clock_of(ends)
    return {"WINDOW": Window(first, last, dashed=True)} if first and last else None


def _digit_span(begins: tuple[str, str], ends: tuple[str, str]) -> Built:
    return span(four_digits(begins), four_digits(ends))


def _dotted_span(begins: tuple[str, str], ends: tuple[str, str]) -> Built:
    first, last = dotted_clock(begins), dotted_clock(ends)
    return span(first, last) if first and last else None


CLOCKS = Table(
    (
        ("at|by|for about? CLOCK about?", _clocks),
        ("about|after CLOCK", _clocks),
        ("CLOCK about?", _clocks),
        ("CLOCK ish", _clocks),
        ("at|by about? Num ish? about?", _clocks),
        ("at|by about? ATHOUR", _clocks),
        ("at|by about? Hhmm about?", _digits),
        ("at|by about? Dotted about?", _dots),
        ("at about? Num Num", _pair),
        ("at Decimal", lambda hours: _pair(hours // 1, 30) if hours % 1 == 0.5 else None),  # noqa: PLR2004 - "y media"
        (
            "for Num in? the? PART",
            lambda hour, part: said(clocks=(Clock(int(hour)),), part=part) if hour <= HOURS else None,
        ),
        ("CLOCKS comma|and|slash at? CLOCK", _more),
        ("CLOCKS comma and at? CLOCK", _more),
        ("CLOCKS comma? Num times", lambda clocks, count: said(clocks=clocks, count=int(count))),
        ("CLOCKS comma|and at? Num", _more),
        ("CLOCKS comma and at? Num", _more),
        ("CLOCKS CLOCK", _beside),
        ("CLOCKS or at? CLOCK|Num", _either),
        ("between CLOCK|Num and|dash CLOCK|Num", span),
        ("between Hhmm and|dash Hhmm", _digit_span),
        ("between Dotted and|dash Dotted", _dotted_span),
        ("from CLOCK|Num|ATHOUR dash|and CLOCK|Num|ATHOUR", span),
        ("from Hhmm dash Hhmm", _digit_span),
        ("from Dotted dash Dotted", _dotted_span),
        ("from RANGE", lambda window: {"WINDOW": window}),
        ("in? between RANGE", lambda window: {"WINDOW": window}),
        ("CLOCK dash CLOCK|Num", span),
        ("Num dash CLOCK", span),
        ("Num ~dash ~Num", _dashed_span),
        ("Hhmm ~dash ~Hhmm", _digit_span),
        ("Dotted dash Dotted", _dotted_span),
    )
)
