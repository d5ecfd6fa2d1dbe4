"""A look into a database while somebody else serves it: nothing is written, nothing is claimed."""

import asyncio
from pathlib import Path

from crampbot_chat.store import Query, Row, Unavailable
from crampbot_chat.store.open import file_path


async def glance(url: str, *queries: Query) -> list[list[Row]]:
    """The rows of each query, in one snapshot. Raises Unavailable, also where there is no database yet."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return await asyncio.to_thread(_in_file, file_path(rest), queries)
    from crampbot_chat.store.postgres import open_postgres  # noqa: PLC0415 - imports only the driver in use

    store = await open_postgres(url, pool=1)
    try:
        return await store.fetch(*queries)
    finally:
        await store.close()


def _in_file(path: Path, queries: tuple[Query, ...]) -> list[list[Row]]:
    import sqlite3  # noqa: PLC0415
    from contextlib import closing  # noqa: PLC0415

    from crampbot_chat.store.hop import read, refusal  # noqa: PLC0415

    if not path.exists():
        raise Unavailable("no file")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA query_only=ON")
            found = read(db, queries)
    except sqlite3.Error as error:
        found = refusal(error)
    if isinstance(found, Exception):
        raise found
    return found
