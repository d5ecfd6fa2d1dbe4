"""The fake Bot API refuses what Telegram refuses, in Telegram's words."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from fakes.telegram import FakeTelegram
from fakes.telegram_html import Unparsable, seen


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.chats[7] = {}
        yield fake


async def call(
    fake: FakeTelegram, method: str, *, token: str = "", form: bool = False, **params: Any
) -> tuple[int, Any]:
    """(status, result or description)."""
    body = {"data": {name: str(value) for name, value in params.items()}} if form else {"json": params}
    async with (
        ClientSession() as session,
        session.post(f"{fake.url}/bot{token or fake.token}/{method}", **body) as answer,
    ):
        content = await answer.json()
        assert content["ok"] is (answer.status == 200)
        return answer.status, content.get("result", content.get("description"))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("plain", "plain"),
        ("<b>a</b> <i>b <u>c</u></i>", "a b c"),
        ("&lt;b&gt; &amp;amp; &quot; &#65;&#x42;", '<b> &amp; " AB'),
        ("AT&T &nbsp; 3 > 2", "AT&T &nbsp; 3 > 2"),
        ('<a href="https://x.org">x</a>', "x"),
        ("<blockquote expandable>q</blockquote>", "q"),
    ],
)
def test_html_that_telegram_reads(html: str, words: str) -> None:
    assert seen(html) == words


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("a <div>b</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("é < b", "Unsupported start tag"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", "Unmatched end tag at byte offset 4"),
    ],
)
def test_html_that_telegram_does_not_read(html: str, error: str) -> None:
    with pytest.raises(Unparsable, match=error):
        seen(html)


BUTTON = {"text": "a", "callback_data": "b"}
KEYBOARD = {"inline_keyboard": [[BUTTON]]}
REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("sendMessage", {"chat_id": 7, "text": " \n"}, 400, "Bad Request: message text is empty"),
    (
        "sendMessage",
        {"chat_id": 7, "text": "<b> </b>", "parse_mode": "HTML"},
        400,
        "Bad Request: message text is empty",
    ),
    ("sendMessage", {"chat_id": 7}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 7, "text": "🦵" * 2049}, 400, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 8, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 7, "text": "x", "message_thread_id": 5}, 400, "Bad Request: message thread not found"),
    ("sendMessage", {"chat_id": 7, "text": "<p>", "parse_mode": "HTML"}, 400, "Bad Request: can't parse entities: "),
    ("sendMessage", {"chat_id": 7, "text": "x", "parse_mode": "BBCode"}, 400, "Bad Request: unsupported parse_mode"),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "reply_markup": [1]},
        400,
        "Bad Request: object expected as reply markup",
    ),
    ("editMessageText", {"chat_id": 7, "message_id": 99, "text": "x"}, 400, "Bad Request: message to edit not found"),
    ("answerCallbackQuery", {"callback_query_id": "q"}, 400, "Bad Request: query is too old"),
    ("setMyCommands", {"commands": [{"command": "Ä", "description": "x"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    ("setMyDescription", {"description": "x" * 513}, 400, "Bad Request: bot description is too long"),
    ("setWebhook", {"url": "http://example.org"}, 400, "Bad Request: bad webhook: An HTTPS URL must be provided"),
    ("sendTelepathy", {}, 404, "Not Found"),
]


@pytest.mark.parametrize(("method", "params", "status", "error"), REFUSED)
async def test_what_is_refused(
    fake: FakeTelegram, method: str, params: dict[str, Any], status: int, error: str
) -> None:
    answered, description = await call(fake, method, **params)
    assert answered == status
    assert description.startswith(error)
    assert fake.shown(7) == []


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "é" * 33}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a"}, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed"),
        ({"text": "", "callback_data": "b"}, "Bad Request: can't parse inline keyboard button: Field"),
        ({"text": "a", "url": "nowhere"}, "Bad Request: inline keyboard button URL 'nowhere' is invalid"),
    ],
)
async def test_buttons_that_are_refused(fake: FakeTelegram, button: dict[str, str], error: str) -> None:
    status, description = await call(
        fake, "sendMessage", chat_id=7, text="x", reply_markup={"inline_keyboard": [[button]]}
    )
    assert status == 400
    assert description.startswith(error)


async def test_wrong_tokens(fake: FakeTelegram) -> None:
    assert await call(fake, "getMe", token="123456789:" + "x" * 35) == (401, "Unauthorized")
    assert await call(fake, "getMe", token="nonsense") == (404, "Not Found")


async def test_a_form_is_as_good_as_json(fake: FakeTelegram) -> None:
    markup = '{"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}'
    status, message = await call(fake, "sendMessage", form=True, chat_id=7, text="x", reply_markup=markup)
    assert (status, message["text"], fake.shown(7)[0].labels) == (200, "x", ["a"])


async def test_an_edit_has_to_change_something(fake: FakeTelegram) -> None:
    _, message = await call(fake, "sendMessage", chat_id=7, text="x", reply_markup=KEYBOARD)
    edit = {"chat_id": 7, "message_id": message["message_id"], "text": "x"}
    status, description = await call(fake, "editMessageText", **edit, reply_markup=KEYBOARD)
    assert (status, description[:36]) == (400, "Bad Request: message is not modified")
    assert (await call(fake, "editMessageText", **edit))[0] == 200
    assert fake.shown(7)[0].labels == []


async def test_what_is_not_confirmed_comes_again(fake: FakeTelegram) -> None:
    first = await fake.says(7, "one")
    await fake.says(7, "two")
    assert len((await call(fake, "getUpdates"))[1]) == 2
    assert [each["update_id"] for each in (await call(fake, "getUpdates", limit=1))[1]] == [first]
    assert [each["update_id"] for each in (await call(fake, "getUpdates", offset=first + 1))[1]] == [first + 1]
    assert [each["update_id"] for each in (await call(fake, "getUpdates"))[1]] == [first + 1]
    assert (await call(fake, "getUpdates", offset=first + 2))[1] == []


async def test_polling_and_a_webhook_exclude_each_other(fake: FakeTelegram) -> None:
    await call(fake, "setWebhook", url="https://example.org/hook")
    status, description = await call(fake, "getUpdates")
    assert status == 409
    assert "webhook is active" in description


async def test_people_are_told_only_what_the_bot_asked_for(fake: FakeTelegram) -> None:
    fake.reacts(7, "👍")
    assert not fake.pending
    await call(fake, "getUpdates", allowed_updates=["message_reaction"])
    fake.reacts(7, "👍")
    await fake.says(7, "x")
    assert [sorted(update) for update in fake.pending.values()] == [["message_reaction", "update_id"]]


async def test_only_a_button_that_is_there_can_be_pressed(fake: FakeTelegram) -> None:
    await call(fake, "sendMessage", chat_id=7, text="x", reply_markup=KEYBOARD)
    assert await fake.presses(7, "a")
    with pytest.raises(LookupError, match="'b'"):
        await fake.presses(7, "b")
