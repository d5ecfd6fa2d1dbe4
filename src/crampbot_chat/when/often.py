"""The grammar of repetition: "every 90 minutes", "every other Tuesday", "every last Friday", "twice a day"."""

from msgspec import structs

from crampbot_chat.when.amounts import amount
from crampbot_chat.when.patterns import Built, Row
from crampbot_chat.when.said import WORKDAY, WORKDAYS, Amount, Dated, Day, said


def every(step: Amount) -> Built:  # noqa: PLR0911 - one return for each kind of length
    """Every so long: "every 90 minutes", "every 3 weeks"."""
    if step.vague:
        return said(each=True, vague="often")
    if step.unit == "workday":
        return said(each=True, days=WORKDAYS, unit="week", step=1) if step.count == 1 else None
    kinds = [bool(step.months), bool(step.days), bool(step.seconds)]
    if sum(kinds) == 1 and step.seconds:
        return said(each=True, unit="minute", step=step.seconds / 60)
    if sum(kinds) > 1:
        minutes = step.days * 1440 + step.seconds / 60
        return said(each=True, unit="minute", step=minutes) if not step.months else None
    if step.months:
        return said(each=True, unit="month", step=step.months)
    part = step.unit if step.unit in {"night", "evening", "morning", "afternoon"} else ""
    if step.days == 0:
        return said(each=True, bad="zero")
    if step.days % 7 == 0 and step.unit in {"week", "fortnight"}:
        return said(each=True, unit="week", step=step.days / 7)
    return said(each=True, unit="day", step=step.days, part=part)


def every_unit(unit: str, step: float = 1) -> Built:
    """Every unit, or every so many of it: "every other day", "every third week"."""
    if step <= 0:
        return None
    built = amount(step, unit)
    return every(built["DUR"]) if built else None


def _from_done(step: Amount) -> Built:
    built = every(step)
    return {"SAID": structs.replace(built["SAID"], from_done=True)} if built else None


def _from_done_unit(unit: str) -> Built:
    built = amount(1, unit)
    return _from_done(built["DUR"]) if built else None


MOST = 5  # there is no sixth Friday in a month


def every_days(days: tuple[int, ...]) -> Built:
    return said(each=True, unit="week", step=1, days=days)


def _weeks_apart(step: float, days: tuple[int, ...]) -> Built:
    return said(each=True, unit="week", step=step, days=days)


def _every_nth(nth: int, days: tuple[int, ...]) -> Built:
    """A weekday of the month ("every third Friday"); "every second Friday" may also be every other week."""
    if abs(nth) > MOST:
        return None
    return said(each=True, unit="month", step=1, nths=tuple((nth, day) for day in days), choice=nth == 2)  # noqa: PLR2004


def _every_nth_set(nth: int, days: tuple[int, ...]) -> Built:
    return said(each=True, unit="month", step=1, nths=((nth, WORKDAY),)) if days == WORKDAYS else None


def _every_monthday(*days: float) -> Built:
    if not all(day == int(day) and -1 <= day <= 99 for day in days):  # noqa: PLR2004 - two digits
        return None
    return said(each=True, unit="month", step=1, monthdays=tuple(int(day) for day in days))


def _every_date(*dates: Day) -> Built:
    if isinstance(dates[0], Dated) and not dates[0].month:
        return _every_monthday(*(date.day for date in dates if isinstance(date, Dated)))
    return said(each=True, unit="month", step=12, dates=dates)


def _often(text: str) -> Built:
    step, unit = text.split()
    return every_unit(unit, int(step))


def _times(count: float, of: Amount) -> Built:
    """How many times in a unit: "three times a day", "once a week"."""
    if of.count != 1 or of.vague:
        return None
    if of.unit in {"day", "night"}:
        return said(each=True, unit="day", step=1, per_day=int(count))
    built = every_unit(of.unit)
    return said(each=True, vague="often") if built and count != 1 else built


def _half_past(length: Amount) -> Built:
    """Every hour at half past: "every hour on the half hour"."""
    return said(each=True, unit="minute", step=60, past_minute=30) if length.seconds == 1800 else None  # noqa: PLR2004


EVERY: tuple[Row, ...] = (
    ("EVERYDUR", every),
    ("every minus DUR", lambda _step: said(each=True, bad="zero")),
    ("every Unit or Num|Spelled", lambda _unit, _count: said(each=True, vague="often")),
    ("every Unit", every_unit),
    ("every quarters", lambda: every_unit("month", 3)),
    ("on? alternate Unit", lambda unit: every_unit(unit, 2)),
    ("on? alternate DAYS|EACHDAYS", lambda days: _weeks_apart(2, days)),
    ("every other Unit", lambda unit: every_unit(unit, 2)),
    ("every Ord day", lambda nth: _every_monthday(nth) if nth < 0 else None),
    ("every Ord Unit", lambda nth, unit: every_unit(unit, nth)),
    ("every Ord day of every|the month", _every_monthday),
    ("on the hour every hour", lambda: said(each=True, unit="minute", step=60, past_minute=0)),
    ("every hour on the hour", lambda: said(each=True, unit="minute", step=60, past_minute=0)),
    ("every hour on the DUR", _half_past),
    ("on the DUR every hour", _half_past),
    ("on the DUR", lambda length: said(past_minute=30) if length.seconds == 1800 else None),  # noqa: PLR2004
    ("on the hour", lambda: said(past_minute=0)),
    ("FROMDONE", _from_done),
    ("every bang Unit", _from_done_unit),
    ("DUR after|from i it? done it?", _from_done),
    ("DUR after|from i done it?", _from_done),
    ("EVERYDUR after|from i? done it?", _from_done),
    ("every DAYS|SPAN|EACHDAYS|DAYSET", every_days),
    ("every other DAYS|SPAN|EACHDAYS|DAYSET", lambda days: _weeks_apart(2, days)),
    ("every other week on? DAYS|SPAN|EACHDAYS|DAYSET", lambda days: _weeks_apart(2, days)),
    ("every other DAY", lambda day: said(each=True, unit="week", step=2, day=day)),
    ("on? EACHDAYS", every_days),
    ("every Ord DAYS", _every_nth),
    (
        "every Ord DAYS of every|the month",
        lambda nth, days: said(each=True, unit="month", step=1, nths=tuple((nth, d) for d in days)),
    ),
    ("every Ord DAYSET", _every_nth_set),
    (
        "every ORDS DAYS",
        lambda ords, days: said(each=True, unit="month", step=1, nths=tuple((n, d) for n in ords for d in days)),
    ),
    ("every Ord", _every_monthday),
    ("every ORDS", lambda ords: _every_monthday(*ords)),
    ("every the? Num", _every_monthday),
    ("every|on? EVERYDAY", lambda told: {"SAID": told}),
    ("every DATE", _every_date),
    ("every DATE and DATE", _every_date),
    ("every Month", lambda month: said(each=True, months=(month,))),
    ("every? PARTS", lambda parts: said(each=True, unit="day", step=1, parts=parts)),
    ("in? the? Parts", lambda part: said(each=True, unit="day", step=1, part=part)),
    ("every month on? PASTDAY", lambda day: said(each=True, unit="month", step=1, nths=((-1, day),))),
    ("Count every DUR|EVERYDUR", lambda count, step: every(step) if count == 1 else None),
    ("Count EVERYDUR", lambda count, step: every(step) if count == 1 else None),
    ("Count INDUR", lambda count, step: every(step) if count == 1 else None),
    ("every PART", lambda part: said(each=True, unit="day", step=1, part=part)),
    ("every DAY", lambda day: said(each=True, unit="week", step=1, day=day)),
    ("every end of the? month", lambda: _every_monthday(-1)),
    ("Often", _often),
    ("Oftenpart", lambda part: said(each=True, unit="day", step=1, part=part)),
    ("PERDUR", lambda told: _times(*told)),
    ("Count|Num times? every Unit", lambda count, unit: _times(count, Amount(unit=unit, count=1))),
    ("Count Often", lambda count, text: _times(count, Amount(unit=text.split()[1], count=1))),
    ("Num times Often", lambda count, text: _times(count, Amount(unit=text.split()[1], count=1))),
    ("half hourly", lambda: said(each=True, unit="minute", step=30)),
)
