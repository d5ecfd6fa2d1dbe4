"""Copies of an SQLite database, made while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crampbot_chat.store.durable import make_private, settle


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
