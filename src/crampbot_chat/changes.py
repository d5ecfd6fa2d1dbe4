"""What a turn keeps, removes and rings: in memory, until all of it is written at once."""

from collections.abc import Callable, Sequence
from functools import cached_property

from msgspec import Struct

from crampbot_chat.model import Millis
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.invitations import Found, Invitation
from crampbot_chat.store.marks import Mark
from crampbot_chat.store.reminders import Reminder


class Ring(Struct, frozen=True):
    """A timer to set; one of a name for each person, a later one replaces it."""

    name: str
    due: Millis
    note: str = ""


class NotRead(Exception):
    """A turn needs more than was read for it: `kind` is "cramps", "diary" (all cramps), "reminders", "marks",
    "invitations" (their own), "invitation CODE" or "slot".

    Read it too, and decide again.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Changes:
    """What is a person's, from timers to invitations, with the changes to it. What was not read is None."""

    def __init__(
        self,
        load_cramps: Callable[[], Sequence[Cramp]],
        reminders: list[Reminder] | None,
        marks: list[Mark] | None,
    ) -> None:
        self._load_cramps = load_cramps
        self._reminders = reminders
        self._marks = marks
        self.whole = False  # all cramps were read, not the latest alone
        self.found: dict[str, Found | None] = {}  # invitations, by the codes that were looked up
        self.invited: list[Found] | None = None  # their own
        self.slot: str | None = None  # of the message that they reacted to; "" when it is none of ours that we know
        self.drop()

    def drop(self) -> None:
        """Nothing is to be written."""
        self.rings: dict[str, Ring | None] = {}
        self.kept: dict[str, Cramp] = {}
        self.removed: set[str] = set()
        self.kept_reminders: dict[str, Reminder | None] = {}
        self.kept_marks: dict[str, Mark | None] = {}
        self.kept_invitations: dict[str, Invitation | None] = {}

    # --- timers -----------------------------------------------------------------------------------------------------

    def ring(self, name: str, at: Millis, note: str = "") -> None:
        """Have Rang(name) come at `at`; replaces the timer of that name."""
        self.rings[name] = Ring(name, at, note)

    def hush(self, *names: str) -> None:
        """Cancel timers; nothing happens when they are not set."""
        for name in names:
            self.rings[name] = None

    # --- the diary --------------------------------------------------------------------------------------------------

    @cached_property
    def cramps(self) -> list[Cramp]:
        """The latest cramps, newest first, with this turn's changes."""
        return list(self._load_cramps())

    def read_all(self) -> None:
        """See the whole diary, not the latest cramps alone. Raises NotRead, once."""
        if not self.whole:
            raise NotRead("diary")

    def cramp(self, key: str) -> Cramp | None:
        """One of the latest cramps."""
        return next((cramp for cramp in self.cramps if cramp.id == key), None)

    def keep(self, cramp: Cramp) -> None:
        """Add the cramp, or write what has changed in it."""
        self.kept[cramp.id] = cramp
        self.removed.discard(cramp.id)
        if self.cramp(cramp.id) is None:
            self.cramps.append(cramp)
            self.cramps.sort(key=lambda each: (each.started_at, each.id), reverse=True)

    def remove(self, cramp: Cramp) -> None:
        """Take the cramp out of the diary."""
        self.kept.pop(cramp.id, None)
        self.removed.add(cramp.id)
        self.cramps[:] = [each for each in self.cramps if each.id != cramp.id]

    @property
    def marks(self) -> list[Mark]:
        """The latest marks, newest first, with this turn's changes. Raises NotRead, once."""
        if self._marks is None:
            raise NotRead("marks")
        return self._marks

    def mark(self, key: str) -> Mark | None:
        """One of the latest marks. Raises NotRead, once."""
        return next((mark for mark in self.marks if mark.id == key), None)

    def keep_mark(self, mark: Mark) -> None:
        """Add the mark, or write what has changed in it."""
        self.kept_marks[mark.id] = mark
        self.marks[:] = [*(each for each in self.marks if each.id != mark.id), mark]
        self.marks.sort(key=lambda each: (each.at, each.id), reverse=True)

    def remove_mark(self, mark: Mark) -> None:
        """Take the mark out of the diary."""
        self.kept_marks[mark.id] = None
        self.marks[:] = [each for each in self.marks if each.id != mark.id]

    # --- reminders --------------------------------------------------------------------------------------------------

    @property
    def reminders(self) -> list[Reminder]:
        """All reminders, oldest first, with this turn's changes. Raises NotRead, once."""
        if self._reminders is None:
            raise NotRead("reminders")
        return self._reminders

    def keep_reminder(self, reminder: Reminder) -> None:
        """Add the reminder, or write what has changed in it. Its timer is set apart."""
        self.kept_reminders[reminder.id] = reminder
        if all(each.id != reminder.id for each in self.reminders):
            self.reminders.append(reminder)

    def remove_reminder(self, reminder: Reminder) -> None:
        """Delete the reminder. Its timer is cancelled apart."""
        self.kept_reminders[reminder.id] = None
        self.reminders[:] = [each for each in self.reminders if each.id != reminder.id]

    @property
    def reacted_to(self) -> str:
        """The slot of the message that they reacted to. Raises NotRead, once."""
        if self.slot is None:
            raise NotRead("slot")
        return self.slot

    # --- invitations ------------------------------------------------------------------------------------------------

    def invitation(self, code: str) -> Found | None:
        """The one with this code, used up ones left out. Raises NotRead, once."""
        if code not in self.found:
            raise NotRead(f"invitation {code}")
        return self.found[code]

    @property
    def invitations(self) -> list[Found]:
        """Those that they have made, the newest last. Raises NotRead, once."""
        if self.invited is None:
            raise NotRead("invitations")
        return self.invited

    def keep_invitation(self, invitation: Invitation) -> None:
        """Add it."""
        self.kept_invitations[invitation.code] = invitation

    def use_invitation(self, code: str) -> None:
        """It is good no longer."""
        self.kept_invitations[code] = None
