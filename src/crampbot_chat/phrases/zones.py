"""Where a person's clock is: the choices for "what time is it for you?", and what was meant by the answer."""

from crampbot_chat.model import Millis
from crampbot_chat.phrases import clock
from crampbot_chat.phrases.entries import settle
from crampbot_chat.phrases.reminders import follow_zone
from crampbot_chat.turn import Turn
from crampbot_chat.when.clockface import zone_from_clock
from crampbot_chat.when.places import likely, zones_named
from crampbot_chat.when.zones import UnknownZone, local, zone_info

_SHOWN = ("a", "b", "c", "d")  # four buttons
_NUMBERS = {"1", "2", "3", "4"}  # of the buttons, not o'clock


def set_zone(turn: Turn, name: str) -> bool:
    """Take the zone over, for what repeats as well; False when there is no such zone."""
    old = turn.person.zone
    try:
        zone = zone_info(name).key
    except UnknownZone:
        return False
    if turn.person.zone != zone:
        turn.body.country = ""  # who has travelled is called for help where they are now
    turn.person.zone = zone
    settle(turn)
    follow_zone(turn, old)
    return True


def zone_facts(turn: Turn) -> dict[str, str]:
    """The four likeliest clocks for the buttons: by the platform's language, and as if the last cramp came at night."""
    zones = likely(turn.now, language=turn.event.language or turn.person.language)
    if turn.cramps:
        zones.sort(key=lambda zone: not _asleep(turn.cramps[0].started_at, zone))
    facts = {}
    for name, zone in zip(_SHOWN, zones, strict=False):
        facts[f"zone_{name}"] = zone
        shown = clock.clock(turn, turn.now, zone)
        facts[f"clock_{name}"] = turn.text("settings.clock_of", clock=shown, zone=city(zone))
    return facts


def _asleep(at: Millis, zone: str) -> bool:
    return not 7 <= local(at, zone).hour < 23  # noqa: PLR2004 - o'clock


def city(zone: str) -> str:
    """The town that names the zone."""
    return zone.rpartition("/")[2].replace("_", " ")


def typed_zone(turn: Turn, text: str) -> str:
    """The zone that somebody means by a clock time or a place; '' when they mean none."""
    language = turn.event.language or turn.person.language
    if text.strip() in _NUMBERS:
        return ""
    zones = zone_from_clock(turn.now, text, language=language)
    return _near_now(turn, zones) or next(iter(zones_named(text, own=turn.person.zone, language=language)), "")


def zone_told(turn: Turn) -> str:
    """It is 07:40 for you (Europe/Berlin): said back, so that a mistake shows at once."""
    zone = turn.person.zone
    return turn.text("settings.zone_told", clock=clock.clock(turn, turn.now), zone=zone.replace("_", " "))


def _near_now(turn: Turn, zones: list[str]) -> str:
    """The likeliest: in the morning of the card people are awake, so a clock in the small hours comes last."""
    awake = [zone for zone in zones if local(turn.now, zone).hour >= 5]  # noqa: PLR2004 - o'clock
    return next(iter(awake or zones), "")
