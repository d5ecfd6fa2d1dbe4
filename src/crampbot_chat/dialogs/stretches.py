"""Stretches by day: which one, how it is done, how sure it is; fitted to what the person's body allows."""

from crampbot_chat.markup import Facts
from crampbot_chat.phrases import moves
from crampbot_chat.phrases.figures import catalogue, figure
from crampbot_chat.stretching import Position
from crampbot_chat.turn import Turn

PAGES = ("1", "2", "3")  # of the muscles to choose from
SHOWN = 3  # routines at a time, and a button for more

IN_BED: tuple[Position, ...] = ("lying", "sitting", "standing")
BY_DAY: tuple[Position, ...] = ("sitting", "standing", "lying")
SEATED: tuple[Position, ...] = ("sitting", "lying", "standing")
POSITIONS = {"bedtime": IN_BED, "bed": IN_BED, "morning": IN_BED, "pregnancy": IN_BED, "desk": SEATED, "travel": SEATED}

SITTING = ("desk", "travel")  # where nobody can lie down


# --- which one --------------------------------------------------------------------------------------------------------


def choose(turn: Turn) -> None:
    """By muscle or by time of day?"""
    if not _barred(turn):
        turn.say("stretches.choose")


def wish(turn: Turn, muscle: str, occasion: str, said: str, *, vague: bool = False, seen: bool = False) -> None:
    """They asked for a stretch, in their words: the routine or the stretch that they mean, else the chooser.

    vague: the muscle is a guess, as for "leg". seen: they asked to be shown it, so the picture comes at night, too.
    """
    if _barred(turn):
        return
    key = _by_words(turn, said, named=bool(muscle) and not vague) or ("" if muscle else _for_occasion(turn, occasion))
    if muscle and not key and occasion in SITTING and _lies(turn, muscle, occasion):
        key = _for_occasion(turn, occasion)
    if key:
        routine(turn, key)
    elif muscle:
        _best(turn, muscle, occasion, seen=seen)
    else:
        turn.say("stretches.choose")


def unknown(turn: Turn) -> None:
    """A part of the body that we have no stretch for."""
    if not _barred(turn):
        turn.say("stretches.none")


def by_muscle(turn: Turn, page: str) -> bool:
    """The muscles to choose from, a few at a time; False when there is no such page."""
    if page not in PAGES:
        return False
    if not _barred(turn):
        turn.say(f"stretches.muscles_{page}")
    return True


def by_occasion(turn: Turn, start: str) -> bool:
    """The routines to choose from, a few at a time; False when there are not so many."""
    keys = catalogue(turn).offered(turn.body.limits)
    if not keys:
        return _unfit(turn)
    at = int(start) if start.isdecimal() else len(keys)
    if at >= len(keys):
        return False
    shown = keys[at : at + SHOWN]
    facts: dict[str, str] = {"on": turn.text("stretches.more") if len(keys) > SHOWN else ""}
    facts["next"] = str(at + SHOWN if at + SHOWN < len(keys) else 0)
    for letter, key in zip("abc", [*shown, "", ""], strict=False):
        facts |= {f"key_{letter}": key, f"name_{letter}": catalogue(turn).routines[key].name if key else ""}
    turn.say("stretches.routines", facts=facts)
    return True


def _for_occasion(turn: Turn, occasion: str) -> str:
    return next((key for key in _offered(turn) if occasion in catalogue(turn).routines[key].occasions), "")


def _by_words(turn: Turn, said: str, *, named: bool) -> str:
    """The routine that their words ask for; where a muscle is named, it takes more than one word to mean another."""
    for key in _offered(turn):
        for words in catalogue(turn).routines[key].words:
            if f" {words} " in f" {said} " and (" " in words or not named):
                return key
    return ""


def _offered(turn: Turn) -> list[str]:
    return catalogue(turn).offered(turn.body.limits)


# --- a stretch --------------------------------------------------------------------------------------------------------


def muscle(turn: Turn, name: str) -> bool:
    """The best stretch for a muscle, now; False when we know none of that name."""
    if name not in turn.protocols.muscles:
        return False
    if not _barred(turn):
        _best(turn, name, "general")
    return True


def show(turn: Turn, key: str, name: str = "", *, seen: bool = False) -> bool:
    """How a stretch is done, for the muscle of that name; False when there is no such stretch any more.

    seen: they asked for its picture.
    """
    fitting = catalogue(turn).fitting(key, turn.body.limits)
    if not fitting:
        return (key in catalogue(turn).stretches or not catalogue(turn).stretches) and _unfit(turn)
    stretch = catalogue(turn).stretches[fitting]
    facts: Facts = {**_facts(turn, fitting), "muscle": name or {"legs": "calf"}.get(stretch.muscle, stretch.muscle)}
    standing, blind = stretch.position == "standing", turn.night and not seen
    key = "stretches.one_standing" if standing else "stretches.one_by_night" if blind else "stretches.one"
    shown = stretch.figure and not blind
    turn.say(key, facts=facts, picture=figure(turn, stretch.figure) if shown else None)
    return True


def another(turn: Turn, name: str, key: str) -> bool:
    """Another way to stretch the same muscle, after the last one the first; False when there is no such muscle."""
    if name not in turn.protocols.muscles:
        return False
    keys = catalogue(turn).of_muscle(name, turn.body.limits, _positions(turn, "general"))
    if not keys:
        return _unfit(turn)
    show(turn, keys[(keys.index(key) + 1) % len(keys)] if key in keys else keys[0], name)
    return True


def routine(turn: Turn, key: str) -> bool:
    """A routine: what for, what comes first, and its moves; False when there is no such routine any more."""
    written = catalogue(turn).routines.get(key)
    if _barred(turn) or written is None:
        return written is not None or not catalogue(turn).routines
    plan = catalogue(turn).moves(key, turn.body.limits)
    if not plan:
        return _unfit(turn)
    facts: Facts = {
        "title": written.name,
        "short": written.short,
        "before": turn.fill_all(catalogue(turn).before(written, turn.body.limits)),
        "moves": tuple(moves.item(turn, move) for move in plan),
        "key": key,
    }
    standing = any(move.standing for move in plan)
    turn.say("stretches.routine_standing" if standing else "stretches.routine", facts=facts)
    return True


def again(turn: Turn, key: str) -> bool:
    """A stretch or a routine, whichever the key names."""
    return routine(turn, key) if key in catalogue(turn).routines else show(turn, key)


def why(turn: Turn, key: str) -> bool:
    """How sure it is and where it comes from; False when there is no such stretch or routine any more."""
    stretches = catalogue(turn)
    written = stretches.routines.get(key) or stretches.stretches.get(key)
    if written is None:
        return False
    facts: Facts = {
        "grade": turn.text(f"questions.grade_{written.grade.replace(' ', '_')}"),
        "why": getattr(written, "why", ""),
        "sources": turn.answers.titles(written.sources),
        "date": written.reviewed.isoformat(),
        "key": key,
    }
    turn.say("stretches.why", facts=facts)
    return True


def _best(turn: Turn, name: str, occasion: str, *, seen: bool = False) -> None:
    keys = catalogue(turn).of_muscle(name, turn.body.limits, _positions(turn, occasion))
    if keys:
        show(turn, keys[0], name, seen=seen)
    else:
        _unfit(turn)


def _lies(turn: Turn, name: str, occasion: str) -> bool:
    """The best stretch of the muscle is done lying down."""
    keys = catalogue(turn).of_muscle(name, turn.body.limits, _positions(turn, occasion))
    return bool(keys) and catalogue(turn).stretches[keys[0]].position == "lying"


def _positions(turn: Turn, occasion: str) -> tuple[Position, ...]:
    return POSITIONS.get(occasion, IN_BED if turn.night else BY_DAY)


def _facts(turn: Turn, key: str) -> Facts:
    move = catalogue(turn).move(key, turn.body.limits)
    assert move is not None  # noqa: S101 - the caller found it fitting
    return {
        "title": move.name,
        "steps": turn.fill_all(move.lines),
        "dose": turn.text("stretches.dose", dose=moves.dose(turn, move)),
        "feel": move.feel,
        "avoid": move.avoid,
        "note": turn.fill(move.note),
        "key": key,
    }


# --- and no stretch ---------------------------------------------------------------------------------------------------


def _barred(turn: Turn) -> bool:
    """After a fresh operation nothing is stretched before the team was asked; nor what nobody has read for too long."""
    if "surgery" in turn.body.limits:
        turn.say("stretches.surgery", line=turn.fill(turn.protocols.rules["surgery"]))
    elif not catalogue(turn).stretches:
        turn.say("stretches.unread")
    else:
        return False
    return True


def _unfit(turn: Turn) -> bool:
    if not _barred(turn):
        turn.say("stretches.unfit")
    return True
