"""Recurrence rules as RFC 5545 writes them: text → checked parts, and back."""

from datetime import UTC, datetime
from functools import lru_cache

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.when.zones import instant

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")  # SECONDLY is too often for a person
ELAPSED = ("HOURLY", "MINUTELY")
MAX_INTERVAL = 10_000
MAX_COUNT = 1_000

RANGES = {  # RFC 5545, 3.3.10; negative values count from the end
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSETPOS": (-366, 366),
}
LIMITS = ("FREQ", "INTERVAL", "UNTIL", "COUNT")
ORDER = (*LIMITS, "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSETPOS")
IGNORED = {"WKST": frozenset({"MO"}), "BYSECOND": frozenset({"0", "00"})}


class BadRule(ValueError):
    """Not a recurrence rule that can be kept; `reason` is a fixed word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Parts(Struct, frozen=True):
    """One rule taken apart. `numbers` holds the BY… lists of numbers, `days` pairs of (nth or 0, weekday 0-6)."""

    freq: str
    interval: int = 1
    until: Millis | None = None
    count: int | None = None
    numbers: dict[str, tuple[int, ...]] = {}
    days: tuple[tuple[int, int], ...] = ()

    @property
    def step(self) -> Millis:
        """The length of one interval of a rule of hours or minutes."""
        return self.interval * {"HOURLY": 3_600_000, "MINUTELY": 60_000}[self.freq]

    @property
    def elapsed(self) -> bool:
        """Hours and minutes run in elapsed time; everything longer runs by the wall clock."""
        return self.freq in ELAPSED


@lru_cache(maxsize=4096)
def parse(line: str) -> Parts:
    """Take one rule apart. Raises BadRule."""
    fields: dict[str, str] = {}
    for field in line.strip().removeprefix("RRULE:").strip(";").split(";"):
        key, separator, value = field.strip().upper().partition("=")
        if not separator or not value or key in fields:
            raise BadRule("syntax")
        fields[key] = value
    freq = fields.pop("FREQ", "")
    if freq not in FREQUENCIES:
        raise BadRule("too_often" if freq == "SECONDLY" else "syntax")
    for key, harmless in IGNORED.items():
        if fields.pop(key, next(iter(harmless))) not in harmless:
            raise BadRule("unsupported")
    until, count = fields.pop("UNTIL", ""), fields.pop("COUNT", "")
    if until and count:
        raise BadRule("syntax")
    return Parts(
        freq=freq,
        interval=_number(fields.pop("INTERVAL", "1"), 1, MAX_INTERVAL * (60 if freq == "MINUTELY" else 1)),
        until=_until(until) if until else None,
        count=_number(count, 1, MAX_COUNT) if count else None,
        days=tuple(sorted(_day(day) for day in fields.pop("BYDAY").split(","))) if "BYDAY" in fields else (),
        numbers=_lists(fields, freq),
    )


def write(parts: Parts) -> str:
    """The rule as text, keys in a fixed order, INTERVAL=1 left out."""
    fields = {"FREQ": parts.freq}
    if parts.interval != 1:
        fields["INTERVAL"] = str(parts.interval)
    if parts.until is not None:
        fields["UNTIL"] = f"{datetime.fromtimestamp(parts.until // 1000, UTC):%Y%m%dT%H%M%SZ}"
    if parts.count is not None:
        fields["COUNT"] = str(parts.count)
    for key, values in parts.numbers.items():
        fields[key] = ",".join(map(str, values))
    if parts.days:
        in_week_order = sorted(parts.days, key=lambda pair: (pair[1], pair[0]))
        fields["BYDAY"] = ",".join(f"{nth or ''}{DAYS[day]}" for nth, day in in_week_order)
    return ";".join(f"{key}={fields[key]}" for key in ORDER if key in fields)


def _number(text: str, low: int, high: int) -> int:
    digits = text.removeprefix("+").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):  # noqa: PLR2004 - longer is no number here
        raise BadRule("syntax")
    if not low <= int(text) <= high:
        raise BadRule("out_of_range")
    return int(text)


def _lists(fields: dict[str, str], freq: str) -> dict[str, tuple[int, ...]]:
    """The BY… lists of numbers, checked and sorted."""
    if unknown := set(fields) - set(RANGES):
        raise BadRule(
            "unsupported" if all(key.startswith(("BY", "X-", "RSCALE", "SKIP")) for key in unknown) else "syntax"
        )
    if (fields.keys() & {"BYWEEKNO", "BYYEARDAY"}) and freq != "YEARLY":
        raise BadRule("unsupported")
    lists = {}
    for key, value in fields.items():
        low, high = RANGES[key]
        numbers = sorted({_number(item, low, high) for item in value.split(",")})
        if low < 0 and 0 in numbers:
            raise BadRule("out_of_range")
        lists[key] = tuple(numbers)
    return lists


def _day(text: str) -> tuple[int, int]:
    nth, name = text[:-2], text[-2:]
    if name not in DAYS:
        raise BadRule("syntax")
    number = _number(nth, -53, 53) if nth else 0
    if nth and not number:
        raise BadRule("out_of_range")
    return number, DAYS.index(name)


def _until(text: str) -> Millis:
    """The last instant that may ring; a date alone includes that whole day (read as UTC)."""
    pattern = "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d"
    try:
        moment = datetime.strptime(text.removesuffix("Z"), pattern).replace(tzinfo=UTC)
    except ValueError:
        raise BadRule("syntax") from None
    return instant(moment if "T" in text else moment.replace(hour=23, minute=59, second=59))
