"""Telegram: our HTTP below python-telegram-bot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from fakes.telegram import TOKEN, FakeTelegram, Fault
from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import RequestData

from crampbot_chat.adapters.telegram.transport import WITHHELD, NeverLeft, Overloaded, Transport


class Server:
    """Answers whatever it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answer: tuple[int, bytes] = (200, b'{"ok": true, "result": true}')
        self.headers: dict[str, str] = {}
        self.url = ""

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        self.requests.append((request.method, request.raw_path, dict(request.headers), await request.read()))
        return web.Response(status=self.answer[0], body=self.answer[1], headers=self.headers)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    runner = web.ServerRunner(web.Server(server))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = "http://{}:{}".format(*runner.addresses[0][:2])
    yield server
    await runner.cleanup()


@pytest.fixture
async def transport(server: Server) -> AsyncIterator[Transport]:
    transport = Transport(server.url, TOKEN)
    yield transport
    await transport.shutdown()


async def test_parameters_leave_as_json_with_the_real_token(server: Server, transport: Transport) -> None:
    assert await transport.call("sendMessage", chat_id=7, text="é", reply_markup={"a": [1]}, thread=None) is True
    ((method, path, headers, body),) = server.requests
    assert (method, path, headers["Content-Type"]) == ("POST", f"/bot{TOKEN}/sendMessage", "application/json")
    assert body == '{"chat_id":7,"text":"é","reply_markup":{"a":[1]}}'.encode()


async def test_python_telegram_bot_sends_files_through_it(server: Server, transport: Transport) -> None:
    message = b'{"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}'
    server.answer = (200, b'{"ok": true, "result": ' + message + b"}")
    bot = Bot(WITHHELD, base_url=f"{server.url}/bot", request=transport, get_updates_request=transport)
    await bot.send_document(7, InputFile(b"%PDF-1.7", filename="nights.pdf"), caption="x")
    ((_, path, headers, body),) = server.requests
    assert path == f"/bot{TOKEN}/sendDocument"
    assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b"%PDF-1.7" in body
    assert b'filename="nights.pdf"' in body
    assert b'name="caption"\r\n\r\nx\r\n' in body


async def test_a_file_can_be_fetched(server: Server, transport: Transport) -> None:
    server.answer = (200, b"%PDF-1.7")
    assert await transport.retrieve(f"{server.url}/file/bot{WITHHELD}/documents/a.pdf") == b"%PDF-1.7"
    assert server.requests[0][:2] == ("GET", f"/file/bot{TOKEN}/documents/a.pdf")


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>", TelegramError),
        (200, b"[]", TelegramError),
        (200, b"{}", TelegramError),
        (200, b'{"ok": true}', TelegramError),
        (400, b"<html>", BadRequest),
        (400, b"[]", BadRequest),
        (400, b'{"ok": false, "parameters": {"migrate_to_chat_id": -5}}', ChatMigrated),
        (429, b"<html>", RetryAfter),
        (429, b'{"ok": false, "parameters": {"retry_after": "x"}}', RetryAfter),
        (500, b'{"ok": false}', Overloaded),
        (503, b"", Overloaded),
        (504, b"", TimedOut),
        (302, b"", NetworkError),
    ],
)
async def test_answers_become_errors(
    server: Server, transport: Transport, status: int, body: bytes, error: type[TelegramError]
) -> None:
    server.answer = (status, body)
    with pytest.raises(TelegramError) as raised:
        await transport.call("sendMessage", chat_id=7)
    assert type(raised.value) is error or (error is RetryAfter and isinstance(raised.value, RetryAfter))


async def test_half_characters_in_an_answer_are_no_reason_to_lose_it(server: Server, transport: Transport) -> None:
    server.answer = (200, rb'{"ok": true, "result": ["\ud800", NaN]}')
    assert (await transport.call("getUpdates"))[0] == "\ud800"


async def test_a_full_pool_means_that_nothing_left() -> None:
    async with FakeTelegram() as fake:
        transport = Transport(fake.url, fake.token, connections=1)
        fake.fail("sendMessage", Fault(kind="hang"))
        stuck = asyncio.create_task(transport.call("sendMessage", chat_id=7))
        await fake.until(lambda: fake.calls)
        url = f"{fake.url}/bot{WITHHELD}/getMe"
        with pytest.raises(NeverLeft) as raised:
            await transport.post(url, connect_timeout=0.01)
        assert raised.value.__context__ is None  # aiohttp's own error quotes the URL with the token
        stuck.cancel()
        await asyncio.wait([stuck])
        await transport.shutdown()


async def test_nobody_sends_the_token_elsewhere(server: Server, transport: Transport) -> None:
    server.answer = (307, b"")
    server.headers = {"Location": f"{server.url}/elsewhere"}
    with pytest.raises(NetworkError):
        await transport.call("getMe")
    assert [path for _, path, *_ in server.requests] == [f"/bot{TOKEN}/getMe"]


async def test_connections_are_used_again(transport: Transport) -> None:
    for _ in range(5):
        await transport.call("getMe")
    session: Any = transport._session  # noqa: SLF001
    assert len(session.connector._conns) == 1  # noqa: SLF001


async def test_after_being_shut_down_it_opens_again(server: Server, transport: Transport) -> None:
    await transport.call("getMe")
    await transport.shutdown()
    await transport.shutdown()
    await transport.call("getMe")
    assert len(server.requests) == 2


async def test_a_proxy_of_the_environment_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    proxied = Transport("http://api.telegram.example", TOKEN)
    assert await proxied.call("getMe") is True
    assert server.requests[0][1] == f"http://api.telegram.example/bot{TOKEN}/getMe"
    await proxied.shutdown()


async def test_timeouts_given_for_one_request_are_kept() -> None:
    async with FakeTelegram() as fake:
        transport = Transport(fake.url, fake.token)
        fake.fail("getMe", Fault(kind="hang"))
        with pytest.raises(TimedOut):
            await transport.post(f"{fake.url}/bot{WITHHELD}/getMe", RequestData(), read_timeout=0.01)
        assert transport.read_timeout == 20
        await transport.shutdown()
