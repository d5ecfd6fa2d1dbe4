"""What we remember about a person because they said so: body limits and time zone."""

from crampbot_chat.model import Zone
from crampbot_chat.phrases.limits import named
from crampbot_chat.phrases.zones import set_zone, zone_facts, zone_told
from crampbot_chat.store.people import Asked, Idle
from crampbot_chat.turn import Turn


def keep_limits(turn: Turn, gained: frozenset[str], lost: frozenset[str]) -> None:
    """Keep the limits that were named, drop those that were taken back."""
    turn.body.limits = tuple(sorted(({*turn.body.limits} | gained) - lost))


def tell_limits(turn: Turn) -> None:
    """Say which limits now hold; somebody new is asked whether we may remember them."""
    if turn.body.limits:
        key = "settings.limits" if turn.consented else "settings.limits_for_now"
        turn.say(key, limits=named(turn, turn.body.limits))
    else:
        turn.say("settings.no_limits")


def located(turn: Turn, zone: Zone) -> None:
    """A shared location gave us the zone; the coordinates never came this far."""
    if set_zone(turn, zone.name):
        tell_zone(turn)


def ask_zone(turn: Turn) -> None:
    """What time is it for you?"""
    turn.become(Asked("zone", turn.now))
    turn.say("settings.zone", facts={**zone_facts(turn), "step": "settings.zone"})


def answer_zone(turn: Turn, name: str) -> bool:
    """The answer to that question; False when it names no zone."""
    if not name or not set_zone(turn, name):
        return False
    if isinstance(turn.state, Asked):
        turn.become(Idle())
    tell_zone(turn)
    return True


def tell_zone(turn: Turn) -> None:
    """What their clock shows, by the zone that we know."""
    turn.say("settings.zone_set", told=zone_told(turn))
