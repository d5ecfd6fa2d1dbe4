"""A message → what it wants, with its slots, its topics and its danger, and why."""

import math
from datetime import datetime

from crampbot_chat.understand.danger import Danger, look
from crampbot_chat.understand.find import Found
from crampbot_chat.understand.hearing import hear
from crampbot_chat.understand.intents import Wanted, wanted
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.relief import limits, verdict
from crampbot_chat.understand.said import Context, Said
from crampbot_chat.understand.slots import fill, says
from crampbot_chat.understand.topics import PLAIN, Guess, guesses, ranked
from crampbot_chat.understand.typos import familiar, read
from crampbot_chat.understand.weights import because, sure, weigh

TODAY = 2  # the tier from which a danger comes before everything else
NOTHING = "out_of_scope"
ACTS = {  # what only a rule may want: a stretch, and everything that changes something
    *("relief", "reminder_create", "reminder_cancel", "timezone_set", "link_account"),
    *("tips_subscribe", "tips_unsubscribe", "delete_data"),
}
HALF = math.log(0.5)
RULES = 4.0  # what a rule that is sure counts beside the logarithm of a probability
ASKED = 6.0  # the same for what only a rule may want
_REASONS = {
    "period_word": "period", "belly_word": "abdominal", "medical_other": "medical", "chitchat_word": "chitchat",
}  # fmt: skip
_NOBODY = Context()


def understand(text: str, *, now: datetime, context: Context | None = None, language: str = "en") -> Said:
    """Understand a message. `now` is the sender's local time (aware)."""
    context = context or _NOBODY
    found = hear(read(text, language), text, now, context.state, language)
    return judge(text, found, look(found), now, context, language)


def judge(
    text: str, found: Found, dangers: list[Danger], now: datetime, context: Context = _NOBODY, language: str = "en",
    *, topics: bool = True,
) -> Said:  # fmt: skip
    """The same for a message whose concepts and dangers have been found; without `topics` only a question has some."""
    worst = next((each for each in dangers if each.tier == 1 or (each.tier <= TODAY and each.id)), None)
    told = guesses(found, language)
    if told and told[0].weight >= PLAIN:
        found.yes |= lexicon(language).mask("has_topic")
    want = _want(found, worst, text, context, language)
    about = ranked(found, told) if topics or want.intent == "question" else []
    topic = about[0].topic if about else None
    slots = fill(want.intent, found, text, now, language) | _extra(want, worst, topic, text)
    first = dangers[0] if dangers else None
    return Said(
        intent=want.intent,
        slots=slots,
        topic=topic,
        topics=[each.topic for each in about],
        red_flag=(worst.id or None) if worst else None,
        flag=(first.brief or None) if first else None,
        tier=first.tier if first else 0,
        why=want.why + _reasons(want, about),
        confidence=want.sure,
    )


def _want(found: Found, worst: Danger | None, text: str, context: Context, language: str) -> Wanted:
    """Danger first, then commands, then a word about the cramp in a relief talk, then the list of intents."""
    if worst:
        return Wanted("red_flag", 0.95, worst.why)
    return _command(text, language) or _verdict(found, context, language) or _weighed(found, language)


def _weighed(found: Found, language: str) -> Wanted:
    """The rule that holds, unless labelled phrases speak much louder for something else."""
    told = wanted(found, language)
    if told is None:
        told = _nothing_of_ours(found, language)
        if told.intent == "gibberish" or limits(found, language) or says(found, "an_answer", language):
            return told  # what somebody can or can't do, or how it is by now: no wish
    if says(found, "only_limited", language) and told.intent == NOTHING:
        return told
    barred = ACTS - ({"relief"} if says(found, "seized_part", language) else set())
    if not says(found, "may_be_told", language):
        barred.add("log_cramp")  # "gym tomorrow 6pm"
    likely = weigh("wants", found)
    best = max((each for each in likely if each not in barred and each != told.intent), key=likely.__getitem__)
    if likely[best] <= likely[told.intent] + (ASKED if told.intent in ACTS else RULES) * told.sure:
        return told
    certain = sure(likely, best)
    if told.intent == NOTHING and certain < HALF:
        return told
    return Wanted(best, round(math.exp(min(certain, 0)), 2), because("wants", found, best), _reason(found, language))


def _reason(found: Found, language: str) -> str:
    return next((name for concept, name in _REASONS.items() if says(found, concept, language)), "other")


def _extra(want: Wanted, worst: Danger | None, topic: str | None, text: str) -> dict[str, object]:
    """The slots that don't come from the words of a message alone."""
    extra: dict[str, object] = {}
    if want.intent == "out_of_scope":
        extra["reason"] = want.reason or "other"
    if worst and worst.id:
        extra["flag"] = worst.id
    if want.intent == "question" and topic:
        extra["topic"] = topic
    if want.intent == "relief" and text.lstrip().startswith("/"):
        extra["in_progress"] = True
    return extra


def _reasons(want: Wanted, about: list[Guess]) -> tuple[str, ...]:
    return (f"topic: {about[0].topic}", *about[0].why) if want.intent == "question" and about else ()


def _command(text: str, language: str) -> Wanted | None:
    """`/stretch bedtime`, `/tips off`, `/link AB12CD`."""
    head, _, rest = text.strip().partition(" ")
    if not head.startswith("/"):
        return None
    commands = pairs(lexicon(language).tables["commands"]["names"])
    name = head[1:].partition("@")[0].lower()
    intent = commands.get(f"{name} {rest.strip().lower()}") or commands.get(name)
    return Wanted(intent, 1.0, (f"{head} → {intent}",)) if intent else None


def _verdict(found: Found, context: Context, language: str) -> Wanted | None:
    if context.state != "relief" or says(found, "remind", language):
        return None
    intent = {"stop": "it_stopped", "still": "still_hurts"}.get(verdict(found, language))
    return Wanted(intent, 0.9, ("a word about the cramp in a relief talk",)) if intent else None


def _nothing_of_ours(found: Found, language: str) -> Wanted:
    if any(familiar(word, language) for word in found.tokens.words):
        return Wanted("out_of_scope", 0.4, ("nothing of ours",), "other")
    return Wanted("gibberish", 0.7, ("no word is known",))
