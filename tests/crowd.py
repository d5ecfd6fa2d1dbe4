"""People who cry, answer and end a cramp in front of the fake Bot API, and what must be true of each of them then.

Somebody cries "calf cramp", writes "still hurts" after the answer and "gone" after the next. What they were shown and
what stands in their diary must be the same story, and it must be theirs: every event took effect once, in their order.
If answers are very late, the ladder of methods moves on by itself, as it does for somebody who says nothing; so a third
method is right, if there was time for it. Each answer must come at least once. One that came twice must have a reason:
the process was killed between the two, or the connection was cut after the first one had arrived.
"""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from fakes.telegram import FakeTelegram
from fakes.telegram_parts import Call, Fault
from msgspec import Struct, field

from crampbot_chat import content
from crampbot_chat.library import Library
from crampbot_chat.phrases.method import ROUNDS, UNCOUNTED
from crampbot_chat.store import Query, Store, diary
from crampbot_chat.store.sealed import Vault

SAYS = ("calf cramp", "still hurts", "gone")
LADDER = Library(content.folder()).protocols("")["calf"].ladder(())
METHODS = {rung.act: rung.name for rung in LADDER}
PATIENCE = min(UNCOUNTED / 1000, *(ROUNDS * (rung.hold + rung.rest) for rung in LADDER if rung.hold))  # seconds
THINKING = (0.02, 0.25)  # seconds between an answer and the person's next words
ARRIVING = 0.5  # seconds; what a process had sent may be read as long after its death, and no other sends so soon
RECENT = 0.25  # seconds; what was answered so shortly before a kill may not have been kept as sent
FAULTS = (
    Fault(429, "Too Many Requests: retry after 1", retry_after=1),
    Fault(500, "Internal Server Error"),
    Fault(kind="reset"),
    Fault(kind="lost"),
)


class Flaky(FakeTelegram):
    """Fails so many of the messages at random, and remembers which of them had arrived all the same."""

    def __init__(self, chance: random.Random, share: float) -> None:
        super().__init__()
        self._chance = chance
        self._share = share
        self.cut: set[int] = set()  # numbers of calls
        self.failed = 0
        self.arrived = 0

    def _fault(self, method: str) -> Fault | None:
        if method.lower() != "sendmessage" or self._chance.random() >= self._share:
            return super()._fault(method)
        fault = self._chance.choice(FAULTS)
        self.failed += 1
        if fault.kind == "lost":
            self.cut.add(len(self.calls) - 1)
        return fault

    async def _done(self, call: Call) -> Any:
        answer = await super()._done(call)
        self.arrived += call.method == "sendMessage"
        return answer


class Talk(Struct):
    """One conversation: when each of the person's words left (perf_counter, and what their own clock showed)."""

    chat: int
    said: list[float] = field(default_factory=list)
    clock: list[tuple[int, int]] = field(default_factory=list)  # ms, whole seconds as Telegram has them


class Crowd:
    """The people, and what they saw."""

    def __init__(self, fake: Flaky, chance: random.Random) -> None:
        self._fake = fake
        self._chance = chance
        self._next = 1000
        self.calm = False
        self.finished: list[Talk] = []

    async def person(self) -> None:
        """One conversation after the other, each in a new chat."""
        while not self.calm:
            self._next += 1
            talk = Talk(self._next)
            for number, words in enumerate(SAYS, 1):
                before = time.time()
                talk.said.append(time.perf_counter())
                await self._fake.says(talk.chat, words)
                talk.clock.append((int(before) * 1000, int(time.time()) * 1000))
                await self._fake.until(lambda: self._heard(talk.chat, number), within=600)  # noqa: B023
                await asyncio.sleep(self._chance.uniform(*THINKING))
            self.finished.append(talk)

    def _heard(self, chat: int, number: int) -> bool:
        """An answer to each of so many words."""
        story = _story(self._fake.said(chat))
        return "gone" in story if number == len(SAYS) else len(story) >= number

    async def wrong(self, store: Store, vault: Vault) -> list[str]:
        """Whose story isn't right."""
        sent = self._sent()
        found = []
        for talk in self.finished:
            story = _story(self._fake.said(talk.chat))
            [rows] = await store.fetch(diary.of_account("telegram", "", str(talk.chat), 10))
            cramps = [diary.cramp(row, vault) for row in rows]
            end = next(call.at for _, call in sent[talk.chat] if _name(str(call.params["text"])) == "gone")
            if (wrong := problem(talk, story, end)) or (wrong := unlike(talk, story, cramps)):
                found.append(f"chat {talk.chat}: {wrong}; shown {story}, noted {[cramp.helped for cramp in cramps]}")
        return found

    def slow(self) -> int:
        """Conversations that lasted so long that the ladder moved on by itself."""
        return sum(len(_story(self._fake.said(talk.chat))) > len(SAYS) for talk in self.finished)

    async def hear(self) -> None:
        """Wait for the next message to anybody."""
        before = self._fake.arrived
        await self._fake.until(lambda: self._fake.arrived > before, within=600)

    def failed(self) -> str:
        """How many, and how many of them had arrived."""
        return f"{self._fake.failed}, of which had arrived: {len(self._fake.cut)}"

    def repeats(self, kills: Sequence[float]) -> tuple[list[int], int, list[str]]:
        """Answers seen twice: for each kill, after a cut connection, and those that nothing explains."""
        by_kill = [0] * len(kills)
        cut, strange = 0, []
        for chat, first, second, was_cut in self._pairs():
            between = [number for number, at in enumerate(kills) if first.at - ARRIVING < at < second.at]
            if was_cut:
                cut += 1
            elif between:
                by_kill[between[0]] += 1
            else:
                strange.append(f"chat {chat}: seen twice for no reason: {first.params['text'].splitlines()[0]!r}")
        return by_kill, cut, strange

    def on_the_wire(self, at: float) -> int:
        """Messages that had arrived at this moment and whose receipt was on its way or just read."""
        return sum(
            call.method == "sendMessage" and call.at < at and (not call.answered_at or call.answered_at > at - RECENT)
            for call in self._fake.calls
        )

    def _pairs(self) -> Iterator[tuple[int, Call, Call, bool]]:
        for chat, calls in self._sent().items():
            latest: dict[str, tuple[int, Call]] = {}
            for number, call in calls:
                if before := latest.get(call.params["text"]):
                    yield chat, before[1], call, before[0] in self._fake.cut
                latest[call.params["text"]] = (number, call)

    def _sent(self) -> dict[int, list[tuple[int, Call]]]:
        """What arrived in each chat, with its number, in order."""
        found = defaultdict(list)
        for number, call in enumerate(self._fake.calls):
            if call.method == "sendMessage" and (call.status == 200 or number in self._fake.cut):
                found[int(call.params["chat_id"])].append((number, call))
        return found


def _name(text: str) -> str:
    """Which method a message is about, "gone" for the farewell."""
    first = text.splitlines()[0].removeprefix("<b>").removesuffix("</b>")
    return METHODS.get(first, "gone" if first == "Good. It has let go." else first)


def _story(said: list[str]) -> list[str]:
    """What a person was shown, without repetitions."""
    return list(dict.fromkeys(map(_name, said)))


def problem(talk: Talk, story: list[str], end: float) -> str:
    """What is wrong with what they were shown; "" when nothing is."""
    *methods, last = story
    if last != "gone" or methods != [rung.name for rung in LADDER[: len(methods)]] or len(methods) < len(SAYS) - 1:
        return "not in order"
    by_itself = len(methods) - (len(SAYS) - 1)
    return "taken twice" if end - talk.said[0] < by_itself * PATIENCE else ""


def unlike(talk: Talk, story: list[str], cramps: Sequence[diary.Cramp]) -> str:
    """Where the diary differs from what they were shown and said; "" when it doesn't."""
    if len(cramps) != 1:
        return f"{len(cramps)} cramps"
    [cramp] = cramps
    if cramp.helped != story[-2]:
        return "another method"
    if cramp.started_at not in talk.clock[0] or cramp.ended_at not in talk.clock[-1]:
        return "another time"
    return ""


async def left(store: Store) -> int:
    """Messages that were never sent."""
    return int((await store.fetch(Query("SELECT count(*) FROM outbox")))[0][0][0])
