"""What Slack tells us becomes an Event, or nothing: people's words in private, mentions, commands, buttons, moves."""

from typing import Any

import pytest
from fakes.slack import BOT, TEAM, FakeSlack
from slack_rig import ANN, NOW, account, by_http, message, private, shared

from crampbot_chat.adapters.slack.hear import Heard, Me, hear
from crampbot_chat.model import Arrived, Event, Left, Opened, Press, Text

ME = Me(TEAM, BOT, "B0BOT")
DIRECT = {
    "type": "message",
    "user": ANN,
    "text": "calf",
    "ts": "1773453721.000100",
    "channel": "D1",
    "channel_type": "im",
}
MENTION = {"type": "app_mention", "user": ANN, "text": f"<@{BOT}> calf", "ts": "1773453721.000100", "channel": "C1"}


def told(event: Any, **envelope: Any) -> Heard | None:
    body = {"type": "event_callback", "event_id": "Ev1", "event_time": 1773453720, "event": event, **envelope}
    return hear(body, ME, NOW)


def event(heard: Heard | None) -> Event:
    assert heard is not None
    return heard.event


def test_a_private_message() -> None:
    assert told(DIRECT) == Heard(Event("Ev1", account(), private(), 1773453721000, Text("calf")), room="D1")


@pytest.mark.parametrize("subtype", ["me_message", "thread_broadcast", None, ""])
def test_people_write_in_several_ways(subtype: str | None) -> None:
    assert event(told({**DIRECT, "subtype": subtype})).what == Text("calf")


REACTION = {"type": "reaction_added", "user": ANN, "reaction": "+1::skin-tone-2", "item_user": BOT, "event_ts": "1.0"}
OURS = {"type": "message", "channel": "D1", "ts": "1773453000.000100"}


def test_a_reaction_to_a_message_of_ours() -> None:
    heard = event(told({**REACTION, "item": OURS}))
    assert (heard.what, heard.where) == (Text("👍", on="D1:1773453000.000100"), private())


@pytest.mark.parametrize(
    "change",
    [
        {"item": {**OURS, "channel": "C1"}},
        {"item": {"type": "file", "file": "F1"}},
        {"item_user": ANN},
        {"reaction": "our-own-emoji"},
        {"user": BOT},
    ],
    ids=str,
)
def test_other_reactions_are_none_of_our_business(change: dict[str, Any]) -> None:
    assert told({**REACTION, "item": OURS, **change}) is None


def test_a_thread_in_private_is_the_same_conversation() -> None:
    assert event(told({**DIRECT, "thread_ts": "1773453000.000100"})).where == private()


@pytest.mark.parametrize(
    ("files", "attached"),
    [
        ([{"mimetype": "image/png"}], "photo"),
        ([{"mimetype": "video/mp4"}], "video"),
        ([{"mimetype": "audio/webm", "subtype": "slack_audio"}], "voice"),
        ([{"mimetype": "application/pdf"}, {"mimetype": "image/png"}], "file"),
        ([{"mimetype": None}], "file"),
        ([{"id": "F1", "mode": "tombstone"}], "file"),
        ([], ""),
    ],
)
def test_a_file_comes_with_its_words(files: list[dict[str, Any]], attached: str) -> None:
    assert event(told({**DIRECT, "subtype": "file_share", "files": files})).what == Text("calf", attached=attached)


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "something_new"},
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"user": None},
        {"channel_type": "channel", "channel": "C1"},
        {"channel_type": "group", "channel": "G1"},
        {"channel_type": "mpim", "channel": "G1"},
        {"channel_type": None},
    ],
    ids=str,
)
def test_what_is_not_said_to_us_in_private_is_not_heard(change: dict[str, Any]) -> None:
    assert told({**DIRECT, **change}) is None


def test_a_mention_is_answered_in_the_thread_under_it() -> None:
    assert told(MENTION) == Heard(
        Event("Ev1", account(), shared(thread="1773453721.000100"), 1773453721000, Text("calf")), room=""
    )


def test_a_mention_in_a_thread_is_answered_there() -> None:
    assert event(told({**MENTION, "thread_ts": "1773450000.000200"})).where == shared(thread="1773450000.000200")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}>", ""),
        (f"<@{BOT}>: calf cramp", "calf cramp"),
        (f"<@{BOT}>, calf cramp", "calf cramp"),
        (f"calf cramp <@{BOT}>", "calf cramp"),
        (f"<@{BOT}> :+1:", "👍"),
    ],
)
def test_the_mention_itself_is_not_words(text: str, words: str) -> None:
    assert event(told({**MENTION, "text": text})).what == Text(words)


@pytest.mark.parametrize(
    "change",
    [
        {"edited": {"user": ANN, "ts": "1"}},
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": None},
        {"channel": "D1"},
        {"channel": None},
    ],
    ids=str,
)
def test_mentions_that_are_not_heard(change: dict[str, Any]) -> None:
    assert told({**MENTION, **change}) is None


@pytest.mark.parametrize(
    ("happened", "who", "where", "what"),
    [
        ({"type": "member_joined_channel", "user": BOT, "channel": "C1", "inviter": ANN}, ANN, "C1", Arrived()),
        ({"type": "member_joined_channel", "user": BOT, "channel": "C1"}, BOT, "C1", Arrived()),
        ({"type": "member_left_channel", "user": BOT, "channel": "C1"}, BOT, "C1", Left()),
        ({"type": "channel_left", "channel": "C1", "actor_id": ANN}, BOT, "C1", Left()),
        ({"type": "group_left", "channel": "G1"}, BOT, "G1", Left()),
        ({"type": "app_uninstalled"}, BOT, "", Left()),
        ({"type": "tokens_revoked", "tokens": {"bot": [BOT]}}, BOT, "", Left()),
    ],
    ids=str,
)
def test_coming_and_going(happened: dict[str, Any], who: str, where: str, what: Arrived | Left) -> None:
    invited = "inviter" in happened
    expected = Event("Ev1", account(who), shared(where), 1773453720000, what, may_manage=invited)
    assert told(happened) == Heard(expected)


@pytest.mark.parametrize(
    "happened",
    [
        {"type": "member_joined_channel", "user": ANN, "channel": "C1"},
        {"type": "member_left_channel", "user": ANN, "channel": "C1"},
        {"type": "tokens_revoked", "tokens": {"oauth": [ANN]}},
        {"type": "app_home_opened", "user": ANN, "channel": "D1", "tab": "messages"},
        {"type": "reaction_added", "user": ANN, "reaction": "+1"},
        {"type": "something_of_next_year"},
    ],
    ids=str,
)
def test_what_is_none_of_our_business(happened: dict[str, Any]) -> None:
    assert told(happened) is None


COMMAND = {"command": "/cramp", "text": "calf cramp", "user_id": ANN, "channel_id": "C1", "trigger_id": "1.2.3"}
PRESS = {
    "type": "block_actions",
    "user": {"id": ANN},
    "trigger_id": "4.5.6",
    "channel": {"id": "D1"},
    "container": {"type": "message", "message_ts": "1773453700.000100", "channel_id": "D1", "is_ephemeral": False},
    "message": {"ts": "1773453700.000100"},
    "actions": [{"action_id": "choice-0", "value": "1 eased", "action_ts": "1773453721.500000"}],
}


@pytest.mark.parametrize("channel", ["C1", "D1", "D2", "G1"])
def test_a_command_is_private_wherever_it_is_typed(channel: str) -> None:
    heard = hear({**COMMAND, "channel_id": channel}, ME, NOW)
    assert heard == Heard(Event("1.2.3", account(), private(), NOW, Text("calf cramp")))


@pytest.mark.parametrize("text", ["", "  "])
def test_a_bare_command_opens_the_conversation(text: str) -> None:
    assert event(hear({**COMMAND, "text": text}, ME, NOW)).what == Opened()


def test_a_press_in_private() -> None:
    assert hear(PRESS, ME, NOW) == Heard(
        Event("4.5.6", account(), private(), 1773453721500, Press("1 eased")), room="D1"
    )


@pytest.mark.parametrize(
    ("change", "thread"),
    [
        ({}, ""),
        ({"message": {"ts": "2.1", "thread_ts": "1.1"}}, "1.1"),
        ({"message": None, "container": {"is_ephemeral": True, "thread_ts": "1.1"}}, "1.1"),
        ({"message": None, "container": {"is_ephemeral": True}}, ""),
    ],
    ids=str,
)
def test_a_press_in_a_channel(change: dict[str, Any], thread: str) -> None:
    heard = hear({**PRESS, "channel": {"id": "C1"}, **change}, ME, NOW)
    assert event(heard).where == shared(thread=thread)
    assert heard is not None
    assert heard.room == ""


def test_a_press_on_the_home_page_is_private() -> None:
    heard = hear({**PRESS, "channel": None, "message": None, "container": {"type": "view", "view_id": "V1"}}, ME, NOW)
    assert event(heard).where == private()


def test_a_press_without_a_trigger_is_known_by_time_and_person() -> None:
    assert event(hear({**PRESS, "trigger_id": None}, ME, NOW)).id == f"1773453721.500000-{ANN}"


@pytest.mark.parametrize(
    "actions", [[], [{"action_id": "choice-0", "action_ts": "1.1"}], [{"value": None}], [{"value": ""}]]
)
def test_a_button_that_only_opens_an_address_is_not_heard(actions: list[Any]) -> None:
    assert hear({**PRESS, "actions": actions}, ME, NOW) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event_id": "Ev1"},
        {"type": "event_callback", "event_id": "Ev1", "event": None},
        {"type": "event_callback", "event_id": "Ev1", "event": []},
        {"type": "event_callback", "event_id": "Ev1", "event": {}},
        {"type": "event_callback", "event_id": 5, "event": DIRECT},
        {"type": "event_callback", "event": DIRECT},
        {"type": "event_callback", "event_id": "Ev1", "event": {**DIRECT, "text": ["calf"]}},
        {"type": "event_callback", "event_id": "Ev1", "event": {**DIRECT, "user": {"id": ANN}}},
        {"type": "event_callback", "event_id": "Ev1", "event": {**DIRECT, "files": "F1"}},
        {"type": "block_actions"},
        {"type": "block_actions", "user": ANN, "actions": []},
        {"type": "block_actions", "user": {"id": ANN}, "actions": "none"},
        {"type": "block_actions", "user": {"id": ANN}, "actions": [{"value": 5}]},
        {"type": "view_submission", "user": {"id": ANN}},
        {"type": "app_rate_limited", "minute_rate_limited": 1},
        {"command": "/cramp"},
        {"command": "/cramp", "user_id": ANN, "trigger_id": 5},
        {"type": None},
        {"type": ["event_callback"]},
    ],
    ids=str,
)
def test_what_can_not_be_read_is_not_heard(body: dict[str, Any]) -> None:
    assert hear(body, ME, NOW) is None


@pytest.mark.parametrize("ts", [None, "", "soon", "-5.1", "1773453721.x", "٣.٣"])
def test_without_a_readable_time_the_envelope_has_it(ts: str | None) -> None:
    assert event(told({**DIRECT, "ts": ts})).at == 1773453720000


async def test_a_profile_is_a_hint_from_the_second_message_on() -> None:
    async with by_http() as (fake, _, ear):
        fake.world.user(ANN).tz, fake.world.user(ANN).locale = "Europe/Berlin", "de-DE"
        await fake.says(ANN, "calf")
        await fake.until(lambda: "users.info" in [method for method, _ in fake.calls])
        await fake.says(ANN, "gone")
        while (hint := (ear.events[-1].zone, ear.events[-1].language)) == ("", ""):
            await fake.says(ANN, "and again")  # the answer was still on its way
    assert (ear.events[0].zone, ear.events[0].language) == ("", "")
    assert hint == ("Europe/Berlin", "de-DE")
    assert [method for method, _ in fake.calls].count("users.info") == 1


async def test_the_first_answer_does_not_wait_for_the_profile() -> None:
    async with by_http() as (fake, slack, ear):
        fake.trouble("users.info", "hang")
        await (await fake.says(ANN, "calf")).done()
        await slack.send(ear.events[0].where, message("Pull your toes up."))
        assert [shown.text for shown in fake.shown(ANN)] == ["calf", "Pull your toes up."]


async def test_a_profile_that_can_not_be_had_is_not_asked_for_at_every_message() -> None:
    async with by_http() as (fake, _, ear):
        fake.scopes.discard("users:read")
        await fake.says(ANN, "calf")
        await fake.until(lambda: "users.info" in [method for method, _ in fake.calls])
        for _ in range(5):
            await fake.says(ANN, "calf")
        await fake.says("U0BOB", "calf")  # is asked about after everything that waits
        await fake.until(lambda: ("users.info", {"user": "U0BOB", "include_locale": "1"}) in fake.calls)
        assert [given["user"] for method, given in fake.calls if method == "users.info"] == [ANN, "U0BOB"]
        assert {event.zone for event in ear.events} == {""}


async def test_a_profile_is_asked_for_again_when_it_is_old() -> None:
    now = [NOW]
    async with by_http(now=lambda: now[0]) as (fake, _, ear):
        await fake.says(ANN, "calf")
        await fake.until(lambda: "users.info" in [method for method, _ in fake.calls])
        while not ear.events[-1].zone:
            await fake.says(ANN, "calf")
        now[0] += 8 * 24 * 3600 * 1000
        await fake.says(ANN, "calf")
        assert ear.events[-1].zone == "Europe/London"
        await fake.until(lambda: [method for method, _ in fake.calls].count("users.info") == 2)


def asked(fake: FakeSlack) -> list[tuple[str, str]]:
    """What was asked about people and channels."""
    looked = {"users.info": "user", "conversations.info": "channel"}
    return [(method, given[looked[method]]) for method, given in fake.calls if method in looked]


async def test_in_a_channel_it_is_asked_who_may_set_it_up_and_what_time_it_is_for_them() -> None:
    async with by_http() as (fake, _, ear):
        fake.world.user(ANN)
        await fake.mentions("C1", ANN, "calf")
        await fake.mentions("C1", ANN, "daily tip at 10")
        assert [(event.may_manage, event.zone, event.language) for event in ear.events] == [
            (False, "Europe/London", "")
        ] * 2
        assert asked(fake) == [("users.info", ANN), ("conversations.info", "C1")], "once in some minutes"


async def test_an_admin_and_whoever_made_the_channel_may_set_it_up() -> None:
    async with by_http() as (fake, _, ear):
        fake.world.user("U0BOSS").admin = True
        fake.world.user(ANN)
        fake.world.channel("C1").creator = ANN
        await fake.mentions("C1", "U0BOSS", "daily tip at 10")
        await fake.mentions("C1", ANN, "daily tip at 10")
        await fake.mentions("C2", ANN, "daily tip at 10")
        assert [event.may_manage for event in ear.events] == [True, True, False]


@pytest.mark.parametrize("missing", ["users:read", "channels:read"])
async def test_who_can_not_be_asked_about_is_a_member_like_any_other(missing: str) -> None:
    async with by_http() as (fake, _, ear):
        fake.scopes.discard(missing)
        fake.world.user(ANN)
        fake.world.channel("C1").creator = ANN
        await fake.mentions("C1", ANN, "daily tip at 10")
        assert [event.may_manage for event in ear.events] == [False]


async def test_whoever_brings_us_into_a_channel_may_set_it_up() -> None:
    async with by_http() as (fake, _, ear):
        await fake.tells(
            {
                "type": "member_joined_channel",
                "user": BOT,
                "channel": "C1",
                "inviter": ANN,
                "event_ts": "1773453720.000100",
            }
        )
        assert (ear.events[0].who.user, ear.events[0].may_manage) == (ANN, True)


async def test_emoji_arrive_as_people_sent_them() -> None:
    async with by_http() as (fake, _, ear):
        await fake.says(ANN, "👍 gone & <3")
        assert ear.words == ["👍 gone & <3"]


async def test_our_own_messages_do_not_come_back() -> None:
    async with by_http() as (fake, slack, ear):
        fake.echo = True
        receipt = await slack.send(private_of(fake), message("Pull your toes up."))
        await slack.send(private_of(fake), message("Hold."), receipt.ref)
        await fake.until(lambda: [delivery.acked for delivery in fake.deliveries] == [True, True])
        assert ear.events == []


def private_of(fake: Any) -> Any:
    fake.world.private(ANN)
    return private()
