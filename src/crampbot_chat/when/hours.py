"""Clock times → minutes after midnight: one where it is clear, two where a half of the day is missing."""

from crampbot_chat.when.dates import Impossible
from crampbot_chat.when.said import Clock, Window

NOON, MIDNIGHT = 12 * 60, 24 * 60
SMALL_HOURS = 5  # "2 at night" is two in the morning, "8 at night" is eight in the evening
MORNING_FROM, MORNING_TO = 8, 11  # a bare hour on a named day: 8 to 11 is the morning, the rest is doubtful

AM, PM = "am", "pm"
HALVES = {"morning": AM, "breakfast": AM, "afternoon": PM, "evening": PM, "dinner": PM, "eod": PM, "lunch": PM}
AT_NIGHT = {"night", "bedtime"}


def in_half(clock: Clock, half: str) -> int:
    """Minutes of a bare hour in this half of the day."""
    return clock.hour % 12 * 60 + clock.minute + (NOON if half == PM else 0)


def by_part(clock: Clock, part: str) -> int | None:
    """A bare hour beside a part of the day; None when the part doesn't decide. Past 24:00 is the next day."""
    if part in AT_NIGHT:
        if clock.hour == 12:  # noqa: PLR2004 - twelve at night
            return MIDNIGHT + clock.minute
        if clock.hour <= SMALL_HOURS:
            return MIDNIGHT + in_half(clock, AM)
        return in_half(clock, PM)
    if part == "lunch" and clock.hour == 11:  # noqa: PLR2004 - lunch at eleven
        return in_half(clock, AM)
    half = HALVES.get(part)
    return in_half(clock, half) if half else None


def checked(clock: Clock) -> Clock:
    """The clock time, or Impossible."""
    if not clock.possible:
        raise Impossible("impossible_time")
    return clock


def on_a_day(clock: Clock, part: str, half: str) -> tuple[int, ...]:
    """The minutes that a clock time may mean on a named day, or on every day, the likeliest first. Raises Impossible.

    half: what the task says ("dinner"), when it says anything.
    """
    if checked(clock).clear:
        return (clock.minutes,)
    decided = by_part(clock, part)
    if decided is None and half:
        decided = in_half(clock, half)
    if decided is not None:
        return (decided,)
    if MORNING_FROM <= clock.hour <= MORNING_TO:
        return (in_half(clock, AM),)
    if clock.hour == 12:  # noqa: PLR2004 - twelve
        return (in_half(clock, PM),)
    if clock.hour < MORNING_FROM - 1:
        return (in_half(clock, PM), in_half(clock, AM))
    return (in_half(clock, AM), in_half(clock, PM))


def either_half(clock: Clock) -> tuple[int, int]:
    """A bare hour in the morning and in the evening."""
    return in_half(clock, AM), in_half(clock, PM)


def span_of(window: Window, part: str) -> tuple[int, int]:
    """Where a window begins and ends, in minutes; the end may lie past midnight. Raises Impossible.

    What one side leaves open the other decides: "2 to 4 pm", "9 to 5", "22:00 to 6".
    """
    first, last = checked(window.begins), checked(window.ends)
    begins: tuple[int, ...]
    if first.clear:
        begins = (first.minutes,)
    else:
        decided = by_part(first, part)
        begins = (decided,) if decided is not None else tuple(sorted(either_half(first)))
    if last.clear:
        ends = last.minutes
        fitting = [one for one in begins if one < ends]
        start = fitting[-1] if fitting else begins[0]
        return start, ends if ends >= start else ends + MIDNIGHT
    start = begins[0]
    if len(begins) > 1 and not MORNING_FROM - 1 <= first.hour <= MORNING_TO:
        start = begins[-1]  # from 2, from noon, from 6: later in the day
    end = next((one for one in sorted(either_half(last)) if one > start), min(either_half(last)) + MIDNIGHT)
    return start, end
