"""What runs in the database's thread: reads, and batches that share one commit, over the plain sqlite3 module."""

import sqlite3
from collections.abc import Sequence
from functools import cache

from crampbot_chat.store import Change, Query, Row, Stale, Unavailable, Value
from crampbot_chat.store.dialect import translate

Outcome = Exception | None

# A unique or foreign key that no longer fits means that somebody else wrote first; any other constraint is our mistake.
LOST_RACES = {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_FOREIGNKEY"}
NAMES = tuple(str(number) for number in range(1, 100))  # sqlite3 takes $1, $2, … as names


class _Undone(Exception):
    """A failing batch took the whole transaction with it, as a full disk does."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


@cache
def _text(sql: str) -> str:
    return translate(sql, "sqlite")


def _named(params: tuple[Value, ...]) -> dict[str, Value]:
    return dict(zip(NAMES, params, strict=False))


def read(db: sqlite3.Connection, queries: Sequence[Query]) -> list[list[Row]] | Exception:
    """The rows of each query, in one snapshot."""
    try:
        if len(queries) == 1:
            return [db.execute(_text(queries[0].sql), _named(queries[0].params)).fetchall()]
        db.execute("BEGIN")
        try:
            return [db.execute(_text(query.sql), _named(query.params)).fetchall() for query in queries]
        finally:
            db.execute("ROLLBACK")
    except Exception as error:  # noqa: BLE001  one caller's mistake must not stop the hop
        return refusal(error)


def write(db: sqlite3.Connection, batches: Sequence[Sequence[Change]]) -> list[Outcome]:
    """Keep the batches in one durable commit; one that misses is undone alone."""
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [_attempt(db, batch) for batch in batches]
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    except _Undone as undone:
        if len(batches) == 1:
            return [refusal(undone.cause)]
        return [write(db, [batch])[0] for batch in batches]
    except Exception as error:  # noqa: BLE001  every caller has to hear of it
        return [refusal(error) for _ in batches]
    return outcomes


def _attempt(db: sqlite3.Connection, changes: Sequence[Change]) -> Outcome:
    """Make one batch's changes inside the open transaction, or leave no trace of them."""
    outcome: Outcome = None
    db.execute("SAVEPOINT batch")
    try:
        for sql, params, expect, miss in changes:
            touched = db.execute(_text(sql), _named(params)).rowcount
            if expect is not None and touched != expect:
                outcome = miss()
                break
    except Exception as error:  # noqa: BLE001  one caller's mistake must not harm the others
        if not db.in_transaction:
            raise _Undone(error) from None
        outcome = refusal(error)
    if outcome:
        db.execute("ROLLBACK TO batch")
    db.execute("RELEASE batch")
    return outcome


def refusal(error: Exception) -> Exception:
    """What the caller gets instead of the driver's error, whose text may hold a person's words."""
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return Stale() if name in LOST_RACES else Unavailable(name)
