"""What an operator can ask about what is coming, and how old keys are retired."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from house import LIBRARY
from program import Program

from crampbot_chat.model import Account, Address, Message, Para, Span
from crampbot_chat.store import Query, Store, diary, marks, outbox, people, reminders, timers
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.keys import Key
from crampbot_chat.store.open import open_store
from crampbot_chat.store.outbox import Outgoing
from crampbot_chat.store.people import Body, Person
from crampbot_chat.store.reseal import TABLES, reseal
from crampbot_chat.store.sealed import Vault, WrongKey, check_keys
from crampbot_chat.store.timers import Timer
from crampbot_chat.upcoming import HOUR, dry_run, upcoming

NOW = 1_790_000_000_000
WORDS = LIBRARY.words("en")
OLD, NEW = Key("old", bytes(range(32))), Key("new", bytes(range(1, 33)))
HOME = Address("telegram", "", "12345")


async def fill(store: Store, vault: Vault, names: Sequence[str] = ("ada",)) -> None:
    for name in names:
        person = Person(name, HOME, created_at=1, body=Body(limits=("knee",)))
        message = Message("reminder.ring", (Para((Span("canary"),)),), lane=1)
        await store.apply(
            [
                *people.keep(person, Account("telegram", "", name), vault),
                diary.keep(name, Cramp(f"c {name}", 1, muscle="calf"), vault),
                marks.keep(name, marks.Mark(f"m {name}", 1, "sport"), vault),
                reminders.keep(name, reminders.Reminder(f"r {name}", 1, "canary"), vault),
                timers.set_timers(
                    [
                        Timer(name, "reminder r1", NOW + HOUR // 2),
                        Timer(name, "reminder r2", NOW + HOUR // 3),
                        Timer(name, "card", NOW + 5 * HOUR),
                        Timer(name, "evening", NOW - 1),
                        Timer(name, "tips", NOW + 30 * HOUR),
                    ]
                ),
                outbox.put(Outgoing(f"o {name}", HOME, message, name, NOW - 5, NOW - 5), vault, "", 0),
            ]
        )


async def test_upcoming_tells_hours_kinds_and_platforms_and_nobody_s_words(store: Store, database: str) -> None:
    await fill(store, Vault([OLD]), ["ada", "bob"])
    said: list[str] = []
    await upcoming(database, WORDS, NOW, said.append)
    text = "\n".join(said)
    assert said[0] == WORDS.text("upcoming.waiting", n=2)
    assert "2  reminder.ring (telegram, reminder)" in said[1]
    assert said[2] == WORDS.text("upcoming.timers", n=6)
    assert "reminder (telegram) 4" in said[3]
    assert "card (telegram) 2" in said[4]
    assert len(said) == 5
    for canary in ("canary", "ada", "bob", "12345", "r1"):
        assert canary not in text


async def test_a_dry_run_sends_nothing_and_says_what_is_due(store: Store, database: str) -> None:
    await fill(store, Vault([OLD]))
    before = await store.fetch(Query("SELECT * FROM outbox"), Query("SELECT * FROM timer ORDER BY name"))
    said: list[str] = []
    await dry_run(database, WORDS, NOW, said.append)
    assert said[2] == WORDS.text("upcoming.due", n=1)
    assert "1  evening (telegram)" in said[3]
    assert said[-1] == WORDS.text("upcoming.nothing_sent")
    assert await store.fetch(Query("SELECT * FROM outbox"), Query("SELECT * FROM timer ORDER BY name")) == before


async def test_nothing_planned_is_said(store: Store, database: str) -> None:
    assert store
    said: list[str] = []
    await upcoming(database, WORDS, NOW, said.append)
    assert said[-1] == WORDS.text("upcoming.none")


def test_the_commands_work_on_a_database_of_a_stopped_bot(tmp_path: Path) -> None:
    program = Program(tmp_path)
    assert program.run("upcoming").code == 1  # there is none yet
    assert program.run("talk", said="calf cramp\n").code == 0
    told = program.run("upcoming")
    assert (told.code, told.err) == (0, "")
    assert "relief.eleven (terminal) 1" in told.out
    assert WORDS.text("upcoming.nothing_sent") in program.run("run", "--dry-run").out
    assert program.run("reseal").out == WORDS.text("cli.resealed", n=0) + "\n"


@pytest.mark.parametrize("unreadable", [False, True])
async def test_old_keys_can_go_once_everything_is_sealed_anew(store: Store, unreadable: bool) -> None:
    await check_keys(store, Vault([OLD]))
    names = [f"p{number:03}" for number in range(230)]
    await fill(store, Vault([OLD]), names)
    both = Vault([NEW, OLD])
    await check_keys(store, both)
    if unreadable:
        await store.apply([marks.keep("p007", marks.Mark("m p007", 1), Vault([Key("lost", bytes(32))]))])
    assert await reseal(store, both) == (5 * 230 - unreadable, int(unreadable))
    assert await reseal(store, both) == (0, int(unreadable))
    only = Vault([NEW])
    if unreadable:
        with pytest.raises(WrongKey):
            await check_keys(store, only)
        return
    await check_keys(store, only)
    [[row]] = await store.fetch(people.by_id("p100"))
    assert people.person(row, only).body.limits == ("knee",)
    [[row]] = await store.fetch(reminders.of_person("p100"))
    assert reminders.reminder(row, only).task == "canary"


async def test_every_sealed_column_is_known(tmp_path: Path) -> None:
    opened = await open_store(f"sqlite://{tmp_path}/bot.sqlite3")
    sql = "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'sealed'"
    [rows] = await opened.fetch(Query(sql))
    await opened.close()
    assert {name for (name,) in rows} == set(TABLES)
