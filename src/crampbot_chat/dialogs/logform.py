"""A cramp told by a form: one entry with what was around, as if it had been told in a sentence."""

from collections.abc import Mapping

from crampbot_chat.contract import Wrong
from crampbot_chat.phrases import echo
from crampbot_chat.phrases.entries import cramp_of, keep, marks_of, quiet, zone
from crampbot_chat.phrases.undo import before, drop
from crampbot_chat.turn import Turn
from crampbot_chat.understand.notes import Note
from crampbot_chat.understand.past import Moment
from crampbot_chat.understand.told import Facts
from crampbot_chat.when.zones import wall

SIDES = {"left", "right", "both"}


def filled(turn: Turn, about: str, values: Mapping[str, str]) -> None:
    """Note it, and say back what was noted. Raises Wrong."""
    del about
    begun = int(values["when"]) * 1000  # Slack's moments are whole seconds
    if begun > turn.now:
        raise Wrong({"when": turn.text("forms.future")})
    if turn.body.unrecorded:
        turn.say("log.off_record")
        return
    minutes, strength = values.get("minutes", ""), values.get("strength", "")
    facts = Facts(
        muscle=values["muscle"] if values["muscle"] in turn.protocols.muscles else "",
        side=values.get("side", "") if values.get("side") in SIDES else "",
        minutes=float(minutes) if minutes.isdecimal() else None,
        pain=int(strength) if strength.isdecimal() else None,
        helped=values.get("helped", "").strip(),
    )
    cramp = cramp_of(turn, Moment(wall(begun, zone(turn))), facts)
    marks = marks_of(turn, [Note(kind, "") for kind in values.get("around", "").split()], cramp.started_at)
    untrue = quiet(turn, [cramp])
    turn.body.undo = before(untrue, [cramp, *marks])
    for each in untrue:
        drop(turn, each)
    keep(turn, [*marks, cramp])
    echo.noted(turn, [cramp, *marks], also=turn.text("log.not_quiet") if untrue else "")
