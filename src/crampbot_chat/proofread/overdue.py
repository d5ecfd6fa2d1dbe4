"""What nobody has read for too long: tips, answers and stretches are hidden, relief and danger signs only named."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book
from crampbot_chat.proofread.sourced import YEAR

HIDDEN = ("questions", "routines", "stretches", "tips")
SAID = ("muscles", "red_flags")  # nobody is left alone with a cramp or in danger because a date has passed


def overdue(root: Path, today: date) -> list[Finding]:
    """Every piece whose review date lies before today, and every source that wasn't looked at for a year."""
    return list(_overdue(root, today))


def _overdue(root: Path, today: date) -> Iterator[Finding]:
    languages = sorted(path.name for path in root.iterdir() if any((path / kind).exists() for kind in HIDDEN))
    book = Book(root, FALLBACK)
    for each in (book, *(Book(root, language, book) for language in languages if language != FALLBACK)):
        for page, name, table in each.of(*HIDDEN, *SAID):
            until = table.get("review_by")
            if type(until) is date and until < today:
                dated: dict[str, str | int] = {"date": until.isoformat()}
                yield Finding(page.file, name, "hidden" if page.kind in HIDDEN else "overdue", dated)
    for key, source in book.sources.items():
        read = source.get("reviewed")
        if type(read) is date and read + timedelta(days=YEAR) < today:
            yield Finding("content/sources.toml", key, "old_source", {"date": read.isoformat()})
