"""Cramps, as rows and back: the time of their start in the open, everything else sealed."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, fields

from crampbot_chat.model import Millis
from crampbot_chat.store import Change, Query, Row
from crampbot_chat.store.many import latest
from crampbot_chat.store.sealed import Vault


class Cramp(Struct):
    """One cramp.

    ended_at: None while it lasts, and for ever when nobody said that it ended.
    lasted_to: the last sign of life, so that an unknown end is "at least until then", never zero.
    night: of several cramps within half an hour, the id of the first.
    pain: 0 to 10, or None; feel: the word chosen instead of a number.
    told_at: when they told of it; 0 for a cramp that we lived through with them.
    vague: "night" or "day" when no hour was said. wall: the time as it was said, as long as we don't know their zone.
    eased: what helped, in their words.
    """

    id: str
    started_at: Millis
    muscle: str = ""
    side: str = ""
    ended_at: Millis | None = None
    lasted_to: Millis = 0
    helped: str = ""
    cluster: str = ""
    pain: int | None = None
    feel: str = ""
    told_at: Millis = 0
    vague: str = ""
    wall: str = ""
    eased: str = ""

    @property
    def minutes(self) -> float | None:
        """How long it lasted, None when the end is unknown."""
        return None if self.ended_at is None else max(0, self.ended_at - self.started_at) / 60_000


OPEN = 2  # the first fields have columns of their own; the others are sealed together
_Sealed = msgspec.defstruct(
    "_Sealed", [(each.name, each.type, each.default) for each in fields(Cramp)[OPEN:]], omit_defaults=True
)
_decode = msgspec.json.Decoder(_Sealed).decode
_encode = msgspec.json.Encoder().encode


def of_person(person: str, limit: int) -> Query:
    """The person's latest cramps, newest first."""
    return Query(
        "SELECT id, started_at, sealed FROM cramp WHERE person_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2",
        (person, limit),
    )


def of_account(adapter: str, workspace: str, user: str, limit: int) -> Query:
    """The same by account, so that it can be read together with the person."""
    return Query(
        "SELECT c.id, c.started_at, c.sealed FROM account a JOIN cramp c ON c.person_id = a.person_id "
        "WHERE a.adapter = $1 AND a.workspace = $2 AND a.user_id = $3 "
        "ORDER BY c.started_at DESC, c.id DESC LIMIT $4",
        (adapter, workspace, user, limit),
    )


def of_people(people: Sequence[str], limit: int) -> list[Query]:
    """The same for many, each row after its person."""
    return latest("cramp", "id, started_at, sealed", "started_at DESC, id DESC", people, limit)


def cramp(row: Row, vault: Vault) -> Cramp:
    """A row of these queries."""
    key, started, sealed = row
    rest = _decode(vault.open(bytes(sealed), f"cramp:{key}"))
    return Cramp(key, started, **asdict(rest))


def keep(person: str, cramp: Cramp, vault: Vault) -> Change:
    """Insert or replace one cramp."""
    rest = _Sealed(**{name: getattr(cramp, name) for name in _Sealed.__struct_fields__})
    return Change(
        "INSERT INTO cramp (id, person_id, started_at, sealed) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at, sealed = excluded.sealed",
        (cramp.id, person, cramp.started_at, vault.seal(_encode(rest), f"cramp:{cramp.id}")),
    )


def remove(person: str, cramp: str) -> Change:
    """Delete one cramp of this person; nothing happens when it is gone."""
    return Change("DELETE FROM cramp WHERE id = $1 AND person_id = $2", (cramp, person))
