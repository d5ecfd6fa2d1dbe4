"""A cramp told step by step, on one message: when, which muscle, which side, how long, how bad; all may be skipped."""

from msgspec.structs import replace

from crampbot_chat.phrases import echo
from crampbot_chat.phrases.cramps import last_time
from crampbot_chat.phrases.entries import cramp_of, fill, here, keep, place, quiet
from crampbot_chat.phrases.nights import lines
from crampbot_chat.phrases.undo import before, drop
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Easing, Idle, Telling
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.understand.past import DAYTIME, NIGHT, Moment, last_midnight
from crampbot_chat.understand.told import Facts

STEPS = ("when", "time", "muscle", "side", "length", "pain")
SIDELESS = {"back", "neck"}
FEW = 6  # words of an answer; a cry for help says more, or says it louder
SIDES = {"left", "right", "both"}
FEELS = {"mild", "strong", "very_strong"}
FRESH = 3_600_000  # so long after we asked, the bare name of a muscle is an answer


def start(turn: Turn) -> None:
    """A new entry, step by step; nothing is noted before the first answer."""
    if turn.body.unrecorded:
        turn.say("log.off_record")
        return
    if isinstance(turn.state, Easing):  # it hurts now: that comes first, and its entry writes itself
        turn.say("log.later")
        return
    turn.become(Telling("when", (), turn.where, turn.now, guided=True))
    turn.say("log.when", slot=echo.SLOT, lines=())


def answer(turn: Turn, step: str, value: str) -> bool:
    """An answer to the open step; False when that step is not open (an old button)."""
    state = turn.state
    if not isinstance(state, Telling) or (state.step != step and not (step == "when" and state.step == "time")):
        return False
    if step == "when" and value == "other":
        turn.become(replace(state, step="time"))
        turn.say("log.time", slot=echo.SLOT, edits=True)
        return True
    told = _pressed(turn, step, value)
    return told is not None and _take(turn, state, *told)


def hear(turn: Turn, ear: Ear) -> bool:
    """A typed answer to the open step; False when the words are none, or rather a cry for help."""
    state = turn.state
    if not isinstance(state, Telling) or not _may_answer(turn, ear, state):
        return False
    if turn.words.command(ear.bare)[0] == "skip":
        return answer(turn, "when" if state.step == "time" else state.step, "skip")
    told = ear.told(here(turn), turn.border)
    moment, facts = told.cramps[0]
    if moment.future or len(told.cramps) > 1 or not (state.guided or _is_answer(turn, ear, state.step)):
        return False
    if state.step == "length" and ear.bare.isdecimal():
        facts = Facts(minutes=float(ear.bare))
    asked = {"when": told.dated, "time": told.dated, "muscle": facts.muscle, "side": facts.side}
    fits = asked.get(state.step, facts.minutes is not None or facts.pain is not None or facts.feel)
    said = told.dated or facts != Facts()
    if not said or not (fits or (state.guided and len(ear.bare.split()) <= FEW)):
        return False
    return _take(turn, state, moment if told.dated else None, facts)


def _may_answer(turn: Turn, ear: Ear, state: Telling) -> bool:
    """Soon after we asked, no danger, no correction, and no cry; a muscle alone is none when we asked for it."""
    if turn.now - state.since > FRESH or ear.danger or " not " in f" {ear.bare} " or ear.mentions("stretch_word"):
        return False
    if state.guided and state.step in {"when", "muscle", "side"} and _is_button(turn, ear):
        return False
    few = "!" not in ear.text and len(ear.bare.split()) <= FEW
    return (few and (state.step in {"muscle", "side"} or _names_muscle(turn, ear, state))) or not ear.cry


def _is_button(turn: Turn, ear: Ear) -> bool:
    """A number where none was asked for is the button that stands in that place."""
    return ear.bare.isdecimal() and 0 < int(ear.bare) <= len(turn.body.offered)


def _names_muscle(turn: Turn, ear: Ear, state: Telling) -> bool:
    """By day a muscle's bare name, while none is noted yet, is of the cramp that is being told."""
    noted = any(cramp.muscle for key in state.cramps if (cramp := turn.cramp(key)))
    called = ear.cry is not None and any("cramp_word" in why for why in ear.cry.why)
    return state.guided and not (noted or called or turn.night)


def _is_answer(turn: Turn, ear: Ear, step: str) -> bool:
    """Words so few that they can only answer our question; more of them tell of something else."""
    if step == "when":
        return len(ear.bare.split()) - len(ear.times(here(turn), turn.border).taken) <= 1
    return len(ear.bare.split()) <= 3 and not (ear.tells or ear.said.intent == "log_cramp")  # noqa: PLR2004 - words


def _pressed(turn: Turn, step: str, value: str) -> tuple[Moment | None, Facts] | None:
    """What a button says; None for one that makes no sense."""
    now = here(turn)
    times = {"now": Moment(now), "night": Moment(last_midnight(now, turn.border), NIGHT)}
    facts = {
        "muscle": Facts(muscle=value) if value in turn.protocols.muscles else None,
        "side": Facts(side=value) if value in SIDES else None,
        "length": Facts(minutes=float(value)) if value.isdecimal() else None,
        "pain": Facts(feel=value) if value in FEELS else None,
    }
    if value == "skip":
        return None, Facts()
    if step == "when":
        return (times[value], Facts()) if value in times else None
    found = facts.get(step)
    return (None, found) if found else None


def _take(turn: Turn, state: Telling, moment: Moment | None, facts: Facts) -> bool:
    """Write the answer, and ask the next step that is still open."""
    if turn.body.unrecorded:
        turn.say("log.off_record")
        return True
    cramps = [cramp for key in state.cramps if (cramp := turn.cramp(key))]
    if state.cramps and not cramps:  # deleted meanwhile
        turn.become(Idle())
        return False
    if not cramps and moment is None and facts == Facts():  # skipped: nothing is noted that was not said
        _ask(turn, state, [])
        return True
    if not cramps:
        cramps = [cramp_of(turn, moment or Moment(here(turn), DAYTIME), facts)]
        untrue = quiet(turn, cramps)
        turn.body.undo = before(untrue, cramps)
        for each in untrue:
            drop(turn, each)
    else:
        turn.body.undo = before(cramps)
        for cramp in cramps:
            if moment:
                place(turn, cramp, moment)
            fill(cramp, facts)
    keep(turn, cramps)
    _ask(turn, replace(state, cramps=tuple(each.id for each in cramps)), cramps)
    return True


def _ask(turn: Turn, state: Telling, cramps: list[Cramp]) -> None:
    """The next open step on the same message; nothing open: it is noted."""
    asked = STEPS.index(state.step)
    step = next((step for step in STEPS[asked + 1 :] if _is_open(step, cramps)), "") if state.guided else ""
    if step:
        turn.become(replace(state, step=step, since=turn.now))
        likely = f"log.{step} {last_time(turn, step, cramps)}"
        turn.say(f"log.{step}", slot=echo.SLOT, edits=True, likely=likely, lines=lines(turn, [*cramps]))
        return
    turn.become(Idle())
    if not cramps:
        turn.say("log.nothing", slot=echo.SLOT, edits=True)
        return
    echo.done(turn, cramps)


def _is_open(step: str, cramps: list[Cramp]) -> bool:
    cramp = cramps[0] if cramps else Cramp("", 0)
    return {
        "muscle": not cramp.muscle,
        "side": not cramp.side and cramp.muscle not in SIDELESS,
        "length": cramp.ended_at is None,
        "pain": cramp.pain is None and not cramp.feel,
    }.get(step, False)
