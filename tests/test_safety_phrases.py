"""The published safety phrases: what has to raise a flag, and what must not. A new miss fails the build."""

import datetime as dt

import understanding

from crampbot_chat.understand import concerns, understand

NOON = dt.datetime(2026, 11, 24, 14, 5, tzinfo=dt.UTC)
SERIOUS = {f"R{number}" for number in range(1, 11)}  # a missed one of these blocks a release

# Near misses that raise a flag all the same, each for a reason.
KNOWN_ALARMS: frozenset[str] = frozenset()


def test_every_danger_phrase_raises_its_flag() -> None:
    rows = [row for row in understanding.safety() if row["kind"] == "fire"]
    raised = [{each.brief for each in concerns(row["text"])} for row in rows]
    missed = [
        f"{row['flag']}: {row['text']}" for row, flags in zip(rows, raised, strict=True) if row["flag"] not in flags
    ]
    assert not missed, "\n".join(["missed:", *missed])


def test_no_near_miss_raises_an_urgent_flag() -> None:
    alarms = []
    for row in understanding.safety():
        if row["kind"] == "fire" or row["text"] in KNOWN_ALARMS:
            continue
        urgent = [each for each in concerns(row["text"]) if each.tier <= 2 and each.brief not in row["expected"]]
        if urgent and "T2" not in row["expected"]:
            alarms.append(f"{row['flag']} → {urgent[0].brief} {urgent[0].why}: {row['text']}")
    assert not alarms, "\n".join(["false alarms:", *alarms])


def test_no_emergency_is_answered_with_a_stretch() -> None:
    stretched = []
    for row in understanding.safety():
        said = understand(row["text"], now=NOON)
        if row["kind"] == "fire" and said.tier == 1 and said.intent != "red_flag":
            stretched.append(f"{row['flag']} → {said.intent}: {row['text']}")
    assert not stretched, "\n".join(stretched)


def test_every_flag_of_the_brief_is_known() -> None:
    flags = {row["flag"] for row in understanding.safety()}
    assert flags == {f"R{number}" for number in range(1, 34)}
    assert flags >= SERIOUS


def test_the_set_is_whole() -> None:
    rows = understanding.safety()
    assert sum(row["kind"] == "fire" for row in rows) == 398
    assert sum(row["kind"] == "near" for row in rows) == 203
