"""The morning card: what the night left open, asked once, on one message, in at most four taps."""

from datetime import timedelta

from crampbot_chat.model import REMINDER, Millis
from crampbot_chat.phrases.cramps import lines
from crampbot_chat.phrases.zones import set_zone, typed_zone, zone_facts
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Card, Easing, Idle
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.zones import at, wall

HOUR = 3_600_000
EVENING = 19  # o'clock
UP = 8  # o'clock; people sleep until then unless they say otherwise
LATER = 2 * HOUR  # at least this long after the cramp
UNKNOWN = 8 * HOUR  # after the cramp, while we don't know their zone
TAPS = 4
SLOT = "card"


def plan(turn: Turn, cramp: Cramp) -> None:
    """After a cramp: the card for the next morning."""
    turn.ring("card", due(turn, cramp.started_at))


def due(turn: Turn, cramped_at: Millis) -> Millis:
    """The getting-up hour after the cramp; without a zone, eight hours later."""
    zone = turn.person.zone
    if not zone:
        return cramped_at + UNKNOWN
    morning = wall(cramped_at, zone).replace(hour=UP, minute=0, second=0, microsecond=0)
    while at(morning, zone) < cramped_at + LATER:
        morning += timedelta(days=1)
    return at(morning, zone)


def show(turn: Turn) -> None:
    """The timer rang: one card about the cramps that no card has told of yet; none when there are none."""
    cramps = [each for each in turn.cramps if each.started_at > turn.body.carded]
    if not cramps:
        return
    if isinstance(turn.state, Easing):  # not while it hurts
        turn.ring("card", turn.now + LATER)
        return
    turn.body.carded = cramps[0].started_at
    keys = tuple(each.id for each in reversed(cramps))
    _ask(turn, Card("", keys, turn.where, turn.now), first=True)


def answer(turn: Turn, step: str, value: str) -> bool:
    """An answer to the open step; False when that step is not open (an old button)."""
    card = turn.state
    if not isinstance(card, Card) or card.step != step:
        return False
    turn.where = card.where
    if step == "consent" and value == "no":
        turn.forget()
        turn.say("morning.forgotten")
        return True
    if step == "consent":
        turn.consent()
    elif step == "zone":
        if not set_zone(turn, value):
            return False
    else:
        _note(turn, card, step, value)
    _ask(turn, card)
    return True


def evening(turn: Turn) -> None:
    """The one check-in of the day after: is it still sore?"""
    if turn.consented and turn.body.evenings:
        turn.say("morning.evening", lane=REMINDER)


def sore(turn: Turn, answer: str) -> None:
    """How it is in the evening; worse than the day before is a reason to have it seen."""
    if answer == "stop":
        turn.body.evenings = False
    turn.say(f"morning.sore_{answer}")


def _plan_evening(turn: Turn) -> None:
    zone = turn.person.zone
    today = at(wall(turn.now, zone).replace(hour=EVENING, minute=0, second=0, microsecond=0), zone) if zone else 0
    if turn.body.evenings and today > turn.now:
        turn.ring("evening", today)


def wipe(turn: Turn) -> None:
    """A day without a yes: everything goes, without a word."""
    if not turn.consented:
        turn.forget()


def hear(turn: Turn, ear: Ear, text: str) -> bool:
    """A typed answer to the open step; False when the words are no answer to it."""
    card = turn.state
    if not isinstance(card, Card):
        return False
    value = _typed(turn, card.step, ear, text)
    return bool(value) and answer(turn, card.step, value)


def _typed(turn: Turn, step: str, ear: Ear, text: str) -> str:
    said = ear.bare
    if step == "consent":
        return turn.words.yes_or_no(said)
    if turn.words.command(said)[0] == "skip":
        return "skip"
    value = ""
    match step:
        case "zone":
            value = typed_zone(turn, text)
        case "side":
            value = ear.side
        case "muscle":
            value = ear.muscle
        case "pain" if said.isdecimal() and int(said) <= 10:  # noqa: PLR2004 - a scale from 0 to 10
            value = str(int(said))
    return value


def _note(turn: Turn, card: Card, step: str, value: str) -> None:
    """Write the answer to the cramps that it is about: to those that don't have one yet."""
    for key in card.cramps:
        cramp = turn.cramp(key)
        if cramp is None or value == "skip":
            continue
        if step == "pain" and value.isdigit():
            cramp.pain = min(10, int(value))
        elif step == "pain":
            cramp.feel = value
        elif not getattr(cramp, step):
            setattr(cramp, step, value)
        turn.keep(cramp)


STEPS = ("consent", "zone", "muscle", "side", "pain")


def _open(turn: Turn, card: Card) -> list[str]:
    """The steps that still have something to ask, in order."""
    cramps = [cramp for key in card.cramps if (cramp := turn.cramp(key))]
    wanted = {
        "consent": not turn.consented,
        "zone": not turn.person.zone,
        "muscle": any(not cramp.muscle for cramp in cramps),
        "side": any(not cramp.side and cramp.muscle not in {"back", "neck"} for cramp in cramps),
        "pain": any(cramp.pain is None and not cramp.feel for cramp in cramps),
    }
    return [step for step in STEPS if wanted[step]]


def _ask(turn: Turn, card: Card, *, first: bool = False) -> None:
    """The next open step on the same message; nothing open: done."""
    asked = STEPS.index(card.step) + 1 if card.step else 0
    steps = [step for step in _open(turn, card) if STEPS.index(step) >= asked]
    if "consent" in steps or "zone" in steps:
        steps = steps[:TAPS]
    nights = lines(turn, [cramp for key in card.cramps if (cramp := turn.cramp(key))])
    if not steps:
        turn.become(Idle())
        turn.say("morning.done", slot=SLOT, edits=not first, cramps=nights)
        _plan_evening(turn)
        return
    turn.become(Card(steps[0], card.cramps, card.where, card.since))
    facts = zone_facts(turn) if steps[0] == "zone" else {}
    lane = REMINDER if first else 0
    turn.say(f"morning.{steps[0]}", slot=SLOT, edits=not first, lane=lane, cramps=nights, facts=facts)
