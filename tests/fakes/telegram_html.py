"""Telegram's HTML as strictly as Telegram reads it: the words that people see, or the error that it answers with."""

import re
from html import unescape

TAGS = frozenset(
    "a b blockquote code del em i ins pre s span strike strong tg-emoji tg-spoiler tg-time u".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>|&(#x?[0-9a-fA-F]+|lt|gt|amp|quot);|([<])")


class Unparsable(Exception):
    """What Telegram says after "Bad Request: can't parse entities: "."""


def seen(html: str) -> str:
    """The words without their markup. Raises Unparsable."""
    if "<" not in html and "&" not in html:
        return html
    open_tags: list[str] = []
    words: list[str] = []
    at = 0
    for token in _TOKEN.finditer(html):
        words.append(html[at : token.start()])
        at = token.end()
        closing, tag, _, entity, stray = token.groups()
        offset = len(html[: token.start()].encode())
        if entity:
            words.append(unescape(token.group()))
        elif stray or tag.lower() not in TAGS:
            raise Unparsable(f'Unsupported start tag "{tag or html[at : at + 8]}" at byte offset {offset}')
        elif not closing:
            open_tags.append(tag.lower())
        elif not open_tags:
            raise Unparsable(f"Unexpected end tag at byte offset {offset}")
        elif open_tags.pop() != tag.lower():
            raise Unparsable(f'Unmatched end tag at byte offset {offset}, found "</{tag}>"')
    if open_tags:
        raise Unparsable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(words) + html[at:]
