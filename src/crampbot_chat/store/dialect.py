"""What differs between the two databases' SQL: everything is written once, and these words are replaced."""

import re
from typing import Literal

Dialect = Literal["sqlite", "postgresql"]

WORDS: dict[Dialect, dict[str, str]] = {
    "sqlite": {
        r"\s+FOR UPDATE( SKIP LOCKED)?\b": "",  # one process, one writer: there is nobody to skip
        r"/\* by its key \*/": "WITHOUT ROWID",  # a row lies in its key's index: half the pages to write
    },
    "postgresql": {
        r"\bBLOB\b": "BYTEA",
        r"\bTEXT\b": 'TEXT COLLATE "C"',  # sorts by bytes, as SQLite does; the server's language must not matter
    },
}


def translate(sql: str, dialect: Dialect) -> str:
    """The same statement in one database's words."""
    for word, replacement in WORDS[dialect].items():
        sql = re.sub(word, replacement, sql)
    return sql
