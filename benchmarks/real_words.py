"""Makes content/en/lexicon/real.toml: ordinary English words that the mending of typos has to leave alone.

    python benchmarks/real_words.py WORDS

WORDS is any list of English words, the most common first, one a line. A word is kept when it is among the first
30,000, is none of ours, and is so near to one of ours that it would be taken for a slip of it. Rare words that are one
of the words people write most with two letters swapped ("hurst" for "hurts") are left out: mostly they are typos.
"""

import sys
import textwrap
from pathlib import Path

from rapidfuzz.distance import OSA

from crampbot_chat.understand.lexicon import CONTENT, lexicon
from crampbot_chat.understand.typos import LONG, SHORTEST

COMMON, RARE = 30_000, 6_000  # ranks
MISSPELT = {"alot", "thier", "definately", "recieve"}  # common, and wrong all the same
HEAD = """\
# Ordinary words that look like misspelt words of ours: they are left as they are.
# Made by benchmarks/real_words.py from a list of common English words.

[real]
words = '''
{}
'''
"""


def near(word: str, ours: dict[int, list[str]]) -> bool:
    """True when the word would be taken for a slip of one of ours."""
    slips = 2 if len(word) >= LONG else 1
    sizes = range(len(word) - slips, len(word) + slips + 1)
    return any(OSA.distance(word, each, score_cutoff=slips) <= slips for size in sizes for each in ours.get(size, ()))


def swapped(word: str) -> bool:
    """True for one of the words people write most with two neighbouring letters swapped."""
    often = lexicon("en").tables["spelling"]["often"].split()
    return any(sorted(word) == sorted(each) and OSA.distance(word, each) == 1 for each in often)


def main() -> None:
    known = {word for word in lexicon("en").known if len(word) >= SHORTEST and word.isalpha() and word.isascii()}
    ours: dict[int, list[str]] = {}
    for word in sorted(known):
        ours.setdefault(len(word), []).append(word)
    kept = set()
    for rank, line in enumerate(Path(sys.argv[1]).read_text("utf-8").split("\n")[:COMMON]):
        word = line.strip().lower().replace("'", "")
        if len(word) < SHORTEST or not (word.isascii() and word.isalpha()) or word in known or word in MISSPELT:
            continue
        if near(word, ours) and not (rank > RARE and swapped(word)):
            kept.add(word)
    text = HEAD.format("\n".join(textwrap.wrap(" ".join(sorted(kept)), 118)))
    (CONTENT / "en" / "lexicon" / "real.toml").write_text(text, "utf-8")
    print(f"{len(kept)} words")


if __name__ == "__main__":
    main()
