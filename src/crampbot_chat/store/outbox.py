"""Messages that are to be sent, as rows and back; one is deleted once it has been delivered or given up."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

from crampbot_chat.model import Address, Message, Millis
from crampbot_chat.store import Change, Query, Row
from crampbot_chat.store.many import cut
from crampbot_chat.store.sealed import Unreadable, Vault

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Message).decode


class Lease(NamedTuple):
    """Who may send a row, and until when."""

    by: str
    until: Millis


class Outgoing(Struct, frozen=True):
    """One message on its way. `id` sorts by the order of writing; `person` is who hears it, if it is for one person."""

    id: str
    to: Address
    message: Message
    person: str | None
    due_at: Millis
    created_at: Millis
    attempts: int = 0


# --- writing a row ---------------------------------------------------------------------------------------------------


def put(out: Outgoing, vault: Vault, leased_by: str, leased_until: Millis) -> Change:
    """Add the message, leased to the process that is about to send it ("" and 0: to whoever claims it)."""
    to, message = out.to, out.message
    return Change(
        "INSERT INTO outbox (id, adapter, workspace, chat, thread, shared, person_id, message_key, lane, slot, edits, "
        "due_at, leased_by, leased_until, attempts, created_at, sealed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        (
            out.id,
            to.adapter,
            to.workspace,
            to.chat,
            to.thread,
            int(to.shared),
            out.person,
            message.key,
            message.lane,
            message.slot,
            int(message.edits),
            out.due_at,
            leased_by,
            leased_until,
            out.attempts,
            out.created_at,
            vault.seal(_encode(message), f"outbox:{out.id}"),
        ),
    )


def supersede(to: Address, slot: str, newer_id: str, now: Millis = 0) -> Change:
    """Drop older edits of the slot that nobody has claimed; what a courier holds, it drops by itself."""
    return Change(
        "DELETE FROM outbox WHERE adapter = $1 AND workspace = $2 AND chat = $3 AND thread = $4 AND slot = $5 "
        "AND edits = 1 AND id < $6 AND leased_until <= $7",
        (to.adapter, to.workspace, to.chat, to.thread, slot, newer_id, now),
    )


# --- claiming --------------------------------------------------------------------------------------------------------

_CLAIM = """
WITH head AS MATERIALIZED (
    SELECT id FROM outbox o
    WHERE o.adapter = $3 AND o.lane = $4 AND o.due_at <= $5 AND o.leased_until <= $5
    AND NOT EXISTS (
        SELECT 1 FROM outbox e
        WHERE e.adapter = o.adapter AND e.workspace = o.workspace AND e.chat = o.chat AND e.lane = o.lane
        AND e.id < o.id AND (e.leased_until > $5 AND e.leased_by <> $1 OR e.attempts > 0 AND e.due_at > $5)
    )
    ORDER BY o.due_at, o.id LIMIT $6
    FOR UPDATE SKIP LOCKED
)
UPDATE outbox SET leased_by = $1, leased_until = $2 WHERE id IN (SELECT id FROM head)
RETURNING id, adapter, workspace, chat, thread, shared, person_id, due_at, created_at, attempts, sealed
"""


def claim(process: str, until: Millis, adapter: str, lane: int, *, now: Millis, limit: int) -> Query:
    """Lease due rows that nobody holds, oldest first; none that must wait for an older one in other hands."""
    return Query(_CLAIM, (process, until, adapter, lane, now, limit))


def outgoing(row: Row, vault: Vault) -> Outgoing:
    """A row of `claim`. Raises Unreadable."""
    key, adapter, workspace, chat, thread, shared, person, due_at, created_at, attempts, sealed = row
    try:
        message = _decode(vault.open(bytes(sealed), f"outbox:{key}"))
    except msgspec.DecodeError:
        raise Unreadable from None
    to = Address(adapter, workspace, chat, thread, bool(shared))
    return Outgoing(key, to, message, person, due_at, created_at, attempts)


def _each(sql: str, ids: Sequence[str], *params: str | int) -> list[Change]:
    """The statement for all ids; `%s` stands for their list."""
    return [Change(text, values) for text, values in cut(sql, ids, *params)]


def renew(process: str, ids: Sequence[str], until: Millis) -> list[Change]:
    """Keep what this process still holds for longer."""
    return _each("UPDATE outbox SET leased_until = $2 WHERE leased_by = $1 AND id IN (%s)", ids, process, until)


def release(process: str) -> Change:
    """Give back what this process held and won't send; it is about to end."""
    return Change("UPDATE outbox SET leased_by = '', leased_until = 0 WHERE leased_by = $1", (process,))


def release_all(process: str, adapter: str) -> Change:
    """Void every other process's lease on what goes to this adapter; only for the one process that sends there."""
    return Change(
        "UPDATE outbox SET leased_by = '', leased_until = 0 WHERE adapter = $2 AND leased_by <> $1 AND leased_by <> ''",
        (process, adapter),
    )


# --- after an attempt ------------------------------------------------------------------------------------------------


def delivered(ids: Sequence[str]) -> list[Change]:
    """These rows are done with: delivered, or given up."""
    return _each("DELETE FROM outbox WHERE id IN (%s)", ids)


def retry(row_id: str, attempts: int, due_at: Millis) -> Change:
    """Not delivered: again at `due_at`. The lease is left as it is."""
    return Change("UPDATE outbox SET attempts = $2, due_at = $3 WHERE id = $1", (row_id, attempts, due_at))


def put_off(row_id: str, due_at: Millis) -> Change:
    """Leave the row for later, in nobody's hands."""
    return Change("UPDATE outbox SET due_at = $2, leased_by = '', leased_until = 0 WHERE id = $1", (row_id, due_at))


def drop_address(to: Address) -> Change:
    """Nobody is there any more: forget what was to be sent to this chat."""
    return Change(
        "DELETE FROM outbox WHERE adapter = $1 AND workspace = $2 AND chat = $3", (to.adapter, to.workspace, to.chat)
    )


def unreachable(person: str, to: Address) -> Change:
    """Note that a person's home is dead; does nothing when they live elsewhere. Makes a turn under way run again."""
    return Change(
        "UPDATE person SET reachable = 0, version = version + 1 "
        "WHERE id = $1 AND adapter = $2 AND workspace = $3 AND chat = $4 AND reachable = 1",
        (person, to.adapter, to.workspace, to.chat),
    )


def move_address(old: Address, chat: str) -> list[Change]:
    """A chat has a new id: rewrite it wherever it stands."""
    where = "WHERE adapter = $1 AND workspace = $2 AND chat = $3"
    params = (old.adapter, old.workspace, old.chat)
    newer = (
        "EXISTS (SELECT 1 FROM slot n WHERE n.adapter = slot.adapter AND n.workspace = slot.workspace "
        "AND n.chat = $4 AND n.thread = slot.thread AND n.slot = slot.slot)"
    )
    return [  # only fixed texts are put together
        Change(f"UPDATE outbox SET chat = $4 {where}", (*params, chat)),  # noqa: S608
        Change(f"UPDATE person SET chat = $4, version = version + 1 {where}", (*params, chat)),  # noqa: S608
        Change(
            "UPDATE account SET user_id = $4 WHERE adapter = $1 AND workspace = $2 AND user_id = $3 AND NOT EXISTS "
            "(SELECT 1 FROM account n WHERE n.adapter = $1 AND n.workspace = $2 AND n.user_id = $4)",
            (old.adapter, old.workspace, f"#{old.chat}", f"#{chat}"),
        ),
        Change(f"DELETE FROM slot {where} AND {newer}", (*params, chat)),  # noqa: S608
        Change(f"UPDATE slot SET chat = $4 {where}", (*params, chat)),  # noqa: S608
    ]


# --- where a message stands on the platform --------------------------------------------------------------------------


def note_slot(to: Address, slot: str, ref: str, sent_at: Millis) -> Change:
    """Remember where the slot's message stands."""
    return Change(
        "INSERT INTO slot (adapter, workspace, chat, thread, slot, ref, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT (adapter, workspace, chat, thread, slot) "
        "DO UPDATE SET ref = excluded.ref, sent_at = excluded.sent_at",
        (to.adapter, to.workspace, to.chat, to.thread, slot, ref, sent_at),
    )


def slot_at(to: Address, ref: str) -> Query:
    """Which slot's message stands there: (slot,), or no row."""
    return Query(
        "SELECT slot FROM slot WHERE adapter = $1 AND workspace = $2 AND chat = $3 AND ref = $4",
        (to.adapter, to.workspace, to.chat, ref),
    )


def slot_ref(to: Address, slot: str) -> Query:
    """Where the slot's message stands: (ref,), or no row."""
    return Query(
        "SELECT ref FROM slot WHERE adapter = $1 AND workspace = $2 AND chat = $3 AND thread = $4 AND slot = $5",
        (to.adapter, to.workspace, to.chat, to.thread, slot),
    )
