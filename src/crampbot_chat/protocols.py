"""The relief protocols: for each muscle the acts that end its cramp, fitted to the person's body."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from msgspec import Struct

from crampbot_chat.content import FALLBACK, BadContent, Words, load
from crampbot_chat.translated import table

LIMITS = ("surgery", "hip", "pregnant", "knee", "achilles", "bones", "numb", "cant_reach", "no_stand")
"""What a body may not allow, the most careful first: the first that has a wording of its own wins."""

COUNTED = 10  # seconds; a shorter hold is done by feel, not by our countdown


class Rung(Struct, frozen=True):
    """One method of the ladder. Seconds and rounds are 0 where nothing is counted."""

    name: str
    act: str
    lines: tuple[str, ...]
    hold: int = 0
    rest: int = 0


class Muscle:
    """One muscle's table of content/<locale>/muscles.toml; a field ending in _<limit> replaces the plain one.

    `english` is the table that was translated: its lines tell which of ours only repeat the countdown.
    """

    def __init__(self, key: str, table: dict[str, Any], english: "Muscle | None" = None) -> None:
        self.key = key
        self.name = str(table["name"])
        self.covered = bool(table.get("covered", True))
        self._table = table
        self._english = english or self
        self._ladders: dict[frozenset[str], tuple[Rung, ...]] = {}

    def field(self, name: str, limits: Iterable[str], default: Any = "") -> Any:
        """The wording that fits this body."""
        mine = frozenset(limits)
        for limit in LIMITS:
            if limit in mine and f"{name}_{limit}" in self._table:
                return self._table[f"{name}_{limit}"]
        return self._table.get(name, default)

    def lines(self, name: str, limits: Iterable[str]) -> tuple[str, ...]:
        """A field of one or several lines."""
        value = self.field(name, limits, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def ladder(self, limits: Iterable[str]) -> tuple[Rung, ...]:
        """The methods for this body in the order of offering; never empty for a muscle that is covered."""
        mine = frozenset(limits)
        known = self._ladders.get(mine)
        if known is None:
            known = self._ladders[mine] = self._build(mine)
        return known

    def figure(self, rung: str, limits: Iterable[str]) -> str:
        """The picture of a method for this body; "" when there is none that shows what is asked of them."""
        figures = self._table.get("figures", {})
        own = "act" if rung == "bed" else rung
        for limit in (limit for limit in LIMITS if limit in frozenset(limits)):
            if f"{own}_{limit}" in self._table:
                return str(figures.get(f"{rung}_{limit}", ""))
        return str(figures.get(rung, ""))

    def _build(self, mine: frozenset[str]) -> tuple[Rung, ...]:
        skipped = {"stand"} if mine & {"no_stand"} else set()
        for limit, rungs in self._table.get("skip", {}).items():
            if limit in mine:
                skipped.update(rungs)
        names = self.field("ladder", mine, ["bed"])
        return tuple(self._rung(name, mine) for name in names if name not in skipped or name == "bed")

    def _rung(self, name: str, limits: frozenset[str]) -> Rung:
        if name == "bed":
            hold = int(self.field("hold_seconds", limits, 0))
            rest = int(self.field("rest_seconds", limits, 0))
            pairs = zip(self.lines("bed", limits), self._english.lines("bed", limits), strict=True)
            told = tuple(line for line, english in pairs if not _counts(english, hold))
            return Rung(name, str(self.field("act", limits)), told, hold, rest)
        table = self.field(name, limits, {})
        hold = int(table.get("hold_seconds", 0))
        lines = tuple(table.get("lines", ()))
        if hold < COUNTED:
            return Rung(name, table["act"], lines)
        return Rung(name, table["act"], lines, hold, int(self.field("rest_seconds", limits, 0)))


def _checked(rung: Rung) -> None:
    if not rung.act.strip():
        raise ValueError(f"{rung.name} has no act")


def _counts(line: str, hold: int) -> bool:
    """True for the line that only repeats what the countdown says."""
    return hold >= COUNTED and f"{hold} seconds" in line


class Protocols:
    """All muscles of one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    @cached_property
    def muscles(self) -> dict[str, Muscle]:
        """By key: calf, low_calf, arch, toes, …; `rules` is not a muscle."""
        tables = table(self._words, "muscles")
        english = tables
        if self._words.language != FALLBACK:
            english = load(self._words.root / FALLBACK / "muscles.toml", dict[str, dict[str, Any]])
        try:
            return {key: Muscle(key, own, Muscle(key, english[key])) for key, own in tables.items() if key != "rules"}
        except KeyError as error:
            raise BadContent(f"muscles.toml: a muscle has no {error}") from None

    @cached_property
    def rules(self) -> dict[str, Any]:
        """What holds for every muscle."""
        return dict(table(self._words, "muscles")["rules"])

    def __getitem__(self, key: str) -> Muscle:
        return self.muscles.get(key) or self.muscles["calf"]

    def ladders(self) -> None:
        """Put together every method of every muscle. Raises BadContent for what can't be."""
        for key, muscle in self.muscles.items():
            try:
                for limit in ("", *LIMITS) if muscle.covered else ():
                    for rung in muscle.ladder((limit,)):
                        _checked(rung)
            except (KeyError, TypeError, ValueError) as error:
                raise BadContent(f"muscles.toml: {key}: {error}") from None
