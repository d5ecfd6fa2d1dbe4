"""PostgreSQL: for several replicas. One transaction a batch, one statement a snapshot, over a pool of connections."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import asyncpg

from crampbot_chat.store import Change, Many, Missed, NewerSchema, Query, Row, Stale, Unavailable
from crampbot_chat.store.migrate import MIGRATIONS, migrate_postgres

POOL = 10  # connections; each is a process on the server
CONNECT_TIMEOUT = 10.0  # seconds
COMMAND_TIMEOUT = 30.0  # seconds; then the network or the server counts as gone
# A commit then survives our death, not the server's (postgresql.org/docs/current/wal-async-commit).
HASTY = "SET synchronous_commit = off"

# Somebody else wrote first: serialization failure, deadlock, unique and foreign key violation
# (postgresql.org/docs/current/errcodes-appendix.html). A plan that another replica's migration made invalid joins them.
LOST_RACES = {"40001", "40P01", "23505", "23503"}
NUMBER = re.compile(r"\$(\d+)")

Init = Callable[[Any], Awaitable[None]]


async def open_postgres(url: str, *, migrations: Path = MIGRATIONS, pool: int = POOL) -> "PostgresStore":
    """Connect, and bring the schema up to date; while one replica does so the others wait.

    Raises NewerSchema, Unavailable.
    """
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT)
        try:
            await migrate_postgres(connection, migrations)
        finally:
            await connection.close()
        return PostgresStore(await _pool(url, pool), await _pool(url, 1, init=_hasten))
    except (NewerSchema, Unavailable):
        raise
    except Exception as error:  # noqa: BLE001  the driver raises many kinds, all with text
        trouble = refusal(error)
    raise trouble


async def _pool(url: str, size: int, init: Init | None = None) -> Any:
    return await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=size,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        reset=_keep_session,
        init=init,
    )


class PostgresStore:
    """A Store in a PostgreSQL database that several processes may share.

    `hasty` is for what need not be durable: it doesn't wait for the server's disk.
    """

    def __init__(self, pool: Any, hasty: Any) -> None:
        self._pool = pool
        self._hasty = hasty
        self._calls = 0  # accepted and not yet finished
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def fetch(self, *queries: Query) -> list[list[Row]]:
        """The rows of each query, all read in one snapshot."""
        if not queries:
            return []
        sql, together = _together(tuple((query.sql, len(query.params)) for query in queries))
        try:
            with self._accepted():
                found = await self._pool.fetch(sql, *(value for query in queries for value in query.params))
            return [[tuple(row) for row in rows] for rows in (found[0] if together else [found])]
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001
            trouble = refusal(error)
        raise trouble

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        """Keep all the changes in one transaction, or none; what is not `durable` the server's death may undo."""
        if not changes:
            return
        pool = self._pool if durable else self._hasty
        try:
            with self._accepted():
                only = changes[0]
                if len(changes) == 1 and only.expect is None and isinstance(only, Change):
                    await pool.execute(only.sql, *only.params)  # a transaction by itself, in one round trip
                    return
                async with pool.acquire() as connection, connection.transaction(isolation="read_committed"):
                    await _make(connection, changes)
        except (Missed, Unavailable):
            raise
        except Exception as error:  # noqa: BLE001
            trouble = refusal(error)
        else:
            return
        raise trouble

    async def tidy(self) -> None:
        """Nothing to do: the server's own vacuum sees to it."""

    async def close(self) -> None:
        """Finish what was accepted, then close. Idempotent."""
        self._closing = True
        try:
            await self._idle.wait()  # the pool would turn away those who still wait for a connection
            await asyncio.gather(self._pool.close(), self._hasty.close())
        except Exception as error:  # noqa: BLE001
            trouble = refusal(error)
        else:
            return
        raise trouble

    @contextmanager
    def _accepted(self) -> Iterator[None]:
        if self._closing:
            raise Unavailable("closed")
        self._calls += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()


async def _hasten(connection: Any) -> None:
    """Not among the settings that are named on connecting: PgBouncer turns away those that it doesn't know."""
    await connection.execute(HASTY)


async def _keep_session(connection: Any) -> None:
    """Between two users of a connection there is nothing to clean up: a round trip saved."""


async def _make(connection: Any, changes: Sequence[Change | Many]) -> None:
    """Make the changes in the open transaction; neighbours with the same text go in one round trip."""
    for (sql, unchecked), run in groupby(changes, lambda change: (change.sql, change.expect is None)):
        same = list(run)
        rows = [row for change in same for row in (change.rows if isinstance(change, Many) else [change.params])]
        if unchecked and len(rows) > 1:
            await connection.executemany(sql, rows)
            continue
        for change in same:
            times = len(change.rows) if isinstance(change, Many) else 1
            touched = await _touch(connection, change)
            if change.expect is not None and touched != change.expect * times:
                raise change.miss


async def _touch(connection: Any, change: Change | Many) -> int:
    """Make the change; returns how many rows it touched."""
    if isinstance(change, Many):
        return len(await connection.fetchmany(f"{change.sql} RETURNING 1", change.rows))
    return _touched(await connection.execute(change.sql, *change.params))


@cache
def _together(queries: tuple[tuple[str, int], ...]) -> tuple[str, bool]:
    """One statement for several queries, so one round trip and one snapshot: each query is an array of its rows."""
    if len(queries) == 1:
        return queries[0][0], False
    arrays = []
    used = 0
    for sql, params in queries:
        arrays.append(f"ARRAY(SELECT r FROM ({_shifted(sql, used)}) r)")  # noqa: S608  our own texts
        used += params
    return f"SELECT {', '.join(arrays)}", True


def _shifted(sql: str, by: int) -> str:
    """The same query with its parameters numbered from $by+1."""
    return NUMBER.sub(lambda match: f"${int(match[1]) + by}", sql)


def _touched(status: str) -> int:
    """The number of rows in a command tag: UPDATE 1, INSERT 0 1."""
    return int(status.rpartition(" ")[2])


def refusal(error: Exception) -> Exception:
    """What the caller gets instead of the driver's error, whose DETAIL quotes the row."""
    code = getattr(error, "sqlstate", None) or type(error).__name__
    if code in LOST_RACES or isinstance(error, asyncpg.InvalidCachedStatementError):
        return Stale()
    return Unavailable(code)
