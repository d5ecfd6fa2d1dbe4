"""A single reminder: what was said → the instants that may be meant."""

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.dates import FAR, Impossible, Now, dates_of, moved, two_orders
from crampbot_chat.when.hours import checked, either_half, in_half, on_a_day
from crampbot_chat.when.reading import Habits
from crampbot_chat.when.rule import Rule
from crampbot_chat.when.said import Ahead, Amount, Anchor, Clock, Named, Said
from crampbot_chat.when.zones import MILLISECOND, at, wall

YEAR = timedelta(days=366)
FAR_AHEAD = FAR * YEAR // MILLISECOND
SMALL_HOURS = 5 * 60
EARLIER = -120  # minutes; what early and late may mean


class Moment(Struct, frozen=True):
    """What a reading needs beside the words: now, where, and whose."""

    now: Millis
    zone: str
    habits: Habits
    day_first: bool
    half: str = ""

    @property
    def wall(self) -> datetime:
        return wall(self.now, self.zone)


class Doubt(Exception):
    """More than one reading, or none yet. `options` are instants or rules, the likeliest first."""

    def __init__(self, reason: str, options: tuple[Millis | Rule, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.options = options


def once(told: Said, moment: Moment) -> tuple[Millis, str]:
    """The instant, and what is worth saying about it. Raises Doubt and Impossible."""
    if told.amount:
        return _relative(told, told.amount, moment)
    if told.choice:
        raise Doubt("choice", tuple(_one_of(told, clock, moment) for clock in told.clocks))
    if len(told.clocks) > 1:
        raise Doubt("choice", tuple(_one_of(told, clock, moment) for clock in told.clocks))
    if told.window and not told.clocks:
        options = (told.window.begins, told.window.ends)
        raise Doubt("choice", tuple(_one_of(told, clock, moment) for clock in options))
    if told.day:
        return _on_day(told, moment)
    if told.clocks:
        return _at_clock(told, told.clocks[0], moment)
    if told.part or told.anchor:
        return _at_part(told, moment)
    raise Doubt("when")


def minute_of(told: Said, habits: Habits) -> int | None:
    """The minute of the day that a part of the day or a moment of the person's day stands for."""
    if told.anchor:
        return anchored(told.anchor, habits)
    if told.part:
        return habits.at(told.part)
    return None


def anchored(anchor: Anchor, habits: Habits) -> int:
    """The minute of the day of a moment of the person's own day."""
    return (habits.at(anchor.name) + anchor.offset) % (24 * 60)


def on(day: date, minute: int, zone: str) -> Millis:
    """That day's minute, by the clock of the zone; a minute past 24:00 is on the next day."""
    return at(datetime.combine(day, time.min) + timedelta(minutes=minute), zone)


def _relative(told: Said, length: Amount, moment: Moment) -> tuple[Millis, str]:
    """So long from now: hours elapse, days keep the clock time."""
    if told.ago:
        raise Impossible("past")
    if length.vague or told.vague:
        raise Doubt("when")
    if length.unit == "workday":
        raise Doubt("when")
    if length.months > FAR * 12 or length.days > FAR * 366 or length.seconds > FAR * YEAR.total_seconds():
        raise Impossible("far")
    if not (length.months or length.days or length.seconds):
        raise Impossible("zero")
    if not length.calendar:
        return moment.now + round(length.seconds * 1000), ""
    here = moment.wall
    day = moved(here.date(), length)
    if isinstance(told.day, Named) and length.unit == "week":
        day = day - timedelta(days=day.weekday()) + timedelta(days=told.day.weekday)
    if told.clocks:
        options = on_a_day(told.clocks[0], told.part, moment.half)
        return _settled([on(day, minute, moment.zone) for minute in options], moment, "half")
    minute = minute_of(told, moment.habits)
    if minute is not None:
        return on(day, minute, moment.zone), ""
    return at(datetime.combine(day, here.time()), moment.zone) + round(length.seconds * 1000), ""


def _settled(options: list[Millis], moment: Moment, reason: str) -> tuple[Millis, str]:
    """The one instant that is left when what lies in the past is taken away."""
    ahead = tuple(dict.fromkeys(option for option in options if option > moment.now))
    if not ahead:
        raise Impossible("past")
    if len(ahead) > 1:
        raise Doubt(reason, ahead)
    return ahead[0], ""


def _minutes(told: Said, moment: Moment) -> tuple[int, ...]:
    """The minutes of the day that may be meant on a named day."""
    if told.clocks:
        return on_a_day(told.clocks[0], told.part, moment.half)
    if told.same:
        return (moment.wall.hour * 60 + moment.wall.minute,)
    minute = minute_of(told, moment.habits)
    return (moment.habits.default if minute is None else minute,)


def _on_day(told: Said, moment: Moment) -> tuple[Millis, str]:
    """On a named day, at the hour that was said or the usual one."""
    day = told.day
    assert day is not None  # noqa: S101 - the caller looked
    minutes = _minutes(told, moment)
    if isinstance(day, Ahead) and day.days == 0:
        return _today(told, moment, minutes)
    now = Now(moment.wall, moment.habits, max(minutes), moment.day_first)
    days = dates_of(day, now)
    if told.clocks and told.clocks[0].minutes == 24 * 60 and not told.part:
        raise Doubt("which_day", tuple(on(days[0], minute, moment.zone) for minute in (24 * 60, 0)))
    options = [on(one, minute, moment.zone) for one in days for minute in minutes]
    reason = "which_day" if len(days) > 1 else "half"
    if two_orders(day, moment.habits):  # asked even when one of the two dates is over
        raise Doubt("which_day", tuple(option for option in options if option > moment.now))
    timed = told.clocks or told.part or told.anchor or told.same
    return _settled(options, moment, reason)[0], "" if timed else "no_time"


def _today(told: Said, moment: Moment, minutes: tuple[int, ...]) -> tuple[Millis, str]:
    """Today: of two hours, the one that is still ahead. "Tonight" after midnight is what is left of this night."""
    here, habits = moment.wall, moment.habits
    now_minute = here.hour * 60 + here.minute
    if told.clocks and not checked(told.clocks[0]).clear and not told.part:
        minutes = either_half(told.clocks[0])
    if told.part in {"night", "bedtime"} and told.clocks:
        clock = told.clocks[0]
        small = [minute % (24 * 60) for minute in minutes if minute % (24 * 60) < SMALL_HOURS]
        if now_minute < habits.waking and not clock.sure and small and small[0] > now_minute:
            minutes = (small[0],)  # tonight is this night
        elif small and minutes[0] < 24 * 60:
            minutes = (small[0] + 24 * 60,)
    options = [on(here.date(), minute, moment.zone) for minute in minutes]
    if told.part == "morning" and told.clocks and not any(option > moment.now for option in options):
        raise Impossible("past")
    timed = told.clocks or told.part or told.anchor
    if not timed and options[0] <= moment.now:
        raise Doubt("when")
    return _settled(options, moment, "half")[0], "" if timed else "no_time"


def _at_clock(told: Said, clock: Clock, moment: Moment) -> tuple[Millis, str]:
    """A clock time without a day: the next one. A bare hour only when it still comes today."""
    here = moment.wall
    decided: int | None = None
    if checked(clock).clear:
        decided = clock.minutes
    elif told.part or moment.half:
        options = on_a_day(clock, told.part, moment.half)
        decided = options[0] if len(options) == 1 else None
    if decided is not None:
        first = on(here.date(), decided % (24 * 60), moment.zone)
        if first > moment.now:
            return first, ""
        return on(here.date() + timedelta(days=1), decided % (24 * 60), moment.zone), "next_day"
    halves = sorted(either_half(clock))
    today = [on(here.date(), minute, moment.zone) for minute in halves]
    ahead = [option for option in today if option > moment.now]
    if ahead:
        return ahead[0], "bare_hour"
    tomorrow = here.date() + timedelta(days=1)
    raise Doubt("half", tuple(on(tomorrow, minute, moment.zone) for minute in halves))


def _at_part(told: Said, moment: Moment) -> tuple[Millis, str]:
    """A part of the day without a day: the next one."""
    here = moment.wall
    minute = minute_of(told, moment.habits) or 0
    if told.early:
        other = minute + (EARLIER if told.early == "early" else -EARLIER)
        raise Doubt("when", tuple(next_at(one % (24 * 60), here, moment) for one in (other, minute)))
    first = on(here.date(), minute, moment.zone)
    if first > moment.now:
        return first, ""
    return on(here.date() + timedelta(days=1), minute, moment.zone), "next_day"


def next_at(minute: int, here: datetime, moment: Moment) -> Millis:
    """The next time at which the clock shows this minute of the day."""
    first = on(here.date(), minute, moment.zone)
    return first if first > moment.now else on(here.date() + timedelta(days=1), minute, moment.zone)


def _one_of(told: Said, clock: Clock, moment: Moment) -> Millis:
    """One of several clock times between which the person has to choose."""
    minute = on_a_day(clock, told.part, moment.half)[0]
    if told.day:
        try:
            days = dates_of(told.day, Now(moment.wall, moment.habits, minute, moment.day_first))
        except Impossible:
            days = (moment.wall.date(),)
        return on(days[0], minute, moment.zone)
    if not checked(clock).clear:
        ahead = [
            on(moment.wall.date(), one, moment.zone) for one in sorted((in_half(clock, "am"), in_half(clock, "pm")))
        ]
        return next((one for one in ahead if one > moment.now), ahead[0])
    return next_at(minute, moment.wall, moment)


def ends_of_day(day: date, zone: str) -> Millis:
    """The last minute of a day: "until Sunday" includes Sunday."""
    return on(day, 23 * 60 + 59, zone)
