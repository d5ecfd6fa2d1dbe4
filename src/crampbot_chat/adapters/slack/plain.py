"""Slack's notation for what people write, read back as the plain text that they typed."""

import re

from crampbot_chat.adapters.slack.emoji import NAMES

ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}  # the only three that Slack uses

_token = re.compile(
    r"<([@#!][^<>|]*|[a-z][a-z+.-]*:[^<>|\s]+)(?:\|([^<>]*))?>"  # a reference with its label
    r"|(&(?:amp|lt|gt);)"
    r"|:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?"
)


def plain(text: str, bot: str = "") -> str:
    """Mentions, links, dates, entities and :emoji: as text; mentions of the `bot` itself vanish."""
    return _token.sub(lambda match: _one(match, bot), text).strip()


def escape(text: str) -> str:
    """Text that Slack shows as it is: no mention, link or @channel can hide in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _one(match: re.Match[str], bot: str) -> str:
    target, label, entity, emoji = match.groups()
    if entity:
        return ENTITIES[entity]
    if emoji:
        return NAMES.get(emoji, match[0])
    return _reference(target or "", label or "", bot)


def _reference(target: str, label: str, bot: str) -> str:
    """<@U1|ann> → @ann, <#C1|general> → #general, <!here> → @here, <https://x|label> → label."""
    kind, name = target[:1], target[1:]
    if kind == "@":
        return "" if name == bot else f"@{_bare(label)}"
    if kind == "#":
        return f"#{_bare(label)}"
    if kind == "!":
        return _bare(label) or f"@{name.partition('^')[0]}"
    return _bare(label) or _bare(target)


def _bare(text: str) -> str:
    return re.sub(r"&(?:amp|lt|gt);", lambda match: ENTITIES[match[0]], text)
