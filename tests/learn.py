"""Learns how much each word and concept speaks for each answer, from the labelled phrases of tests/phrases.

PYTHONPATH=src:tests python tests/learn.py writes content/en/lexicon/weights_*.tsv: multinomial logistic regression,
trained by AdaGrad in a fixed order, so that the same phrases give the same files; where there are few phrases for many
labels, plain counts (naive Bayes) are blended in. The frozen phrases are not looked at.
"""

import hashlib
import math
import random
import struct
import sys
import tomllib
from base64 import b64encode
from collections import Counter, defaultdict
from pathlib import Path

import understanding

from crampbot_chat.understand.hearing import THREE, hear
from crampbot_chat.understand.lexicon import CONTENT
from crampbot_chat.understand.typos import read
from crampbot_chat.understand.weights import ALWAYS, STEPS, clues

Example = tuple[str, str, str]  # label, text, state of the conversation
NONE = "-"
ROUNDS = 20
RATE = 0.5
DAMPED = 0.01  # so that a rare clue isn't believed at once
FEW = 0.1  # how often something is thought to happen that has not been seen
COUNTED = {"wants": 0.3, "topics": 0.7, "flags": 0.0}  # the share of plain counts
COMMON = {"wants": 0, "topics": 0, "flags": 120}  # so many of the commonest words say nothing
MOST = 2**15 - 1
SURE = 0.004  # an error so small teaches nothing

MESSAGES = ("dev_messages", "fresh_messages_open", "more_messages", "more_slots", "rounds_messages")
QUESTIONS = ("dev_questions", "fresh_questions_open", "more_questions", "rounds_questions")
REDFLAGS = ("dev_redflags", "fresh_redflags_open", "more_redflags", "rounds_redflags")
ELSEWHERE = {"out_of_scope", "greeting", "thanks"}  # intents that are no question of ours


def wants() -> list[Example]:
    """Messages and what they want; danger is looked for before."""
    told = [
        (item["intent"], item["text"], (item.get("context") or {}).get("state", ""))
        for name in MESSAGES
        for item in understanding.load(name)
    ]
    return [each for each in told if each[0] not in {"red_flag", "gibberish"}]


def topics() -> list[Example]:
    """Questions and their topics."""
    told = [(item["topic"] or NONE, item["text"], "") for name in QUESTIONS for item in understanding.load(name)]
    about = [(item["id"], item["description"], "") for item in understanding.described("topics")]
    return told + about + answered() + [(NONE, text, "") for intent, text, _ in wants() if intent in ELSEWHERE]


def answered() -> list[Example]:
    """The ways in which content/en/questions expects its questions to be asked."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted((CONTENT / "en" / "questions").glob("*.toml"))]
    answers = [answer for file in files for answer in file.values() if answer.get("topic")]
    return [(answer["topic"], text, "") for answer in answers for text in answer["ask"]]


def flags() -> list[Example]:
    """Dangers, and everything else that people write."""
    told = [(item["flag"] or NONE, item["text"], "") for name in REDFLAGS for item in understanding.load(name)]
    known = understanding.flag_ids()
    for row in understanding.safety():
        if row["kind"] == "fire" and (flag := known.get(row["flag"])):
            told.append((flag, row["text"], ""))
        elif row["kind"] == "near" and not {"T2", *known}.intersection(row["expected"].split()):
            told.append((NONE, row["text"], ""))
    return told + [(NONE, text, "") for _, text, _ in wants()] + [(NONE, text, "") for _, text, _ in topics()]


def learn(examples: list[Example], counted: float, common: int) -> tuple[list[str], dict[str, dict[str, float]]]:
    """The labels, and the weights of each clue."""
    heard = [(label, clues(hear(read(text), text, THREE, state))) for label, text, state in examples]
    often = Counter(clue for _, told in heard for clue in told if clue.isalpha())
    everyday = {clue for clue, _ in often.most_common(common)}
    heard = [(label, [clue for clue in told if clue not in everyday]) for label, told in heard]
    often = Counter(clue for _, told in heard for clue in told)
    labels = sorted({label for label, _ in heard})
    weights: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(labels, 0.0))
    slopes: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(labels, DAMPED))
    shuffle = random.Random(1)  # the same order every time
    for _ in range(ROUNDS):
        shuffle.shuffle(heard)
        for label, told in heard:
            _step(label, told, labels, weights, slopes)
    if counted:
        _blend(weights, counts(heard), counted)
    return labels, {clue: row for clue, row in weights.items() if often[clue] > 1 or clue[0] in "#-*?"}


def counts(heard: list[tuple[str, list[str]]]) -> dict[str, dict[str, float]]:
    """How much more often each clue stands with a label than with the others, as a logarithm."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for label, clues_of_one in heard:
        told[label].update(clues_of_one)
    whole = sum(told.values(), Counter[str]())
    size = {label: count.total() for label, count in told.items()}
    unseen = FEW * len(whole)
    return {
        clue: {
            label: math.log((count[clue] + FEW) / (size[label] + unseen))
            - math.log((often - count[clue] + FEW) / (whole.total() - size[label] + unseen))
            for label, count in told.items()
        }
        for clue, often in whole.items()
        if clue != ALWAYS
    }


def _blend(weights: dict[str, dict[str, float]], told: dict[str, dict[str, float]], share: float) -> None:
    for clue, row in told.items():
        for label, weight in row.items():
            weights[clue][label] += share * weight


def _step(
    label: str,
    told: list[str],
    labels: list[str],
    weights: dict[str, dict[str, float]],
    slopes: dict[str, dict[str, float]],
) -> None:
    scale = math.sqrt(len(told))
    rows = [weights[clue] for clue in told]
    sums = [sum(row[each] for row in rows) / scale for each in labels]
    most = max(sums)
    whole = sum(math.exp(each - most) for each in sums)
    for each, total in zip(labels, sums, strict=True):
        error = (math.exp(total - most) / whole - (each == label)) / scale
        if abs(error) < SURE:
            continue
        for clue, row in zip(told, rows, strict=True):
            slope = slopes[clue]
            slope[each] += error * error
            row[each] -= RATE * error / math.sqrt(slope[each])


def written(labels: list[str], weights: dict[str, dict[str, float]]) -> str:
    """The file: a remark, the labels, and for each clue a row with two bytes for each label."""
    lines = [f"// made by tests/learn.py from {digest()}; change the phrases, not this", "\t".join(labels)]
    for clue, row in sorted(weights.items()):
        steps = [max(-MOST, min(MOST, round(weight * STEPS))) for weight in row.values()]
        if any(steps):
            lines.append(f"{clue}\t{b64encode(struct.pack(f'<{len(steps)}h', *steps)).decode()}")
    return "\n".join(lines) + "\n"


def digest() -> str:
    """What the phrases were when the weights were learnt."""
    whole = hashlib.sha256()
    for name in (*MESSAGES, *QUESTIONS, *REDFLAGS):
        whole.update((understanding.PHRASES / f"{name}.jsonl").read_bytes())
    return whole.hexdigest()[:12]


def main(folder: Path = CONTENT / "en" / "lexicon") -> None:
    """Learn all three tables."""
    for name, examples in {"wants": wants(), "topics": topics(), "flags": flags()}.items():
        labels, weights = learn(examples, COUNTED[name], COMMON[name])
        (folder / f"weights_{name}.tsv").write_text(written(labels, weights), "utf-8")
        sys.stdout.write(f"{name}: {len(examples)} phrases, {len(labels)} labels, {len(weights)} clues\n")


if __name__ == "__main__":
    main()
