"""One message, listened to by the conversation: each question about it is answered when it is asked, and only once."""

import re
from datetime import datetime, time
from functools import cached_property

from crampbot_chat.understand import cries, relief
from crampbot_chat.understand.cries import Cry
from crampbot_chat.understand.danger import Danger, look
from crampbot_chat.understand.days import NOON
from crampbot_chat.understand.find import Found
from crampbot_chat.understand.hearing import THREE, hear
from crampbot_chat.understand.lexicon import lexicon, phrases
from crampbot_chat.understand.muscles import protocol, raw_part, side
from crampbot_chat.understand.normal import plain
from crampbot_chat.understand.notes import Note, helped, notes, tells
from crampbot_chat.understand.past import Times, times
from crampbot_chat.understand.said import Said
from crampbot_chat.understand.slots import says
from crampbot_chat.understand.told import Told, tell
from crampbot_chat.understand.typos import read
from crampbot_chat.understand.understanding import judge

BODY = {"cant_stand": "no_stand", "osteoporosis": "bones"}  # where the relief protocols say it in another word
TELLING = 400  # characters; an entry of a diary has fewer
PAST = ("past_log", "past_cramp", "over_now", "log_verb", "lasting", "told_verb")
TAKEN = ("medicine", "medication", "missed_magnesium")
NAMED = ("cramp_word", "cramp_part", "any_part", "log_verb", "charley", "log_ask")
NOT_BODY = frozenset({"partner_asleep"})


class Ear:
    """What somebody wrote, in the language that they write."""

    def __init__(self, text: str, language: str = "en") -> None:
        self.text = text
        self._language = language

    @cached_property
    def danger(self) -> Danger | None:
        """The most urgent danger, of any tier."""
        return next(iter(self._dangers), None)

    @cached_property
    def said(self) -> Said:
        """What they want, with its slots and topics."""
        return judge(self.text, self._found, self._dangers, THREE, language=self._language, topics=False)

    @cached_property
    def cry(self) -> Cry | None:
        """A cry for help for a cramp that is there now."""
        return cries.cry(self.said, self._found, self._language)

    @cached_property
    def says_gone(self) -> bool:
        """A stop sign."""
        return relief.verdict(self._found, self._language) == "stop"

    @cached_property
    def says_still(self) -> bool:
        """It still hurts."""
        return relief.verdict(self._found, self._language) == "still"

    @cached_property
    def limits(self) -> frozenset[str]:
        """What their body doesn't allow, in the words of the relief protocols."""
        return body(relief.limits(self._found, self._language))

    @cached_property
    def lifted(self) -> frozenset[str]:
        """Which of that holds no longer."""
        return body(relief.lifted(self._found, self._language))

    @cached_property
    def side(self) -> str:
        """left, right, both or ''."""
        return side(self._found, self._language) or ""

    @cached_property
    def muscle(self) -> str:
        """The relief protocol of the muscle that is named, or ''."""
        return protocol(raw_part(self._found, self._language), self._language) or ""

    def mentions(self, *names: str) -> bool:
        """True when one of these concepts of the lexicon is in it."""
        return any(says(self._found, name, self._language) for name in names)

    @cached_property
    def bare(self) -> str:
        """The words without case, accents and punctuation, to compare with a button or a command."""
        return bare(self.text)

    def told(self, now: datetime, border: time = NOON) -> Told:
        """The cramps that are told of, and what was around; `now` is the teller's wall clock (naive)."""
        short = self._short
        return tell(short._found, short.text, now, border, self._language)  # noqa: SLF001 - its own kind

    @cached_property
    def tells(self) -> bool:
        """True for a cramp that is over: it says when, or how long, or that it has gone."""
        if self.said.intent != "log_cramp" or len(self.text) > TELLING:
            return False
        if any(says(self._found, each, self._language) for each in PAST):
            return True
        said = times(self._found.tokens, self.text, THREE.replace(tzinfo=None), language=self._language)
        named = said.day is not None and not said.day.now
        once_more = says(self._found, "once_more", self._language)  # "3am calf again": it hurts now
        return named or (bool(said.clocks) and not once_more)

    @cached_property
    def goes_on(self) -> bool:
        """True for a cramp of which only its length is told: at night that one is there now."""
        past = any(says(self._found, each, self._language) for each in PAST if each != "lasting")
        said = self.said.intent == "log_cramp" and says(self._found, "only_for", self._language)
        return said and not past and not self.times(THREE.replace(tzinfo=None)).dated

    @cached_property
    def about_cramp(self) -> bool:
        """True when a cramp, a muscle or the log is named."""
        return any(says(self._found, each, self._language) for each in NAMED)

    @cached_property
    def says_none(self) -> bool:
        """True when the words say that there was no cramp, and not that there was no sport."""
        return says(self._found, "no_cramp_word", self._language)

    @cached_property
    def another(self) -> bool:
        """True for words that add one more cramp to those just told of: "had one at 1 as well"."""
        begins = phrases(lexicon(self._language).tables["told"]["another_begins"])
        said = len(self.text) <= TELLING and any(f"{self.bare} ".startswith(f"{begin} ") for begin in begins)
        when = times(self._found.tokens, self.text, THREE.replace(tzinfo=None)) if said else None
        return bool(when and (when.clocks or (when.day and not when.day.now and not self.notes)))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Sport, heat, a medicine and the like, when that is all the message tells; else nothing."""
        if len(self.text) > TELLING or not tells(self._found, self.text, self._language):
            return ()
        return notes(self._found, self.text, self._language)

    @cached_property
    def took(self) -> bool:
        """True when a medicine or supplement was taken, begun or forgotten; "I take magnesium" asks about it."""
        return any(note.kind in TAKEN for note in self.notes)

    @cached_property
    def helped(self) -> str:
        """What helped, in their words."""
        return helped(self.text[:TELLING], self._language)

    def times(self, now: datetime, border: time = NOON) -> Times:
        """The moments that are told of."""
        return times(self._short._found.tokens, self._short.text, now, border, language=self._language)  # noqa: SLF001

    @cached_property
    def _short(self) -> "Ear":
        """As much of it as an entry of a diary has."""
        return self if len(self.text) <= TELLING else Ear(self.text[:TELLING], self._language)

    @cached_property
    def _dangers(self) -> list[Danger]:
        return look(self._found)

    @cached_property
    def _found(self) -> Found:
        return _hear(self.text, self._language)


def body(names: frozenset[str]) -> frozenset[str]:
    """Limits in the words of the relief protocols."""
    return frozenset(BODY.get(name, name) for name in names if name not in NOT_BODY)


def bare(text: str) -> str:
    """The words without case, accents, punctuation and a command's slash."""
    return " ".join(re.sub(r"[^\w\s]", "", plain(text).replace("'", "")).split())


# --- one question about a text, for those who have only one ----------------------------------------------------------


def cry(text: str, language: str = "en") -> Cry | None:
    """The cry for help in a message, or None. Danger has to be looked for before."""
    return Ear(text, language).cry


def stop(text: str, language: str = "en") -> bool:
    """True when a message says that the cramp is over; "not gone", "is it gone?" and "ok, but it hurts" don't."""
    return Ear(text, language).says_gone


def still(text: str, language: str = "en") -> bool:
    """True when a message says that it still hurts, that the step didn't help or can't be done."""
    return Ear(text, language).says_still


def limits(text: str, language: str = "en") -> frozenset[str]:
    """What somebody says they can't do or have to mind."""
    return relief.limits(_hear(text, language), language)


def lifted(text: str, language: str = "en") -> frozenset[str]:
    """The limits that a message takes back."""
    return relief.lifted(_hear(text, language), language)


def _hear(text: str, language: str) -> Found:
    return hear(read(text, language), text, THREE, language=language)
