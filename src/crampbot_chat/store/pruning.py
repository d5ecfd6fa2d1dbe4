"""What is kept for a while and then forgotten: events heard, and where editable messages stand."""

from crampbot_chat.model import Millis
from crampbot_chat.store import Change, Query

SOME = 1000  # rows in one transaction, so that nobody waits behind it


def old_heard(before: Millis) -> Query:
    """(1,) when an event was heard before that instant."""
    return Query("SELECT 1 FROM heard WHERE at < $1 LIMIT 1", (before,))


def forget_heard(before: Millis) -> Change:
    """Forget some of the events heard before that instant; a redelivery would now take effect again."""
    return Change(
        "DELETE FROM heard WHERE (adapter, id) IN (SELECT adapter, id FROM heard WHERE at < $1 ORDER BY at LIMIT $2)",
        (before, SOME),
    )


def old_slots(before: Millis) -> Query:
    """(1,) when a message that may be edited was sent before that instant."""
    return Query("SELECT 1 FROM slot WHERE sent_at < $1 LIMIT 1", (before,))


def forget_slots(before: Millis) -> Change:
    """Forget some of the messages sent before that instant; an edit is then a new message."""
    return Change(
        "DELETE FROM slot WHERE (adapter, workspace, chat, thread, slot) IN "
        "(SELECT adapter, workspace, chat, thread, slot FROM slot WHERE sent_at < $1 ORDER BY sent_at LIMIT $2)",
        (before, SOME),
    )
