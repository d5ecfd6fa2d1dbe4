"""Invitations, as rows and back: somebody wants somebody else to be reminded, who hasn't said yes yet; sealed."""

import msgspec
from msgspec import Struct

from crampbot_chat.model import Address, Millis
from crampbot_chat.store import Change, Query, Row
from crampbot_chat.store.sealed import Vault

SOME = 1000  # rows in one transaction


class Invitation(Struct, frozen=True):
    """Good once, until `expires_at`, for whoever has the code.

    words: the wish as it was said at `said_at`, as if by the person who is to be reminded. shown: what they see of it.
    name: of whoever asks, as their platform shows it; language: theirs.
    """

    code: str
    expires_at: Millis
    words: str
    shown: str
    said_at: Millis
    name: str = ""
    language: str = ""


class Found(Struct, frozen=True):
    """An invitation with whoever asks: their id, where they are, and whether they can be written to."""

    invitation: Invitation
    asker: str
    home: Address
    reachable: bool


_decode = msgspec.json.Decoder(Invitation).decode
_encode = msgspec.json.Encoder().encode

_SELECT = (
    "SELECT i.code, i.sealed, p.id, p.adapter, p.workspace, p.chat, p.thread, p.reachable "
    "FROM invitation i JOIN person p ON p.id = i.person_id "
)


def by_code(code: str) -> Query:
    """The invitation with this code, used or not; no row when there is none."""
    return Query(f"{_SELECT}WHERE i.code = $1", (code,))


def of_account(adapter: str, workspace: str, user: str) -> Query:
    """Those that this account has made, the newest last."""
    return Query(
        f"{_SELECT}JOIN account a ON a.person_id = p.id "
        "WHERE a.adapter = $1 AND a.workspace = $2 AND a.user_id = $3 ORDER BY i.expires_at, i.code",
        (adapter, workspace, user),
    )


def found(row: Row, vault: Vault) -> Found:
    """A row of these queries. Raises Unreadable."""
    code, sealed, asker, adapter, workspace, chat, thread, reachable = row
    invitation = _decode(vault.open(bytes(sealed), f"invitation:{code}"))
    return Found(invitation, asker, Address(adapter, workspace, chat, thread), bool(reachable))


def keep(person: str, invitation: Invitation, vault: Vault) -> Change:
    """Write a new one of this person's."""
    sealed = vault.seal(_encode(invitation), f"invitation:{invitation.code}")
    return Change(
        "INSERT INTO invitation (code, person_id, expires_at, sealed) VALUES ($1, $2, $3, $4)",
        (invitation.code, person, invitation.expires_at, sealed),
        expect=1,
    )


def use(code: str) -> Change:
    """It is good once: misses when somebody was faster."""
    return Change("DELETE FROM invitation WHERE code = $1", (code,), expect=1)


def old(before: Millis) -> Query:
    """(1,) when one has expired before that instant."""
    return Query("SELECT 1 FROM invitation WHERE expires_at < $1 LIMIT 1", (before,))


def forget_old(before: Millis) -> Change:
    """Delete some of those that have expired before that instant."""
    return Change(
        "DELETE FROM invitation WHERE code IN "
        "(SELECT code FROM invitation WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        (before, SOME),
    )
