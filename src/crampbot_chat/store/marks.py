"""Marks, as rows and back: what stands in the diary beside cramps, such as a quiet night, sport or a medicine."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from crampbot_chat.model import Millis
from crampbot_chat.store import Change, Query, Row
from crampbot_chat.store.many import latest
from crampbot_chat.store.sealed import Vault


class Mark(Struct):
    """Something about a day or night. `kind` is "quiet", a trigger's name, "medicine" or "tag"; `words` their own.

    told_at: when they told of it.
    """

    id: Annotated[str, Meta(min_length=1)]
    at: Millis
    kind: str = ""
    words: str = ""
    told_at: Millis = 0


_decode = msgspec.json.Decoder(Mark).decode
_encode = msgspec.json.Encoder().encode


def of_person(person: str, limit: int) -> Query:
    """The person's latest marks, newest first."""
    return Query("SELECT id, sealed FROM mark WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT $2", (person, limit))


def of_account(adapter: str, workspace: str, user: str, limit: int) -> Query:
    """The same by account, so that they can be read together with the person."""
    return Query(
        "SELECT m.id, m.sealed FROM account a JOIN mark m ON m.person_id = a.person_id "
        "WHERE a.adapter = $1 AND a.workspace = $2 AND a.user_id = $3 ORDER BY m.at DESC, m.id DESC LIMIT $4",
        (adapter, workspace, user, limit),
    )


def of_people(people: Sequence[str], limit: int) -> list[Query]:
    """The same for many, each row after its person."""
    return latest("mark", "id, sealed", "at DESC, id DESC", people, limit)


def mark(row: Row, vault: Vault) -> Mark:
    """A row of these queries. Raises Unreadable."""
    key, sealed = row
    return _decode(vault.open(bytes(sealed), f"mark:{key}"))


def keep(person: str, mark: Mark, vault: Vault) -> Change:
    """Insert or replace one mark."""
    return Change(
        "INSERT INTO mark (id, person_id, at, sealed) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (id) DO UPDATE SET at = excluded.at, sealed = excluded.sealed",
        (mark.id, person, mark.at, vault.seal(_encode(mark), f"mark:{mark.id}")),
    )


def remove(person: str, mark: str) -> Change:
    """Delete one mark of this person; nothing happens when it is gone."""
    return Change("DELETE FROM mark WHERE id = $1 AND person_id = $2", (mark, person))
