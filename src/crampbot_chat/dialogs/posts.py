"""A shared place: what comes there by itself, and what happens when we come and go."""

from crampbot_chat.model import BROADCAST, Arrived, Left, Rang
from crampbot_chat.phrases import plans, schedule
from crampbot_chat.phrases.tips import facts, following, note, start_over
from crampbot_chat.turn import Turn

ROUTINE = "PR-03"  # two minutes for the legs, sitting or standing


def ring(turn: Turn) -> None:
    """The hour has come: a tip, or a stretch break; not when it is hours late."""
    what = turn.event.what
    kind = what.timer.partition(" ")[2] if isinstance(what, Rang) else ""
    rule = turn.body.team.rules.get(kind)
    if rule is None or not isinstance(what, Rang):
        return
    plans.plan(turn, kind, rule)
    if schedule.too_late(turn, what.due) or turn.body.team.paused > turn.now:
        return
    if kind == "break":
        _break(turn)
    else:
        _tip(turn)


def moved(turn: Turn) -> bool:
    """We were let in, or put out: what is set up here waits meanwhile. False when there is nothing to say."""
    what, team = turn.event.what, turn.body.team
    if isinstance(what, Arrived) and turn.event.may_manage:
        team.inviter = turn.event.who.user
        turn.keep_place()
    if turn.person.version and isinstance(what, Left):
        turn.keep_place()
    if turn.returned:
        for kind, rule in list(team.rules.items()):
            plans.plan(turn, kind, rule)
    if isinstance(what, Arrived) and team.rules:
        turn.say("plans.back", openly=True, list=plans.listed(turn))
        return True
    return False


def _tip(turn: Turn) -> None:
    key, before = following(turn), ""
    if not key:
        start_over(turn)
        key, before = following(turn), turn.text("plans.once_more")
    turn.say("plans.tip", lane=BROADCAST, openly=True, facts={**facts(turn, key), "note": before})
    note(turn, key)


def _break(turn: Turn) -> None:
    """What everybody can do, also sitting."""
    routine = turn.words.data("routines", dict[str, object])[ROUTINE]
    lines = tuple(step["no_stand"] for step in routine["step"] if "no_stand" in step)
    turn.say("plans.break", lane=BROADCAST, openly=True, first=routine["before"][0], lines=lines)
