"""Daily tips: switched on and changed by a sentence or by buttons."""

from crampbot_chat.model import Text
from crampbot_chat.phrases import daily, schedule
from crampbot_chat.phrases.tips import fitting, following, start_over
from crampbot_chat.phrases.zones import zone_facts
from crampbot_chat.store.people import Asked
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.rule import Rule

NOUNS = frozenset({"tip", "tips"})  # commands that name what is spoken of


def menu(turn: Turn) -> None:
    """What is on, or the hours to choose from."""
    if not daily.on(turn):
        turn.say("tips.menu")
        return
    kept = turn.body.tips
    turn.say(
        "tips.state", when=daily.when(turn), pace=daily.pace(turn) if kept.pace > 1 else "", next=daily.upcoming(turn)
    )


def wish(turn: Turn, ear: Ear) -> bool:
    """Somebody wants tips, at these times or others; False when the words are about something else."""
    words = turn.event.what.words if isinstance(turn.event.what, Text) else ""
    found = schedule.named(turn, words, turn.text("tips.daily_words"))
    before = turn.body.tips.rule if daily.on(turn) else None
    if found and found.timed:
        _start(turn, schedule.moved(turn, before, found) if before else found.rule)
    elif before and _change(turn, words, leaving=False):
        pass
    elif found and found.rule.rrule.startswith("FREQ=WEEKLY"):
        _start(turn, found.rule)
    elif daily.on(turn) and ear.said.intent == "tips_change_time":
        turn.say("tips.hours")
    else:
        menu(turn)
    return True


def unwish(turn: Turn, _ear: Ear) -> bool:
    """Somebody wants no tips: for good, until a day, or not on some days."""
    words = turn.event.what.words if isinstance(turn.event.what, Text) else ""
    if not (daily.on(turn) and _change(turn, words, leaving=True)):
        daily.stop(turn)
    return True


def at(turn: Turn, clock: str) -> bool:
    """An hour by its button: on the days that were chosen before, else daily."""
    found = schedule.named(turn, clock, turn.text("tips.daily_words"))
    if found is None:
        return False
    before = turn.body.tips.rule if daily.on(turn) else None
    _start(turn, schedule.moved(turn, before, found) if before else found.rule)
    return True


def _start(turn: Turn, rule: Rule) -> None:
    kept = turn.body.tips
    kept.paused, kept.waits, kept.unread = 0, 0, 0
    kept.slow = kept.done = kept.off = False
    if not following(turn) and fitting(turn):
        start_over(turn)
    if turn.person.zone:
        daily.settle(turn, rule)
    else:
        kept.rule = rule
        turn.become(Asked("zone", turn.now))
        turn.say("tips.zone", facts=zone_facts(turn))


def _change(turn: Turn, words: str, *, leaving: bool) -> bool:
    """A pause, days left out, another hour; False when the words change nothing."""
    kept = turn.body.tips
    found = schedule.changed(turn, words, kept.rule, NOUNS, leaving=leaving) if kept.rule else None
    if found is None or kept.rule is None:
        return False
    if found.kind == "pause" and found.until:
        kept.paused = found.until
        daily.plan(turn, kept.rule)
        turn.say("tips.paused", until=schedule.moment(turn, found.until), next=daily.upcoming(turn))
    elif found.kind == "resume":
        resume(turn)
    elif found.kind in {"rule", "skip"} and found.rule:
        daily.settle(turn, found.rule)
    else:
        return False
    return True


def stop(turn: Turn) -> None:
    """No more by themselves."""
    daily.stop(turn)


def resume(turn: Turn) -> bool:
    """As before the stop or the pause; False when there was nothing before."""
    kept = turn.body.tips
    if kept.rule is None:
        return False
    _start(turn, kept.rule)
    return True


def again(turn: Turn) -> bool:
    """Once more from the start; False when they were never on."""
    if turn.body.tips.rule is None:
        return False
    start_over(turn)
    return resume(turn)


def hours(turn: Turn) -> None:
    """Another hour?"""
    turn.say("tips.hours")
