"""A program to be killed: writes batches from many tasks at once, and prints the name of each acknowledged one."""

import asyncio
import os
import sys

from crampbot_chat.store import Change, Heard
from crampbot_chat.store.open import open_store

WORKERS = 20


def halves(name: str) -> list[Change]:
    """A batch of two rows that belong together."""
    sql = "INSERT INTO heard (adapter, id, at) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING"
    return [Change(sql, (half, name), expect=1, miss=Heard) for half in ("left", "right")]


async def storm(url: str, prefix: str) -> None:
    store = await open_store(url)

    async def work(worker: int) -> None:
        for n in range(10**9):
            name = f"{prefix}.{worker}.{n}"
            await store.apply(halves(name))
            os.write(1, f"{name}\n".encode())  # straight to the pipe: what is printed is acknowledged

    await asyncio.gather(*(work(worker) for worker in range(WORKERS)))


async def once(url: str, name: str) -> None:
    store = await open_store(url)
    os.write(1, b"asking\n")
    await store.apply(halves(name))
    os.write(1, b"kept\n")


if __name__ == "__main__":
    asyncio.run({"storm": storm, "once": once}[sys.argv[1]](*sys.argv[2:]))
