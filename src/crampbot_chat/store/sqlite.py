"""SQLite, one file: waiting calls share one hop to aiosqlite's thread, and waiting batches share one durable commit.

While that thread has nothing to do, a snapshot is read where it is asked for: some twenty microseconds, against a hop
of a hundred. Nobody waits there: a file that another program has locked is left to the thread.
"""

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite

from crampbot_chat import log
from crampbot_chat.store import Change, Many, Query, Row, Unavailable
from crampbot_chat.store.backup import checkpoint, copy
from crampbot_chat.store.hop import read, refusal, write
from crampbot_chat.store.lock import claim
from crampbot_chat.store.migrate import MIGRATIONS, migrate_sqlite

OLDEST = (3, 35, 0)  # UPDATE … RETURNING; sqlite.org/releaselog/3_35_0.html
HOP = 512  # statements in one hop, so that nobody waits behind an endless one; about 5 ms of work
LOG = 100  # commits after which the log is moved into the file
RIDE = 0.008  # seconds that a write which need not be durable waits for others' hop
PATIENCE = 5.0  # seconds to wait for a lock that another program (an administrator's shell) holds on the file
SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged batch survives a power cut
    "fullfsync=ON",  # likewise on macOS, where fsync alone doesn't reach the disk
    "foreign_keys=ON",
    "secure_delete=ON",  # what is forgotten is overwritten
    "temp_store=MEMORY",  # nothing personal in temporary files
    "wal_autocheckpoint=0",  # we move the log into the file ourselves, beside the calls and not inside one of them
)

READS = "SELECT "
IMPATIENT = "PRAGMA busy_timeout=0"  # for the event loop, which must not wait

Waiting = asyncio.Future[Any]


class _Read(NamedTuple):
    work: tuple[Query, ...]
    waiting: Waiting


class _Write(NamedTuple):
    work: Sequence[Change | Many]
    waiting: Waiting
    durable: bool = True


class _Answers(list[tuple[Waiting, Any]]):
    """What each caller gets. Its repr shows none of it, since asyncio logs the arguments of slow callbacks."""

    __repr__ = object.__repr__


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


async def open_sqlite(path: Path, *, migrations: Path = MIGRATIONS, patience: float = PATIENCE) -> "SqliteStore":
    """Open the file, or make it (mode 600), and bring its schema up to date.

    Raises InUse, NewerSchema, Unavailable.
    """
    try:
        lock = _make_and_claim(path)
        return SqliteStore(await _connection(path, migrations, patience, lock), path, lock, patience)
    except (sqlite3.Error, OSError) as error:
        trouble = refusal(error)
    raise trouble


def _make_and_claim(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return claim(path)


async def _connection(path: Path, migrations: Path, patience: float, lock: int) -> Connection:
    connection = Connection(partial(_connect, path, migrations, patience))
    try:
        await connection
    except BaseException:
        connection.wait_for_thread()
        os.close(lock)
        raise
    return connection


def _connect(path: Path, migrations: Path, patience: float) -> sqlite3.Connection:
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


class SqliteStore:
    """A Store in one SQLite file."""

    def __init__(self, connection: Connection, path: Path, lock: int, patience: float) -> None:
        self._connection = connection
        self._patient = f"PRAGMA busy_timeout={round(patience * 1000)}"
        self._path = path
        self._lock: int | None = lock
        self._loop = asyncio.get_running_loop()
        self._queue: deque[_Read | _Write] = deque()
        self._hopping = False
        self._closing = False
        self._commits = 0
        self._moving: asyncio.Task[None] | None = None
        self._one_closes = asyncio.Lock()

    async def fetch(self, *queries: Query) -> list[list[Row]]:
        """The rows of each query, all read in one snapshot."""
        if not queries:
            return []
        if not (self._hopping or self._closing) and queries[0].sql.startswith(READS):
            found = read(self._connection.plain, queries)
            if not isinstance(found, Exception):
                return found
        rows: list[list[Row]] = await self._ask(_Read(queries, self._loop.create_future()))
        return rows

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        """Keep all the changes in one transaction, or none of them."""
        if changes:
            await self._ask(_Write(changes, self._loop.create_future(), durable))

    async def backup(self, to: Path) -> None:
        """Copy what is committed now into another file (mode 600), while everything goes on."""
        try:
            await asyncio.to_thread(copy, self._path, to)
        except (sqlite3.Error, OSError) as error:
            trouble = refusal(error)
        else:
            return
        raise trouble

    async def tidy(self) -> None:
        """Leave nothing in the files of what was deleted."""
        try:
            await asyncio.to_thread(checkpoint, self._path, wipe=True)
        except sqlite3.Error as error:
            trouble = refusal(error)
        else:
            return
        raise trouble

    async def close(self) -> None:
        """Finish what was accepted, then close. Idempotent."""
        self._closing = True
        async with self._one_closes:
            if self._lock is None:
                return
            if self._moving:
                await self._moving
            drained = self._loop.create_future()
            self._connection.post(partial(self._drain, drained))
            await drained
            await self._connection.close()
            os.close(self._lock)
            self._lock = None

    def _ask(self, job: _Read | _Write) -> Waiting:
        if self._closing:
            raise Unavailable("closed")
        self._queue.append(job)
        if self._commits >= LOG and self._moving is None:
            self._commits = 0
            self._moving = asyncio.create_task(self._move_log())
        if isinstance(job, _Write) and not job.durable:
            self._loop.call_later(RIDE, self._start)  # the next call takes it along, if it comes in time
        else:
            self._start()
        return job.waiting

    async def _move_log(self) -> None:
        """Nobody waits for it: readers and writers go on meanwhile, and what is left over is moved the next time."""
        try:
            await asyncio.to_thread(checkpoint, self._path)
        except sqlite3.Error as error:
            log.failure("log_not_moved", error)
        finally:
            self._moving = None

    def _start(self) -> None:
        if self._queue and not self._hopping and not self._closing:
            self._hopping = True
            self._connection.post(self._hop)

    # --- in the database's thread

    def _hop(self) -> None:
        """Do what waits: reads first, answered before the commit; then the batches in their order."""
        jobs = self._board()
        writes = [job for job in jobs if isinstance(job, _Write)]
        db = self._connection.plain
        db.execute(self._patient)
        answers = _Answers((job.waiting, read(db, job.work)) for job in jobs if isinstance(job, _Read))
        if writes:
            if answers:
                self._loop.call_soon_threadsafe(_answer, answers)
            self._commits += 1
            outcomes = write(db, [job.work for job in writes], durable=any(job.durable for job in writes))
            answers = _Answers((job.waiting, outcome) for job, outcome in zip(writes, outcomes, strict=True))
        db.execute(IMPATIENT)
        self._loop.call_soon_threadsafe(self._land, answers)

    def _board(self) -> list[_Read | _Write]:
        jobs: list[_Read | _Write] = []
        room = HOP
        while self._queue and room > 0:
            job = self._queue.popleft()
            if not job.waiting.cancelled():
                jobs.append(job)
                room -= len(job.work)
        return jobs

    def _drain(self, drained: asyncio.Future[None]) -> None:
        while self._queue:
            self._hop()
        self._loop.call_soon_threadsafe(_answer, _Answers([(drained, None)]))

    # --- back in the event loop

    def _land(self, answers: _Answers) -> None:
        if self._closing or not self._queue:
            self._hopping = False
        elif all(isinstance(job, _Write) and not job.durable for job in self._queue):
            self._hopping = False
            self._loop.call_later(RIDE, self._start)
        else:
            self._connection.post(self._hop)
        _answer(answers)


def _answer(answers: _Answers) -> None:
    for waiting, answer in answers:
        if waiting.done():  # its caller was cancelled
            continue
        if isinstance(answer, Exception):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)
