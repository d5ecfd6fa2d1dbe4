"""Telegram: delivering, and what becomes of every failure."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from fakes.telegram import FakeTelegram, Fault
from telegram_rig import GROUP, HOME, Heard, adapter, asking, listening, message

from crampbot_chat.adapters.telegram import Telegram
from crampbot_chat.adapters.telegram.render import render
from crampbot_chat.adapters.telegram.say import say
from crampbot_chat.adapters.telegram.transport import Transport
from crampbot_chat.contract import Gone, Refused, TryLater, Undelivered, Unsure
from crampbot_chat.model import Account, Address, Choice, Choices, Message


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.chats[7] = {}
        fake.chats[-100] = {}
        yield fake


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Telegram]:
    async with listening(fake) as telegram:
        yield telegram


async def test_a_message_with_buttons_arrives(fake: FakeTelegram, bot: Telegram) -> None:
    receipt = await bot.send(HOME, asking("How is it < now?", "It's easing", "Still cramping"))
    (shown,) = fake.shown(7)
    assert receipt.ref == str(shown.id)
    assert shown.text == "How is it < now?"
    assert shown.labels == ["It's easing", "Still cramping"]
    assert not shown.silent
    (params,) = fake.made("sendMessage")
    assert params["link_preview_options"] == {"is_disabled": True}


async def test_a_quiet_message_makes_no_sound(fake: FakeTelegram, bot: Telegram) -> None:
    await bot.send(HOME, message("psst", quiet=True))
    assert fake.shown(7)[0].silent


async def test_a_topic_is_answered_in_the_topic(fake: FakeTelegram, bot: Telegram) -> None:
    await fake.says(-100, "/relief", user=7, topic=5)
    await bot.send(Address("telegram", "", "-100", "5", shared=True), message("here"))
    assert fake.shown(-100)[-1].thread == 5


async def test_an_edit_rewrites_in_place(fake: FakeTelegram, bot: Telegram) -> None:
    first = await bot.send(HOME, asking("30", "Stop"))
    second = await bot.send(HOME, asking("25", "Stop"), first.ref)
    again = await bot.send(HOME, asking("25", "Stop"), first.ref)
    assert first.ref == second.ref == again.ref
    (shown,) = fake.shown(7)
    assert (shown.text, shown.edits) == ("25", 1)
    await bot.send(HOME, message("done"), first.ref)
    assert fake.shown(7)[0].buttons == []


async def test_what_cannot_be_edited_is_sent_anew(fake: FakeTelegram, bot: Telegram) -> None:
    await fake.says(7, "hello")
    theirs = fake.shown(7)[0].id
    assert await bot.send(HOME, message("one"), "999")
    assert await bot.send(HOME, message("two"), str(theirs))
    assert fake.said(7) == ["one", "two"]


async def test_a_long_message_comes_in_parts_in_order(fake: FakeTelegram, bot: Telegram) -> None:
    receipt = await bot.send(HOME, message("a" * 3000, "b" * 3000))
    assert [text[0] for text in fake.said(7)] == ["a", "b"]
    assert receipt.ref == str(fake.shown(7)[-1].id)


async def test_a_private_message_never_goes_to_a_shared_place(fake: FakeTelegram, bot: Telegram) -> None:
    with pytest.raises(ValueError, match="private"):
        await bot.send(GROUP, message("your nights", private=True))
    assert fake.made("sendMessage") == []


async def test_an_answer_to_one_person_in_a_group_points_at_what_they_said(fake: FakeTelegram) -> None:
    heard = Heard()
    async with listening(fake, heard) as bot:
        await fake.says(-100, "@CrampTestBot calf cramp", user=7)
        await fake.says(-100, "@CrampTestBot foot cramp", user=8)
        await fake.settled()
        await bot.send(GROUP, message("to 7", only_for=Account("telegram", "", "7")))
        await bot.send(GROUP, message("to 9", only_for=Account("telegram", "", "9")))
    first, _, answer, stranger = fake.shown(-100)
    assert (answer.reply_to, stranger.reply_to) == (first.id, 0)


def answers(status: int, description: str, retry_after: int = 0) -> Fault:
    return Fault(status, description, retry_after)


FAILURES: list[tuple[Fault, Undelivered]] = [
    (answers(429, "Too Many Requests: retry after 7", 7), TryLater(7)),
    (answers(429, "Too Many Requests"), TryLater()),
    (answers(500, "Internal Server Error"), TryLater()),
    (answers(502, "Bad Gateway"), TryLater()),
    (answers(504, "Gateway Timeout"), Unsure()),
    (answers(302, "Found"), Unsure()),
    (answers(401, "Unauthorized"), TryLater(everybody=True)),
    (answers(404, "Not Found"), TryLater(everybody=True)),
    (answers(409, "Conflict"), TryLater(everybody=True)),
    (answers(403, "Forbidden: bot was blocked by the user"), Gone()),
    (answers(403, "Forbidden: user is deactivated"), Gone()),
    (answers(403, "Forbidden: bot can't initiate conversation with a user"), Gone()),
    (answers(403, "Forbidden: bot was kicked from the supergroup chat"), Gone()),
    (answers(400, "Bad Request: chat not found"), Gone()),
    (answers(400, "Bad Request: PEER_ID_INVALID"), Gone()),
    (answers(400, "Bad Request: not enough rights to send text messages to the chat"), Gone()),
    (answers(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Gone()),
    (answers(400, "Bad Request: TOPIC_CLOSED"), Gone()),
    (answers(400, "Bad Request: message thread not found"), Gone()),
    (answers(400, "Bad Request: BUTTON_DATA_INVALID"), Refused("button_data_invalid")),
    (answers(400, "Bad Request: message is too long"), Refused("too_long")),
    (answers(400, "Bad Request: message text is empty"), Refused("empty")),
    (answers(400, "Bad Request: your calf 'left' is odd"), Refused("bad_request")),
    (Fault(kind="garbage"), Unsure()),
    (Fault(kind="reset"), Unsure()),
    (Fault(kind="lost"), Unsure()),
]


@pytest.mark.parametrize(
    ("fault", "expected"), FAILURES, ids=[f"{f.status or f.kind} {f.description}" for f, _ in FAILURES]
)
async def test_every_failure_says_what_to_do_next(
    fake: FakeTelegram, bot: Telegram, fault: Fault, expected: Undelivered
) -> None:
    fake.fail("sendMessage", fault)
    with pytest.raises(Undelivered) as raised:
        await bot.send(HOME, message("hello"))
    assert type(raised.value) is type(expected)
    assert vars(raised.value) == vars(expected)
    assert raised.value.__context__ is None
    await bot.send(HOME, message("the next one goes through"))


async def test_a_repeated_edit_harms_nobody_so_it_is_never_unsure(fake: FakeTelegram, bot: Telegram) -> None:
    first = await bot.send(HOME, message("one"))
    fake.fail("editMessageText", Fault(kind="lost"))
    with pytest.raises(TryLater):
        await bot.send(HOME, message("two"), first.ref)
    assert (await bot.send(HOME, message("two"), first.ref)).ref == first.ref
    assert fake.said(7) == ["two"]


async def test_a_blocked_bot_and_a_moved_group(fake: FakeTelegram, bot: Telegram) -> None:
    fake.blocked.add(7)
    fake.migrated[-100] = -1_000_000_000_100
    with pytest.raises(Gone) as raised:
        await bot.send(HOME, message("hello"))
    assert raised.value.moved_to == ""
    with pytest.raises(Gone) as raised:
        await bot.send(GROUP, message("hello"))
    assert raised.value.moved_to == "-1000000000100"


async def test_markup_that_telegram_cannot_read_is_sent_once_more_as_plain_text(
    fake: FakeTelegram, bot: Telegram
) -> None:
    unreadable = answers(400, "Bad Request: can't parse entities: Unsupported start tag")
    fake.fail("sendMessage", unreadable)
    await bot.send(HOME, message("toes < shin"))
    assert fake.said(7) == ["toes < shin"]
    assert "parse_mode" not in fake.made("sendMessage")[-1]
    fake.fail("sendMessage", unreadable, unreadable)
    with pytest.raises(Refused, match="entities"):
        await bot.send(HOME, message("toes < shin"))


async def test_what_telegram_would_not_take_is_refused_before_it_leaves(fake: FakeTelegram, bot: Telegram) -> None:
    with pytest.raises(Refused, match="empty"):
        await bot.send(HOME, message(" "))
    with pytest.raises(Refused, match="token_length"):
        await bot.send(HOME, Message("k", (*message("x").blocks, Choices((Choice("a", "b" * 65),)))))
    assert fake.made("sendMessage") == []


async def test_no_connection_means_that_nothing_left() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        transport = Transport(f"http://127.0.0.1:{nobody.getsockname()[1]}", "1:x")
        with pytest.raises(TryLater) as raised:
            await say(transport, render(message("hello"), "Bot")[0], {"chat_id": 7})
    assert raised.value.everybody
    await transport.shutdown()


async def test_no_answer_means_that_it_may_have_arrived(fake: FakeTelegram) -> None:
    transport = Transport(fake.url, fake.token, read_timeout=0.05)
    fake.fail("sendMessage", Fault(kind="hang"))
    with pytest.raises(Unsure):
        await say(transport, render(message("hello"), "Bot")[0], {"chat_id": 7})
    await transport.shutdown()


async def test_before_it_is_introduced_it_asks_for_patience(fake: FakeTelegram) -> None:
    telegram = adapter(fake)
    with pytest.raises(TryLater):
        await telegram.send(HOME, message("hello"))
    await telegram.close()


async def test_many_messages_go_out_side_by_side(fake: FakeTelegram, bot: Telegram) -> None:
    for chat in range(1, 151):
        fake.chats[chat] = {}
    chats = [Address("telegram", "", str(chat)) for chat in range(1, 151)]
    await asyncio.gather(*(bot.send(chat, message("hello")) for chat in chats))
    assert all(fake.said(chat) == ["hello"] for chat in range(1, 151))
