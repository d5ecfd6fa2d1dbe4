"""Wall clocks and instants: what a clock shows in a zone, and when a clock in a zone will show it."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

from crampbot_chat.model import Millis

MILLISECOND = timedelta(milliseconds=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownZone(ValueError):
    """No such zone in the tz database."""


@cache
def known() -> dict[str, str]:
    """Every name of the tz database, by its lower-case spelling."""
    lines = Path(tzdata.__path__[0], "zones").read_text(encoding="ascii").split()
    return {name.lower(): name for name in lines if name not in {"Factory", "localtime"}}


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone; the name may be written in any case. Raises UnknownZone."""
    exact = known().get(name.lower().replace(" ", "_"))
    if exact is None:
        raise UnknownZone("not a zone of the tz database")
    return ZoneInfo(exact)


def instant(moment: datetime) -> Millis:
    """An aware datetime as an instant; a naive one is refused."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    return (moment - EPOCH) // MILLISECOND


def at(wall: datetime, zone: str) -> Millis:
    """The instant at which the clock in `zone` shows `wall` (naive).

    A time that a clock change skips moves on by the gap (02:30 rings at 03:30); one that occurs twice is the first
    (RFC 5545, 3.3.5). Both are what PEP 495 means by fold=0.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall clock carries no zone of its own")
    return instant(wall.replace(tzinfo=zone_info(zone), fold=0))


def local(moment: Millis, zone: str) -> datetime:
    """What the clock in `zone` shows at this instant; aware."""
    return (EPOCH + moment * MILLISECOND).astimezone(zone_info(zone))


def wall(moment: Millis, zone: str) -> datetime:
    """What the clock in `zone` shows at this instant, without the zone."""
    return local(moment, zone).replace(tzinfo=None, fold=0)


def skipped(time: datetime, zone: str) -> bool:
    """True when the clock in `zone` never shows this wall time, because a clock change skips it."""
    return wall(at(time, zone), zone) != time


def doubled(time: datetime, zone: str) -> bool:
    """True when the clock in `zone` shows this wall time twice."""
    info = zone_info(zone)
    return time.replace(tzinfo=info, fold=0).utcoffset() != time.replace(
        tzinfo=info, fold=1
    ).utcoffset() and not skipped(time, zone)


def jump(moment: Millis, zone: str) -> timedelta:
    """By how much the clock in `zone` went forward during the last day (zero when it did not)."""
    now = local(moment, zone)
    before = local(moment - DAY // MILLISECOND, zone)
    return max((now.utcoffset() or timedelta()) - (before.utcoffset() or timedelta()), timedelta())
