"""Delivery: the failure table, order, lanes and leases, on a real database and a strict platform."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from fakes.adapter import FakeAdapter
from fakes.time import Time, Watched

from crampbot_chat.courier import Courier, Pace
from crampbot_chat.model import Address, Gone, Message, Para, Refused, Span, TryLater, Unsure
from crampbot_chat.store import outbox
from crampbot_chat.store.keys import Key
from crampbot_chat.store.outbox import Outgoing
from crampbot_chat.store.sealed import Vault
from crampbot_chat.store.sqlite import open_sqlite

NOW = 1_790_000_000_000


async def test_a_message_goes_out(tmp_path: Path) -> None:
    time = Time(NOW)
    store = Watched(await open_sqlite(tmp_path / "a.db"), time)
    vault = Vault([Key("a", bytes(32))])
    adapter = FakeAdapter(time.now)
    courier = Courier(store, vault, {"fake": adapter}, time, "one", alone=True)
    running = asyncio.create_task(courier.run())
    out = Outgoing("1", Address("fake", "", "c"), Message("k", (Para((Span("hi"),)),)), None, NOW, NOW)
    lease = courier.lease()
    await store.apply([outbox.put(out, vault, *lease)])
    courier.take([out], lease)
    await time.settle()
    assert adapter.keys() == ["k"]
    assert await store.fetch(outbox.claim("x", 0, "fake", 0, now=NOW + 10**9, limit=9)) == [[]]
    running.cancel()
    await asyncio.wait([running])
    await store.close()
