"""A DATABASE_URL opens its database, and imports no other driver."""

import subprocess
import sys
from pathlib import Path

import pytest

from crampbot_chat.store import Unavailable
from crampbot_chat.store.open import file_path, open_store


@pytest.mark.parametrize(
    ("rest", "path"),
    [
        ("/home/me/bot.db", "/home/me/bot.db"),
        ("//home/me/bot.db", "/home/me/bot.db"),
        ("/home/me/my%20bot.db", "/home/me/my bot.db"),
        ("/C:/bot.db", "C:/bot.db"),
    ],
)
def test_a_url_names_a_file(rest: str, path: str) -> None:
    assert file_path(rest) == Path(path)


@pytest.mark.parametrize("url", ["", "bot.db", "sqlite://bot.db", "mysql://me:secret@host/bot", "sqlite:/bot.db"])
async def test_another_kind_of_url_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValueError, match="starts with") as failure:
        await open_store(url)
    assert "secret" not in str(failure.value)


async def test_an_unreachable_server_is_told_without_its_password() -> None:
    with pytest.raises(Unavailable, match=r"^ConnectionRefusedError$") as failure:
        await open_store("postgresql://me:secret@127.0.0.1:1/bot")
    assert failure.value.__context__ is None


@pytest.mark.parametrize(
    ("url", "needed", "not_needed"),
    [("sqlite://{}/bot.db", "aiosqlite", "asyncpg"), ("postgresql://{}@127.0.0.1:1/bot", "asyncpg", "aiosqlite")],
)
def test_only_the_driver_that_is_needed_is_imported(tmp_path: Path, url: str, needed: str, not_needed: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from crampbot_chat.store import Unavailable\n"
        "from crampbot_chat.store.open import open_store\n"
        "async def run():\n"
        "    try:\n"
        "        await (await open_store(sys.argv[1])).close()\n"
        "    except Unavailable:\n"
        "        pass\n"
        "asyncio.run(run())\n"
        "print(*sys.modules)\n"
    )
    command = [sys.executable, "-c", program, url.format(tmp_path if "sqlite" in url else "me")]
    modules = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert needed in modules
    assert not_needed not in modules
