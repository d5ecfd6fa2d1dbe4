"""What an operator meets: a full or damaged disk, a database server that goes, a second process, a dead replica."""

import asyncio
import random
import resource
import signal
import sys
from pathlib import Path

import pytest
from crowd import Crowd, Flaky, left
from databases import Postgres
from fakes.telegram import FakeTelegram, Fault
from fakes.time import Time, Watched
from fleet import SECRET, Fleet, Proxy
from postroom import NOW
from program import PATIENCE, WORDS, Program, complains, end, finding, free_port, get, logged, stops, used

from crampbot_chat.store import Query, Store, Unavailable
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.open import open_store
from crampbot_chat.store.pulse import PROBE, TRY, Pulse
from crampbot_chat.store.sealed import Vault

SOON = 20  # seconds in which it has to end, whatever a platform does
CANARY = "kneecap-canary"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def serving(telegram: FakeTelegram, port: int) -> dict[str, str]:
    """The settings of a bot that polls this Telegram, with a door to look in."""
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_BASE_URL": telegram.url,
        "CRAMPBOT_HTTP_PORT": str(port),
    }


# --- the disk --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are set on Linux only")
async def test_a_full_disk_is_said_once_helps_all_the_same_and_costs_nothing(program: Program) -> None:
    port = free_port()
    async with FakeTelegram() as telegram, program.running("run", **serving(telegram, port)) as bot:
        await telegram.says(7, "calf cramp")
        await telegram.until(lambda: telegram.said(7), within=PATIENCE)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        await telegram.says(8, f"calf cramp {CANARY}")
        await logged(bot, "ERROR database_failing")
        await telegram.until(lambda: telegram.said(8), within=PATIENCE)
        assert "database failing" in (health := await get(port, "/healthz"))
        assert "503 Service Unavailable" in health
        assert telegram.pending
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await telegram.settled(within=PATIENCE)
        await telegram.until(lambda: len(telegram.said(8)) == 2, within=PATIENCE)
        ended = await stops(bot, signal.SIGTERM)
    assert "database_failing" not in ended.err
    assert CANARY not in ended.err


async def test_the_database_is_well_again_once_a_write_has_succeeded(database: str) -> None:
    time = Time(NOW)
    watched = Watched(await open_store(database), time)
    pulse = Pulse(watched, time)
    running = asyncio.create_task(pulse.run())
    watched.broken = Unavailable("SQLITE_FULL")
    with pytest.raises(Unavailable):
        await pulse.apply([PROBE])
    await time.jump(TRY / 1000)
    assert not pulse.well
    watched.broken = None
    await pulse.fetch(Query("SELECT 1"))
    assert not pulse.well  # reading proves nothing about writing
    await time.jump(TRY / 1000)
    assert pulse.well
    running.cancel()
    await pulse.close()


def test_a_damaged_database_is_refused_and_nothing_is_made_of_it(program: Program) -> None:
    used(program)
    program.database.write_bytes(damaged := program.database.read_bytes()[: 2**15])
    complains(program.run("talk"), WORDS.text("failure.database_damaged"), 1)
    assert program.database.read_bytes() == damaged
    program.database.write_bytes(b"a shopping list " * 1000)
    finding(program.run("check"), WORDS.text("check.database_damaged"))


# --- other processes --------------------------------------------------------------------------------------------------


async def test_a_second_poller_is_refused_and_the_first_goes_on(program: Program, postgres: Postgres) -> None:
    name = await postgres.fresh()
    async with FakeTelegram() as telegram:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url}
        async with program.running("run", DATABASE_URL=postgres.url(name), **settings) as bot:
            await logged(bot, "telegram_serving")
            second = await program.ended("run", DATABASE_URL=postgres.url(name), **settings)
            await telegram.says(7, "calf cramp")
            await telegram.until(lambda: telegram.said(7), within=PATIENCE)
            await stops(bot, signal.SIGTERM)
    complains(second, WORDS.text("failure.SecondPoller"), 1)
    await postgres.give_back(name)


@pytest.mark.prove
async def test_a_database_server_that_crashes_is_waited_for(program: Program, postgres: Postgres) -> None:
    name = await postgres.fresh()
    port = free_port()
    async with (
        FakeTelegram() as telegram,
        program.running("run", DATABASE_URL=postgres.url(name), **serving(telegram, port)) as bot,
    ):
        await telegram.says(7, "calf cramp")
        await telegram.until(lambda: telegram.said(7), within=PATIENCE)
        await asyncio.to_thread(postgres.crash)
        await telegram.says(8, "calf cramp")
        await telegram.until(lambda: telegram.said(8), within=PATIENCE)
        assert "503 Service Unavailable" in await get(port, "/healthz")
        await asyncio.to_thread(postgres.start)
        await telegram.settled(within=PATIENCE)
        await telegram.until(lambda: len(telegram.said(8)) == 2, within=PATIENCE)
        await logged(bot, "database_well")
        assert "200 OK" in await get(port, "/healthz")
        await stops(bot, signal.SIGTERM)
    await postgres.give_back(name)


@pytest.mark.prove
async def test_one_of_three_replicas_dies_and_every_conversation_comes_right(
    tmp_path: Path, postgres: Postgres
) -> None:
    name = await postgres.fresh()
    keys = tmp_path / "keys" / "keys"
    vault = Vault(load_keys(keys))
    chance = random.Random(3)
    async with Flaky(chance, 0.1) as telegram, Fleet(str(tmp_path), 3) as fleet:
        fleet.settings = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.url,
            "DATABASE_URL": postgres.url(name),
            "CRAMPBOT_KEY_FILE": str(keys),
        }
        proxy = Proxy(fleet.ports)
        hook = f"http://127.0.0.1:{await proxy.open()}/telegram/webhook"
        people = Crowd(telegram, chance)
        for number in range(3):
            await fleet.start(number, TELEGRAM_WEBHOOK_URL=hook, TELEGRAM_WEBHOOK_SECRET=SECRET)
        async with asyncio.TaskGroup() as group:
            for _ in range(10):
                group.create_task(people.person())
            for victim in (0, 1, 2):
                await people.hear()
                await fleet.kill(victim)
                await people.hear()
                await fleet.start(victim, TELEGRAM_WEBHOOK_URL=hook, TELEGRAM_WEBHOOK_SECRET=SECRET)
            people.calm = True
        await telegram.settled(within=PATIENCE)
        assert {*await fleet.stop()} == {0}
        proxy.close()
        store: Store = await open_store(postgres.url(name))
        assert await people.wrong(store, vault) == []
        assert people.repeats(fleet.kills)[2] == []
        assert await left(store) == 0
        await store.close()
    await postgres.give_back(name)


# --- stopping ---------------------------------------------------------------------------------------------------------


@pytest.mark.prove
async def test_it_ends_in_time_while_a_platform_never_answers(program: Program) -> None:
    async with FakeTelegram() as telegram:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url}
        async with program.running("run", **settings) as bot:
            await logged(bot, "telegram_serving")
            telegram.fail("sendMessage", *[Fault(kind="hang")] * 9)
            await telegram.says(7, "calf cramp")
            await telegram.until(lambda: any(call.method == "sendMessage" for call in telegram.calls), within=PATIENCE)
            telegram.fail("getUpdates", *[Fault(kind="hang")] * 9)
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(SOON):
                ended = await end(bot)
        assert ended.code == 0
        assert "Traceback" not in ended.err
        async with program.running("run", **settings) as bot:  # and the next one says what that one could not
            telegram.mend()
            await telegram.until(lambda: telegram.said(7), within=PATIENCE)
            await stops(bot, signal.SIGTERM)
