"""`crampbot run` and how it stops: promptly, with exit code 0, with nothing left behind; what its HTTP door answers."""

import asyncio
import signal
from collections.abc import Mapping
from io import BytesIO

import pytest
from aiohttp import ClientSession
from fakes.slack import APP_TOKEN, FakeSlack, signature
from fakes.slack import SECRET as SIGNING_SECRET
from fakes.slack import TOKEN as SLACK_TOKEN
from fakes.telegram import TOKEN as TELEGRAM_TOKEN
from fakes.telegram import FakeTelegram
from program import PATIENCE, Program, free_port, get, heard, logged, stops

HOOK_SECRET = "only-telegram-knows-this"
SLACK_SOCKET = {"SLACK_BOT_TOKEN": SLACK_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
LARGE = bytes(5_000_000)
DELIVERED = 'crampbot_messages_total{adapter="telegram",outcome="delivered"} 1.0'


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_talk_stops_when_told_to(number: signal.Signals, program: Program) -> None:
    async with program.running("talk") as talk:
        await heard(talk, "calf cramp")
        await stops(talk, number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serving_both_platforms_stops_when_told_to(number: signal.Signals, program: Program) -> None:
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url, **SLACK_SOCKET}
        async with program.running("run", SLACK_BASE_URL=slack.base_url, **settings) as bot:
            await telegram.says(7, "calf cramp")
            await telegram.until(lambda: telegram.said(7), within=PATIENCE)
            async with asyncio.timeout(PATIENCE):
                while not slack.sockets:
                    await slack.until(lambda: bool(slack.sockets))
            await (await slack.says("U0ANN", "calf cramp")).done()
            ended = await stops(bot, number)
        assert not telegram.pending
    assert "Traceback" not in ended.err
    assert "stopped" in ended.err.splitlines()[-1]


async def test_pushed_to_it_is_healthy_and_stops_when_told_to(program: Program) -> None:
    port = free_port()
    async with FakeTelegram() as telegram, program.running("run", **pushed(telegram, port)) as bot:
        await telegram.until(lambda: telegram.webhook, within=PATIENCE)
        await telegram.says(7, "calf cramp")
        await telegram.until(lambda: telegram.said(7), within=PATIENCE)
        health = await get(port, "/healthz")
        async with asyncio.timeout(PATIENCE):
            while DELIVERED not in (metrics := await get(port, "/metrics")):
                pass  # counted a moment after it has arrived
        await stops(bot, signal.SIGTERM)
    assert "200 OK" in health
    assert "telegram serving" in health
    assert 'crampbot_events_total{adapter="telegram"} 1.0' in metrics


async def test_the_door_lets_only_the_platforms_in(program: Program) -> None:
    port = free_port()
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        settings = pushed(telegram, port) | {
            "SLACK_BOT_TOKEN": SLACK_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_BASE_URL": slack.base_url,
        }
        async with program.running("run", **settings) as bot:
            await telegram.until(lambda: telegram.webhook, within=PATIENCE)
            secret = "X-Telegram-Bot-Api-Secret-Token"
            hook, events = "/telegram/webhook", "/slack/events"
            assert await post(port, hook) == 401
            assert await post(port, hook, headers={secret: "guessed"}) == 403
            assert await post(port, hook, b"no json", {secret: HOOK_SECRET}) == 400
            assert await post(port, hook, LARGE, {secret: HOOK_SECRET}) == 413
            assert await post(port, events) == 401
            assert await post(port, events, b"{}", signature(b"{}", secret="guessed")) == 401
            assert await post(port, events, b"{}", signature(b"{}", at=1)) == 401
            assert await post(port, events, LARGE) == 413
            assert await post(port, "/healthz") == 405
            assert await post(port, "/") == 404
            assert "Traceback" not in (await stops(bot, signal.SIGTERM)).err


async def test_without_webhooks_the_door_has_none(program: Program, closed: str) -> None:
    port = free_port()
    settings = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_BASE_URL": closed, "CRAMPBOT_HTTP_PORT": str(port)}
    async with program.running("run", **settings) as bot:
        await logged(bot, "http_open")
        assert await post(port, "/telegram/webhook") == 404
        assert await post(port, "/slack/events") == 404
        await stops(bot, signal.SIGTERM)


async def test_while_a_platform_is_down_it_is_not_healthy_and_still_stops(program: Program, closed: str) -> None:
    port = free_port()
    settings = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_BASE_URL": closed, "CRAMPBOT_HTTP_PORT": str(port)}
    async with program.running("run", CRAMPBOT_LOG_FORMAT="json", **settings) as bot:
        await logged(bot, "telegram_not_serving")
        assert "503 Service Unavailable" in await get(port, "/healthz")
        await stops(bot, signal.SIGTERM)


def pushed(telegram: FakeTelegram, port: int) -> dict[str, str]:
    """The settings of a bot that this Telegram pushes to."""
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_BASE_URL": telegram.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
        "TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET,
        "CRAMPBOT_HTTP_PORT": str(port),
    }


async def post(port: int, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> int:
    """The status of the answer to a POST."""
    url = f"http://127.0.0.1:{port}{path}"
    async with ClientSession() as session, session.post(url, data=BytesIO(body), headers=headers) as answer:
        return answer.status
