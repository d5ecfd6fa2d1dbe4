"""Slack by HTTP: real signatures, nothing acknowledged before it is committed, and a clear answer to nonsense."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from fakes.slack import FakeSlack, signature, signed
from slack_rig import ANN, Ear, adapter, by_http, listening, message, private

from crampbot_chat.adapters.slack import Pages, Slack
from crampbot_chat.model import Left, Opened, Press, Text


async def post(slack: Slack, body: bytes, content: str = "application/json", **changed: str) -> int:
    """Deliver any body with a good signature, or with other headers; the status of the answer."""
    headers = {"Content-Type": content, **signature(body)}
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    status, _, _ = await slack.handle(headers, body)
    return status


async def test_an_event_is_acknowledged_after_it_was_committed() -> None:
    async with by_http() as (fake, _, ear):
        ear.gate.clear()
        telling = asyncio.create_task(fake.says(ANN, "calf"))
        await ear.entered.wait()
        assert fake.deliveries[0].statuses == []
        ear.gate.set()
        delivery = await telling
        assert (delivery.statuses, ear.words) == ([200], ["calf"])


async def test_what_was_not_committed_comes_again() -> None:
    async with by_http() as (fake, _, ear):
        ear.refusals = 2
        delivery = await fake.says(ANN, "calf")
        assert delivery.statuses == [500, 500, 200]
        assert ear.words == ["calf"]


async def test_a_retry_is_taken_even_if_it_is_the_first_that_arrives() -> None:
    async with by_http() as (fake, slack, ear):
        payload = fake.world.envelope(
            {"type": "message", "user": ANN, "text": "calf", "channel": "D1", "channel_type": "im"}
        )
        headers, body = signed("events_api", payload, retry=3)
        status, _, _ = await slack.handle(headers, body)
        assert (status, ear.words) == (200, ["calf"])


async def test_a_redelivery_has_the_same_id() -> None:
    async with by_http() as (fake, slack, ear):
        delivery = await fake.says(ANN, "calf")
        await slack.handle(*signed("events_api", delivery.payload, retry=1))
        assert [event.id for event in ear.events] == [delivery.payload["event_id"]] * 2


async def test_a_button_that_was_not_taken_says_so() -> None:
    async with by_http() as (fake, slack, ear):
        await fake.says(ANN, "calf")
        await slack.send(ear.events[0].where, message("Better?", "Gone"))
        ear.refusals = 1
        failed = await fake.presses(ANN, "Gone")
        taken = await fake.presses(ANN, "Gone")
        assert (failed.statuses, taken.statuses) == ([500], [200])
        assert ear.events[-1].what == Press("gone")


async def test_a_command_is_heard_and_pointed_to_where_the_answer_is() -> None:
    pages = Pages(answered=message("I've answered in our private chat."))
    async with by_http(pages=pages) as (fake, _, ear):
        delivery = await fake.commands(ANN, "C1", text="calf cramp")
        assert (delivery.statuses, ear.words) == ([200], ["calf cramp"])
        [note] = fake.shown("C1", viewer=ANN)
        assert (note.text, note.only_for) == ("I've answered in our private chat.", ANN)
        assert fake.shown("C1", viewer="U0BOB") == []


async def test_a_command_in_private_needs_no_pointer() -> None:
    pages = Pages(answered=message("I've answered in our private chat."))
    async with by_http(pages=pages) as (fake, _, ear):
        delivery = await fake.commands(ANN, "")
        assert (delivery.answer, fake.shown(ANN)) == (None, [])
        assert ear.events[0].what == Opened()


async def test_without_a_pointer_a_command_is_answered_with_nothing() -> None:
    async with by_http() as (fake, _, _ear):
        delivery = await fake.commands(ANN, "C1", text="calf")
        assert (delivery.statuses, delivery.answer) == ([200], None)


async def test_the_home_tab_shows_its_page() -> None:
    pages = Pages(home=message("Calf cramp? Write to me.", "Help now"))
    async with by_http(pages=pages) as (fake, _, ear):
        await fake.opens(ANN)
        await fake.opens(ANN, tab="messages")
        await fake.until(lambda: ANN in fake.world.homes)
        assert fake.world.homes[ANN]["type"] == "home"
        assert [block["type"] for block in fake.world.homes[ANN]["blocks"]] == ["rich_text", "actions"]
        assert ear.events == []


async def test_a_button_on_the_home_tab_is_pressed_in_private() -> None:
    async with by_http(pages=Pages(home=message("Write to me.", "Help now"))) as (fake, _, ear):
        await fake.opens(ANN)
        await fake.until(lambda: ANN in fake.world.homes)
        await fake.presses_home(ANN, "Help now")
        assert [(event.where, event.what) for event in ear.events] == [(private(), Press("help now"))]


async def test_a_home_tab_that_fails_harms_nothing() -> None:
    async with by_http(pages=Pages(home=message())) as (fake, slack, ear):
        fake.trouble("views.publish", "500")
        await fake.opens(ANN)
        await fake.until(lambda: "views.publish" in [method for method, _ in fake.calls])
        await fake.says(ANN, "calf")
        assert (ear.words, slack.serving) == (["calf"], True)
        await fake.opens(ANN)
        await fake.until(lambda: ANN in fake.world.homes)


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}]
)
async def test_an_app_that_was_removed_is_not_serving(event: dict[str, Any]) -> None:
    async with by_http() as (fake, slack, ear):
        delivery = await fake.tells(event)
        assert (delivery.statuses, ear.events[0].what, slack.serving) == ([200], Left(), False)


async def test_slack_is_not_asked_for_every_event() -> None:
    async with by_http() as (fake, _, ear):
        for number in range(10):
            await fake.says(ANN, str(number))
            await fake.mentions("C1", ANN, str(number))
        assert len(ear.events) == 20
        assert [method for method, _ in fake.calls].count("auth.test") == 1


async def test_an_event_that_comes_before_slack_says_who_we_are_comes_again() -> None:
    ear = Ear()
    async with FakeSlack() as fake:
        fake.trouble("auth.test", "reset", "503", "garbage")
        slack = adapter(fake, http=True)
        fake.door = slack.handle
        async with listening(slack, ear):
            await fake.until(lambda: bool(fake.calls))
            delivery = await fake.says(ANN, "calf")
        assert delivery.statuses == [500, 500, 200]
        assert ear.words == ["calf"]


# --- what is refused -------------------------------------------------------------------------------------------------

EVENT = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}}).encode()


@pytest.mark.parametrize(
    "changed",
    [
        signature(EVENT, secret="f" * 32),
        signature(EVENT + b" "),
        signature(EVENT, at=time.time() - 301),
        signature(EVENT, at=time.time() + 330),
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v0=ä"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "٣٣"},
        {"X-Slack-Request-Timestamp": "9" * 400},
    ],
    ids=["secret", "body", "old", "early", "none", "empty", "umlaut", "no time", "word", "digits", "for ever"],
)
async def test_a_wrong_signature_is_unauthorized(changed: dict[str, str]) -> None:
    async with by_http() as (_, slack, ear):
        status, headers, body = await slack.handle(
            {"Content-Type": "application/json", **signature(EVENT), **changed}, EVENT
        )
        assert status == 401
        assert b"Ev1" not in body
        assert all("Ev1" not in value for value in headers.values())
        assert ear.tries == 0


async def test_no_signature_at_all_is_unauthorized() -> None:
    async with by_http() as (_, slack, ear):
        assert (await slack.handle({}, EVENT))[0] == 401
        assert ear.tries == 0


async def test_a_signature_within_the_window_is_good() -> None:
    async with by_http() as (fake, slack, ear):
        payload = fake.world.envelope(
            {"type": "message", "user": ANN, "text": "calf", "channel": "D1", "channel_type": "im"}
        )
        status, _, _ = await slack.handle(*signed("events_api", payload, at=time.time() - 290))
        assert (status, ear.words) == (200, ["calf"])


async def test_header_names_are_read_in_any_case() -> None:
    async with by_http() as (fake, slack, _):
        headers, body = signed("events_api", fake.world.envelope({"type": "app_rate_limited"}))
        assert (await slack.handle({name.upper(): value for name, value in headers.items()}, body))[0] == 200


async def test_slack_can_verify_the_address() -> None:
    async with by_http() as (_, slack, ear):
        body = json.dumps({"type": "url_verification", "token": "old", "challenge": "3eZbrw1a"}).encode()
        status, headers, answer = await slack.handle({"Content-Type": "application/json", **signature(body)}, body)
        assert (status, json.loads(answer)) == (200, {"challenge": "3eZbrw1a"})
        assert headers["content-type"].startswith("application/json")
        assert ear.tries == 0


@pytest.mark.parametrize(
    ("body", "content", "statuses"),
    [
        (b"", "application/json", {200}),
        (b"{", "application/json", {400}),
        (b"null", "application/json", {400}),
        (b"[]", "application/json", {400}),
        (b"5", "application/json", {400}),
        (b'"calf"', "application/json", {400}),
        (b"[" * 100_000, "application/json", {400}),
        (b"\xff\xfe", "application/json", {400}),
        (b"\x00", "application/json", {400}),
        (b"calf cramp", "text/plain", {200}),
        (b"payload=%7B", "application/x-www-form-urlencoded", {400}),
        (b"payload=", "application/x-www-form-urlencoded", {400}),
        (b"a=b", "application/x-www-form-urlencoded", {200}),
        (b'{"type": "event_callback"}', "application/json", {200}),
        (b'{"type": "event_callback", "event": null}', "application/json", {400}),
        (b'{"type": "event_callback", "event": []}', "application/json", {400}),
        (b'{"type": "event_callback", "event": "calf", "event_id": 5}', "application/json", {400}),
        (b'{"type": "event_callback", "team": 5, "event": {}}', "application/json", {200, 400}),
        (b'{"type": "event_callback", "authorizations": 5, "event": {}}', "application/json", {200, 400}),
        (b'{"type": "something_new", "deep": {"er": [1, 2]}}', "application/json", {200}),
        (b'{"type": "event_callback", "event": {"type": "message", "text": "' + b"x" * 5_000_000 + b'"}}', "", {200}),
    ],
)  # fmt: skip
async def test_nonsense_gets_an_answer_and_harms_nothing(body: bytes, content: str, statuses: set[int]) -> None:
    async with by_http() as (fake, slack, ear):
        assert await post(slack, body, content) in statuses
        assert ear.tries == 0
        await fake.says(ANN, "calf")
        assert ear.words == ["calf"]


async def test_hostile_words_arrive_as_they_are() -> None:
    words = ["😭" * 50, "\u202eflac", "\x01\x02", "a" * 4096, "<!channel>", "'; DROP TABLE", "*_~`", "{act}"]
    async with by_http() as (fake, _, ear):
        for text in words:
            await fake.says(ANN, text)
        assert ear.words == words


async def test_a_command_with_a_payload_in_its_words_is_still_a_command() -> None:
    async with by_http() as (_, slack, ear):
        given = {
            "command": "/cramp",
            "text": "a payload of pain",
            "user_id": ANN,
            "channel_id": "C1",
            "trigger_id": "1.2",
        }
        body = urlencode(given).encode()
        status = await post(slack, body, "application/x-www-form-urlencoded")
        assert (status, ear.words) == (200, ["a payload of pain"])


async def test_nobody_listens_so_nothing_is_acknowledged() -> None:
    async with FakeSlack() as fake:
        slack = adapter(fake, http=True)
        fake.door = slack.handle
        delivery = await fake.says(ANN, "calf")
        assert delivery.statuses == [503] * 4
        assert not slack.serving
        await slack.close()


async def test_after_the_end_nothing_is_acknowledged() -> None:
    ear = Ear()
    async with FakeSlack() as fake:
        slack = adapter(fake, http=True)
        fake.door = slack.handle
        async with listening(slack, ear):
            await fake.says(ANN, "calf")
            assert slack.serving
        delivery = await fake.says(ANN, "too late")
        assert (delivery.statuses, ear.words, slack.serving) == ([503] * 4, ["calf"], False)


async def test_by_socket_mode_alone_the_door_is_closed() -> None:
    async with FakeSlack() as fake:
        slack = adapter(fake)
        headers, body = signed("events_api", fake.world.envelope({"type": "message"}))
        assert (await slack.handle(headers, body))[0] == 404
        await slack.close()


async def test_many_events_at_once_are_all_taken_once() -> None:
    async with by_http() as (fake, _, ear):
        await asyncio.gather(*(fake.says(f"U{number}", str(number)) for number in range(200)))
        assert sorted(ear.words, key=int) == [str(number) for number in range(200)]
        assert {type(event.what) for event in ear.events} == {Text}
