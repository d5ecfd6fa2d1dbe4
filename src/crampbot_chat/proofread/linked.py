"""What one piece names in another exists: stretches, figures, questions, routines, danger signs, tags."""

from collections.abc import Iterable, Iterator

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book, Page, Table
from crampbot_chat.protocols import LIMITS

TAGS = {
    "audience": {"everyone", "desk", "athlete", "pregnant", "older", "child-parent", "shift", "outdoor"},
    "when": {"evening", "morning", "day", "night", "travel", "any", "hot-day", "sport"},
    "not_for": {
        *("kidney", "heart_failure", "high_bp", "blood_thinner", "clot", "child", "sciatica"),
        *LIMITS,
    },
}  # fmt: skip


def linked(book: Book) -> Iterator[Finding]:
    """Names that lead nowhere. Other languages use the ids of English, which has every piece."""
    if book.language != FALLBACK:
        return
    figures = set(next((table for _, name, table in book.of("stretches") if name == "alt"), {}))
    stretches, routines = book.names("stretches") - {"alt"}, book.names("routines")
    questions, flags = book.names("questions"), book.names("red_flags")
    for page, name, table in book.of("tips", "questions", "stretches", "routines"):
        yield from _named(page, name, table, "figure", figures)
        yield from _named(page, name, table, "related", questions | routines)
        yield from _named(page, name, table, "flags", flags)
        for body, other in table.get("instead", {}).items():
            yield from _wrong(page, f"{name}.instead.{body}", [other], stretches)
        for field, known in TAGS.items():
            yield from _named(page, name, table, field, known)
        for number, step in enumerate(table.get("step", []), 1):
            for field, known in (("stretch", stretches), ("no_stand_stretch", stretches), ("routine", routines)):
                yield from _named(page, f"{name}.step[{number}]", step, field, known)
            for field in ("figure", "no_stand_figure"):
                yield from _named(page, f"{name}.step[{number}]", step, field, figures)
    yield from _covered(book)


def _covered(book: Book) -> Iterator[Finding]:
    """Each row of coverage.toml says where it is said and how to ask for it, or why it is not said."""
    known = book.names("questions", "tips", "routines", "red_flags", "muscles", "stretches")
    page = Page("content/coverage.toml", "coverage", book.coverage)
    for name, row in book.coverage.items():
        if ("said_by" in row) == ("not_said" in row) or not (row.get("not_said") or row.get("ask")):
            yield Finding(page.file, name, "not_covered")
        yield from _named(page, name, row, "said_by", known)


def _named(page: Page, name: str, table: Table, field: str, known: set[str]) -> Iterator[Finding]:
    value = table.get(field, [])
    yield from _wrong(page, f"{name}.{field}", [value] if isinstance(value, str) else value, known)


def _wrong(page: Page, key: str, names: Iterable[str], known: set[str]) -> Iterator[Finding]:
    for each in names:
        if each not in known:
            yield Finding(page.file, key, "unknown", {"word": str(each)})
