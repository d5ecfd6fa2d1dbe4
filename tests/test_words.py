"""The words keep what they promise: sourced, dated, short, plain, nothing for sale, nobody diagnosed."""

import re
from datetime import date

import pytest
from words import (
    ALT,
    AMERICAN,
    BRANDS,
    CONTENT,
    DATED,
    DAY,
    DIAGNOSES,
    FLAGS,
    FLAGS_FILE,
    GRADES,
    NIGHT,
    NUMBER_WORDS,
    NUMBERS,
    PLACES,
    PROMISES,
    QUESTIONS,
    SOURCES,
    TIPS,
    WHOM,
    grade_of,
    said,
    sentences,
    words,
)


@pytest.mark.parametrize("where", DATED)
def test_advice_has_a_grade_sources_and_dates(where: str) -> None:
    item = DATED[where]
    allowed = GRADES | ({"none"} if item["sources"] == ["product"] else set())
    assert item["grade"] in allowed, f"{where}: grade = {item['grade']!r} is none of {sorted(GRADES)}"
    assert item["sources"], f"{where}: name at least one key of sources.toml"
    assert set(item["sources"]) <= set(SOURCES), f"{where}: unknown source {set(item['sources']) - set(SOURCES)}"
    assert isinstance(item["reviewed"], date), f"{where}: reviewed is a date without quotes"
    assert isinstance(item["review_by"], date), f"{where}: review_by is a date without quotes"
    assert 0 < (item["review_by"] - item["reviewed"]).days <= 366, (
        f"{where}: review_by is at most a year after reviewed"
    )


@pytest.mark.parametrize("key", SOURCES)
def test_a_source_says_what_it_is_and_how_it_was_checked(key: str) -> None:
    source = SOURCES[key]
    assert source["title"]
    assert source["found"]
    assert source["kind"]
    assert source["checked"] in {"original", "part", "copy", "none"}
    assert isinstance(source["reviewed"], date)
    assert not (source.get("link") and source.get("doi")), f"{key}: the link is made from the doi"


def test_every_source_is_needed() -> None:
    cited = {key for item in DATED.values() for key in item["sources"]}
    for group in ("scope", "beside", "ask"):
        cited |= {key for item in FLAGS_FILE[group].values() for key in item["sources"]}
    background = {"fardet2017", "gholizadeh2017"}  # read, and kept for whoever asks
    assert set(SOURCES) - cited <= background


@pytest.mark.parametrize("name", NIGHT)
def test_a_night_sentence_stays_under_15_words(name: str) -> None:
    long = [(at, part) for at, text in said(NIGHT[name]) for part in sentences(text) if words(part) >= 15]
    assert long == []


@pytest.mark.parametrize("name", DAY)
def test_a_day_sentence_stays_short(name: str) -> None:
    limit = 15 if name == "stretches" else 24
    long = [(at, part) for at, text in said(DAY[name]) for part in sentences(text) if words(part) > limit]
    assert long == []


@pytest.mark.parametrize("key", [*PLACES, *FLAGS])
def test_a_woken_eleven_year_old_can_read_it(key: str) -> None:
    assert grade_of([text for _, text in said({**PLACES, **FLAGS}[key])]) < 6


@pytest.mark.parametrize("key", QUESTIONS)
def test_an_answer_is_plain(key: str) -> None:
    assert grade_of([QUESTIONS[key]["answer"]]) < 7


@pytest.mark.parametrize(("what", "pattern"), [("brand", BRANDS), ("promise", PROMISES), ("diagnosis", DIAGNOSES),
                                               ("American spelling", AMERICAN), ("number", NUMBERS)])  # fmt: skip
def test_nothing_is_said_that_must_not_be(what: str, pattern: re.Pattern[str]) -> None:
    found = [(at, what, text) for at, text in said({**NIGHT, **DAY, "alt": ALT}) if pattern.search(text)]
    assert found == []


def test_a_sentence_names_only_people_we_can_call() -> None:
    for at, text in said({**NIGHT, **DAY, "alt": ALT}):
        assert set(re.findall(r"\{([^}]*)\}", text)) <= WHOM, at
    assert set(NUMBER_WORDS["default"]) - {"confirmed"} == WHOM
    assert all(NUMBER_WORDS["default"][whom]["en"] for whom in WHOM)


def test_whom_to_call_reads_well_in_every_country() -> None:
    """Behind "call", a number and a phrase both fit: "call 999", "call your local emergency number"."""
    for at, text in said({**NIGHT, **DAY}):
        for before in re.findall(r"(\S*) ?\{(?!crisis)\w+\}", text):
            assert before.casefold() in {"call", "or"}, f"{at}: {text}"


def test_a_night_sentence_stays_short_where_there_is_no_number() -> None:
    unknown = {whom: NUMBER_WORDS["default"][whom]["en"] for whom in WHOM}
    spoken = [(at, part.format(**unknown)) for at, text in said(NIGHT) for part in sentences(text)]
    assert [(at, part) for at, part in spoken if words(part) >= 15] == []


def test_the_example_in_the_docs_is_a_real_tip() -> None:
    docs = (CONTENT.parent / "docs" / "writing-content.md").read_text("utf-8")
    assert f'text = "{TIPS["TP84"]["text"]}"' in docs
    assert f'text = "{TIPS["TP20"]["text"]}"\nwhy = "{TIPS["TP20"]["why"]}"' in docs


def test_whom_to_call_is_dated_and_confirmed_or_hidden() -> None:
    assert isinstance(NUMBER_WORDS["last_checked"], date)
    for code, entry in {**NUMBER_WORDS["country"], **NUMBER_WORDS["group"], **NUMBER_WORDS["pages"]}.items():
        assert isinstance(entry["last_checked"], date), code
        assert isinstance(entry["confirmed"], bool), code
    for code, entry in NUMBER_WORDS["country"].items():
        assert re.fullmatch("[A-Z]{2}", code)
        assert set(entry) <= WHOM | {"confirmed", "last_checked"}, code
    assert not NUMBER_WORDS["pages"]["findahelpline"]["confirmed"]
