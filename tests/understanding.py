"""Grades the labelled phrases of tests/phrases the way the phrase sets ask for it."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.parse import answer

PHRASES = Path(__file__).parent / "phrases"
_FREE_TEXT = {"note"}
TODAY = 2  # the tier from which a danger comes before everything else


def load(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (PHRASES / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]


def safety() -> list[dict[str, str]]:
    with (PHRASES / "safety.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def described(name: str) -> list[dict[str, str]]:
    """The labels of topics.json or redflags.json, each with what it means."""
    told: list[dict[str, str]] = json.loads((PHRASES / f"{name}.json").read_text("utf-8"))
    return told


def flag_ids() -> dict[str, str]:
    """The flags of the content brief and the answers they lead to, where there is only one."""
    told: dict[str, set[str]] = {}
    for each in lexicon().tables["flag"].values():
        told.setdefault(each["brief"], set()).add(each["flag"] if each["tier"] <= TODAY else "")
    return {brief: next(iter(ids)) for brief, ids in told.items() if len(ids) == 1 and "" not in ids and brief}


def ask(item: dict[str, Any]) -> dict[str, Any]:
    fields = ("id", "text", "context")
    asked = {key: item[key] for key in fields if item.get(key)}
    return answer({**asked, "now": item.get("now", "2026-11-24T14:05"), "tz": item.get("tz", "America/New_York")})


def _canon(key: str, value: Any) -> Any:
    if key in {"muscle", "triggers"} and value is not None:
        return frozenset([value] if isinstance(value, str) else value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return round(float(value), 2)
    return str(value).strip().lower()


def _same(key: str, wanted: Any, got: Any) -> bool:
    if key == "when" and "T" in str(wanted) and "T" in str(got):
        return abs(datetime.fromisoformat(wanted) - datetime.fromisoformat(got)) <= timedelta(minutes=1)
    return bool(_canon(key, wanted) == _canon(key, got))


def intent_right(item: dict[str, Any], got: dict[str, Any]) -> bool:
    return got["intent"] in {item["intent"], *item.get("accept_intents", [])}


def slots_right(item: dict[str, Any], got: dict[str, Any], graded: set[str]) -> bool:
    slots = dict(got["slots"])
    slots.setdefault("topic", got["topic"])
    slots.setdefault("flag", got["red_flag"])
    if slots["flag"] in item.get("accept_flags", []):
        slots["flag"] = item["slots"].get("flag")
    keys = (set(item["slots"]) | (set(slots) & graded)) - _FREE_TEXT - set(item.get("ignore_slots", []))
    return all(_same(key, item["slots"].get(key), slots.get(key)) for key in keys)


def percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 100.0


def messages(name: str) -> dict[str, float]:
    items = load(name)
    graded: dict[str, set[str]] = {}
    for item in items:
        graded.setdefault(item["intent"], set()).update(item["slots"])
    told = [(item, ask(item)) for item in items]
    right = [(item, got) for item, got in told if intent_right(item, got)]
    joint = sum(slots_right(item, got, graded[item["intent"]]) for item, got in right)
    hard = [(item, got) for item, got in told if "hn" in item["tags"]]
    return {
        "intent": percent(len(right), len(items)),
        "joint": percent(joint, len(items)),
        "hard": percent(sum(intent_right(item, got) for item, got in hard), len(hard)),
    }


def questions(name: str) -> dict[str, float]:
    items = load(name)
    told = [(item, ask(item)) for item in items]
    good = [{item["topic"], *item["accept"]} for item in items]
    first = [got["topic"] in fine for (_, got), fine in zip(told, good, strict=True)]
    three = [
        one or (item["topic"] is not None and bool(fine & set(got["topics"][:3])))
        for one, (item, got), fine in zip(first, told, good, strict=True)
    ]
    none = [got["topic"] is None for item, got in told if item["topic"] is None]
    return {
        "lenient": percent(sum(first), len(items)),
        "top3": percent(sum(three), len(items)),
        "none": percent(sum(none), len(none)),
    }


def redflags(name: str) -> dict[str, float]:
    told = [(item, ask(item)["red_flag"]) for item in load(name)]
    flagged = [(item, got) for item, got in told if item["flag"]]
    harmless = [(item, got) for item, got in told if not item["flag"]]
    return {
        "recall": percent(sum(got is not None for _, got in flagged), len(flagged)),
        "right": percent(sum(got == item["flag"] for item, got in flagged), len(flagged)),
        "alarms": percent(sum(got is not None and got not in item["accept"] for item, got in harmless), len(harmless)),
    }
