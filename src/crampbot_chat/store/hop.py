"""What runs in the database's thread: reads, and batches that share one commit, over the plain sqlite3 module."""

import sqlite3
from collections.abc import Sequence
from errno import errorcode
from functools import cache

from crampbot_chat.store import Change, Many, Query, Row, Stale, Unavailable
from crampbot_chat.store.dialect import translate
from crampbot_chat.store.wide import make_many

Outcome = Exception | None

# A unique or foreign key that no longer fits means that somebody else wrote first; any other constraint is our mistake.
LOST_RACES = {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_FOREIGNKEY"}


class _Undone(Exception):
    """A failing batch took the whole transaction with it, as a full disk does."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


@cache
def _text(sql: str) -> str:
    return translate(sql, "sqlite")


@cache
def _numbered(sql: str) -> str:
    """The same with ?1 for $1, which sqlite3 would look up as a name: that takes longer than a small statement."""
    return _text(sql).replace("$", "?")


def read(db: sqlite3.Connection, queries: Sequence[Query]) -> list[list[Row]] | Exception:
    """The rows of each query, in one snapshot."""
    cursor = db.cursor()
    try:
        if len(queries) == 1:
            return [_rows(cursor, queries[0])]
        cursor.execute("BEGIN")
        try:
            return [_rows(cursor, query) for query in queries]
        finally:
            cursor.execute("ROLLBACK")
    except Exception as error:  # noqa: BLE001  one caller's mistake must not stop the hop
        return refusal(error)


def write(db: sqlite3.Connection, batches: Sequence[Sequence[Change | Many]], *, durable: bool = True) -> list[Outcome]:
    """Keep the batches in one commit; one that misses or fails is undone alone."""
    cursor = db.cursor()
    try:
        if not durable:
            cursor.execute("PRAGMA synchronous=NORMAL")  # no fsync: WAL is on, so a killed process loses nothing
        cursor.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [_attempt(cursor, batch, alone=len(batches) == 1) for batch in batches]
            if None in outcomes:
                cursor.execute("COMMIT")
        finally:
            if db.in_transaction:
                cursor.execute("ROLLBACK")
    except _Undone as undone:
        if len(batches) == 1:
            return [refusal(undone.cause)]
        return [outcome for batch in batches for outcome in write(db, [batch])]
    except Exception as error:  # noqa: BLE001  every caller has to hear of it
        return [refusal(error) for _ in batches]
    finally:
        if not durable:
            cursor.execute("PRAGMA synchronous=FULL")
    return outcomes


def _rows(cursor: sqlite3.Cursor, query: Query) -> list[Row]:
    return cursor.execute(_numbered(query.sql), query.params).fetchall()


def _attempt(cursor: sqlite3.Cursor, changes: Sequence[Change | Many], *, alone: bool) -> Outcome:
    """Make one batch's changes inside the open transaction, or leave no trace of them; `alone` the transaction can."""
    outcome: Outcome = None
    if not alone:
        cursor.execute("SAVEPOINT batch")
    try:
        for change in changes:
            if isinstance(change, Many):
                touched = make_many(cursor, _text(change.sql), change.rows)
                expect = None if change.expect is None else change.expect * len(change.rows)
            else:
                touched = cursor.execute(_numbered(change.sql), change.params).rowcount
                expect = change.expect
            if expect is not None and touched != expect:
                outcome = change.miss()
                break
    except Exception as error:  # noqa: BLE001  one caller's mistake must not harm the others
        if not cursor.connection.in_transaction:
            raise _Undone(error) from None
        outcome = refusal(error)
    if outcome and not alone:
        cursor.execute("ROLLBACK TO batch")
    if not alone:
        cursor.execute("RELEASE batch")
    return outcome


def refusal(error: Exception) -> Exception:
    """What the caller gets instead of the driver's error, whose text may hold a person's words."""
    name = getattr(error, "sqlite_errorname", None) or errorcode.get(getattr(error, "errno", 0)) or type(error).__name__
    return Stale() if name in LOST_RACES else Unavailable(name)
