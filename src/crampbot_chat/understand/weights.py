"""What labelled phrases taught: how much each word and concept speaks for each answer (made by tests/learn.py)."""

import math
import struct
from binascii import a2b_base64
from collections.abc import Mapping
from functools import cache
from itertools import islice

from msgspec import Struct, field

from crampbot_chat.understand.find import Found
from crampbot_chat.understand.lexicon import CONTENT, lexicon

STEPS = 256  # a weight of 1.0 in the file; two bytes each, the lower one first, in base64
ALWAYS = "*"  # the clue that every message has: how common each answer is
STRANGER, STRANGE = "?", 2  # the clue of a message with a word (longer than this) that no list has
MOMENT = "at_night"  # the hour is no sign of what somebody wants
SHOWN = 3  # words named as reasons
READ = 100  # clues looked at, so that a very long text takes no longer
LANE = 32  # bits that a weight has in a row; the sum of READ weights of 16 bits needs 23
MIDDLE = 1 << LANE - 1


class Weights(Struct):
    """A table: for each clue a row of weights, one for each label. `written`: the rows as the file has them.

    A row that was asked for is one whole number, each weight in a lane of its own: then adding rows is adding numbers.
    """

    labels: list[str]
    written: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)

    def row(self, clue: str) -> int | None:
        """The row of a clue, None when nothing is known of it."""
        row = self.rows.get(clue)
        if row is None and clue in self.written:
            row = self.rows[clue] = _row(self.written[clue], len(self.labels))
        return row

    def weights(self, row: int) -> tuple[int, ...]:
        """The weights of a row or of a sum of rows, in the order of the labels."""
        size, middles = len(self.labels), _middles(len(self.labels))
        return struct.unpack(f"<{size}i", (row + middles ^ middles).to_bytes(size * LANE // 8, "little"))


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
    """How likely each label is beside the others: the logarithm of its probability, but for a constant (`sure`)."""
    weights = _weights(table)
    rows = [row for clue in clues(found) if (row := weights.row(clue)) is not None][:READ]
    scale = STEPS * math.sqrt(len(rows) or 1)
    told = [each / scale for each in weights.weights(sum(rows))]
    return dict(zip(weights.labels, told, strict=True))


def sure(likely: Mapping[str, float], label: str) -> float:
    """The logarithm of a label's probability."""
    most = max(likely.values())
    return likely[label] - most - math.log(sum(math.exp(each - most) for each in likely.values()))


def because(table: str, found: Found, label: str) -> tuple[str, ...]:
    """The clues that speak most for a label."""
    weights = _weights(table)
    at = weights.labels.index(label)
    said = (clue for clue in clues(found) if clue != ALWAYS)
    known = ((row, clue) for clue in said if (row := weights.row(clue)) is not None)
    told = sorted(((weights.weights(row)[at], clue) for row, clue in known), reverse=True)
    return tuple(f"{clue.lstrip('#')} → {label}" for weight, clue in told[:SHOWN] if weight > 0)


@cache
def _weights(table: str) -> Weights:
    with (CONTENT / "en" / "lexicon" / f"weights_{table}.tsv").open(encoding="utf-8") as file:
        next(file)  # a remark
        labels = next(file).rstrip("\n").split("\t")
        return Weights(labels, {clue: row.rstrip("\n") for clue, row in (line.split("\t") for line in file)})


def _row(written: str, size: int) -> int:
    lanes = struct.pack(f"<{size}i", *struct.unpack(f"<{size}h", a2b_base64(written)))
    return (int.from_bytes(lanes, "little") ^ _middles(size)) - _middles(size)


@cache
def _middles(size: int) -> int:
    """A lane's middle in each lane: above it no lane is negative, so that none borrows from its neighbour."""
    return sum(MIDDLE << LANE * at for at in range(size))
