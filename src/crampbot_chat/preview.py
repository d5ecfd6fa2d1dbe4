"""`crampbot preview`: a message as Telegram, Slack and the terminal show it, with the longest words it can hold."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from crampbot_chat.adapters import terminal
from crampbot_chat.adapters.slack.render import render as on_slack
from crampbot_chat.adapters.telegram.render import render as on_telegram
from crampbot_chat.content import FALLBACK, Words
from crampbot_chat.markup import fill
from crampbot_chat.model import Message
from crampbot_chat.proofread.pages import Book
from crampbot_chat.proofread.room import longest

BOT, PRIVATE = "CrampBot", "slack://app?team=T00000000&id=A00000000&tab=messages"  # where a private choice leads
MANY = 2  # for a text with plurals


class _Facts(dict[str, str | int | tuple[str, ...]]):
    """The longest words for each fact that comes from the content; any other stands there by its name."""

    def __missing__(self, name: str) -> str:
        return f"[{name}]"


def preview(root: Path, key: str, language: str = FALLBACK) -> Iterator[str]:
    """The lines to print. KeyError for an unknown key."""
    words, facts = _read(root, language)
    message = Message(key, words.blocks(key, facts))
    yield words.text("cli.preview_telegram")
    for part in on_telegram(message, BOT):
        yield _json({name: value for name, value in part.params().items() if value is not None})
    yield words.text("cli.preview_slack")
    yield _json({"blocks": on_slack(message, PRIVATE).blocks})
    yield words.text("cli.preview_terminal")
    yield from terminal.render(message)


@cache
def _read(root: Path, language: str) -> tuple[Words, _Facts]:
    """The words and the facts of every message: read once for all that are shown."""
    known = longest(Book(root, language))
    facts = _Facts({**{name: fill(said, _Facts(known)) for name, said in known.items()}, "n": MANY})
    return Words(root, language), facts


def keys(root: Path, language: str = FALLBACK) -> list[str]:
    """Every message that there is."""
    return sorted(Words(root, language).keys())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
