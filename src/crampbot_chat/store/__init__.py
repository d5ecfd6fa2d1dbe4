"""What is kept: two methods over plain SQL, the same text on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

Value = str | int | float | bytes | None
Row = tuple[Any, ...]


class Missed(Exception):
    """A change did not touch the number of rows that it expected; nothing of its batch was kept."""


class Stale(Missed):
    """Somebody else wrote first: read again, decide again."""


class Heard(Missed):
    """This event has already taken effect: there is nothing left to do."""


class Unavailable(Exception):
    """The database can't be reached or can't do it; from apply, the batch may have been kept all the same.

    Carries a fixed code at most (SQLite's error name, SQLSTATE), never driver text, which may hold personal words.
    """


class InUse(Exception):
    """Another process serves this SQLite file, which takes one: stop it, or use PostgreSQL for several replicas."""


class NewerSchema(Exception):
    """The database was written by a newer release than this one: update the program, or restore a backup."""


class Query(NamedTuple):
    """A read, or alone in its fetch an UPDATE … RETURNING. Parameters are $1, $2, … on both databases.

    What they type differently (sum(), avg()) has to be cast.
    """

    sql: str
    params: tuple[Value, ...] = ()


class Change(NamedTuple):
    """A write; when it touches another number of rows than `expect`, the batch is undone and `miss` is raised."""

    sql: str
    params: tuple[Value, ...] = ()
    expect: int | None = None
    miss: type[Missed] = Stale


class Many(NamedTuple):
    """The same write for many rows at once; a row that touches another number than `expect`, 0 or 1, is a miss."""

    sql: str
    rows: Sequence[tuple[Value, ...]]
    expect: int | None = None
    miss: type[Missed] = Stale


class Store(Protocol):
    """The whole interface of a database. Both methods raise Unavailable when the database fails."""

    async def fetch(self, *queries: Query) -> list[list[Row]]:
        """The rows of each query, all read in one snapshot."""
        ...

    async def apply(self, changes: Sequence[Change | Many], *, durable: bool = True) -> None:
        """Keep all the changes in one transaction, or none of them.

        Durable means that a power cut can't undo it; without it only the death of the process can't, and it may wait
        some milliseconds for others to share a commit with: for what would merely be done once more.
        """
        ...

    async def tidy(self) -> None:
        """Leave nothing in files of ours of what was deleted."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then close. Idempotent."""
        ...
