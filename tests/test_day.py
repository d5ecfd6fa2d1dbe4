"""A day of many people, by a clock that is moved: exactly what was promised comes, at its instant, and nothing else.

Tips, reminders, morning cards, team channels; Europe changes its clocks meanwhile, and the program starts anew halfway.
What is promised is worked out here, from zoneinfo alone.
"""

import asyncio
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes.time import Time
from house import House

from crampbot_chat.contract import Capabilities, Receipt, Receive
from crampbot_chat.dialogs.course import UNREAD
from crampbot_chat.model import Account, Address, Event, Message, Text
from crampbot_chat.phrases.pushes import MOST
from crampbot_chat.store import Query

AT_ONCE = 100  # people who talk at the same time
SIZES = {"small": 2_000, "full": 10_000}
START = datetime(2026, 3, 28, 12, tzinfo=UTC)  # a Saturday; the night after it Europe changes its clocks
DAY = 24 * 3600 - 60  # seconds; whoever has not said yes is forgotten in the last minute of a day
ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Athens", "America/New_York", "America/Los_Angeles",
    "America/Sao_Paulo", "America/St_Johns", "Africa/Lagos", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo",
    "Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "Pacific/Honolulu", "Pacific/Kiritimati",
)  # fmt: skip
TIP, CARD, RING, POST = "tips.daily", "morning.consent", "reminders.ring", "plans.tip"
"""What comes; of a reminder the kinds ("reminders.ring_stretch") are alike to us."""

UNASKED = {TIP, CARD, "tips.finished", "morning.evening"}


@dataclass
class Somebody:
    """A person or a group: what they say at the start, and what has to come at which instant because of it."""

    name: str
    zone: str
    group: bool = False
    says: list[str] = field(default_factory=list)
    comes: list[tuple[str, datetime]] = field(default_factory=list)
    cards: int = 0

    @property
    def home(self) -> Address:
        return Address("terminal", "", self.name, shared=self.group)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def times(self, clock: str, weekdays: str = "0123456") -> list[datetime]:
        """The instants of the day at which their clock shows this time, on these weekdays."""
        hour, minute = map(int, clock.split(":"))
        first = self.local(START).date()
        walls = [datetime(first.year, first.month, first.day, hour, minute) + timedelta(days=day) for day in range(3)]  # noqa: DTZ001
        found = [wall.replace(tzinfo=ZoneInfo(self.zone)) for wall in walls if str(wall.weekday()) in weekdays]
        return [at for at in found if START < at <= START + timedelta(seconds=DAY)]

    def wants(self, key: str, words: str, times: list[datetime]) -> None:
        self.says.append(words)
        self.comes += [(key, at.astimezone(UTC)) for at in times]


class Recorder:
    """An adapter that keeps what it sends, and refuses what no platform would take."""

    name = "terminal"
    can = Capabilities()
    serving = True

    def __init__(self, time: Time) -> None:
        self._time = time
        self.sent: list[tuple[str, datetime, Message]] = []
        self.receive: Receive | None = None
        self.listening = asyncio.Event()

    async def listen(self, receive: Receive) -> None:
        self.receive = receive
        self.listening.set()
        await asyncio.Event().wait()

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        assert not (message.private and to.shared)
        assert message.blocks
        at = datetime.fromtimestamp(self._time.now() / 1000, UTC)
        self.sent.append((to.chat, at, message))
        return Receipt(editing or str(len(self.sent)))


def people(count: int) -> Iterator[Somebody]:
    """All kinds of people, the same ones each time."""
    dice = random.Random(20260328)
    for number in range(count):
        somebody = Somebody(f"p{number}", dice.choice(ZONES), group=number % 50 == 0)
        clock = f"{dice.randint(7, 20):02}:{dice.choice((0, 15, 30, 45)):02}"
        if somebody.group:
            days, weekdays = dice.choice([("every day", "0123456"), ("on workdays", "01234")])
            somebody.wants(POST, f"daily tip at {clock} {days}", somebody.times(clock, weekdays))
            yield somebody
            continue
        match number % 7:
            case 1 | 2:
                somebody.wants(TIP, f"daily tips at {clock}", somebody.times(clock))
            case 3:
                somebody.wants(TIP, f"tips on weekdays at {clock}", somebody.times(clock, "01234"))
            case 4:
                somebody.says += [f"daily tips at {clock}", "stop tips"]
            case 5:
                hours = [at for hour in range(9, 19) for at in somebody.times(f"{hour:02}:00")]
                somebody.wants(TIP, "tips every hour from 9 to 18", _kept(sorted(hours)))
            case 6:
                somebody.says += ["calf cramp", "gone"]
                somebody.cards = 1
        if number % 3 == 0:
            ring = f"{dice.randint(7, 20):02}:{dice.choice((0, 15, 30, 45)):02}"
            somebody.wants(RING, f"remind me every day at {ring} to stretch my calves", somebody.times(ring))
        yield somebody


def _kept(times: list[datetime]) -> list[datetime]:
    """Under the cap, and after three without an answer every second one."""
    kept: list[datetime] = []
    rests = False
    for at in times:
        if sum(each.date() == at.date() for each in kept) == MOST:
            continue
        if not rests:
            kept.append(at)
        rests = not rests and len(kept) > UNREAD
    return kept


async def say(recorder: Recorder, everybody: list[Somebody], time: Time) -> None:
    """Everybody says what they want, many at a time; were the clock to stand, their answers would leave one by one."""
    for start in range(0, len(everybody), AT_ONCE):
        some = everybody[start : start + AT_ONCE]
        await asyncio.gather(*(_says(recorder, start + number, each) for number, each in enumerate(some)))
        time.slip(0.1)


async def _says(recorder: Recorder, number: int, somebody: Somebody) -> None:
    assert recorder.receive
    at = int(START.timestamp() * 1000)
    who = Account("terminal", "", f"user of {somebody.name}")
    for line, words in enumerate(somebody.says):
        what, zone = Text(words), somebody.zone
        event = Event(f"e{number}-{line}", who, somebody.home, at, what, "en", zone, may_manage=somebody.group)
        await recorder.receive(event)


async def passes(house: House, seconds: float) -> None:
    """Let time pass, from one instant at which something is due to the next."""
    end = house.time.now() + round(seconds * 1000)
    while True:
        assert house.app
        await house.time.settle()
        [rows] = await house.app.store.fetch(Query("SELECT min(due_at) FROM timer"))
        due = rows[0][0]
        if due is None or due > end:
            break
        await house.time.jump(max(0, due - house.time.now()) / 1000)
    await house.time.jump((end - house.time.now()) / 1000)


async def live(database: str, everybody: list[Somebody]) -> list[tuple[str, datetime, Message]]:
    """The day; what came by itself."""
    time = Time(int(START.timestamp() * 1000))
    house, recorder = House(time, database), Recorder(time)
    await house.open({"terminal": recorder})
    await recorder.listening.wait()
    await say(recorder, everybody, time)
    await time.settle()
    answers = len(recorder.sent)
    await passes(house, DAY / 2)
    await house.close()
    await house.open({"terminal": recorder})
    await passes(house, DAY / 2)
    await house.close()
    return recorder.sent[answers:]


def check(everybody: list[Somebody], sent: list[tuple[str, datetime, Message]]) -> None:
    """Exactly the promised messages, none in quiet hours, caps held."""
    came = defaultdict(list)
    for chat, at, message in sent:
        key = RING if message.key.startswith(RING) else message.key
        came[chat].append((key, at, message.quiet))
    for somebody in everybody:
        mine = came.pop(somebody.name, [])
        promised = sorted(at for _, at in somebody.comes)
        timed = [(key, at) for key, at, _ in mine if key != CARD]
        assert sorted(at for _, at in timed) == promised, f"{somebody}: {mine}"
        assert Counter(key for key, _ in timed) == Counter(key for key, _ in somebody.comes), f"{somebody}: {mine}"
        assert sum(key == CARD for key, _, _ in mine) == somebody.cards, f"{somebody}: {mine}"
        by_day = Counter(somebody.local(at).date() for key, at, _ in mine if key in UNASKED)
        assert max(by_day.values(), default=0) <= MOST, f"{somebody}: {mine}"
        for _, at, quiet in mine:
            assert 7 <= somebody.local(at).hour < 22, f"{somebody}: {mine}"
            assert not quiet, f"{somebody}: what comes by day may be heard"
    assert not came, "somebody got something who asked for nothing"


async def test_a_day_of_a_few_hundred_people(tmp_path: Path) -> None:
    everybody = list(people(300))
    check(everybody, await live(f"sqlite://{tmp_path}/day.sqlite3", everybody))


@pytest.mark.prove
async def test_a_day_of_ten_thousand_people(tmp_path: Path) -> None:
    everybody = list(people(SIZES[os.environ.get("CRAMPBOT_PROVE", "full")]))
    check(everybody, await live(f"sqlite://{tmp_path}/day.sqlite3", everybody))
