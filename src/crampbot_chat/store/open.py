"""Opens the store that a DATABASE_URL names; imports only that database's driver."""

from pathlib import Path
from urllib.parse import unquote

from crampbot_chat.store import Store
from crampbot_chat.store.migrate import MIGRATIONS


async def open_store(url: str, *, migrations: Path = MIGRATIONS, at_once: bool = False) -> Store:
    """Open sqlite:///absolute/path or postgresql://…, made if need be and with its schema up to date.

    at_once: what need not be durable is written without waiting for company; for tests, whose clock stands still.

    Raises ValueError for another kind of URL, InUse, NewerSchema, Unavailable.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        from crampbot_chat.store.sqlite import RIDE, open_sqlite  # noqa: PLC0415

        return await open_sqlite(file_path(rest), migrations=migrations, ride=0.0 if at_once else RIDE)
    if scheme in {"postgresql", "postgres"}:
        from crampbot_chat.store.postgres import open_postgres  # noqa: PLC0415

        return await open_postgres(url, migrations=migrations)
    raise ValueError("a database URL starts with sqlite:/// or postgresql://")


def file_path(rest: str) -> Path:
    """The file of sqlite://<rest>: /home/me/bot.db, and on Windows /C:/bot.db."""
    path = unquote("/" + rest.lstrip("/"))
    drive = path[1:3]
    return Path(path[1:] if drive[1:] == ":" else path)
