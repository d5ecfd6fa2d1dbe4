"""The small markup of the words: paragraphs, lists, **weight**, and the {names} that are filled in."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from crampbot_chat.model import Block, Choices, Para, Picture, Span, Steps

TEXTS = 8192  # texts that are remembered taken apart
Facts = Mapping[str, str | int | tuple[str, ...] | Span]

_STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_POINT = re.compile(r"(?:- |\d+\. )")
_NAME = re.compile(r"\{([a-z_]+)\}")


def parse(text: str) -> Iterator[Block]:
    """Paragraphs and lists, one after the other; the names of facts still stand in them."""
    for chunk in re.split(r"\n[ \t]*\n", text.strip()):
        lines = [line.strip() for line in chunk.strip().splitlines()]
        for points, group in _groups(lines):
            if points:
                items = tuple(_spans(_POINT.sub("", line, count=1)) for line in group)
                yield Steps(items, numbered=not group[0].startswith("- "))
            else:
                yield Para(_spans("\n".join(group)))


def _groups(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of lines that are points, and runs that are not."""
    group: list[str] = []
    for line in lines:
        if group and bool(_POINT.match(line)) != bool(_POINT.match(group[0])):
            yield bool(_POINT.match(group[0])), group
            group = []
        group.append(line)
    if group:
        yield bool(_POINT.match(group[0])), group


def _spans(text: str) -> tuple[Span, ...]:
    spans = []
    for index, part in enumerate(_STRONG.split(text)):
        if part:
            spans.append(Span(part, strong=bool(index % 2)))
    return tuple(spans)


def fill_block(block: Block, facts: Facts) -> Block | None:
    """The block with its facts; None when nothing is left of it."""
    match block:
        case Para(spans):
            filled = _filled(spans, facts)
            return Para(filled) if filled else None
        case Steps(items, numbered):
            return _points(items, facts, numbered=numbered)
        case Picture() | Choices():
            return block


def _points(items: tuple[tuple[Span, ...], ...], facts: Facts, *, numbered: bool) -> Steps | None:
    points: list[tuple[Span, ...]] = []
    for item in items:
        name = _NAME.fullmatch(item[0].text) if len(item) == 1 else None
        value = facts[name[1]] if name else None
        if isinstance(value, tuple):
            points += [(Span(text),) for text in value]
        elif filled := _filled(item, facts):
            points.append(filled)
    return Steps(tuple(points), numbered=numbered) if points else None


def _filled(spans: tuple[Span, ...], facts: Facts) -> tuple[Span, ...]:
    filled = [part for span in spans for part in _named(span, facts)]
    while filled and not filled[0].text.strip():
        del filled[0]
    while filled and not filled[-1].text.strip():
        del filled[-1]
    return tuple(filled)


def _named(span: Span, facts: Facts) -> Iterator[Span]:
    """The span filled in; a fact that is a span itself, somebody's name, stays one."""
    if "{" not in span.text:
        yield span
        return
    names = [name for name in _names(span.text) if isinstance(facts[name], Span)]
    if not names:
        yield Span(fill(span.text, facts), span.strong)
        return
    before, _, after = span.text.partition(f"{{{names[0]}}}")
    named = facts[names[0]]
    yield Span(fill(before, facts), span.strong)
    if isinstance(named, Span):
        yield named
    yield from _named(Span(after, span.strong), facts)


def fill(text: str, facts: Facts) -> str:
    """`text` with its facts; lines that stay empty are left out, line breaks at its ends stay."""
    if "{" not in text:
        return text
    lines = [words % tuple([_fact(facts[name]) for name in names]) for words, names in _apart(text)]
    if len(lines) == 1:
        return lines[0] if lines[0].strip() else ""
    filled = "\n".join([line for line in lines if line.strip()])
    head, tail = ("\n" if at == "\n" else "" for at in (text[0], text[-1]))
    return f"{head}{filled}{tail}" if filled else head or tail


@lru_cache(maxsize=TEXTS)
def _apart(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each line taken apart once: its words with %s for each fact, and the names of these."""
    lines = text.split("\n")
    return tuple((_NAME.sub("%s", line.replace("%", "%%")), tuple(_NAME.findall(line))) for line in lines)


@lru_cache(maxsize=TEXTS)
def _names(text: str) -> tuple[str, ...]:
    return tuple(_NAME.findall(text))


def _fact(value: str | int | tuple[str, ...] | Span) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Span):
        return value.text
    return "\n".join(value) if isinstance(value, tuple) else str(value)
