"""`crampbot preview` shows every message as the platforms would, and they would take it."""

import json
from pathlib import Path

import pytest
from fakes import slack_blocks, telegram_parts
from program import WORDS, Program

from crampbot_chat import cli, content
from crampbot_chat.preview import keys, preview

ROOT = content.folder()
TITLES = [WORDS.text(f"cli.preview_{name}") for name in ("telegram", "slack", "terminal")]


def parts(key: str, language: str = "en") -> tuple[str, str, list[str]]:
    """What it says for Telegram, for Slack, for the terminal."""
    lines = list(preview(ROOT, key, language))
    first, second, third = (lines.index(title) for title in TITLES)
    return "\n".join(lines[first + 1 : second]), "\n".join(lines[second + 1 : third]), lines[third + 1 :]


@pytest.mark.parametrize("key", keys(ROOT))
def test_every_message_can_be_shown(key: str) -> None:
    telegram, slack, shown = parts(key)
    decoder, at = json.JSONDecoder(), 0
    while at < len(telegram):
        params, at = decoder.raw_decode(telegram, at)
        assert telegram_parts.words(params)[0]
        telegram_parts.buttons(params)
        at += 1
    assert slack_blocks.complaints(json.loads(slack)["blocks"]) == []
    assert shown
    assert shown[0].strip()


def test_it_reads_as_written() -> None:
    telegram, slack, shown = parts("relief.act")
    assert telegram_parts.buttons(json.loads(telegram))[0][0]["text"] == "It's gone"
    assert slack_blocks.buttons(json.loads(slack)["blocks"])[1]["text"]["text"] == "Still hurts"
    assert "[1] It's gone  [2] Still hurts" in shown[-1]
    assert "[count]" in "\n".join(shown)
    assert "{" not in "".join(shown)


def test_the_command_lists_and_shows(tmp_path: Path) -> None:
    program = Program(tmp_path)
    listed = program.run("preview")
    assert (listed.code, listed.out.split()) == (cli.OK, keys(ROOT))
    shown = program.run("preview", "door.hello")
    assert shown.code == cli.OK
    assert all(title in shown.out for title in TITLES)
    assert program.run("preview", "door.hello", "--language", "de").code == cli.OK
    unknown = program.run("preview", "door.nowhere")
    assert (unknown.code, unknown.out) == (cli.MISUSED, "")
    assert unknown.err.strip() == WORDS.text("cli.preview_unknown", what="door.nowhere")
