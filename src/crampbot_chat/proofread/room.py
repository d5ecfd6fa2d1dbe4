"""Whether every text fits where it is shown, on the tightest of our platforms, with the longest facts in it."""

import re
from collections.abc import Iterator

from crampbot_chat.answers import LABEL
from crampbot_chat.content import FALLBACK
from crampbot_chat.model import CHOICES_LIMIT, TOKEN_LIMIT, TOKEN_VERSION
from crampbot_chat.proofread.finding import Finding
from crampbot_chat.proofread.pages import Book, Page, Piece, Table, pieces

TELEGRAM_TEXT = 4096  # UTF-16 code units of a message; Bot API, sendMessage.text
TELEGRAM_COMMAND = 256  # characters of a command's description; Bot API, BotCommand.description
TELEGRAM_SHORT, TELEGRAM_ABOUT = 120, 512  # characters; Bot API, setMyShortDescription and setMyDescription
SLACK_TEXT = 3000  # characters in one block; docs.slack.dev, section block
SLACK_LABEL = 75  # characters on a button, of which about 30 are shown; docs.slack.dev, button element
SLACK_HEADER = 150  # characters; docs.slack.dev, header block
TIP, ANSWER, REST = 300, 450, 450  # characters; ours: one idea, and what is read without scrolling

LONG = "x" * 60  # a fact of which we don't know how long it is: longer than a date with its hour and zone
ZONE = 32  # the longest name of a zone
WIDTHS = {"id": 23, "cramp": 23, "due": 13, "minutes": 4, "step": 20, **{f"zone_{letter}": ZONE for letter in "abcd"}}
WIDTH = 12  # of any other fact that a button's token carries, in bytes; tests/test_rendering.py has the real ones
OWN = {("tips", "text"): TIP, ("questions", "answer"): ANSWER, ("questions", "more"): REST}
NAMES = ("stretches", "routines")  # their names stand on buttons and as headings

_FACT = re.compile(r"\{([a-z_]+)\}")


def room(book: Book) -> Iterator[Finding]:
    """Texts, buttons and menus that a platform would refuse or cut."""
    facts = longest(book)
    for page, name, table in book.of("messages"):
        yield from _message(page, name, table, facts)
    for page, name, table in book.of("muscles", "red_flags", "stretches", "routines", "tips", "questions"):
        yield from _advice(page, name, table, facts)
    for piece in book.pieces("telegram"):
        most = {"profile.short": TELEGRAM_SHORT, "profile.about": TELEGRAM_ABOUT}.get(piece.key, TELEGRAM_COMMAND)
        yield from _within(piece, most, "Telegram")


def _message(page: Page, name: str, table: Table, facts: dict[str, str]) -> Iterator[Finding]:
    texts = table.get("text", "")
    buttons = table.get("buttons", {})
    for key, text in [(f"{name}.text", texts)] if isinstance(texts, str) else _forms(name, texts):
        filled = _FACT.sub(lambda fact: facts.get(fact[1], LONG), text)
        yield from _within(Piece(page.file, key, filled), TELEGRAM_TEXT, "Telegram")
        for paragraph in filled.split("\n\n"):
            yield from _within(Piece(page.file, key, paragraph), SLACK_TEXT, "Slack")
    if len(buttons) > CHOICES_LIMIT:
        yield Finding(page.file, f"{name}.buttons", "too_many", {"n": len(buttons), "most": CHOICES_LIMIT})
    for label, token in buttons.items():
        if not _FACT.search(label):
            yield from _label(Piece(page.file, f"{name}.buttons", label))
        carried = _FACT.sub(lambda fact: "x" * WIDTHS.get(fact[1], WIDTH), token)
        if (n := len(f"{TOKEN_VERSION} {carried}".encode())) > TOKEN_LIMIT:
            yield Finding(page.file, f"{name}.buttons", "token", {"word": label, "n": n, "most": TOKEN_LIMIT})


def _advice(page: Page, name: str, table: Table, facts: dict[str, str]) -> Iterator[Finding]:
    texts = [Piece(each.file, each.key, _FACT.sub(lambda fact: facts.get(fact[1], LONG), each.text))
             for each in pieces(page, name, table)]  # fmt: skip
    whole = "\n".join(each.text for each in texts)
    if name not in {"alt", "scope", "beside", "rules"}:  # of these one line is shown at a time
        for part in whole.split("\n\n"):
            yield from _within(Piece(page.file, name, part), TELEGRAM_TEXT, "Telegram")
    for each in texts:
        if most := OWN.get((page.kind, each.key.partition(".")[2])):
            yield from _within(each, most)
        yield from _within(each, SLACK_TEXT, "Slack")
    if page.kind in NAMES and name != "alt":
        yield from _label(Piece(page.file, f"{name}.name", str(table.get("name", ""))))
    if page.kind == "questions" and not any(" " in ask and len(ask) <= LABEL for ask in table.get("ask", [])):
        yield Finding(page.file, f"{name}.ask", "no_label", {"most": LABEL})


def _label(piece: Piece) -> Iterator[Finding]:
    """Slack takes more, but a phone cuts it, on both platforms."""
    yield from _within(piece, min(LABEL, SLACK_LABEL))


def _within(piece: Piece, most: int, platform: str = "") -> Iterator[Finding]:
    if (n := len(piece.text.strip().encode("utf-16-le")) // 2) > most:
        facts: dict[str, str | int] = {"n": n, "most": most, "platform": platform}
        yield Finding(piece.file, piece.key, "too_long_for" if platform else "too_long", facts)


def _forms(name: str, texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(f"{name}.text.{form}", text) for form, text in texts.items()]


def longest(book: Book) -> dict[str, str]:
    """The longest words for each fact that comes from the content itself."""
    whom = {
        name: max(_values(book.numbers, name, book.language), key=len)
        for name in book.numbers["default"]
        if name != "confirmed"
    }

    def most(kind: str, field: str) -> str:
        found = [table[field] for _, _, table in book.of(kind) if isinstance(table.get(field), str | list)]
        return max(("\n".join(each) if isinstance(each, list) else each for each in found), key=len, default=LONG)

    fields = {"act": "muscles", "first": "red_flags", "answer": "questions", "more": "questions"}
    lines = {"lines": most("red_flags", "lines"), "line": most("muscles", "helper")}
    return {**{field: most(kind, field) for field, kind in fields.items()}, **lines, **whom}


def _values(table: Table, name: str, language: str) -> Iterator[str]:
    """Whatever can stand for {name}, of any country."""
    for key, value in table.items():
        if key == name:
            yield (
                value
                if isinstance(value, str)
                else str(value.get(language) or value.get("any") or value.get(FALLBACK, ""))
            )
        elif isinstance(value, dict):
            yield from _values(value, name, language)
