"""Summer, where somebody is: by the side of the equator on which their zone lies."""

from functools import cache
from importlib import resources

from crampbot_chat.model import Millis
from crampbot_chat.when.zones import local

NORTHERN, SOUTHERN = range(5, 10), (11, 12, 1, 2, 3)  # months: from May to September, from November to March


def is_summer(moment: Millis, zone: str) -> bool:
    """True in the warm half of the year; the northern one while the zone is unknown."""
    months = SOUTHERN if zone in _southern() else NORTHERN
    return local(moment, zone or "Etc/UTC").month in months


@cache
def _southern() -> frozenset[str]:
    """Zones whose place lies south of the equator: the sign of the latitude in the tz database's zone.tab."""
    lines = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return frozenset(zone for _, place, zone, *_ in rows if place.startswith("-"))
