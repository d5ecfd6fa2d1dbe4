"""Many rows at once: the same question for many keys, and many small batches as one."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from crampbot_chat.store import Change, Many, Query, Value

MANY = 64  # keys in one statement; more are cut into several


def each(sql: str, keys: Sequence[str], *params: str | int) -> list[Query]:
    """The query for all keys; `%s` stands for their list."""
    return [Query(text, values) for text, values in cut(sql, keys, *params)]


def cut(sql: str, keys: Sequence[str], *params: str | int) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The statement with the keys put in; a list's length is a power of two, so that few texts exist."""
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        size = 1 << (len(some) - 1).bit_length()
        yield _with_marks(sql, len(params), size), (*params, *some, *[some[-1]] * (size - len(some)))


@cache
def _with_marks(sql: str, before: int, size: int) -> str:
    return sql % ", ".join([f"${number}" for number in range(before + 1, before + 1 + size)])


def latest(table: str, columns: str, order: str, people: Sequence[str], limit: int) -> list[Query]:
    """The latest rows of each of these people, after their person."""
    ranked = (
        f"SELECT person_id, {columns}, row_number() OVER (PARTITION BY person_id ORDER BY {order}) AS place "  # noqa: S608
        f"FROM {table} WHERE person_id IN (%s)"
    )
    return each(f"SELECT person_id, {columns} FROM ({ranked}) r WHERE place <= $1 ORDER BY place", people, limit)  # noqa: S608


def together(batches: Iterable[Sequence[Change]]) -> list[Change | Many]:
    """All of the batches in one, each batch's own order kept; they must not touch each other's rows.

    Changes with the same text have to expect the same, 0 or 1 row, and name their row by its key.
    """
    found: list[tuple[Change, list[tuple[Value, ...]]]] = []
    places: dict[str, int] = {}
    for batch in batches:
        reached = 0
        for change in batch:
            place = places.get(change.sql, -1)
            if place < reached:  # not there yet, or it stands before what this batch has already done
                place = places[change.sql] = len(found)
                found.append((change, []))
            found[place][1].append(change.params)
            reached = place
    return [Many(first.sql, rows, first.expect, first.miss) if len(rows) > 1 else first for first, rows in found]
