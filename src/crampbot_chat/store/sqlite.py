"""SQLite, one file: waiting calls share one hop to aiosqlite's thread, and waiting batches share one durable commit.

While that thread has nothing to do, a small call is done where it is asked for: waking a thread and being woken by it
takes longer than reading a snapshot or, on a quick disk, a commit. What would have to wait goes to the thread: a crowd,
whose batches share commits, a slow disk, and a file that another program has locked. See docs/adr/0012.
"""

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from crampbot_chat import log
from crampbot_chat.store import Change, Many, Query, Row, Unavailable
from crampbot_chat.store.backup import checkpoint, copy
from crampbot_chat.store.calm import Calm
from crampbot_chat.store.connection import IMPATIENT, Connection, connect, make_and_claim
from crampbot_chat.store.hop import read, refusal, write
from crampbot_chat.store.migrate import MIGRATIONS

HOP = 512  # statements in one hop, so that nobody waits behind an endless one; about 5 ms of work
LOG = 100  # commits after which the log is moved into the file
SMALL = 32  # changes that may be written in the event loop's own thread
PAUSE = 0.002  # seconds after a commit: who comes sooner belongs to a crowd, and shares the thread's next one
RIDE = 0.008  # seconds that a write which need not be durable waits for others' hop
PATIENCE = 5.0  # seconds to wait for a lock that another program (an administrator's shell) holds on the file
READS = "SELECT "
BUSY = ("SQLITE_BUSY",)  # another program has locked the file

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


async def open_sqlite(
    path: Path, *, migrations: Path = MIGRATIONS, patience: float = PATIENCE, ride: float = RIDE
) -> "SqliteStore":
    """Open the file, or make it (mode 600), and bring its schema up to date.

    patience: seconds to wait for another program's lock. ride: seconds that a write which need not be durable waits
    for others' hop.

    Raises InUse, NewerSchema, Unavailable.
    """
    try:
        lock = make_and_claim(path)
        return SqliteStore(await connect(path, migrations, patience, lock), path, lock, patience, ride)
    except (sqlite3.Error, OSError) as error:
        trouble = refusal(error)
    raise trouble


class SqliteStore:
    """A Store in one SQLite file."""

    def __init__(self, connection: Connection, path: Path, lock: int, patience: float, ride: float) -> None:
        self._connection = connection
        self._patient = f"PRAGMA busy_timeout={round(patience * 1000)}"
        self._path = path
        self._lock: int | None = lock
        self._loop = asyncio.get_running_loop()
        self._queue: deque[_Read | _Write] = deque()
        self._hopping = False
        self._closing = False
        self._longest_ride = ride
        self._commits = 0
        self._ride: asyncio.TimerHandle | None = None  # the latest start of a hop for those that wait for company
        self._calm = Calm(PAUSE)  # for batches that are to be durable
        self._brisk = Calm(0.0)  # for what need not be
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
        if not changes:
            return
        if durable and self._is_calm(changes) and self._write_here(changes):
            return
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

    # --- where it is asked for

    def _is_calm(self, changes: Sequence[Change | Many]) -> bool:
        """True when writing here delays nobody: no hop under way, no crowd, no slow disk, and little to write."""
        if self._hopping or self._closing or len(changes) > SMALL or any(isinstance(each, Many) for each in changes):
            return False
        return self._loop.time() >= self._calm.at

    def _write_here(self, changes: Sequence[Change | Many]) -> bool:
        """Keep one batch, and what waits for company; False when the file is locked. Raises what `apply` raises."""
        riders = [job for job in self._queue if isinstance(job, _Write) and not job.waiting.cancelled()]
        start = self._loop.time()
        *rode, outcome = write(self._connection.plain, [*(job.work for job in riders), changes])
        self._calm.took(start, self._loop.time())
        if isinstance(outcome, Unavailable) and outcome.args == BUSY:
            return False
        self._queue.clear()
        self._rode()
        self._committed()
        _answer(_Answers((job.waiting, each) for job, each in zip(riders, rode, strict=True)))
        if outcome:
            raise outcome
        return True

    def _note_here(self) -> None:
        """Nobody came to share a commit with: keep what need not be durable, which waits for no disk."""
        self._ride = None
        jobs = [
            job for job in self._queue if isinstance(job, _Write) and not job.durable and not job.waiting.cancelled()
        ]
        small = len(jobs) == len(self._queue) and sum(len(job.work) for job in jobs) <= SMALL
        if self._hopping or self._closing or not (jobs and small) or self._loop.time() < self._brisk.at:
            self._start()
            return
        start = self._loop.time()
        outcomes = write(self._connection.plain, [job.work for job in jobs], durable=False)
        self._brisk.took(start, self._loop.time())
        if any(isinstance(outcome, Unavailable) and outcome.args == BUSY for outcome in outcomes):
            self._start()  # the thread waits for it
            return
        self._queue.clear()
        self._committed()
        _answer(_Answers((job.waiting, outcome) for job, outcome in zip(jobs, outcomes, strict=True)))

    def _committed(self) -> None:
        self._commits += 1
        if self._commits >= LOG and self._moving is None:
            self._commits = 0
            self._moving = self._loop.create_task(self._move_log())

    # --- on the way to the database's thread

    def _ask(self, job: _Read | _Write) -> Waiting:
        if self._closing:
            raise Unavailable("closed")
        self._queue.append(job)
        if isinstance(job, _Write) and not job.durable:
            self._wait_for_company()
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

    def _wait_for_company(self) -> None:
        """The next call takes along what waits, if it comes in time."""
        if self._ride is None:
            self._ride = self._loop.call_later(self._longest_ride, self._note_here)

    def _rode(self) -> None:
        """Nobody waits for company any more; the alarm would wake the loop for nothing, at the cost of a read."""
        if self._ride:
            self._ride.cancel()
            self._ride = None

    def _start(self) -> None:
        self._rode()
        if self._queue and not self._hopping and not self._closing:
            self._hopping = True
            self._connection.post(self._hop)

    # --- in the database's thread

    def _hop(self) -> None:
        """Do what waits: reads first, then what need not be durable, answered before the rest waits for the disk."""
        jobs = self._board()
        hasty = [job for job in jobs if isinstance(job, _Write) and not job.durable]
        writes = [job for job in jobs if isinstance(job, _Write) and job.durable]
        db = self._connection.plain
        db.execute(self._patient)
        answers = _Answers((job.waiting, read(db, job.work)) for job in jobs if isinstance(job, _Read))
        for batches, durable in ((hasty, False), (writes, True)):
            if not batches:
                continue
            if answers:
                self._loop.call_soon_threadsafe(_answer, answers)
            outcomes = write(db, [job.work for job in batches], durable=durable)
            answers = _Answers((job.waiting, outcome) for job, outcome in zip(batches, outcomes, strict=True))
        db.execute(IMPATIENT)
        self._loop.call_soon_threadsafe(partial(self._land, committed=bool(hasty or writes)), answers)

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

    def _land(self, answers: _Answers, *, committed: bool = False) -> None:
        if committed:
            self._committed()
            self._calm.at = max(self._calm.at, self._loop.time() + PAUSE)
        if self._closing or not self._queue:
            self._hopping = False
        elif all(isinstance(job, _Write) and not job.durable for job in self._queue):
            self._hopping = False
            self._wait_for_company()
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
