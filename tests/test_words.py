"""The words as a whole: every source is needed, numbers to call are checked, the handbook quotes what stands there."""

import re
from datetime import date

from words import CONTENT, DATED, FLAGS_FILE, NUMBER_WORDS, SOURCES, TIPS, WHOM


def test_every_source_is_needed() -> None:
    cited = {key for item in DATED.values() for key in item["sources"]}
    for group in ("scope", "beside", "ask"):
        cited |= {key for item in FLAGS_FILE[group].values() for key in item["sources"]}
    background = {"fardet2017", "gholizadeh2017"}  # read, and kept for whoever asks
    assert set(SOURCES) - cited <= background


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
    assert all(NUMBER_WORDS["default"][whom]["en"] for whom in WHOM)
    assert set(NUMBER_WORDS["default"]) - {"confirmed"} == WHOM
    assert not NUMBER_WORDS["pages"]["findahelpline"]["confirmed"]
