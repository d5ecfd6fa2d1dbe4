"""Reminders, as rows and back: what rings, in the person's own words, sealed. The next ring itself is a timer."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from crampbot_chat.model import Millis
from crampbot_chat.store import Change, Query, Row
from crampbot_chat.store.many import each
from crampbot_chat.store.sealed import Vault
from crampbot_chat.when.rule import Rule
from crampbot_chat.when.said import Anchor, Condition

KEPT = 60  # answers; what is older is only counted by the diary


class Answer(Struct, frozen=True):
    """What was said to one ring. what: "done", "skip", or "missed" when nothing was."""

    due: Millis
    what: str
    at: Millis


class Reminder(Struct, omit_defaults=True):
    """One reminder; rings at `at`, or again and again by `rule`.

    kind: "stretch", "water", "medicine", "question" or "" for anything else. anchor: the hour follows the person's day.
    condition: what the diary must say for it to ring. nag: minutes until it is asked once more.
    aloud: makes a sound in quiet hours, too; by_day: leaves quiet hours out. follows: goes with the person's time zone.
    invited: somebody else asked for it, and they said yes.
    paused: silent until then. open: the ring that waits for an answer; nags: how often it was asked again.
    """

    id: Annotated[str, Meta(min_length=1)]
    created_at: Millis
    task: str = ""
    at: Millis | None = None
    rule: Rule | None = None
    kind: str = ""
    anchor: Anchor | None = None
    condition: Condition | None = None
    nag: int = 0
    aloud: bool = False
    by_day: bool = False
    follows: bool = True
    paused: Millis = 0
    open: Millis = 0
    nags: int = 0
    answers: tuple[Answer, ...] = ()
    invited: bool = False


_decode = msgspec.json.Decoder(Reminder).decode
_encode = msgspec.json.Encoder().encode


def of_person(person: str) -> Query:
    """All reminders of a person, oldest first."""
    return Query("SELECT id, sealed FROM reminder WHERE person_id = $1 ORDER BY created_at, id", (person,))


def of_account(adapter: str, workspace: str, user: str) -> Query:
    """The same by account, so that they can be read together with the person."""
    return Query(
        "SELECT r.id, r.sealed FROM account a JOIN reminder r ON r.person_id = a.person_id "
        "WHERE a.adapter = $1 AND a.workspace = $2 AND a.user_id = $3 ORDER BY r.created_at, r.id",
        (adapter, workspace, user),
    )


def of_people(people: Sequence[str]) -> list[Query]:
    """The same for many, each row after its person."""
    return each("SELECT person_id, id, sealed FROM reminder WHERE person_id IN (%s) ORDER BY created_at, id", people)


def reminder(row: Row, vault: Vault) -> Reminder:
    """A row of these queries. Raises Unreadable."""
    key, sealed = row
    return _decode(vault.open(bytes(sealed), f"reminder:{key}"))


def keep(person: str, reminder: Reminder, vault: Vault) -> Change:
    """Insert or replace one reminder."""
    return Change(
        "INSERT INTO reminder (id, person_id, created_at, sealed) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
        (reminder.id, person, reminder.created_at, vault.seal(_encode(reminder), f"reminder:{reminder.id}")),
    )


def remove(person: str, reminder: str) -> Change:
    """Delete one reminder of this person; nothing happens when it is gone."""
    return Change("DELETE FROM reminder WHERE id = $1 AND person_id = $2", (reminder, person))
