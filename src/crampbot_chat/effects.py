"""What a turn leaves behind, as rows: the event heard, the person and what is theirs, timers, messages to send."""

from collections.abc import Callable

from crampbot_chat.model import Arrived, Left, Moved, Rang
from crampbot_chat.store import Change, diary, invitations, marks, outbox, people, reminders, timers
from crampbot_chat.store.outbox import Lease, Outgoing
from crampbot_chat.store.sealed import Vault
from crampbot_chat.store.timers import Timer
from crampbot_chat.turn import Turn


def outgoing(turn: Turn, new_id: Callable[[], str]) -> list[Outgoing]:
    """What the turn said, on its way."""
    kept = turn.person.version or turn.place_kept or not turn.shared
    person = turn.person.id if kept and not turn.forgotten else None
    theirs = {turn.where, turn.event.where, turn.person.home}
    return [
        Outgoing(new_id(), to, message, person if to in theirs else None, turn.now, turn.now)
        for to, message in turn.said
    ]


def changes(turn: Turn, outs: list[Outgoing], lease: Lease, vault: Vault) -> list[Change]:
    """All that there is to write; one transaction."""
    event = turn.event.what
    rings = {name: Timer(turn.person.id, name, ring.due, ring.note) for name, ring in turn.rings.items() if ring}
    keeps = not turn.shared or turn.place_kept
    if not isinstance(event, Rang):
        found = [people.heard(turn.event.who.adapter, turn.event.id, turn.now)]
    elif keeps and not turn.forgotten and (following := rings.pop(event.timer, None)):
        found = [timers.again(event.person, event.timer, event.due, following)]
    else:
        found = [timers.fired(event.person, event.timer, event.due)]
    if keeps:
        found += _kept(turn, list(rings.values()), vault)
    if isinstance(event, Moved):
        found += outbox.move_address(turn.event.where, event.chat)
    for out in outs:
        if out.message.edits:
            found.append(outbox.supersede(out.to, out.message.slot, out.id, turn.now))
        found.append(outbox.put(out, vault, lease.by, lease.until))
    return found


def _kept(turn: Turn, rings: list[Timer], vault: Vault) -> list[Change]:
    """The person, their cramps, marks, reminders and timers; in a shared place only what was set up for it."""
    person = turn.person
    if not person.version and not turn.shared and isinstance(turn.event.what, Left | Arrived):
        return []
    if turn.forgotten:
        return people.forget(person.id) if person.version else []
    who = people.place(person.home) if turn.shared else turn.event.who
    found = people.keep(person, who, vault)
    found += [diary.remove(person.id, key) for key in turn.removed]
    found += [diary.keep(person.id, cramp, vault) for cramp in turn.kept.values()]
    found += [
        reminders.keep(person.id, kept, vault) if kept else reminders.remove(person.id, key)
        for key, kept in turn.kept_reminders.items()
    ]
    found += [
        marks.keep(person.id, kept, vault) if kept else marks.remove(person.id, key)
        for key, kept in turn.kept_marks.items()
    ]
    found += [
        invitations.keep(person.id, kept, vault) if kept else invitations.use(code)
        for code, kept in turn.kept_invitations.items()
    ]
    found += [timers.cancel(person.id, name) for name, ring in turn.rings.items() if ring is None]
    if rings:
        found.append(timers.set_timers(rings))
    if isinstance(turn.event.what, Left):
        found.append(timers.pause(person.id, person.home))
    elif turn.returned:
        found.append(timers.resume(person.id))
    return found
