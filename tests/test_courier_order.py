"""Delivery: order in a chat, lanes, pace, leases, and what a kill leaves behind."""

import asyncio
from itertools import pairwise

import pytest
from msgspec import structs
from postroom import NOW, Post

from crampbot_chat.contract import TryLater
from crampbot_chat.courier import Pace
from crampbot_chat.courier.claims import FULL, LEASE, LOOK
from crampbot_chat.model import BROADCAST, REMINDER, URGENT, Address
from crampbot_chat.store import Change, Stale, Store, Unavailable, outbox

SLOW = {"fake": Pace(per_second=10, broadcast=5, chat_gap=1, shared_gap=3, in_flight=4)}


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


@pytest.fixture
def slow(store: Store) -> Post:
    return Post(store, paces=SLOW)


# --- order -----------------------------------------------------------------------------------------------------------


async def test_a_chat_gets_its_messages_in_the_order_of_writing(post: Post) -> None:
    gate = post.adapter.hold("c")
    outs = [post.out(f"{number:03}") for number in range(50)]
    async with post.running():
        await post.say(*reversed(outs))
        gate.set()
        await post.time.settle()
    assert post.adapter.keys() == ["049", *[f"{number:03}" for number in range(49)]]  # the first was under way


async def test_order_holds_while_the_first_is_tried_again(post: Post) -> None:
    post.adapter.fail("c", TryLater(), TryLater())
    async with post.running():
        await post.say(post.out("a"), post.out("b"), post.out("c"))
        await post.time.move(5)
        assert post.adapter.keys() == []
        await post.time.move(1)
    assert post.adapter.keys() == ["a", "b", "c"]


async def test_a_slow_chat_delays_no_other(post: Post) -> None:
    post.adapter.hold("slow")
    async with post.running():
        await post.say(post.out("a", "slow"), post.out("b", "slow"), post.out("c", "quick"))
        await post.time.move(0.02)
        assert post.adapter.keys() == ["c"]


async def test_an_answer_overtakes_a_reminder_that_waits_in_its_chat(post: Post) -> None:
    gate = post.adapter.hold("c")
    async with post.running():
        await post.say(post.out("first"))
        await post.say(post.out("tip", lane=BROADCAST))
        await post.say(post.out("reminder", lane=REMINDER))
        await post.say(post.out("answer"))
        gate.set()
        await post.time.settle()
    assert post.adapter.keys() == ["first", "answer", "reminder", "tip"]


# --- lanes and pace --------------------------------------------------------------------------------------------------


async def test_an_answer_goes_next_amid_a_thousand_tips(slow: Post) -> None:
    await slow.leave(*[slow.out(f"tip {number}", f"chat {number}", lane=BROADCAST) for number in range(1000)])
    async with slow.running():
        await slow.time.move(10)
        sent = len(slow.adapter.sent)
        await slow.say(slow.out("answer", "me"))
        assert slow.adapter.keys()[sent:] == ["answer"]
        assert slow.time.now() == NOW + 10_000


async def test_an_answer_is_claimed_before_all_that_can_wait(slow: Post) -> None:
    await slow.leave(*[slow.out(f"tip {number}", f"chat {number}", lane=BROADCAST) for number in range(100)])
    await slow.leave(slow.out("reminder", "r", lane=REMINDER), slow.out("answer", "a"))
    async with slow.running():
        await slow.time.move(0.3)
        assert slow.adapter.keys()[:2] == ["answer", "reminder"]


async def test_answers_leave_at_once_however_many(slow: Post) -> None:
    async with slow.running():
        await slow.say(*[slow.out("a", f"chat {number}") for number in range(100)])
    assert len(slow.adapter.sent) == 100


async def test_an_answer_finds_a_way_while_reminders_hang(slow: Post) -> None:
    gate = slow.adapter.hold("")
    async with slow.running():
        await slow.say(*[slow.out("r", f"chat {number}", lane=REMINDER) for number in range(10)])
        await slow.time.move(5)
        hanging = len(slow.adapter.requests)
        assert hanging == 2
        await slow.say(slow.out("answer", "me"))
        await slow.time.move(0.02)
        assert [sent.key for sent in slow.adapter.requests[hanging:]] == ["answer"]
        gate.set()
        await slow.time.settle()


@pytest.mark.parametrize(("lane", "rate"), [(REMINDER, 10), (BROADCAST, 5)])
async def test_what_can_wait_keeps_to_the_allowance_and_uses_it(slow: Post, lane: int, rate: int) -> None:
    await slow.leave(*[slow.out("r", f"chat {number}", lane=lane) for number in range(rate * 60)])
    async with slow.running():
        await slow.time.move(65)
    at = [sent.at for sent in slow.adapter.sent]
    assert len(at) == rate * 60
    assert all(later - earlier >= 1000 for earlier, later in zip(at, at[rate:], strict=False))
    assert len(at) / (at[-1] - at[0]) * 1000 >= 0.97 * rate


async def test_answers_use_up_the_allowance_of_what_can_wait(slow: Post) -> None:
    await slow.leave(*[slow.out("r", f"chat {number}", lane=REMINDER) for number in range(200)])
    async with slow.running():
        for number in range(40):
            await slow.time.move(0.25)
            await slow.say(slow.out("answer", f"person {number}"))
    at = [sent.at for sent in slow.adapter.sent]
    assert len(slow.adapter.keys()) >= 97
    assert all(later - earlier >= 900 for earlier, later in zip(at, at[10:], strict=False))


async def test_many_answers_silence_the_rest_for_a_second_and_no_longer(slow: Post) -> None:
    async with slow.running():
        await slow.say(*[slow.out("a", f"chat {number}") for number in range(100)])
        await slow.say(slow.out("r", "r", lane=REMINDER))
        await slow.time.move(0.9)
        assert slow.adapter.keys("r") == []
        await slow.time.move(0.2)
        assert slow.adapter.keys("r") == ["r"]


async def test_what_waits_is_claimed_as_soon_as_there_is_room(post: Post) -> None:
    await post.leave(*[post.out("r", f"chat {number}", lane=REMINDER) for number in range(2 * FULL)])
    async with post.running():
        await post.time.settle()
    assert len(post.adapter.sent) == 2 * FULL


@pytest.mark.parametrize(("shared", "gap"), [(False, 1), (True, 3)])
async def test_one_chat_is_not_flooded_with_what_can_wait(slow: Post, shared: bool, gap: int) -> None:
    async with slow.running():
        await slow.say(*[slow.out("r", lane=REMINDER, shared=shared) for _ in range(4)])
        await slow.time.move(20)
    at = [sent.at for sent in slow.adapter.sent]
    assert [(later - earlier) / 1000 for earlier, later in pairwise(at)] == [pytest.approx(gap, rel=0.03)] * 3


async def test_memory_does_not_grow_with_what_waits(slow: Post) -> None:
    async with slow.running():
        for number in range(FULL + 50):
            await slow.say(slow.out("r", f"chat {number}", lane=BROADCAST))
        unclaimed = [row for row in await slow.rows() if not row[3]]
        assert len(unclaimed) >= 40
        assert slow.courier.lease(URGENT).by == "one"
        await slow.time.move((FULL + 50) / 4.8)
        assert await slow.rows() == []
    assert len(slow.adapter.sent) == FULL + 50


# --- leases ----------------------------------------------------------------------------------------------------------


async def test_what_a_dead_process_held_is_taken_over_once_its_lease_has_run_out(post: Post) -> None:
    post.adapter.hold("a")
    async with post.running():
        await post.say(post.out("a", "a"), post.out("b", "a"))
    post.adapter.hold("a").set()
    async with post.running(post.another("two", alone=False)):
        await post.time.move(LEASE / 1000 - 1)
        assert post.adapter.keys() == []
        await post.time.move(LOOK / 1000 + 1)
        assert post.adapter.keys() == ["a", "b"]
        assert await post.rows() == []


async def test_alone_on_a_database_what_was_left_behind_goes_out_at_once(post: Post) -> None:
    await post.leave(post.out("a"), by="dead", until=NOW + LEASE)
    async with post.running(post.another("two", alone=True)):
        assert post.adapter.keys() == ["a"]


async def test_two_processes_never_send_the_same(post: Post) -> None:
    await post.leave(*[post.out(f"{number}", f"chat {number % 100}") for number in range(500)])
    async with post.running(post.another("one", alone=False)), post.running(post.another("two", alone=False)):
        await post.time.move(60)
        assert await post.rows() == []
    assert sorted(post.adapter.keys(), key=int) == [f"{number}" for number in range(500)]
    for chat in range(100):
        keys = [int(key) for key in post.adapter.keys(f"chat {chat}")]
        assert keys == sorted(keys)


async def test_a_row_is_claimed_once_however_many_ask_at_the_same_time(post: Post) -> None:
    await post.leave(*[post.out("r", f"chat {number}") for number in range(1000)])
    asked = [outbox.claim(f"{number}", NOW + LEASE, "fake", URGENT, now=NOW, limit=50) for number in range(20)]
    claimed = await asyncio.gather(*[post.store.fetch(query) for query in asked])
    ids = [row[0] for [rows] in claimed for row in rows]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 50


async def test_a_row_is_not_claimed_before_an_older_one_in_other_hands(post: Post) -> None:
    await post.leave(post.out("a"), by="two", until=NOW + 20_000)
    await post.leave(post.out("b"), post.out("other", "d"))
    async with post.running(post.another("one", alone=False)):
        assert post.adapter.keys() == ["other"]
        await post.time.move(30)
        assert post.adapter.keys() == ["other", "a", "b"]


async def test_a_row_is_not_claimed_before_an_older_one_that_is_to_be_tried_again(post: Post) -> None:
    await post.leave(structs.replace(post.out("a", wait=10), attempts=1), post.out("b"))
    await post.leave(post.out("much later", "d", wait=3600), post.out("c", "d"))
    async with post.running():
        assert post.adapter.keys() == ["c"]
        await post.time.move(20)
        assert post.adapter.keys() == ["c", "a", "b"]


async def test_lost_races_do_not_stop_the_courier(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    gate = post.adapter.hold("c")
    async with post.running():
        await post.say(post.out("a"), post.out("b"))
        post.store.broken = Stale()
        gate.set()
        await post.time.move(60)
        post.store.broken = None
        await post.time.move(60)
        assert await post.rows() == []
    assert set(post.adapter.keys()) == {"a", "b"}
    assert "outcome_not_kept" in caplog.text


async def test_a_lease_is_renewed_while_a_message_has_to_wait(post: Post) -> None:
    post.adapter.fail("c", TryLater(200))
    async with post.running():
        await post.say(post.out("a"))
        async with post.running(post.another("two", alone=False)):
            await post.time.move(201)
    assert len(post.adapter.requests) == 2
    assert post.adapter.keys() == ["a"]


async def test_what_can_not_be_renewed_is_not_sent_on_an_old_lease(post: Post) -> None:
    post.adapter.fail("c", TryLater(100))
    async with post.running():
        await post.say(post.out("a"))
        post.store.broken = Unavailable("down")
        await post.time.move(110)
        assert len(post.adapter.requests) == 1
        post.store.broken = None
        await post.time.move(20)
        assert post.adapter.keys() == ["a"]
        assert await post.rows() == []


async def test_a_row_that_can_not_be_opened_is_put_off_and_keeps_nobody_waiting(post: Post) -> None:
    one, other = (outbox.put(post.out("damaged"), post.vault, "", 0) for _ in range(2))
    await post.store.apply([Change(one.sql, (*one.params[:-1], other.params[-1]))])  # the sealed words of another row
    await post.leave(post.out("after"))
    async with post.running():
        await post.time.move(1)
        assert post.adapter.keys() == ["after"]
        assert [row[2] for row in await post.rows()] == [3599]


async def test_an_older_edit_that_nobody_holds_goes_with_the_newer_one(post: Post) -> None:
    old, new = post.out("10", slot="s", edits=True), post.out("9", slot="s", edits=True)
    await post.leave(old, post.out("kept", slot="t", edits=True), post.out("words", slot="s"))
    await post.store.apply([outbox.supersede(Address("fake", "", "c"), "s", new.id, NOW)])
    assert [row[0] for row in await post.rows()] == ["kept", "words"]


# --- a clock that is set ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_by_an_hour_keeps_nothing_waiting(store: Store, hours: int) -> None:
    post = Post(store, paces={"fake": Pace(per_second=30, chat_gap=1)})
    async with post.running():
        await post.say(post.out("before", lane=REMINDER))
        post.adapter.fail("c", TryLater(2))
        await post.say(post.out("told to wait", lane=REMINDER), post.out("behind it", lane=REMINDER))
        await post.time.move(1)
        post.time.set(post.time.now() + hours * 3_600_000)
        await post.say(post.out("asked", "d"), post.out("unasked", "e", lane=REMINDER))
        await post.time.move(10)
        assert sorted(post.adapter.keys()) == ["asked", "before", "behind it", "told to wait", "unasked"]
        assert await post.rows() == []


# --- kills and stops -------------------------------------------------------------------------------------------------


async def test_a_message_leaves_alone_unless_another_would_have_to_wait_too_long(post: Post) -> None:
    post.adapter.hold("")
    async with post.running():
        await post.say(post.out("a", "a"), post.out("b", "b"), post.out("c", "c"))
        await post.time.move(0.019)
        assert len(post.adapter.requests) == 1
        await post.time.move(0.001)
        assert len(post.adapter.requests) == 2
        await post.time.move(0.019)
        assert len(post.adapter.requests) == 2  # the more are on their way, the longer the next one waits
        await post.time.move(0.001)
        assert len(post.adapter.requests) == 3


async def test_in_a_crowd_nobody_waits_for_long(post: Post) -> None:
    post.adapter.hold("")
    async with post.running():
        await post.say(*(post.out("a", str(number)) for number in range(30)))
        await post.time.move(0.1)
        assert len(post.adapter.requests) == 30


@pytest.mark.parametrize("rounds", range(0, 40, 3))
async def test_killed_at_any_moment_nothing_is_lost_and_one_message_at_most_comes_twice(
    post: Post, rounds: int
) -> None:
    outs = [post.out(f"{chat} {number}", chat) for number in range(5) for chat in "ab"]
    lease = post.courier.lease()
    await post.store.apply([outbox.put(out, post.vault, *lease) for out in outs])
    task = asyncio.create_task(post.courier.run())
    await asyncio.sleep(0)
    post.courier.take(outs, lease)
    for _ in range(rounds):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    async with post.running(post.another("two")):
        await post.time.settle()
    for chat in "ab":
        keys = post.adapter.keys(chat)
        assert sorted(set(keys)) == [f"{chat} {number}" for number in range(5)]
        assert keys == sorted(keys)
    assert len(post.adapter.sent) <= 11
    assert await post.rows() == []


async def test_a_graceful_stop_finishes_what_is_under_way_and_gives_back_the_rest(slow: Post) -> None:
    gate = slow.adapter.hold("")
    async with slow.running() as courier:
        await slow.say(slow.out("tip", "b", lane=BROADCAST))
        await slow.say(slow.out("tip", "c", lane=BROADCAST))
        await slow.say(slow.out("answer", "a"), slow.out("next", "a"))
        stopping = asyncio.create_task(courier.drain(10))
        await slow.time.move(1)
        assert not stopping.done()
        gate.set()
        await slow.time.settle()
        assert stopping.done()
    assert sorted(slow.adapter.keys()) == ["answer", "next", "tip"]
    assert [(row[0], row[3]) for row in await slow.rows()] == [("tip", "")]


async def test_a_graceful_stop_does_not_wait_longer_than_told(post: Post) -> None:
    post.adapter.hold("")
    async with post.running() as courier:
        await post.say(post.out("a"))
        stopping = asyncio.create_task(courier.drain(10))
        await post.time.move(9.9)
        assert not stopping.done()
        await post.time.move(0.2)
        assert stopping.done()
    assert [(row[0], row[3]) for row in await post.rows()] == [("a", "")]
