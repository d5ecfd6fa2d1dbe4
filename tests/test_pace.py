"""A broadcast uses what the platform allows, whatever way it counts, and is never refused; answers hardly wait."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from databases import fresh_sqlite
from fakes.adapter import FakeAdapter
from fakes.rates import Rate, models
from fakes.time import Time
from postroom import Post

from crampbot_chat.contract import Receipt, TryLater
from crampbot_chat.courier.pace import PACES
from crampbot_chat.model import BROADCAST, REMINDER, Address, Message
from crampbot_chat.store import Store
from crampbot_chat.store.open import open_store

PER_SECOND = 30
SECONDS = 15
ROADS: dict[str, Callable[[random.Random], tuple[float, float]]] = {  # ms there, and back
    "short": lambda chance: (chance.uniform(0, 3), chance.uniform(0, 3)),
    "long": lambda chance: (60 + chance.uniform(0, 5), 40 + chance.uniform(0, 5)),
    "bumpy": lambda chance: (chance.choice((1, 1, 1, 1, 1, 1, 1, 1, 1, 40)), 1),
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """One database is enough: this is about time."""
    opened = await open_store(fresh_sqlite(tmp_path))
    yield opened
    await opened.close()


class Far(FakeAdapter):
    """The same platform at the end of a road, with a limit of its own."""

    def __init__(self, time: Time, rate: Rate, road: Callable[[], tuple[float, float]]) -> None:
        super().__init__(time.now, "telegram")
        self.refused: list[str] = []
        self._time = time
        self.rate = rate
        self._road = road

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        there, back = self._road()
        await self._passes(there)
        if wait := self.rate(self._time.now() / 1000, to.chat):
            self.refused.append(to.chat)
            await self._passes(back)
            raise TryLater(wait)
        receipt = await super().send(to, message, editing)
        await self._passes(back)
        return receipt

    async def _passes(self, ms: float) -> None:
        await self._time.sleep_until(self._time.now() + round(ms), asyncio.Event())


def broadcast(store: Store, model: str, road: str, seed: int = 1) -> tuple[Post, Far]:
    post = Post(store, paces=dict(PACES), adapter="telegram")
    chance = random.Random(seed)
    far = Far(post.time, models(PER_SECOND)[model](), lambda: ROADS[road](chance))
    post.adapter = far
    post.courier = post.another("one")
    return post, far


async def tips(post: Post, count: int, lane: int = BROADCAST) -> None:
    await post.leave(*[post.out("tip", f"chat {number}", lane=lane) for number in range(count)])


def used(far: Far) -> float:
    """The share of the allowance from the first to the last second in which something was sent."""
    at = [sent.at for sent in far.sent]
    return (len(at) - 1) / PER_SECOND / ((at[-1] - at[0]) / 1000)


CASES = [
    *((model, "short", BROADCAST) for model in models(PER_SECOND)),
    ("strict window", "short", REMINDER),
    ("strict window", "long", BROADCAST),
    ("strict window", "bumpy", BROADCAST),
]


@pytest.mark.parametrize(("model", "road", "lane"), CASES)
async def test_a_broadcast_uses_the_allowance_and_is_never_refused(
    store: Store, model: str, road: str, lane: int
) -> None:
    post, far = broadcast(store, model, road)
    await tips(post, PER_SECOND * SECONDS, lane)
    async with post.running():
        await post.time.move(SECONDS * 1.2)
    assert far.refused == []
    assert sorted({sent.to.chat for sent in far.sent}) == sorted(f"chat {n}" for n in range(PER_SECOND * SECONDS))
    assert len(far.sent) == PER_SECOND * SECONDS
    assert used(far) >= (0.97 if road != "bumpy" else 0.95)


@pytest.mark.parametrize("pause", [0.9, 0.6])
@pytest.mark.parametrize("model", ["strict window", "leaky bucket"])
async def test_answers_meanwhile_hardly_wait_and_nothing_is_refused(store: Store, model: str, pause: float) -> None:
    post, far = broadcast(store, model, "short")
    await tips(post, PER_SECOND * SECONDS)
    waits: list[int] = []
    async with post.running():
        await post.time.move(2)
        for number in range(11):
            start = post.time.now()
            await post.say(post.out("answer", f"person {number}"))
            await post.time.move(pause + number / 50)
            waits += [sent.at - start for sent in far.sent if sent.to.chat == f"person {number}"]
    assert far.refused == []
    assert len(waits) == 11
    assert sorted(waits)[-2] <= 12  # the first of a talk may find the second full
    assert used(far) >= 0.97


async def test_many_answers_at_once_are_not_held_back(store: Store) -> None:
    post, far = broadcast(store, "token bucket", "short")
    far.rate = lambda _now, _chat: 0.0
    async with post.running():
        await post.say(*[post.out("answer", f"person {number}") for number in range(300)])
        await post.time.move(0.2)
    assert len(far.sent) == 300


async def test_after_a_hiccup_the_lost_time_is_made_up_for(store: Store) -> None:
    post, far = broadcast(store, "strict window", "short")
    await tips(post, PER_SECOND * SECONDS)
    async with post.running():
        for _ in range(SECONDS * 2):
            await post.time.move(0.46)
            await post.time.jump(0.04)  # the process was not asked for so long
    assert far.refused == []
    assert used(far) >= 0.97
