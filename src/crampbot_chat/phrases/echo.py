"""What was understood, said back in words with Undo; by day with one question that may be ignored."""

from collections.abc import Sequence

from crampbot_chat.phrases import clock
from crampbot_chat.phrases.entries import zone
from crampbot_chat.phrases.nights import lines
from crampbot_chat.phrases.undo import Entry
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Card, Easing, Telling
from crampbot_chat.turn import Turn
from crampbot_chat.understand.past import Moment
from crampbot_chat.when.zones import at

SLOT = "log"


def noted(
    turn: Turn, entries: Sequence[Entry], moments: Sequence[Moment] = (), *, dated: bool = True, also: str = ""
) -> None:
    """Noted: these entries. `dated` is False when nothing was said about the time."""
    facts: dict[str, str | int | tuple[str, ...]] = {"lines": lines(turn, [*entries]), "also": also}
    cramps = [each for each in entries if isinstance(each, Cramp)]
    doubtful = [each for each in zip(cramps, moments, strict=False) if each[1].other]
    busy = isinstance(turn.state, Easing | Card)
    if _asks_consent(turn, cramps):
        turn.say("log.noted_consent", facts=facts)
    elif turn.night or busy:
        turn.say("log.noted", facts=facts)
    elif doubtful:
        turn.say("log.noted_hour", facts={**facts, **_readings(turn, *doubtful[0])})
    elif cramps and not dated:
        _ask(turn, "when", cramps)
        turn.say("log.noted_when", facts=facts)
    elif cramps and not any(each.muscle for each in cramps):
        _ask(turn, "muscle", cramps)
        turn.say("log.noted_muscle", facts=facts)
    else:
        turn.say("log.noted", facts=facts)


def done(turn: Turn, cramps: Sequence[Cramp]) -> None:
    """Noted, and nothing more is asked; on the message that asked."""
    key = "log.noted_consent" if _asks_consent(turn, cramps) else "log.noted"
    turn.say(key, slot=SLOT, edits=True, lines=lines(turn, [*cramps]), also="")


def _asks_consent(turn: Turn, cramps: Sequence[Cramp]) -> bool:
    """Whoever is new says yes or no; about a cramp at night the card in the morning asks that."""
    return (
        not turn.consented
        and not isinstance(turn.state, Easing | Card)
        and not (cramps and turn.night and turn.person.zone)
    )


def _ask(turn: Turn, step: str, cramps: Sequence[Cramp]) -> None:
    turn.become(Telling(step, tuple(each.id for each in cramps), turn.where, turn.now))


def _readings(turn: Turn, cramp: Cramp, moment: Moment) -> dict[str, str]:
    first, second = at(moment.at, zone(turn)), at(moment.other or moment.at, zone(turn))
    return {
        "cramp": cramp.id,
        "hour_a": clock.clock(turn, first),
        "at_a": str(first),
        "hour_b": clock.clock(turn, second),
        "at_b": str(second),
    }
