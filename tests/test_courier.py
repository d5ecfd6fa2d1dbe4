"""Delivery, row by row of the failure table."""

import pytest
from postroom import NOW, Post

from crampbot_chat import log
from crampbot_chat.contract import Capabilities, Gone, Refused, TryLater, Unsure
from crampbot_chat.model import BROADCAST, REMINDER, URGENT, Choice, Choices, Para, Span, Steps
from crampbot_chat.store import Query, Store, Unavailable, timers


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


# --- delivered -------------------------------------------------------------------------------------------------------


async def test_a_delivered_message_leaves_no_row(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a"))
        assert post.adapter.keys() == ["a"]
        assert await post.rows() == []


async def test_it_goes_out_at_once_and_is_kept_until_it_has(post: Post) -> None:
    gate = post.adapter.hold("c")
    async with post.running():
        await post.say(post.out("a"))
        assert len(post.adapter.requests) == 1
        assert await post.rows() == [("a", 0, 0, "one")]
        gate.set()
        await post.time.settle()
        assert await post.rows() == []
    assert post.time.now() == NOW


async def test_the_next_message_of_a_chat_waits_until_the_last_is_kept_as_sent(post: Post) -> None:
    async with post.running():
        gate = post.adapter.hold("c")
        await post.say(post.out("a"), post.out("b"))
        post.store.broken = Unavailable("down")
        gate.set()
        await post.time.settle()
        assert post.adapter.keys() == ["a"]
        post.store.broken = None
        await post.time.move(1)
        assert post.adapter.keys() == ["a", "b"]


async def test_where_an_editable_message_stands_is_remembered_across_a_restart(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a", slot="countdown"))
    async with post.running(post.another("two")) as courier:
        post.courier = courier
        await post.say(post.out("b", slot="countdown", edits=True))
    assert [sent.editing for sent in post.adapter.sent] == ["", post.adapter.sent[0].ref]


async def test_a_message_to_come_waits_for_its_instant(post: Post) -> None:
    async with post.running():
        await post.say(
            post.out("soon", wait=5), post.out("then", wait=16), post.out("morning", wait=7200), post.out("now")
        )
        assert post.adapter.keys() == ["now"]
        await post.time.move(5)
        assert post.adapter.keys() == ["now", "soon"]
        await post.time.move(16)
        assert post.adapter.keys() == ["now", "soon", "then"]
        await post.time.move(7178)
        assert post.adapter.keys() == ["now", "soon", "then"]
        await post.time.move(7)
        assert post.adapter.keys() == ["now", "soon", "then", "morning"]


# --- try later -------------------------------------------------------------------------------------------------------


async def test_the_platform_s_own_number_comes_first(post: Post) -> None:
    post.adapter.fail("c", TryLater(7))
    async with post.running():
        await post.say(post.out("a"))
        assert await post.rows() == [("a", 1, 7, "one")]
        await post.time.move(6.999)
        assert post.adapter.keys() == []
        await post.time.move(0.001)
        assert post.adapter.keys() == ["a"]


async def test_without_a_number_we_back_off_by_ourselves_eight_times_at_most(post: Post) -> None:
    post.adapter.fail("c", *[TryLater()] * 9)
    async with post.running():
        await post.say(post.out("a"))
        await post.time.move(3600)
        assert [(sent.at - NOW) / 1000 for sent in post.adapter.requests] == [0, 1, 6, 26, 86, 326, 926, 2426]
        assert post.adapter.keys() == []
        assert await post.rows() == []


async def test_what_would_come_later_than_an_hour_is_given_up(post: Post) -> None:
    post.adapter.fail("c", TryLater(1800), TryLater(1801))
    async with post.running():
        await post.say(post.out("a"))
        await post.time.move(1800)
        assert await post.rows() == []
        await post.time.move(7200)
    assert post.adapter.keys() == []


async def test_a_refusal_for_now_pauses_that_chat_alone_in_all_lanes(post: Post) -> None:
    post.adapter.fail("c", TryLater(30))
    async with post.running():
        await post.say(post.out("a"))
        await post.say(post.out("b"), post.out("tip", lane=BROADCAST), post.out("elsewhere", "d"))
        assert post.adapter.keys() == ["elsewhere"]
        await post.time.move(30)
        assert post.adapter.keys("c") == ["a", "b", "tip"]


async def test_tries_survive_a_restart(post: Post) -> None:
    post.adapter.fail("c", *[TryLater()] * 8)
    async with post.running():
        await post.say(post.out("a"))
        await post.time.move(10)
    assert [row[1] for row in await post.rows()] == [3]
    async with post.running(post.another("two")):
        await post.time.move(3600)
    assert len(post.adapter.requests) == 8
    assert await post.rows() == []


async def test_many_chats_told_to_wait_mean_everybody(post: Post) -> None:
    for chat in "abcde":
        post.adapter.fail(chat, TryLater(20))
    async with post.running():
        for chat in "abcde":
            await post.say(post.out(chat, chat))
        await post.say(post.out("f", "f"))
        assert post.adapter.keys() == []
        await post.time.move(20)
        assert sorted(post.adapter.keys()) == list("abcdef")


async def test_a_few_chats_told_to_wait_do_not(post: Post) -> None:
    for chat in "abcd":
        post.adapter.fail(chat, TryLater(20))
    async with post.running():
        for chat in "abcde":
            await post.say(post.out(chat, chat))
        assert post.adapter.keys() == ["e"]


async def test_after_a_pause_for_everybody_one_message_goes_ahead(post: Post) -> None:
    post.adapter.fail("a", TryLater(10, everybody=True))
    async with post.running():
        await post.say(post.out("a", "a"))
        await post.say(post.out("b", "b"))
        await post.say(post.out("d", "d"))
        assert len(post.adapter.requests) == 1
        gate = post.adapter.hold("")
        await post.time.move(10)
        assert len(post.adapter.requests) == 2
        gate.set()
        await post.time.settle()
        assert sorted(post.adapter.keys()) == ["a", "b", "d"]


async def test_a_platform_that_is_down_is_tried_once_a_minute_and_nothing_is_lost(post: Post) -> None:
    async with post.running():
        post.adapter.fail("", *[TryLater(everybody=True)] * 30)
        for number in range(20):
            await post.say(post.out(f"{number}", f"chat {number}"))
        await post.time.move(1200)
        assert 15 <= len(post.adapter.requests) <= 30
        await post.time.move(3600)
    assert len(post.adapter.sent) == 20


# --- unsure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lane", [URGENT, REMINDER])
async def test_a_connection_that_is_cut_again_and_again_costs_no_answer(post: Post, lane: int) -> None:
    """Two cut connections in a row once cost an answer, and its person had to wait for the next method."""
    post.adapter.fail("c", *[Unsure()] * 3)
    async with post.running():
        await post.say(post.out("a", lane=lane))
        await post.time.move(60)
    assert post.adapter.keys() == ["a"]


@pytest.mark.parametrize(("lane", "times"), [(URGENT, 4), (REMINDER, 4), (BROADCAST, 1)])
async def test_what_may_have_arrived_is_sent_again_unless_it_goes_to_many(post: Post, lane: int, times: int) -> None:
    post.adapter.fail("c", *[Unsure()] * 9, arrives=True)
    async with post.running():
        await post.say(post.out("a", lane=lane))
        await post.time.move(60)
    assert post.adapter.keys() == ["a"] * times
    assert await post.rows() == []


async def test_an_edit_that_may_have_arrived_is_repeated_freely(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a", slot="s"))
        post.adapter.fail("c", *[Unsure()] * 4, arrives=True)
        await post.say(post.out("b", slot="s", edits=True))
        await post.time.move(3600)
    assert post.adapter.keys() == ["a"] + ["b"] * 5
    assert len({sent.ref for sent in post.adapter.sent}) == 1


async def test_an_edit_of_nothing_is_a_new_message_and_as_such_not_repeated_freely(post: Post) -> None:
    post.adapter.fail("c", *[Unsure()] * 9, arrives=True)
    async with post.running():
        await post.say(post.out("b", slot="s", edits=True))
        await post.time.move(3600)
    assert [(sent.key, sent.editing) for sent in post.adapter.sent] == [("b", "")] * 4


# --- gone ------------------------------------------------------------------------------------------------------------


async def test_nobody_there_deletes_what_waits_and_pauses_the_persons_timers(post: Post) -> None:
    await post.person("ada", "c")
    await post.person("bob", "d")
    post.adapter.fail("c", Gone())
    await post.leave(post.out("later", wait=900))
    async with post.running():
        await post.say(post.out("a", person="ada"), post.out("b", person="ada"), post.out("other", "d"))
        await post.time.move(7200)
        assert post.adapter.keys() == ["other"]
        assert await post.rows() == []
    reachable = Query("SELECT id, reachable, version FROM person ORDER BY id")
    due = timers.due(NOW + 10 * 3_600_000, 10)
    people, ringing = await post.store.fetch(reachable, due)
    assert people == [("ada", 0, 2), ("bob", 1, 1)]
    assert [row[0] for row in ringing] == ["bob"]
    await post.store.apply([timers.resume("ada")])
    [ringing] = await post.store.fetch(due)
    assert [row[2] for row in ringing] == [NOW + 3_600_000] * 2


async def test_a_dead_chat_that_is_not_the_persons_home_pauses_nothing(post: Post) -> None:
    await post.person("ada", "home")
    post.adapter.fail("old", Gone())
    async with post.running():
        await post.say(post.out("a", "old", person="ada"))
    [rows] = await post.store.fetch(Query("SELECT reachable FROM person"))
    assert rows == [(1,)]


async def test_who_comes_back_is_answered(post: Post) -> None:
    post.adapter.fail("c", Gone())
    async with post.running():
        await post.say(post.out("a"))
        await post.say(post.out("b"))
    assert post.adapter.keys() == ["b"]


async def test_a_chat_that_moved_is_rewritten_everywhere(post: Post) -> None:
    await post.person("ada", "old")
    await post.leave(post.out("later", "old", wait=900))
    async with post.running():
        await post.say(post.out("first", "old", slot="s"))
        post.adapter.fail("old", Gone("new"))
        await post.say(post.out("a", "old"), post.out("b", "old", slot="s", edits=True))
        await post.time.move(0)
        assert [(sent.to.chat, sent.key) for sent in post.adapter.sent] == [
            ("old", "first"),
            ("new", "a"),
            ("new", "b"),
        ]
        await post.time.move(1000)
    assert post.adapter.keys("new") == ["a", "b", "later"]
    [homes] = await post.store.fetch(Query("SELECT chat FROM person"))
    assert homes == [("new",)]


async def test_a_chat_that_moves_on_and_on_is_gone(post: Post) -> None:
    post.adapter.fail("c", Gone("d"))
    post.adapter.fail("d", Gone("c"))
    async with post.running():
        await post.say(post.out("a"))
        await post.time.move(60)
    assert len(post.adapter.requests) == 2
    assert await post.rows() == []


# --- refused ---------------------------------------------------------------------------------------------------------


async def test_what_is_refused_goes_out_once_more_as_words_alone(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    blocks = (
        Para((Span("Calf. "), Span("Now.", strong=True))),
        Steps(((Span("Pull"),), (Span("Hold"),))),
        Choices((Choice("It's easing", "1 easing"),)),
    )
    post.adapter.fail("c", Refused("can't parse"))
    async with post.running():
        await post.say(post.out("relief.act", blocks=blocks))
    [sent] = post.adapter.sent
    assert sent.message.blocks == (Para((Span("Calf. Now.\n1. Pull\n2. Hold\n[It's easing]"),)),)
    assert await post.rows() == []
    ours = [vars(record)["fields"] for record in caplog.records if record.name == log.OURS]
    assert ours == [{"adapter": "fake", "key": "relief.act"}]
    assert "Pull" not in caplog.text


async def test_what_is_refused_twice_is_given_up(post: Post) -> None:
    post.adapter.fail("c", Refused(), Refused())
    async with post.running():
        await post.say(post.out("a"), post.out("b"))
        assert post.adapter.keys() == ["b"]
        assert await post.rows() == []


async def test_a_mistake_of_an_adapter_is_ours_and_costs_one_message(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.adapter.fail("c", KeyError("canary"), ValueError("canary"))
    async with post.running():
        await post.say(post.out("a"), post.out("b"))
    assert post.adapter.keys() == ["b"]
    assert "canary" not in caplog.text
    broken = [record.fields for record in caplog.records if record.message == "adapter_broken"]  # type: ignore[attr-defined]
    assert [fields["error"] for fields in broken] == ["KeyError", "ValueError"]


async def test_an_edit_that_is_refused_becomes_a_new_message_and_edits_go_on_there(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a", slot="s"))
        post.adapter.fail("c", Refused("too old"))
        await post.say(post.out("b", slot="s", edits=True))
        await post.say(post.out("c", slot="s", edits=True))
    assert [sent.editing for sent in post.adapter.sent] == ["", "", post.adapter.sent[1].ref]


async def test_a_platform_without_edits_gets_new_messages(post: Post) -> None:
    post.adapter.can = Capabilities(edit=False)
    async with post.running():
        await post.say(post.out("a", slot="s"))
        await post.say(post.out("b", slot="s", edits=True))
    assert [sent.editing for sent in post.adapter.requests] == ["", ""]


async def test_private_words_never_reach_a_shared_place(post: Post) -> None:
    out = post.out("a", shared=True)
    private = post.out("b")
    leak = type(out)(out.id, out.to, private.message, None, NOW, NOW)
    async with post.running():
        await post.say(leak)
    assert post.adapter.requests == []
    assert await post.rows() == []


# --- edits -----------------------------------------------------------------------------------------------------------


async def test_a_newer_edit_replaces_the_one_that_waits(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a", slot="s"), post.out("other", slot="t"))
        gate = post.adapter.hold("c")
        for key in ("10", "9", "8"):
            await post.say(post.out(key, slot="s", edits=True))
        await post.say(post.out("t", slot="t", edits=True))
        gate.set()
        await post.time.settle()
        assert post.adapter.keys() == ["a", "other", "10", "8", "t"]
        assert await post.rows() == []


async def test_an_edit_that_failed_gives_way_to_a_newer_one(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a", slot="s"))
        gate = post.adapter.hold("c")
        post.adapter.fail("c", TryLater())
        await post.say(post.out("10", slot="s", edits=True))
        await post.say(post.out("9", slot="s", edits=True))
        gate.set()
        await post.time.move(30)
        assert post.adapter.keys() == ["a", "9"]
        assert await post.rows() == []


async def test_an_edit_that_has_to_wait_holds_nobody_up(post: Post) -> None:
    async with post.running():
        await post.say(post.out("a", slot="s"))
        post.adapter.fail("c", TryLater())
        await post.say(post.out("10", slot="s", edits=True))
        await post.say(post.out("words"))
        assert post.adapter.keys() == ["a", "words"]


# --- the store is down -----------------------------------------------------------------------------------------------


async def test_what_was_sent_while_the_store_was_down_is_kept_as_sent_afterwards(post: Post) -> None:
    gate = post.adapter.hold("")
    async with post.running():
        await post.say(post.out("a", "a"), post.out("b", "b"))
        post.store.broken = Unavailable("down")
        gate.set()
        await post.time.move(20)
        post.store.broken = None
        await post.time.move(15)
        assert await post.rows() == []
    assert sorted(post.adapter.keys()) == ["a", "b"]
