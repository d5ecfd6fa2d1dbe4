"""The grammar of numbers and lengths of time: "two and a half hours", "1h30", "half an hour", "a couple of days"."""

import re

from crampbot_chat.when.patterns import Built, Table
from crampbot_chat.when.said import Amount, Clock

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "night": 1, "evening": 1, "morning": 1, "afternoon": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
SIZES = [*SECONDS, *DAYS, *MONTHS]  # small to large
ISO_UNITS = {"y": "year", "w": "week", "d": "day", "h": "hour", "s": "second"}


def amount(count: float, unit: str, *, vague: bool = False) -> Built:
    """So many of a unit."""
    if unit in SECONDS:
        made = Amount(seconds=count * SECONDS[unit], unit=unit, count=count, vague=vague)
    elif unit in DAYS:
        days = count * DAYS[unit]
        whole = int(days) if days == int(days) else 0
        made = Amount(days=whole, seconds=(days - whole) * 86_400, unit=unit, count=count, vague=vague)
    else:
        months = count * MONTHS[unit]
        if months != int(months):
            return None
        made = Amount(months=int(months), unit=unit, count=count, vague=vague)
    return {"DUR": made}


def added(first: Amount, second: Amount, sign: int = 1) -> Built:
    """Two lengths as one, when the second is the smaller unit ("2 hours 30 minutes")."""
    if sign > 0 and SIZES.index(second.unit) >= SIZES.index(first.unit):
        return None
    return {
        "DUR": Amount(
            months=first.months + sign * second.months,
            days=first.days + sign * second.days,
            seconds=first.seconds + sign * second.seconds,
            unit=second.unit,
            count=second.count,
            vague=first.vague or second.vague,
        )
    }


def number(value: float) -> Built:
    return {"Num": value} if value == int(value) else {"Decimal": value}


def _counted(count: float, unit: str) -> Built:
    """A length of time; "21h" may be an hour of the clock."""
    built = amount(count, unit)
    if built and unit == "hour" and count == int(count) and count <= 24:  # noqa: PLR2004 - a clock
        built["ATHOUR"] = Clock(int(count), sure=True)
    return built


def _joint(hours: float, unit: str, minutes: float) -> Built:
    """A length of time, or half past one: "1h30"."""
    if unit != "hour" or minutes >= 60:  # noqa: PLR2004 - an hour
        return None
    built = amount(hours * 60 + minutes, "minute") or {}
    clock = Clock(int(hours), int(minutes), sure=True)
    return {**built, "ATHOUR": clock} if clock.possible else built


def _half_more(count: float, unit: str) -> Built:
    return amount(count + 0.5, unit)


def _fraction(parts: tuple[int, int], unit: str) -> Built:
    return amount(parts[0] / parts[1], unit) if 0 < parts[0] < parts[1] else None


def _iso(text: str) -> Built:
    """ISO 8601: P1DT2H30M."""
    date, _, time = text[1:].partition("t")
    found: Amount | None = None
    for part, minute in ((date, "month"), (time, "minute")):
        for count, letter in re.findall(r"(\d{1,5})([ymwdhs])", part):
            one = amount(int(count), ISO_UNITS.get(letter, minute))
            joined = added(found, one["DUR"]) if found and one else one
            found = joined["DUR"] if joined else found
    return {"DUR": found} if found else None


NUMBERS = Table(
    (
        ("Tens hyphen? Digit", lambda tens, digit: {"Num": tens + digit, "Spelled": tens + digit}),
        ("Tens hyphen? Ord", lambda tens, nth: {"Ord": tens + nth} if 0 < nth < 10 else None),  # noqa: PLR2004 - one digit
        ("Spelled hundred", lambda count: {"Num": count * 100}),
        ("a hundred", lambda: {"Num": 100}),
        ("Num and a? half", lambda count: number(count + 0.5)),
        ("Num ~Decimal", lambda count, part: number(count + part) if part < 1 else None),
        ("a? Some of?", number),
        ("half a Some", lambda count: number(count / 2)),
    )
)

LENGTHS = (
    ("Num more? Unit", _counted),
    ("Num ~Unit1", _counted),
    ("Decimal of? a? Unit", amount),
    ("Decimal ~Unit1", amount),
    ("Num work day", lambda count: {"DUR": Amount(days=count, unit="workday", count=count)}),
    ("a more? Unit", lambda unit: amount(1, unit, vague=unit == "second")),
    ("a? halfhour", lambda: amount(0.5, "hour")),
    ("a? half hyphen Unit", lambda unit: amount(0.5, unit)),
    ("a? half a? Unit", lambda unit: amount(0.5, unit)),
    ("a? quarter of? a? Unit", lambda unit: amount(0.25, unit)),
    ("Num dash? quarters of? a? Unit", lambda count, unit: amount(count / 4, unit)),
    ("Slashed of? a? Unit", _fraction),
    ("Slashed ~Unit1", _fraction),
    ("a Unit and a? half", lambda unit: amount(1.5, unit)),
    ("Num Unit and a? half", _half_more),
    ("Num ~Unit ~Num", _joint),
    ("Num prime", lambda count: amount(count, "minute")),
    ("Isolength", _iso),
    ("a? few of? Unit", lambda unit: amount(3, unit, vague=True)),
    ("Num or|dash Num Unit", lambda _low, high, unit: amount(high, unit, vague=True)),
    ("a Unit or Num", lambda unit, count: amount(count, unit, vague=True)),
    ("Num Unit or Num", lambda _low, unit, high: amount(high, unit, vague=True)),
)

SUMS = (
    ("DUR comma? and? DUR", added),
    ("DUR minus ~DUR", lambda first, second: added(first, second, -1)),
)

HELD = Table(  # what a length is for, before a day beside it can take it: "every 4 weeks on Saturday"
    (
        ("every about? DUR", lambda step: {"EVERYDUR": step}),
        ("Count DUR", lambda count, of: {"PERDUR": (count, of)}),
        ("Num times DUR", lambda count, of: {"PERDUR": (count, of)}),
        ("every bang DUR", lambda step: {"FROMDONE": step}),
        ("in|after about? DUR prime? time?", lambda length: {"INDUR": length}),
        ("for|over a? DUR", lambda length: {"FORDUR": length}),
        ("for|over? the? next|coming DUR", lambda length: {"NEXTDUR": length}),
        ("for|over the? next|coming Unit", lambda unit: {"NEXTDUR": amount(1, unit)["DUR"]}),  # type: ignore[index]
        ("the? next hour", lambda: {"NEXTDUR": Amount(seconds=3600, unit="hour", count=1)}),
    )
)
