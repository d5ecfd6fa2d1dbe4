"""A Message as Block Kit: rich text, which nobody's words can turn into markup, and the same as plain text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from msgspec import Struct, structs

from crampbot_chat.adapters.slack.plain import escape
from crampbot_chat.model import Block, Choice, Choices, Message, Para, Picture, Span, Steps, plain

Json = dict[str, Any]

# docs.slack.dev/reference/block-kit/blocks and …/block-elements/button-element
BLOCKS_LIMIT = 50  # in one message
TEXT_LIMIT = 3000  # characters in one block
LABEL_LIMIT = 75  # characters on a button; about 30 are shown
ALT_LIMIT = 2000  # characters of a picture's words
FALLBACK_LIMIT = 4000  # characters of the text beside the blocks; chat.postMessage, "for best results"

_link = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)])")


class Page(Struct, frozen=True):
    """What a message looks like on Slack; `text` says the same for screen readers and notifications.

    pictured: the pictures in it. wordy: the same with their words in their place.
    """

    text: str
    blocks: list[Json]
    pictured: tuple[str, ...] = ()
    wordy: "Page | None" = None


def render(message: Message, private_link: str, files: Mapping[str, str] | None = None) -> Page:
    """`private_link` is where a private choice leads: the address of our private chat.

    files: the pictures that Slack has, its file id by their asset.
    """
    names = (f"choice-{number}" for number in count())  # Slack wants another one for each button
    blocks: list[Json] = []
    for part in message.blocks:
        if isinstance(part, Picture) and files and part.asset in files:
            blocks.append(_image(part, files[part.asset], message))
        else:
            blocks += _blocks(part, names, private_link)
    page = Page(fallback(message), _few(blocks))
    return structs.replace(page, pictured=tuple(files), wordy=render(message, private_link)) if files else page


def _image(picture: Picture, file: str, message: Message) -> Json:
    words = fallback(structs.replace(message, blocks=tuple(part for part in message.blocks if _speaks(part))))
    block = {"type": "image", "slack_file": {"id": file}, "alt_text": (picture.alt or words)[:ALT_LIMIT]}
    title = {"type": "plain_text", "text": picture.alt[:ALT_LIMIT]}
    return block if words or not picture.alt else {**block, "title": title}


def _speaks(part: Block) -> bool:
    return isinstance(part, Para | Steps)


def fallback(message: Message) -> str:
    """The whole message as text that Slack shows literally."""
    text = escape("\n\n".join(filter(None, (_flat(part) for part in message.blocks))))
    return text if len(text) <= FALLBACK_LIMIT else text[: FALLBACK_LIMIT - 1] + "…"


def _flat(part: Block) -> str:
    match part:
        case Para(spans):
            return plain(spans)
        case Steps(items, numbered):
            return "\n".join(
                f"{number}. {plain(item)}" if numbered else f"• {plain(item)}" for number, item in enumerate(items, 1)
            )
        case Picture(alt=alt):
            return alt
        case Choices(choices):
            return " · ".join(choice.label for choice in choices)


def _blocks(part: Block, names: Iterator[str], private_link: str) -> Iterator[Json]:
    match part:
        case Para(spans):
            for piece in _pieces(spans):
                yield {"type": "rich_text", "elements": [_section(piece)]}
        case Steps(items, numbered):
            lines = [_section(item) for item in items if plain(item)]
            if lines:
                style = "ordered" if numbered else "bullet"
                yield {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": lines}]}
        case Picture(alt=alt):
            if alt:
                yield {"type": "rich_text", "elements": [_section((Span(alt),))]}
        case Choices(choices):
            if choices:
                buttons = [_button(next(names), choice, private_link) for choice in choices]
                yield {"type": "actions", "elements": buttons}


def _pieces(spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """The spans in blocks that Slack takes; nearly always one."""
    piece: list[Span] = []
    room = TEXT_LIMIT
    for span in spans:
        text = span.text
        while text:
            piece.append(structs.replace(span, text=text[:room]))
            text, room = text[room:], room - len(piece[-1].text)
            if not room:
                yield tuple(piece)
                piece, room = [], TEXT_LIMIT
    if plain(tuple(piece)).strip():
        yield tuple(piece)


def _section(spans: Sequence[Span]) -> Json:
    return {"type": "rich_text_section", "elements": [run for span in spans for run in _runs(span)]}


def _runs(span: Span) -> Iterator[Json]:
    style = {"style": {"bold": True}} if span.strong else {}
    if span.who:
        yield {"type": "user", "user_id": span.who.user, **style}
        return
    for number, text in enumerate(_link.split(span.text)):
        if number % 2:
            yield {"type": "link", "url": text, **style}
        elif text:
            yield {"type": "text", "text": text, **style}


def _button(name: str, choice: Choice, private_link: str) -> Json:
    label = choice.label if len(choice.label) <= LABEL_LIMIT else choice.label[: LABEL_LIMIT - 1] + "…"
    button: Json = {
        "type": "button",
        "action_id": name,
        "text": {"type": "plain_text", "text": label, "emoji": True},
    }
    if choice.private:
        return {**button, "url": private_link}
    return {**button, "value": choice.token} if choice.token else button


def _few(blocks: list[Json]) -> list[Json]:
    """No more blocks than Slack takes: the text of what is too much goes into the last ones, buttons stay."""
    texts = [block for block in blocks if block["type"] == "rich_text"]
    surplus = len(blocks) - BLOCKS_LIMIT
    if surplus <= 0:
        return blocks
    joined = texts[-surplus - 1 :]
    whole = {"type": "rich_text", "elements": [element for block in joined for element in block["elements"]]}
    kept = [block for block in blocks if block not in joined[1:]]
    return [whole if block is joined[0] else block for block in kept]
