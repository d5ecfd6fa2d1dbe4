"""Copies of an SQLite database, and the way of its log into its file, while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crampbot_chat.store.durable import make_private, settle


def checkpoint(path: Path, *, wipe: bool = False) -> None:
    """Move the log into the file; with `wipe` leave nothing of it behind, so that what was deleted is gone from it."""
    with closing(sqlite3.connect(path, timeout=5.0)) as db:
        db.execute("PRAGMA synchronous=FULL")
        db.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if wipe else 'PASSIVE'})").fetchall()


def copy(source: Path | sqlite3.Connection, to: Path) -> None:
    """Copy what is committed into a file of mode 600, which has its name only once it is complete."""
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    make_private(part)
    with closing(sqlite3.connect(part)) as target:
        if isinstance(source, Path):
            with closing(sqlite3.connect(source)) as db:
                db.backup(target)
        else:
            source.backup(target)
    part.replace(to)
    settle(to.parent)
