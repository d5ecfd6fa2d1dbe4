"""Two statements about time as one: what each leaves open the other may fill; where they disagree they conflict."""

from typing import Any

from msgspec import structs

from crampbot_chat.when.said import Ahead, Amount, Dated, Named, OfWeek, Period, Said

NOTHING = Said()
FIELDS = tuple(field.name for field in structs.fields(Said))
SETS = {"not_days", "not_nths", "not_months", "not_dates", "dates"}  # may be said in several pieces
RHYTHM = ("unit", "step", "days")
COARSE = {"day": 0, "week": 1, "month": 2}


class Conflict(Exception):
    """Two statements that can't both be meant; `field` says about what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def merged(first: Said, second: Said, *, correcting: bool = False) -> Said:
    """Both statements as one; with `correcting` the second wins. Raises Conflict."""
    changes: dict[str, Any] = {}
    for field in FIELDS:
        if field in RHYTHM:
            continue
        mine, yours, nothing = getattr(first, field), getattr(second, field), getattr(NOTHING, field)
        if yours in (nothing, mine):
            continue
        if mine == nothing or correcting:
            changes[field] = yours
        elif field in SETS:
            changes[field] = (*mine, *yours)
        elif field in _SPECIAL:
            changes[field] = _SPECIAL[field](first, second)
        elif isinstance(mine, bool):
            changes[field] = mine or yours
        else:
            raise Conflict(field)
    changes |= _rhythm(second, first) if correcting and second.unit else _rhythm(first, second, correcting=correcting)
    return structs.replace(first, **changes)


def _rhythm(first: Said, second: Said, *, correcting: bool = False) -> dict[str, Any]:
    """How often: "every other week" and "on Mondays" go together, "every night" and "every other day" do not."""
    if first.days and second.days and first.days != second.days:
        if correcting:
            return {"unit": first.unit, "step": first.step, "days": first.days}
        narrower = tuple(day for day in first.days if day in second.days)
        if not narrower:
            raise Conflict("days")
        days = narrower
    else:
        days = first.days or second.days
    if not first.unit or not second.unit:
        told = first if first.unit else second
        return {"unit": told.unit, "step": told.step, "days": days}
    unit, step = _unit(first, second) if not correcting else (first.unit, first.step)
    return {"unit": unit, "step": step, "days": days}


def _unit(first: Said, second: Said) -> tuple[str, float]:
    if (first.unit, first.step) == (second.unit, second.step):
        return first.unit, first.step
    fine, coarse = sorted((first, second), key=lambda told: COARSE.get(told.unit, -1))
    if fine.unit == "minute" and coarse.step == 1 and coarse.unit in {"day", "week"}:
        return fine.unit, fine.step
    if fine.unit == coarse.unit:  # every other week, on Mondays; every second month, on the first Friday
        told = max(first, second, key=lambda one: one.step)
        plain = min(first, second, key=lambda one: one.step)
        if plain.step == 1 and (plain.days or plain.nths or plain.monthdays):
            return told.unit, told.step
        raise Conflict("unit")
    if fine.unit == "day" and fine.step == 1:
        return coarse.unit, coarse.step
    raise Conflict("unit")


def _clocks(first: Said, second: Said) -> Any:
    if (first.each or second.each or first.unit or second.unit) and not first.choice:
        return tuple(dict.fromkeys((*first.clocks, *second.clocks)))
    raise Conflict("clocks")


def _day(first: Said, second: Said) -> Any:
    """One day said in two pieces: "Tuesday", "next week"."""
    pair = (first.day, second.day)
    for one, other in (pair, pair[::-1]):
        if isinstance(one, Named) and other == Period("week", "next"):
            return OfWeek(one.weekday, 1)
        if isinstance(one, Named) and isinstance(other, Dated):
            return other
        if isinstance(one, Ahead) and one.days == 0 and isinstance(other, Period) and other.which == "this":
            return one
    raise Conflict("day")


def _part(first: Said, second: Said) -> Any:
    """The narrower word counts: "in the evening", "at bedtime"."""
    parts = {first.part, second.part}
    for narrow, wide in (("bedtime", "night"), ("bedtime", "evening"), ("breakfast", "morning"), ("dinner", "evening")):
        if parts == {narrow, wide}:
            return narrow
    raise Conflict("part")


def _lasting(first: Said, second: Said) -> Amount | None:
    if first.lasting and second.lasting and second.lasting.calendar == first.lasting.calendar:
        raise Conflict("lasting")
    return first.lasting


_SPECIAL = {"clocks": _clocks, "day": _day, "part": _part, "lasting": _lasting}
