"""Telegram: no token, secret or word of anybody's in any log record of any library at DEBUG, nor in an exception."""

import asyncio
import json
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from math import inf

import pytest
from fakes.telegram import TOKEN, FakeTelegram, Fault
from telegram.error import TelegramError
from telegram_rig import SECRET, Heard, Naps, adapter, asking, listening

from crampbot_chat.adapters.telegram.transport import Transport
from crampbot_chat.contract import Undelivered
from crampbot_chat.model import Address

CANARY = "canary-in-the-calf"
PERSON = 70_707_070_707
HIDDEN = (TOKEN, TOKEN.partition(":")[2], SECRET, CANARY, str(PERSON))

QUOTING = f"Bad Request: can't parse entities: Unsupported start tag {CANARY}"
FAULTS = [
    Fault(400, QUOTING),
    Fault(400, f"Bad Request: {CANARY}"),
    Fault(403, f"Forbidden: {CANARY} {PERSON}"),
    Fault(401, "Unauthorized"),
    Fault(404, "Not Found"),
    Fault(429, f"Too Many Requests: {CANARY}", 1),
    Fault(500, CANARY),
    Fault(502, CANARY),
    Fault(302, CANARY),
    Fault(kind="reset"),
    Fault(kind="lost"),
    Fault(kind="garbage"),
]


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("", "telegram", "telegram.ext", "aiohttp", "asyncio", "crampbot", "httpx"):
        caplog.set_level(logging.DEBUG, name)
    return caplog


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    asyncio.get_running_loop().set_debug(True)
    async with FakeTelegram() as fake:
        fake.chats[PERSON] = {}
        yield fake


def leaks(text: str) -> list[str]:
    return [hidden for hidden in HIDDEN if hidden in text]


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """All that the records hold, shown or not."""
    formatter = logging.Formatter()
    return "\n".join(formatter.format(record) + repr(vars(record)) for record in caplog.records)


def told(error: BaseException) -> str:
    """All that an exception tells, the ones behind it too."""
    chain: list[BaseException] = [error]
    for each in chain:
        chain += [behind for behind in (each.__cause__, each.__context__) if behind and behind not in chain]
    return "\n".join("".join(traceback.format_exception(each)) + repr(each) + repr(vars(each)) for each in chain)


def test_what_is_looked_for_would_be_found(everything: pytest.LogCaptureFixture) -> None:
    logging.getLogger("telegram").debug("calling %s", {"text": CANARY})
    assert leaks(logged(everything)) == [CANARY]
    error = ValueError()
    error.__context__, error.__suppress_context__ = KeyError(TOKEN), True
    assert TOKEN in leaks(told(error))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.status or fault.kind}")
async def test_sending(fake: FakeTelegram, everything: pytest.LogCaptureFixture, fault: Fault) -> None:
    home = Address("telegram", "", str(PERSON))
    async with listening(fake) as telegram:
        sent = await telegram.send(home, asking(CANARY, CANARY))
        fake.fail("sendMessage", fault, fault)
        fake.fail("editMessageText", fault, fault)
        for editing in ("", sent.ref):
            with pytest.raises(Undelivered) as raised:
                await telegram.send(home, asking(f"{CANARY} again", CANARY), editing)
            assert leaks(told(raised.value)) == []
    assert CANARY in fake.said(PERSON)[0]
    assert leaks(logged(everything)) == []


async def test_hearing_by_polling(fake: FakeTelegram, everything: pytest.LogCaptureFixture) -> None:
    heard = Heard(*[ValueError(CANARY)] * 6)
    async with listening(fake, heard, naps=Naps(long=inf)):
        await fake.says(PERSON, CANARY)
        fake.press(PERSON, 1, CANARY)
        fake.sends(PERSON, text=[CANARY])
        fake.raw({"update_id": 1, CANARY: CANARY})
        fake.raw({"update_id": 2, "message": {"text": CANARY, "chat": CANARY, "from": PERSON, "date": CANARY}})
        fake.fail("getUpdates", *FAULTS)
        fake.fail("answerCallbackQuery", Fault(400, f"Bad Request: {CANARY}"))
        await fake.settled()
    assert heard.tried
    assert "telegram_update_failed" in everything.messages
    assert leaks(logged(everything)) == []


async def test_hearing_by_webhook(fake: FakeTelegram, everything: pytest.LogCaptureFixture) -> None:
    heard = Heard(ValueError(CANARY))
    message = {"message_id": 1, "date": 1, "text": CANARY, "chat": fake.chat(PERSON)}
    sender = {"id": PERSON, "is_bot": False, "first_name": CANARY}
    body = json.dumps({"update_id": 1, "message": {**message, "from": sender}}).encode()
    async with listening(fake, heard, pushed=True) as telegram:
        assert await telegram.webhook(body, SECRET) == 500
        assert await telegram.webhook(body, SECRET) == 200
        assert await telegram.webhook(body, SECRET[:-1]) == 403
        assert await telegram.webhook(body[:-5], SECRET) == 400
        assert (
            await telegram.webhook(body.replace(b"1773", b'"x"').replace(b'"date": 1', b'"date": "x"'), SECRET) == 200
        )
    assert heard.words == [CANARY]
    assert leaks(logged(everything)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.status or fault.kind}")
async def test_starting_and_checking(fake: FakeTelegram, everything: pytest.LogCaptureFixture, fault: Fault) -> None:
    telegram = adapter(fake)
    for method in ("getMe", "getMe"):
        fake.fail(method, fault)
    assert leaks(repr(await telegram.check())) == []
    task = asyncio.create_task(telegram.listen(Heard()))
    await fake.until(
        lambda: any(call.method == "getUpdates" for call in fake.calls) or telegram.serving or len(fake.calls) > 1
    )
    task.cancel()
    await asyncio.wait([task])
    assert leaks(repr(telegram)) == []
    await telegram.close()
    assert leaks(logged(everything)) == []


async def test_what_the_connection_itself_tells(everything: pytest.LogCaptureFixture) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        for base in (
            f"http://127.0.0.1:{nobody.getsockname()[1]}",
            "http://no such host",
            "https://127.0.0.1:0",
            "nonsense",
        ):
            transport = Transport(base, TOKEN)
            with pytest.raises(TelegramError) as raised:
                await transport.call("sendMessage", chat_id=PERSON, text=CANARY)
            assert leaks(told(raised.value)) == []
            await transport.shutdown()
    assert leaks(logged(everything)) == []


async def test_an_answer_that_never_comes(fake: FakeTelegram, everything: pytest.LogCaptureFixture) -> None:
    transport = Transport(fake.url, TOKEN, read_timeout=0.02)
    fake.fail("sendMessage", Fault(kind="hang"))
    with pytest.raises(TelegramError) as raised:
        await transport.call("sendMessage", chat_id=PERSON, text=CANARY)
    assert leaks(told(raised.value)) == []
    await transport.shutdown()
    assert leaks(logged(everything)) == []
