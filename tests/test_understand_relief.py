"""Cries for help, stop signs, "still hurts" and limits."""

import pytest

from crampbot_chat.understand import cry, danger, lifted, limits, still, stop


@pytest.mark.parametrize(
    ("text", "muscle", "side"),
    [
        ("calf", "calf", None),
        ("carmp!!", None, None),
        ("ow", None, None),
        ("owwww", None, None),
        ("\N{LEG}", None, None),
        ("pierna", "calf", None),
        ("3am again argh", None, None),
        ("left calf locked up", "calf", "left"),
        ("my right foot is cramping", "arch", "right"),
        ("both calves", "calf", "both"),
        ("cramp in my big toe", "toes", None),
        ("back of my thigh has gone", "hamstring", None),
        ("charley horse!!!", "calf", None),
        ("inner thigh cramp", "inner_thigh", None),
        ("bum cheek cramp help", "glute", None),
        ("shin cramp ffs", "shin", None),
        ("rib cramp twisting in bed ow", "side", None),
        ("my hand is locked", "hand", None),
        ("lower back spasm right now", "back", None),
        ("neck has locked", "neck", None),
        ("legcramp help", "calf", None),
        ("hamsrting crapm", "hamstring", None),
        ("Wadenkrampf!", "calf", None),
        ("crampe au mollet", "calf", None),
        ("calambre en la pantorrilla", "calf", None),
        ("crampo al polpaccio", "calf", None),
        ("c\u00e3ibra na panturrilha", "calf", None),
        ("kramp in mijn kuit", "calf", None),
    ],
)
def test_a_cry_for_help(text: str, muscle: str | None, side: str | None) -> None:
    heard = cry(text)
    assert heard is not None
    assert (heard.muscle, heard.side) == (muscle, side)


@pytest.mark.parametrize(
    "text",
    [
        "had a calf cramp last night",
        "does magnesium help with cramps",
        "remind me to stretch my calves at 9",
        "no cramp tonight",
        "my period cramps",
        "i watched a film about cramp",
        "how are you",
        "export my data",
        "thanks",
        "",
        "???",
    ],
)
def test_no_cry(text: str) -> None:
    assert cry(text) is None


def test_a_word_that_is_english_too_needs_its_language() -> None:
    assert cry("main", "en") is None
    heard = cry("crampe a la main", "fr")
    assert heard
    assert heard.muscle == "hand"


def test_a_helper_and_the_limits_are_heard() -> None:
    heard = cry("my wife has calf cramp, she is 34 weeks pregnant and can't stand up")
    assert heard
    assert heard.helper
    assert heard.limits == {"pregnant", "cant_stand"}


@pytest.mark.parametrize(
    "text",
    [
        "gone",
        "ok",
        "\N{THUMBS UP SIGN}",
        "it let go",
        "better",
        "no longer hurting",
        "phew",
        "its gone thanks",
        "yes",
        "all good",
        "stoped",
        "just sore now",
        "it went away",
        "much better",
        "vorbei",
        "ya pas\u00f3",
        "c'est pass\u00e9",
        "ok it has let go",
    ],
)
def test_a_stop_sign(text: str) -> None:
    assert stop(text)
    assert not still(text)


@pytest.mark.parametrize(
    "text",
    [
        "not gone",
        "still not ok",
        "still hurts",
        "no better",
        "not yet",
        "no",
        "it went but came back",
        "a bit better but not gone",
        "nope",
        "worse",
        "still",
        "doesn't help",
        "noch nicht",
        "sigue igual",
        "i cant reach my foot",
        "what else",
    ],
)
def test_it_still_hurts(text: str) -> None:
    assert still(text)
    assert not stop(text)


@pytest.mark.parametrize("text", ["is it gone?", "how long until its gone", "magnesium?", "hello", "calf", ""])
def test_neither(text: str) -> None:
    assert not stop(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("i cant stand up", {"cant_stand"}),
        ("I'm 30 weeks pregnant", {"pregnant"}),
        ("cant reach my foot", {"cant_reach"}),
        ("new knee last year", {"knee"}),
        ("had surgery on my hip last month", {"surgery"}),
        ("not pregnant", set()),
        ("i can stand again", set()),
        ("calf cramp", set()),
        ("in a wheelchair and my wife is asleep", {"cant_stand", "partner_asleep"}),
    ],
)
def test_limits(text: str, wanted: set[str]) -> None:
    assert limits(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("i can stand again", {"cant_stand"}), ("not pregnant any more", {"pregnant"}), ("calf", set())],
)
def test_limits_taken_back(text: str, wanted: set[str]) -> None:
    assert lifted(text) == wanted


def test_danger_outranks_a_cry() -> None:
    found = danger("calf cramp, leg is swollen and red")
    assert found
    assert (found.id, found.brief, found.tier, found.urgency) == ("dvt", "R1", 2, "urgent")
    assert any("swollen" in reason for reason in found.why)
