"""What Slack refuses in Block Kit: the limits and shapes of docs.slack.dev/reference/block-kit."""

import re
from collections.abc import Iterator
from typing import Any

BLOCKS, HOME_BLOCKS, SECTION, HEADER, BUTTONS, LABEL, VALUE, URL, ACTION_ID = (
    50,
    100,
    3000,
    150,
    25,
    75,
    2000,
    3000,
    255,
)
ALT = 2000  # characters; image block, alt_text and title
RICH_PARTS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
KEYS = {
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "rich_text": {"type", "block_id", "elements"},
    "actions": {"type", "block_id", "elements"},
    "header": {"type", "block_id", "text", "level"},
    "context": {"type", "block_id", "elements"},
    "divider": {"type", "block_id"},
    "image": {"type", "block_id", "image_url", "slack_file", "alt_text", "title"},
    "slack_file": {"id", "url"},
    "button": {"type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"},
    "rich_text_section": {"type", "elements"},
    "rich_text_list": {"type", "elements", "style", "indent", "offset", "border"},
    "rich_text_quote": {"type", "elements", "border"},
    "rich_text_preformatted": {"type", "elements", "border"},
    "text": {"type", "text", "style"},
    "link": {"type", "url", "text", "style", "unsafe"},
    "user": {"type", "user_id", "style"},
    "emoji": {"type", "name", "unicode", "skin_tone", "style"},
    "plain_text": {"type", "text", "emoji"},
    "mrkdwn": {"type", "text", "verbatim"},
}


def complaints(blocks: Any, limit: int = BLOCKS) -> list[str]:
    """Why Slack would answer invalid_blocks; empty when it would not."""
    if not isinstance(blocks, list):
        return ["blocks is no list"]
    found = list(_too_many(blocks, limit))
    actions: list[str] = []
    for block in blocks:
        found += _block(block, actions)
    if len(actions) != len(set(actions)):
        found.append("action_id already exists")
    return found


def flat(blocks: list[dict[str, Any]]) -> str:
    """The words that a person reads in these blocks, buttons left out."""
    return "\n".join(filter(None, (_words(block) for block in blocks)))


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def _too_many(blocks: list[Any], limit: int) -> Iterator[str]:
    if len(blocks) > limit:
        yield f"no more than {limit} items allowed"


def _block(block: Any, actions: list[str]) -> Iterator[str]:
    if not isinstance(block, dict) or block.get("type") not in KEYS:
        yield "unsupported block"
        return
    yield from _strange_keys(block)
    match block["type"]:
        case "section":
            yield from _text(block.get("text"), SECTION, {"plain_text", "mrkdwn"})
        case "header":
            yield from _text(block.get("text"), HEADER, {"plain_text"})
        case "rich_text":
            yield from _rich(block.get("elements"))
        case "image":
            yield from _image(block)
        case "actions":
            yield from _actions(block.get("elements"), actions)


def _image(block: dict[str, Any]) -> Iterator[str]:
    file = block.get("slack_file")
    if ("image_url" in block) == (file is not None):
        yield "image: either image_url or slack_file"
    if file is not None and not (isinstance(file, dict) and re.fullmatch(r"F[A-Z0-9]{8,}", str(file.get("id")))):
        yield "input must match regex pattern: ^[F][A-Z0-9]{8,}$"
    if not isinstance(block.get("alt_text"), str) or not 0 < len(block["alt_text"]) <= ALT:
        yield "image: alt_text"
    if "title" in block:
        yield from _text(block["title"], ALT, {"plain_text"})


def _actions(elements: Any, actions: list[str]) -> Iterator[str]:
    if not isinstance(elements, list) or not 0 < len(elements) <= BUTTONS:
        yield "actions: wrong number of elements"
        return
    for button in elements:
        if button.get("type") != "button":
            yield "actions: unsupported element"
            continue
        yield from _strange_keys(button)
        yield from _text(button.get("text"), LABEL, {"plain_text"})
        action = button.get("action_id", "")
        actions.append(action)
        if not 0 < len(action) <= ACTION_ID:
            yield "button: action_id"
        if "value" in button and not 0 < len(button["value"]) <= VALUE:
            yield "button: value"
        if "url" in button and not (
            button["url"].startswith(("https://", "http://", "slack://")) and len(button["url"]) <= URL
        ):
            yield "button: url"


def _rich(elements: Any) -> Iterator[str]:
    if not isinstance(elements, list) or not elements:
        yield "rich_text: no elements"
        return
    for part in elements:
        if part.get("type") not in RICH_PARTS:
            yield "rich_text: unsupported element"
            continue
        yield from _strange_keys(part)
        if part["type"] == "rich_text_list":
            if part.get("style") not in {"bullet", "ordered"}:
                yield "rich_text_list: style"
            yield from _rich(part.get("elements"))
            continue
        if not part.get("elements"):
            yield "rich_text: empty element"
        for run in part.get("elements", []):
            yield from _run(run)


def _run(run: Any) -> Iterator[str]:
    if run.get("type") not in {"text", "link", "emoji", "user"}:
        yield "rich_text: unsupported run"
        return
    yield from _strange_keys(run)
    if run["type"] == "text" and not (isinstance(run.get("text"), str) and run["text"]):
        yield "rich_text: must be more than 0 characters"
    if run["type"] == "user" and not str(run.get("user_id", "")).startswith(("U", "W")):
        yield "rich_text: invalid user_id"
    if run["type"] == "link" and not run.get("url", "").startswith(("https://", "http://", "slack://", "mailto:")):
        yield "rich_text: invalid url"
    if not all(value is True or value is False for value in run.get("style", {}).values()):
        yield "rich_text: style"


def _text(text: Any, limit: int, kinds: set[str]) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield "text object of a wrong kind"
        return
    yield from _strange_keys(text)
    if not isinstance(text.get("text"), str) or not 0 < len(text["text"]) <= limit:
        yield f"must be between 1 and {limit} characters"


def _strange_keys(thing: dict[str, Any]) -> Iterator[str]:
    if thing.keys() - KEYS.get(thing["type"], set()):
        yield f"{thing['type']}: unknown property"


def _words(block: dict[str, Any]) -> str:
    match block["type"]:
        case "image":
            return str(block["title"]["text"]) if "title" in block else ""
        case "section" | "header":
            return str(block["text"]["text"])
        case "rich_text":
            return "\n".join(_part(part) for part in block["elements"])
        case _:
            return ""


def _part(part: dict[str, Any]) -> str:
    if part["type"] == "rich_text_list":
        ordered = part["style"] == "ordered"
        return "\n".join(
            f"{number}. {_part(item)}" if ordered else f"• {_part(item)}"
            for number, item in enumerate(part["elements"], 1)
        )
    return "".join(_shown(run) for run in part["elements"])


def _shown(run: dict[str, Any]) -> str:
    if run["type"] == "user":
        return f"@{run['user_id']}"
    words = str(run.get("text") or run.get("url") or f":{run.get('name')}:")
    return f"*{words}*" if run.get("style", {}).get("bold") else words
