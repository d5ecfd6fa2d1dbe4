"""Other languages: whole, short at night, the same ladders, the numbers filled in, their commands known."""

import re
import shutil
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from house import LIBRARY
from words import NUMBER_WORDS, PLACES, WHOM

from crampbot_chat.content import FALLBACK, Words, load
from crampbot_chat.library import Library
from crampbot_chat.phrases import clock
from crampbot_chat.protocols import LIMITS, Protocols
from crampbot_chat.triage import TODAY, Triage
from crampbot_chat.understand import Ear, bare

OTHERS = ["de", "es", "fr", "it", "nl", "pt"]
FIRST, SENTENCE = 12, 20  # words; English keeps its sentences under 15, these are drafts
KINDS = (
    "relief.",
    "safety.",
    "settings.",
    "clock.",
    "door.",
    "language.",
    "country.",
    "morning.",
    "diary.",
    "privacy.",
)
DANGERS = load(Path(__file__).parent / "danger_languages.toml", dict[str, dict[str, str | list[str]]])
FACT = re.compile(r"\{(\w+)\}")
QUOTED = re.compile(r"[«„“]\s?([^»“”„«]+?)\s?[»“”]")
FREE = {
    "{city}",
    "daily tip at 10 on workdays",
    "my night ends at 10",
    "gestern",
    "ayer",
    "hier",
    "ieri",
    "gisteren",
    "ontem",
    "my night is 8 to 16",
    "#2 was at 4",
    "Ich bin in",
    "estoy en",
    "je suis en",
    "sono in",
    "estou em",
    "ik ben in",
}  # with the country behind it


def count(text: str) -> int:
    return len(re.findall(r"\w[\w'-]*", FACT.sub("them", text)))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def facts(text: str) -> list[str]:
    return sorted(FACT.findall(text))


def wordings(triage: Triage) -> list[tuple[str, str]]:
    """Every line of every flag, with where it stands."""
    found = []
    for number in range(1, 40):
        for tier in (1, 2, 3, 4):
            for standing in (True, False):
                first, lines = triage[f"R{number}"].wording(tier, standing=standing)
                found += [(f"R{number} {tier}", line) for line in (first, *lines)]
    for key in ("period", "belly", "chest", "neck", "jaw", "head", "tooth", "bladder", "skin", "animal", "medical"):
        first, lines = triage.scope(key)
        found += [(f"scope {key}", line) for line in (first, *lines)]
    return found


def spoken(protocols: Protocols) -> list[tuple[str, str]]:
    """Every line that is said for a muscle, with where it stands."""
    found = []
    for key, muscle in protocols.muscles.items():
        for limit in ("", *LIMITS) if muscle.covered else ():
            rungs = muscle.ladder((limit,))
            lines = chain.from_iterable((rung.act, *rung.lines) for rung in rungs)
            fields = [str(muscle.field(name, (limit,))) for name in ("short", "helper", "check")]
            found += [(f"{key} {limit}", line) for line in (*lines, *fields, *muscle.lines("aftercare", (limit,)))]
    return found


def test_all_that_were_begun_are_spoken() -> None:
    assert LIBRARY.languages == sorted([*OTHERS, FALLBACK])
    assert {language: LIBRARY.unfinished(language) for language in LIBRARY.begun} == dict.fromkeys(LIBRARY.begun, "")


@pytest.mark.parametrize("language", OTHERS)
def test_each_file_says_that_it_is_a_draft(language: str) -> None:
    files = [path for path in (LIBRARY.root / language).rglob("*.toml") if path.name not in {"cries.toml", "when.toml"}]
    assert len(files) > 12
    assert LIBRARY.drafts(language) == len(files), "who has read one takes it out of this test as well"


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_conversation_needs_is_translated(language: str) -> None:
    words = LIBRARY.words(language)
    english = LIBRARY.words(FALLBACK)
    keys = list(words.keys())
    missing = {key for key in keys if key.startswith(KINDS) and not words.speaks(key)}
    assert {
        key for key in missing if key.startswith(("relief.", "safety.", "clock.", "country.", "language."))
    } == set()
    for key in keys:
        if words.speaks(key):
            assert written_facts(words, key) <= written_facts(english, key), key
            assert words.tokens(key) == english.tokens(key), key
    assert words.stale == set()


def written_facts(words: Words, key: str) -> set[str]:
    text = words._messages[key].text  # noqa: SLF001 - as written
    return set(FACT.findall(text if isinstance(text, str) else " ".join(text.values())))


@pytest.mark.parametrize("language", OTHERS)
def test_the_ladder_is_the_same(language: str) -> None:
    for key, english in LIBRARY.protocols(FALLBACK).muscles.items():
        own = LIBRARY.protocols(language).muscles[key]
        for limit in ("", *LIMITS) if english.covered else ():
            shape = [(rung.name, rung.hold, rung.rest, len(rung.lines)) for rung in english.ladder((limit,))]
            assert [(rung.name, rung.hold, rung.rest, len(rung.lines)) for rung in own.ladder((limit,))] == shape


@pytest.mark.parametrize("language", OTHERS)
def test_who_cannot_stand_is_never_told_to(language: str) -> None:
    """By the same rungs as in English, whose words are searched for standing (test_fall_safety)."""
    for key, muscle in LIBRARY.protocols(language).muscles.items():
        for limit in ("", *LIMITS) if muscle.covered else ():
            rungs = [rung.name for rung in muscle.ladder(("no_stand", limit))]
            assert "stand" not in rungs, key
            assert rungs, key
        able = [rung.act for rung in muscle.ladder(()) if rung.name == "stand"] if muscle.covered else []
        lying = [line for rung in muscle.ladder(("no_stand",)) for line in (rung.act, *rung.lines)] if able else []
        assert not set(able) & set(lying), key


@pytest.mark.parametrize("language", OTHERS)
def test_the_menu_fits_telegram(language: str) -> None:
    shown = {tag: load(LIBRARY.root / tag / "telegram.toml", dict[str, dict[str, str]]) for tag in (language, FALLBACK)}
    own = shown[language]
    assert {part: list(own[part]) for part in ("private", "shared")} == {
        part: list(shown[FALLBACK][part]) for part in ("private", "shared")
    }
    assert all(3 <= len(says) <= 256 for part in ("private", "shared") for says in own[part].values())
    assert len(own["profile"]["short"]) <= 120  # Bot API, setMyShortDescription
    assert len(own["profile"]["about"].strip()) <= 512  # Bot API, setMyDescription


@pytest.mark.parametrize("language", OTHERS)
def test_lines_are_short_and_call_the_same_people(language: str) -> None:
    english = [*spoken(LIBRARY.protocols(FALLBACK)), *wordings(LIBRARY.triage(FALLBACK))]
    own = [*spoken(LIBRARY.protocols(language)), *wordings(LIBRARY.triage(language))]
    assert len(own) == len(english)
    for (at, line), (_, original) in zip(own, english, strict=True):
        assert facts(line) == facts(original), f"{at}: {line}"
        assert line != original or not line, f"{at}: {line}"
        assert re.findall(r"\d+", FACT.sub("", line)) == re.findall(r"\d+", FACT.sub("", original)), f"{at}: {line}"
        assert all(count(part) <= SENTENCE for part in sentences(line)), f"{at}: {line}"
    for muscle in LIBRARY.protocols(language).muscles.values():
        for limit in ("", *LIMITS) if muscle.covered else ():
            acts = [rung.act for rung in muscle.ladder((limit,))]
            for act in (*acts, str(muscle.field("short", (limit,)))):
                assert count(act) <= FIRST, f"{muscle.key} {limit}: {act}"


@pytest.mark.parametrize("language", OTHERS)
def test_what_it_tells_people_to_write_is_understood(language: str) -> None:
    words = LIBRARY.words(language)
    keys = list(words.keys())
    texts = [words._messages[key].text for key in keys if words.speaks(key)]  # noqa: SLF001 - as written
    said = {quote for text in texts if isinstance(text, str) for quote in QUOTED.findall(text)} - FREE
    assert len(said) > 10
    for quote in said:
        ear = Ear(FACT.sub("2", quote), language)
        command = words.command(bare(FACT.sub("2", quote)))[0] or words.command(f"{bare(quote)} 2")[0]
        assert command or ear.cry or ear.says_gone or ear.says_still or ear.limits or ear.lifted or ear.muscle, quote


@pytest.mark.parametrize("language", OTHERS)
def test_whom_to_call_is_said_in_the_language(language: str) -> None:
    for country in ("", "DE", "GB", "US", "AU", "IE"):
        calls = LIBRARY.calls(country, language)
        assert set(calls) == WHOM
        assert calls["maternity"] == NUMBER_WORDS["default"]["maternity"][language]
    assert "112" in LIBRARY.calls("AT", language)["emergency"]
    assert "999" in LIBRARY.calls("GB", language)["emergency"]
    assert LIBRARY.calls("BR", language)["emergency"] == NUMBER_WORDS["default"]["emergency"][language]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Friday 13 March"),
        ("de", "Freitag, 13. März"),
        ("es", "viernes, 13 de marzo"),
        ("fr", "vendredi 13 mars"),
        ("it", "venerdì 13 marzo"),
        ("nl", "vrijdag 13 maart"),
        ("pt", "sexta-feira, 13 de março"),
    ],
)
def test_a_day_is_written_as_people_write_it(language: str, written: str) -> None:
    assert clock.written(date(2026, 3, 13), language, year=False) == written
    assert "2026" in clock.written(date(2026, 3, 13), language, year=True)


def test_a_language_that_is_not_whole_is_not_spoken(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(LIBRARY.root, root)
    flags = root / "de" / "red_flags.toml"
    flags.write_text(re.sub(r"\[R2\]\nfirst = .*\n", "[R2]\n", flags.read_text("utf-8")), "utf-8")
    (root / "nl" / "messages" / "safety.toml").unlink()
    library = Library(root)
    assert library.language("de-AT") == library.language("nl") == library.language("pl") == FALLBACK
    assert "R2.first" in library.unfinished("de")
    assert "safety" in library.unfinished("nl")
    assert library.language("pt-BR") == "pt"


def test_a_message_that_is_missing_is_said_in_english_as_a_whole(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(LIBRARY.root, root)
    door = root / "de" / "messages" / "door.toml"
    door.write_text("draft = true\n[gone_by_now]\ntext = 'Weg.'\n", "utf-8")
    words = Library(root).words("de")
    assert words.stale == {"door.gone_by_now"}
    assert not words.speaks("door.hello")
    assert words.blocks("door.thanks", {}) == LIBRARY.words(FALLBACK).blocks("door.thanks", {})


def test_questions_are_still_answered_in_english() -> None:
    """No half of an answer: neither its frame nor its words are translated."""
    words = LIBRARY.words("de")
    keys = [key for key in words.keys() if key.startswith("questions.")]  # noqa: SIM118 - it is no dict
    assert keys
    assert not any(map(words.speaks, keys))


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("english please", "en"),
        ("speak german", "de"),
        ("auf deutsch bitte", "de"),
        ("habla espanol por favor", "es"),
        ("en francais sil vous plait", "fr"),
        ("can you speak italian", "it"),
        ("language nl", "nl"),
        ("portugues", "pt"),
        ("polish please", ""),
        ("i have a cramp", None),
        ("lingua gonfia", None),
        ("language barrier", None),
        ("please", None),
        ("", None),
    ],
)
def test_a_language_is_asked_for_by_name(said: str, language: str | None) -> None:
    assert LIBRARY.names.language(said, LIBRARY.languages) == language


def test_behind_the_command_any_word_is_a_language() -> None:
    assert LIBRARY.names.language("language klingon", LIBRARY.languages, command=True) == ""
    assert LIBRARY.names.language("language it", LIBRARY.languages, command=True) == "it"
    assert LIBRARY.names.language("language", LIBRARY.languages, command=True) is None


@pytest.mark.parametrize(
    ("said", "language", "country"),
    [
        ("im in austria", "en", "AT"),
        ("i live in the uk", "en", "GB"),
        ("im in the united states", "en", "US"),
        ("ich bin in osterreich", "de", "AT"),
        ("ich bin in der schweiz", "de", "CH"),
        ("estoy en mexico", "es", "MX"),
        ("je suis au canada", "fr", "CA"),
        ("sono in svizzera", "it", "CH"),
        ("ik ben in belgie", "nl", "BE"),
        ("estou no brasil", "pt", "BR"),
        ("im in pain", "en", ""),
        ("im in bed", "en", ""),
        ("austria", "en", ""),
    ],
)
def test_where_somebody_is_is_understood(said: str, language: str, country: str) -> None:
    assert LIBRARY.names.here(said, language) == country


def test_every_muscle_is_there() -> None:
    for language in OTHERS:
        assert set(LIBRARY.protocols(language).muscles) == set(PLACES)


@pytest.mark.parametrize("language", OTHERS)
def test_danger_is_heard_and_answered_with_its_own_words(language: str) -> None:
    triage = LIBRARY.triage(language)
    for flag, said in DANGERS.items():
        if flag != "harmless":
            danger = Ear(str(said[language]), language).danger
            assert danger, said[language]
            assert triage.answering(danger.brief, danger.id).key == flag.partition("_")[0], said[language]


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_harmless_raises_no_alarm(language: str) -> None:
    said = DANGERS["harmless"][language]
    assert len(said) > 5
    for each in said:
        danger = Ear(each, language).danger
        assert danger is None or danger.tier > TODAY, each


@pytest.mark.parametrize("key", [f"R{number}" for number in range(1, 40)])
def test_the_words_of_each_flag_are_said_for_some_danger(key: str) -> None:
    """No flag is written for nobody: a rule names it, or the id of a rule leads to it."""
    triage = LIBRARY.triage(FALLBACK)
    rules = load(LIBRARY.root / FALLBACK / "lexicon" / "flags.toml", dict[str, dict[str, Any]])["flag"].values()
    assert key in {triage.answering(rule["brief"], rule["flag"]).key for rule in rules}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Hilfe!"),
        ("es", "¡Socorro!"),
        ("fr", "aidez-moi"),
        ("it", "aiuto"),
        ("nl", "help me"),
        ("pt", "me ajuda"),
    ],
)
def test_help_is_pain_in_a_cramp_and_a_command_without(language: str, said: str) -> None:
    ear = Ear(said, language)
    assert ear.says_still
    assert LIBRARY.words(language).command(ear.bare)[0] == "help"
