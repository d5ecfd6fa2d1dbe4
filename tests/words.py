"""The content files as tests read them, and what may stand in them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crampbot_chat.proofread.plain import school_year, sentences, words

__all__ = ["school_year", "sentences", "words"]

CONTENT = Path(__file__).parent.parent / "content"
EN = CONTENT / "en"
Table = dict[str, Any]

WHOM = {"emergency", "urgent", "maternity", "crisis", "poison"}
RUNGS = {"bed", "opposite", "more", "sit", "stand", "warm"}
BODIES = {"pregnant", "knee", "hip", "achilles", "bones", "numb", "cant_reach", "no_stand", "surgery"}
MUSCLES = [
    "calf",
    "low_calf",
    "arch",
    "toes",
    "shin",
    "hamstring",
    "quad",
    "inner_thigh",
    "glute",
    "hand",
    "back",
    "side",
    "neck",
]
AUDIENCE = {"everyone", "desk", "athlete", "pregnant", "older", "child-parent", "shift", "outdoor"}
WHEN = {"evening", "morning", "day", "night", "travel", "any"}
SPARED = {"kidney", "heart_failure", "high_bp", "blood_thinner", "clot", "numb", "pregnant", "child", "hip", "no_stand"}
NOT_SAID = {"when", "name", "answers", "sources", "grade", "ask", "id", "figure", "figures", "unsure", "topic"}
DANGERS = [
    "dvt",
    "pe_chest",
    "heart",
    "stroke",
    "cauda_equina",
    "rhabdo",
    "weakness",
    "heat_illness",
    "limb_ischaemia",
    "injury",
    "infection",
    "tetanus",
    "prolonged",
    "pregnancy_warning",
    "severe_dehydration",
    "overdose",
    "self_harm",
    "seizure_collapse",
    "allergy",
    "jaundice",
    "quinine_reaction",
    "toxin",
]
TOPICS = [
    "what-is-a-cramp",
    "causes-of-night-cramps",
    "why-at-night",
    "age-and-cramps",
    "dehydration",
    "how-much-water",
    "too-much-water",
    "electrolytes",
    "sodium-salt",
    "potassium",
    "bananas",
    "foods-that-help",
    "cooking-and-minerals",
    "magnesium-does-it-help",
    "magnesium-dose-timing",
    "magnesium-types",
    "magnesium-side-effects",
    "calcium",
    "vitamin-d",
    "vitamin-b12",
    "iron",
    "sports-drinks",
    "pickle-juice",
    "mustard-vinegar",
    "quinine-tonic-water",
    "soap-in-bed",
    "alcohol",
    "caffeine",
    "keto-fasting",
    "exercise-cramps",
    "exercise-after-cramp",
    "sitting-inactivity",
    "stretching-prevention",
    "stop-a-cramp-fast",
    "why-stretching-works",
    "massage-foam-rolling",
    "heat-or-ice",
    "warm-bath-epsom",
    "sleeping-position",
    "bedding-and-socks",
    "footwear",
    "compression-socks",
    "pregnancy",
    "menopause-hormones",
    "children-growing-pains",
    "medications-that-cause",
    "statins",
    "diuretics-blood-pressure",
    "painkillers",
    "prescription-treatments",
    "blood-tests",
    "when-to-see-a-doctor",
    "are-cramps-dangerous",
    "blood-clot-or-cramp",
    "restless-legs",
    "diabetes-nerves",
    "circulation",
    "liver-kidney-thyroid",
    "twitching",
    "soreness-after",
    "how-long-cramps-last",
    "charley-horse",
    "foot-toe-cramps",
    "hand-cramps",
    "thigh-cramps",
    "swimming-cramps",
    "side-stitch",
    "cold-weather",
    "flights-travel",
    "cramp-supplement-product",
    "bot-privacy",
    "bot-not-a-doctor",
]


def table(path: Path) -> Table:
    return tomllib.loads(path.read_text("utf-8"))


def gather(folder: Path) -> Table:
    found: Table = {}
    for path in sorted(folder.glob("*.toml")):
        for key, value in table(path).items():
            assert key not in found, f"{path.name}: {key} stands twice"
            found[key] = value
    return found


SOURCES = table(CONTENT / "sources.toml")
NUMBER_WORDS = table(CONTENT / "numbers.toml")
ROWS = table(CONTENT / "coverage.toml")
PLACES = table(EN / "muscles.toml")
FLAGS_FILE = table(EN / "red_flags.toml")
STRETCHES = table(EN / "stretches.toml")
ROUTINES = table(EN / "routines.toml")
TIPS = gather(EN / "tips")
QUESTIONS = gather(EN / "questions")

RULES, ALT = PLACES.pop("rules"), STRETCHES.pop("alt")
FLAGS = {key: flag for key, flag in FLAGS_FILE.items() if re.fullmatch(r"R\d+", key)}
DATED = {
    **{f"muscles {key}": value for key, value in {**PLACES, "rules": RULES}.items()},
    **{f"red_flags {key}": value for key, value in FLAGS.items()},
    **{f"stretches {key}": value for key, value in STRETCHES.items()},
    **{f"routines {key}": value for key, value in ROUTINES.items()},
    **{f"tips {key}": value for key, value in TIPS.items()},
    **{f"questions {key}": value for key, value in QUESTIONS.items()},
}
NIGHT = {"muscles": {**PLACES, "rules": RULES}, "red_flags": FLAGS_FILE}
DAY = {"stretches": STRETCHES, "routines": ROUTINES, "tips": TIPS, "questions": QUESTIONS}


def said(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text that a person can see, with the place where it stands."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list):
        for item in value:
            yield from said(item, at)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in NOT_SAID | {"audience", "when", "not_for", "related", "flags", "ladder", "skip", "stretch"}:
                yield from said(item, f"{at} {key}".strip())
