"""The schema moves forward, from nothing and from every release, on both databases; a backup is made before."""

import asyncio
import re
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from databases import DATABASES, Postgres

from crampbot_chat.store import Change, NewerSchema, Query, Store, Unavailable
from crampbot_chat.store.dialect import translate
from crampbot_chat.store.migrate import MIGRATIONS, load, statements
from crampbot_chat.store.open import file_path, open_store

RELEASES = {file.stem: file.read_text() for file in sorted(Path(__file__).with_name("releases").glob("*.sql"))}
LATEST = RELEASES[max(RELEASES)]
VERSION = Query("SELECT value FROM meta WHERE name = 'schema'")
SHAPES = {
    "sqlite": """
        SELECT t.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master t, pragma_table_info(t.name) c
            WHERE t.type = 'table' ORDER BY 1, 2;
        SELECT t.name, i."unique", i.origin, (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c)
            FROM sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table' ORDER BY 1, 2, 3, 4;
        SELECT t.name, f."from", f."table", f.on_delete FROM sqlite_master t, pragma_foreign_key_list(t.name) f
            WHERE t.type = 'table' ORDER BY 1, 2
    """,
    "postgresql": """
        SELECT table_name::text, column_name::text, data_type::text, is_nullable::text, collation_name::text
            FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2;
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;
        SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
    """,
}


class Lab:
    """Makes databases of old releases, and steps that don't exist yet."""

    def __init__(self, kind: str, folder: Path, server: Postgres | None) -> None:
        self.kind = kind
        self.folder = folder
        self.server = server
        self.made: list[str] = []

    async def database(self, script: str = "") -> str:
        """The URL of a new database that this script filled."""
        if self.server:
            self.made.append(await self.server.empty())
            if script:
                text = re.sub(r"x'(\w+)'", r"'\\x\1'", translate(script, "postgresql"))
                await self.server.run(text, database=self.made[-1])
            return self.server.url(self.made[-1])
        self.made.append(f"{len(self.made)}.sqlite3")
        path = self.folder / self.made[-1]
        if script:
            with closing(sqlite3.connect(path)) as db:
                db.executescript(translate(script, "sqlite"))
        return f"sqlite://{path}"

    def steps(self, **scripts: str) -> Path:
        """A folder with the released steps and further ones: `steps(_0003_more="ALTER …")`."""
        folder = self.folder / f"steps{len(list(self.folder.glob('steps*')))}"
        shutil.copytree(MIGRATIONS, folder)
        for name, script in scripts.items():
            (folder / f"{name[1:]}.sql").write_text(script)
        return folder

    async def shape(self, store: Store) -> list[list[tuple[object, ...]]]:
        return await store.fetch(*(Query(sql.strip()) for sql in SHAPES[self.kind].split(";")))


@pytest.fixture(params=DATABASES)
async def lab(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Lab]:
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    laboratory = Lab(request.param, tmp_path, server)
    yield laboratory
    if server:
        for name in laboratory.made:
            await server.drop(name)


async def contents(store: Store) -> list[list[tuple[object, ...]]]:
    """What the dumped release holds, table by table."""
    return await store.fetch(
        Query("SELECT id, version, zone, reachable, consent_at, created_at, sealed FROM person ORDER BY id"),
        Query("SELECT adapter, workspace, user_id, person_id FROM account ORDER BY user_id"),
        Query("SELECT id, person_id, started_at, sealed FROM cramp ORDER BY id"),
        Query("SELECT person_id, name, due_at, note FROM timer ORDER BY person_id"),
        Query("SELECT id, person_id, lane, leased_until, attempts, sealed FROM outbox ORDER BY id"),
        Query("SELECT chat, slot, ref, sent_at FROM slot"),
        Query("SELECT adapter, id, at FROM heard ORDER BY id"),
    )


KEPT = [
    [
        ("p1", 7, "Europe/Berlin", 1, 1773450000000, 1773446400000, b"\xa0"),
        ("p2", 1, "", 0, None, 1773446500000, b"\xa1"),
    ],
    [("telegram", "", "1001", "p1"), ("slack", "T01", "U01", "p2"), ("terminal", "", "me", "p1")],
    [("c1", "p1", 1773446400000, b"\xb0"), ("c2", "p1", 1773446900000, b"\xb1"), ("c3", "p2", 1773446500000, b"\xb2")],
    [("p1", "check", 1773447000000, ""), ("p2", "wipe", 1773532800000, "unanswered")],
    [("o1", "p1", 0, 0, 0, b"\xc0"), ("o2", None, 0, 1773446600000, 2, b"\xc1")],
    [("1001", "relief", "55", 1773446401000)],
    [("telegram", "9001", 1773446400000), ("slack", "Ev01", 1773446500000)],
]


async def test_an_empty_database_gets_the_whole_schema(lab: Lab) -> None:
    store = await open_store(await lab.database())
    assert await store.fetch(VERSION) == [[(str(len(load(MIGRATIONS, "sqlite"))),)]]
    assert [len(part) > 5 for part in await lab.shape(store)][:2] == [True, True]
    await store.close()


@pytest.mark.parametrize("release", RELEASES)
async def test_every_release_moves_to_the_same_schema_and_keeps_its_rows(lab: Lab, release: str) -> None:
    new = await open_store(await lab.database())
    old = await open_store(await lab.database(RELEASES[release]))
    assert await lab.shape(old) == await lab.shape(new)
    assert await old.fetch(VERSION) == await new.fetch(VERSION)
    assert await contents(old) == KEPT
    await asyncio.gather(old.close(), new.close())


def released(lab: Lab, release: str) -> Path:
    """A folder with the steps that this release had."""
    steps = lab.folder / "released"
    steps.mkdir()
    for file in MIGRATIONS.glob("*.sql"):
        if file.name[:4] <= release:
            shutil.copy(file, steps)
    return steps


@pytest.mark.parametrize("release", RELEASES)
async def test_a_released_step_is_never_changed(lab: Lab, release: str) -> None:
    """A database that a release made has the shape that its steps still make: change the schema by a new step."""
    steps = released(lab, release)
    stores = [await open_store(await lab.database(script), migrations=steps) for script in ("", RELEASES[release])]
    assert await lab.shape(stores[0]) == await lab.shape(stores[1])
    await asyncio.gather(*(store.close() for store in stores))


async def test_new_steps_run_once_each_in_their_order(lab: Lab) -> None:
    url = await lab.database(LATEST)
    steps = lab.steps(
        _0003_mood="ALTER TABLE cramp ADD COLUMN mood TEXT;\nUPDATE cramp SET mood = 'new;';",
        _0004_better="-- a comment; with a semicolon\nUPDATE cramp SET mood = mood || 'er';",
    )
    for _ in range(2):
        store = await open_store(url, migrations=steps)
        assert await store.fetch(VERSION, Query("SELECT mood FROM cramp")) == [[("4",)], [("new;er",)] * 3]
        await store.close()


async def test_a_table_may_be_rebuilt_and_nothing_that_refers_to_it_is_lost(lab: Lab) -> None:
    [create] = [text for text in statements(load(MIGRATIONS, "sqlite")[0].sql) if "CREATE TABLE person" in text]
    rebuild = (
        create.replace("TABLE person", "TABLE person_new").replace("created_at  BIGINT", "created_at TEXT"),
        "ALTER TABLE person_new ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;",
        "INSERT INTO person_new SELECT * FROM person;",
        "DROP TABLE person;",
        "ALTER TABLE person_new RENAME TO person;",
    )
    steps = lab.steps()
    (steps / "0003_when.sqlite.sql").write_text("\n".join(rebuild))
    (steps / "0003_when.postgresql.sql").write_text("ALTER TABLE person ALTER created_at TYPE TEXT;")
    store = await open_store(await lab.database(LATEST), migrations=steps)
    people, accounts, cramps, timers, *rest = await contents(store)
    assert [row[-2] for row in people] == ["1773446400000", "1773446500000"]
    assert [accounts, cramps, timers, *rest] == KEPT[1:]
    await store.apply([Change("DELETE FROM person WHERE id = 'p1'", expect=1)])
    assert await store.fetch(Query("SELECT id FROM cramp")) == [[("c3",)]]
    await store.close()


async def test_a_step_that_fails_undoes_all_new_steps(lab: Lab) -> None:
    url = await lab.database(LATEST)
    steps = lab.steps(
        _0003_good="ALTER TABLE cramp ADD COLUMN mood TEXT;",
        _0004_bad="CREATE TABLE one (id TEXT);\nINSERT INTO nowhere (id) VALUES ('x');",
    )
    with pytest.raises(Unavailable, match=r"^0004_bad (SQLITE_ERROR|42P01)$") as failure:
        await open_store(url, migrations=steps)
    assert failure.value.__context__ is None
    store = await open_store(url)
    assert await store.fetch(VERSION) == [[("2",)]]
    assert await contents(store) == KEPT
    with pytest.raises(Unavailable):
        await store.fetch(Query("SELECT * FROM one"))
    await store.close()


async def test_a_schema_from_the_future_is_refused_and_left_alone(lab: Lab) -> None:
    url = await lab.database(LATEST)
    steps = lab.steps(_0003_mood="ALTER TABLE cramp ADD COLUMN mood TEXT;")
    await (await open_store(url, migrations=steps)).close()
    for _ in range(2):
        with pytest.raises(NewerSchema):
            await open_store(url)
    store = await open_store(url, migrations=steps)
    assert await contents(store) == KEPT
    await store.close()


async def test_replicas_that_start_at_once_migrate_once(postgres: Postgres, tmp_path: Path) -> None:
    lab = Lab("postgresql", tmp_path, postgres)
    url = await lab.database()
    steps = lab.steps(_0003_count="INSERT INTO meta (name, value) VALUES ('once', '1');")
    stores = await asyncio.gather(*(open_store(url, migrations=steps) for _ in range(5)))
    assert await stores[0].fetch(VERSION) == [[("3",)]]
    await asyncio.gather(*(store.close() for store in stores))
    await postgres.drop(lab.made[0])


async def test_text_sorts_by_bytes_whatever_the_servers_language(postgres: Postgres, tmp_path: Path) -> None:
    lab = Lab("postgresql", tmp_path, postgres)
    store = await open_store(await lab.database())
    columns = "FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'"
    other = Query(f"SELECT table_name::text, column_name::text {columns} AND collation_name IS DISTINCT FROM 'C'")  # noqa: S608
    [texts], rest = await store.fetch(Query(f"SELECT count(*) {columns}"), other)
    assert texts[0] > 20
    assert rest == []
    await store.close()
    await postgres.drop(lab.made[0])


# --- the copy before a migration


def backups(url: str) -> list[Path]:
    path = file_path(url.removeprefix("sqlite://"))
    return sorted(path.parent.glob(f"{path.name}.*.bak*"))


async def test_before_a_migration_a_copy_is_made_that_the_old_release_can_use(tmp_path: Path) -> None:
    lab = Lab("sqlite", tmp_path, None)
    url = await lab.database(LATEST)
    await (await open_store(url)).close()
    assert backups(url) == []
    steps = lab.steps(_0003_drop="DROP TABLE cramp;")
    await (await open_store(url, migrations=steps)).close()
    [copy] = backups(url)
    assert copy.name == "0.sqlite3.before-0003.bak"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    shutil.copy(copy, file_path(url.removeprefix("sqlite://")))
    store = await open_store(url)
    assert await contents(store) == KEPT
    await store.close()


async def test_the_copy_holds_what_a_killed_release_left_in_its_log(tmp_path: Path) -> None:
    lab = Lab("sqlite", tmp_path, None)
    path = file_path((await lab.database(LATEST)).removeprefix("sqlite://"))
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("UPDATE timer SET note = 'in the log'")
        db.commit()
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{tmp_path}/killed.sqlite3{suffix}")
    url = f"sqlite://{tmp_path}/killed.sqlite3"
    await (await open_store(url, migrations=lab.steps(_0003_drop="DROP TABLE timer;"))).close()
    [copy] = backups(url)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT DISTINCT note FROM timer").fetchall() == [("in the log",)]


async def test_no_copy_is_made_of_a_new_file_or_without_new_steps(tmp_path: Path) -> None:
    lab = Lab("sqlite", tmp_path, None)
    url = await lab.database()
    steps = lab.steps(_0003_mood="ALTER TABLE cramp ADD COLUMN mood TEXT;")
    for _ in range(2):
        await (await open_store(url, migrations=steps)).close()
    assert backups(url) == []


async def test_a_failed_migration_leaves_its_copy_and_the_next_try_replaces_it(tmp_path: Path) -> None:
    lab = Lab("sqlite", tmp_path, None)
    url = await lab.database(LATEST)
    for _ in range(2):
        with pytest.raises(Unavailable, match="0003_bad"):
            await open_store(url, migrations=lab.steps(_0003_bad="nonsense;"))
        [copy] = backups(url)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT count(*) FROM cramp").fetchone() == (3,)


async def test_a_rebuild_that_forgets_rows_others_refer_to_is_undone(tmp_path: Path) -> None:
    lab = Lab("sqlite", tmp_path, None)
    url = await lab.database(LATEST)
    with pytest.raises(Unavailable, match="0003_lose foreign_key_check"):
        await open_store(url, migrations=lab.steps(_0003_lose="DELETE FROM person WHERE id = 'p1';"))
    store = await open_store(url)
    assert await contents(store) == KEPT
    await store.close()
