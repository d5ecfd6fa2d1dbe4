"""Messages on their way to Slack: where they appear, what a failure means, and that nothing private goes to many."""

import asyncio
from typing import Any

import pytest
from fakes.slack import APP_TOKEN, TEAM, FakeSlack
from slack_rig import ANN, account, adapter, by_http, message, private, shared

from crampbot_chat.adapters.slack import Slack
from crampbot_chat.contract import Gone, Receipt, Refused, TryLater, Undelivered, Unsure
from crampbot_chat.model import Address, Choice, Choices, Message


def methods(fake: FakeSlack) -> list[str]:
    return [method for method, _ in fake.calls]


async def failure(
    slack: Slack, to: Address | None = None, said: Message | None = None, editing: str = ""
) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        await slack.send(to or private(), said or message(), editing)
    return caught.value


async def test_a_message_appears_with_its_buttons() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        receipt = await slack.send(private(), message("Pull your toes up.", "Gone", "Still there"))
        asked, answer = fake.shown(ANN)
        assert (asked.who, asked.text) == (ANN, "calf")
        assert (answer.who, answer.text, answer.buttons) == ("bot", "Pull your toes up.", ("Gone", "Still there"))
        assert receipt.ref == f"{fake.world.private(ANN).id}:{fake.world.private(ANN).posts[-1].ts}"


async def test_no_previews_and_no_look_up_of_a_channel_that_is_known() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        await slack.send(private(), message())
        [posted] = [given for method, given in fake.calls if method == "chat.postMessage"]
        assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
        assert "conversations.open" not in methods(fake)


async def test_a_person_who_has_not_written_is_looked_up_once() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        await slack.send(private(), message("one"))
        await slack.send(private(), message("two"))
        assert [shown.text for shown in fake.shown(ANN)] == ["one", "two"]
        assert methods(fake).count("conversations.open") == 1


async def test_a_channel_that_was_remembered_wrongly_is_looked_up_again() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf", channel="D9")
        await slack.send(private(), message("Pull."))
        assert fake.shown(ANN)[-1].text == "Pull."
        fake.trouble("chat.postMessage", "channel_not_found", "channel_not_found")
        assert type(await failure(slack)) is Gone
        assert methods(fake).count("conversations.open") == 2


async def test_a_press_is_answered_in_the_same_private_chat() -> None:
    async with by_http() as (fake, slack, ear):
        await fake.says(ANN, "calf")
        await slack.send(private(), message("Better?", "Gone"))
        await fake.presses(ANN, "Gone")
        assert ear.events[0].where == ear.events[1].where
        await slack.send(ear.events[1].where, message("Good."))
        assert fake.shown(ANN)[-1].text == "Good."


async def test_an_edit_rewrites_in_place() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        first = await slack.send(private(), message("Hold. 30", "Stop"))
        second = await slack.send(private(), message("Hold. 25"), first.ref)
        assert second == first
        [shown] = fake.shown(ANN)
        assert (shown.text, shown.buttons, shown.edited) == ("Hold. 25", (), True)


@pytest.mark.parametrize(
    "code", ["message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"]
)
async def test_what_can_not_be_rewritten_is_sent_anew(code: str) -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        first = await slack.send(private(), message("Hold. 30"))
        fake.trouble("chat.update", code)
        second = await slack.send(private(), message("Hold. 25"), first.ref)
        assert [shown.text for shown in fake.shown(ANN)] == ["Hold. 30", "Hold. 25"]
        assert second.ref not in {"", first.ref}


@pytest.mark.parametrize("ref", ["D0000001:1.1", "D9:1.1", "nonsense", ":"])
async def test_a_ref_that_slack_does_not_know_is_sent_anew(ref: str) -> None:
    async with by_http() as (fake, slack, _):
        fake.world.private(ANN)
        await slack.send(private(), message("Hold."), ref)
        assert [shown.text for shown in fake.shown(ANN)] == ["Hold."]


async def test_somebody_elses_message_is_not_rewritten() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        theirs = fake.world.private(ANN)
        await slack.send(private(), message("Hold."), f"{theirs.id}:{theirs.posts[0].ts}")
        assert [shown.text for shown in fake.shown(ANN)] == ["calf", "Hold."]


async def test_an_edit_fails_like_a_message() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        first = await slack.send(private(), message("Hold. 30"))
        fake.trouble("chat.update", "ratelimited:3")
        problem = await failure(slack, said=message("Hold. 25"), editing=first.ref)
        assert isinstance(problem, TryLater)
        assert len(fake.shown(ANN)) == 1


async def test_nothing_private_rewrites_what_all_can_read() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        fake.world.channel("C1")
        public = await slack.send(shared(), message("For all.", private=False))
        await slack.send(private(), message("For Ann."), public.ref)
        assert [shown.text for shown in fake.shown("C1")] == ["For all."]
        assert [shown.text for shown in fake.shown(ANN)] == ["For Ann."]


# --- shared places ---------------------------------------------------------------------------------------------------


async def test_an_answer_in_a_channel_goes_into_the_thread() -> None:
    async with by_http() as (fake, slack, ear):
        await fake.mentions("C1", ANN, "calf")
        await slack.send(ear.events[0].where, message("Pull your toes up.", private=False))
        asked, answer = fake.world.channel("C1").posts
        assert (answer.thread, answer.only_for) == (asked.ts, "")


@pytest.mark.parametrize(
    "to",
    [
        shared(),
        shared(thread="1.1"),
        Address("slack", "T0TEAM", "C1"),
        Address("slack", "T0TEAM", "G1"),
        Address("slack", "T0TEAM", ANN, shared=True),
        Address("slack", "", ""),
    ],
)
@pytest.mark.parametrize("said", [message(), message(only_for=account())], ids=["open", "only_for"])
async def test_nothing_private_can_go_to_a_shared_place(to: Address, said: Message) -> None:
    async with FakeSlack() as fake:
        fake.world.channel("C1")
        slack = adapter(fake)
        with pytest.raises(ValueError, match="shared place"):
            await slack.send(to, said)
        assert fake.calls == []
        await slack.close()


async def test_a_note_for_one_person_is_seen_by_that_person_alone() -> None:
    async with by_http() as (fake, slack, ear):
        await fake.mentions("C1", ANN, "my knee")
        fake.world.user("U0BOB")
        said = message("Let's talk in private.", "More", only_for=account(), private=False)
        assert await slack.send(ear.events[0].where, said) == Receipt()
        assert [shown.only_for for shown in fake.shown("C1", viewer=ANN)] == ["", ANN]
        assert [shown.only_for for shown in fake.shown("C1", viewer="U0BOB")] == [""]
        with pytest.raises(LookupError):
            await fake.presses("U0BOB", "More")
        await fake.presses(ANN, "More")
        assert ear.events[-1].where == shared()


async def test_a_note_for_one_person_never_rewrites_what_all_can_read() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        fake.world.channel("C1")
        public = await slack.send(shared(), message("For all.", private=False))
        await slack.send(shared(), message("For Ann.", only_for=account(), private=False), public.ref)
        assert [shown.text for shown in fake.shown("C1", viewer="U0BOB")] == ["For all."]


@pytest.mark.parametrize("has_bot", [True, False])
async def test_a_note_that_the_channel_does_not_take_goes_to_the_private_chat(has_bot: bool) -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        fake.world.channel("C1", has_bot=has_bot)
        if has_bot:
            fake.trouble("chat.postEphemeral", "user_not_in_channel")
        said = message("For Ann.", only_for=account(), private=False)
        assert await slack.send(shared(), said) == Receipt()
        assert fake.shown("C1") == []
        assert [shown.text for shown in fake.shown(ANN)] == ["For Ann."]


async def test_a_note_that_fails_is_not_shown_to_more_people() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.channel("C1")
        for code in ("ratelimited", "500", "some_new_code", "restricted_action"):
            fake.trouble("chat.postEphemeral", code)
            await failure(slack, shared(), message("For Ann.", only_for=account(), private=False))
        assert set(methods(fake)) - {"auth.test"} == {"chat.postEphemeral"}


async def test_a_private_choice_leads_to_the_private_chat() -> None:
    said = Message("team.private", (Choices((Choice("Continue in private", private=True),)),), private=False)
    async with by_http() as (fake, slack, ear):
        await fake.mentions("C1", ANN, "my knee")
        await slack.send(ear.events[0].where, said)
        [button] = fake.world.channel("C1").posts[-1].blocks[0]["elements"]
        assert button["url"] == "slack://app?team=T0TEAM&id=A0APP&tab=messages"
        heard = len(ear.events)
        delivery = await fake.presses(ANN, "Continue in private")
        assert (delivery.acked, len(ear.events)) == (True, heard)


async def test_before_anything_was_heard_a_private_choice_leads_there_all_the_same() -> None:
    said = Message("team.private", (Choices((Choice("Continue in private", private=True),)),), private=False)
    async with by_http() as (fake, slack, _):
        fake.world.channel("C1")
        await slack.send(shared(), said)
        [button] = fake.world.channel("C1").posts[-1].blocks[0]["elements"]
        assert button["url"] == "slack://user?team=T0TEAM&id=U0BOT"


async def test_a_message_goes_out_while_slack_will_not_say_who_we_are() -> None:
    async with by_http() as (fake, slack, _):
        fake.trouble("auth.test", *["500"] * 9)
        fake.world.user(ANN)
        await slack.send(private(), message("Pull."))
        assert [shown.text for shown in fake.shown(ANN)] == ["Pull."]


# --- what failures mean ----------------------------------------------------------------------------------------------

TABLE: list[tuple[str, type[Undelivered], dict[str, Any]]] = [
    ("ratelimited:7", TryLater, {"after": 7.0, "everybody": False}),
    ("ratelimited", TryLater, {"after": None, "everybody": False}),
    ("ratelimited:soon", TryLater, {"after": None, "everybody": False}),
    ("503", TryLater, {"after": None, "everybody": False}),
    ("service_unavailable", TryLater, {"everybody": False}),
    ("request_timeout", TryLater, {}),
    ("team_added_to_org", TryLater, {}),
    ("message_limit_exceeded", TryLater, {}),
    ("reset", Unsure, {}),
    ("lost", Unsure, {}),
    ("garbage", Unsure, {}),
    ("500", Unsure, {}),
    ("502", Unsure, {}),
    ("504", Unsure, {}),
    ("internal_error", Unsure, {}),
    ("fatal_error", Unsure, {}),
    ("channel_not_found", Gone, {"moved_to": ""}),
    ("is_archived", Gone, {}),
    ("not_in_channel", Gone, {}),
    ("user_disabled", Gone, {}),
    ("user_not_found", Gone, {}),
    ("cannot_dm_bot", Gone, {}),
    ("restricted_action", Gone, {}),
    ("invalid_auth", TryLater, {"after": None, "everybody": True}),
    ("token_revoked", TryLater, {"everybody": True}),
    ("token_expired", TryLater, {"everybody": True}),
    ("account_inactive", TryLater, {"everybody": True}),
    ("missing_scope", TryLater, {"everybody": True}),
    ("msg_too_long", Refused, {"reason": "msg_too_long"}),
    ("no_text", Refused, {"reason": "no_text"}),
    ("a_code_of_next_year", Refused, {"reason": "a_code_of_next_year"}),
    ("404", Refused, {"reason": "http_404"}),
]


@pytest.mark.parametrize(("trouble", "means", "facts"), TABLE, ids=[row[0] for row in TABLE])
async def test_what_a_failure_means(trouble: str, means: type[Undelivered], facts: dict[str, Any]) -> None:
    async with by_http() as (fake, slack, _):
        fake.trouble("chat.postMessage", trouble)
        problem = await failure(slack, Address("slack", TEAM, fake.world.private(ANN).id))
        assert type(problem) is means
        assert {name: getattr(problem, name) for name in facts} == facts
        assert problem.__cause__ is None
        assert problem.__context__ is None


async def test_a_code_that_is_none_is_not_repeated() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        fake.trouble("chat.postMessage", "Not a code, but <somebody>'s words!")
        problem = await failure(slack)
        assert "somebody" not in repr(problem) + str(problem)


@pytest.mark.parametrize(
    ("trouble", "means"),
    [("user_not_found", Gone), ("ratelimited:2", TryLater), ("garbage", Unsure), ("reset", Unsure)],
)
async def test_a_look_up_that_fails_is_a_failure_to_deliver(trouble: str, means: type[Undelivered]) -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN)
        fake.trouble("conversations.open", trouble)
        assert type(await failure(slack)) is means
        assert "chat.postMessage" not in methods(fake)
        await slack.send(private(), message("Now."))
        assert [shown.text for shown in fake.shown(ANN)] == ["Now."]


async def test_a_person_who_has_left_is_gone() -> None:
    async with by_http() as (fake, slack, _):
        fake.world.user(ANN).disabled = True
        assert type(await failure(slack)) is Gone


async def test_what_has_not_left_can_be_tried_again() -> None:
    async with FakeSlack() as fake:
        base_url = fake.base_url
    slack = adapter(fake, base_url=base_url)  # nobody listens there any more
    problem = await failure(slack, Address("slack", "T0TEAM", "D1"))
    assert type(problem) is TryLater
    await slack.close()


async def test_what_was_lost_on_the_way_back_has_arrived() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        fake.trouble("chat.postMessage", "lost")
        assert type(await failure(slack, said=message("Pull."))) is Unsure
        assert fake.shown(ANN)[-1].text == "Pull."


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])
async def test_blocks_that_are_refused_go_out_as_text(code: str) -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        fake.trouble("chat.postMessage", code)
        receipt = await slack.send(private(), message("Pull & <hold>.", "Gone"))
        assert fake.shown(ANN)[-1].text == "Pull & <hold>.\n\nGone"
        assert receipt.ref


async def test_text_that_is_refused_as_well_is_refused() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        fake.trouble("chat.postMessage", "invalid_blocks", "invalid_blocks")
        problem = await failure(slack)
        assert isinstance(problem, Refused)
        assert problem.reason == "invalid_blocks"


async def test_a_dead_token_is_not_serving_until_it_works_again() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        assert slack.serving
        tokens, fake.tokens = fake.tokens, set()
        assert isinstance(await failure(slack), TryLater)
        assert not slack.serving
        fake.tokens = tokens
        await slack.send(private(), message())
        assert slack.serving


async def test_one_connection_carries_many_messages() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        await fake.until(lambda: "users.info" in methods(fake))
        for number in range(20):
            await slack.send(private(), message(str(number)))
        assert len(fake.calls) >= 20
        assert len(fake.peers) <= 2  # one for the messages, one for the profile beside them


async def test_many_messages_at_once_share_the_connections() -> None:
    async with by_http() as (fake, slack, _):
        await fake.says(ANN, "calf")
        for _ in range(3):
            await asyncio.gather(*(slack.send(private(), message(str(number))) for number in range(10)))
        assert len(fake.peers) <= 12


@pytest.mark.parametrize(("exempt", "proxied"), [("", True), ("127.0.0.1", False), ("slack.com,127.0.0.1", False)])
async def test_the_proxy_of_the_environment_is_used_but_for_exempt_hosts(
    exempt: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeSlack() as fake:
        nobody = fake.base_url
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, nobody)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, exempt)
    async with FakeSlack() as fake:
        slack = adapter(fake)
        found = [finding.code for finding in await slack.check()]
        assert found == (["unreachable"] if proxied else [])
        await slack.close()


# --- crampbot check --------------------------------------------------------------------------------------------------


async def findings(fake: FakeSlack, **settings: Any) -> list[tuple[str, dict[str, str]]]:
    slack = adapter(fake, **settings)
    try:
        return [(finding.code, finding.facts) for finding in await slack.check()]
    finally:
        await slack.close()


async def test_check_finds_nothing_wrong() -> None:
    async with FakeSlack() as fake:
        assert await findings(fake) == []
        assert await findings(fake, http=True) == []
        assert {method for method, _ in fake.calls} == {"auth.test", "apps.connections.open"}


async def test_check_finds_a_wrong_token() -> None:
    async with FakeSlack() as fake:
        assert await findings(fake, token="xoxb-of-somebody-else") == [("bad_token", {"reason": "invalid_auth"})]


async def test_check_finds_missing_scopes() -> None:
    async with FakeSlack() as fake:
        fake.scopes -= {"im:history", "users:read"}
        assert await findings(fake) == [("missing_scopes", {"scopes": "im:history, users:read"})]


async def test_check_finds_a_wrong_app_token() -> None:
    async with FakeSlack() as fake:
        fake.app_tokens.clear()
        assert await findings(fake) == [("bad_app_token", {"reason": "invalid_auth"})]
        fake.tokens.add(APP_TOKEN)
        assert await findings(fake) == [("bad_app_token", {"reason": "not_allowed_token_type"})]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("503", "unreachable"),
        ("reset", "unreachable"),
        ("garbage", "unreachable"),
        ("ratelimited", "unreachable"),
        ("new_code", "refused"),
    ],
)
async def test_check_finds_a_way_that_is_blocked(trouble: str, code: str) -> None:
    async with FakeSlack() as fake:
        fake.trouble("auth.test", trouble)
        [(found, facts)] = await findings(fake)
        assert found == code
        assert facts["reason"]


async def test_check_finds_that_nobody_is_there() -> None:
    async with FakeSlack() as fake:
        base_url = fake.base_url
    assert await findings(fake, base_url=base_url) == [("unreachable", {"reason": "unreachable"})]
