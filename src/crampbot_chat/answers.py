"""The questions that people ask and their answers: content/<locale>/questions/*.toml, and where they come from."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from crampbot_chat.asked import Asked
from crampbot_chat.content import FALLBACK, load

ALMOST = 0.75  # likeness of words that are nearly our own
SURE = 0.6  # likeness from which a question is the one that was asked
ON_TOPIC = 0.2  # how much more a question counts that is on the topic of the words
LABEL = 30  # characters; a phone cuts a longer button


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `ask`: how people ask it, the plainest first; `grade`: how sure the answer is; `sources`: keys.

    `wish`: we can do what is asked for, and rather do it than talk about it.
    """

    topic: str
    ask: tuple[str, ...]
    answer: str
    grade: str
    sources: tuple[str, ...]
    related: tuple[str, ...]
    reviewed: date
    review_by: date
    more: str = ""
    flags: tuple[str, ...] = ()
    wish: bool = False

    @property
    def label(self) -> str:
        """How it is asked on a button: the first wording that a phone shows whole."""
        short = (each for each in self.ask if " " in each and len(each) <= LABEL)
        return next(short, min(self.ask, key=len))


class Answers:
    """All questions of one language (or the fallback's), those whose review date has passed left out."""

    def __init__(self, root: Path, language: str, today: date) -> None:
        folder = root / language / "questions"
        self._folder = folder if folder.is_dir() else root / FALLBACK / "questions"
        self._sources = root / "sources.toml"
        self._today = today

    def __getitem__(self, key: str) -> Question:
        return self.all[key]

    def __contains__(self, key: str) -> bool:
        return key in self.all

    @cached_property
    def all(self) -> dict[str, Question]:
        """By key, F1 and so on."""
        found: dict[str, Question] = {}
        for path in sorted(self._folder.glob("*.toml")):
            found |= load(path, dict[str, Question])
        return {key: question for key, question in found.items() if question.review_by >= self._today}

    def best(self, topic: str, said: str, *, sure: bool = False) -> str:
        """The question that was asked, on this topic if one is known; '' when none is asked enough like this."""
        ranked = [
            (likeness + (ON_TOPIC if self.all[key].topic == topic != "" else 0), key)
            for likeness, key in self._asked.ranked(said)
            if not (sure and self.all[key].wish)
        ]
        likeness, key = max(ranked, default=(0.0, ""), key=lambda each: each[0])
        least = ALMOST if sure else ON_TOPIC if topic else SURE
        return key if likeness >= least else ""

    def nearest(self, said: str, count: int) -> list[str]:
        """The questions that are asked most like this, whatever they are about."""
        return [key for _, key in self._asked.ranked(said)[:count]]

    @cached_property
    def _asked(self) -> Asked:
        return Asked({key: question.ask for key, question in self.all.items()})

    def sources(self, question: Question) -> tuple[str, ...]:
        """What the answer rests on, as titles."""
        return self.titles(question.sources)

    def titles(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The sources of these keys by their titles."""
        titles = load(self._sources, dict[str, dict[str, object]])
        return tuple(str(titles[key].get("title", key)) for key in keys if key in titles)
