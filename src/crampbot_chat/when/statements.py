"""The grammar of statements: what the pieces say of when ("at …", "in …", "until …", "except …"), each a Said."""

from crampbot_chat.when.amounts import amount
from crampbot_chat.when.often import EVERY, every_days
from crampbot_chat.when.patterns import Built, Row, Table
from crampbot_chat.when.said import (
    ANY_DAY,
    WEEKEND,
    WORKDAY,
    WORKDAYS,
    Ahead,
    Amount,
    Anchor,
    Condition,
    Dated,
    Day,
    Named,
    Nth,
    Period,
    Said,
    said,
)
from crampbot_chat.when.spans import clock_of, dotted_clock, four_digits

MOST_MINUTES = 90  # of a bare number


def _until(day: Day) -> Built:
    return said(until=day)


def _from_to(first: Day, last: Day) -> Built:
    """From a day until a day."""
    return said(starts=first, until=last)


def _weekday_span(days: tuple[int, ...]) -> Built:
    return every_days(days) if len(days) > 1 else None


def _at_week(count: float, day: Day) -> Built:
    """So many weeks ahead on a weekday: "in 2 weeks on Friday"."""
    return said(amount=Amount(days=7 * count, unit="week", count=count), day=day)


def _for_day(day: Day) -> Built:
    """A day, or a length: "for tomorrow", "for the next week"."""
    if isinstance(day, Period) and day.which == "next" and day.unit != "weekend":
        length = amount(1, day.unit)
        return said(lasting=length["DUR"], coming=True) if length else None
    return said(day=day, weak=True)


def _bare_minutes(count: float) -> Built:
    """A bare number is minutes when people say it for minutes: "remind me in 15"."""
    likely = count % 5 == 0 and 0 < count <= MOST_MINUTES
    return said(amount=Amount(seconds=count * 60, unit="minute", count=count)) if likely else None


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
    ("or about? DUR|CLOCKS|DAY|DATE", lambda _other: said(vague="choice")),
    ("for minus DUR", lambda _length: said(bad="zero")),
    ("after DAY|DATE", lambda _day: said(vague="after")),
    ("before CLOCKS|DAY|DATE", lambda _limit: said(vague="before")),
    ("or the? Ord", lambda _other: said(vague="choice")),
    ("over the? day", lambda: said(vague="choice")),
    ("from CLOCKS", lambda clocks: said(starts_at=clocks[0])),
    ("instead of the? PART|CLOCKS|DAY|DATE|DAYS|DAYSET|EACHDAYS|PASTDAY", lambda _other: said()),
    ("but? except CLOCKS", lambda _clocks: said()),
    ("or about Num", lambda _other: said(vague="choice")),
    ("or_so", said),
    ("at DAY", lambda day: said(day=day) if isinstance(day, Period) else None),
    ("on Ord", lambda day: said(day=Dated(day)) if day > 0 else None),
    ("on the? Num", lambda day: said(day=Dated(int(day))) if 1 <= day <= 99 else None),  # noqa: PLR2004 - two digits
    ("on? the? ORDS", lambda ords: said(monthdays=ords)),
    ("MONTHS", lambda months: said(months=months)),
    ("on? the last day", lambda: said(monthdays=(-1,))),
    ("on? NTHDAY", lambda nth_day: said(nths=(nth_day,))),
    ("on? the? ORDS DAYS", lambda ords, days: said(nths=tuple((nth, day) for nth in ords for day in days))),
    ("on? the? Ord DAYSET", lambda nth, days: said(nths=((nth, WORKDAY),)) if days == WORKDAYS else None),
    ("on? the? Ord DAYS", lambda nth, days: said(nths=tuple((nth, day) for day in days)) if nth <= 5 else None),  # noqa: PLR2004
    ("on|for? DAYS", lambda days: said(days=days) if len(days) > 1 else None),
    ("on|for|from? SPAN", lambda days: said(each=True, unit="week", step=1, days=days, span=True)),
    ("on|for? DAYSET", lambda days: said(each=True, unit="week", step=1, days=days)),
    ("from? PASTDAY", lambda _day: said(bad="past")),
    ("the? same time as? DAY", lambda day: said(day=day, same=True)),
    ("DAY the? same time", lambda day: said(day=day, same=True)),
    ("at the? same time DAY?", lambda day=None: said(day=day, same=True)),
    ("at|in|by? the? PART", lambda part: said(part=part)),
    ("early in? the? PART", lambda part: said(part=part, early="early")),
    ("in the early hours of? the? PART?", lambda part="morning": said(part=part, early="early")),
    ("in Num", _bare_minutes),
    ("at|by? the? end of? the? day", lambda: said(part="eod")),
    ("first_thing in? the? PART?", lambda _part="": said(part="morning")),
    ("this PART", lambda part: said(part=part, day=Ahead(0))),
    ("in? the? early|mid dash? PART", lambda part: said(part=part, early="early")),
    ("in? the? late dash? PART", lambda part: said(part=part, early="late")),
    ("late|early Tonight", lambda part: said(part=part, day=Ahead(0), early="late")),
    ("for|by? Tonight", lambda part: said(part=part, day=Ahead(0))),
    ("last PART", lambda _part: said(bad="past")),
    ("PART of DAY|DATE", lambda part, day: said(part=part, day=day)),
    ("CLOCKS", lambda clocks: said(clocks=clocks)),
    ("WINDOW", lambda window: said(window=window)),
    ("DUR before Meal", lambda length, meal: said(anchor=Anchor(meal, -int(length.seconds // 60)))),
    ("DUR after Meal", lambda length, meal: said(anchor=Anchor(meal, int(length.seconds // 60)))),
    ("before|after|at|with|by my|the? Meal", lambda meal: said(anchor=Anchor(meal))),
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
    ("only? if i have? cramped last? PART?", lambda _part="": said(condition=Condition("cramped"))),
    ("only? if|when i? have? a? cramp last PART", lambda _part: said(condition=Condition("cramped"))),
    ("only? after a cramp PART?", lambda _part="": said(condition=Condition("cramped"))),
    ("on? DAYS? days with|of sport", lambda *_days: said(condition=Condition("sport"))),
    ("when i cramped last PART", lambda _part: said(condition=Condition("cramped"))),
    ("after sport", lambda: said(event=True)),
    (
        "on? Parts after sport",
        lambda part: said(each=True, unit="day", step=1, part=part, condition=Condition("sport")),
    ),
    ("on? days after sport", lambda: said(condition=Condition("sport"))),
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
    ("start INDUR", lambda length: said(starts_in=length)),
    ("until further notice", said),
    ("for the? rest of? DAY", _until),
    ("start in DUR", lambda length: said(starts_in=length)),
    ("start now", said),
    ("start this? Tonight", lambda _part: said(starts=Ahead(0))),
    ("from DAY|DATE on|onwards?", lambda day: said(starts=day)),
    ("from now on", said),
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
    ("but? except MONTHS", lambda months: said(not_months=months)),
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
        ("at Meal time?", lambda part: {"PART": part}),
        ("PART and|comma Part", lambda part, more: {"PARTS": (part, more)} if part != more else None),
        ("PARTS comma? and? Part", lambda parts, more: {"PARTS": (*parts, more)}),
        ("Parts and Parts", lambda part, more: {"PARTS": (part, more)}),
    )
)
