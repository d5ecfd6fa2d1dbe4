"""Nobody's words, ids or secrets reach a log record, at DEBUG, from any library, nor the text of an exception."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fakes.slack import APP_TOKEN, SECRET, TOKEN, FakeSlack, signature, signed
from slack_rig import ANN, Ear, Sleeper, account, adapter, by_http, listening, message, private, serving, shared

from crampbot_chat.adapters.slack import Pages
from crampbot_chat.contract import Undelivered

CANARY = "canary-words-in-the-night"
ROOM = "D0000001"
SECRETS = (CANARY, TOKEN, APP_TOKEN, SECRET, ANN, ROOM, "U0BOT", "T0TEAM", "ticket-")
THE_FAKES_OWN = ("aiohttp.access", "aiohttp.server")  # the pretended Slack's web server


class Records(logging.Handler):
    """Everything that anybody logs, with all that hangs on it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name not in THE_FAKES_OWN:
            self.texts.append(f"{logging.Formatter().format(record)} {vars(record)}")


@pytest.fixture
def records() -> Iterator[Records]:
    """Every logger there is at DEBUG, before the adapter is made and after it."""
    handler, root = Records(), logging.getLogger()
    named = [logger for logger in logging.Logger.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    before = [(logger, logger.level) for logger in (root, *named)]
    root.addHandler(handler)
    for logger, _ in before:
        logger.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


def leaks(records: Records) -> list[str]:
    return [text for text in records.texts if any(secret in text for secret in SECRETS)]


async def hurt(fake: FakeSlack, slack: Any, ear: Ear) -> None:
    """A conversation in which everything goes wrong that can."""
    said = message(CANARY, CANARY)
    ear.refusals = 1
    await fake.says(ANN, CANARY)
    await fake.says(ANN, CANARY, subtype="message_changed")
    await fake.says(ANN, CANARY, text=[CANARY])
    await fake.mentions("C1", ANN, CANARY)
    await fake.tells({"type": CANARY})
    await fake.commands(ANN, "C1", text=CANARY)
    first = await slack.send(private(), said)
    problems: list[Undelivered] = []
    await fake.presses(ANN, CANARY)
    for trouble in ("invalid_blocks", "500", "garbage", "reset", "lost", "ratelimited:1", "new_code", "invalid_auth"):
        fake.trouble("chat.postMessage", trouble)
        fake.trouble("chat.update", trouble)
        for editing in ("", first.ref):
            try:
                await slack.send(private(), said, editing)
            except Undelivered as error:
                problems.append(error)
    assert len(problems) == 14
    assert not any(CANARY in repr(problem) or problem.__context__ for problem in problems)
    with pytest.raises(ValueError, match="private") as caught:
        await slack.send(shared(), said)
    assert CANARY not in str(caught.value)
    await slack.send(shared(), message(CANARY, only_for=account(), private=False))


async def test_by_http_nothing_personal_is_logged(records: Records) -> None:
    async with by_http(pages=Pages(home=message(CANARY), answered=message(CANARY))) as (fake, slack, ear):
        await hurt(fake, slack, ear)
        await fake.opens(ANN)
        await fake.until(lambda: ANN in fake.world.homes)
        headers, body = signed("events_api", {"type": "event_callback", "event": {"text": CANARY, "user": ANN}})
        assert (await slack.handle({**headers, "X-Slack-Signature": f"v0={CANARY}"}, body))[0] == 401
        assert (await slack.handle({**headers, **signature(body, at=1)}, body))[0] == 401
        nonsense = f'{{"type": "{CANARY}", '.encode()
        assert (await slack.handle({**headers, **signature(nonsense)}, nonsense))[0] == 400
    logging.getLogger("somebody").debug("the handler works: %s", CANARY)
    assert leaks(records) == [text for text in records.texts if "the handler works" in text]
    assert len(leaks(records)) == 1


async def test_by_socket_nothing_personal_is_logged(records: Records) -> None:
    sleeper, ear = Sleeper(), Ear()
    async with FakeSlack() as fake:
        fake.trouble("apps.connections.open", "503", "invalid_auth")
        slack = adapter(fake, sleep=sleeper.sleep)
        async with listening(slack, ear):
            await sleeper.wake()
            await sleeper.wake()
            await serving(slack)
            await (await fake.says(ANN, "calf")).done()
            await hurt(fake, slack, ear)
            for frame in (
                CANARY,
                f'{{"{CANARY}',
                f'["{CANARY}"]',
                f'{{"type": "{CANARY}", "envelope_id": 1, "payload": 2}}',
            ):
                await fake.sockets[0].send_str(frame)
            await fake.refresh()
            await (await fake.says(ANN, CANARY)).done()
            await fake.drop()
            await sleeper.wake()
            await sleeper.wake()
            await serving(slack)
            await fake.redeliver()
            await (await fake.says(ANN, CANARY)).done()
    await asyncio.sleep(0)
    assert leaks(records) == []
    assert [text for text in records.texts if "not_taken" in text]  # and ours do tell that something failed


def test_the_adapter_does_not_show_its_secrets() -> None:
    async def shown() -> str:
        async with FakeSlack() as fake:
            slack = adapter(fake)
            await slack.close()
            return repr(slack) + str(slack)

    assert not any(secret in asyncio.run(shown()) for secret in SECRETS)
