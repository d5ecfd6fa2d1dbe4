"""What labelled phrases taught: how much each word and concept speaks for each answer (made by tests/learn.py)."""

import math
import sys
from array import array
from binascii import a2b_base64
from functools import cache
from itertools import islice

from msgspec import Struct

from crampbot_chat.understand.find import Found
from crampbot_chat.understand.lexicon import CONTENT, lexicon

STEPS = 256  # a weight of 1.0 in the file; two bytes each, the lower one first, in base64
ALWAYS = "*"  # the clue that every message has: how common each answer is
STRANGER, STRANGE = "?", 2  # the clue of a message with a word (longer than this) that no list has
MOMENT = "at_night"  # the hour is no sign of what somebody wants
SHOWN = 3  # words named as reasons
READ = 100  # clues looked at, so that a very long text takes no longer


class Weights(Struct):
    """A table: for each clue a row of weights, one for each label."""

    labels: list[str]
    rows: dict[str, "array[int]"]


def clues(found: Found) -> list[str]:
    """The words of a message, without its numbers, and its concepts: #asserted, -denied."""
    if found.clues is not None:
        return found.clues
    names = lexicon().names
    told = [("-" if hit.denied else "#") + names[hit.concept] for hit in found.hits if names[hit.concept] != MOMENT]
    known = lexicon().known
    strange = (
        at for at, word in enumerate(found.tokens.words) if len(word) > STRANGE and word.isalpha() and word not in known
    )
    if any(not any(hit.start <= at < hit.end for hit in found.hits) for at in islice(strange, READ)):
        told.append(STRANGER)
    found.clues = sorted({ALWAYS, *told, *(word for word in found.tokens.words if not word[0].isdigit())})
    return found.clues


def weigh(table: str, found: Found) -> dict[str, float]:
    """How likely each label is, as the logarithm of its probability."""
    weights = _weights(table)
    rows = [row for clue in clues(found) if (row := weights.rows.get(clue))][:READ]
    scale = STEPS * math.sqrt(len(rows) or 1)
    sums = [sum(column) / scale for column in zip(*rows, strict=True)] or [0.0] * len(weights.labels)
    most = max(sums)
    whole = most + math.log(sum(math.exp(each - most) for each in sums))
    return {label: each - whole for label, each in zip(weights.labels, sums, strict=True)}


def because(table: str, found: Found, label: str) -> tuple[str, ...]:
    """The clues that speak most for a label."""
    weights = _weights(table)
    at = weights.labels.index(label)
    said = (clue for clue in clues(found) if clue != ALWAYS)
    told = sorted(((row[at], clue) for clue in said if (row := weights.rows.get(clue))), reverse=True)
    return tuple(f"{clue.lstrip('#')} → {label}" for weight, clue in told[:SHOWN] if weight > 0)


@cache
def _weights(table: str) -> Weights:
    with (CONTENT / "en" / "lexicon" / f"weights_{table}.tsv").open(encoding="utf-8") as file:
        next(file)  # a remark
        labels = next(file).rstrip("\n").split("\t")
        return Weights(labels, {clue: _row(row) for clue, row in (line.split("\t") for line in file)})


def _row(written: str) -> "array[int]":
    row = array("h", a2b_base64(written))
    if sys.byteorder == "big":
        row.byteswap()
    return row
