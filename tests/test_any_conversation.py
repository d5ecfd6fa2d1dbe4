"""Conversations that nobody planned: whatever is said, pressed and waited for, some things hold."""

import logging
import os
import random
from pathlib import Path

import pytest
from fakes.time import Time
from rigs import CoreRig

from crampbot_chat.model import CHOICES_LIMIT, Message, Press

WORDS = """
calf, calf!!, foot, ow, thigh, neck, its back, again, still hurts, not gone, gone, ok, thanks, good night, yes, no, skip
1, 2, 3, 4, 7, 10, left, right, both, strong, mild, a bit, worse, undo, delete 1, delete 2, delete last, my nights, help
delete everything, /help, hello, timezone, berlin, 7:40, 12, privacy, helper, I can't stand, I can stand again, 🦵, 👍
i'm pregnant, not pregnant any more, knee replacement, i had surgery last week, chest pain, calf swollen and hot
im safe, i want to die, numb toes for weeks and calf cramp, calf cramp for 20 minutes, qwrtz, other muscle, knee
stretch, hamstring stretch, desk stretches, before bed, start, next, pause, go on, stop, done, show me, another way, why
calf stretches before bed, shoulder stretch, more, by muscle, warm up, hand stretch
everything, my husband has a cramp, period cramps, does magnesium help, remind me at 8, left calf, it has eased
left calf 2:10 for 4 min 7/10 after football, calf 3am, two cramps last night 1 and 4, make it 6, it was the left
that was Tuesday, not the calf the foot, #2 was at 4, slept through, quiet night, log a cramp, played football today
took magnesium, #gardening, delete the football, off the record, on the record, my night is 8 to 16, all my nights
yes one of those, don't ask again, forget it, keep it
remind me every day at 21:15 to stretch, remind me in 20 minutes to stand up, remind me to take my tablets, /remind
remind me at 23:30 to move, drink water every 2 hours, my reminders, done, later, 25, tomorrow morning, move to 20:00
weekdays only, skip next, pause all until Monday, pause everything, resume, 1 to 19:00, cancel all reminders
remind me tomorrow at 9 to call mum, I go to bed at 23:00, I'm in Lisbon until Sunday, nag me every day at 18:00 to walk
"""
SAYINGS = [saying.strip() for saying in WORDS.replace("\n", ",").split(",") if saying.strip()]
WAITS = (5, 20, 60, 300, 700, 1_900, 7_200, 6 * 3_600, 20 * 3_600)  # seconds
LATE = [("", "")] * 15 + [("late", "20 min"), ("late", "3 h")]
START = 1_773_453_720_000  # 2026-03-14 03:02 in Berlin
DAY = 86_400_000  # ms
STEPS = 40
ALWAYS, SIZES = 12, {"": 12, "small": 40, "full": 400}
SEEDS = [
    pytest.param(seed, marks=[pytest.mark.prove] if seed >= ALWAYS else [])
    for seed in range(SIZES[os.environ.get("CRAMPBOT_PROVE", "")])
]

STRETCHES = (
    "relief.act",
    "relief.next",
    "relief.stand",
    "relief.late",
    "relief.last",
    "relief.helper",
    "door.guess_at",
    "stretches.choose",
    "stretches.one",
    "stretches.routine_",
    "guided.",
    "pictures.",
)
WARNS = ("safety.today", "safety.emergency")
LIFTS = ("safety.safe", "privacy.receipt", "morning.forgotten")
LIFTED_BY = ("It's another cramp", "I meant the pain")
WARNED = 2 * 3_600_000  # ms


class Somebody:
    """Says, presses and waits by the dice, and remembers what went before."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.time = Time(START + self.chance.randrange(DAY))
        zone = self.chance.choice(["Europe/Berlin", ""])
        self.rig = CoreRig(self.time, f"sqlite://{folder}/bot.sqlite3", zone)
        self.log: list[str] = []
        self.warned = -DAY
        self._seen = 0

    async def step(self) -> None:
        dice = self.chance.random()
        if dice < 0.2:
            seconds = self.chance.choice(WAITS)
            self.log.append(f"+ {seconds} s")
            await self.rig.house.passes(seconds)
        elif dice < 0.45 and self.rig.chat.buttons.seen:
            label, token = self.chance.choice(self.rig.chat.buttons.seen[-12:])
            self.log.append(f"> [{label}]")
            await self.rig.happens(Press(token))
        else:
            saying = self.chance.choice(SAYINGS)
            self.log.append(f"> {saying}")
            await self.rig.says(saying, self.chance.choice(LATE))
        self._check(await self._new())

    async def _new(self) -> list[Message]:
        seen = await self.rig.seen()
        assert "{" not in "".join(line for each in seen for line in each.lines)
        assert all(each.lines and len(each.buttons) <= CHOICES_LIMIT for each in seen)
        new = [message for message, _ in self.rig.chat.shown[self._seen :]]
        self._seen += len(new)
        self.log.append(f"< {', '.join(message.key for message in new)}")
        return new

    def _check(self, new: list[Message]) -> None:
        """Nothing broke; nothing is stretched after a warning, until it is lifted."""
        keys = [message.key for message in new]
        assert "door.broken" not in keys
        said = self.log[-2]
        lifted = said.strip("> []") in LIFTED_BY or (
            said.strip("> ").isdigit() and keys and keys[0].startswith(STRETCHES)
        )
        if lifted or any(key in LIFTS for key in keys):
            self.warned = -DAY
        if self.time.now() - self.warned < WARNED and said.startswith(">"):
            assert not [key for key in keys if key.startswith(STRETCHES)]
        long = any("10 minutes" in str(message.blocks) for message in new)  # a long cramp is stretched on, gently
        if any(key in WARNS for key in keys) and not long:
            self.warned = self.time.now()


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_conversation_that_nobody_planned(seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    somebody = Somebody(seed, tmp_path)
    await somebody.rig.start()
    try:
        for _ in range(STEPS):
            await somebody.step()
            failures = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
            assert failures == []
    except AssertionError as error:
        raise AssertionError("\n".join(somebody.log[-24:])) from error
    finally:
        await somebody.rig.stop()
