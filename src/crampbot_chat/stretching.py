"""Stretches for the day, and routines made of them, fitted to a person's body."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from crampbot_chat.content import BadContent, Words, fitted
from crampbot_chat.protocols import LIMITS

NOTES = 2  # extra words for one body; more would hide the stretch itself
BREATH = 5  # seconds between two holds of both sides at once, where the routine gives no rest

Sides = Literal["", "both", "each", "alternate"]
Position = Literal["", "lying", "sitting", "standing"]


class Stretch(Struct, frozen=True, forbid_unknown_fields=True):
    """One table of content/<locale>/stretches.toml, as its head explains it."""

    name: str
    muscle: str
    position: Position
    steps: tuple[str, ...]
    sides: int
    feel: str
    avoid: str
    notes: dict[str, str]
    instead: dict[str, str]
    grade: str
    sources: tuple[str, ...]
    reviewed: date
    review_by: date
    figure: str = ""
    seconds: int = 0
    rest: int = 0
    rounds: int = 1
    reps: int = 0
    shorter: dict[str, int] = field(default_factory=dict)
    not_for: tuple[str, ...] = ()


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a routine: a stretch, words alone (`do`), or another routine; 0 where the stretch's own counts."""

    stretch: str = ""
    do: str = ""
    routine: str = ""
    figure: str = ""
    seconds: int = 0
    rest: int | None = None
    rounds: int = 0
    reps: int = 0
    sides: Sides = ""
    position: Position = ""
    no_stand: str = ""
    no_stand_stretch: str = ""
    no_stand_figure: str = ""
    skip: tuple[str, ...] = ()


class Routine(Struct, frozen=True, forbid_unknown_fields=True):
    """One table of content/<locale>/routines.toml, as its head explains it."""

    name: str
    short: str
    minutes: int
    when: tuple[str, ...]
    audience: tuple[str, ...]
    why: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    grade: str
    sources: tuple[str, ...]
    reviewed: date
    review_by: date
    step: tuple[Step, ...]
    unsure: str = ""
    not_for: tuple[str, ...] = ()
    before_no_stand: tuple[str, ...] | None = None
    after_no_stand: tuple[str, ...] | None = None
    occasions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Move(Struct, frozen=True):
    """One thing to do, for one body. `stretch` is its key, "" for words alone; 0 seconds and reps: it is only said."""

    name: str
    stretch: str = ""
    lines: tuple[str, ...] = ()
    feel: str = ""
    avoid: str = ""
    note: str = ""
    figure: str = ""
    seconds: int = 0
    rest: int = 0
    rounds: int = 1
    reps: int = 0
    sides: Sides = "both"
    standing: bool = False


class Stretches:
    """All stretches and routines of one language, without those whose review date has passed."""

    def __init__(self, words: Words, today: date) -> None:
        self._words = words
        self._today = today

    @cached_property
    def stretches(self) -> dict[str, Stretch]:
        """By key: calf-wall and so on."""
        return {key: each for key, each in self._written.items() if each.review_by >= self._today}

    @cached_property
    def routines(self) -> dict[str, Routine]:
        """By key: PR-01 and so on."""
        return {key: each for key, each in self._routines.items() if each.review_by >= self._today}

    def alt(self, figure: str) -> str:
        """The figure in words."""
        return str(self._tables["alt"][figure])

    def load(self) -> None:
        """Read it all. Raises BadContent, which names the file and the key."""
        for key in (*self.stretches, *self.routines):
            for move in self.moves(key, ()):
                if move.figure and move.figure not in self._tables["alt"]:
                    raise BadContent(f"stretches.toml: {key}: there are no words for {move.figure} under [alt]")

    # --- fitted ---------------------------------------------------------------------------------------------------

    def fitting(self, key: str, limits: Iterable[str]) -> str:
        """The stretch itself, or the one for this body in its place; "" when there is none."""
        mine = frozenset(limits)
        tried: set[str] = set()
        while key in self.stretches and key not in tried:
            tried.add(key)
            stretch = self.stretches[key]
            other = next((stretch.instead[limit] for limit in LIMITS if limit in mine and limit in stretch.instead), "")
            if not other:
                barred = mine & {*stretch.not_for, "surgery"} or (stretch.position == "standing" and "no_stand" in mine)
                return "" if barred else key
            key = other
        return ""

    def move(self, key: str, limits: Iterable[str]) -> Move | None:
        """A stretch as this body does it; None when it can't."""
        return self._move(Step(stretch=key), frozenset(limits))

    def of_muscle(self, muscle: str, limits: Iterable[str], positions: Sequence[str]) -> list[str]:
        """The stretches of a muscle that this body can do, those in the first of the positions first."""
        names = {muscle, "legs"} if muscle in {"calf", "hamstring"} else {muscle}
        own = [key for key, each in self.stretches.items() if each.muscle in names]
        fitting = dict.fromkeys(filter(None, (self.fitting(key, limits) for key in own)))
        return sorted(fitting, key=lambda key: _rank(self.stretches[key], muscle, positions))

    def offered(self, limits: Iterable[str]) -> list[str]:
        """The routines for this body."""
        mine = frozenset(limits)
        return [key for key, each in self.routines.items() if not mine & {*each.not_for, "surgery"}]

    def moves(self, key: str, limits: Iterable[str]) -> tuple[Move, ...]:
        """What a routine, or a stretch alone, comes to for this body; empty when nothing is left of it."""
        mine = frozenset(limits)
        if key not in self.routines:
            alone = self.move(key, mine)
            return (alone,) if alone else ()
        if key not in self.offered(mine):
            return ()
        found: list[Move] = []
        for step in self.routines[key].step:
            if step.routine:
                found += self.moves(step.routine, mine)
            elif not mine & {*step.skip} and (move := self._move(step, mine)):
                found.append(move)
        return tuple(found)

    def before(self, routine: Routine, limits: Iterable[str]) -> tuple[str, ...]:
        """What is said first."""
        return _lines(routine.before, routine.before_no_stand, limits)

    def after(self, routine: Routine, limits: Iterable[str]) -> tuple[str, ...]:
        """What is said at the end."""
        return _lines(routine.after, routine.after_no_stand, limits)

    def _move(self, step: Step, mine: frozenset[str]) -> Move | None:
        seated = "no_stand" in mine and step.position == "standing"
        if seated and step.no_stand_stretch:
            step = msgspec.structs.replace(step, stretch=step.no_stand_stretch, do="")
        elif seated and not step.stretch:
            if not step.no_stand:
                return None
            step = msgspec.structs.replace(step, do=step.no_stand, figure=step.no_stand_figure, position="")
        if step.stretch:
            key = self.fitting(step.stretch, mine)
            return _stretched(key, self.stretches[key], step, mine) if key else None
        return Move(
            name=step.do,
            figure=step.figure,
            seconds=step.seconds,
            reps=step.reps,
            sides=step.sides or "both",
            standing=step.position == "standing",
        )

    # --- as written -----------------------------------------------------------------------------------------------

    @cached_property
    def _tables(self) -> dict[str, Any]:
        return dict(self._words.data("stretches", dict[str, Any]))

    @cached_property
    def _written(self) -> dict[str, Stretch]:
        tables = {key: table for key, table in self._tables.items() if key != "alt"}
        return _converted(tables, dict[str, Stretch], "stretches")

    @cached_property
    def _routines(self) -> dict[str, Routine]:
        return dict(self._words.data("routines", dict[str, Routine]))


def _rank(stretch: Stretch, muscle: str, positions: Sequence[str]) -> tuple[bool, bool, int]:
    """Holds before movements, a muscle's own before those for several, and those in the likeliest position first."""
    return not stretch.seconds, stretch.muscle != muscle, positions.index(stretch.position)


def _converted(tables: Mapping[str, Any], kind: type[dict[str, Stretch]], name: str) -> dict[str, Stretch]:
    try:
        return dict(fitted(tables, kind))
    except msgspec.ValidationError as error:
        raise BadContent(f"{name}.toml: {error}") from None


def _stretched(key: str, stretch: Stretch, step: Step, mine: frozenset[str]) -> Move:
    """The stretch with what the routine changes in it; a body that needs it shorter has the last word."""
    seconds = step.seconds or stretch.seconds
    seconds = min([seconds, *(stretch.shorter[limit] for limit in mine & stretch.shorter.keys())])
    sides: Sides = "each" if stretch.sides > 1 else "both"
    if step.sides and stretch.sides > 1:
        sides = step.sides
    rest = stretch.rest if step.rest is None else step.rest
    notes = [stretch.notes[limit] for limit in LIMITS if limit in mine and limit in stretch.notes]
    return Move(
        name=stretch.name,
        stretch=key,
        lines=stretch.steps,
        feel=stretch.feel,
        avoid=stretch.avoid,
        note=" ".join(notes[:NOTES]),
        figure=stretch.figure,
        seconds=seconds if stretch.seconds else 0,
        rest=max(rest, BREATH) if sides == "both" else rest,
        rounds=(step.rounds or stretch.rounds) if stretch.seconds else 1,
        reps=(step.reps or stretch.reps) if stretch.reps else 0,
        sides=sides,
        standing=stretch.position == "standing",
    )


def _lines(plain: tuple[str, ...], seated: tuple[str, ...] | None, limits: Iterable[str]) -> tuple[str, ...]:
    return seated if seated is not None and "no_stand" in frozenset(limits) else plain
