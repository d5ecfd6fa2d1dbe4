"""Telegram: what is heard, and what is none of our business."""

from typing import Any

import msgspec
import pytest
from fakes.telegram import FakeTelegram
from fakes.telegram_parts import entities

from crampbot_chat.adapters.telegram.hear import Me, hear
from crampbot_chat.adapters.telegram.payloads import Update
from crampbot_chat.model import Arrived, Event, Left, Opened, Press, Text, What, Zone

ME = Me(123456789, "CrampTestBot", frozenset({"relief", "help", "start"}))
NOW = 1_773_453_720_000
GROUP = -100
TOPIC = 5


async def heard(fake: FakeTelegram) -> Event | None:
    """What the newest update comes to."""
    return hear(msgspec.convert(fake.pending[max(fake.pending)], Update), ME, NOW)


async def what(fake: FakeTelegram) -> What | None:
    event = await heard(fake)
    return event.what if event else None


@pytest.fixture
def fake() -> FakeTelegram:
    fake = FakeTelegram(now=lambda: 1_773_453_721.9)
    fake.allowed |= {"message_reaction"}
    return fake


async def test_a_text_in_a_private_chat(fake: FakeTelegram) -> None:
    number = await fake.says(7, "calf cramp!!", language="pt-br")
    event = await heard(fake)
    assert event
    assert event.id == f"123456789:{number}"
    assert (event.who.adapter, event.who.workspace, event.who.user) == ("telegram", "", "7")
    assert (event.where.chat, event.where.thread, event.where.shared) == ("7", "", False)
    assert event.at == 1_773_453_721_000
    assert event.what == Text("calf cramp!!")
    assert event.language == "pt-br"


FILE = {"file_id": "f", "file_unique_id": "u"}
STICKER = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
PICTURE = {**FILE, "width": 1, "height": 1}
CONTENTS: list[tuple[dict[str, Any], What]] = [
    ({"sticker": {**STICKER, "emoji": "😩"}}, Text("😩", "sticker")),
    ({"sticker": STICKER}, Text("", "sticker")),
    ({"voice": {**FILE, "duration": 3}}, Text("", "voice")),
    ({"audio": {**FILE, "duration": 3}}, Text("", "file")),
    ({"photo": [PICTURE], "caption": "my calf"}, Text("my calf", "photo")),
    ({"photo": [PICTURE]}, Text("", "photo")),
    ({"video": {**PICTURE, "duration": 1}}, Text("", "video")),
    ({"video_note": {**FILE, "length": 1, "duration": 1}}, Text("", "video")),
    ({"animation": {**PICTURE, "duration": 1}, "document": FILE}, Text("", "video")),
    ({"document": FILE, "caption": "report"}, Text("report", "file")),
    ({"contact": {"phone_number": "1", "first_name": "A"}}, Text("", "other")),
    ({"dice": {"value": 1, "emoji": "🎲"}}, Text("🎲", "other")),
    ({"location": {"latitude": 52.52, "longitude": 13.4}}, Zone("Europe/Berlin")),
    ({"location": {"latitude": -33.87, "longitude": 151.2}}, Zone("Australia/Sydney")),
]


@pytest.mark.parametrize(("content", "expected"), CONTENTS, ids=["+".join(each) for each, _ in CONTENTS])
async def test_what_is_no_text(fake: FakeTelegram, content: dict[str, Any], expected: What) -> None:
    fake.sends(7, **content)
    assert await what(fake) == expected


async def test_a_place_on_the_map_is_not_where_somebody_is(fake: FakeTelegram) -> None:
    place = {"latitude": 52.52, "longitude": 13.4}
    fake.sends(7, venue={"location": place, "title": "Zoo", "address": "x"}, location=place)
    assert await what(fake) == Text("", "other")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("/start", Opened()),
        ("/start private", Opened("private")),
        ("/start@CrampTestBot r_1", Opened("r_1")),
        ("/started", Text("/started")),
        ("/relief", Text("/relief")),
        ("/Relief@cramptestbot left calf", Text("/relief left calf")),
        ("/relief@OtherBot", None),
        ("/ relief", Text("/ relief")),
        ("a/relief", Text("a/relief")),
        ("@CrampTestBot help", Text("@CrampTestBot help")),
        ("cramp\0\ud800", Text("cramp?")),
    ],
)
async def test_commands_in_a_private_chat(fake: FakeTelegram, words: str, expected: What | None) -> None:
    fake.sends(7, text=words)
    assert await what(fake) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("my calf hurts", None),
        ("/relief", Text("/relief")),
        ("/relief@CrampTestBot calf", Text("/relief calf")),
        ("/relief@OtherBot calf", None),
        ("/ban", None),
        ("/ban@CrampTestBot", Text("/ban")),
        ("/start@CrampTestBot", Text("/start")),
        ("@CrampTestBot calf cramp", Text("calf cramp")),
        ("🦵🦵 @cramptestbot, calf cramp", Text("🦵🦵 , calf cramp")),
        ("calf cramp @CrampTestBot", Text("calf cramp")),
        ("@CrampTestBot", Text("")),
        ("@OtherBot calf cramp", None),
        ("me@CrampTestBot.org", None),
    ],
)
async def test_in_a_group_only_what_is_addressed_to_us(fake: FakeTelegram, words: str, expected: What | None) -> None:
    await fake.says(GROUP, words, user=7)
    assert await what(fake) == expected


async def test_a_group_is_shared_and_keeps_its_topic(fake: FakeTelegram) -> None:
    await fake.says(GROUP, "/relief", user=7, topic=TOPIC)
    event = await heard(fake)
    assert event
    assert (event.where.chat, event.where.thread, event.where.shared) == ("-100", "5", True)
    assert event.who.user == "7"

    await fake.says(GROUP, "/relief", user=7, message_thread_id=99)  # a chain of replies, no topic
    event = await heard(fake)
    assert event
    assert event.where.thread == ""


async def test_a_reply_to_us_is_addressed_to_us(fake: FakeTelegram) -> None:
    ours = {"message_id": 1, "date": 1, "chat": fake.chat(GROUP), "from": fake.me, "text": "How is it?"}
    await fake.says(GROUP, "gone", user=7, reply_to_message=ours)
    assert await what(fake) == Text("gone")
    await fake.says(GROUP, "gone", user=7, reply_to_message={**ours, "from": {**fake.me, "id": 5}})
    assert await what(fake) is None


async def test_a_picture_in_a_group_counts_when_its_caption_names_us(fake: FakeTelegram) -> None:
    caption = "@CrampTestBot look"
    fake.sends(GROUP, user=7, photo=[PICTURE], caption=caption, caption_entities=entities(caption))
    assert await what(fake) == Text("look", "photo")
    fake.sends(GROUP, user=7, photo=[PICTURE])
    assert await what(fake) is None


async def test_a_location_in_a_group_is_not_read(fake: FakeTelegram) -> None:
    ours = {"message_id": 1, "date": 1, "chat": fake.chat(GROUP), "from": fake.me, "text": "x"}
    fake.sends(GROUP, user=7, location={"latitude": 52.52, "longitude": 13.4}, reply_to_message=ours)
    assert await what(fake) == Text("", "other")


@pytest.mark.parametrize("old", [False, True], ids=["recent", "inaccessible"])
async def test_a_press(fake: FakeTelegram, old: bool) -> None:
    number = fake.press(7, 3, "1:easing", language="de", old=old)
    event = await heard(fake)
    assert event
    assert event.id == f"123456789:{number}"
    assert event.what == Press("1:easing")
    assert (event.at, event.language, event.where.chat) == (NOW, "de", "7")
    assert not event.where.shared


async def test_a_press_in_a_group_names_who_pressed(fake: FakeTelegram) -> None:
    fake.press(GROUP, 3, "1:easing", user=8)
    event = await heard(fake)
    assert event
    assert (event.who.user, event.where.chat, event.where.shared) == ("8", "-100", True)


async def test_a_press_that_we_never_offered_is_ignored(fake: FakeTelegram) -> None:
    fake.press(7, 3, "x" * 65)
    assert await what(fake) is None
    inline = {"id": "q", "from": {"id": 7, "is_bot": False, "first_name": "A"}, "chat_instance": "1", "data": "x"}
    fake.update(callback_query={**inline, "inline_message_id": "i"})
    assert await what(fake) is None


async def test_only_added_reactions_in_private_chats_are_heard(fake: FakeTelegram) -> None:
    fake.reacts(7, "👍")
    assert await what(fake) == Text("👍", on="1")
    fake.reacts(7, "👍", "😢", before=("👍",))
    assert await what(fake) == Text("😢", on="1")
    fake.reacts(7, before=("👍",))
    assert await what(fake) is None
    fake.reacts(GROUP, "👍", user=7)
    assert await what(fake) is None


@pytest.mark.parametrize(
    ("chat", "before", "after", "expected"),
    [
        (7, "member", "kicked", Left()),
        (7, "kicked", "member", Arrived()),
        (GROUP, "left", "member", Arrived()),
        (GROUP, "kicked", "administrator", Arrived()),
        (GROUP, "member", "left", Left()),
        (GROUP, "administrator", "kicked", Left()),
        (GROUP, "member", "administrator", None),
    ],
)
async def test_coming_and_going(fake: FakeTelegram, chat: int, before: str, after: str, expected: What | None) -> None:
    fake.member(chat, before, after, user=7)
    assert await what(fake) == expected


PLAIN = {"message_id": 1, "date": 1, "text": "calf cramp", "from": {"id": 7, "is_bot": False, "first_name": "A"}}
PRIVATE = {"id": 7, "type": "private", "first_name": "A"}


@pytest.mark.parametrize(("before", "after", "expected"), [("left", "member", Arrived()), ("member", "kicked", Left())])
async def test_being_let_in_or_put_out_by_another_bot(
    fake: FakeTelegram, before: str, after: str, expected: What
) -> None:
    """Which is what an administrator is who doesn't show who they are (Bot API, Message.from)."""
    fake.member(GROUP, before, after)
    change = fake.pending[max(fake.pending)]["my_chat_member"]
    change["from"] = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert await what(fake) == expected


SUPERGROUP = {"id": -1_000_000_000_100, "type": "supergroup", "title": "G"}
CHANNEL = {"id": -1_000_000_000_101, "type": "channel", "title": "C"}
IGNORED: dict[str, dict[str, Any]] = {
    "edited": {"edited_message": {**PLAIN, "chat": PRIVATE, "edit_date": 2}},
    "channel post": {"channel_post": {"message_id": 1, "date": 1, "text": "/relief", "chat": CHANNEL}},
    "a bot": {"message": {**PLAIN, "chat": PRIVATE, "from": {"id": 8, "is_bot": True, "first_name": "B"}}},
    "ourselves": {"message": {**PLAIN, "chat": PRIVATE, "from": {"id": 123456789, "is_bot": False, "first_name": "B"}}},
    "a channel in a group": {"message": {**PLAIN, "text": "/relief", "chat": SUPERGROUP, "sender_chat": CHANNEL}},
    "nobody": {"message": {"message_id": 1, "date": 1, "text": "/relief", "chat": SUPERGROUP}},
    "somebody joined": {
        "message": {"message_id": 1, "date": 1, "chat": SUPERGROUP, "from": PLAIN["from"], "new_chat_members": []}
    },
    "pinned": {
        "message": {
            **{name: value for name, value in PLAIN.items() if name != "text"},
            "chat": PRIVATE,
            "pinned_message": {**PLAIN, "chat": PRIVATE},
        }
    },
    "in a channel": {
        "my_chat_member": {
            "chat": CHANNEL,
            "from": PLAIN["from"],
            "date": 1,
            "old_chat_member": {"user": {"id": 123456789, "is_bot": True, "first_name": "B"}, "status": "left"},
            "new_chat_member": {"user": {"id": 123456789, "is_bot": True, "first_name": "B"}, "status": "member"},
        }
    },
    "of a later Bot API": {"telepathy": {"thought": "calf"}},
    "nothing": {},
}


@pytest.mark.parametrize("update", IGNORED.values(), ids=IGNORED.keys())
async def test_what_is_none_of_our_business(fake: FakeTelegram, update: dict[str, Any]) -> None:
    fake.raw({"update_id": 1, **update})
    assert await heard(fake) is None
