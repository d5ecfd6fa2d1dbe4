"""Message → what sendMessage takes: HTML escaped at the leaf, parts within the limits, buttons below the last one."""

from collections.abc import Iterator
from html import escape
from typing import Any

from msgspec import Struct, structs

from crampbot_chat.contract import Refused
from crampbot_chat.model import TOKEN_LIMIT, Choice, Choices, Message, Para, Picture, Span, Steps

TEXT_LIMIT = 4096  # UTF-16 code units after parsing; Bot API, sendMessage.text
CAPTION_LIMIT = 1024  # the same below a picture; Bot API, sendPhoto.caption
PAIR_LIMIT = 14  # UTF-16 code units of a label; a phone shows two such buttons side by side uncut
ENDS = ("\n\n", "\n", ". ", "! ", "? ", "… ", "。", " ")  # where to break a long text, the best first

Keyboard = dict[str, list[list[dict[str, str]]]]


class Part(Struct, frozen=True):
    """One Telegram message: the same words as HTML and plain, and perhaps buttons."""

    html: str
    plain: str
    keyboard: Keyboard | None = None

    def params(self, *, markup: bool = True) -> dict[str, Any]:
        """The parameters for its words and buttons."""
        return {
            "text": self.html if markup else self.plain,
            "parse_mode": "HTML" if markup else None,
            "link_preview_options": {"is_disabled": True},
            "reply_markup": self.keyboard,
        }

    def caption(self, *, markup: bool = True) -> dict[str, Any]:
        """The same below a picture."""
        return {
            "caption": self.html if markup else self.plain,
            "parse_mode": "HTML" if markup else None,
            "reply_markup": self.keyboard,
        }


def render(message: Message, username: str, limit: int = TEXT_LIMIT, *, pictured: bool = False) -> list[Part]:
    """The parts in order; `username` is the bot's own, for the way into the private chat. Raises Refused.

    Where the picture is shown (`pictured`) its words are left out, unless they are all that is said.
    """
    spans = tuple(_spans(message, username, pictured=pictured))
    texts = list(_cut(spans or tuple(_spans(message, username, pictured=False)), limit))
    if not texts:
        raise Refused("empty")
    keyboard = _keyboard(message, username)
    last = len(texts) - 1
    return [
        Part(html="".join(map(_html, spans)), plain=_plain(spans), keyboard=keyboard if index == last else None)
        for index, spans in enumerate(texts)
    ]


def units(text: str) -> int:
    """Its length as Telegram counts it: UTF-16 code units, two for most emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def picture_of(message: Message) -> Picture | None:
    """The picture above its words."""
    return next((block for block in message.blocks if isinstance(block, Picture)), None)


def _spans(message: Message, username: str, *, pictured: bool) -> Iterator[Span]:
    gap = False
    for block in message.blocks:
        match block:
            case Para(spans):
                lines = spans
            case Steps(items, numbered):
                lines = tuple(_steps(items, numbered=numbered))
            case Picture(alt=alt) if alt and not pictured:
                lines = (Span(alt),)
            case Picture() | Choices():
                continue
        if gap:
            yield Span("\n\n")
        gap = True
        yield from (_opening(span, username) if span.opens else span for span in lines)


def _opening(span: Span, username: str) -> Span:
    """A code as the link that opens our private chat with it; Bot API, "Deep linking"."""
    return Span(f"https://t.me/{username}?start={span.text}", span.strong)


def _steps(items: tuple[tuple[Span, ...], ...], *, numbered: bool) -> Iterator[Span]:
    for number, item in enumerate(items, 1):
        start = "\n" if number > 1 else ""
        yield Span(f"{start}{number}. " if numbered else f"{start}• ")
        yield from item


def _cut(spans: tuple[Span, ...], limit: int) -> Iterator[tuple[Span, ...]]:
    """Parts of at most `limit` units, none of them blank."""
    rest, text = spans, _plain(spans)
    while text.strip():
        if units(text) <= limit:
            yield rest
            return
        end = _end(text, limit)
        if text[:end].strip():
            yield _slice(rest, 0, end)
        start = len(text) - len(text[end:].lstrip())
        rest, text = _slice(rest, start, len(text)), text[start:]


def _end(text: str, limit: int) -> int:
    """Where to break: after the last paragraph, line, sentence or word of the second half, else anywhere."""
    most = size = 0
    for most, character in enumerate(text):  # noqa: B007
        size += 2 if character > "\uffff" else 1
        if size > limit:
            break
    for mark in ENDS:
        found = text.rfind(mark, most // 2, most)
        if found >= 0:
            return found + len(mark)
    return max(most, 1)


def _slice(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    kept: list[Span] = []
    at = 0
    for span in spans:
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        at += len(span.text)
        if text:
            kept.append(structs.replace(span, text=text))
    return tuple(kept)


def _plain(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)


def _html(span: Span) -> str:
    text = escape(span.text, quote=False)
    if span.who:
        return f'<a href="tg://user?id={escape(span.who.user)}">{text}</a>'
    return f"<b>{text}</b>" if span.strong and text.strip() else text


def _keyboard(message: Message, username: str) -> Keyboard | None:
    """Short neighbours share a row; a longer label has one for itself, since a phone would cut it."""
    rows: list[list[dict[str, str]]] = []
    room = False
    for block in message.blocks:
        for choice in [each for each in block.choices if not each.form] if isinstance(block, Choices) else ():
            short = units(choice.label) <= PAIR_LIMIT
            if room and short:
                rows[-1].append(_button(choice, username))
                room = False
            else:
                rows.append([_button(choice, username)])
                room = short
    return {"inline_keyboard": rows} if rows else None


def _button(choice: Choice, username: str) -> dict[str, str]:
    if choice.private:
        return {"text": choice.label, "url": f"https://t.me/{username}?start=private"}
    if not 0 < len(choice.token.encode()) <= TOKEN_LIMIT:
        raise Refused("token_length")
    return {"text": choice.label, "callback_data": choice.token}
