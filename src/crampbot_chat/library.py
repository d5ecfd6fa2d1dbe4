"""All words of all languages, and whom to call in which country; each loaded when it is first needed."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from crampbot_chat.answers import Answers
from crampbot_chat.content import FALLBACK, BadContent, Words, load
from crampbot_chat.names import Names
from crampbot_chat.pool import Pool
from crampbot_chat.protocols import Protocols
from crampbot_chat.stretching import Stretches
from crampbot_chat.translated import table
from crampbot_chat.triage import Triage

CRIES = ("ambulance", "dial")  # commands that are understood in every language
CALLS = ("emergency", "urgent", "maternity", "crisis", "poison")
TAGS = 1_000  # languages as the platforms name them, that are remembered
CORE = re.compile(r"\{(?:act|first|lines?)\}")  # messages with words from muscles.toml or red_flags.toml in them
DIGITS = re.compile(r"\d{3,}")
DRAFT = re.compile(r"^draft = true\b", re.MULTILINE)


class Library:
    """The content folder. Languages are BCP 47 tags as the platforms give them; unknown ones read English.

    A language is spoken once relief and safety are translated, all of them: nobody gets half an answer in another one.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.begun = sorted(path.name for path in root.iterdir() if (path / "messages").is_dir())
        self._lexicons = frozenset(path.name for path in root.iterdir() if (path / "lexicon").is_dir())
        self._answers: dict[tuple[str, date], Answers] = {}
        self._tips: dict[str, Pool] = {}
        self._stretches: dict[tuple[str, date], Stretches] = {}
        self._words: dict[str, Words] = {}
        self._tags: dict[str, str] = {}
        self._unfinished: dict[str, str] = {}
        self.names = Names(root)
        self._protocols: dict[str, Protocols] = {}
        self._triage: dict[str, Triage] = {}
        self._calls: dict[tuple[str, str], Mapping[str, str]] = {}

    @cached_property
    def languages(self) -> list[str]:
        """Those that we speak."""
        return [language for language in self.begun if not self.unfinished(language)]

    def unfinished(self, language: str) -> str:
        """What keeps a language of the folder from being spoken; '' when nothing does."""
        known = self._unfinished.get(language)
        if known is None:
            known = self._unfinished[language] = "" if language == FALLBACK else self._missing(language)
        return known

    def _missing(self, language: str) -> str:
        try:
            words = Words(self.root, language)
            for name in ("muscles", "red_flags"):
                if not (self.root / language / f"{name}.toml").is_file():
                    return f"{language}/{name}.toml"
                table(words, name)
        except BadContent as error:
            return str(error)
        self._words[language] = words
        core = words.keys()
        frames = (key for key in core if key.startswith(("relief.", "safety.")) and words.holds(key, CORE))
        return next((f"{language}/messages: {key} is not translated" for key in frames if not words.speaks(key)), "")

    def drafts(self, language: str) -> int:
        """How many of its files wait for a clinician who speaks it."""
        return sum(bool(DRAFT.search(path.read_text("utf-8"))) for path in (self.root / language).rglob("*.toml"))

    def language(self, tag: str) -> str:
        """The language that we have for a tag: pt-BR → pt-BR, else pt, else English."""
        code = self._tags.get(tag)
        if code is None:
            if len(self._tags) >= TAGS:
                self._tags.clear()
            code = self._tags[tag] = self._language(tag)
        return code

    def _language(self, tag: str) -> str:
        wanted = tag.replace("_", "-").lower()
        for code in (wanted, wanted.partition("-")[0]):
            for have in self.begun:
                if have.lower() == code and not self.unfinished(have):
                    return have
        return FALLBACK

    def tongue(self, tag: str) -> str:
        """The language in which somebody's words are read: theirs where we have a lexicon of it, else English."""
        code = tag.replace("_", "-").partition("-")[0].lower()
        return code if code in self._lexicons else FALLBACK

    def words(self, tag: str) -> Words:
        code = self.language(tag)
        if code not in self._words:
            self._words[code] = Words(self.root, code)
        return self._words[code]

    def protocols(self, tag: str) -> Protocols:
        code = self.language(tag)
        if code not in self._protocols:
            self._protocols[code] = Protocols(self.words(code))
        return self._protocols[code]

    def triage(self, tag: str) -> Triage:
        code = self.language(tag)
        if code not in self._triage:
            self._triage[code] = Triage(self.words(code))
        return self._triage[code]

    def answers(self, tag: str, today: date) -> Answers:
        """The questions and answers, without those that are overdue today."""
        key = (self.language(tag), today)
        if key not in self._answers:
            self._answers = {key: Answers(self.root, *key)}  # of yesterday none is needed any more
        return self._answers[key]

    def stretches(self, tag: str, today: date) -> Stretches:
        """The stretches and routines, without those that are overdue today."""
        key = (self.language(tag), today)
        if key not in self._stretches:
            self._stretches = {each: kept for each, kept in self._stretches.items() if each[1] == today}
            self._stretches[key] = Stretches(self.words(tag), today)
        return self._stretches[key]

    def country(self, zone: str, tag: str) -> str:
        """Where this person is, guessed from the zone, else from the region of a platform's language; '' unknown."""
        return _country_of(zone) if zone else _region(tag)

    def tips(self, tag: str) -> Pool:
        """The tips."""
        code = self.language(tag)
        if code not in self._tips:
            self._tips[code] = Pool(self.root, code)
        return self._tips[code]

    def calls(self, country: str, tag: str) -> Mapping[str, str]:
        """Whom to call in that country, in the words of this language."""
        code = self.language(tag)
        known = self._calls.get((country, code))
        if known is None:
            known = self._calls[country, code] = {name: self._call(name, country, code) for name in CALLS}
        return known

    def _call(self, name: str, country: str, language: str) -> str:
        groups = [group for group in self._numbers["group"].values() if country in group["countries"]]
        for each in (self._numbers["country"].get(country, {}), *groups, self._numbers["default"]):
            value = each.get(name)
            if isinstance(value, dict):
                value = value.get(language) or value.get("any") or value.get(FALLBACK)
            if value:
                return str(value)
        raise KeyError(name)

    @cached_property
    def emergencies(self) -> frozenset[str]:
        """Every country's number for emergencies, in digits; people type one into whatever is open."""
        tables = (*self._numbers["country"].values(), *self._numbers["group"].values())
        return frozenset(number for each in tables for number in DIGITS.findall(str(each.get("emergency", ""))))

    def dials(self, said: str) -> bool:
        """True for the number for emergencies, or a wish for an ambulance in any language, whatever the phone speaks.

        `said` is plain: no case, accents or punctuation.
        """
        number = DIGITS.search(said)
        if number is None:
            return said in self._sayings["ambulance"]
        named = number[0] in self.emergencies and said.replace(number[0], "{n}", 1) in self._sayings["dial"]
        return named or said in self.emergencies

    @cached_property
    def _sayings(self) -> Mapping[str, frozenset[str]]:
        """How an ambulance is asked for, or a number dialled, in all languages."""
        tables = [load(path, dict[str, list[str]]) for path in sorted(self.root.glob("*/commands.toml"))]
        return {name: frozenset(each for table in tables for each in table.get(name, ())) for name in CRIES}

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        return dict(load(self.root / "numbers.toml", dict[str, Any]))


@lru_cache(maxsize=512)
def _country_of(zone: str) -> str:
    """ISO 3166 code of the country that the zone is mainly in; '' when unknown."""
    from babel.core import get_global  # noqa: PLC0415 - known once the zone is, never needed for the first answer

    return str(get_global("zone_territories").get(zone, ""))


def _region(tag: str) -> str:
    region = tag.replace("_", "-").rpartition("-")[2]
    return region.upper() if "-" in tag.replace("_", "-") and len(region) == 2 else ""  # noqa: PLR2004 - ISO 3166
