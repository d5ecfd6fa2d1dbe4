"""Forms → Slack's modals, and what was filled in back; docs.slack.dev/reference/views and …/block-kit/blocks."""

from collections.abc import Mapping
from typing import Any

from crampbot_chat.contract import Field, Form
from crampbot_chat.model import TOKEN_VERSION

Json = dict[str, Any]

TEXT_LIMIT = 3000  # characters of a text field
OPTION_LIMIT = 75  # characters of an option
TITLE_LIMIT = 24  # characters of a title, and of the button that sends it
ELEMENT = "value"  # the action_id of every field; the block's id is the field's name


def asked(token: str, forms: Mapping[str, Form]) -> tuple[Form, str] | None:
    """The form that a button opens, and what it is about; None for any other button."""
    version, name, *rest = [*token.split(" "), "", ""][:4]
    form = forms.get(rest[0])
    return (form, rest[1]) if form and version == TOKEN_VERSION and name == "forms.open" else None


def view(form: Form, about: str) -> Json:
    """The modal, with all fields empty: it needs no look into the database, so it opens at once."""
    return {
        "type": "modal",
        "callback_id": form.name,
        "private_metadata": about,
        "title": _plain(form.title),
        "submit": _plain(form.send),
        "blocks": [_block(field) for field in form.fields],
    }


def filled(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Each field's value as text; several choices with blanks between; what was left empty isn't there."""
    found = {name: _value(elements.get(ELEMENT, {})) for name, elements in state.items()}
    return {name: value for name, value in found.items() if value}


def _value(element: Mapping[str, Any]) -> str:
    match element:
        case {"selected_options": list(options)}:
            return " ".join(str(option["value"]) for option in options)
        case {"selected_option": {"value": str(value)}} | {"selected_date": str(value)} | {"selected_time": str(value)}:
            return value
        case {"selected_date_time": int(seconds)}:
            return str(seconds)
        case {"value": str(value)}:
            return value
    return ""


def _block(field: Field) -> Json:
    hint = {"hint": _plain(field.hint)} if field.hint else {}
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label),
        "optional": not field.needed,
        "element": {"action_id": ELEMENT, **_element(field)},
        **hint,
    }


def _element(field: Field) -> Json:
    options = [{"text": _plain(label[:OPTION_LIMIT]), "value": value} for value, label in field.options]
    match field.kind:
        case "text":
            return {"type": "plain_text_input", "max_length": min(field.most or TEXT_LIMIT, TEXT_LIMIT)}
        case "number":
            whole = {"type": "number_input", "is_decimal_allowed": False}
            return {**whole, "min_value": "0", "max_value": str(field.most)}
        case "choice" | "many" as kind:
            return {"type": "static_select" if kind == "choice" else "multi_static_select", "options": options}
        case kind:
            return {"type": {"date": "datepicker", "time": "timepicker", "moment": "datetimepicker"}[kind]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}
