"""The net of words: a phrase is woven when a message has its first word, and means the same as ever."""

import pytest

from crampbot_chat.understand.lexicon import LANGUAGES, lexicon
from crampbot_chat.understand.patterns import Loom, words
from crampbot_chat.understand.states import Walker

PHRASES = (
    ("calf cramp", 0),
    ("(my|the)? calf hurt~", 1),
    ("cramp .. calf", 2),
    ("(oh no?)? calf", 3),
    ("stop~ now", 4),
    ("# minutes", 5),
)


def walker() -> Walker:
    loom = Loom()
    for phrase, concept in PHRASES:
        loom.add(phrase, concept)
    return Walker((loom,), set().union(*(words(phrase) for phrase, _ in PHRASES)), set())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("calf cramp", {0}),
        ("my calf hurts", {1}),
        ("calf hurting", {1}),
        ("cramp in my left calf", {2}),
        ("calf", {3}),
        ("oh calf", {3}),
        ("oh no calf", {3}),
        ("stopped now", {4}),
        ("20 minutes", {5}),
        ("cramp", set()),
        ("zebra", set()),
    ],
)
def test_a_phrase_is_found_by_any_word_it_may_begin_with(said: str, meant: set[int]) -> None:
    walk = walker()
    for _ in range(2):  # the second time from memory
        state = walk.start("")
        for word in said.split():
            after = walk.step(state, word)
            if after is None:
                break
            state = after
        else:
            assert {*state.ends} == meant
            continue
        assert not meant


def test_the_words_of_a_block_are_all_forms_and_no_signs() -> None:
    assert words("^ stop~ (now|it)?, .. # calf $") == {"stop", "stops", "stopped", "stopping", "now", "it", "calf"}


@pytest.mark.parametrize("phrase", ["(calf|foot", "calf) cramp", "calf? cramp?"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    loom = Loom()
    loom.add("stop", 0)
    with pytest.raises(ValueError, match=r"calf"):
        _read(loom, phrase)


def _read(loom: Loom, phrase: str) -> None:
    loom.add(phrase, 0)
    loom.all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_lists_can_be_read(language: str) -> None:
    assert all(places for loom in lexicon(language).walker.looms for places in loom.all().values())
