"""The numbered files of the migrations: their order, their words for each database, their statements."""

import shutil
from pathlib import Path

import pytest

from crampbot_chat.store.migrate import MIGRATIONS, load, statements


@pytest.mark.parametrize("name", ["0009_gap.sql", "0001_twice.sql"])
def test_steps_are_numbered_without_gaps(tmp_path: Path, name: str) -> None:
    shutil.copytree(MIGRATIONS, tmp_path / "steps")
    (tmp_path / "steps" / name).write_text("SELECT 1;")
    with pytest.raises(ValueError, match="not numbered"):
        load(tmp_path / "steps", "sqlite")


def test_a_step_for_each_database_counts_once(tmp_path: Path) -> None:
    for name in ("0001_a.sql", "0002_b.sqlite.sql", "0002_b.postgresql.sql"):
        (tmp_path / name).write_text(f"-- {name} BLOB")
    assert [step.sql for step in load(tmp_path, "sqlite")] == ["-- 0001_a.sql BLOB", "-- 0002_b.sqlite.sql BLOB"]
    assert [step.sql for step in load(tmp_path, "postgresql")] == [
        "-- 0001_a.sql BYTEA",
        "-- 0002_b.postgresql.sql BYTEA",
    ]


def test_a_script_is_split_where_its_statements_end() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM b;\n  DELETE FROM c;\nEND;\n"
    script = f"-- one; two\nINSERT INTO a VALUES ('x;\ny');\n\n{trigger}SELECT 1;\n"
    assert [text.strip() for text in statements(script)] == [
        "-- one; two\nINSERT INTO a VALUES ('x;\ny');",
        trigger.strip(),
        "SELECT 1;",
    ]
