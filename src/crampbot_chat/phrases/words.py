"""Yes and no, as people type them."""

from crampbot_chat.turn import Turn


def yes_or_no(turn: Turn, said: str, *, nods: bool = True) -> str:
    """yes, no, or '' when it is neither. With `nods` an "ok" is a yes, too."""
    name = turn.words.command(said)[0]
    return "yes" if nods and name == "nod" else name if name in {"yes", "no"} else ""
