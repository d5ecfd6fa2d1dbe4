"""Whatever somebody cries at three in the morning: the first line of the first answer is the act."""

import json
import re
import time
from pathlib import Path

import pytest
from house import LIBRARY

from crampbot_chat.ids import Ids
from crampbot_chat.model import Account, Address, Event, Para, Text, plain
from crampbot_chat.protocols import LIMITS
from crampbot_chat.routes import route
from crampbot_chat.store.people import Person
from crampbot_chat.turn import Turn

NOW = 1_773_453_720_000  # 2026-03-14 03:02 in Berlin
HERE = Address("terminal", "", "here")
LONGEST = 12  # words of the first line
SLOWEST = 1.0  # seconds, for 95 of 100

NAMES = """
calf, low calf, leg, foot, arch, sole, toes, big toe, heel, shin, hamstring, back of thigh, thigh, quad, inner thigh
groin, glute, butt, hip, hand, forearm, finger, thumb, back, lower back, ribs, left calf, right foot
"""
FRAMES = """
{}!!, {} cramp, ow my {}, my {} is cramping, cramp in my {} help, {} hurts so much argh, {} locked, 3am {} again
{} spasm, aah {}!!!, {} cramp please help, my {} wont let go, cramping {} ow, {} CRAMP
"""
SHORT = """
ow, aaargh, argh!!, cramp, CRAMP, carmp!!, cramp help, help cramp, 🦵, 🦵😭, 😭, 🦶, 😖, make it stop, it hurts
3am again argh
"""
ABROAD = """
calambre, calambre en la pantorrilla, pierna, me duele la pantorrilla, tirón en el gemelo
Krampf, Wadenkrampf, Krampf in der Wade, Wade, Fuß Krampf, mein Bein krampft
crampe, crampe au mollet, mollet, crampe au pied, j'ai une crampe
crampo, crampo al polpaccio, polpaccio, crampo al piede
kramp, kuitkramp, kramp in mijn kuit, kuit, kramp in mijn voet
cãibra, cãibra na panturrilha, panturrilha, cãibra na perna
skurcz, skurcz łydki, łydka, skurcz w nodze
судорога, судорога в ноге, икра, свело ногу
"""
PHRASES = Path(__file__).parent / "phrases"


def labelled() -> list[str]:
    """What people wrote who were cramping, from the phrase sets."""
    found = []
    for path in sorted(PHRASES.glob("*messages*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            phrase = json.loads(line)
            if (
                "neck" not in phrase["text"]
                and phrase["intent"] == "relief"
                and phrase.get("slots", {}).get("in_progress")
                and not phrase.get("context")
            ):
                found.append(str(phrase["text"]))
    return found


def listed(words: str) -> list[str]:
    return [word.strip() for word in words.replace("\n", ",").split(",") if word.strip()]


CRIES = [
    *labelled(),
    *(frame.format(name) for name in listed(NAMES) for frame in listed(FRAMES)),
    *listed(SHORT),
    *listed(ABROAD),
]
ACTS = {
    line
    for muscle in LIBRARY.protocols("").muscles.values()
    if muscle.covered
    for limit in ("", *LIMITS)
    for line in (muscle.ladder((limit,))[0].act,)
}


SPOKEN = dict(zip(("es", "de", "fr", "it", "nl", "pt"), ABROAD.strip().splitlines(), strict=False))
"""The cries of the languages that we speak, in the order of their lines."""


def first_line(cry: str, language: str = "en") -> str:
    person = Person("p", HERE, zone="Europe/Berlin")
    event = Event("e", Account("terminal", "", "me"), HERE, NOW, Text(cry), language, "Europe/Berlin")
    turn = Turn(event, NOW, person, LIBRARY, Ids(lambda: NOW), reminders=[], marks=[])
    route(turn)
    first = turn.said[0][1].blocks[0]
    return plain(first.spans).split("\n")[0] if isinstance(first, Para) else ""


def test_there_are_five_hundred() -> None:
    assert len(set(CRIES)) >= 500


@pytest.mark.parametrize("cry", sorted(set(CRIES)))
def test_the_first_line_is_the_act(cry: str) -> None:
    line = first_line(cry)
    assert line in ACTS
    assert len(line.split()) <= LONGEST


@pytest.mark.parametrize("language", SPOKEN)
def test_the_act_is_in_their_language(language: str) -> None:
    protocols = LIBRARY.protocols(language)
    acts = {muscle.ladder(())[0].act for muscle in protocols.muscles.values() if muscle.covered}
    assert not acts & ACTS
    cries = [*SPOKEN[language].split(","), *CRIES[::25]]  # theirs, and English ones: the answer is in their language
    for cry in cries:
        line = first_line(cry.strip(), language)
        assert line in acts or cry not in SPOKEN[language], cry
        assert line not in ACTS, cry
        assert len(re.findall(r"\w[\w']*", line)) <= LONGEST, line


def test_it_comes_at_once() -> None:
    took = []
    for cry in CRIES:
        start = time.perf_counter()
        first_line(cry)
        took.append(time.perf_counter() - start)
    assert sorted(took)[len(took) * 95 // 100] < SLOWEST
