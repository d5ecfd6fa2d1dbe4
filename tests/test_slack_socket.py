"""Slack by Socket Mode: acknowledged after the commit, sent again otherwise, watched, and stopped without loss."""

import asyncio

import pytest
from fakes.slack import FakeSlack
from slack_rig import ANN, Ear, Sleeper, adapter, by_socket, listening, message, private, serving

from crampbot_chat.adapters.slack import Pages
from crampbot_chat.adapters.slack.socket_mode import BACKOFF, LOOK
from crampbot_chat.contract import TryLater
from crampbot_chat.model import Press


async def test_an_event_is_acknowledged_after_it_was_committed() -> None:
    async with by_socket() as (fake, slack, ear):
        assert slack.serving
        ear.gate.clear()
        delivery = await fake.says(ANN, "calf")
        await ear.entered.wait()
        assert not delivery.acked
        ear.gate.set()
        await delivery.done()
        assert ear.words == ["calf"]


async def test_what_was_not_committed_is_not_acknowledged_and_comes_again() -> None:
    async with by_socket() as (fake, _, ear):
        ear.refusals = 1
        refused = await fake.says(ANN, "calf")
        await (await fake.says(ANN, "gone")).done()
        assert (refused.acked, ear.words) == (False, ["gone"])
        await fake.redeliver()
        await refused.done()
        assert ear.words == ["gone", "calf"]
        assert refused.attempts == 2


async def test_three_messages_at_once_are_heard_in_their_order() -> None:
    async with by_socket() as (fake, _, ear):
        for number in range(30):
            await fake.says(ANN, str(number))
        await fake.until(lambda: all(delivery.acked for delivery in fake.deliveries))
        assert ear.words == [str(number) for number in range(30)]


async def test_what_comes_before_slack_says_who_we_are_keeps_its_order() -> None:
    ear = Ear()
    async with FakeSlack() as fake:
        fake.trouble("auth.test", "500")
        async with listening(adapter(fake), ear):
            await fake.until(lambda: bool(fake.sockets))
            for number in range(10):
                await fake.says(ANN, str(number))
            await fake.until(lambda: [delivery.acked for delivery in fake.deliveries].count(True) >= 9)
        assert ear.words == sorted(ear.words, key=int)


async def test_a_conversation() -> None:
    async with by_socket() as (fake, slack, ear):
        await (await fake.says(ANN, "calf")).done()
        await slack.send(ear.events[0].where, message("Better?", "Gone"))
        await (await fake.presses(ANN, "Gone")).done()
        assert ear.events[-1].what == Press("gone")
        await slack.send(ear.events[-1].where, message("Good."))
        assert [shown.text for shown in fake.shown(ANN)] == ["calf", "Better?", "Good."]


async def test_a_command_is_pointed_to_where_the_answer_is() -> None:
    async with by_socket(pages=Pages(answered=message("I've answered in our private chat."))) as (fake, _, ear):
        await (await fake.commands(ANN, "C1", text="calf")).done()
        assert ear.words == ["calf"]
        assert [shown.text for shown in fake.shown("C1", viewer=ANN)] == ["I've answered in our private chat."]


async def test_unknown_things_are_acknowledged_so_that_they_do_not_come_again() -> None:
    async with by_socket() as (fake, _, ear):
        for payload in (
            {},
            {"type": "view_submission"},
            {"type": "event_callback", "team": 5},
            {"event": 5, "type": None},
        ):
            await (await fake.deliver("interactive", payload)).done()
        await (await fake.tells({"type": "something_new"})).done()
        assert ear.tries == 0


async def test_frames_that_are_no_envelopes_harm_nothing() -> None:
    async with by_socket() as (fake, _, ear):
        for frame in (
            "",
            "calf",
            "{",
            "[]",
            "null",
            '{"type": "events_api"}',
            '{"envelope_id": "1", "type": "x", "payload": 5}',
        ):
            await fake.sockets[0].send_str(frame)
        await (await fake.says(ANN, "calf")).done()
        assert ear.words == ["calf"]


async def test_slack_asks_for_a_new_connection_and_nothing_is_lost() -> None:
    async with by_socket() as (fake, slack, ear):
        [old] = fake.sockets
        await fake.refresh()
        await fake.until(lambda: bool(fake.sockets) and old not in fake.sockets)
        await (await fake.says(ANN, "calf")).done()
        assert (ear.words, slack.serving) == (["calf"], True)


async def test_a_connection_that_breaks_is_replaced_by_the_watchdog() -> None:
    sleeper = Sleeper()
    async with by_socket(sleep=sleeper.sleep) as (fake, slack, ear):
        await fake.drop()
        unheard = await fake.says(ANN, "calf")
        await serving(slack, yes=False)
        assert await sleeper.wake() == LOOK
        assert await sleeper.wake() == LOOK
        await unheard.done()
        assert ear.words == ["calf"]
        await serving(slack)


async def test_one_bad_look_is_no_reason_to_connect_anew() -> None:
    sleeper = Sleeper()
    async with by_socket(sleep=sleeper.sleep) as (fake, slack, _):
        [socket] = fake.sockets
        for _ in range(5):
            assert await sleeper.wake() == LOOK
        assert fake.sockets == [socket]
        assert slack.serving


async def test_a_connection_that_dies_in_silence_is_noticed() -> None:
    """It stays open and nothing answers; the SDK's pings find out after 40 s, here its clock is turned back."""
    sleeper = Sleeper()
    async with by_socket(sleep=sleeper.sleep) as (fake, slack, ear):
        fake.freeze()
        unheard = await fake.says(ANN, "calf")
        client = slack._socket._client  # type: ignore[union-attr]  # noqa: SLF001 - to age its last pong
        assert client is not None
        client.last_ping_pong_time = 1.0
        assert await sleeper.wake() == LOOK
        client.last_ping_pong_time = 1.0
        assert await sleeper.wake() == LOOK
        await unheard.done()
        assert ear.words == ["calf"]


async def test_it_waits_longer_and_longer_for_slack_and_serves_when_it_is_there() -> None:
    sleeper, ear = Sleeper(), Ear()
    async with FakeSlack() as fake:
        fake.trouble("apps.connections.open", "503", "reset", "invalid_auth", "garbage", "ratelimited:5", "500")
        slack = adapter(fake, sleep=sleeper.sleep)
        async with listening(slack, ear):
            waited = [await sleeper.wake() for _ in range(6)]
            assert waited == [*BACKOFF, BACKOFF[-1]]
            assert not slack.serving
            await serving(slack)
            await (await fake.says(ANN, "calf")).done()
        assert not slack.serving


async def test_a_wrong_app_token_does_not_spoil_sending() -> None:
    sleeper, ear = Sleeper(), Ear()
    async with FakeSlack() as fake:
        fake.app_tokens.clear()
        fake.world.user(ANN)
        slack = adapter(fake, sleep=sleeper.sleep)
        async with listening(slack, ear):
            await sleeper.wake()
            await slack.send(private(), message("Good morning."))
            assert not slack.serving
        assert [shown.text for shown in fake.shown(ANN)] == ["Good morning."]


async def test_a_good_app_token_does_not_hide_a_dead_bot_token() -> None:
    sleeper = Sleeper()
    async with by_socket(sleep=sleeper.sleep) as (fake, slack, _):
        fake.tokens.clear()
        with pytest.raises(TryLater):
            await slack.send(private(), message())
        assert not slack.serving
        await fake.drop()
        while not fake.sockets:
            await sleeper.wake()
        assert not slack.serving


async def test_a_stop_lets_what_runs_finish() -> None:
    ear = Ear()
    async with FakeSlack() as fake:
        slack = adapter(fake)
        async with listening(slack, ear) as task:
            await fake.until(lambda: bool(fake.sockets))
            ear.gate.clear()
            running = await fake.says(ANN, "calf")
            await ear.entered.wait()
            task.cancel()
            late = await fake.says(ANN, "too late")
            await asyncio.sleep(0)
            assert not task.done()
            ear.gate.set()
            await running.done()
            await fake.until(lambda: not fake.sockets)
        assert ear.words == ["calf"]
        assert not late.acked


async def test_what_came_while_it_was_stopped_is_heard_by_the_next() -> None:
    first, second = Ear(), Ear()
    async with FakeSlack() as fake:
        async with listening(adapter(fake), first):
            await fake.until(lambda: bool(fake.sockets))
        await fake.until(lambda: not fake.sockets)
        unheard = await fake.says(ANN, "calf")
        async with listening(adapter(fake), second):
            await unheard.done()
        assert (first.words, second.words) == ([], ["calf"])


async def test_nothing_is_left_running() -> None:
    before = asyncio.all_tasks()
    async with by_socket() as (fake, _, _ear):
        await (await fake.says(ANN, "calf")).done()
        await fake.refresh()
        await (await fake.says(ANN, "calf")).done()
    assert asyncio.all_tasks() == before
