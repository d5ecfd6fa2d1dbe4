"""What the fake Bot API is made of: messages as people see them, calls, faults, and what a call's parameters say."""

import itertools
import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from fakes.telegram_html import Unparsable, seen


class Call(msgspec.Struct):
    """One request of the bot: when it came (perf_counter), and how and when it was answered, 0 as long as it is not."""

    method: str
    params: dict[str, Any]
    at: float
    status: int = 0
    answered_at: float = 0.0


class Shown(msgspec.Struct):
    """A message as people see it now."""

    id: int
    text: str
    bot: bool = False
    html: str = ""
    buttons: list[list[dict[str, str]]] = []
    silent: bool = False
    edits: int = 0
    thread: int = 0
    reply_to: int = 0
    media: str = ""  # the file id of its photo or animation; the text is then its caption
    sender: int = 0

    @property
    def labels(self) -> list[str]:
        """What the buttons say."""
        return [button["text"] for row in self.buttons for button in row]


class Upload(msgspec.Struct):
    """A file in a request."""

    name: str
    kind: str
    content: bytes


class Fault(msgspec.Struct, frozen=True):
    """What goes wrong with one call: an error answer, or "reset" (nothing done), "lost" (done, then no answer),
    "hang" (never answered) or "garbage" (done, then an answer that is no JSON).
    """

    status: int = 0
    description: str = "Fault"
    retry_after: int = 0
    kind: str = "answer"


class Refusal(Exception):
    """An error answer."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: int) -> Refusal:
    """The commonest of them."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


def read(request: web.BaseRequest, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            params = msgspec.json.decode(body)
        except msgspec.DecodeError:
            raise bad("can't parse JSON object") from None
        if not isinstance(params, dict):
            raise bad("JSON object expected")
        return params
    if request.content_type == "multipart/form-data":
        return _multipart(request.headers["Content-Type"], body)
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)) | dict(request.query)


def _multipart(kind: str, body: bytes) -> dict[str, Any]:
    parsed = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found: dict[str, Any] = {}
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        file = part.get_filename()
        found[name] = Upload(file, part.get_content_type(), content) if file else content.decode()
    return found


def structure(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            raise bad("can't parse reply markup JSON object") from None
    return value


def scope(params: dict[str, Any]) -> tuple[str, ...]:
    given = structure(params.get("scope")) or {"type": "default"}
    return ("commands", given["type"], str(given.get("chat_id", "")), params.get("language_code") or "")


def words(params: dict[str, Any], field: str = "text", most: int = 4096) -> tuple[str, str]:
    """(what people read, what was sent)."""
    html = params.get(field) or ""
    if field == "caption" and not html:
        return "", ""
    if not isinstance(html, str):
        raise bad("message text is empty")
    mode = params.get("parse_mode") or ""
    if mode not in {"", "HTML"}:
        raise bad("unsupported parse_mode")
    try:
        text = (seen(html) if mode else html).strip()
    except Unparsable as problem:
        raise bad(f"can't parse entities: {problem}") from None
    if not text:
        raise bad("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > most:
        raise bad("message caption is too long" if field == "caption" else "message is too long")
    return text, html


def buttons(params: dict[str, Any]) -> list[list[dict[str, str]]]:
    markup = structure(params.get("reply_markup"))
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows: list[list[dict[str, str]]] = markup.get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        if not button.get("text"):
            raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
        if len(button) != 2 or not button.keys() & {"callback_data", "url"}:
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(button.get("callback_data", "x").encode()) not in range(1, 65):
            raise bad("BUTTON_DATA_INVALID")
        if not re.match(r"https?://[\w.-]+\.\w+|tg://", button.get("url", "https://t.me")):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if any(len(row) > 8 for row in rows) or sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    return rows


def not_found() -> Refusal:
    return Refusal(404, "Not Found")


NAMES = {7: "Ann"}


def person(number: int, language: str = "en") -> dict[str, Any]:
    """A Bot API User."""
    return {"id": number, "is_bot": False, "first_name": NAMES.get(number, "Somebody"), "language_code": language}


def entities(words: str) -> list[dict[str, Any]]:
    """The commands and mentions that Telegram marks in a text, in UTF-16 code units."""
    found = []
    for match in re.finditer(r"(?<!\S)/\w+(?:@\w+)?|(?<!\w)@\w{4,}", words, re.ASCII):
        kind = "mention" if match.group().startswith("@") else "bot_command"
        start, end = (len(words[:at].encode("utf-16-le")) // 2 for at in match.span())
        found.append({"type": kind, "offset": start, "length": end - start})
    return found
