"""What `crampbot check` says about the words: nothing about ours, and the right thing about each way to spoil them."""

import re
import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from program import WORDS
from words import DATED, SOURCES

from crampbot_chat import content
from crampbot_chat.adapters.slack.render import LABEL_LIMIT
from crampbot_chat.adapters.slack.render import TEXT_LIMIT as SLACK_LIMIT
from crampbot_chat.adapters.telegram.render import TEXT_LIMIT as TELEGRAM_LIMIT
from crampbot_chat.answers import Answers
from crampbot_chat.content import FALLBACK
from crampbot_chat.library import Library
from crampbot_chat.pool import Pool
from crampbot_chat.proofread import overdue, proofread
from crampbot_chat.proofread.pages import Book
from crampbot_chat.proofread.plain import school_year, sentences, syllables, words
from crampbot_chat.proofread.room import SLACK_LABEL, SLACK_TEXT, TELEGRAM_TEXT
from crampbot_chat.stretching import Stretches

CONTENT = content.folder()


def said(root: Path) -> list[str]:
    return [finding.said(WORDS) for finding in proofread(root)]


def test_nothing_is_wrong_with_our_words() -> None:
    assert said(CONTENT) == []


# --- one thing spoiled, one line that says so -------------------------------------------------------------------------

SPOILED = tomllib.loads((Path(__file__).parent / "spoiled.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_wrong_is_named_with_its_place(name: str, tmp_path: Path) -> None:
    spoil = SPOILED[name]
    others = {each.name for each in CONTENT.iterdir() if each.is_dir()} - {FALLBACK, spoil["file"].split("/")[0]}
    shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("lexicon", *others))
    path = tmp_path / "content" / spoil["file"]
    before = path.read_text("utf-8")
    after = re.sub(spoil["find"], spoil["put"] + spoil.get("then", "") * spoil.get("times", 0), before, count=1)
    assert after != before
    path.write_text(after, "utf-8")
    found = said(tmp_path / "content")
    assert spoil["says"] in [re.sub(r"\d{3,} characters", "{n} characters", each) for each in found], found
    assert len(found) <= 2  # a long sentence may be hard to read, too


def test_the_list_of_what_is_filled_in_is_what_messages_leave_open() -> None:
    book = Book(CONTENT, "en")
    left = {fact for piece in book.pieces("messages") for fact in re.findall(r"\{([^{}]*)\}", piece.text)}
    told = {fact for _, _, table in book.of("messages") for token in table.get("buttons", {}).values()
            for fact in re.findall(r"\{([^{}]*)\}", token)}  # fmt: skip
    assert set(book.style["filled"]["in"]) == left | told


# --- how it measures --------------------------------------------------------------------------------------------------


def test_the_limits_are_those_that_the_platforms_are_built_for() -> None:
    assert (TELEGRAM_TEXT, SLACK_TEXT, SLACK_LABEL) == (TELEGRAM_LIMIT, SLACK_LIMIT, LABEL_LIMIT)


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("calf", 1), ("cramp", 1), ("toes", 1), ("muscle", 2), ("little", 2), ("stretched", 1), ("needed", 2),
        ("tested", 2), ("stretches", 2), ("breathes", 1), ("minutes", 2), ("houses", 2), ("magnesium", 4),
        ("dialysis", 4), ("circulation", 4), ("quiet", 2), ("fluid", 2), ("idea", 3), ("going", 2), ("sometimes", 2),
        ("medicine", 3), ("urine", 2), ("temperature", 4), ("people", 2), ("knee", 1), ("the", 1), ("I'm", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_heard(word: str, heard: int) -> None:
    assert syllables(word) == heard


def test_a_sentence_ends_where_one_breathes() -> None:
    assert sentences("**Pull** your toes up. Still hard? Then this:\n- Heel down.\n1. Lean in") == [
        "Pull your toes up.", "Still hard?", "Then this:", "Heel down.", "Lean in",
    ]  # fmt: skip
    assert words("Pull your toes up.") == 4


def test_the_school_year_is_that_of_flesch_and_kincaid() -> None:
    """Kincaid and others, 1975; here ten words, eleven syllables, two sentences."""
    assert school_year(["Pull your toes up. Hold on to something and lean."]) == pytest.approx(
        0.39 * 10 / 2 + 11.8 * 11 / 10 - 15.59
    )
    assert school_year([]) == 0


# --- what nobody has read for too long --------------------------------------------------------------------------------


def test_a_day_after_its_date_everything_is_named() -> None:
    pieces = {(each["review_by"], name.partition(" ")[2]) for name, each in DATED.items()}
    last = max(until for until, _ in pieces)
    assert {name.key for name in overdue(CONTENT, last + timedelta(days=2))} == {name for _, name in pieces} | {
        *SOURCES
    }
    assert overdue(CONTENT, min(until for until, _ in pieces)) == []


def test_relief_and_danger_are_said_for_ever_and_the_rest_is_hidden() -> None:
    wrong = {finding.file.split("/")[2]: finding.wrong for finding in overdue(CONTENT, date(2099, 1, 1))
             if finding.file != "content/sources.toml"}  # fmt: skip
    assert wrong == {
        "muscles.toml": "overdue", "red_flags.toml": "overdue",
        "questions": "hidden", "routines.toml": "hidden", "stretches.toml": "hidden", "tips": "hidden",
    }  # fmt: skip


def test_an_overdue_piece_is_named_with_its_date() -> None:
    found = {finding.key: finding.said(WORDS) for finding in overdue(CONTENT, date(2099, 1, 1))}
    assert found["TP84"].startswith("content/en/tips/touch.toml, TP84: to be read again by 2027-11-22, so it is hidden")
    assert found["R1"].startswith("content/en/red_flags.toml, R1: to be read again by 2027-11-22; it is still said")
    assert found["aaos"].startswith("content/sources.toml, aaos: last looked at on 2026-11-22")


def test_nothing_that_is_hidden_can_be_reached() -> None:
    library, later = Library(CONTENT), date(2099, 1, 1)
    words = library.words("")
    assert Answers(CONTENT, "en", later).all == {}
    assert Pool(CONTENT, "en").on(later) == {}
    assert (Stretches(words, later).stretches, Stretches(words, later).routines) == ({}, {})
    assert library.protocols("").muscles
    assert library.triage("")["R1"].wording(2)
