"""The morning card: what the night left open, asked once, on one message, in at most four taps."""

from datetime import datetime, time, timedelta

from msgspec.structs import replace

from crampbot_chat.model import REMINDER, URGENT, Millis
from crampbot_chat.phrases import pushes
from crampbot_chat.phrases.cramps import last_time, lines
from crampbot_chat.phrases.forgetting import forget_diary, switched_on
from crampbot_chat.phrases.limits import named
from crampbot_chat.phrases.undo import before
from crampbot_chat.phrases.words import yes_or_no
from crampbot_chat.phrases.zones import set_zone, typed_zone, zone_facts, zone_told
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Card, Easing, Idle
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.night import night_of
from crampbot_chat.when.zones import at, wall

HOUR = 3_600_000
NOON = 720  # minutes after midnight
DAY = 24 * HOUR
EVENING = 19  # o'clock
UP = 8  # o'clock; people sleep until then unless they say otherwise
LATER = 2 * HOUR  # at least this long after the cramp
SOON = HOUR // 2  # at least this long after we have heard of it
UNKNOWN = 8 * HOUR  # after the cramp, while we don't know their zone
FRESH = HOUR  # so long after we asked, the bare name of a muscle is an answer; later it is a cry for help
FEW = 3  # words of an answer; a cry for help in the middle of a card says more
TAPS = 4
STEPS = ("consent", "zone", "muscle", "side", "pain")
SIDELESS = {"back", "neck"}
SLOT = "card"


def plan(turn: Turn, cramp: Cramp) -> None:
    """After a cramp: the card for the next morning; none off the record."""
    if turn.body.unrecorded:
        return
    turn.ring("card", max(due(turn, cramp.started_at), turn.now + SOON))


def plan_told(turn: Turn, cramps: list[Cramp]) -> None:
    """After cramps that were told of at night, without a question: the card for the next morning."""
    if turn.night and (_open(turn, cramps) if cramps else ()):
        turn.ring("card", max(due(turn, turn.event.at), turn.now + SOON))


def plan_again(turn: Turn) -> None:
    """They are safe after an emergency: the card that was called off."""
    last = turn.cramps[0] if turn.cramps else None
    if last and last.started_at > turn.body.carded:
        turn.ring("card", max(due(turn, last.started_at), turn.now + LATER))


def due(turn: Turn, cramped_at: Millis) -> Millis:
    """The getting-up hour that ends the cramp's night; without a zone, eight hours later. One card for each night."""
    zone = turn.person.zone
    if not zone:
        return cramped_at + UNKNOWN
    night = night_of(cramped_at, zone, turn.border)
    had = bool(turn.body.carded) and night_of(turn.body.carded, zone, turn.border) >= night
    up = turn.border if turn.body.border != NOON else time(UP)
    morning = datetime.combine(night, up) + timedelta(days=2 if had else 1)
    return max(at(morning, zone), cramped_at + LATER)


def show(turn: Turn) -> None:
    """The timer rang: one card about the cramps that no card has told of yet; none when there are none."""
    cramps = [each for each in turn.cramps if _since(turn, each) > turn.body.carded]
    if not cramps or turn.body.unrecorded:
        return
    if isinstance(turn.state, Easing):  # not while it hurts
        turn.ring("card", turn.now + LATER)
        return
    if not pushes.room(turn):  # not one more today
        turn.ring("card", _tomorrow(turn))
        return
    pushes.note(turn)
    turn.body.carded = max(_since(turn, each) for each in cramps)
    keys = tuple(each.id for each in reversed(cramps))
    _ask(turn, Card("", keys, turn.where, turn.now), first=True)


def _tomorrow(turn: Turn) -> Millis:
    """The next day's getting-up hour."""
    if not turn.person.zone:
        return turn.now + DAY
    return at(
        wall(turn.now, turn.person.zone).replace(hour=UP, minute=0, second=0, microsecond=0) + timedelta(days=1),
        turn.person.zone,
    )


def _since(turn: Turn, cramp: Cramp) -> Millis:
    """When we heard of the cramp; 0 for what was told by day, and asked then."""
    return max(cramp.started_at, cramp.told_at) if not cramp.told_at or turn.sleeps(cramp.told_at) else 0


def answer(turn: Turn, step: str, value: str) -> bool:
    """An answer to the open step; False when that step is not open (an old button)."""
    card = turn.state
    if not isinstance(card, Card) or card.step != step:
        return _too_late(turn) if step == "consent" else False
    turn.where = card.where
    told = ""
    if step == "consent" and value == "no":
        _refused(turn)
        return True
    if step == "consent":
        turn.consent()
    elif step == "zone":
        if not set_zone(turn, value):
            return False
        told = zone_told(turn)
    else:
        _note(turn, card, step, value)
    _ask(turn, card, told=told)
    return True


def _refused(turn: Turn) -> None:
    """No diary. What they switched on stays, since that is another question."""
    if switched_on(turn):
        forget_diary(turn)
        turn.say("morning.forgotten_diary")
    else:
        turn.forget()
        turn.say("morning.forgotten")


def ask_zone(turn: Turn) -> bool:
    """The time zone once more, in the middle of the card, which then goes on; False when no card is open."""
    if not isinstance(turn.state, Card):
        return False
    turn.become(replace(turn.state, step="zone", taps=turn.state.taps - 1))  # their wish, not our question
    turn.say("settings.zone", slot=SLOT, facts={**zone_facts(turn), "step": "morning.zone"})
    return True


def _too_late(turn: Turn) -> bool:
    """A yes or no after everything was forgotten; False when there is something left to say it about."""
    if turn.cramps or turn.consented or turn.marks:
        return False
    turn.say("morning.too_late")
    return True


def wipe(turn: Turn) -> None:
    """A day without a yes: everything goes, without a word. What is younger than a day has its own day.

    Whoever has switched something on stays, without a diary; each later cramp has its day as well.
    """
    if turn.consented:
        return
    heard = {each.id: max(each.started_at, each.told_at) for each in turn.cramps}
    heard |= {each.id: each.told_at or each.at for each in turn.marks}
    young = {key: at for key, at in heard.items() if at > turn.now - DAY}
    if not young and not switched_on(turn):
        turn.forget()
        return
    forget_diary(turn, young.keys())
    turn.ring("wipe", (max(young.values()) if young else turn.now) + DAY)


# --- typed answers ---------------------------------------------------------------------------------------------------


def hear(turn: Turn, ear: Ear, text: str) -> bool:
    """A typed answer to the open step; False when the words are no answer to it, or rather a cry for help."""
    card = turn.state
    if not isinstance(card, Card) or ear.tells or (ear.cry and not _may_answer(turn, card, ear, text)):
        return False
    value = _typed(turn, card.step, ear, text)
    return bool(value) and answer(turn, card.step, value)


def _may_answer(turn: Turn, card: Card, ear: Ear, text: str) -> bool:
    """Words that are a cry at any other time: a muscle alone, soon after we asked about it."""
    asked = card.step in {"muscle", "side"} and turn.now - turn.body.offered_at <= FRESH
    return asked and "!" not in text and len(ear.bare.split()) <= FEW


def _typed(turn: Turn, step: str, ear: Ear, text: str) -> str:
    said = ear.bare
    if step == "consent":
        return yes_or_no(turn, said)
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


# --- step by step ----------------------------------------------------------------------------------------------------


def _note(turn: Turn, card: Card, step: str, value: str) -> None:
    """Write the answer to the cramps that it is about: to those that don't have one yet."""
    cramps = [cramp for key in card.cramps if (cramp := turn.cramp(key))]
    if value == "skip":
        return
    turn.body.undo = before(cramps)
    for cramp in cramps:
        if step == "pain" and (cramp.pain is not None or cramp.feel):
            continue
        if step == "pain" and value.isdigit():
            cramp.pain = min(10, int(value))
        elif step == "pain":
            cramp.feel = value
        elif not getattr(cramp, step):
            setattr(cramp, step, value)
        turn.keep(cramp)


def _open(turn: Turn, cramps: list[Cramp]) -> list[str]:
    """The steps that still have something to ask, in order."""
    wanted = {
        "consent": not turn.consented,
        "zone": not turn.person.zone,
        "muscle": any(not cramp.muscle for cramp in cramps),
        "side": any(not cramp.side and cramp.muscle not in SIDELESS for cramp in cramps),
        "pain": any(cramp.pain is None and not cramp.feel for cramp in cramps),
    }
    return [step for step in STEPS if wanted[step]]


def _ask(turn: Turn, card: Card, *, first: bool = False, told: str = "") -> None:
    """The next open step on the same message; nothing open, or four taps done: good."""
    asked = STEPS.index(card.step) + 1 if card.step else 0
    cramps = [cramp for key in card.cramps if (cramp := turn.cramp(key))]
    steps = [step for step in _open(turn, cramps) if STEPS.index(step) >= asked]
    shown = lines(turn, cramps)
    if not steps or card.taps >= TAPS:
        turn.become(Idle())
        turn.say(
            "morning.done" if cramps else "morning.done_empty", slot=SLOT, edits=not first, told=told, cramps=shown
        )
        _plan_evening(turn)
        return
    turn.become(Card(steps[0], card.cramps, card.where, card.since, card.taps + 1))
    if turn.body.limits and steps[0] == "consent":
        shown = (*shown, turn.text("morning.limits", limits=named(turn, turn.body.limits)))
    facts: dict[str, str | tuple[str, ...]] = {**zone_facts(turn)} if steps[0] == "zone" else {}
    lane = REMINDER if first else URGENT
    facts |= {"told": told, "cramps": shown}
    likely = f"morning.{steps[0]} {last_time(turn, steps[0], cramps)}"
    turn.say(f"morning.{steps[0]}", slot=SLOT, edits=not first, lane=lane, likely=likely, facts=facts)


# --- the evening after -----------------------------------------------------------------------------------------------


def _plan_evening(turn: Turn) -> None:
    zone = turn.person.zone
    today = at(wall(turn.now, zone).replace(hour=EVENING, minute=0, second=0, microsecond=0), zone) if zone else 0
    if turn.body.evenings and today > turn.now:
        turn.ring("evening", today)


def evening(turn: Turn) -> None:
    """The one check-in of the day after: is it still sore? Not in the middle of the night, if we were away."""
    late = turn.now - turn.event.at > LATER
    wanted = turn.consented and turn.body.evenings and pushes.room(turn)
    if wanted and not late and not isinstance(turn.state, Easing):
        pushes.note(turn)
        turn.say("morning.evening", lane=REMINDER)


def sore(turn: Turn, answer: str) -> bool:
    """How it is in the evening; worse than the day before is a reason to have it seen."""
    if answer not in {"no", "bit", "worse", "stop"}:
        return False
    if answer == "stop":
        turn.body.evenings = False
    turn.say(f"morning.sore_{answer}")
    return True
