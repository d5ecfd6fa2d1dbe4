"""Languages and countries by the names that people call them: "English please", "I'm in Austria"."""

import unicodedata
from collections.abc import Collection
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from crampbot_chat.content import FALLBACK, load

ISO = 2  # letters of a country's code; CLDR's other territories are continents


class Names:
    """content/languages.toml, and the countries' names in CLDR. `said` is plain: no case, accents or punctuation."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, languages: Collection[str]) -> tuple[str, ...]:
        """Languages by their own names, in the order of the file."""
        return tuple(each["name"] for code, each in self._languages.items() if code in languages)

    def language(self, said: str, spoken: Collection[str], *, command: bool = False) -> str | None:
        """The language that is asked for; '' for one that we don't speak, None when none is named.

        Behind a command any other word is taken for a language; elsewhere it may be a tongue that is swollen.
        """
        words = said.split()
        headed = bool(words) and words[0] in self._heads
        if headed and len(words) > 1 and words[1] in spoken:  # a code: "language it"; elsewhere it is a little word
            return words[1]
        named = [word for word in words if word not in self._fillers and word not in self._heads]
        if len(named) != 1 or not ((headed and command) or named[0] in self._called):
            return None
        language = self._called.get(named[0], "")
        return language if language in spoken else ""

    def asks(self, said: str) -> bool:
        """True for the bare word for "language", in any of them."""
        return said in self._heads

    def noticed(self, said: str, spoken: Collection[str]) -> str:
        """The language of words that it alone has; '' when there are none, or of several languages."""
        words = {*said.split()}
        found = [
            code for code in spoken if not words.isdisjoint(self._languages.get(code, {}).get("alone", "").split())
        ]
        return found[0] if len(found) == 1 else ""

    def likely_countries(self, language: str) -> tuple[str, ...]:
        """Where most people live who speak it."""
        return tuple(self._languages[language]["countries"])

    def country(self, code: str, language: str) -> str:
        """Its name."""
        return _countries(language).get(code, code)

    def country_named(self, said: str, language: str) -> str:
        """The code of the country of that name, in a language or in English; '' when there is none."""
        for article in ("", *self._file["articles"].split()):
            name = said.removeprefix(f"{article} ") if article else said
            for known in (self._file["countries"], _codes(language), _codes(FALLBACK)):
                if name in known:
                    return str(known[name])
        return ""

    def here(self, said: str, language: str) -> str:
        """The country of "I'm in Austria"; '' when nothing of the kind is said."""
        for start in self._file["here"]:
            if said.startswith(f"{start} "):
                return self.country_named(said.removeprefix(start).strip(), language)
        return ""

    @cached_property
    def _file(self) -> dict[str, Any]:
        return dict(load(self._root / "languages.toml", dict[str, Any]))

    @cached_property
    def _heads(self) -> frozenset[str]:
        return frozenset(self._file["heads"].split())

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return frozenset(self._file["fillers"].split())

    @property
    def _languages(self) -> dict[str, dict[str, Any]]:
        return dict(self._file["language"])

    @cached_property
    def _called(self) -> dict[str, str]:
        """Every name of a language, in every language; those that we don't speak lead to ''."""
        ours = {name: code for code, each in self._languages.items() for name in each["called"].split()}
        return dict.fromkeys(self._file["others"].split(), "") | ours


@cache
def _countries(language: str) -> dict[str, str]:
    from babel.core import Locale  # noqa: PLC0415 - 20 ms that only a question for the country needs

    territories = Locale.parse(language, sep="-").territories
    return {code: name for code, name in territories.items() if len(code) == ISO and code.isalpha()}


@cache
def _codes(language: str) -> dict[str, str]:
    return {_plain(name): code for code, name in _countries(language).items()}


def _plain(name: str) -> str:
    """Without case, accents and punctuation, as what people say is compared."""
    apart = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    return " ".join("".join(each for each in apart if each.isalnum() or each == " ").split())
