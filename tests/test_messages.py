"""Messages and the program fit together: what is said exists, what exists is said, every button leads somewhere."""

import ast
import re

from sources import PACKAGE, TREES, calls, constants

from crampbot_chat import config, content, table
from crampbot_chat.content import FALLBACK, Words
from crampbot_chat.dialogs import logbook, morning, stretches, tips
from crampbot_chat.dialogs.reminders import listing
from crampbot_chat.phrases.method import VAGUE
from crampbot_chat.proofread.wording import LISTS
from crampbot_chat.protocols import LIMITS
from crampbot_chat.store import InUse, NewerSchema, Unavailable
from crampbot_chat.store.causes import CAUSES
from crampbot_chat.store.keys import KeyFileDamaged, KeyFileExposed
from crampbot_chat.store.sealed import WrongKey
from crampbot_chat.understand.lexicon import lexicon

KEYS = set(Words(content.folder(), FALLBACK).keys())

SAYS = ("say", "text", "blocks", "has")
NO_WORDS = {"relief.without_store"}  # the key of a message whose words come from muscles.toml
STOPS = (InUse, NewerSchema, WrongKey, KeyFileExposed, KeyFileDamaged, Unavailable)

COMPOSED = {
    "relief.act_": list(VAGUE.values()),
    "questions.answer_": ["0", "1", "2"],
    "questions.grade_": ["strong", "moderate", "limited", "expert_opinion", "contradicted", "none"],
    "stretches.muscles_": list(stretches.PAGES),
    "guided.": ["move", "last", "move_by_night", "last_by_night"],
    "moves.seconds": ["", "_each"],
    "moves.times": ["", "_each"],
    "moves.side_": ["1", "2"],
    "morning.": list(morning.STEPS),
    "morning.sore_": re.findall(
        r"morning\.sore (\w+)", (content.folder() / "en/messages/morning.toml").read_text("utf-8")
    ),
    "privacy.": ["telegram", "slack", "terminal"],
    "settings.limit_": [*LIMITS],
    "plans.what_": ["tip", "break"],
    "plans.stop_": ["tip", "break"],
    "plans.times_": ["tip", "break"],
    "tips.": ["tried", "helped", "no"],
    "tips.remind_": ["morning", "day", "evening"],
    "tips.is_": [*tips.GROUPS, *tips.MINDS],
    "diary.side_": ["none", "left", "right", "both"],
    "diary.unknown_": ["left", "right", "both"],
    "diary.pain_": ["number", "mild", "strong", "very_strong"],
    "reminders.if_": ["cramped", "sport", "unlogged", "quiet"],
    "reminders.group_": list(listing.GROUPS),
    "reminders.words_": re.findall(
        r"reminders\.(?:preset|when) (\w+)", (content.folder() / "en/messages/reminders.toml").read_text("utf-8")
    ),
    "reminders.snooze_": ["evening", "morning"],
    "reminders.all_": ["done", "skip"],
    "reminders.said_": ["done", "skip"],
    "reminders.now_": ["silent", "by_night"],
    "reminders.": ["changed", "skipped"],
    "reminders.own_": ["bedtime", "up", "breakfast", "lunch", "dinner", "default"],
    "diary.mark_": lexicon().tables["groups"]["trigger"].split(),
    "log.": logbook.STEPS,
    "setting.": [name.lower() for name in config.SECRETS if name != "DATABASE_URL"],
    "failure.": [*(error.__name__ for error in STOPS), "SecondPoller", "OSError", "other"],
    "failure.database_": list(CAUSES),
    "check.": [*(error.__name__ for error in STOPS), "OSError"],
    "check.database_": list(CAUSES),
}
"""Keys that the program puts together: how they begin, and how they may end."""


def reports() -> set[str]:
    """What `crampbot check` can report: its own lines, and the platforms' findings."""
    found = {"check.telegram_good", "check.slack_good"}
    for path, call in calls("good", "bad"):
        if path == PACKAGE / "check.py":
            found |= {f"check.{key}" for key in constants(call.args[0]) if re.fullmatch(r"[a-z]\w+", key)}
    for path, call in calls("Finding", "_finding"):
        if path.is_relative_to(PACKAGE / "adapters"):
            codes = [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant)]
            found |= {f"check.{path.parent.name}_{code}" for code in codes}
    return found


def findings() -> set[str]:
    """What the proofreader can find in the words."""
    named = {key for path, call in calls("Finding", "_found") if path.is_relative_to(PACKAGE / "proofread")
             for arg in call.args[1:3] for key in constants(arg)}  # fmt: skip
    return {f"proofread.{key}" for key in {*named, *LISTS} if re.fullmatch(r"[a-z_]+", key)}


def composed() -> set[str]:
    return {f"{start}{end}" for start, ends in COMPOSED.items() for end in ends} | reports() | findings()


def written() -> set[str]:
    """All that looks like a message's key in the sources, without timers and buttons, which look alike."""
    groups = "|".join(sorted({key.partition(".")[0] for key in KEYS}))
    pattern = re.compile(rf"(?:{groups})\.[A-Za-z_]+")
    found = {text for tree in TREES.values() for text in constants(tree) if pattern.fullmatch(text)}
    return {text for text in found if not text.endswith("_")} - NO_WORDS


def test_every_message_that_is_said_exists() -> None:
    said = {
        key
        for _, call in calls(*SAYS)
        for key in constants(call.args[0])
        if re.fullmatch(r"[a-z]+\.[A-Za-z_]*[A-Za-z]", key)
    }
    assert len(said) > 40
    assert said - KEYS == set()
    assert written() - KEYS - table.TIMERS.keys() - table.PRESSES.keys() - table.SHARED.keys() == set()
    assert composed() - KEYS == set()


def test_every_message_that_exists_is_said() -> None:
    assert KEYS - written() - composed() == set()


def test_every_button_leads_to_a_step() -> None:
    for path in sorted((content.folder() / FALLBACK / "messages").glob("*.toml")):
        for token in re.findall(r'^"[^"]+" = "([a-z]+\.[a-z_]+)[^"]*"$', path.read_text("utf-8"), re.MULTILINE):
            assert token in table.PRESSES.keys() | table.SHARED.keys(), f"{path.name}: {token}"
