"""One replica at a time sends and rings; when it dies another takes over, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from databases import Postgres
from postroom import Post

from crampbot_chat.store import Change, Store
from crampbot_chat.store.open import open_store
from crampbot_chat.store.postgres_seats import PostgresSeats
from crampbot_chat.store.seats import Alone, Seats, open_seats

SEATS = ["clock", "send telegram"]


class Member:
    """One process, as far as seats go."""

    def __init__(self, url: str) -> None:
        self.seats = PostgresSeats(url, SEATS)
        self.heard: list[str] = []
        self.news = asyncio.Event()

    def _heard(self, what: str) -> None:
        self.heard.append(what)
        self.news.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Member"]:
        task = asyncio.create_task(self.seats.run(self._heard, self.news.set))
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not so():
                self.news.clear()
                await self.news.wait()

    async def until_it(self, holds: str) -> None:
        await self.until(lambda: self.seats.holds(holds))

    async def until_it_heard(self, calls: int) -> None:
        await self.until(lambda: len(self.heard) >= calls)


@pytest.fixture
async def url(postgres: Postgres) -> AsyncIterator[str]:
    name = await postgres.fresh()
    yield postgres.url(name)
    await postgres.give_back(name)


async def test_one_holds_a_seat_and_another_takes_over_when_it_is_gone(url: str) -> None:
    async with Member(url).running() as second:
        async with Member(url).running() as first:
            await asyncio.gather(*(_one_of(first, second, seat) for seat in SEATS))
        for seat in SEATS:
            await second.until_it(seat)


async def _one_of(first: Member, second: Member, seat: str) -> None:
    waiting = {asyncio.create_task(member.until_it(seat)) for member in (first, second)}
    _, late = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in late:
        task.cancel()
    taken = await asyncio.gather(first.seats.taken(seat), second.seats.taken(seat))
    assert sorted(taken) == [False, True]
    assert first.seats.holds(seat) != second.seats.holds(seat)


async def test_a_connection_that_the_server_cuts_costs_the_seats_for_a_moment(url: str, postgres: Postgres) -> None:
    async with Member(url).running() as only:
        await only.until_it("clock")
        only.news.clear()
        await postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            database=urlsplit(url).path.strip("/"),
        )
        async with asyncio.timeout(10):
            await only.news.wait()
        await only.until_it("clock")


async def test_a_call_is_heard_by_all_once_its_batch_is_kept(url: str) -> None:
    store = await open_store(url)
    async with Member(url).running() as first, Member(url).running() as second:
        await asyncio.gather(first.seats.taken("clock"), second.seats.taken("clock"))
        wrong = Change("UPDATE heard SET at = 1", expect=1)
        with pytest.raises(Exception):  # noqa: B017, PT011 - undone, whatever it is called
            await store.apply([first.seats.call("never"), wrong])
        await store.apply([first.seats.call("ring 17"), first.seats.call("said")])
        await asyncio.gather(first.until_it_heard(2), second.until_it_heard(2))
        assert first.heard == second.heard == ["ring 17", "said"]
    await store.close()


async def test_a_file_has_no_other_processes() -> None:
    seats: Seats = open_seats("sqlite:///nowhere", SEATS)
    assert isinstance(seats, Alone)
    assert seats.holds("clock")
    assert not await seats.taken("clock")


# --- the courier with and without its seat ---------------------------------------------------------------------------


async def test_who_does_not_send_leases_nothing_and_claims_nothing(store: Store) -> None:
    post = Post(store)
    mine = False
    courier = post.another("two", alone=True, holds=lambda _: mine)
    async with post.running(courier):
        assert not courier.lease().by
        await post.leave(post.out("a"))
        courier.look()
        await post.time.move(60)
        assert post.adapter.keys() == []
        mine = True
        courier.look()
        await post.time.settle()
        assert post.adapter.keys() == ["a"]
        assert courier.lease().by == "two"


async def test_who_takes_over_sends_at_once_what_the_dead_had_leased(store: Store) -> None:
    post = Post(store)
    await post.leave(post.out("a"), post.out("b"), by="dead", until=post.time.now() + 15_000)
    async with post.running(post.another("two", alone=True, holds=lambda _: True)):
        await post.time.settle()
        assert post.adapter.keys() == ["a", "b"]


async def test_who_loses_its_seat_sends_no_more_and_leaves_the_rest_to_the_other(store: Store) -> None:
    post = Post(store)
    holder = "one"
    one = post.another("one", alone=True, holds=lambda _: holder == "one")
    two = post.another("two", alone=True, holds=lambda _: holder == "two")
    post.courier = one
    gate = post.adapter.hold("c")
    async with post.running(one), post.running(two):
        await post.say(post.out("a"), post.out("b"), post.out("c"))
        holder = "nobody"
        one.look()
        gate.set()
        await post.time.move(30)
        assert post.adapter.keys() == ["a"]  # it was under way
        holder = "two"
        two.look()
        await post.time.move(1)
    assert post.adapter.keys() == ["a", "b", "c"]
