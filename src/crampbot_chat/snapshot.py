"""What a turn needs to know, read in one snapshot: person or place, the latest cramps, what waits to be sent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

import msgspec

from crampbot_chat import log
from crampbot_chat.changes import NotRead
from crampbot_chat.library import Library
from crampbot_chat.model import Event, Left, Millis, Rang, Text
from crampbot_chat.store import Query, Row, Store, diary, invitations, marks, outbox, people, reminders
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Person
from crampbot_chat.store.sealed import Unreadable, Vault
from crampbot_chat.turn import Turn

RECENT = 60  # cramps that a turn can see
EVERY = 20_000  # cramps of a whole diary
MARKS = 400  # marks that a turn can see: a year of quiet nights
FORGOTTEN = 24 * 3_600_000  # ms; who has not said yes by then is forgotten
MORE = ("reminders", "marks")  # what is read only when a turn asks for it


async def read(
    store: Store,
    vault: Vault,
    library: Library,
    new_id: Callable[[], str],
    now: Millis,
    event: Event,
    also: frozenset[str] = frozenset(),
) -> Turn | None:
    """The turn for this event, with what `also` names; None when a timer rang for somebody who is gone."""
    wanted = [kind for kind in MORE if kind in also]
    queries = _queries(event, EVERY if "diary" in also else RECENT)
    rows, cramps, waiting, *rest = await store.fetch(*queries, *(_more(kind, event) for kind in wanted))
    extra = {"cramps": cramps, **dict(zip(wanted, rest, strict=True))}
    if rows:
        person = people.person(rows[0], vault)
    elif isinstance(event.what, Rang):
        return None
    elif event.where.shared:
        person = Person(new_id(), event.where, language=event.language, zone=event.zone, created_at=now)
    else:
        person = Person(new_id(), event.where, created_at=now)
    away = not person.reachable
    _update(person, event)
    turn = _turn(vault, library, new_id, now, event, person, extra)
    if asked := [kind.partition(" ")[2] for kind in also if kind.startswith("invitation ")]:
        found = await store.fetch(*(invitations.by_code(code) for code in asked))
        turn.found = {code: next(iter(_invited(rows, vault)), None) for code, rows in zip(asked, found, strict=True)}
    if "slot" in also and isinstance(event.what, Text):
        [slots] = await store.fetch(outbox.slot_at(event.where, event.what.on))
        turn.slot = str(slots[0][0]) if slots else ""
    if "invitations" in also:
        who = event.who
        [mine] = await store.fetch(invitations.of_account(who.adapter, who.workspace, who.user))
        turn.invited = _invited(mine, vault)
    turn.whole = "diary" in also
    turn.waiting = 0 if event.where.shared else waiting[0][0]
    turn.returned = away and person.reachable
    if not person.version and not event.where.shared:
        turn.ring("wipe", now + FORGOTTEN)
    return turn


async def read_all(
    store: Store,
    vault: Vault,
    library: Library,
    new_id: Callable[[], str],
    now: Millis,
    events: Sequence[Event],
    also: frozenset[str],
) -> Iterator[Turn]:
    """The turns of timers of different people, in their order; none for somebody who is gone. Opened one by one."""
    who = [event.what.person for event in events if isinstance(event.what, Rang)]
    wanted = [kind for kind in MANY if kind in also]
    queries = [people.by_ids(who), *(MANY[kind](who) for kind in wanted)]
    found = iter(await store.fetch(*chain.from_iterable(queries)))
    persons, *rest = [list(chain.from_iterable(islice(found, len(some)))) for some in queries]
    extra = {kind: _by_person(rows) for kind, rows in zip(wanted, rest, strict=True)}
    rows = {row[0]: row for row in persons}

    def turns() -> Iterator[Turn]:
        for event, key in zip(events, who, strict=True):
            if (row := rows.get(key)) is None:
                continue
            mine = {kind: each.get(key, []) for kind, each in extra.items()}
            turn = _turn(vault, library, new_id, now, event, people.person(row[:-1], vault), mine)
            turn.waiting = 0 if event.where.shared else row[-1]
            yield turn

    return turns()


def _turn(
    vault: Vault,
    library: Library,
    new_id: Callable[[], str],
    now: Millis,
    event: Event,
    person: Person,
    extra: Mapping[str, list[Row]],
) -> Turn:
    cramps = partial(_readable, extra["cramps"], vault, diary.cramp, "cramp") if "cramps" in extra else _unread_cramps
    return Turn(
        event,
        now,
        person,
        library,
        new_id,
        cramps,
        _readable(extra["reminders"], vault, reminders.reminder, "reminder") if "reminders" in extra else None,
        _readable(extra["marks"], vault, marks.mark, "mark") if "marks" in extra else None,
    )


def _unread_cramps() -> list[Cramp]:
    raise NotRead("cramps")


def _by_person(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for person, *row in rows:
        found.setdefault(person, []).append(tuple(row))
    return found


MANY: Mapping[str, Callable[[Sequence[str]], list[Query]]] = {  # what `read_all` can read besides the persons
    "cramps": lambda who: diary.of_people(who, RECENT),
    "reminders": reminders.of_people,
    "marks": lambda who: marks.of_people(who, MARKS),
}


def _queries(event: Event, cramps: int) -> tuple[Query, Query, Query]:
    where = event.where
    waiting = Query(
        "SELECT count(*) FROM outbox WHERE adapter = $1 AND workspace = $2 AND chat = $3",
        (where.adapter, where.workspace, where.chat),
    )
    if isinstance(event.what, Rang):
        return people.by_id(event.what.person), diary.of_person(event.what.person, cramps), waiting
    who = people.place(where) if where.shared else event.who
    return people.by_account(who), diary.of_account(who.adapter, who.workspace, who.user, cramps), waiting


def _more(kind: str, event: Event) -> Query:
    if isinstance(event.what, Rang):
        key = event.what.person
        return reminders.of_person(key) if kind == "reminders" else marks.of_person(key, MARKS)
    who = people.place(event.where) if event.where.shared else event.who
    account = (who.adapter, who.workspace, who.user)
    return reminders.of_account(*account) if kind == "reminders" else marks.of_account(*account, MARKS)


def _readable(rows: list[Row], vault: Vault, open_row: Callable[[Row, Vault], Any], kind: str) -> list[Any]:
    """The rows that can be read; a damaged one is left out, and stays where it is."""
    found = []
    for row in rows:
        try:
            found.append(open_row(row, vault))
        except (Unreadable, msgspec.DecodeError) as error:
            log.failure("row_unreadable", error, kind=kind)
    return found


def _invited(rows: list[Row], vault: Vault) -> list[invitations.Found]:
    return _readable(rows, vault, invitations.found, "invitation")


def _update(person: Person, event: Event) -> None:
    """What every event tells: where they are, that they are there, and what the platform knows about them."""
    if isinstance(event.what, Rang):
        return
    person.reachable = not isinstance(event.what, Left)
    if event.where.shared:
        return
    person.home = event.where
    person.zone = person.zone or event.zone
    person.language = event.language or person.language
