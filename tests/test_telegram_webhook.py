"""Telegram: what is pushed to us is acknowledged after it is committed, and never makes us fall over."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from fakes.telegram import FakeTelegram, Fault
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram_rig import HOME, HOOK, SECRET, Heard, Naps, adapter, listening, message, stopped

from crampbot_chat.adapters.telegram import Telegram
from crampbot_chat.adapters.telegram.hear import WANTED
from crampbot_chat.adapters.telegram.poll import TRIES
from crampbot_chat.contract import TryLater
from crampbot_chat.model import Event

CALF: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1_773_453_721,
        "chat": {"id": 7, "type": "private", "first_name": "A"},
        "from": {"id": 7, "is_bot": False, "first_name": "A", "language_code": "en"},
        "text": "calf cramp",
    },
}
BODY = json.dumps(CALF).encode()


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


async def test_it_asks_to_be_pushed_what_it_wants(fake: FakeTelegram) -> None:
    async with listening(fake, pushed=True) as telegram:
        assert telegram.serving
        assert fake.made("setWebhook") == [{"url": HOOK, "secret_token": SECRET, "allowed_updates": list(WANTED)}]


async def test_a_push_is_answered_once_it_is_committed(fake: FakeTelegram) -> None:
    committed = asyncio.Event()
    heard = Heard()

    async def receive(event: Event) -> None:
        await committed.wait()
        await heard(event)

    async with listening(fake, receive, pushed=True) as telegram:
        push = asyncio.create_task(telegram.webhook(BODY, SECRET))
        done, _ = await asyncio.wait([push], timeout=0.01)
        assert not done
        committed.set()
        assert await push == 200
    assert heard.words == ["calf cramp"]


@pytest.mark.parametrize(
    ("secret", "status"), [(None, 401), ("", 401), ("wrong", 403), (SECRET + "x", 403), ("é\udcff", 403)]
)
async def test_without_the_secret_nothing_is_heard(fake: FakeTelegram, secret: str | None, status: int) -> None:
    heard = Heard()
    async with listening(fake, heard, pushed=True) as telegram:
        assert await telegram.webhook(BODY, secret) == status
    assert heard.tried == []


async def test_where_no_secret_is_set_nothing_is_let_in(fake: FakeTelegram) -> None:
    heard = Heard()
    async with listening(fake, heard) as telegram:
        assert await telegram.webhook(BODY, "anything") == 403
    assert heard.tried == []


async def test_a_push_before_or_after_serving_comes_again_later(fake: FakeTelegram) -> None:
    telegram = adapter(fake, webhook_url=HOOK, webhook_secret=SECRET)
    assert await telegram.webhook(BODY, SECRET) == 503
    await telegram.close()
    async with listening(fake, pushed=True) as telegram:
        assert await telegram.webhook(BODY, SECRET) == 200
    assert await telegram.webhook(BODY, SECRET) == 503
    assert not telegram.serving


async def test_a_push_that_fails_comes_again_and_poison_is_dropped_at_last(fake: FakeTelegram) -> None:
    heard = Heard(*[KeyError()] * TRIES)
    async with listening(fake, heard, pushed=True) as telegram:
        statuses = [await telegram.webhook(BODY, SECRET) for _ in range(TRIES)]
        assert statuses == [500] * (TRIES - 1) + [200]
        assert await telegram.webhook(BODY, SECRET) == 200
    assert heard.words == ["calf cramp"]


async def test_a_database_that_is_down_is_never_the_updates_fault(fake: FakeTelegram) -> None:
    heard = Heard(*[ConnectionError()] * TRIES * 3)
    async with listening(fake, heard, waits_for=(ConnectionError,), pushed=True) as telegram:
        assert {await telegram.webhook(BODY, SECRET) for _ in range(TRIES * 3)} == {500}
        assert await telegram.webhook(BODY, SECRET) == 200
    assert heard.words == ["calf cramp"]


async def test_a_webhook_that_somebody_changed_is_set_again(fake: FakeTelegram) -> None:
    naps = Naps()
    async with listening(fake, naps=naps, pushed=True):
        await naps.asleep()
        naps.wake()
        await naps.asleep()
        assert len(fake.made("setWebhook")) == 1
        fake.webhook = {}
        naps.wake()
        await naps.asleep()
        assert fake.webhook["url"] == HOOK


async def test_it_serves_only_as_long_as_messages_can_leave(fake: FakeTelegram) -> None:
    naps = Naps()
    async with listening(fake, naps=naps, pushed=True) as telegram:
        await naps.asleep()
        fake.fail("sendMessage", Fault(401, "Unauthorized"))
        with pytest.raises(TryLater):
            await telegram.send(HOME, message("x"))
        assert not telegram.serving
        naps.wake()
        await naps.asleep()
        assert telegram.serving


async def test_that_messages_cannot_leave_is_said_once_and_until_one_has_left(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "crampbot")
    naps = Naps()
    async with listening(fake, naps=naps, pushed=True) as telegram:
        await naps.asleep()
        caplog.clear()
        fake.chat_of(int(HOME.chat))
        fake.fail("sendMessage", *[Fault(401, "Unauthorized")] * 2)
        for _ in range(2):
            with pytest.raises(TryLater):
                await telegram.send(HOME, message("x"))
        assert not telegram.serving
        await telegram.send(HOME, message("x"))
        assert telegram.serving
    assert [record.message for record in caplog.records] == ["telegram_not_serving", "telegram_serving"]


async def test_a_webhook_that_cannot_be_set_is_tried_again(fake: FakeTelegram) -> None:
    fake.fail("setWebhook", Fault(500, "x"), Fault(kind="reset"))
    naps = Naps()
    async with listening(fake, naps=naps, pushed=True) as telegram:
        assert not telegram.serving or naps.taken[:2] == [0.5, 1]
        await naps.asleep()
        assert naps.taken == [0.5, 1, 30]
        assert telegram.serving


NO_UPDATES = [b"", b"null", b"[]", b"5", b'"x"', b"{}", b"{", b"\xff\xfe", b"[" * 100_000]


@pytest.mark.parametrize("body", [*NO_UPDATES, b'{"update_id": "5"}', b'{"update_id": true}'], ids=range(11))
async def test_what_is_no_update_is_taken_and_forgotten(fake: FakeTelegram, body: bytes) -> None:
    heard = Heard()
    async with listening(fake, heard, pushed=True) as telegram:
        assert await telegram.webhook(body, SECRET) in {200, 400}
    assert heard.tried == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *("update_id", "message", "callback_query", "message_reaction", "my_chat_member", "edited_message"),
        *("text", "caption", "from", "chat", "date", "entities", "sticker", "photo", "location", "reply_to_message"),
        *("id", "type", "is_bot", "sender_chat", "data", "user", "status", "new_reaction", "old_chat_member"),
    ]
)


def bent(value: Any, path: list[str], junk: Any) -> Any:
    """The value with junk at the path."""
    if not path:
        return junk
    inner = value if isinstance(value, dict) else {}
    return {**inner, path[0]: bent(inner.get(path[0]), path[1:], junk)}


@given(st.lists(FIELDS, min_size=1, max_size=4), JSON, st.booleans())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_shape_of_json_makes_it_fall_over(
    pushed: tuple[Telegram, Heard], path: list[str], junk: Any, flat: bool
) -> None:
    telegram, heard = pushed
    update = {"update_id": 5, **bent({}, path, junk)} if flat else bent(CALF, ["message", *path], junk)
    heard.events.clear()
    assert await telegram.webhook(json.dumps(update).encode(), SECRET) in {200, 400}
    for event in heard.events:
        assert all(isinstance(value, str) for value in (event.id, event.who.user, event.where.chat, event.language))
        assert isinstance(event.at, int)
        assert isinstance(getattr(event.what, "words", ""), str)


@pytest.fixture
async def pushed(fake: FakeTelegram) -> AsyncIterator[tuple[Telegram, Heard]]:
    heard = Heard()
    async with listening(fake, heard, pushed=True) as telegram:
        yield telegram, heard


async def test_end_to_end_over_http_nothing_is_lost_when_we_fail(fake: FakeTelegram) -> None:
    heard = Heard(KeyError(), None, KeyError())
    telegram = adapter(fake)

    async def answer(request: web.BaseRequest) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        return web.Response(status=await telegram.webhook(await request.read(), secret))

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    telegram = adapter(
        fake, webhook_url=f"http://{host}:{port}/telegram/webhook", webhook_secret=SECRET, sleep=Naps().sleep
    )
    task = asyncio.create_task(telegram.listen(heard))
    for number in range(20):
        await fake.says(7 + number % 4, f"{number}")
    await fake.settled()
    assert sorted(heard.words, key=int) == [str(number) for number in range(20)]
    assert fake.webhook_failures >= 2
    await stopped(task)
    await telegram.close()
    await runner.cleanup()
