"""`crampbot check`: settings, content, key, database, clock, each platform; what to do about each failure."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crampbot_chat import content
from crampbot_chat.config import Settings
from crampbot_chat.content import BadContent, Words, load
from crampbot_chat.library import Library
from crampbot_chat.platforms import build
from crampbot_chat.proofread import Finding, overdue, proofread
from crampbot_chat.store import Query, Unavailable
from crampbot_chat.store.causes import cause, refused
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.open import open_store
from crampbot_chat.store.sealed import Vault, check_keys
from crampbot_chat.ticks import WallTime

RELEASED = date(2026, 11, 22)  # a clock before this is wrong

Say = Callable[[str], None]


class _Report:
    """Prints a line for each check and remembers whether one failed."""

    def __init__(self, words: Words, say: Say) -> None:
        self._words = words
        self._say = say
        self.failed = False

    def good(self, what: str, **facts: str | int) -> None:
        self._say(self._words.text("check.good", what=self._words.text(f"check.{what}", **facts)))

    def bad(self, what: str, **facts: str | int) -> None:
        self.failed = True
        self._say(self._words.text("check.bad", what=self._words.text(f"check.{what}", **facts)))

    def wrong(self, finding: Finding) -> None:
        self.failed = True
        self._say(self._words.text("check.bad", what=finding.said(self._words)))

    def knows(self, what: str) -> bool:
        return self._words.has(f"check.{what}")


async def check(settings: Settings, wrong: Mapping[str, str], words: Words, say: Say) -> int:
    """Print what was found; 0 when all is well, otherwise 1. `wrong`: misspelt names of settings, and what is meant."""
    report = _Report(words, say)
    if not wrong:
        report.good("settings")
    for name, meant in wrong.items():
        report.bad("setting_misspelt", name=name, meant=meant)
    library = _content(settings, report)
    await _database(settings, report)
    _clock(report)
    if library:
        await _platforms(settings, library, report)
    return int(report.failed)


def _content(settings: Settings, report: _Report) -> Library | None:
    try:
        root = settings.content or content.folder()
        library = Library(root)
        for language in library.languages:
            library.words(language)
            library.protocols(language).ladders()
            library.triage(language).load()
            library.stretches(language, datetime.now(UTC).date()).load()
        library.calls("", "")
        library.names.of(library.languages)
        findings = proofread(root)
        if not findings:  # else it says the same, in a programmer's words
            _load_all(library, root)
        findings += overdue(root, datetime.now(UTC).date())
    except BadContent as error:
        report.bad("content_bad", why=str(error))
        return None
    for language in library.begun:
        if why := library.unfinished(language):
            report.bad("language_unfinished", language=language, why=why)
    drafts = {language: n for language in library.begun if (n := library.drafts(language))}
    if drafts:
        report.good("language_draft", languages=", ".join(drafts), n=sum(drafts.values()))
    for finding in findings:
        report.wrong(finding)
    report.good("content", n=len(list(library.words("").keys())))
    return library


def _load_all(library: Library, root: Path) -> None:
    """What is read only when somebody asks for it: a mistake there must not wait for them. Raises BadContent."""
    for path in sorted(root.rglob("*.toml")):
        load(path, dict[str, Any])
    for language in library.languages:
        library.tips(language)
        _ = library.answers(language, datetime.now(UTC).date()).all


async def _database(settings: Settings, report: _Report) -> None:
    """Opens it for real, so the schema is brought up to date; what stops that is what would stop the bot."""
    try:
        vault = Vault(load_keys(settings.key_file))
        report.good("key", path=str(settings.key_file))
        store = await open_store(settings.database_url.reveal())
    except Exception as error:  # noqa: BLE001 - each is a finding
        _say_failure(report, error)
        return
    try:
        await check_keys(store, vault)
        waiting, people = await store.fetch(Query("SELECT count(*) FROM outbox"), Query("SELECT count(*) FROM person"))
        report.good("database", waiting=waiting[0][0], people=people[0][0])
    except Exception as error:  # noqa: BLE001
        _say_failure(report, error)
    finally:
        await store.close()


def _say_failure(report: _Report, error: Exception) -> None:
    name = type(error).__name__
    if isinstance(error, Unavailable) and (why := cause(error)):
        name = f"database_{why}"
    if isinstance(error, OSError):
        report.bad("OSError", why=refused(error))
    elif report.knows(name):
        report.bad(name)
    else:
        report.bad("failed", why=name)


def _clock(report: _Report) -> None:
    now = datetime.now(UTC)
    if now.date() < RELEASED:
        report.bad("clock_wrong", now=f"{now:%Y-%m-%d %H:%M}")
    else:
        report.good("clock", now=f"{now:%Y-%m-%d %H:%M}")


async def _platforms(settings: Settings, library: Library, report: _Report) -> None:
    adapters: dict[str, Any] = dict(build(settings, library, WallTime().now))
    if not adapters:
        report.good("no_platform")
    for name, adapter in adapters.items():
        try:
            findings = await adapter.check()
        finally:
            await adapter.close()
        for finding in findings:
            report.bad(f"{name}_{finding.code}", **finding.facts)
        if not findings:
            report.good(f"{name}_good")
