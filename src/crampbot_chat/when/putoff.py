"""Until when: the end of a snooze, and of a pause."""

from datetime import datetime

from msgspec import structs

from crampbot_chat.model import Millis
from crampbot_chat.when.dates import Now, dates_of, moved
from crampbot_chat.when.hours import on_a_day
from crampbot_chat.when.merge import NOTHING
from crampbot_chat.when.once import Doubt, Moment, next_at, on, once
from crampbot_chat.when.said import Amount, Period, Said
from crampbot_chat.when.zones import at

DAY = 24 * 60


def snooze_end(length: Amount | None, said: Said, moment: Moment) -> Millis | None:
    if length:
        return once(Said(amount=length), moment)[0]
    if said.until or said.until_at:
        clocks = (said.until_at,) if said.until_at else ()
        return once(structs.replace(said, day=said.until, until=None, until_at=None, clocks=clocks), moment)[0]
    return None if said == NOTHING or said.vague else once(said, moment)[0]


def pause_end(said: Said, moment: Moment) -> Millis | None:
    """When it goes on: the beginning of a day, or a time, or so long from now."""
    length = said.lasting or said.amount
    if length:
        if length.calendar:
            end = moved(moment.wall.date(), length)
            return at(datetime.combine(end, moment.wall.time()), moment.zone)
        return moment.now + round(length.seconds * 1000)
    day = said.until or said.day
    clock = said.until_at or (said.clocks[0] if said.clocks else None)
    if day:
        if isinstance(day, Period) and day.which == "this":
            raise Doubt("when")
        now = Now(moment.wall, moment.habits, DAY, moment.day_first)
        minute = on_a_day(clock, said.part, "")[0] if clock else 0
        return on(dates_of(day, now)[-1], minute, moment.zone)
    if clock:
        return next_at(on_a_day(clock, said.part, "")[0] % DAY, moment.wall, moment)
    if said.part:
        return next_at(moment.habits.at(said.part), moment.wall, moment)
    return None
