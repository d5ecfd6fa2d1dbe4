"""What a message leaves open is what the program fills in: a name between curly brackets, spelt as it knows it."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from crampbot_chat.content import FALLBACK
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book, Table

_FACT = re.compile(r"\{([^{}]*)\}")


def filled(book: Book, english: Book) -> Iterator[Finding]:
    """Names in messages that nothing fills in. Another language has to do with those of the English message."""
    known = set(english.style.get("filled", {}).get("in", []))
    theirs = {f"{page.file.rpartition('/')[2]} {name}": _facts(table) for page, name, table in english.of("messages")}
    for page, name, table in book.of("messages"):
        own = known if book.language == FALLBACK else theirs.get(f"{page.file.rpartition('/')[2]} {name}", known)
        for fact in sorted(_facts(table) - own):
            near = ", ".join(f"{{{each}}}" for each in get_close_matches(fact, own, cutoff=0.5))
            yield Finding(page.file, name, "near_placeholder" if near else "no_placeholder",
                          {"word": f"{{{fact}}}", "near": near})  # fmt: skip


def _facts(table: Table) -> set[str]:
    text = table.get("text", "")
    texts = [text] if isinstance(text, str) else [*text.values()]
    buttons = table.get("buttons", {})
    return {fact for each in (*texts, *buttons, *buttons.values()) for fact in _FACT.findall(each)}
