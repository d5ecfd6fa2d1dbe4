"""What was shown last, by the buttons below it: the stretch, the tip or the answer that "this" and "next" are about."""

from collections.abc import Iterable

from crampbot_chat.phrases.figures import catalogue
from crampbot_chat.phrases.tips import TO_DO, pool, tips
from crampbot_chat.store.people import Guided
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear, bare

HOUR = 3_600_000  # ms; so long "this" is what was shown


def press(turn: Turn, names: Iterable[str]) -> str:
    """The token of the first of these buttons that stands below what was shown last; '' without one."""
    if turn.now - turn.body.offered_at > HOUR:
        return ""
    offered = {token.split(" ")[1]: token for _, token in reversed(turn.body.offered)}
    return next((offered[name] for name in names if name in offered), "")


def stretch(turn: Turn) -> str:
    """The key of the stretch or routine that was shown last, or is being done; ''."""
    if isinstance(turn.state, Guided):
        return turn.state.plan
    return press(turn, ("guided.start",)).rpartition(" ")[2]


def named(turn: Turn, words: str, task: str) -> str:
    """Their words with what was shown in place of "this"; `task` is what of them was taken for the task."""
    this = task or next((word for word in words.split() if _this(turn, word)), "")
    at = words.lower().find(this.lower()) if _this(turn, this) else -1
    if at < 0:
        return words
    title = _title(turn)
    quoted = turn.text("reminders.quoted", title=title) if title else ""
    return f"{words[:at]}{quoted}{words[at + len(this) :]}"


def _this(turn: Turn, said: str) -> bool:
    return turn.words.command(bare(said))[0] == "this"


def _title(turn: Turn) -> str:
    """What one can be reminded of, of all that was shown last; ''."""
    if key := stretch(turn):
        routine, move = catalogue(turn).routines.get(key), catalogue(turn).move(key, turn.body.limits)
        title = routine.name if routine else turn.fill(move.name) if move else ""
        if not title or Ear(title, turn.tongue).mentions("stretch_word"):
            return title
        return turn.text("reminders.the_stretch", title=title)
    key = press(turn, ("tips.why", "tips.remind")).rpartition(" ")[2]
    return turn.fill(tips(turn)[key].text) if key in tips(turn) and pool(turn).topic(key) in TO_DO else ""
