"""The adapters that the settings ask for; a platform that isn't configured isn't imported."""

import sys
from collections.abc import Callable

from crampbot_chat.config import Secret, Settings
from crampbot_chat.content import Words, load
from crampbot_chat.contract import Adapter, Pictures
from crampbot_chat.forms import forms
from crampbot_chat.library import Library
from crampbot_chat.model import TOKEN_VERSION, Message, Millis
from crampbot_chat.store import Unavailable


def build(
    settings: Settings, library: Library, now: Callable[[], Millis], pictures: Pictures | None = None
) -> dict[str, Adapter]:
    """By name: telegram, slack."""
    adapters: dict[str, Adapter] = {}
    if settings.telegram:
        adapters["telegram"] = _telegram(settings, library, now, pictures)
    if settings.slack:
        adapters["slack"] = _slack(settings, library, now, pictures)
    return adapters


def _telegram(settings: Settings, library: Library, now: Callable[[], Millis], pictures: Pictures | None) -> Adapter:
    # httpx, which python-telegram-bot imports, brings its command line with it where click and rich are installed: a
    # fifteenth of our memory. A module that is None counts as not installed.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    from crampbot_chat.adapters.telegram import Command, Menu, Telegram  # noqa: PLC0415 - only when configured

    given = settings.telegram
    assert given is not None  # noqa: S101 - the caller looked
    menus = []
    for path in sorted(library.root.glob("*/telegram.toml")):
        language, shown = path.parent.name, load(path, dict[str, dict[str, str]])
        menus.append(
            Menu(
                language="" if language == "en" else language,
                private=tuple(Command(name, says) for name, says in shown["private"].items()),
                shared=tuple(Command(name, says) for name, says in shown["shared"].items()),
                about=shown["profile"]["about"].strip(),
                short=shown["profile"]["short"].strip(),
            )
        )
    return Telegram(
        token=given.token.reveal(),
        now=now,
        base_url=given.base_url,
        webhook_url=given.webhook_url,
        webhook_secret=_revealed(given.webhook_secret),
        menus=menus,
        waits_for=(Unavailable,),
        pictures=pictures,
    )


def _slack(settings: Settings, library: Library, now: Callable[[], Millis], pictures: Pictures | None) -> Adapter:
    from crampbot_chat.adapters.slack import Pages, Slack  # noqa: PLC0415 - only when configured

    given = settings.slack
    assert given is not None  # noqa: S101 - the caller looked
    words = library.words("")
    calls = library.calls("", "")
    home = Message("slack.home", words.blocks("slack.home", calls))
    answered = Message("slack.answered", words.blocks("slack.answered", calls))
    return Slack(
        token=given.token.reveal(),
        app_token=_revealed(given.app_token),
        signing_secret=_revealed(given.signing_secret),
        base_url=given.base_url,
        pages=Pages(home, answered, forms(library), typed_forms(words)),
        pictures=pictures,
        now=now,
    )


def typed_forms(words: Words) -> dict[str, str]:
    """What /cramp alone with a command opens, as a button's token."""
    opened = {"remind": "remind", "log": "log"}
    return {
        said: f"{TOKEN_VERSION} forms.open {opened[name]}"
        for name, sayings in words.data("commands", dict[str, list[str]]).items()
        if name in opened
        for said in sayings
    }


def _revealed(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""
