"""What Slack refuses in a modal, and what a person can put into its fields; docs.slack.dev/reference/views."""

from collections.abc import Iterator, Mapping
from typing import Any

TITLE, BLOCKS, LABEL, HINT, METADATA, CALLBACK = 24, 100, 2000, 2000, 3000, 255
OPTIONS, OPTION, VALUE, INPUT = 100, 75, 150, 3000
VIEW_KEYS = {
    "type", "title", "blocks", "submit", "close", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip
BLOCK_KEYS = {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}
ELEMENTS = {
    "plain_text_input": {"placeholder", "initial_value", "multiline", "min_length", "max_length"},
    "number_input": {"is_decimal_allowed", "initial_value", "min_value", "max_value", "placeholder"},
    "static_select": {"placeholder", "options", "option_groups", "initial_option"},
    "multi_static_select": {"placeholder", "options", "option_groups", "initial_options", "max_selected_items"},
    "datepicker": {"placeholder", "initial_date"},
    "timepicker": {"placeholder", "initial_time", "timezone"},
    "datetimepicker": {"initial_date_time"},
}


def modal_complaints(view: Any) -> list[str]:
    """Why Slack would answer invalid_arguments; empty when it would not."""
    return [*_view(view)] if isinstance(view, dict) else ["no view"]


def _view(view: dict[str, Any]) -> Iterator[str]:
    blocks = view.get("blocks")
    if view.get("type") != "modal" or view.keys() - VIEW_KEYS:
        yield "unknown property, or no modal"
    yield from _plain(view.get("title"), TITLE)
    yield from _plain(view.get("submit"), TITLE)  # an input block needs it
    if len(view.get("private_metadata", "")) > METADATA or len(view.get("callback_id", "")) > CALLBACK:
        yield "metadata"
    if not isinstance(blocks, list) or not 0 < len(blocks) <= BLOCKS:
        yield "wrong number of blocks"
        return
    names = [block.get("block_id") for block in blocks]
    if len(names) != len({*names}):
        yield "block_id already exists"
    for block in blocks:
        yield from _input(block)


def _input(block: dict[str, Any]) -> Iterator[str]:
    if block.get("type") != "input" or block.keys() - BLOCK_KEYS:
        yield "unsupported block"
        return
    yield from _plain(block.get("label"), LABEL)
    if "hint" in block:
        yield from _plain(block["hint"], HINT)
    element = block.get("element", {})
    kind = element.get("type")
    if kind not in ELEMENTS or element.keys() - ELEMENTS[kind] - {"type", "action_id", "focus_on_load"}:
        yield "unsupported element"
        return
    if kind == "plain_text_input" and not 0 < element.get("max_length", INPUT) <= INPUT:
        yield "max_length"
    if kind == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        yield "number_input: is_decimal_allowed is required"
    if "select" in kind:
        yield from _options(element.get("options"))


def _options(options: Any) -> Iterator[str]:
    if not isinstance(options, list) or not 0 < len(options) <= OPTIONS:
        yield "wrong number of options"
        return
    for option in options:
        yield from _plain(option.get("text"), OPTION)
        if not 0 < len(option.get("value", "")) <= VALUE:
            yield "option: value"


def _plain(text: Any, limit: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text" or text.keys() - {"type", "text", "emoji"}:
        yield "text object of a wrong kind"
    elif not 0 < len(text.get("text", "")) <= limit:
        yield f"must be between 1 and {limit} characters"


def state(view: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """What Slack sends of these answers, a choice by its label. Raises ValueError for what its app holds back."""
    found: dict[str, Any] = {}
    known = {block["block_id"]: block for block in view["blocks"]}
    if given.keys() - known.keys():
        raise ValueError(f"no such field: {given.keys() - known.keys()}")
    for name, block in known.items():
        value = given.get(name, "")
        if not value and not block.get("optional"):
            raise ValueError(f"{name}: please complete this required field")
        element = block["element"]
        found[name] = {element["action_id"]: {"type": element["type"], **_filled(element, value)}}
    return found


def _filled(element: dict[str, Any], value: str) -> dict[str, Any]:
    options = {option["text"]["text"]: option for option in element.get("options", [])}
    match element["type"]:
        case "static_select":
            return {"selected_option": options[value] if value else None}
        case "multi_static_select":
            return {"selected_options": [options[each.strip()] for each in value.split("+")] if value else []}
        case "datepicker":
            return {"selected_date": value or None}
        case "timepicker":
            return {"selected_time": value or None}
        case "datetimepicker":
            return {"selected_date_time": int(value) if value else None}
        case "number_input" if value and not int(element["min_value"]) <= int(value) <= int(element["max_value"]):
            raise ValueError("out of range")
    if len(value) > element.get("max_length", INPUT):
        raise ValueError("too long")
    return {"value": value or None}
