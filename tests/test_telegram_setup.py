"""Telegram: menus and descriptions, and what a check finds."""

import socket

import pytest
from fakes.telegram import FakeTelegram, Fault
from telegram_rig import HOOK, adapter, listening

from crampbot_chat.adapters.telegram import Command, Finding, Menu

RELIEF = Command("relief", "help for a cramp now")
MENUS = [
    Menu("", (RELIEF, Command("nights", "my nights")), (RELIEF,), about="For the night.", short="Night cramps."),
    Menu("de", (Command("relief", "Hilfe beim Krampf"),), (), about="Für die Nacht.", short="Nachtkrämpfe."),
]


async def set_up(fake: FakeTelegram, menus: list[Menu]) -> None:
    async with listening(fake, menus=menus):
        await fake.until(lambda: len(fake.made("getMyShortDescription")) == len(menus))
        wanted = [menu.short for menu in menus]
        await fake.until(lambda: [fake.settings.get(("short", menu.language)) for menu in menus] == wanted)


async def test_menus_are_set_for_each_scope_and_language() -> None:
    async with FakeTelegram() as fake:
        await set_up(fake, MENUS)
        relief = {"command": "relief", "description": "help for a cramp now"}
        nights = {"command": "nights", "description": "my nights"}
        assert fake.settings["commands", "all_private_chats", "", ""] == [relief, nights]
        assert fake.settings["commands", "all_group_chats", "", ""] == [relief]
        assert fake.settings["commands", "all_private_chats", "", "de"][0]["description"] == "Hilfe beim Krampf"
        assert fake.settings["about", ""] == "For the night."
        assert fake.settings["short", "de"] == "Nachtkrämpfe."


async def test_what_is_right_is_left_alone() -> None:
    async with FakeTelegram() as fake:
        await set_up(fake, MENUS)
        before = len(fake.calls)
        async with listening(fake, menus=MENUS):
            await fake.until(lambda: len(fake.made("getMyShortDescription")) == 2 * len(MENUS))
        assert not [call.method for call in fake.calls[before:] if call.method.startswith("setMy")]


async def test_a_menu_that_cannot_be_set_does_not_keep_it_from_serving(caplog: pytest.LogCaptureFixture) -> None:
    async with FakeTelegram() as fake:
        fake.fail("setMyCommands", Fault(429, "Too Many Requests", 60))
        async with listening(fake, menus=MENUS) as telegram:
            await fake.until(lambda: "telegram_menu_not_set" in caplog.messages)
            assert telegram.serving


async def test_all_is_well() -> None:
    async with FakeTelegram() as fake:
        telegram = adapter(fake)
        assert await telegram.check() == []
        await telegram.close()


async def test_what_is_wrong_is_found() -> None:
    async with FakeTelegram(privacy=False) as fake:
        telegram = adapter(fake)
        fake.webhook = {"url": "https://elsewhere.example/hook"}
        privacy = Finding("privacy_mode_off", {"username": "CrampTestBot"})
        assert await telegram.check() == [privacy, Finding("webhook_conflict")]
        fake.fail("getMe", Fault(401, "Unauthorized"))
        assert await telegram.check() == [Finding("bad_token")]
        fake.fail("getMe", Fault(500, "x"))
        assert await telegram.check() == [Finding("unreachable", {"error": "Overloaded"})]
        await telegram.close()


async def test_a_webhook_that_fails_is_found() -> None:
    async with FakeTelegram() as fake:
        telegram = adapter(fake, webhook_url=HOOK, webhook_secret="s" * 8)
        fake.webhook, fake.webhook_failures = {"url": HOOK}, 3
        fake.pending[1] = {"update_id": 1}
        assert await telegram.check() == [Finding("webhook_failing", {"waiting": 1})]
        await telegram.close()


async def test_no_network_is_found() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        async with FakeTelegram() as fake:
            telegram = adapter(fake, base_url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
            assert await telegram.check() == [Finding("unreachable", {"error": "NeverLeft"})]
            await telegram.close()
