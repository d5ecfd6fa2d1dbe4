"""Reads every word critically, for `crampbot check` and the tests: what is wrong, in which file, at which key."""

from collections.abc import Iterator
from pathlib import Path

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.filled import filled
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.linked import linked
from crampbot_chat.proofread.overdue import overdue
from crampbot_chat.proofread.pages import Book
from crampbot_chat.proofread.readable import readable
from crampbot_chat.proofread.room import room
from crampbot_chat.proofread.sourced import sourced
from crampbot_chat.proofread.wording import wording

__all__ = ["Finding", "overdue", "proofread"]


def proofread(root: Path) -> list[Finding]:
    """Everything that is wrong with the content in this folder. Raises BadContent when a file can't be read at all."""
    return list(_found(root))


def _found(root: Path) -> Iterator[Finding]:
    english = Book(root, FALLBACK)
    others = sorted(path.name for path in root.iterdir() if (path / "messages").is_dir() and path.name != FALLBACK)
    for book in (english, *(Book(root, language, english) for language in others)):
        yield from sourced(book)
        yield from readable(book)
        yield from wording(book, english.style)
        yield from filled(book, english)
        yield from linked(book)
        yield from room(book)
