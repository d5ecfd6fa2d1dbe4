"""Which tip comes next: one that fits, in an order shuffled for each reader, no tip twice until all are read."""

from datetime import UTC, datetime
from hashlib import sha256

from crampbot_chat.pool import Pool, Tip
from crampbot_chat.turn import Turn
from crampbot_chat.when.seasons import is_summer
from crampbot_chat.when.zones import local

EVERYONE = "everyone"
TEAM = frozenset({EVERYONE, "desk"})  # whom a tip in a shared place may be for
HOURS = ((5, 11, {"morning", "day", "any"}), (11, 17, {"day", "any", "travel"}), (17, 29, {"evening", "night", "any"}))
"""At which hours (from, to) which tips are in place; others come as well, when nothing else is left."""

TO_DO = frozenset({"drinking", "falls", "movement", "position", "shoes", "sleep", "sport", "stretching", "touch"})
"""Topics of which one may be reminded; never of minerals, tablets or remedies."""

TWICE = 2  # so often "not for me" in one topic, and the topic is left out


def tips(turn: Turn) -> dict[str, Tip]:
    """All tips that may be said today."""
    return pool(turn).on(datetime.fromtimestamp(turn.now / 1000, UTC).date())


def pool(turn: Turn) -> Pool:
    """All tips in their language."""
    return turn.library.tips(turn.language)


def fitting(turn: Turn) -> list[str]:
    """The tips that fit whoever reads them."""
    topics = _unwanted(turn)
    found = tips(turn)
    return [key for key, tip in found.items() if _fits(turn, tip) and pool(turn).topic(key) not in topics]


def following(turn: Turn) -> str:
    """The tip that comes next; '' when all that fit are read."""
    had = {*turn.body.tips.read, *(key for key, said in turn.body.tips.verdicts.items() if said == "no")}
    found = tips(turn)
    left = sorted((key for key in fitting(turn) if key not in had), key=lambda key: _place(turn, key))
    in_place = (key for key in left if _now(turn) & {*found[key].when})
    return next(in_place, next(iter(left), ""))


def note(turn: Turn, key: str) -> None:
    """It has been shown."""
    kept = turn.body.tips
    kept.last = (key, turn.now)
    if key not in kept.read:
        kept.read = (*kept.read, key)


def facts(turn: Turn, key: str) -> dict[str, str]:
    """The tip and how sure it is, for a message."""
    return {"key": key, "text": turn.fill(tips(turn)[key].text), "grade": grade(turn, key)}


def start_over(turn: Turn) -> None:
    """Another round, in another order."""
    turn.body.tips.rounds += 1
    turn.body.tips.read = ()
    turn.body.tips.done = False


def grade(turn: Turn, key: str) -> str:
    """How sure it is, in words."""
    return turn.text(f"questions.grade_{tips(turn)[key].grade.replace(' ', '_')}")


def _fits(turn: Turn, tip: Tip) -> bool:
    if tip.season == "summer" and not is_summer(turn.now, turn.person.zone):
        return False
    if turn.shared:  # we don't know who reads it
        return not tip.not_for and bool(TEAM & {*tip.audience})
    mine = {EVERYONE, *turn.body.tips.groups, *(limit for limit in turn.body.limits if limit == "pregnant")}
    minds = {*turn.body.limits, *turn.body.tips.minds}
    return bool(mine & {*tip.audience}) and not minds & {*tip.not_for}


def _unwanted(turn: Turn) -> set[str]:
    said = turn.body.tips.verdicts.items()
    noes = [pool(turn).topic(key) for key, verdict in said if verdict == "no" and key in tips(turn)]
    return {topic for topic in noes if noes.count(topic) >= TWICE}


def _place(turn: Turn, key: str) -> float:
    """Where the tip stands in this reader's order: a topic that helped comes earlier, one with a "no" later."""
    kept = turn.body.tips
    drawn = int.from_bytes(sha256(f"{turn.person.id} {kept.rounds} {key}".encode()).digest()[:8]) / 2**64
    topic = pool(turn).topic(key)
    about = {verdict for other, verdict in kept.verdicts.items() if _same(turn, other, topic)}
    weight = 2.0 if "helped" in about else 0.5 if "no" in about else 1.0
    return drawn / weight


def _same(turn: Turn, key: str, topic: str) -> bool:
    return key in tips(turn) and pool(turn).topic(key) == topic


def _now(turn: Turn) -> set[str]:
    hour = local(turn.now, turn.person.zone or "Etc/UTC").hour
    return next((parts for start, end, parts in HOURS if start <= hour < end or start <= hour + 24 < end), {"any"})
