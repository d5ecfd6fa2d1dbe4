"""The handbook for writers keeps what it says: its examples pass the check, or fail as told; no finding is missing."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from program import WORDS

from crampbot_chat import content
from crampbot_chat.answers import Answers
from crampbot_chat.proofread import overdue, proofread

CONTENT = content.folder()
BOOK = (CONTENT.parent / "docs" / "writing-content.md").read_text("utf-8")
THEN = date(2027, 2, 3)  # the day on which the handbook's changes are made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("lexicon", "poses"))
    return tmp_path / "content"


def blocks(kind: str) -> list[str]:
    """The examples of a kind, without their indentation."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```", BOOK, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE).strip() for indent, block in found]


def example(start: str) -> str:
    (found,) = [block for block in blocks("toml") if block.startswith(start)]
    return found


def said(root: Path) -> list[str]:
    return [finding.said(WORDS) for finding in (*proofread(root), *overdue(root, THEN))]


def corrected(root: Path, words: str) -> None:
    """Carry out the handbook's correction of a tip, with these words."""
    path = root / "en" / "tips" / "touch.toml"
    text = path.read_text("utf-8")
    old = re.search(r'^\[TP84\]\n(text = ".*")\n(?s:.*?)^(reviewed = .*\nreview_by = .*)$', text, re.MULTILINE)
    assert old
    assert f"[TP84]\n{old[1]}" in blocks("toml"), "the handbook quotes another text"
    text = text.replace(old[1], words).replace(old[0][-len(old[2]) :], old[2])
    start = text.index("[TP84]")
    path.write_text(text[:start] + text[start:].replace(old[2], example("reviewed = "), 1), "utf-8")


def test_the_correction_in_the_handbook_passes_the_check(root: Path) -> None:
    corrected(root, example('text = "Muscle tender'))
    assert said(root) == []


def test_the_mistake_in_the_handbook_is_found_in_its_words(root: Path) -> None:
    wrong = re.search(r'Say you had written "(.*?)"', BOOK, re.DOTALL)
    assert wrong
    corrected(root, f'text = "{" ".join(wrong[1].split())}"')
    assert [f"FAIL  {line}" for line in said(root)] == blocks("text")


@pytest.mark.parametrize(("start", "file"), [("[TP901]", "tips/touch.toml"), ("[F901]", "questions/places.toml")])
def test_what_the_handbook_adds_passes_the_check(start: str, file: str, root: Path) -> None:
    assert f"`content/en/{file}`:" in re.sub(r"\s+", " ", BOOK)
    with (root / "en" / file).open("a", encoding="utf-8") as opened:
        opened.write(f"\n{example(start)}\n")
    assert said(root) == []


def test_the_question_that_the_handbook_adds_can_be_asked(root: Path) -> None:
    with (root / "en" / "questions" / "places.toml").open("a", encoding="utf-8") as opened:
        opened.write(f"\n{example('[F901]')}\n")
    assert Answers(root, "en", THEN).best("", "cramps in the eyelid") == "F901"


def test_the_handbook_knows_everything_that_the_check_says() -> None:
    table = re.search(r"^## What the check says\n[^|]*((?:\|.*\n)+)", BOOK, re.MULTILINE)
    assert table
    rows = [line.split("|")[1].strip() for line in table[1].splitlines()[2:]]
    patterns = [re.compile(".*".join(re.escape(part) for part in row.split("...")), re.DOTALL) for row in rows]
    keys = [key for key in WORDS.keys() if key.startswith("proofread.") and key != "proofread.line"]  # noqa: SIM118
    texts = {key: str(WORDS._messages[key].text) for key in keys}  # noqa: SLF001 - as written
    unknown = [key for key, text in texts.items() if not any(each.match(text) for each in patterns)]
    never = [row for row, each in zip(rows, patterns, strict=True) if not any(map(each.match, texts.values()))]
    assert (unknown, never) == ([], [])
