"""What somebody says of themselves: limits, language, time zone; and when all of it shall go."""

from collections.abc import Callable

from crampbot_chat.dialogs import guided, language, morning, privacy, relief, settings, travel
from crampbot_chat.dialogs.reminders import completing, create
from crampbot_chat.model import Zone
from crampbot_chat.protocols import LIMITS
from crampbot_chat.steps.stretching import stretch
from crampbot_chat.store.people import Easing
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear


def limits(turn: Turn, gained: frozenset[str], lost: frozenset[str]) -> bool:
    """What their body doesn't allow, or allows again; False when that is nothing."""
    if not gained and not lost:
        return False
    before = turn.body.limits
    settings.keep_limits(turn, gained, lost)
    if isinstance(turn.state, Easing):  # no question while it hurts: the card in the morning asks
        relief.again(turn, before, tuple(gained - {*before}))
    else:
        settings.tell_limits(turn)
        guided.refit(turn)
    return True


def limits_said(turn: Turn, ear: Ear) -> bool:
    """The same as somebody says it, perhaps with a wish for a stretch: "stretches for pregnancy"."""
    if not limits(turn, ear.limits, ear.lifted):
        return False
    if ear.said.intent == "stretch_routine" and not isinstance(turn.state, Easing):
        stretch(turn, ear)
    return True


def limit(turn: Turn, name: str) -> bool:
    """A limit, by its button; False when there is none of that name."""
    return name in LIMITS and limits(turn, frozenset({name}), frozenset())


def choose_language(turn: Turn, name: str) -> bool:
    """Another language, by its button; what is going on is said once more in it."""
    return _spoken(turn, lambda: language.choose(turn, name))


def hear_language(turn: Turn, said: str) -> bool:
    """Another language, in words; False when none was asked for."""
    return _spoken(turn, lambda: language.hear(turn, said))


def _spoken(turn: Turn, step: Callable[[], bool]) -> bool:
    before = turn.words.language
    done = step()
    if done and turn.words.language != before and isinstance(turn.state, Easing):
        relief.again(turn)
    return done


def zone(turn: Turn) -> None:
    """The time zone: on the card, when one is open, which then goes on."""
    relief.leave(turn)
    if not morning.ask_zone(turn):
        settings.ask_zone(turn)


def clock(turn: Turn) -> None:
    """What time it is for them, as far as we know where they are; in a cramp that says nothing."""
    if isinstance(turn.state, Easing):
        relief.again(turn)
    elif turn.person.zone:
        settings.tell_zone(turn)
    else:
        zone(turn)


def zone_told(turn: Turn, ear: Ear) -> bool:
    """They say where they are; when we don't know the place, we ask. "At 9 am London time" belongs to a reminder."""
    if create.asks(turn):
        return create.wish(turn, ear)
    if not travel.wish(turn, ear):
        zone(turn)
    return True


def located(turn: Turn, zone: Zone) -> None:
    """A shared location, perhaps the answer that a reminder waits for."""
    if not completing.answer_zone(turn, zone.name):
        settings.located(turn, zone)


def forget(turn: Turn) -> None:
    """Delete everything? Asked once, and a cramp is no longer counted meanwhile."""
    relief.leave(turn)
    privacy.ask_forget(turn)
