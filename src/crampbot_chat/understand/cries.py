"""Cries for help: somebody has a cramp now, whatever the words, the language or the emoji."""

from datetime import UTC, datetime

from msgspec import Struct

from crampbot_chat.understand.danger import sense
from crampbot_chat.understand.muscles import protocol, raw_part, side
from crampbot_chat.understand.relief import limits
from crampbot_chat.understand.slots import says
from crampbot_chat.understand.understanding import understand

NIGHT = datetime(2000, 1, 1, 3, tzinfo=UTC)  # an hour at which "woke up with a cramp" is a cry; no matter which night
_VAGUE = frozenset({"", "leg", "foot", "thigh", "knee", "back_of_knee", "hip", "limbs", "ankle"})


class Cry(Struct, frozen=True):
    """A cry for help for a cramp that is there now.

    muscle: the relief protocol, None when not said. vague: said so loosely ("leg") that buttons should follow.
    side: left, right, both or None. limits: see LIMITS. helper: somebody types for the one who hurts.
    """

    muscle: str | None
    side: str | None
    vague: bool
    limits: frozenset[str]
    helper: bool
    why: tuple[str, ...]


def cry(text: str, language: str = "en") -> Cry | None:
    """The cry for help in a message, or None. Danger has to be looked for before."""
    said = understand(text, now=NIGHT, language=language)
    if said.intent != "relief" or not said.slots.get("in_progress"):
        return None
    found = sense(text, language)
    part = raw_part(found, language)
    return Cry(
        protocol(part, language),
        side(found, language),
        part in _VAGUE,
        limits(text, language),
        says(found, "helper_word", language),
        said.why,
    )
