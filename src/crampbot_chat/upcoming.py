"""`crampbot upcoming` and `crampbot run --dry-run`: what will be sent, and what would be sent now; nobody is named."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from crampbot_chat.content import Words
from crampbot_chat.model import Millis
from crampbot_chat.store import Query, Row
from crampbot_chat.store.glance import glance
from crampbot_chat.table import TIMERS

HOUR = 3_600_000  # ms
HOURS = 24
LANES = ("urgent", "reminder", "broadcast")

Say = Callable[[str], None]


async def upcoming(url: str, words: Words, now: Millis, say: Say) -> None:
    """The timers of the next 24 hours by hour, kind and platform, and the messages that wait."""
    due, waiting = await glance(url, _timers(now, now + HOURS * HOUR), _outbox(now))
    _show_waiting(waiting, words, say)
    say(words.text("upcoming.timers", n=sum(row[-1] for row in due)))
    for hour in range(HOURS):
        rows = [row for row in due if row[0] == hour]
        if rows:
            at = datetime.fromtimestamp((now + hour * HOUR) / 1000, UTC).astimezone()
            say(words.text("upcoming.hour", clock=f"{at:%H:%M}", n=sum(row[-1] for row in rows), what=_kinds(rows)))
    if not due:
        say(words.text("upcoming.none"))


async def dry_run(url: str, words: Words, now: Millis, say: Say) -> None:
    """What would be sent and rung at this moment; nothing is sent and nothing rings."""
    due, waiting = await glance(url, _timers(0, now), _outbox(now))
    _show_waiting(waiting, words, say)
    overdue = Counter[str]()
    for _, kind, adapter, count in due:
        overdue[f"{kind} ({adapter})"] += count
    say(words.text("upcoming.due", n=overdue.total()))
    for what, count in sorted(overdue.items()):
        say(words.text("upcoming.line", n=count, what=what))
    say(words.text("upcoming.nothing_sent"))


def _show_waiting(rows: Sequence[Row], words: Words, say: Say) -> None:
    say(words.text("upcoming.waiting", n=sum(row[-1] for row in rows)))
    for adapter, lane, key, count in rows:
        what = words.text("upcoming.message", message=key, adapter=adapter, lane=LANES[lane])
        say(words.text("upcoming.line", n=count, what=what))


def _kinds(rows: Sequence[Row]) -> str:
    return ", ".join(
        f"{kind} ({adapter}) {count}" for _, kind, adapter, count in sorted(rows, key=lambda row: row[1:3])
    )


def _timers(first: Millis, end: Millis) -> Query:
    """(hour, kind, platform, how many). A timer's name may hold an id: only its first word is shown."""
    kinds = " ".join(f"WHEN t.name = '{kind}' OR t.name LIKE '{kind} %' THEN '{kind}'" for kind in TIMERS)
    return Query(
        f"SELECT (t.due_at - $1) / {HOUR} AS hour, CASE {kinds} ELSE '?' END AS kind, p.adapter, count(*) "  # noqa: S608
        "FROM timer t JOIN person p ON p.id = t.person_id WHERE t.due_at > $1 AND t.due_at <= $2 "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (first, end),
    )


def _outbox(now: Millis) -> Query:
    """(platform, lane, message, how many) of what may be sent now."""
    return Query(
        "SELECT adapter, lane, message_key, count(*) FROM outbox WHERE due_at <= $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (now,),
    )
