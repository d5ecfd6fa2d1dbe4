"""Every piece of advice says how sure it is, where it comes from, and until when it counts as read."""

from collections.abc import Iterator
from datetime import date

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book, Page, Table

GRADES = ("strong", "moderate", "limited", "expert opinion", "contradicted")
OURSELVES, NO_GRADE = "product", "none"  # the source and the grade of what is only about this program
YEAR = 366  # days; sources are looked at again every 12 months
CHECKED = ("original", "part", "copy", "none")

KINDS = ("stretches", "routines", "tips", "questions")
ENGLISH = ("muscles", "red_flags")  # other languages translate the words; grade, sources and dates are the English ones

NOT_ADVICE = {"stretches": {"alt"}, "red_flags": {"danger", "scope", "beside", "ask"}}
"""Tables that give no advice, or whose own tables do."""


def sourced(book: Book) -> Iterator[Finding]:
    """What lacks a grade, a source or a date, and sources that don't say what they are."""
    for page, name, table in book.of(*KINDS, *(ENGLISH if book.language == FALLBACK else ())):
        if name not in NOT_ADVICE.get(page.kind, ()):
            yield from _graded(page, name, table)
            yield from _cited(book, page, name, table)
            yield from _dated(page, name, table)
        elif name in {"scope", "beside", "ask"}:
            for key, part in table.items():
                yield from _cited(book, page, f"{name}.{key}", part)
    if book.language == FALLBACK:
        for key, source in book.sources.items():
            yield from _source(key, source)


def _graded(page: Page, name: str, table: Table) -> Iterator[Finding]:
    grade = table.get("grade", "")
    ours = table.get("sources") == [OURSELVES]
    if grade not in GRADES and not (ours and grade == NO_GRADE):
        known = ", ".join(f'"{each}"' for each in GRADES)
        yield Finding(page.file, f"{name}.grade", "grade", {"word": f'"{grade}"', "known": known})


def _cited(book: Book, page: Page, name: str, table: Table) -> Iterator[Finding]:
    cited = table.get("sources")
    if not cited and not (cited == [] and name.startswith("scope.")):  # a door that only sends on
        yield Finding(page.file, f"{name}.sources", "no_source")
    if isinstance(cited, str):
        yield Finding(page.file, f"{name}.sources", "no_list", {"word": f'["{cited}"]'})
        return
    for key in cited or ():
        if key not in book.sources:
            yield Finding(page.file, f"{name}.sources", "unknown_source", {"word": str(key)})


def _dated(page: Page, name: str, table: Table) -> Iterator[Finding]:
    given = [field for field in ("reviewed", "review_by") if type(table.get(field)) is date]
    for field in ("reviewed", "review_by"):
        if field not in given:
            yield Finding(page.file, f"{name}.{field}", "no_date")
    if len(given) == 2:  # noqa: PLR2004 - both
        days = (table["review_by"] - table["reviewed"]).days
        if not 0 < days <= YEAR:
            yield Finding(page.file, f"{name}.review_by", "too_late" if days > YEAR else "too_early")


def _source(key: str, source: Table) -> Iterator[Finding]:
    file = "content/sources.toml"
    for field in ("title", "kind", "found"):
        if not source.get(field):
            yield Finding(file, f"{key}.{field}", "empty")
    if source.get("checked") not in CHECKED:
        known = ", ".join(f'"{each}"' for each in CHECKED)
        yield Finding(file, f"{key}.checked", "checked", {"word": f'"{source.get("checked", "")}"', "known": known})
    if type(source.get("reviewed")) is not date:
        yield Finding(file, f"{key}.reviewed", "no_date")
    if source.get("link") and source.get("doi"):
        yield Finding(file, f"{key}.link", "two_links")
