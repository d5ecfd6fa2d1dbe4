"""Where messages that may be edited stand on the platform: the latest in memory, all in the store."""

from crampbot_chat.model import Address, Millis
from crampbot_chat.store import Change, Store, outbox

REMEMBERED = 10_000  # refs; a running countdown is always among the latest

Place = tuple[str, str, str, str, str]


class Slots:
    """Refs by address and slot."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._refs: dict[Place, str] = {}

    async def find(self, to: Address, slot: str) -> str:
        """The ref of the slot's message, or "" when there is none. Raises Unavailable."""
        ref = self._refs.get(_place(to, slot))
        if ref is None:
            [rows] = await self._store.fetch(outbox.slot_ref(to, slot))
            ref = rows[0][0] if rows else ""
        return ref

    def note(self, to: Address, slot: str, ref: str, now: Millis) -> tuple[Change, ...]:
        """The slot's message stands at `ref`: what there is to write about it."""
        place = _place(to, slot)
        if self._refs.pop(place, None) == ref:
            self._refs[place] = ref
            return ()
        self._refs[place] = ref
        if len(self._refs) > REMEMBERED:
            del self._refs[next(iter(self._refs))]
        return (outbox.note_slot(to, slot, ref, now),)


def _place(to: Address, slot: str) -> Place:
    return to.adapter, to.workspace, to.chat, to.thread, slot
