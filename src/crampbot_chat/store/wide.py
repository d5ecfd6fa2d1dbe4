"""The same write for many rows as few wide statements, so that SQLite's thread and the event loop really run at once.

For each statement Python's lock changes hands twice, and while the event loop computes, the thread gets it back only
after a switch interval: row by row, that would be most of the time.
"""

import re
import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain

from crampbot_chat.store import Value

WIDTH = 64  # rows in one statement
INSERT = re.compile(r"(INSERT INTO [^$]+ VALUES )\(([$0-9, ]+)\)([^$]*)")
UPDATE = re.compile(r"(UPDATE \w+ SET [^()]+?)( WHERE [^()]+)")
NUMBER = re.compile(r"\$(\d+)")


def make_many(cursor: sqlite3.Cursor, sql: str, rows: Sequence[tuple[Value, ...]]) -> int:
    """Make the write for all rows; returns how many rows it touched."""
    touched = done = 0
    if text := _wide(sql, len(rows[0])):
        while len(rows) - done >= WIDTH:
            touched += cursor.execute(text, tuple(chain.from_iterable(rows[done : done + WIDTH]))).rowcount
            done += WIDTH
    if done < len(rows):
        touched += cursor.executemany(sql.replace("$", "?"), rows[done:]).rowcount
    return touched


@cache
def _wide(sql: str, params: int) -> str:
    """The statement for WIDTH rows; "" for one that has no such form."""
    if match := INSERT.fullmatch(sql):
        in_order = NUMBER.findall(match[2]) == [str(number) for number in range(1, params + 1)]
        return match[1] + _times(NUMBER.sub("?", match[2])) + match[3] if in_order else ""
    if match := UPDATE.fullmatch(sql):
        sets, where = (NUMBER.sub(r"v.column\1", part) for part in match.groups())
        return f"{sets} FROM (VALUES {_times(', '.join('?' * params))}) AS v{where}"
    return ""


def _times(row: str) -> str:
    return ", ".join([f"({row})"] * WIDTH)
