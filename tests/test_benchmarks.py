"""The programs in benchmarks start: each is loaded, and those that reach into our tables or words do a little of it."""

import asyncio
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest
from databases import Postgres, fresh_sqlite

from crampbot_chat.store import Query, Store
from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.open import open_store

PROGRAMS = Path(__file__).parents[1] / "benchmarks"
NAMES = sorted(path.stem for path in PROGRAMS.glob("*.py"))


@pytest.fixture(autouse=True)
def _as_programs_find_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PROGRAMS))


def program(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_loaded(name: str) -> None:
    module = program(name)
    assert module.__doc__
    assert module.__file__ == str(PROGRAMS / f"{name}.py")
    if "--size" in (PROGRAMS / f"{name}.py").read_text("utf-8"):
        assert set(module.SIZES) == {"small", "full"}


@pytest.mark.parametrize(("name", "source"), [("answering", "ECHO"), ("broadcast", "RIVAL"), ("reading", "ROUND")])
def test_what_it_runs_in_another_process_is_a_program(name: str, source: str) -> None:
    text = str(getattr(program(name), source))
    assert re.search(r"^(import|from) ", text, re.MULTILINE)
    compile(text, name, "exec")


async def test_a_turn_is_measured_in_the_store_and_beside_it(store: Store, database: str, tmp_path: Path) -> None:
    bench = program("store")
    await store.apply([bench.Change(bench.PERSON, (f"p{n}", b"")) for n in range(bench.PEOPLE)])
    ours = await bench.ours(store, 25)
    assert all(clock > 0 for clock, _ in ours.values())
    if database.startswith("sqlite"):
        assert set(await bench.plain_sqlite(tmp_path / "plain.sqlite3", 2)) == set(ours)


async def test_the_plain_driver_is_measured_on_postgresql(postgres: Postgres) -> None:
    bench = program("store")
    name = await postgres.fresh()
    assert all(clock > 0 for clock, _ in (await bench.plain_postgres(postgres.url(name), 2)).values())
    await postgres.give_back(name)


async def test_people_with_reminders_are_stored_and_rung(tmp_path: Path) -> None:
    rung: list[str] = []
    done = asyncio.Event()

    def fired(name: str, _due: float) -> None:
        rung.append(name)
        if len(rung) == 3:
            done.set()

    town = await program("reminders").Town.open(fresh_sqlite(tmp_path), fired)
    await town.settle([(f"p{number}", town.time.now()) for number in range(3)])
    town.start()
    async with asyncio.timeout(20):
        await done.wait()
    await town.close()
    assert sorted(rung) == ["p0", "p1", "p2"]


async def test_a_broadcast_lies_in_the_outbox(tmp_path: Path) -> None:
    load_keys(tmp_path / "key" / "keys")
    url = fresh_sqlite(tmp_path)
    await program("broadcast")._write(url, tmp_path / "key" / "keys", 3)  # noqa: SLF001
    store = await open_store(url)
    [rows] = await store.fetch(Query("SELECT count(*) FROM outbox"))
    await store.close()
    assert rows == [(3,)]


def test_what_the_words_cost_is_told() -> None:
    assert {"start", "warm", "memory", "ask"} <= set(program("reading").one("live"))
