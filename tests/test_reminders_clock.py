"""The sleeper's clock: at any minute of the day, what the echo of a reminder names is what the clock will ring."""

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from house import LIBRARY

from crampbot_chat.ids import Ids
from crampbot_chat.model import Account, Address, Choices, Event, Message, Para, Press, Text, What, plain
from crampbot_chat.routes import route
from crampbot_chat.store.people import Person
from crampbot_chat.turn import Turn
from crampbot_chat.when.zones import at, local

ME, HERE, ZONE = Account("terminal", "", "me"), Address("terminal", "", "here"), "Europe/Berlin"
MONTHS = list(month_name)[1:]
MOMENT = re.compile(r"(\w+day) (\d{1,2}) (\w+)(?: (\d{4}))?, (\d\d):(\d\d)")
DAYS = (
    "today",
    "tonight",
    "tomorrow",
    "on friday",
    "today at 21:45",
    "tonight at 3",
    "tomorrow at 6:15",
    "friday at 7",
)
WEDNESDAY, CHANGE = "2026-03-11T00:00", "2026-03-29T00:00"  # an ordinary day, and one without 02:00-03:00
MINUTES, STEP = 24 * 60, 7


def turned(person: Person, what: What, now: int, language: str = "en") -> Turn:
    turn = Turn(
        Event("e", ME, HERE, now, what, language, ZONE),
        now,
        person,
        LIBRARY,
        Ids(lambda: now),
        reminders=[],
        marks=[],
    )
    route(turn)
    return turn


def shown(message: Message) -> str:
    return "\n".join(plain(block.spans) for block in message.blocks if isinstance(block, Para))


def named(text: str, now: int) -> set[int]:
    """The instants that a text names; weekday and date have to agree."""
    found = set()
    for weekday, day, month, year, hour, minute in MOMENT.findall(text):
        wall = datetime(int(year or local(now, ZONE).year), MONTHS.index(month) + 1, int(day), int(hour), int(minute))  # noqa: DTZ001
        assert f"{wall:%A}" == weekday
        found.add(at(wall, ZONE))
    return found


def rung(turn: Turn) -> set[int]:
    return {ring.due for name, ring in turn.rings.items() if ring and name.startswith("reminder ")}


def minutes(start: str, step: int) -> Iterator[int]:
    begin = at(datetime.fromisoformat(start), ZONE)
    return (begin + minute * 60_000 for minute in range(0, MINUTES, step))


def check(words: str, now: int) -> str:
    """Say it at that minute; what is named is what rings, whatever is chosen. Returns how it was answered."""
    person = Person("p", HERE, version=1, zone=ZONE)
    turn = turned(person, Text(f"remind me {words} to stretch"), now)
    [(_, message)] = turn.said
    if message.key == "reminders.set":
        assert rung(turn) == named(shown(message), now) != set()
        assert min(rung(turn)) > now
        return message.key
    assert not rung(turn), "nothing rings before it is clear when"
    tokens = [each.token for block in message.blocks if isinstance(block, Choices) for each in block.choices]
    picks = [token for token in tokens if " reminders.pick " in token and not token.endswith(" 0")]
    state, chosen = person.body.state, set[int]()
    for token in picks:
        person.body.state = state
        after = turned(person, Press(token), now)
        assert rung(after) == named(shown(after.said[-1][1]), now) != set()
        chosen |= rung(after)
    if message.key == "reminders.which":
        assert len(picks) > 1
        assert chosen == named(shown(message), now)
    return message.key


@pytest.mark.parametrize("words", DAYS)
@pytest.mark.parametrize(
    ("start", "step"),
    [
        (WEDNESDAY, STEP),
        (CHANGE, STEP * 5),
        pytest.param(WEDNESDAY, 1, marks=pytest.mark.prove),
        pytest.param(CHANGE, 1, marks=pytest.mark.prove),
    ],
)
def test_the_echo_names_what_rings(words: str, start: str, step: int) -> None:
    answered = {check(words, now) for now in minutes(start, step)}
    assert answered & {"reminders.set", "reminders.which"}


@pytest.mark.parametrize("minute", range(0, 5 * 60, 20))
def test_tomorrow_after_midnight_is_asked_about(minute: int) -> None:
    """The sleepless mean the day that has begun, or the one after: two buttons, never a silent guess."""
    now = at(datetime.fromisoformat(WEDNESDAY) + timedelta(minutes=minute), ZONE)
    assert check("tomorrow", now) == "reminders.which"
    turn = turned(Person("p", HERE, version=1, zone=ZONE), Text("remind me tomorrow at 9 to stretch"), now)
    assert shown(turn.said[0][1]).startswith(LIBRARY.words("en").text("reminders.after_sleep"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "erinnere mich jeden Tag um 21 Uhr ans Dehnen"),
        ("es", "recuérdame cada día a las 21:00 estirar"),
        ("fr", "rappelle-moi tous les jours à 21h de m'étirer"),
        ("it", "ricordami ogni giorno alle 21 di fare stretching"),
        ("nl", "herinner me elke dag om 21:00 aan rekken"),
    ],
)
def test_a_wish_in_another_language_is_set_at_its_hour(language: str, words: str) -> None:
    now = at(datetime.fromisoformat("2026-03-11T14:00"), ZONE)
    turn = turned(Person("p", HERE, version=1, zone=ZONE, language=language), Text(words), now, language)
    assert [message.key for _, message in turn.said] == ["reminders.set"]
    assert rung(turn) == {at(datetime.fromisoformat("2026-03-11T21:00"), ZONE)}
