"""What is special about SQLite: one file, one process, one commit for all that waits, and a disk that fills up."""

import asyncio
import logging
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Awaitable, Coroutine
from contextlib import closing
from pathlib import Path

import pytest

from crampbot_chat.store import Change, Heard, InUse, Query, Unavailable
from crampbot_chat.store.calm import Calm
from crampbot_chat.store.sqlite import HOP, SMALL, SqliteStore, open_sqlite

CANARY = "my left calf hurts"
ALL = Query("SELECT id FROM heard ORDER BY id")


def heard(event: str, weight: int = 0) -> Change:
    sql = "INSERT INTO heard (adapter, id, at) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING"
    return Change(sql, ("a" + "x" * weight, event), expect=1, miss=Heard)


def commits(path: Path) -> int:
    """How many commits the file has seen: frames of the write-ahead log that end a transaction (fileformat2, 4.1)."""
    log = path.with_name(path.name + "-wal").read_bytes()
    page = int.from_bytes(log[8:12], "big")
    frames = [log[start : start + 24] for start in range(32, len(log), 24 + page)]
    return sum(int.from_bytes(frame[4:8], "big") > 0 for frame in frames if frame[8:16] == log[16:24])


def holding(folder: Path, words: str) -> dict[str, bool]:
    """Which files of a folder hold these words."""
    return {file.name: words.encode() in file.read_bytes() for file in folder.iterdir()}


async def test_batches_that_wait_share_a_commit_and_a_miss_undoes_only_its_own(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await open_sqlite(path)
    await store.apply([heard("seen")])
    before = commits(path)
    batches = [[heard(f"{n:03}a"), heard("seen" if n % 3 == 0 else f"{n:03}b")] for n in range(90)]
    results = await asyncio.gather(*(store.apply(batch) for batch in batches), return_exceptions=True)
    assert [isinstance(result, Heard) for result in results] == [n % 3 == 0 for n in range(90)]
    assert commits(path) - before <= 2  # the first may leave at once
    kept = [f"{n:03}{half}" for n in range(90) if n % 3 for half in "ab"]
    assert await store.fetch(ALL) == [[*((event,) for event in kept), ("seen",)]]
    await store.close()


async def test_a_hop_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await open_sqlite(path)
    before = commits(path)
    await asyncio.gather(*(store.apply([heard(f"{n}")]) for n in range(3 * HOP)))
    assert commits(path) - before >= 3
    await store.close()


async def test_reads_are_answered_before_the_batches_of_the_same_hop(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path / "bot.sqlite3")
    order: list[str] = []

    async def note(name: str, work: Awaitable[object]) -> None:
        await work
        order.append(name)

    first = asyncio.create_task(note("first", store.apply([heard("1")])))
    await asyncio.sleep(0)  # its hop leaves; what comes now waits for the next one
    write = note("write", store.apply([heard(f"w{n}") for n in range(400)]))
    await asyncio.gather(first, write, note("read", store.fetch(ALL)))
    assert order.index("read") < order.index("write")
    await store.close()


async def test_a_second_process_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    program = (
        "import asyncio, sys; from pathlib import Path; from crampbot_chat.store.sqlite import open_sqlite\n"
        "async def hold():\n"
        "    store = await open_sqlite(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()\n"
        "asyncio.run(hold())\n"
    )
    with subprocess.Popen(  # noqa: S603, ASYNC220
        [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(InUse):
            await open_sqlite(path)
        other.kill()  # no farewell: the system gives the lock back
    store = await open_sqlite(path)
    with pytest.raises(InUse):
        await open_sqlite(path)
    await store.close()
    await (await open_sqlite(path)).close()


async def test_an_administrators_lock_is_waited_for_then_it_counts_as_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await open_sqlite(path, patience=0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(*(store.apply([heard(str(n))]) for n in range(5)), return_exceptions=True)
        assert {str(result) for result in results} == {"SQLITE_BUSY"}
        assert await store.fetch(ALL) == [[]]
        shell.execute("ROLLBACK")
    await store.apply([heard("after")])
    assert await store.fetch(ALL) == [[("after",)]]
    await store.close()


def done_at_once(call: Coroutine[object, object, object]) -> bool:
    """Run the call up to where it first waits for something; True when it never does."""
    try:
        call.send(None)
    except StopIteration:
        return True
    call.close()
    return False


async def test_alone_a_call_is_done_where_it_is_asked_for(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path / "bot.sqlite3")
    assert done_at_once(store.fetch(ALL))
    assert done_at_once(store.apply([heard("alone")]))
    assert await store.fetch(ALL) == [[("alone",)]]
    with pytest.raises(Heard):
        await store.apply([heard("alone")])
    await store.close()


async def test_the_loop_waits_for_no_lock_and_for_no_crowd(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await open_sqlite(path, patience=0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        assert not done_at_once(store.apply([heard("locked")]))
        shell.execute("ROLLBACK")
    assert not done_at_once(store.apply([heard(str(n)) for n in range(SMALL + 1)]))
    await store.close()


async def test_callers_who_give_up_during_the_commit_take_nobody_along(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await open_sqlite(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        tasks = [asyncio.create_task(store.apply([heard(f"{n:02}")])) for n in range(20)]
        await store.fetch(ALL)  # answered before the batches of its hop, which now wait for the shell
        for _ in range(10):
            await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)  # nothing is acknowledged before its commit
        for task in tasks[::2]:
            task.cancel()
        shell.execute("ROLLBACK")
    await asyncio.wait(tasks)
    assert [task.cancelled() for task in tasks] == [True, False] * 10
    [rows] = await store.fetch(ALL)
    assert {row[0] for row in rows} >= {f"{n:02}" for n in range(1, 20, 2)}
    await store.close()


def test_a_program_that_dies_without_closing_ends(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from crampbot_chat.store.sqlite import open_sqlite\n"
        "kept = []\n"
        "async def die():\n"
        "    kept.append(await open_sqlite(Path(sys.argv[1]))); sys.exit(7)\n"
        "asyncio.run(die())\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "bot.sqlite3"], timeout=20, check=False)  # noqa: S603
    assert done.returncode == 7


async def test_a_full_disk_fails_one_batch_and_spares_its_neighbours(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path / "bot.sqlite3")
    [[(pages,)]] = await store.fetch(Query("PRAGMA page_count"))
    await store.fetch(Query(f"PRAGMA max_page_count = {pages + 8}"))
    huge = [heard(f"h{n}", weight=3000) for n in range(40)]
    batches = [[heard("a")], [heard("b"), *huge, heard("c")], [heard("d")]]
    first, bad, last = await asyncio.gather(*(store.apply(batch) for batch in batches), return_exceptions=True)
    assert (first, last) == (None, None)
    assert isinstance(bad, Unavailable)
    assert str(bad) == "SQLITE_FULL"
    assert await store.fetch(ALL) == [[("a",), ("d",)]]
    with pytest.raises(Unavailable):
        await store.apply(huge)
    await store.fetch(Query("PRAGMA max_page_count = 100000"))
    await store.apply(huge)  # there is room again
    assert len((await store.fetch(ALL))[0]) == 42
    await store.close()


@pytest.mark.parametrize("opened_before", [0, 1])
async def test_settings_that_keep_the_promises_are_on(tmp_path: Path, opened_before: int) -> None:
    for _ in range(opened_before):
        await (await open_sqlite(tmp_path / "bot.sqlite3")).close()
    store = await open_sqlite(tmp_path / "bot.sqlite3")
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    values = [(await store.fetch(Query(f"PRAGMA {name}")))[0][0][0] for name in names]
    assert values == ["wal", 2, 1, 1, 5000]
    await store.close()


async def test_what_is_forgotten_is_gone_from_the_files(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await open_sqlite(path)
    await store.apply([Change("INSERT INTO meta (name, value) VALUES ('x', $1)", (CANARY,))])
    await store.apply([Change("DELETE FROM meta WHERE name = 'x'", expect=1)])
    await store.close()
    assert holding(tmp_path, CANARY) == {"bot.sqlite3": False, "bot.sqlite3.lock": False}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
async def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    store = await open_sqlite(folder / "bot.sqlite3")
    await store.apply([heard("a")])
    await store.backup(folder / "copy.sqlite3")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"bot.sqlite3", "bot.sqlite3-wal", "copy.sqlite3"} <= set(modes)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    await store.close()


async def test_a_backup_is_whole_while_everything_goes_on(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path / "bot.sqlite3")

    async def go_on(worker: int) -> None:
        for n in range(40):
            await store.apply([heard(f"{worker}.{n}.a"), heard(f"{worker}.{n}.b")])

    workers = [asyncio.create_task(go_on(worker)) for worker in range(4)]
    await store.apply([heard("known")])
    copies = [tmp_path / f"copy{n}.sqlite3" for n in range(3)]
    for copy in [*copies, copies[0]]:  # the last one replaces the first
        await store.backup(copy)
    await asyncio.gather(*workers)
    await store.close()
    for copy in copies:
        again = await open_sqlite(copy)
        [rows] = await again.fetch(ALL)
        events = {row[0] for row in rows}
        assert "known" in events
        assert {event[:-1] for event in events if event.endswith(".a")} == {e[:-1] for e in events if e.endswith(".b")}
        await again.close()


async def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path / "bot.sqlite3")
    with pytest.raises(Unavailable):
        await store.backup(tmp_path / "nowhere" / "copy.sqlite3")
    await store.close()


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(b"something else entirely " * 100)
    for _ in range(2):  # the lock is given back each time
        with pytest.raises(Unavailable, match="SQLITE_NOTADB"):
            await open_sqlite(path)
    assert path.read_bytes() == b"something else entirely " * 100
    with pytest.raises(Unavailable, match="EISDIR"):
        await open_sqlite(tmp_path)


async def test_no_log_line_tells_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    asyncio.get_running_loop().slow_callback_duration = 0  # asyncio then logs every step
    store: SqliteStore = await open_sqlite(tmp_path / "bot.sqlite3")
    await store.apply([heard(CANARY)])
    await store.fetch(ALL)
    with pytest.raises(Heard):  # so many that they go to the thread and come back
        await store.apply([*(heard(f"{CANARY} {number}") for number in range(SMALL)), heard(CANARY)])
    await store.close()
    assert "_land" in caplog.text
    assert CANARY not in caplog.text


def test_a_slow_disk_is_left_alone_for_ever_longer_and_a_quick_one_is_trusted_again() -> None:
    calm, rests = Calm(pause=0.5), []
    for start in (10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0):
        calm.took(start, start + 1)
        rests.append(round(calm.at - start - 1, 3))
    assert rests == [0.5, 0.5, 0.5, 0.8, 1.6, 3.2, 5.0, 5.0]
    calm.took(90.0, 90.001)
    assert calm.at == pytest.approx(90.501)
    calm.took(91.0, 92.0)
    assert calm.at == pytest.approx(92.5)
