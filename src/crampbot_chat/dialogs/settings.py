"""What we remember about a person because they said so: body limits and time zone."""

from crampbot_chat.model import Zone
from crampbot_chat.phrases import clock
from crampbot_chat.phrases.zones import set_zone, zone_facts
from crampbot_chat.store.people import Asked, Idle
from crampbot_chat.turn import Turn


def remember(turn: Turn, gained: frozenset[str], lost: frozenset[str]) -> None:
    """Keep the limits that were named, drop those that were taken back, and say which now hold."""
    turn.body.limits = tuple(sorted(({*turn.body.limits} | gained) - lost))
    if turn.body.limits:
        names = f"{turn.text('settings.comma')} ".join(turn.text(f"settings.limit_{each}") for each in turn.body.limits)
        turn.say("settings.limits" if turn.consented else "settings.limits_for_now", limits=names)
    else:
        turn.say("settings.no_limits")


def located(turn: Turn, zone: Zone) -> None:
    """A shared location gave us the zone; the coordinates never came this far."""
    if set_zone(turn, zone.name):
        told(turn)


def ask_zone(turn: Turn) -> None:
    """What time is it for you?"""
    turn.become(Asked("zone", turn.now))
    turn.say("settings.zone", facts=zone_facts(turn))


def answer_zone(turn: Turn, name: str) -> bool:
    """The answer to that question; False when it names no zone."""
    if not name or not set_zone(turn, name):
        return False
    if isinstance(turn.state, Asked):
        turn.become(Idle())
    told(turn)
    return True


def told(turn: Turn) -> None:
    """Say which time it is for them now, so that a mistake shows at once."""
    zone = turn.person.zone
    turn.say("settings.zone_set", clock=clock.clock(turn, turn.now), zone=zone.replace("_", " "))
