"""Stretches and routines as a body does them: what replaces what, how long, and that it all fits below a picture."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from house import LIBRARY

from crampbot_chat.adapters.telegram.render import CAPTION_LIMIT, render, units
from crampbot_chat.content import Words
from crampbot_chat.markup import Facts
from crampbot_chat.model import Message
from crampbot_chat.phrases.moves import READY, SWITCH, phase, phases
from crampbot_chat.protocols import LIMITS
from crampbot_chat.stretching import Move, Stretches

TODAY = date(2026, 11, 22)
ALL = LIBRARY.stretches("", TODAY)
BODIES = [body for size in range(4) for body in combinations(LIMITS, size)]
ANY = ("sitting", "standing", "lying")


def dose(move: Move) -> tuple[str, int, int, int, str]:
    return move.stretch, move.seconds, move.rest, move.rounds, move.sides


def test_a_stretch_is_replaced_by_the_one_for_the_body() -> None:
    assert ALL.fitting("hamstring-chair", ()) == "hamstring-chair"
    assert ALL.fitting("hamstring-chair", ("no_stand",)) == "legs-straight"
    assert ALL.fitting("hamstring-chair", ("no_stand", "hip")) == "hamstring-lying"
    assert ALL.fitting("glute-sitting", ("hip",)) == ""
    assert ALL.fitting("calf-lying", ("surgery",)) == ""
    assert ALL.fitting("no-such-stretch", ()) == ""


def test_a_body_that_needs_it_shorter_has_the_last_word() -> None:
    routine = {move.stretch: move for move in ALL.moves("PR-04", ("achilles",))}
    assert routine["calf-wall"].seconds == 15
    assert routine["calf-wall"].note == "A smaller step, 15 seconds."
    assert ALL.move("calf-wall", ()) != ALL.move("calf-wall", ("achilles",))


def test_the_tested_routine_is_what_was_tested() -> None:
    plan = ALL.moves("PR-01", ())
    assert [dose(move) for move in plan if move.stretch] == [
        ("calf-wall", 10, 0, 3, "alternate"),
        ("hamstring-chair", 10, 0, 3, "alternate"),
    ]
    holds = [(part.side, part.seconds) for part in phases(plan[0]) if part.key == "moves.hold"]
    assert holds == [(1, 10), (2, 10)] * 3


def test_both_legs_at_once_rest_between_the_holds() -> None:
    move = ALL.moves("PR-01", ("no_stand",))[0]
    assert dose(move) == ("legs-straight", 10, 5, 3, "both")
    assert [part.key for part in phases(move)][1:] == ["moves.hold", "moves.rest"] * 2 + ["moves.hold"]


def test_one_side_then_the_other() -> None:
    move = ALL.move("hand-palm-up", ())
    assert move
    keys = [(part.key, part.side, part.round) for part in phases(move)]
    assert keys[0] == ("moves.ready", 0, 1)
    assert keys.index(("moves.switch", 2, 1)) == 6
    assert keys[-1] == ("moves.hold", 2, 3)


@pytest.mark.parametrize("key", [*ALL.stretches, *ALL.routines])
def test_a_countdown_comes_to_its_end(key: str) -> None:
    for move in ALL.moves(key, ()):
        elapsed, steps = 0, 0
        while now := phase(move, elapsed):
            assert now.next_in >= 1_000
            assert now.seconds > 0
            elapsed, steps = elapsed + now.next_in, steps + 1
        assert elapsed == sum(part.seconds for part in phases(move)) * 1_000
        assert steps < 60, "nobody reads so many edits"


def test_a_routine_takes_about_as_long_as_it_says() -> None:
    for key, routine in ALL.routines.items():
        length = sum(part.seconds for move in ALL.moves(key, ()) for part in phases(move))
        assert length <= 60 * (routine.minutes + 2), f"{key}: {length / 60:.1f} minutes"
    assert READY >= 5 <= SWITCH


def test_nothing_that_is_overdue_is_shown() -> None:
    later = Stretches(Words(LIBRARY.root), TODAY + timedelta(days=400))
    assert later.stretches == {}
    assert later.routines == {}
    assert ALL.routines


def test_every_routine_is_what_some_words_mean() -> None:
    assert [key for key, each in ALL.routines.items() if not (each.occasions or each.words)] == []


def test_a_stretch_fits_below_its_picture_for_every_body() -> None:
    """Its countdown is edited there, so it has to be one message."""
    words = LIBRARY.words("")
    for body in BODIES:
        for key in (*ALL.stretches, *ALL.routines):
            for move in ALL.moves(key, body):
                facts: Facts = {
                    "title": move.name, "place": "10 of 10.", "steps": move.lines, "lines": move.lines,
                    "note": move.note, "feel": move.feel, "avoid": move.avoid, "run": "r", "move": 1,
                    "dose": "How much: 120 seconds, 10 times, each side.", "key": key, "muscle": "inner_thigh",
                    "count": "Other side. Round 3 of 3.\nChange sides. It goes on in 10 seconds.",
                }  # fmt: skip
                for name in ("stretches.one_standing", "guided.move"):
                    [part] = render(Message(name, words.blocks(name, facts)), "CrampBot", 4096)
                    assert units(part.plain) <= CAPTION_LIMIT, (key, body)


def test_every_picture_has_words() -> None:
    for stretch in ALL.stretches.values():
        assert not stretch.figure or ALL.alt(stretch.figure)
    for muscle in LIBRARY.protocols("").muscles.values():
        for body in BODIES:
            for rung in muscle.ladder(body) if muscle.covered else ():
                figure = muscle.figure(rung.name, body)
                assert not figure or ALL.alt(figure)
    calf = LIBRARY.protocols("").muscles["calf"]
    assert [calf.figure("bed", body) for body in ((), ("pregnant",), ("surgery",))] == ["FIG-01", "FIG-03", ""]


def test_the_best_stretch_comes_first() -> None:
    assert ALL.of_muscle("calf", (), ANY)[0] == "calf-wall"
    assert ALL.of_muscle("calf", (), ("lying", "sitting", "standing"))[0] == "calf-lying"
    assert ALL.of_muscle("hamstring", ("no_stand",), ANY)[0] == "hamstring-sitting"
    assert ALL.of_muscle("neck", (), ANY) == []


def test_who_cannot_stand_sees_nobody_standing() -> None:
    """A step that is done sitting instead has a figure that sits, or none."""
    for key in ALL.routines:
        for move in ALL.moves(key, ("no_stand",)):
            assert not move.figure or not ALL.alt(move.figure).startswith("Standing"), f"{key}: {move.figure}"


def test_every_step_has_a_figure() -> None:
    assert [move.name for key in ALL.routines for move in ALL.moves(key, ()) if not move.figure] == []
