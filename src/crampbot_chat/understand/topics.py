"""What a question is about: what rules and labelled phrases say, together."""

from functools import cache

from msgspec import Struct

from crampbot_chat.understand.find import Found
from crampbot_chat.understand.lexicon import lexicon
from crampbot_chat.understand.rules import Rule, Shelf, reasons, rule
from crampbot_chat.understand.weights import because, weigh

MOST = 5  # topics named
ELSEWHERE = 2.0  # how much less a question is ours that names nothing of ours
RULES = 0.6  # what a rule's weight counts beside the logarithm of a probability
NONE = "-"
PLAIN = 4  # weight from which a topic is a topic; lighter ones only fill up the list
LONG_WORD = 4  # letters; shorter words say little
TELLING = 10  # weight from which a topic needs no other sign that cramps are meant


class Guess(Struct, frozen=True):
    """A topic, how well it fits, and the words that led to it."""

    topic: str
    weight: int
    why: tuple[str, ...]


def ranked(found: Found, told: list[Guess]) -> list[Guess]:
    """Rules and what labelled phrases taught, together: all topics, the best first; none when it is none of ours."""
    scores = weigh("topics", found)
    for guess in told:
        scores[guess.topic] += RULES * guess.weight
    none = scores.pop(NONE) + ELSEWHERE * _elsewhere(found)
    best = sorted(scores, key=lambda topic: -scores[topic])[:MOST]
    why = {guess.topic: guess.why for guess in told}
    weight = {guess.topic: guess.weight for guess in told}
    if scores[best[0]] < none:
        return []
    return [Guess(topic, weight.get(topic, 0), why.get(topic) or because("topics", found, topic)) for topic in best]


def guesses(found: Found, language: str = "en") -> list[Guess]:
    """The topics whose rules hold, the best first."""
    lex = lexicon(language)
    best: dict[str, tuple[int, Rule]] = {}
    for each, (topic, weight) in _rules().near(found):
        if weight > best.get(topic, (0, each))[0] and each.holds(found):
            best[topic] = (weight, each)
    if not best:
        return []
    least = TELLING if _elsewhere(found, language) else 0
    best_first = sorted((item for item in best.items() if item[1][0] >= least), key=lambda item: -item[1][0])
    return [Guess(topic, weight, reasons(lex, each, found)) for topic, (weight, each) in best_first[:MOST]]


def _elsewhere(found: Found, language: str = "en") -> bool:
    """True for a question that names no cramp and no limb, but something that we know nothing of."""
    lex = lexicon(language)
    if found.yes & lex.mask("cramps"):
        return False
    if found.yes & lex.mask("off_topic"):
        return True
    if found.yes & lex.mask("ours"):
        return False
    if found.yes & lex.mask("not_ours"):
        return True
    words = (word for word in found.tokens.words if len(word) >= LONG_WORD and word.isalpha())
    return any(word not in lex.known and word not in lex.foreign for word in words)


@cache
def _rules() -> Shelf[tuple[str, int]]:
    lex = lexicon()
    topic, made = "", []
    for line in lex.tables["topic"]["rules"].splitlines():
        head, _, rest = line.strip().partition(" ")
        if head.isdigit():
            made.append((rule(lex, rest), (topic, int(head))))
        elif head:
            topic = head
    return Shelf(made)
