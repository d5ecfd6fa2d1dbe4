"""The grammar of clock times: "half past nine", "22h15", "9.30 pm", "quarter to noon", "ten forty five"."""

from typing import Any

from msgspec import structs

from crampbot_chat.when.amounts import LENGTHS, SUMS
from crampbot_chat.when.patterns import Built, Table
from crampbot_chat.when.said import Amount, Clock, Window

HOURS, MINUTES, HALF_DAY = 24, 60, 12
ROUND = 5  # minutes; "ten to six" is a clock time, "nine to six" a span


def clock(hour: float) -> Clock:
    """A bare hour."""
    return Clock(int(hour))


def shown(time: tuple[str, str], half: str = "") -> Built:
    """Digits of a clock. A leading zero or an hour after twelve says that it is a 24-hour clock."""
    hour, minute = int(time[0]), int(time[1])
    sure = len(time[0]) > 1 and (time[0][0] == "0" or hour > HALF_DAY)
    return {"CLOCK": Clock(hour, minute, half, sure=sure or hour == 0)}


def _hour(hour: float, half: str = "") -> Built:
    if hour != int(hour) or (half and not 1 <= hour <= HALF_DAY and hour < HOURS + 4):
        return {"CLOCK": Clock(int(hour), 0, half)} if hour > HALF_DAY else None
    return {"CLOCK": Clock(int(hour), 0, half)}


def _military(time: tuple[str, str], half: str = "") -> Built:
    """930 am, 2215; four digits are a 24-hour clock unless a half of the day is named."""
    built = shown(time, half)
    if len(time[0]) > 1 and built and not half:
        clock = built["CLOCK"]
        return {"CLOCK": Clock(clock.hour, clock.minute, sure=True)}
    return built


def _spoken(hour: float, minute: float, half: str = "") -> Built:
    """An hour and minutes in words: "ten forty five"."""
    if 1 <= hour <= HALF_DAY and 10 <= minute < MINUTES:  # noqa: PLR2004 - "ten five" is no time
        return {"CLOCK": Clock(int(hour), int(minute), half)}
    return None


def _named(text: str) -> Built:
    hour, minute = map(int, text.split(":"))
    return {"CLOCK": Clock(hour, minute, sure=True)}


def _moved(hour: "float | Clock", minutes: int) -> Built:
    """A full hour, so many minutes later or (negative) earlier."""
    clock = hour if isinstance(hour, Clock) else Clock(int(hour))
    if clock.minute or clock.hour > HOURS or (not isinstance(hour, Clock) and hour != int(hour)):
        return None
    if minutes >= 0:
        return {"CLOCK": Clock(clock.hour, minutes, clock.half, sure=clock.sure)}
    before = (
        (clock.hour - 1) % HOURS
        if clock.sure
        else (clock.hour - 2) % HALF_DAY + 1
        if clock.hour <= HALF_DAY
        else clock.hour - 1
    )
    half = clock.half
    if half and clock.hour == HALF_DAY:  # quarter to 12 pm is in the morning
        half = "am" if half == "pm" else "pm"
    return {"CLOCK": Clock(before, MINUTES + minutes, half, sure=clock.sure)}


def _past(minutes: float, hour: "float | Clock") -> Built:
    return _moved(hour, int(minutes)) if 1 <= minutes < MINUTES else None


def _after(minutes: float, hour: "float | Clock") -> Built:
    return _past(minutes, hour) if minutes % ROUND == 0 else None


def _to(minutes: float, hour: "float | Clock") -> Built:
    """Minutes before an hour; "ten to six" may also be the span from ten to six."""
    built: dict[str, Any] = {}
    if minutes % ROUND == 0 and 0 < minutes < MINUTES / 2:
        built = _moved(hour, -int(minutes)) or {}
    if 0 <= minutes <= HOURS and minutes == int(minutes):
        end = hour if isinstance(hour, Clock) else Clock(int(hour))
        window = Window(Clock(int(minutes)), end)
        built["RANGE"] = window
        if "CLOCK" in built:
            built["CLOCK"] = structs.replace(built["CLOCK"], instead=window)
    return built or None


def _length_after(length: Amount, hour: "float | Clock") -> Built:
    """Minutes after an hour, or a length after a clear time: "10 minutes past 5", "2 hours after 3 pm"."""
    return _shifted(length, hour, 1)


def _length_before(length: Amount, hour: "float | Clock") -> Built:
    """Minutes to an hour, or a length before a clear time: "an hour before my 3 pm meeting"."""
    return _shifted(length, hour, -1)


def _shifted(length: Amount, hour: "float | Clock", sign: int) -> Built:
    minutes = sign * round(length.seconds / 60)
    if length.calendar or length.vague or not minutes:
        return None
    if abs(minutes) < MINUTES and not (isinstance(hour, Clock) and hour.minute):
        return _moved(hour, minutes)
    if not isinstance(hour, Clock) or not hour.clear:
        return None
    moved = (hour.minutes + minutes) % (HOURS * MINUTES)
    return {"CLOCK": Clock(moved // MINUTES, moved % MINUTES, sure=True)}


def _digits(hour: str, minute: str, half: str) -> Built:
    """An hour and minutes apart: "8 30 pm"."""
    return {"CLOCK": Clock(int(hour), int(minute), half)} if 1 <= int(hour) <= HALF_DAY and len(minute) > 1 else None


SIMPLE = Table(
    (
        ("Hm hours?", shown),
        ("Hm Half", shown),
        ("Hm ~Half1", shown),
        ("Dotted Half", shown),
        ("Dotted ~Half1", shown),
        ("Dotted uhr", shown),
        ("Hhmm Half", _military),
        ("Hhmm ~Half1", _military),
        ("Hhmm hours", lambda time: _military(time) if len(time[0]) > 1 else None),
        ("Num ish? Half", _hour),
        ("Num ~Half1", _hour),
        ("Num oclock Half?", _hour),
        ("Digits Digits Half", _digits),
        (
            "Digits ~hyphen ~Digits Half",
            lambda hour, minute, half: _digits(hour, minute, half) if int(minute) > HOURS else None,
        ),
        ("Num uhr", lambda hour: {"CLOCK": Clock(int(hour), sure=True)}),
        ("Num uhr Num", lambda hour, minute: {"CLOCK": Clock(int(hour), int(minute), sure=True)}),
        ("Named", _named),
        ("Num Named", lambda hour, name: _named(name) if hour == HALF_DAY else None),
        ("Spelled Spelled Half?", _spoken),
        ("Spelled oh Digit Half?", lambda hour, minute, half="": {"CLOCK": Clock(hour, minute, half)}),
        *LENGTHS,
    )
)

RELATED = Table(
    (
        ("halb Num|CLOCK", lambda hour: _moved(hour, -30)),
        ("half past Num|CLOCK", lambda hour: _moved(hour, 30)),
        ("half Num|CLOCK", lambda hour: _moved(hour, 30)),
        ("a? quarter past|after Num|CLOCK", lambda hour: _moved(hour, 15)),
        ("a? quarter to|before|of|till Num|CLOCK", lambda hour: _moved(hour, -15)),
        ("DUR past|after Num|CLOCK", _length_after),
        ("DUR before|to|till my|the? Num|CLOCK", _length_before),
        ("Num past Num|CLOCK", _past),
        ("Num after Num|CLOCK", _after),
        ("Num to|before|till Num|CLOCK", _to),
        *SUMS,
    )
)
