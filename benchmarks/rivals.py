"""The schedulers that benchmarks/reminders.py compares: each stores daily reminders, starts, and fires what falls due.

python benchmarks/rivals.py NAME TASK FOLDER STORED COUNT SECONDS, with PostgreSQL's address in DATABASE_URL.
Tasks: fill (store so many), cost (start, idle, fire COUNT within SECONDS), arm (start, COUNT due at once), resume.
A firing is one line of the ledger; ours is a message handed to an adapter, after its row was durable in the outbox.
"""

import asyncio
import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

IDLE = 3.0  # seconds
WARM = 20  # firings before anything is measured
AHEAD = 1.5  # seconds from arming until the first is due
DAY = 86_400_000  # ms
PATIENT = {"misfire_grace_time": 3600}  # seconds; as it comes, APScheduler drops what is more than one second late

FOLDER = Path(sys.argv[3]) if len(sys.argv) > 3 else Path()
ledger: int = -1
late: list[float] = []


def fired(name: str, due: float) -> None:
    """One line a firing; the wall clock, since it was promised by it."""
    late.append(time.time() - due)
    os.write(ledger, f"{name}\n".encode())


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


Add = Callable[[list[tuple[str, float]]], Awaitable[None]]


# --- APScheduler, in memory and with its SQLAlchemy job store ---------------------------------------------------------


async def _call(name: str, due: float) -> None:
    fired(name, due)


def _scheduler(*, stored: bool) -> Any:
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    stores = {"default": SQLAlchemyJobStore(f"sqlite:///{FOLDER}/jobs.sqlite3")} if stored else {}
    return AsyncIOScheduler(jobstores=stores, timezone=UTC, job_defaults=PATIENT)


async def apscheduler(count: int, *, stored: bool) -> Add:
    from apscheduler.triggers.interval import IntervalTrigger

    scheduler = _scheduler(stored=stored)
    if not stored:
        later = time.time() + 43_200
        for number in range(count):
            due = later + number % 40_000
            trigger = IntervalTrigger(days=1, start_date=_at(due), timezone=UTC)
            scheduler.add_job(_call, trigger, args=[f"stored {number}", due], id=f"stored {number}")
    scheduler.start()

    async def add(wanted: list[tuple[str, float]]) -> None:
        if stored:
            _insert(scheduler, wanted)
            scheduler.wakeup()
            return
        for name, due in wanted:
            trigger = IntervalTrigger(days=1, start_date=_at(due), timezone=UTC)
            scheduler.add_job(_call, trigger, args=[name, due], id=name)

    return add


def fill_jobs(count: int) -> None:
    scheduler = _scheduler(stored=True)
    scheduler.start(paused=True)
    later = time.time() + 43_200
    _insert(scheduler, [(f"stored {number}", later + number % 40_000) for number in range(count)])
    scheduler.shutdown()


def _insert(scheduler: Any, wanted: list[tuple[str, float]]) -> None:
    """As add_job would, but all in one transaction: only the running is measured."""
    from apscheduler.triggers.interval import IntervalTrigger
    from sqlalchemy import insert

    store = scheduler._jobstores["default"]  # noqa: SLF001
    trigger = IntervalTrigger(days=1, start_date=_at(time.time() + 43_200), timezone=UTC)
    state = scheduler.add_job(_call, trigger, args=["x", 0.0], id="x").__getstate__()
    rows = []
    for name, due in wanted:
        trigger = IntervalTrigger(days=1, start_date=_at(due), timezone=UTC)
        state |= {"id": name, "args": (name, due), "next_run_time": _at(due), "trigger": trigger}
        rows.append({"id": name, "next_run_time": due, "job_state": pickle.dumps(state)})
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)
    scheduler.remove_job("x")


# --- the JobQueue of python-telegram-bot ------------------------------------------------------------------------------


async def job_queue(count: int) -> Add:
    from telegram.ext import Application

    # The queue holds its application only weakly: `add` keeps it, and whoever calls this keeps `add`.
    application = Application.builder().token("1:x").build()
    queue = application.job_queue
    assert queue is not None

    async def call(context: Any) -> None:
        fired(*context.job.data)

    later = time.time() + 43_200
    for number in range(count):
        at = _at(later + number % 40_000)
        hour = clock_time(at.hour, at.minute, at.second, tzinfo=UTC)
        queue.run_daily(call, hour, data=(f"stored {number}", 0.0), name=f"stored {number}", job_kwargs=PATIENT)
    await queue.start()

    async def add(wanted: list[tuple[str, float]]) -> None:
        for name, due in wanted:
            jobs = application.job_queue
            assert jobs is not None
            jobs.run_repeating(call, timedelta(days=1), first=_at(due), data=(name, due), name=name, job_kwargs=PATIENT)

    return add


# --- procrastinate ----------------------------------------------------------------------------------------------------


async def procrastinate(count: int) -> Add:
    import procrastinate as library

    app = library.App(connector=library.PsycopgConnector(conninfo=os.environ["DATABASE_URL"], max_size=20))

    @app.task(name="ring")  # type: ignore[untyped-decorator, unused-ignore]
    async def ring(name: str, due: float) -> None:
        fired(name, due)
        await ring.configure(schedule_at=_at(due + 86_400)).defer_async(name=name, due=due + 86_400)

    await app.open_async()
    if not await app.check_connection_async():
        await app.schema_manager.apply_schema_async()

    async def add(wanted: list[tuple[str, float]]) -> None:
        for name, due in wanted:
            await ring.configure(schedule_at=_at(due)).defer_async(name=name, due=due)

    if count:  # as defer_async would, but in one statement
        await app.connector.execute_query_async(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at) SELECT 'default', 'ring', "
            "jsonb_build_object('name', 'stored ' || n, 'due', 0), now() + interval '12 hours' "
            "+ mod(n, 40000) * interval '1 second' FROM generate_series(1, %(count)s::int) n",
            count=count,
        )
    else:
        asyncio.get_running_loop().create_task(app.run_worker_async(concurrency=20, install_signal_handlers=False))
    return add


# --- ours -------------------------------------------------------------------------------------------------------------


async def crampbot(*, run: bool = True, fill: int = 0) -> Add:
    from reminders import Town

    town = await Town.open(f"sqlite:///{FOLDER}/bot.sqlite3", fired)
    if fill:
        later = int(time.time() * 1000) + DAY // 2
        await town.settle([(f"stored {number}", later + number % 40_000 * 1000) for number in range(fill)])
        await town.close()
    elif run:
        town.start()

    async def add(wanted: list[tuple[str, float]]) -> None:
        await town.settle([(name, int(due * 1000)) for name, due in wanted])

    return add


# --- what is done with each -------------------------------------------------------------------------------------------

IN_MEMORY = {"APScheduler", "JobQueue"}
START: dict[str, Callable[[int], Awaitable[Add]]] = {
    "APScheduler": lambda count: apscheduler(count, stored=False),
    "APScheduler+SQL": lambda count: apscheduler(count, stored=True),
    "JobQueue": job_queue,
    "procrastinate": lambda _: procrastinate(0),
    "CrampBot": lambda _: crampbot(),
}


async def fill(name: str, count: int) -> None:
    if name == "APScheduler+SQL":
        fill_jobs(count)
    elif name == "procrastinate":
        await procrastinate(count)
    elif name == "CrampBot":
        await crampbot(fill=count)


def _rss() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _all_fired(count: int, seconds: float) -> None:
    """Wait for so many; one that doesn't get there says how far it came, and ends."""
    try:
        async with asyncio.timeout(seconds):
            while len(late) < count:
                await asyncio.sleep(0.05)
    except TimeoutError:
        print(json.dumps({"fired": len(late), "of": count}), flush=True)
        os._exit(0)


async def cost(name: str, stored: int, count: int, seconds: float, began: float) -> None:
    add = await START[name](stored)
    await asyncio.sleep(0)
    ready, memory = time.perf_counter() - began, _rss()
    await add(
        [(f"warm {number} {os.getpid()}", time.time() + 2.0) for number in range(WARM)]
    )  # what only the first ones need
    await _all_fired(WARM, 60)
    await asyncio.sleep(1)
    late.clear()
    idle = _cpu()
    await asyncio.sleep(IDLE)
    idle = (_cpu() - idle) / IDLE
    ahead = AHEAD + count / 200  # the slowest takes some time to be told
    now = time.time() + ahead
    await add([(f"burst {number} {os.getpid()}", now + seconds * number / count) for number in range(count)])
    await asyncio.sleep(max(0.0, now - 0.1 - time.time()))
    used = _cpu()
    await _all_fired(count, seconds + 60)
    used = _cpu() - used
    p99 = sorted(late)[int(len(late) * 0.99)] * 1000
    late.clear()
    due = time.time() + ahead
    await add([(f"together {number} {os.getpid()}", due) for number in range(count)])
    await asyncio.sleep(max(0.0, due - 0.1 - time.time()))
    crowd = _cpu()
    await _all_fired(count, 60)
    crowd = _cpu() - crowd
    print(json.dumps({
        "ready": ready, "memory": memory, "idle": idle, "cpu": used / count * 1000, "p99": p99,
        "crowd": crowd / count * 1000,
    }), flush=True)  # fmt: skip


async def arm(name: str, stored: int, count: int) -> None:
    add = await START[name](stored)
    due = time.time() + AHEAD + count / 300
    await add([(f"kill {number}", due) for number in range(count)])
    print(json.dumps({"due": due}), flush=True)
    await asyncio.sleep(600)


async def resume(name: str, stored: int) -> None:
    add = await START[name](stored)
    print(json.dumps({}), flush=True)
    await asyncio.sleep(600)
    del add


def main() -> None:
    global ledger  # noqa: PLW0603
    began = time.perf_counter()
    name, task, _, stored, count, seconds = sys.argv[1:]
    ledger = os.open(FOLDER / "ledger", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    work: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "fill": lambda: fill(name, int(stored)),
        "cost": lambda: cost(name, int(stored), int(count), float(seconds), began),
        "arm": lambda: arm(name, int(stored), int(count)),
        "resume": lambda: resume(name, int(stored)),
    }
    asyncio.run(work[task]())
    os._exit(0)


if __name__ == "__main__":
    main()
