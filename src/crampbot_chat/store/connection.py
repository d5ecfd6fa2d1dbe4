"""The connection to a SQLite file: made, locked and brought up to date, with a thread of its own."""

import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import aiosqlite

from crampbot_chat.store import Unavailable
from crampbot_chat.store.lock import claim
from crampbot_chat.store.migrate import migrate_sqlite

OLDEST = (3, 35, 0)  # UPDATE … RETURNING; sqlite.org/releaselog/3_35_0.html
IMPATIENT = "PRAGMA busy_timeout=0"  # for the event loop, which must not wait
SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged batch survives a power cut
    "fullfsync=ON",  # likewise on macOS, where fsync alone doesn't reach the disk
    "foreign_keys=ON",
    "secure_delete=ON",  # what is forgotten is overwritten
    "temp_store=MEMORY",  # nothing personal in temporary files
    "wal_autocheckpoint=0",  # we move the log into the file ourselves, beside the calls and not inside one of them
)


class Connection(aiosqlite.Connection):
    """aiosqlite's connection and thread, and a way to run a whole hop there with no future or log line of its own."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a program that dies without closing must not hang; what it acknowledged is kept

    @property
    def plain(self) -> sqlite3.Connection:
        """What a hop works with; only for the database's thread."""
        return self._conn

    def post(self, function: Callable[[], object]) -> None:
        """Run a function in the database's thread, after all that was asked for before; it must not raise."""
        self._tx.put_nowait((None, function))

    def wait_for_thread(self) -> None:
        """Wait for the end of the thread once it has been told to stop."""
        self._thread.join()


def make_and_claim(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return claim(path)


async def connect(path: Path, migrations: Path, patience: float, lock: int) -> Connection:
    connection = Connection(partial(_open, path, migrations, patience))
    try:
        await connection
    except BaseException:
        connection.wait_for_thread()
        os.close(lock)
        raise
    return connection


def _open(path: Path, migrations: Path, patience: float) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < OLDEST:
        raise Unavailable("SQLite is older than 3.35")
    db = sqlite3.connect(path, timeout=patience, isolation_level=None, cached_statements=256, check_same_thread=False)
    try:
        for setting in SETTINGS:
            db.execute(f"PRAGMA {setting}")
        migrate_sqlite(db, path, migrations)
        db.execute(IMPATIENT)
    except BaseException:
        db.close()
        raise
    return db
