"""The red flags and the answers beyond our scope, as content/<locale>/red_flags.toml words them."""

from functools import cached_property
from typing import Any

from crampbot_chat.content import BadContent, Words
from crampbot_chat.translated import table

EMERGENCY, TODAY, BOOK, MENTION = 1, 2, 3, 4  # tiers, the most urgent first

Wording = tuple[str, tuple[str, ...]]
"""The first line, and those that follow it."""


class Flag:
    """One red flag: its words, and other words when its signs make it another tier."""

    def __init__(self, key: str, table: dict[str, Any]) -> None:
        self.key = key
        self.tier = int(table["tier"])
        self.answers = tuple(table.get("answers", ()))
        self._table = table

    def at_least(self, tier: int) -> int:
        """The tier at which it is said: no calmer than its own words, where that tier has none."""
        return tier if f"t{tier}" in self._table else min(tier, self.tier)

    def wording(self, tier: int, *, standing: bool = True) -> Wording:
        """What to say at this tier; the flag's own words where the tier has none."""
        if tier != self.tier and f"t{tier}" in self._table:
            table = self._table[f"t{tier}"]
            return str(table["first"]), tuple(table.get("lines", ()))
        meanwhile = self._table.get("meanwhile_no_stand") if not standing else None
        after = meanwhile or self._table.get("meanwhile", ())
        return str(self._table["first"]), (*self._table.get("lines", ()), *after)


class Triage:
    """All flags of one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __getitem__(self, key: str) -> Flag:
        return self._flags[key]

    def answering(self, brief: str, name: str) -> Flag:
        """The flag by its number, else by the name of the danger it answers, else the most urgent one."""
        if brief in self._flags:
            return self._flags[brief]
        return next((flag for flag in self._flags.values() if name in flag.answers), self._flags["R2"])

    def has_scope(self, key: str) -> bool:
        """True when there is such a door."""
        return key in self._file["scope"]

    def scope(self, key: str) -> Wording:
        """The honest door for what is not ours: period, belly, neck and the like."""
        table = self._file["scope"][key]
        return str(table["first"]), tuple(table.get("lines", ()))

    def beside(self, key: str) -> str:
        """One line that stands beside another answer; '' when there is none of that name."""
        return str(self._file["beside"].get(key, {}).get("text", ""))

    def ask(self, key: str) -> dict[str, str]:
        """A question with the labels of its answers."""
        return dict(self._file["ask"][key])

    def load(self) -> None:
        """Read every flag. Raises BadContent for what can't be."""
        try:
            for flag in self._flags.values():
                for tier in (EMERGENCY, TODAY, BOOK, MENTION):
                    flag.wording(tier)
        except (KeyError, TypeError, ValueError) as error:
            raise BadContent(f"red_flags.toml: {flag.key}: {error}") from None

    @cached_property
    def _file(self) -> dict[str, Any]:
        return table(self._words, "red_flags")

    @cached_property
    def _flags(self) -> dict[str, Flag]:
        try:
            tables = {key: table for key, table in self._file.items() if key.startswith("R")}
            return {key: Flag(key, table) for key, table in tables.items()}
        except KeyError as error:
            raise BadContent(f"red_flags.toml: a flag has no {error}") from None
