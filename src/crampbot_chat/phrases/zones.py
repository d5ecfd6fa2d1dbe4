"""Where a person's clock is: the choices for "what time is it for you?", and what was meant by the answer."""

import re

from crampbot_chat.phrases import clock
from crampbot_chat.turn import Turn
from crampbot_chat.when.places import likely, zones_named, zones_showing
from crampbot_chat.when.zones import UnknownZone, local, zone_info

_CLOCK = re.compile(r"(?:it'?s |about )?(\d{1,2})(?:[:.h ]?(\d{2}))? ?([ap])?\.?m?\.?", re.IGNORECASE)
_SHOWN = ("a", "b", "c", "d")  # four buttons


def set_zone(turn: Turn, name: str) -> bool:
    """Take the zone over; False when there is no such zone."""
    try:
        turn.person.zone = zone_info(name).key
    except UnknownZone:
        return False
    return True


def zone_facts(turn: Turn) -> dict[str, str]:
    """The four likeliest clocks for the buttons, by the language that the platform told us."""
    zones = likely(turn.now, language=turn.event.language or turn.person.language)[: len(_SHOWN)]
    facts = {}
    for name, zone in zip(_SHOWN, zones, strict=True):
        facts[f"zone_{name}"] = zone
        shown = clock.clock(turn, turn.now, zone)
        facts[f"clock_{name}"] = turn.text("settings.clock_of", clock=shown, zone=city(zone))
    return facts


def city(zone: str) -> str:
    """The town that names the zone."""
    return zone.rpartition("/")[2].replace("_", " ")


def typed_zone(turn: Turn, text: str) -> str:
    """The zone that somebody means by a clock time or a place; '' when they mean none."""
    language = turn.event.language or turn.person.language
    if shown := _CLOCK.fullmatch(text.strip()):
        hour, minute, half = int(shown[1]), int(shown[2] or 0), shown[3]
        if hour > 23 or minute > 59:  # noqa: PLR2004 - a clock
            return ""
        hour = hour % 12 + (12 if half.lower() == "p" else 0) if half else hour
        half_day = not half and hour < 12 and not shown[1].startswith("0")  # noqa: PLR2004
        zones = zones_showing(turn.now, hour * 60 + minute, half_day=half_day, language=language)
        return _near_now(turn, zones)
    return next(iter(zones_named(text, own=turn.person.zone, language=language)), "")


def _near_now(turn: Turn, zones: list[str]) -> str:
    """The likeliest: in the morning of the card people are awake, so a clock in the small hours comes last."""
    awake = [zone for zone in zones if local(turn.now, zone).hour >= 5]  # noqa: PLR2004 - o'clock
    return next(iter(awake or zones), "")
