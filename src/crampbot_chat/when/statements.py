"""The grammar of statements: what the pieces say of when ("at …", "in …", "every …", "until …"), each a Said."""

from msgspec import structs

from crampbot_chat.when.amounts import amount
from crampbot_chat.when.patterns import Built, Row, Table
from crampbot_chat.when.said import (
    ANY_DAY,
    WORKDAY,
    WEEKEND,
    WORKDAYS,
    Ahead,
    Amount,
    Anchor,
    Clock,
    Condition,
    Dated,
    Day,
    Named,
    Nth,
    Period,
    Said,
    Shifted,
    Window,
)

HOURS = 24
Hour = float | Clock


def said(**what: object) -> Built:
    return {"SAID": Said(**what)}  # type: ignore[arg-type]


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


# --- clock times and windows ----------------------------------------------------------------------------------------


def _clocks(*hours: Hour) -> Built:
    found = tuple(clock for hour in hours if (clock := clock_of(hour)))
    return {"CLOCKS": found} if len(found) == len(hours) else None


def _digits(time: tuple[str, str]) -> Built:
    return {"CLOCKS": (four_digits(time),)}


def _dots(time: tuple[str, str]) -> Built:
    clock = dotted_clock(time)
    return {"CLOCKS": (clock,)} if clock else None


def _pair(hour: float, minute: float) -> Built:
    """ "at 3 15"."""
    return {"CLOCKS": (Clock(int(hour), int(minute)),)} if hour <= HOURS and 10 <= minute < 60 else None  # noqa: PLR2004


def _more(clocks: tuple[Clock, ...], hour: Hour) -> Built:
    """A list of clock times; a bare hour takes the half of the day that the last one names ("8 and 10 pm")."""
    clock = clock_of(hour)
    if clock is None or (not isinstance(hour, Clock) and hour > HOURS):
        return None
    if clock.half and all(not one.clear for one in clocks):
        clocks = tuple(structs.replace(one, half=clock.half) for one in clocks)
    return {"CLOCKS": (*clocks, clock)}


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
        ("CLOCKS comma|and|slash at? CLOCK", _more),
        ("CLOCKS comma and at? CLOCK", _more),
        ("CLOCKS comma|and at? Num", _more),
        ("CLOCKS comma and at? Num", _more),
        ("CLOCKS CLOCK", lambda clocks, clock: {"CLOCKS": clocks} if clocks == (clock,) else None),
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


# --- how often -------------------------------------------------------------------------------------------------------


def every(step: Amount) -> Built:
    """ "every 90 minutes", "every 3 weeks"."""
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
    """ "every hour", "every other day", "every third week"."""
    if step <= 0:
        return None
    built = amount(step, unit)
    return every(built["DUR"]) if built else None


def _from_done(step: Amount) -> Built:
    built = every(step)
    return {"SAID": structs.replace(built["SAID"], from_done=True)} if built else None


def _every_days(days: tuple[int, ...]) -> Built:
    return said(each=True, unit="week", step=1, days=days)


def _weeks_apart(step: float, days: tuple[int, ...]) -> Built:
    return said(each=True, unit="week", step=step, days=days)


def _every_nth(nth: int, days: tuple[int, ...]) -> Built:
    """ "every third Friday" of the month; "every second Friday" may also be every other week."""
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
    """ "three times a day", "once a week"."""
    if of.count != 1 or of.vague:
        return None
    if of.unit in {"day", "night"}:
        return said(each=True, unit="day", step=1, per_day=int(count))
    built = every_unit(of.unit)
    return said(each=True, vague="often") if built and count != 1 else built


def _half_past(length: Amount) -> Built:
    """ "every hour on the half hour"."""
    return said(each=True, unit="minute", step=60, past_minute=30) if length.seconds == 1800 else None  # noqa: PLR2004


EVERY: tuple[Row, ...] = (
    ("EVERYDUR", every),
    ("every Unit", lambda unit: every_unit(unit)),
    ("every quarters", lambda: every_unit("month", 3)),
    ("on? alternate Unit", lambda unit: every_unit(unit, 2)),
    ("on? alternate DAYS|EACHDAYS", lambda days: _weeks_apart(2, days)),
    ("every other Unit", lambda unit: every_unit(unit, 2)),
    ("every Ord day", lambda nth: _every_monthday(nth) if nth < 0 else None),
    ("every Ord Unit", lambda nth, unit: every_unit(unit, nth)),
    ("every Ord day of every|the month", lambda nth: _every_monthday(nth)),
    ("on the hour every hour", lambda: said(each=True, unit="minute", step=60, past_minute=0)),
    ("every hour on the hour", lambda: said(each=True, unit="minute", step=60, past_minute=0)),
    ("every hour on the DUR", _half_past),
    ("on the DUR every hour", _half_past),
    ("on the DUR", lambda length: said(past_minute=30) if length.seconds == 1800 else None),  # noqa: PLR2004
    ("on the hour", lambda: said(past_minute=0)),
    ("FROMDONE", _from_done),
    ("every bang Unit", lambda unit: _from_done(Amount(**{unit + "s": 1}))),
    ("DUR after|from i it? done it?", _from_done),
    ("DUR after|from i done it?", _from_done),
    ("EVERYDUR after|from i? done it?", _from_done),
    ("every DAYS|SPAN|EACHDAYS|DAYSET", _every_days),
    ("every other DAYS|SPAN|EACHDAYS|DAYSET", lambda days: _weeks_apart(2, days)),
    ("every other week on? DAYS|SPAN|EACHDAYS|DAYSET", lambda days: _weeks_apart(2, days)),
    ("on? EACHDAYS", _every_days),
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


# --- once, and from when to when -------------------------------------------------------------------------------------


def _until(day: Day) -> Built:
    return said(until=day)


def _from_to(first: Day, last: Day) -> Built:
    """ "from 10 May until 20 May"; "from the 3rd to the 9th"."""
    return said(starts=first, until=last)


def _weekday_span(days: tuple[int, ...]) -> Built:
    return _every_days(days) if len(days) > 1 else None


def _at_week(count: float, day: Day) -> Built:
    """ "in 2 weeks on Friday"."""
    return said(amount=Amount(days=7 * count, unit="week", count=count), day=day)


def _for_day(day: Day) -> Built:
    """ "for tomorrow" is a day, "for the next week" a length."""
    if isinstance(day, Period) and day.which == "next" and day.unit != "weekend":
        length = amount(1, day.unit)
        return said(lasting=length["DUR"], coming=True) if length else None
    return said(day=day, weak=True)


def _bare_minutes(count: float) -> Built:
    """ "remind me in 15": minutes, when it is a number that people say for minutes."""
    return (
        said(amount=Amount(seconds=count * 60, unit="minute", count=count))
        if count % 5 == 0 and 0 < count <= 90
        else None
    )  # noqa: PLR2004


ONCE: tuple[Row, ...] = (
    ("INDUR", lambda length: said(amount=length)),
    ("INDUR from now", lambda length: said(amount=length)),
    ("INDUR or_so", lambda length: said(amount=length)),
    ("DUR after|from right? now", lambda length: said(amount=length)),
    ("DUR later|time", lambda length: said(amount=length)),
    ("DUR ago", lambda length: said(amount=length, ago=True)),
    ("in? minus ~?DUR", lambda length: said(amount=length, ago=True)),
    ("in|after minus DUR", lambda length: said(amount=length, ago=True)),
    ("and DUR", lambda length: said(amount=length)),
    ("in NEXTDUR", lambda length: said(amount=length, vague="within")),
    ("in? a? few", lambda: said(vague="soon")),
    ("in a few", lambda: said(vague="soon")),
    ("at|in? the? Vague", lambda word: said(vague=word)),
    ("on? this? DAY|DATE", lambda day: said(day=day)),
    ("by this? DAY|DATE", lambda day: said(day=day, weak=True)),
    ("for|over this? DAY|DATE", _for_day),
    ("or about Num|DUR|CLOCKS|DAY", lambda _other: said(vague="choice")),
    ("or_so", lambda: said()),
    ("at DAY", lambda day: said(day=day) if isinstance(day, Period) else None),
    ("on Ord", lambda day: said(day=Dated(day)) if day > 0 else None),
    ("on the? Num", lambda day: said(day=Dated(int(day))) if 1 <= day <= 99 else None),  # noqa: PLR2004 - two digits
    ("on? the? ORDS", lambda ords: said(monthdays=ords)),
    ("on? NTHDAY", lambda nth_day: said(nths=(nth_day,))),
    ("on? the? Ord DAYSET", lambda nth, days: said(nths=((nth, WORKDAY),)) if days == WORKDAYS else None),
    ("on? the? Ord DAYS", lambda nth, days: said(nths=tuple((nth, day) for day in days)) if nth <= 5 else None),  # noqa: PLR2004
    ("on|for? DAYS", lambda days: said(days=days) if len(days) > 1 else None),
    ("on|for|from? SPAN", lambda days: said(each=True, unit="week", step=1, days=days, span=True)),
    ("on|for? DAYSET", lambda days: said(each=True, unit="week", step=1, days=days)),
    ("from? PASTDAY", lambda _day: said(bad="past")),
    ("at|in|by? the? PART", lambda part: said(part=part)),
    ("early in? the? PART", lambda part: said(part=part, early="early")),
    ("in the early hours of? the? PART?", lambda part="morning": said(part=part, early="early")),
    ("in Num", lambda count: _bare_minutes(count)),
    ("at|by? the? end of? the? day", lambda: said(part="eod")),
    ("first_thing in? the? PART?", lambda _part="": said(part="morning")),
    ("this PART", lambda part: said(part=part, day=Ahead(0))),
    ("in? the? early|late|mid dash? PART", lambda part: said(part=part, early="early")),
    ("early|late PART", lambda part: said(part=part, early="early")),
    ("late|early Tonight", lambda part: said(part=part, day=Ahead(0), early="late")),
    ("for|by? Tonight", lambda part: said(part=part, day=Ahead(0))),
    ("last PART", lambda _part: said(bad="past")),
    ("PART of DAY|DATE", lambda part, day: said(part=part, day=day)),
    ("CLOCKS", lambda clocks: said(clocks=clocks)),
    ("WINDOW", lambda window: said(window=window)),
    ("DUR before Meal", lambda length, meal: said(anchor=Anchor(meal, -int(length.seconds // 60)))),
    ("DUR after Meal", lambda length, meal: said(anchor=Anchor(meal, int(length.seconds // 60)))),
    ("before|after|at|with|by my? Meal", lambda meal: said(anchor=Anchor(meal))),
    ("before|when|after i go to? my? Meal", lambda meal: said(anchor=Anchor(meal))),
    ("before|when|after go to? my? Meal", lambda meal: said(anchor=Anchor(meal))),
    ("DUR before i go to? Meal", lambda length, meal: said(anchor=Anchor(meal, -int(length.seconds // 60)))),
    ("DUR after i wake up?", lambda length: said(anchor=Anchor("up", int(length.seconds // 60)))),
    ("DUR after i go up", lambda length: said(anchor=Anchor("up", int(length.seconds // 60)))),
    ("when|after|on i? wake up?", lambda: said(anchor=Anchor("up"))),
    ("when|after i go up", lambda: said(anchor=Anchor("up"))),
    ("after go up", lambda: said(anchor=Anchor("up"))),
    ("before i sleep", lambda: said(anchor=Anchor("bedtime"))),
    ("before|after|during my? work|school", lambda: said(event=True)),
    ("when|after|before i go to? home|work|school", lambda: said(event=True)),
    ("when|after|before i leave|home|go|work|be", lambda: said(event=True)),
    ("only? if|when i have? cramped last? PART?", lambda _part="": said(condition=Condition("cramped"))),
    ("only? if|when i? have? a? cramp last PART", lambda _part: said(condition=Condition("cramped"))),
    ("only? after a cramp PART?", lambda _part="": said(condition=Condition("cramped"))),
    ("on? DAYS? days with|of sport", lambda *_days: said(condition=Condition("sport"))),
    ("after sport", lambda: said(condition=Condition("sport"))),
    ("on sport days", lambda: said(condition=Condition("sport"))),
    ("only? if i have? logged", lambda: said(condition=Condition("unlogged"))),
    ("until Num quiet Unit", lambda count, _unit: said(condition=Condition("quiet", int(count)))),
    ("until i? answer it?", lambda: said(nag=10)),
    ("and? nag me? until i? answer it?", lambda: said(nag=10)),
    ("Zone", lambda zone: said(zone=zone)),
    ("Offset", lambda minutes: said(offset=minutes)),
)

BOUNDS: tuple[Row, ...] = (
    ("until the? DAY|DATE", _until),
    ("until on|at DAY|DATE", _until),
    ("until PASTDAY", lambda _day: said(bad="past")),
    ("up to DAY|DATE", _until),
    ("until the? Month", lambda month: said(until=Dated(1, month))),
    ("until the? Ord", lambda day: said(until=Dated(day)) if day > 0 else None),
    ("until CLOCKS", lambda clocks: said(until_at=clocks[0]) if len(clocks) == 1 else None),
    ("until CLOCK|Num|ATHOUR", lambda hour: said(until_at=clock_of(hour)) if clock_of(hour) else None),
    ("until Hhmm", lambda time: said(until_at=four_digits(time))),
    ("until Dotted", lambda time: said(until_at=dotted_clock(time)) if dotted_clock(time) else None),
    ("until DAY|DATE CLOCKS", lambda day, clocks: said(until=day, until_at=clocks[0])),
    ("until DUR from? now?", lambda length: said(lasting=length, coming=True)),
    ("start from|on|at|in? the? DAY|DATE", lambda day: said(starts=day)),
    ("start from|on|at? DAYS", lambda days: said(starts=Named(days[0])) if len(days) == 1 else None),
    ("start from|on|at? CLOCKS", lambda clocks: said(starts_at=clocks[0])),
    ("start from|on|at? CLOCK|Num", lambda hour: said(starts_at=clock_of(hour)) if clock_of(hour) else None),
    ("start from|at? Hhmm", lambda time: said(starts_at=four_digits(time))),
    ("start from|on|in? Month", lambda month: said(starts=Dated(1, month))),
    ("start in DUR", lambda length: said(starts_in=length)),
    ("start now", lambda: said()),
    ("start this? Tonight", lambda _part: said(starts=Ahead(0))),
    ("from DAY|DATE on|onwards?", lambda day: said(starts=day)),
    ("from now on", lambda: said()),
    ("from CLOCKS on|onwards", lambda clocks: said(starts_at=clocks[0])),
    ("from DAY|DATE dash|until DAY|DATE", _from_to),
    ("between DAY|DATE and DAY|DATE", _from_to),
    ("from DAYS", _weekday_span),
    ("from Month dash|until Month", lambda first, last: said(starts=Dated(1, first), until=Nth(-1, ANY_DAY, last))),
    ("NEXTDUR", lambda length: said(lasting=length, coming=True)),
    ("FORDUR", lambda length: said(lasting=length)),
    ("for the? rest of? this|the week", lambda: said(until=Period("week", "end"))),
    ("until|for Num times", lambda count: said(count=int(count), coming=True) if count == int(count) else None),
    ("up to Num times", lambda count: said(count=int(count), coming=True) if count == int(count) else None),
    ("for? Count", lambda count: said(count=int(count)) if count > 1 else None),
    ("Num times only?", lambda count: said(count=int(count)) if count == int(count) else None),
)


def _not(day: Day) -> Built:
    """A day that is left out: by its weekday, by its place in the month, by its month or by its date."""
    if isinstance(day, Named):
        return said(not_days=(day.weekday,))
    if isinstance(day, Nth):
        return said(not_nths=((day.nth, day.weekday, day.month),))
    if isinstance(day, Period):
        return said(not_months=(day.month,)) if day.month else said(not_days=WEEKEND) if day.unit == "weekend" else None
    return said(not_dates=(day,))


def _not_nths(told: Said) -> Built:
    return said(not_nths=tuple((nth, day, 0) for nth, day in told.nths)) if told.nths else None


EXCEPT: tuple[Row, ...] = (
    ("but? except on|in|for|the|every? DAYS|SPAN|EACHDAYS|DAYSET", lambda days: said(not_days=days)),
    ("but? except on|in|for|the|every? DAY|DATE", _not),
    ("but? except on|in|for|the? Month", lambda month: said(not_months=(month,))),
    ("but? except on|the|every? EVERYDAY", _not_nths),
    ("but? except on? the|every? Ord DAYS", lambda nth, days: said(not_nths=((nth, days[0], 0),))),
    ("DAYSET|EACHDAYS off", lambda days: said(not_days=days)),
)

STATEMENTS = Table((*ONCE, *EVERY, *BOUNDS, *EXCEPT))

PARTS = Table(
    (
        ("Part", lambda part: {"PART": part}),
        ("end of the? day", lambda: {"PART": "eod"}),
        ("Part time", lambda part: {"PART": part}),
        ("Meal time", lambda part: {"PART": part}),
        ("at Meal", lambda part: {"PART": part}),
        ("PART and|comma Part", lambda part, more: {"PARTS": (part, more)} if part != more else None),
        ("PARTS comma? and? Part", lambda parts, more: {"PARTS": (*parts, more)}),
        ("Parts and Parts", lambda part, more: {"PARTS": (part, more)}),
    )
)
