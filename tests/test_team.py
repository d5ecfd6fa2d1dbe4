"""What a shared place sets up: who may, what is kept of it, and what becomes of it when the place moves or is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes.slack import BOT
from fakes.time import Time
from house import VAULT
from rig_slack import GROUP as CHANNEL
from rig_slack import ME as ANN
from rig_slack import SlackRig
from rig_telegram import BOSS, GROUP, ME, TelegramRig

from crampbot_chat.model import Account
from crampbot_chat.store import Query, people
from crampbot_chat.store.timers import PAUSE

FRIDAY = 1_773_410_400_000  # 2026-03-13T14:00Z
HOUR = 3600
ADMIN = ("admin", "")
MEMBER = ("group", "")
SUPERGROUP = -1_000_000_000_100


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[TelegramRig]:
    rig = TelegramRig(Time(FRIDAY), f"sqlite://{tmp_path}/bot.sqlite3", "")
    await rig.start()
    yield rig
    await rig.stop()


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackRig]:
    rig = SlackRig(Time(FRIDAY), f"sqlite://{tmp_path}/bot.sqlite3", "")
    await rig.start()
    yield rig
    await rig.stop()


async def sets_up(rig: TelegramRig | SlackRig) -> None:
    await rig.says("@bot daily tip at 10", ADMIN)
    await rig.says("@bot Berlin", ADMIN)
    await rig.seen()


async def due(rig: TelegramRig | SlackRig) -> list[int]:
    assert rig.house.app
    [rows] = await rig.house.app.store.fetch(Query("SELECT due_at FROM timer"))
    return [row[0] for row in rows]


# --- Telegram --------------------------------------------------------------------------------------------------------


async def test_a_group_that_becomes_a_supergroup_takes_its_tips_along(telegram: TelegramRig) -> None:
    await sets_up(telegram)
    telegram.fake.chat_of(SUPERGROUP)
    telegram.fake.migrated[GROUP] = SUPERGROUP
    telegram.fake.admins.add((SUPERGROUP, BOSS))
    await telegram.house.passes(19 * HOUR)
    await telegram.time.move(5)
    assert len(telegram.fake.said(SUPERGROUP)) == 1
    number = await telegram.fake.says(SUPERGROUP, f"@{telegram.fake.me['username']} stop the tips", user=BOSS)
    await telegram._push(number)  # noqa: SLF001 - said in another group than the rig's
    await telegram.seen()
    assert telegram.fake.said(SUPERGROUP)[-1].startswith("Daily tip: stopped.")
    assert await due(telegram) == []


async def test_a_group_that_says_it_has_moved_is_known_at_its_new_place_at_once(telegram: TelegramRig) -> None:
    await sets_up(telegram)
    telegram.fake.chat_of(SUPERGROUP)
    telegram.fake.admins.add((SUPERGROUP, BOSS))
    await telegram._push(telegram.fake.sends(GROUP, user=BOSS, migrate_to_chat_id=SUPERGROUP))  # noqa: SLF001
    telegram.fake.migrated[GROUP] = SUPERGROUP
    number = await telegram.fake.says(SUPERGROUP, f"@{telegram.fake.me['username']} tips", user=BOSS)
    await telegram._push(number)  # noqa: SLF001
    await telegram.seen()
    assert telegram.fake.said(SUPERGROUP)[-1].startswith("This place has:")
    await telegram.house.passes(19 * HOUR)
    assert len(telegram.fake.said(SUPERGROUP)) == 2
    assert telegram.fake.said(GROUP)[-1].startswith("Daily tip here")


async def test_a_group_that_put_us_out_without_a_word_gets_nothing_more(telegram: TelegramRig) -> None:
    await sets_up(telegram)
    telegram.fake.blocked.add(GROUP)
    before = len(telegram.fake.calls)
    await telegram.house.passes(24 * HOUR)
    assert all(at > PAUSE for at in await due(telegram))
    tried = len(telegram.fake.calls)
    assert tried == before + 1
    await telegram.house.passes(72 * HOUR)
    assert len(telegram.fake.calls) == tried


async def test_who_runs_a_group_is_asked_once_in_some_minutes(telegram: TelegramRig) -> None:
    for _ in range(3):
        await telegram.says("@bot tip", MEMBER)
    assert len(telegram.fake.made("getChatMember")) == 1
    await telegram.house.passes(HOUR)
    await telegram.says("@bot tip", MEMBER)
    assert len(telegram.fake.made("getChatMember")) == 2


async def test_an_administrator_who_does_not_show_who_it_is_may(telegram: TelegramRig) -> None:
    words = f"@{telegram.fake.me['username']} daily tip at 10"
    group = {"id": GROUP, "type": "group", "title": "Some group"}
    await telegram._push(await telegram.fake.says(GROUP, words, user=1_087_968_824, sender_chat=group))  # noqa: SLF001
    await telegram.seen()
    assert telegram.fake.said(GROUP)[-1].startswith("What time is it for you all")


async def test_somebody_who_speaks_as_another_channel_is_nobody_of_ours(telegram: TelegramRig) -> None:
    words = f"@{telegram.fake.me['username']} daily tip at 10"
    other = {"id": GROUP - 1, "type": "channel", "title": "Another"}
    await telegram._push(await telegram.fake.says(GROUP, words, user=136_817_688, sender_chat=other))  # noqa: SLF001
    assert await telegram.seen() == []


async def test_nothing_is_kept_of_who_set_it_up_or_of_what_members_said(telegram: TelegramRig) -> None:
    await sets_up(telegram)
    await telegram.says("@bot my left calf is numb", MEMBER)
    app = telegram.house.app
    assert app
    await telegram.seen()
    for table in ("person", "account", "timer", "outbox", "slot", "cramp"):
        [rows] = await app.store.fetch(Query(f"SELECT * FROM {table}"))  # noqa: S608 - the names stand here
        for row in rows:
            assert str(BOSS) not in [str(value) for value in row]
            assert str(ME) not in [str(value) for value in row]
    [rows] = await app.store.fetch(people.by_account(Account("telegram", "", f"#{GROUP}")))
    body = people.person(rows[0], VAULT).body
    assert body.team.inviter == ""
    assert "numb" not in repr(body)
    assert f"'{BOSS}'" not in repr(body)


# --- Slack -----------------------------------------------------------------------------------------------------------


async def test_whoever_brought_us_into_a_channel_sets_it_up_by_their_own_clock(slack: SlackRig) -> None:
    slack.world.users[ANN].tz = "America/New_York"
    event = {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL, "inviter": ANN}
    await (await slack.fake.tells({**event, "event_ts": slack.world.ts()})).done()
    await slack.says("@bot daily tip at 10 on workdays", MEMBER)
    last = (await slack.seen())[-1]
    assert last.lines[0] == "Daily tip here: every weekday at 10:00 (America/New_York)."
    assert f"Set up by @{ANN}." in last.lines[1]


async def test_what_is_for_everybody_is_not_hidden_in_a_thread(slack: SlackRig) -> None:
    await sets_up(slack)
    await slack.house.passes(24 * HOUR)
    await slack.seen()
    posts = [post for post in slack.world.find(CHANNEL).posts if post.user == BOT]
    assert [bool(post.thread) for post in posts] == [True, False, False], "the question, who set it up, the first tip"


async def test_an_archived_channel_gets_nothing_more_until_somebody_calls_us_there_again(slack: SlackRig) -> None:
    await sets_up(slack)
    slack.world.find(CHANNEL).archived = True
    await slack.house.passes(24 * HOUR)
    tried = len(slack.fake.calls)
    await slack.house.passes(72 * HOUR)
    assert len(slack.fake.calls) == tried
    slack.world.find(CHANNEL).archived = False
    await slack.says("@bot thanks", MEMBER)
    assert len(await slack.seen()) == 1
    await slack.house.passes(24 * HOUR)
    assert len(await slack.seen()) == 1


async def test_a_member_who_may_not_is_told_so_alone(slack: SlackRig) -> None:
    await slack.says("@bot daily tip at 10", MEMBER)
    [seen] = await slack.seen()
    assert seen.only_me
    assert seen.lines[0].startswith("Only whoever runs this place")
    assert await slack.house.rows("person") == 0
