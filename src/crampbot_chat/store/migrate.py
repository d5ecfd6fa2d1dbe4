"""Numbered migrations, forward only: brings a database's schema up to this release's, all of the steps or none."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crampbot_chat.store import NewerSchema, Unavailable
from crampbot_chat.store.backup import copy
from crampbot_chat.store.dialect import Dialect, translate

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x6372616D70  # the advisory lock of a migration on PostgreSQL: "cramp"
READ_VERSION = "SELECT value FROM meta WHERE name = 'schema'"
WRITE_VERSION = (
    "INSERT INTO meta (name, value) VALUES ('schema', '{}') ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


class Migration(NamedTuple):
    """One numbered step."""

    number: int
    name: str
    sql: str


def load(folder: Path, dialect: Dialect) -> list[Migration]:
    """All steps in order. A file is NNNN_name.sql for both databases, or NNNN_name.<dialect>.sql for one of them."""
    files = [file for file in sorted(folder.glob("*.sql")) if file.name.split(".")[1] in {dialect, "sql"}]
    steps = [
        Migration(int(file.name[:4]), file.name.split(".")[0], translate(file.read_text("utf-8"), dialect))
        for file in files
    ]
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError(f"migrations are not numbered 1, 2, 3, …: {[file.name for file in files]}")
    return steps


def pending(steps: list[Migration], version: int) -> list[Migration]:
    """The steps that a database of this version lacks. Raises NewerSchema."""
    if version > len(steps):
        raise NewerSchema
    return steps[version:]


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def migrate_sqlite(db: sqlite3.Connection, path: Path, folder: Path) -> None:
    """Bring a file up to date, after a copy of it to <file>.before-NNNN.bak; the caller holds the file's lock."""
    known = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]
    version = int(db.execute(READ_VERSION).fetchone()[0]) if known else 0
    steps = pending(load(folder, "sqlite"), version)
    if not steps:
        return
    if version:
        copy(db, path.with_name(f"{path.name}.before-{steps[0].number:04}.bak"))
    db.execute("PRAGMA foreign_keys=OFF")  # so that a step may rebuild a table (sqlite.org/lang_altertable.html, 7)
    db.execute("BEGIN EXCLUSIVE")
    try:
        for step in steps:
            _run_sqlite(db, step)
        db.execute(WRITE_VERSION.format(steps[-1].number))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("PRAGMA foreign_keys=ON")


async def migrate_postgres(connection: Any, folder: Path) -> None:
    """Bring a PostgreSQL database up to date; replicas that start at the same time wait for the first."""
    async with connection.transaction(isolation="read_committed"):
        await connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        known = await connection.fetchval("SELECT to_regclass('meta') IS NOT NULL")
        version = int(await connection.fetchval(READ_VERSION)) if known else 0
        steps = pending(load(folder, "postgresql"), version)
        for step in steps:
            await _run_postgres(connection, step)
        if steps:
            await connection.execute(WRITE_VERSION.format(steps[-1].number))


async def _run_postgres(connection: Any, step: Migration) -> None:
    trouble = ""
    try:
        await connection.execute(step.sql)
    except Exception as error:  # noqa: BLE001  the driver's errors are not imported here, and their text is not told
        trouble = getattr(error, "sqlstate", None) or type(error).__name__
    if trouble:
        raise Unavailable(f"{step.name} {trouble}")


def _run_sqlite(db: sqlite3.Connection, step: Migration) -> None:
    try:
        for statement in statements(step.sql):
            db.execute(statement)
        trouble = "foreign_key_check" if db.execute("PRAGMA foreign_key_check").fetchone() else ""
    except sqlite3.Error as error:
        trouble = error.sqlite_errorname
    if trouble:
        raise Unavailable(f"{step.name} {trouble}")
