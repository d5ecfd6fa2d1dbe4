"""Persons and their accounts, as rows and back."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from crampbot_chat.model import Account, Address, Millis
from crampbot_chat.store import Change, Heard, Query, Row
from crampbot_chat.store.many import each
from crampbot_chat.store.plans import Team, Tips
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.store.sealed import Unreadable, Vault
from crampbot_chat.when.reading import Habits


class Idle(Struct, frozen=True, tag="idle"):
    """Nothing is going on."""


class Easing(Struct, frozen=True, omit_defaults=True, tag="easing"):
    """A cramp is being eased: which one, by which rung of the ladder, since when, and where the talk is."""

    cramp: str
    muscle: str
    rung: int
    since: Millis
    where: Address
    seen: Millis  # the last sign of life; if none follows, the end stays unknown
    side: str = ""
    asked: bool = False  # the eleventh minute's question, once a cramp


class Card(Struct, frozen=True, omit_defaults=True, tag="card"):
    """The morning card is open at `step`, about these cramps; `taps` counts the questions up to this one."""

    step: str
    cramps: tuple[str, ...]
    where: Address
    since: Millis = 0
    taps: int = 0


class Asked(Struct, frozen=True, omit_defaults=True, tag="asked"):
    """We asked something outside the card: "forget" (do you really mean it?) or "zone"."""

    what: str
    since: Millis = 0


class Telling(Struct, frozen=True, omit_defaults=True, tag="telling"):
    """Somebody tells of cramps that are over, and was asked for `step`; `guided` when they want to be led through."""

    step: str
    cramps: tuple[str, ...]
    where: Address
    since: Millis = 0
    guided: bool = False


class Wish(Struct, frozen=True, omit_defaults=True, tag="wish"):
    """A reminder is being made from these words, said at `at`; `step` is what we asked: zone, when, task, pick, mine.

    drafts: what may be meant, in the order of the buttons. invited: somebody else asked, and they said yes.
    """

    step: str
    words: str
    at: Millis
    since: Millis
    drafts: tuple[Reminder, ...] = ()
    invited: bool = False


class Guided(Struct, frozen=True, omit_defaults=True, tag="guided"):
    """A stretch or routine (`plan`, its key) is being done together: at which move, since when, and where.

    run: its id. paused: how much of the move was done when it was paused (ms), -1 while it goes on.
    """

    run: str
    plan: str
    move: int
    since: Millis
    where: Address
    paused: Millis = -1


State = Idle | Easing | Card | Asked | Telling | Wish | Guided


class Body(Struct, omit_defaults=True):
    """What a person told us about their body, and where the conversation stands; sealed as one value.

    What is as it was at first is not written: a row of half the size is sealed, written and opened with every message.

    offered: the buttons last shown, label and token, so that typing does what pressing does; offered_at: when.
    undo: the last diary change, as (kind, cramp id, sealed-free JSON of what stood there).
    subject: what was spoken of last, as ("cramp", "mark" or "reminder", id, when): "make it 6" is about that.
    warned: the danger that was answered last, as (flag, tier, when): what hurts then isn't stretched.
    """

    state: State = Idle()
    limits: tuple[str, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    offered_at: Millis = 0
    undo: tuple[str, str, str] | None = None
    carded: Millis = 0  # the card that was last sent covers cramps up to here
    listed: tuple[str, ...] = ()  # the cramps of the list last shown, in its order
    warned: tuple[str, int, Millis] | None = None
    subject: tuple[str, str, Millis] | None = None
    border: int = 720  # minutes after midnight, where one night ends and the next begins
    asleep: tuple[int, int] | None = None  # from and to, in minutes after midnight; None: the usual hours
    unrecorded: bool = False  # "off the record": relief, and nothing kept
    passing: tuple[str, ...] = ()  # cramps off the record: gone as soon as they are over
    counted: bool = False  # the list last shown has numbers of its own, and buttons besides
    evenings: bool = True  # may we ask in the evening whether it is still sore?
    language: str = ""  # the language that they chose; it outranks the platform's
    country: str = ""  # where they say they are; until they set another time zone
    country_asked: bool = False
    tips: Tips = msgspec.field(default_factory=Tips)
    team: Team = msgspec.field(default_factory=Team)
    pushes: tuple[Millis, ...] = ()  # when we wrote lately without being asked; see phrases/pushes.py
    habits: Habits = Habits()
    rung: tuple[tuple[str, Millis, Millis], ...] = ()  # rings without an answer: reminder, due, when it was said
    missed: tuple[tuple[str, Millis], ...] = ()  # rings that fell due while we were away: reminder, due
    paused: Millis = 0  # every reminder is silent until then
    snooze: int = 20  # minutes; their own choice
    put_off: Wish | None = None  # a reminder that waits for their zone, while a cramp came first
    home_zone: str = ""  # where they come back to after a journey
    inviting: Millis = 0  # until then a code of theirs may be answered
    wrong_codes: tuple[Millis, ...] = ()  # when they tried a code that was none


class Person(Struct):
    """Somebody we talk with, or a shared place (then `home.shared`). `version` 0 means: not stored yet."""

    id: Annotated[str, Meta(min_length=1)]
    home: Address
    version: int = 0
    zone: str = ""
    language: str = ""
    reachable: bool = True
    consent_at: Millis | None = None
    created_at: Millis = 0
    cramps_kept: int = 0
    body: Body = msgspec.field(default_factory=Body)
    damaged: bool = False  # the stored state could not be read: start afresh, and say so


_COLUMNS = (
    "p.id, p.version, p.adapter, p.workspace, p.chat, p.thread, p.zone, p.language, p.reachable, p.consent_at, "
    "p.created_at, p.shared, p.sealed, (SELECT count(*) FROM cramp c WHERE c.person_id = p.id)"
)

_body = msgspec.json.Decoder(Body)
_encode = msgspec.json.Encoder().encode


def place(where: Address) -> Account:
    """The account of a shared place: channels and groups are kept like persons, under a name that no person has."""
    return Account(where.adapter, where.workspace, f"#{where.chat}")


def by_account(account: Account) -> Query:
    """The person behind an account; no row when we don't know them."""
    return Query(
        f"SELECT {_COLUMNS} FROM account a JOIN person p ON p.id = a.person_id "  # noqa: S608 - fixed column names
        "WHERE a.adapter = $1 AND a.workspace = $2 AND a.user_id = $3",
        (account.adapter, account.workspace, account.user),
    )


def by_id(person: str) -> Query:
    """The person with this id; no row when they are gone."""
    return Query(f"SELECT {_COLUMNS} FROM person p WHERE p.id = $1", (person,))  # noqa: S608 - fixed column names


def by_ids(people: Sequence[str]) -> list[Query]:
    """The same for many, each row with one value more: how many messages wait to be sent to their home."""
    waiting = (
        "(SELECT count(*) FROM outbox o WHERE o.adapter = p.adapter AND o.workspace = p.workspace AND o.chat = p.chat)"
    )
    return each(f"SELECT {_COLUMNS}, {waiting} FROM person p WHERE p.id IN (%s)", people)  # noqa: S608 - fixed names


def person(row: Row, vault: Vault) -> Person:
    """A row of `by_account`, `by_id`, or `by_ids` without its last value."""
    key, version, adapter, workspace, chat, thread, zone, language, *rest = row
    reachable, consent, created, shared, sealed, kept = rest
    body, damaged = Body(), False
    try:
        body = _body.decode(vault.open(bytes(sealed), f"person:{key}"))
    except (msgspec.DecodeError, Unreadable):
        damaged = True
    return Person(
        id=key,
        home=Address(adapter, workspace, chat, thread, bool(shared)),
        version=version,
        zone=zone,
        language=language,
        reachable=bool(reachable),
        consent_at=consent,
        created_at=created,
        cramps_kept=kept,
        body=body,
        damaged=damaged,
    )


def keep(person: Person, account: Account, vault: Vault) -> list[Change]:
    """Write the person: insert when new (with the account), otherwise update if nobody else wrote meanwhile."""
    home = person.home
    sealed = vault.seal(_encode(person.body), f"person:{person.id}")
    plain = (home.adapter, home.workspace, home.chat, home.thread, person.zone, person.language)
    rest = (int(person.reachable), person.consent_at, sealed)
    if person.version:
        update = (
            "UPDATE person SET version = version + 1, adapter = $3, workspace = $4, chat = $5, thread = $6, zone = $7, "
            "language = $8, reachable = $9, consent_at = $10, sealed = $11 WHERE id = $1 AND version = $2"
        )
        return [Change(update, (person.id, person.version, *plain, *rest), expect=1)]
    insert = (
        "INSERT INTO person (id, version, adapter, workspace, chat, thread, zone, language, reachable, consent_at, "
        "sealed, created_at, shared) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    )
    link = "INSERT INTO account (adapter, workspace, user_id, person_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
    return [
        Change(insert, (person.id, *plain, *rest, person.created_at, int(home.shared))),
        Change(link, (account.adapter, account.workspace, account.user, person.id), expect=1),
    ]


def forget(person: str) -> list[Change]:
    """Everything of this person; accounts, cramps and timers go with them."""
    return [
        Change("DELETE FROM outbox WHERE person_id = $1", (person,)),
        Change(
            "DELETE FROM slot WHERE EXISTS (SELECT 1 FROM person p WHERE p.id = $1 AND p.adapter = slot.adapter "
            "AND p.workspace = slot.workspace AND p.chat = slot.chat)",
            (person,),
        ),
        Change("DELETE FROM person WHERE id = $1", (person,)),
    ]


def heard(adapter: str, event: str, at: Millis) -> Change:
    """Note that the event took effect; misses with Heard when it already had."""
    return Change(
        "INSERT INTO heard (adapter, id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        (adapter, event, at),
        expect=1,
        miss=Heard,
    )
