"""Cries for help: somebody has a cramp now, whatever the words, the language or the emoji."""

from msgspec import Struct

from crampbot_chat.understand.find import Found
from crampbot_chat.understand.muscles import protocol, raw_part, side
from crampbot_chat.understand.relief import limits
from crampbot_chat.understand.said import Said
from crampbot_chat.understand.slots import says

_VAGUE = frozenset({"", "leg", "foot", "thigh", "knee", "back_of_knee", "hip", "limbs", "ankle"})


class Cry(Struct, frozen=True):
    """A cry for help for a cramp that is there now.

    muscle: the relief protocol, None when not said. vague: said so loosely ("leg") that buttons should follow.
    side: left, right, both or None. limits: see LIMITS. helper: somebody types for the one who hurts.
    """

    muscle: str | None = None
    side: str | None = None
    vague: bool = False
    limits: frozenset[str] = frozenset()
    helper: bool = False
    why: tuple[str, ...] = ()


def cry(said: Said, found: Found, language: str = "en") -> Cry | None:
    """The cry for help in a message that has been understood, or None. Danger has to be looked for before."""
    if said.intent != "relief" or not said.slots.get("in_progress"):
        return None
    part = raw_part(found, language)
    muscle = protocol(part, language)
    if part and not muscle:
        return None  # a jaw: what it needs isn't ours to say
    return Cry(
        muscle,
        side(found, language),
        part in _VAGUE,
        limits(found, language),
        says(found, "helper_word", language),
        said.why,
    )
