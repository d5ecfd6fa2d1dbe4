"""Timers of persons, as rows and back: what rings when."""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from crampbot_chat.model import Address, Millis
from crampbot_chat.store import Change, Heard, Query, Row

PAUSE = 10**15  # ms, some 30,000 years: a paused timer keeps its instant, moved out of sight of every query


class Timer(Struct, frozen=True):
    """Rings once at `due_at`. One of a name for each person."""

    person: str
    name: str
    due_at: Millis
    note: str = ""


class Place(Struct, frozen=True):
    """A place in the order of ringing: where the next page of due timers starts."""

    due_at: Millis = -1
    person: str = ""
    name: str = ""


def set_timer(timer: Timer) -> Change:
    """Set the timer; replaces the one of that name."""
    return set_timers([timer])


def set_timers(timers: Sequence[Timer]) -> Change:
    """Set timers of different names in one statement."""
    fields = [(timer.person, timer.name, timer.due_at, timer.note) for timer in timers]
    return Change(_set(len(timers)), tuple(value for each in fields for value in each))


@cache
def _set(count: int) -> str:
    rows = ", ".join(f"(${n}, ${n + 1}, ${n + 2}, ${n + 3})" for n in range(1, 4 * count, 4))
    return (
        f"INSERT INTO timer (person_id, name, due_at, note) VALUES {rows} "  # noqa: S608 - placeholders only
        "ON CONFLICT (person_id, name) DO UPDATE SET due_at = excluded.due_at, note = excluded.note"
    )


def cancel(person: str, name: str) -> Change:
    """Cancel the timer; nothing happens when it is not set."""
    return Change("DELETE FROM timer WHERE person_id = $1 AND name = $2", (person, name))


def fired(person: str, name: str, due_at: Millis) -> Change:
    """This occurrence takes effect now; misses with Heard when it already has, or was cancelled or moved."""
    return Change(
        "DELETE FROM timer WHERE person_id = $1 AND name = $2 AND due_at = $3",
        (person, name, due_at),
        expect=1,
        miss=Heard,
    )


def again(person: str, name: str, due_at: Millis, following: Timer) -> Change:
    """The same, and the timer is set anew under its own name: one write instead of two."""
    return Change(
        "UPDATE timer SET due_at = $4, note = $5 WHERE person_id = $1 AND name = $2 AND due_at = $3",
        (person, name, due_at, following.due_at, following.note),
        expect=1,
        miss=Heard,
    )


def pause(person: str, home: Address) -> Change:
    """Let nothing ring for this person until `resume`; does nothing when they live elsewhere. Idempotent."""
    return Change(
        "UPDATE timer SET due_at = due_at + $2 WHERE person_id = $1 AND due_at < $2 AND EXISTS (SELECT 1 FROM person p "
        "WHERE p.id = $1 AND p.adapter = $3 AND p.workspace = $4 AND p.chat = $5)",
        (person, PAUSE, home.adapter, home.workspace, home.chat),
    )


def resume(person: str) -> Change:
    """Let the paused timers ring again; what fell due meanwhile is due at once, at its true instant. Idempotent."""
    return Change("UPDATE timer SET due_at = due_at - $2 WHERE person_id = $1 AND due_at >= $2", (person, PAUSE))


def due(now: Millis, limit: int, after: Place = Place()) -> Query:  # noqa: B008  a frozen constant
    """The timers that are due, in the order of ringing, with where their person is at home."""
    return Query(
        "SELECT t.person_id, t.name, t.due_at, t.note, p.adapter, p.workspace, p.chat, p.thread, p.shared "
        "FROM timer t JOIN person p ON p.id = t.person_id "
        "WHERE t.due_at <= $1 AND (t.due_at, t.person_id, t.name) > ($2, $3, $4) "
        "ORDER BY t.due_at, t.person_id, t.name LIMIT $5",
        (now, after.due_at, after.person, after.name, limit),
    )


def ringing(row: Row) -> tuple[Timer, Address]:
    """A row of `due`."""
    person, name, due_at, note, adapter, workspace, chat, thread, shared = row
    return Timer(person, name, due_at, note), Address(adapter, workspace, chat, thread, bool(shared))


def next_due(after: Millis) -> Query:
    """(instant,) of the first timer that is due later than `after`; (None,) when there is none."""
    return Query("SELECT min(due_at) FROM timer WHERE due_at > $1 AND due_at < $2", (after, PAUSE))
