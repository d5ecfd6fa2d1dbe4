"""The pretended Slack refuses what the real one refuses; otherwise the other tests would prove little."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from fakes.slack import APP_TOKEN, SECRET, TOKEN, FakeSlack, signed
from fakes.slack_blocks import complaints
from slack_rig import ANN, Ear, adapter, listening
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient


async def ask(fake: FakeSlack, method: str, token: str = TOKEN, **given: Any) -> str:
    """Slack's error code, or "ok"."""
    client = AsyncWebClient(token, base_url=fake.base_url, retry_handlers=[])
    try:
        await client.api_call(method, json=given)
    except SlackApiError as error:
        return str(error.response["error"])
    return "ok"


@pytest.mark.parametrize(
    ("method", "given", "answer"),
    [
        ("auth.test", {}, "ok"),
        ("auth.test", {"token": "xoxb-wrong"}, "invalid_auth"),
        ("nonsense.method", {}, "unknown_method"),
        ("users.info", {"user": ANN}, "ok"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("conversations.open", {"users": ANN}, "ok"),
        ("conversations.open", {"users": "U0GONE"}, "user_disabled"),
        ("chat.postMessage", {"channel": "C1", "text": "calf"}, "ok"),
        ("chat.postMessage", {"channel": ANN, "text": "calf"}, "ok"),
        ("chat.postMessage", {"channel": "C1"}, "no_text"),
        ("chat.postMessage", {"channel": "C1", "text": "", "blocks": []}, "no_text"),
        ("chat.postMessage", {"channel": "C1", "text": "a" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C1", "text": "a", "blocks": [{"type": "magic"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C9", "text": "calf"}, "channel_not_found"),
        ("chat.postMessage", {"text": "calf"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C2", "text": "calf"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C3", "text": "calf"}, "is_archived"),
        ("chat.postEphemeral", {"channel": "C1", "text": "calf", "user": ANN}, "ok"),
        ("chat.postEphemeral", {"channel": "C1", "text": "calf", "user": "U0NOBODY"}, "user_not_in_channel"),
        ("chat.postEphemeral", {"channel": "C2", "text": "calf", "user": ANN}, "not_in_channel"),
        ("chat.update", {"channel": "C1", "ts": "1.1", "text": "calf"}, "message_not_found"),
        ("views.publish", {"user_id": ANN, "view": {"type": "home", "blocks": []}}, "ok"),
        ("views.publish", {"user_id": ANN, "view": {"type": "modal", "blocks": []}}, "invalid_arguments"),
        ("views.publish", {"user_id": ANN, "view": {"type": "home", "blocks": [{}]}}, "invalid_arguments"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
        ("apps.connections.open", {"token": APP_TOKEN}, "ok"),
        ("apps.connections.open", {"token": "xapp-wrong"}, "invalid_auth"),
    ],
    ids=str,
)
async def test_the_web_api(method: str, given: dict[str, Any], answer: str) -> None:
    async with FakeSlack() as fake:
        fake.world.user(ANN)
        fake.world.user("U0GONE").disabled = True
        fake.world.channel("C1")
        fake.world.channel("C2", has_bot=False)
        fake.world.channel("C3").archived = True
        given = dict(given)
        assert await ask(fake, method, given.pop("token", TOKEN), **given) == answer


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("chat.postMessage", "chat:write"),
        ("chat.update", "chat:write"),
        ("chat.postEphemeral", "chat:write"),
        ("conversations.open", "im:write"),
        ("users.info", "users:read"),
    ],
)
async def test_a_method_needs_its_scope(method: str, scope: str) -> None:
    async with FakeSlack() as fake:
        fake.scopes.discard(scope)
        assert await ask(fake, method, channel="C1", user=ANN, users=ANN, text="calf") == "missing_scope"


async def test_only_our_own_messages_can_be_rewritten() -> None:
    async with FakeSlack(door="http://127.0.0.1:9/") as fake:
        fake.retry_pauses = ()
        await fake.mentions("C1", ANN, "calf")
        await ask(fake, "chat.postEphemeral", channel="C1", text="psst", user=ANN)
        theirs, whispered = fake.world.channel("C1").posts
        assert await ask(fake, "chat.update", channel="C1", ts=theirs.ts, text="x") == "cant_update_message"
        assert await ask(fake, "chat.update", channel="C1", ts=whispered.ts, text="x") == "message_not_found"


def button(**changes: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Gone"}
    return {"type": "button", "action_id": "a", "text": text, "value": "1 gone", **changes}


def actions(*buttons: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "elements": list(buttons)}]


def rich(*parts: Any) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": list(parts)}]


def section(*runs: Any) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(runs)}


LINE = section({"type": "text", "text": "calf"})


@pytest.mark.parametrize(
    "blocks",
    [
        rich(LINE),
        rich(
            section({"type": "link", "url": "https://nhs.uk"}, {"type": "text", "text": "a", "style": {"bold": True}})
        ),
        rich({"type": "rich_text_list", "style": "ordered", "elements": [LINE]}),
        actions(button()),
        actions(button(url="slack://app?team=T&id=A")),
        [{"type": "section", "text": {"type": "mrkdwn", "text": "calf"}}],
        [{"type": "header", "text": {"type": "plain_text", "text": "calf"}}, {"type": "divider"}],
    ],
    ids=str,
)
def test_good_blocks(blocks: list[dict[str, Any]]) -> None:
    assert complaints(blocks) == []


@pytest.mark.parametrize(
    "blocks",
    [
        {"type": "rich_text"},
        ["calf"],
        [{"type": "magic"}],
        rich(LINE) * 51,
        [{"type": "rich_text", "elements": []}],
        [{"type": "rich_text", "elements": [LINE], "color": "red"}],
        rich(section()),
        rich(section({"type": "text", "text": ""})),
        rich(section({"type": "text"})),
        rich(section({"type": "text", "text": "a", "style": {"bold": "yes"}})),
        rich(section({"type": "link", "url": "javascript:alert(1)"})),
        rich(section({"type": "image", "url": "https://nhs.uk"})),
        rich({"type": "rich_text_list", "elements": [LINE]}),
        rich({"type": "rich_text_list", "style": "ordered", "elements": []}),
        [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3001}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "calf"}}],
        actions(),
        actions(*(button(action_id=str(number)) for number in range(26))),
        actions(button(), button()),
        actions(button()) + actions(button()),
        actions(button(action_id="")),
        actions(button(action_id="a" * 256)),
        actions(button(value="")),
        actions(button(value="a" * 2001)),
        actions(button(url="ftp://x")),
        actions(button(url="https://" + "a" * 3000)),
        actions(button(text="Gone")),
        actions(button(text={"type": "mrkdwn", "text": "Gone"})),
        actions(button(text={"type": "plain_text", "text": "a" * 76})),
        actions(button(token="1 gone")),
        actions({"type": "toggle"}),
    ],
    ids=lambda blocks: str(blocks)[:60],
)
def test_bad_blocks(blocks: Any) -> None:
    assert complaints(blocks)


@pytest.mark.parametrize("kind", ["events_api", "slash_commands", "interactive"])
def test_the_signature_is_slacks(kind: str) -> None:
    headers, body = signed(kind, {"text": "calf & ä"})
    assert SignatureVerifier(SECRET).is_valid_request(body, headers)
    assert not SignatureVerifier("f" * 32).is_valid_request(body, headers)


async def test_over_a_real_connection_it_tries_again_until_it_is_heard() -> None:
    ear = Ear()
    ear.refusals = 1
    seen: list[str] = []
    async with FakeSlack() as fake:
        slack = adapter(fake, http=True)

        async def events(request: web.Request) -> web.Response:
            seen.append(request.headers.get("X-Slack-Retry-Num", "first"))
            if len(seen) == 1:
                assert request.transport
                request.transport.abort()
            status, headers, body = await slack.handle(request.headers, await request.read())
            return web.Response(status=status, headers=headers, body=body)

        app = web.Application()
        app.router.add_post("/slack/events", events)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.door = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        async with listening(slack, ear):
            await asyncio.sleep(0)
            delivery = await fake.says(ANN, "calf")
        await runner.cleanup()
        assert delivery.statuses[0] == 0
        assert delivery.acked
        assert seen == ["first", *(str(number) for number in range(1, len(seen)))]
        assert set(ear.words) == {"calf"}


async def test_a_ticket_is_good_for_one_connection() -> None:
    async with FakeSlack() as fake:
        client = AsyncWebClient(base_url=fake.base_url)
        url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url) as socket:
                assert (await socket.receive_json())["type"] == "hello"
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
