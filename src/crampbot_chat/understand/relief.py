"""The night talk: stop signs, "still hurts", and what somebody can't do."""

from crampbot_chat.understand.find import Found, Hit
from crampbot_chat.understand.lexicon import lexicon

FEW = 4  # words up to which a plain "ok" is a stop sign
LIMITS = {
    "cant_stand": "cant_stand",
    "cant_reach": "cant_reach",
    "knee_trouble": "knee",
    "hip_limit": "hip",
    "surgery_limit": "surgery",
    "achilles_limit": "achilles",
    "osteoporosis": "osteoporosis",
    "numb_limit": "numb",
    "pregnant_limit": "pregnant",
    "partner_asleep": "partner_asleep",
}


def verdict(found: Found, language: str = "en") -> str:
    """stop, still or "": the last word about the cramp counts ("ok it went but it's back")."""
    lex = lexicon(language)
    names = [(hit, lex.names[hit.concept]) for hit in found.hits if lex.family[hit.concept] == "verdict"]
    told = [(hit, name) for hit, name in names if name in {"let_go", "still_bad", "not_stop"}]
    while told and told[-1][1] == "still_bad" and told[-1][0].denied:
        told.pop()  # "not worse" says little
    if told:
        return _weigh(found, *told[-1])
    nods = [hit for hit, name in names if name == "yes_done"]
    if nods and not nods[-1].denied and len(found.tokens.words) <= FEW + len(nods) and not any(found.tokens.asks):
        return "stop"
    return ""


def _weigh(found: Found, hit: Hit, name: str) -> str:
    asked = found.tokens.asks[hit.start]
    if name == "let_go":
        if asked:
            return ""
        return "still" if hit.denied else "stop"
    return "" if asked and name == "not_stop" else "still"


def limits(found: Found, language: str = "en") -> frozenset[str]:
    """What somebody says they can't do or have to mind; denied ones ("not pregnant") and past ones are left out."""
    if _says(found, "can_again", language):
        return frozenset()
    told = {name for concept, name in LIMITS.items() if _says(found, concept, language)}
    if _says(found, "not_pregnant", language):
        told.discard("pregnant")
    if "surgery" in told and _says(found, "long_ago", language):
        told.discard("surgery")  # what was done years ago has healed
    return frozenset(told)


def lifted(found: Found, language: str = "en") -> frozenset[str]:
    """The limits that a message takes back ("i can stand again", "not pregnant any more")."""
    lex = lexicon(language)
    denied = {name for concept, name in LIMITS.items() if found.no & lex.mask(concept)}
    if _says(found, "can_again", language):
        words = set(found.tokens.words)
        denied |= {name for name, cues in _AGAIN.items() if words & cues}
    if _says(found, "not_pregnant", language):
        denied.add("pregnant")
    return frozenset(denied)


_UP_AGAIN = {
    *("stehen", "aufstehen", "laufen", "gehen", "pie", "levantarme", "caminar", "andar", "pararme", "lever", "marcher"),
    *("debout", "piedi", "alzarmi", "camminare", "staan", "opstaan", "lopen", "pe", "levantar"),
}
_AGAIN = {
    "cant_stand": {"stand", "walk", "steady", "crutches", "up", *_UP_AGAIN},
    "cant_reach": {"reach", "bend"},
    "knee": {"knee", "knees", "kneel"},
    "hip": {"hip"},
    "achilles": {"achilles"},
    "osteoporosis": {"bones"},
    "pregnant": {"pregnant", "baby", "birth", "schwanger", "embarazada", "enceinte", "incinta", "zwanger", "gravida"},
    "surgery": {"healed", "recovered"},
}


def _says(found: Found, name: str, language: str) -> bool:
    return bool(found.yes & lexicon(language).mask(name))
