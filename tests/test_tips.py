"""Daily tips over a long time: none twice, none that doesn't fit, an end; caps; what is too late is left out."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from databases import fresh_sqlite
from fakes.time import Time
from house import LIBRARY, VAULT
from rigs import CoreRig
from transcript import Seen

from crampbot_chat.phrases.pushes import MOST
from crampbot_chat.pool import Tip
from crampbot_chat.store import people
from crampbot_chat.store.people import Body
from crampbot_chat.when.seasons import is_summer
from crampbot_chat.when.zones import instant, known

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 23, 15, tzinfo=BERLIN)
TIPS = LIBRARY.tips("en").on(START.date())
DAY = 24 * 3600


class Person:
    """Somebody on the core rig, and what they were sent."""

    def __init__(self, rig: CoreRig) -> None:
        self.rig = rig

    async def says(self, words: str) -> list[Seen]:
        await self.rig.says(words)
        return await self.rig.seen()

    async def passes(self, seconds: float) -> list[Seen]:
        await self.rig.house.passes(seconds)
        return await self.rig.seen()

    async def body(self) -> Body:
        app = self.rig.house.app
        assert app
        [rows] = await app.store.fetch(people.by_account(self.rig.me))
        return people.person(rows[0], VAULT).body


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    rig = CoreRig(Time(instant(START)), fresh_sqlite(tmp_path), "Europe/Berlin")
    await rig.start()
    try:
        yield Person(rig)
    finally:
        await rig.stop()


def tip_in(seen: Seen) -> str:
    """The tip that a message shows; "" when it shows none."""
    return next((key for key, tip in TIPS.items() if _starts(tip) in seen.lines), "")


def _starts(tip: Tip) -> str:
    return tip.text.replace("{urgent}", "116117").replace("{maternity}", "your maternity unit")


async def test_none_comes_twice_and_when_all_are_read_it_says_so_and_stops(person: Person) -> None:
    await person.says("daily tips at 10")
    had: list[str] = []
    for _ in range(150):
        came = await person.passes(DAY)
        had += [tip_in(seen) if seen.buttons[-1] == "Stop" else seen.lines[0] for seen in came]
        await person.says("thanks")
    *tips, end = had
    assert end == f"You have now read all the tips that fit you: {len(tips)}. So I stop here."
    assert len({*tips} - {""}) >= len(tips) - 4, "at most those with a number to call in them can't be told apart"
    fit = {key for key, tip in TIPS.items() if "everyone" in tip.audience and not tip.season}
    assert {*tips} - {""} <= fit
    assert len(tips) == len(fit)


async def test_two_people_read_them_in_another_order_and_each_in_their_own(person: Person) -> None:
    first = [tip_in(seen) for _ in range(5) for seen in await person.says("tip")]
    person.rig.me = type(person.rig.me)("terminal", "", "somebody else")
    second = [tip_in(seen) for _ in range(5) for seen in await person.says("tip")]
    assert len({*first}) == len({*second}) == 5
    assert first != second


async def test_somebody_with_kidney_disease_is_never_told_of_magnesium(person: Person) -> None:
    await person.says("i have kidney disease can i take magnesium")
    for _ in range(120):
        [seen] = await person.says("tip")
        if key := tip_in(seen):
            assert "kidney" not in TIPS[key].not_for


async def test_a_topic_that_was_refused_twice_does_not_come_again(person: Person) -> None:
    refused: list[str] = []
    while max(map(refused.count, refused), default=0) < 2:
        [seen] = await person.says("tip")
        refused.append(LIBRARY.tips("en").topic(tip_in(seen)) if tip_in(seen) else "")
        await person.says("not for me")
    [gone] = [topic for topic in {*refused} if refused.count(topic) == 2]
    for _ in range(100):
        [seen] = await person.says("tip")
        assert not tip_in(seen) or LIBRARY.tips("en").topic(tip_in(seen)) != gone


async def test_what_is_hours_late_is_left_out_and_the_next_one_comes_at_its_hour(person: Person) -> None:
    await person.says("daily tips at 19:00")
    await person.rig.stop()
    await person.rig.time.jump(12 * 3600)  # 03:00
    await person.rig.start()
    assert await person.passes(60) == []
    assert await person.passes(15 * 3600) == []
    assert len(await person.passes(2 * 3600)) == 1


async def test_no_more_than_so_many_come_in_a_day(person: Person) -> None:
    await person.says("tips every hour from 9 to 18")
    await person.passes(9 * 3600)
    assert len(await person.passes(DAY)) == MOST
    assert len(await person.passes(DAY)) == MOST


async def test_who_never_said_yes_keeps_the_tips_and_no_diary(person: Person) -> None:
    await person.says("daily tips at 10")
    await person.says("I can't stand")
    await person.passes(DAY)
    assert (await person.body()).limits == ()
    assert (await person.body()).tips.rule
    await person.says("calf cramp")
    await person.says("gone")
    assert await person.rig.house.rows("cramp") == 1
    await person.passes(DAY + 3600)
    assert await person.rig.house.rows("cramp") == 0
    assert await person.rig.house.rows("person") == 1


@pytest.mark.parametrize(("zone", "month", "summer"), [
    ("Europe/Berlin", 7, True), ("Europe/Berlin", 1, False), ("Australia/Sydney", 1, True),
    ("Australia/Sydney", 7, False), ("America/Argentina/Buenos_Aires", 12, True), ("", 7, True),
])  # fmt: skip
def test_summer_is_where_they_are(zone: str, month: int, summer: bool) -> None:
    assert is_summer(instant(datetime(2026, month, 15, tzinfo=BERLIN)), zone) is summer


def test_every_zone_has_a_season() -> None:
    july, january = (instant(datetime(2026, month, 15, tzinfo=BERLIN)) for month in (7, 1))
    assert all(is_summer(july, zone) != is_summer(january, zone) for zone in known().values())


async def test_a_tip_becomes_a_reminder_by_a_word_or_a_tap(person: Person) -> None:
    seen: list[Seen] = []
    while not any("Remind me of it" in each.buttons for each in seen):
        await person.says("tip")
        seen = await person.says("why")
    tip = TIPS[(await person.body()).tips.last[0]]  # type: ignore[index]
    await person.rig.presses("Remind me of it")
    [echo] = await person.rig.seen()
    assert tip.text.rstrip(".") in "\n".join(echo.lines)
    assert await person.rig.house.rows("reminder") == 1
    [said] = await person.says("remind me of it")
    assert said.lines[0].startswith("That one is set already")


async def test_nobody_is_reminded_of_minerals_or_tablets(person: Person) -> None:
    for _ in range(80):
        await person.says("tip")
        [why] = await person.says("why")
        key = (await person.body()).tips.last[0]  # type: ignore[index]
        offered = "Remind me of it" in why.buttons
        assert not (offered and LIBRARY.tips("en").topic(key) in {"minerals", "medicines", "remedies", "doctor"})
