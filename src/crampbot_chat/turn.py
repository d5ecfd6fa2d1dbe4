"""One turn of a conversation: all that a dialog sees, and all that it may do. It touches neither network nor disk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from crampbot_chat.answers import Answers
from crampbot_chat.changes import Changes
from crampbot_chat.content import FALLBACK
from crampbot_chat.ids import code
from crampbot_chat.library import Library
from crampbot_chat.markup import Facts, fill
from crampbot_chat.model import (
    TOKEN_VERSION,
    URGENT,
    Account,
    Address,
    Block,
    Choices,
    Event,
    Message,
    Millis,
    Picture,
    Rang,
    Span,
    offered_by,
)
from crampbot_chat.protocols import Protocols
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.marks import Mark
from crampbot_chat.store.people import Body, Idle, Person, State
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.triage import Triage
from crampbot_chat.when.night import night_of
from crampbot_chat.when.zones import local


class Turn(Changes):
    """What happened, who it is, and what is to be said, kept and rung because of it.

    `now` is when we handle the event, `event.at` when it happened: they differ after downtime.
    """

    def __init__(
        self,
        event: Event,
        now: Millis,
        person: Person,
        library: Library,
        new_id: Callable[[], str],
        load_cramps: Callable[[], Sequence[Cramp]] = tuple,
        reminders: list[Reminder] | None = None,
        marks: list[Mark] | None = None,
        new_code: Callable[[], str] = code,
    ) -> None:
        super().__init__(load_cramps, reminders, marks)
        self.event = event
        self.now = now
        self.person = person
        self.library = library
        self.new_id = new_id
        self.new_code = new_code
        self.where: Address = person.home if isinstance(event.what, Rang) else event.where
        self.said: list[tuple[Address, Message]] = []
        self.place_kept = False
        self.forgotten = False
        self.waiting = 0  # messages to this chat that are not sent yet
        self.returned = False  # they had blocked us or left, and are back
        self._speak()

    # --- the person -------------------------------------------------------------------------------------------------

    @property
    def tongue(self) -> str:
        """The language to read their words in; we may not yet speak it."""
        return self.library.tongue(self.language)

    @property
    def language(self) -> str:
        """The language that they chose, else what the platform says."""
        return self.person.body.language or self.event.language or self.person.language

    def speak(self, language: str) -> None:
        """From now on in this language."""
        self.person.body.language = language
        self._speak()

    def _speak(self) -> None:
        self.words = self.library.words(self.language)

    @property
    def protocols(self) -> Protocols:
        """What eases which cramp, in their language."""
        return self.library.protocols(self.language)

    @property
    def triage(self) -> Triage:
        """Signs of danger, in their language."""
        return self.library.triage(self.language)

    @property
    def country(self) -> str:
        """Where they are, as they said or as we guess; '' while we don't know."""
        guessed = self.library.country(self.person.zone, self.event.language or self.person.language)
        return self.person.body.country or guessed

    @property
    def body(self) -> Body:
        return self.person.body

    @property
    def state(self) -> State:
        return self.person.body.state

    def become(self, state: State) -> None:
        self.person.body.state = state

    @property
    def shared(self) -> bool:
        """True where other people can read along."""
        return self.event.where.shared

    @property
    def night(self) -> bool:
        """True in the hours of sleep, and while we don't know the hour: then we are quiet, too."""
        return self.sleeps(self.now)

    def sleeps(self, at: Millis) -> bool:
        """True when this instant lies in their hours of sleep, as far as we know them."""
        if not self.person.zone:
            return True
        shown, (begin, end) = local(at, self.person.zone), self.body.asleep or self.body.habits.night_span
        minute = shown.hour * 60 + shown.minute
        return begin <= minute < end if begin < end else minute >= begin or minute < end

    @property
    def border(self) -> time:
        """Where one of their nights ends and the next begins."""
        return time(*divmod(self.body.border, 60))

    def night_of(self, at: Millis) -> date | None:
        """The night that an instant belongs to, by the date of its evening; None while we don't know their zone."""
        return night_of(at, self.person.zone, self.border) if self.person.zone else None

    @property
    def last_night(self) -> date | None:
        """The night that is over by now; None in the night, and while we don't know their zone."""
        if not self.person.zone or self.night:
            return None
        over = night_of(self.now, self.person.zone, self.border)
        return over if local(self.now, self.person.zone).time() < self.border else over - timedelta(days=1)

    @property
    def consented(self) -> bool:
        return self.person.consent_at is not None

    def consent(self) -> None:
        """They want a diary: from now on what they say is kept."""
        self.person.consent_at = self.now
        self.hush("wipe")

    @property
    def answers(self) -> Answers:
        """The questions that can be answered today."""
        return self.library.answers(self.language, datetime.fromtimestamp(self.now / 1000, UTC).date())

    # --- saying -----------------------------------------------------------------------------------------------------

    def say(
        self,
        key: str,
        *,
        slot: str = "",
        edits: bool = False,
        lane: int = URGENT,
        only_for: Account | None = None,
        openly: bool = False,
        offers: bool = True,
        aloud: bool = False,
        likely: str = "",
        facts: Facts | None = None,
        picture: Picture | None = None,
        **more: str | int | tuple[str, ...] | Span,
    ) -> None:
        """Say the message `key` where the event came from (a timer: where the person is at home).

        offers: its buttons are what a typed label or number means from now on. aloud: wake them. likely: what the
        button carries that comes first. picture: above it.
        """
        calls = self._calls if self.words.speaks(key) else self.library.calls(self.country, FALLBACK)
        given: Facts = {**calls, **(facts or {}), **more}
        shared = self.where.shared
        message = Message(
            key=key,
            blocks=(*((picture,) if picture else ()), *_ordered(self.words.blocks(key, given), likely)),
            lane=lane,
            quiet=(self.night and not aloud) or edits,
            private=not shared,
            only_for=only_for,
            openly=openly,
            slot=slot,
            edits=edits,
        )
        self.said.append((self.where, message))
        if offers and not shared and (offered := offered_by(message)):
            self.body.offered, self.body.offered_at, self.body.counted = offered, self.now, False

    def say_to(self, where: Address, key: str, language: str, **facts: str) -> None:
        """Say it to somebody else, in private and without a sound."""
        blocks = self.library.words(language).blocks(key, facts)
        self.said.append((where, Message(key, blocks, quiet=True)))

    def text(self, key: str, **facts: str | int) -> str:
        """A part of a message."""
        return self.words.text(key, **facts)

    def fill(self, text: str) -> str:
        """Words from a data file, with whom to call filled in."""
        return fill(text, self._calls)

    def fill_all(self, lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.fill(line) for line in lines)

    @property
    def _calls(self) -> Mapping[str, str]:
        return self.library.calls(self.country, self.language)

    # --- the whole --------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """In a shared place: write what was set up for the place. Without it nothing of a turn there is kept."""
        self.place_kept = True

    def start_over(self) -> None:
        """Drop all that this turn was about to do."""
        self.drop()
        self.said, self.place_kept, self.forgotten = [], False, False
        self.become(Idle())

    def forget(self) -> None:
        """Delete everything of this person with this turn."""
        self.forgotten = True
        self.become(Idle())


def _ordered(blocks: tuple[Block, ...], likely: str) -> tuple[Block, ...]:
    """The blocks with the likeliest button first."""
    if not likely:
        return blocks
    token = f"{TOKEN_VERSION} {likely}"
    return tuple(
        Choices(tuple(sorted(block.choices, key=lambda each: each.token != token)))
        if isinstance(block, Choices)
        else block
        for block in blocks
    )
