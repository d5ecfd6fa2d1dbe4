"""Telegram: long polling confirms nothing that is not committed."""

import asyncio
import socket

import pytest
from fakes.telegram import FakeTelegram, Fault
from telegram_rig import HOOK, Heard, Naps, adapter, listening, stopped

from crampbot_chat.adapters.telegram.poll import TRIES, Poison
from crampbot_chat.model import Event


class Down(Exception):
    """The database can't be reached."""


async def test_everything_said_is_heard_once_and_in_order() -> None:
    heard = Heard()
    async with FakeTelegram() as fake, listening(fake, heard):
        for number in range(250):
            await fake.says(7 + number % 3, f"{number}")
        await fake.settled()
        assert sorted(heard.words, key=int) == [str(number) for number in range(250)]
        for chat in (7, 8, 9):
            theirs = [int(event.what.words) for event in heard.events if event.where.chat == str(chat)]  # type: ignore[union-attr]
            assert theirs == sorted(theirs)


async def test_nothing_is_confirmed_before_it_is_committed() -> None:
    committed = asyncio.Event()
    begun = asyncio.Event()

    async def receive(_: Event) -> None:
        begun.set()
        await committed.wait()

    async with FakeTelegram() as fake, listening(fake, receive):
        await fake.says(7, "calf cramp")
        await begun.wait()
        asked = len(fake.calls)
        assert fake.pending
        committed.set()
        await fake.settled()
        assert fake.calls[asked].params["offset"] == 700_000_002


async def test_a_process_that_dies_leaves_the_update_to_the_next() -> None:
    async with FakeTelegram() as fake:
        naps = Naps()
        telegram = adapter(fake, sleep=naps.sleep)
        begun = asyncio.Event()

        async def dies(_: Event) -> None:
            begun.set()
            raise Down

        task = asyncio.create_task(telegram.listen(dies))
        await fake.says(7, "calf cramp")
        await begun.wait()
        await stopped(task)
        await telegram.close()
        assert fake.pending
        heard = Heard()
        async with listening(fake, heard):
            await fake.settled()
        assert heard.words == ["calf cramp"]


async def test_a_failure_holds_up_its_own_chat_only() -> None:
    async with FakeTelegram() as fake:
        for words in ("one", "two", "three"):
            await fake.says(7, words)
            await fake.says(8, words)
        heard = Heard(Down(), None, Down())
        async with listening(fake, heard, waits_for=(Down,)):
            await fake.settled()
        mine = [event.what.words for event in heard.events if event.where.chat == "7"]  # type: ignore[union-attr]
        assert mine == ["one", "two", "three"]
        assert sorted(heard.words) == sorted(["one", "two", "three"] * 2)
        assert len(heard.tried) == 8  # the six, and each of the two failures once more


async def test_a_database_that_is_down_is_waited_for_without_end() -> None:
    async with FakeTelegram() as fake:
        heard = Heard(*[Down()] * (TRIES * 4))
        await fake.says(7, "calf cramp")
        async with listening(fake, heard, waits_for=(Down,)):
            await fake.settled()
        assert heard.words == ["calf cramp"]


async def test_an_update_that_always_fails_blocks_nobody_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    async with FakeTelegram() as fake:
        heard = Heard(*[KeyError("left calf")] * TRIES)
        await fake.says(7, "poison")
        async with listening(fake, heard):
            await fake.settled()
            assert heard.words == []
            await fake.says(7, "and then")
            await fake.settled()
        assert heard.words == ["and then"]
        assert len(heard.tried) == TRIES + 1
    skipped = [record for record in caplog.records if record.message == "telegram_update_skipped"]
    assert [vars(record)["fields"] for record in skipped] == [{"error": "KeyError"}]


def test_what_is_counted_is_bounded() -> None:
    poison = Poison()
    for update in range(5000):
        assert not poison.gives_up(update, KeyError())
    assert len(poison._failures) <= 1000  # noqa: SLF001


async def test_malformed_updates_are_acknowledged_and_ignored() -> None:
    heard = Heard()
    async with FakeTelegram() as fake:
        fake.raw({"update_id": 1, "message": "not a message"})
        fake.raw({"update_id": 2, "message": {"message_id": "x", "chat": {"id": [], "type": 5}, "date": "then"}})
        later = {"message_id": 1, "date": 10**30, "text": "x", "chat": {"id": 7, "type": "private"}}
        fake.raw({"update_id": 3, "message": {**later, "from": {"id": 7, "is_bot": False, "first_name": "A"}}})
        fake.raw({"update_id": 5, "telepathy": {}})
        fake.raw({"update_id": 4})
        await fake.says(7, "calf cramp")
        async with listening(fake, heard):
            await fake.settled()
    assert heard.words == ["calf cramp"]


async def test_being_stopped_finishes_and_confirms_what_was_fetched() -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    heard = Heard()

    async def receive(event: Event) -> None:
        begun.set()
        await go.wait()
        await heard(event)

    async with FakeTelegram() as fake:
        telegram = adapter(fake)
        task = asyncio.create_task(telegram.listen(receive))
        await fake.says(7, "calf cramp")
        await begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        go.set()
        await asyncio.wait([task])
        assert task.cancelled()
        assert heard.words == ["calf cramp"]
        assert not fake.pending
        assert not telegram.serving
        await telegram.close()


async def test_after_a_quiet_time_ids_may_start_anew() -> None:
    heard = Heard()
    async with FakeTelegram(longest_poll=0.01) as fake, listening(fake, heard):
        await fake.says(7, "before")
        await fake.settled()
        await fake.until(lambda: "offset" not in fake.calls[-1].params)
        message = {
            "message_id": 9,
            "date": 1,
            "chat": fake.chat(7),
            "from": {"id": 7, "is_bot": False, "first_name": "A"},
        }
        fake.raw({"update_id": 5, "message": {**message, "text": "after"}})
        await fake.settled()
    assert heard.words == ["before", "after"]


async def test_a_webhook_left_behind_is_removed_and_nothing_with_it() -> None:
    heard = Heard()
    async with FakeTelegram() as fake:
        fake.webhook = {"url": HOOK}
        fake.pending[1] = {"update_id": 1}
        async with listening(fake, heard) as telegram:
            assert telegram.serving
            assert fake.made("deleteWebhook") == [{"drop_pending_updates": False}]
            await fake.settled()


async def test_a_second_poller_makes_it_not_serve_and_say_so_once(caplog: pytest.LogCaptureFixture) -> None:
    conflict = Fault(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    naps = Naps()
    async with FakeTelegram() as fake:
        fake.fail("getUpdates", conflict, conflict)
        telegram = adapter(fake, sleep=naps.sleep)
        task = asyncio.create_task(telegram.listen(Heard()))
        await naps.asleep()
        assert not telegram.serving
        naps.wake()
        await naps.asleep()
        assert not telegram.serving
        naps.wake()
        await fake.until(lambda: telegram.serving)
        await stopped(task)
        await telegram.close()
    trouble = [vars(record)["fields"] for record in caplog.records if record.message == "telegram_not_serving"]
    assert trouble == [{"error": "Conflict"}]


async def test_a_revoked_token_makes_it_not_serve_until_it_works_again() -> None:
    naps = Naps()
    async with FakeTelegram() as fake:
        telegram = adapter(fake, sleep=naps.sleep)
        fake.fail("getMe", Fault(401, "Unauthorized"))
        task = asyncio.create_task(telegram.listen(Heard()))
        await naps.asleep()
        assert not telegram.serving
        naps.wake()
        await fake.until(lambda: telegram.serving)
        fake.fail("getUpdates", Fault(401, "Unauthorized"))
        await fake.says(7, "ends the long poll")
        await naps.asleep()
        assert not telegram.serving
        naps.wake()
        await fake.until(lambda: telegram.serving)
        await stopped(task)
        await telegram.close()


async def test_without_a_network_at_the_start_it_keeps_trying() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    fake, heard, naps = FakeTelegram(), Heard(), Naps()
    telegram = adapter(fake, base_url=f"http://127.0.0.1:{port}", sleep=naps.sleep)
    task = asyncio.create_task(telegram.listen(heard))
    await naps.asleep()
    assert not telegram.serving
    assert naps.taken == [0.5, 1, 2, 4, 8, 16, 30]
    await fake.start(port)
    await fake.says(7, "calf cramp")
    naps.wake()
    await fake.settled()
    assert heard.words == ["calf cramp"]
    await stopped(task)
    await telegram.close()
    await fake.stop()


@pytest.mark.parametrize(
    "fault",
    [Fault(429, "Too Many Requests", 3), Fault(500, "x"), Fault(502, "x"), Fault(kind="reset"), Fault(kind="garbage")],
    ids=lambda fault: f"{fault.status or fault.kind}",
)
async def test_trouble_passes(fault: Fault) -> None:
    heard = Heard()
    async with FakeTelegram() as fake:
        async with listening(fake, heard):
            fake.fail("getUpdates", fault)
            await fake.says(7, "one")
            await fake.says(7, "two")
            await fake.settled()
        assert heard.words == ["one", "two"]


@pytest.mark.parametrize("result", [None, {}, [5], [{"update_id": "5"}]], ids=repr)
async def test_a_server_that_is_no_telegram_is_not_asked_without_pause(result: object) -> None:
    async def get_updates(_: object) -> object:
        return result

    naps = Naps()
    async with FakeTelegram() as fake:
        fake.methods["getupdates"] = get_updates
        telegram = adapter(fake, sleep=naps.sleep)
        task = asyncio.create_task(telegram.listen(Heard()))
        await naps.asleep()
        assert naps.taken == [0.5, 1, 2, 4, 8, 16, 30]
        assert not telegram.serving
        await stopped(task)
        await telegram.close()


async def test_a_press_is_answered_while_its_effect_is_still_being_committed() -> None:
    committed = asyncio.Event()

    async def receive(_: Event) -> None:
        await committed.wait()

    async with FakeTelegram() as fake, listening(fake, receive):
        fake.press(7, 1, "1:easing")
        await fake.until(lambda: fake.made("answerCallbackQuery"))
        assert fake.pending
        committed.set()
        await fake.settled()


async def test_a_press_too_old_to_answer_is_heard_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard()
    async with FakeTelegram() as fake, listening(fake, heard):
        fake.press(7, 1, "1:easing")
        fake.queries.clear()
        await fake.until(lambda: [call for call in fake.calls if call.method == "answerCallbackQuery" and call.status])
        await fake.settled()
    assert heard.words == ["Press"]
    assert "telegram_press_unanswered" not in caplog.messages
