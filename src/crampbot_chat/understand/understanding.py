"""A message → what it wants, with its slots, its topics and its danger, and why."""

from datetime import datetime

from crampbot_chat.understand.danger import Danger, look
from crampbot_chat.understand.find import Found
from crampbot_chat.understand.intents import Wanted, hear, wanted
from crampbot_chat.understand.lexicon import lexicon, pairs
from crampbot_chat.understand.relief import verdict
from crampbot_chat.understand.said import Context, Said
from crampbot_chat.understand.slots import fill, pairing_code, says
from crampbot_chat.understand.topics import PLAIN, Guess, guesses
from crampbot_chat.understand.typos import familiar, read

_NOBODY = Context()


def understand(text: str, *, now: datetime, context: Context | None = None, language: str = "en") -> Said:
    """Understand a message. `now` is the sender's local time (aware)."""
    context = context or _NOBODY
    found = hear(read(text, language), text, context.state, language)
    return judge(text, found, look(found, language), now, context, language)


def judge(
    text: str, found: Found, dangers: list[Danger], now: datetime, context: Context = _NOBODY, language: str = "en"
) -> Said:
    """The same for a message whose concepts and dangers have been found."""
    worst = next((each for each in dangers if each.tier <= 2 and (each.id or each.tier == 1)), None)  # noqa: PLR2004
    about = guesses(found, language)
    if worst:
        want = Wanted("red_flag", 0.95, worst.why)
    else:
        want = _command(text, language) or _verdict(found, context, language) or _wanted(found, about, language)
    slots = fill(want.intent, found, text, now, language)
    if text.lstrip().startswith("/relief"):
        slots["in_progress"] = True
    if want.intent == "out_of_scope":
        slots["reason"] = want.reason or "other"
    if worst and worst.id:
        slots["flag"] = worst.id
    topics = [each.topic for each in about]
    topic = topics[0] if about and about[0].weight >= PLAIN else None
    if want.intent == "question" and topic:
        slots["topic"] = topic
    return _said(want, slots, topic, topics, worst, dangers, about)


def _said(
    want: Wanted,
    slots: dict[str, object],
    topic: str | None,
    topics: list[str],
    worst: Danger | None,
    dangers: list[Danger],
    about: list[Guess],
) -> Said:
    first = next(iter(dangers), None)
    why = want.why + (about[0].why if want.intent == "question" and about else ())
    return Said(
        intent=want.intent,
        slots=slots,
        topic=topic,
        topics=topics,
        red_flag=worst.id or None if worst else None,
        flag=first.brief or None if first else None,
        tier=first.tier if first else 0,
        why=why,
        confidence=want.sure,
    )


def _command(text: str, language: str) -> Wanted | None:
    head, _, rest = text.strip().partition(" ")
    if not head.startswith("/") or len(head) < 2:  # noqa: PLR2004
        return None
    commands = pairs(lexicon(language).tables["commands"]["names"])
    name = head[1:].partition("@")[0].lower()
    intent = commands.get(f"{name} {rest.strip().lower()}") or commands.get(name)
    if intent == "link_account" and rest and not pairing_code(rest):
        intent = commands.get(name)
    return Wanted(intent, 1.0, (f"{head} → {intent}",)) if intent else None


def _verdict(found: Found, context: Context, language: str) -> Wanted | None:
    if context.state != "relief" or says(found, "remind", language):
        return None
    intent = {"stop": "it_stopped", "still": "still_hurts"}.get(verdict(found, language))
    return Wanted(intent, 0.9, ("a word about the cramp in a relief talk",)) if intent else None


def _wanted(found: Found, about: list[Guess], language: str) -> Wanted:
    lex = lexicon(language)
    if about and about[0].weight >= PLAIN:
        found.yes |= lex.mask("has_topic")
    return wanted(found, language) or _small_talk(found, about, language)


def _small_talk(found: Found, about: list[Guess], language: str) -> Wanted:
    """What is left: thanks, greetings, help, other talk, and noise."""
    words = found.tokens.words
    if says(found, "thanks_word", language) and not says(found, "asked", language):
        return Wanted("thanks", 0.8, ("thanks",))
    if says(found, "greeting_word", language) and len(words) <= 6:  # noqa: PLR2004
        return Wanted("greeting", 0.8, ("a greeting",))
    if says(found, "menu_word", language):
        return Wanted("help", 0.8, ("asks what there is",))
    for concept, reason in (("belly_word", "abdominal"), ("medical_other", "medical"), ("chitchat_word", "chitchat")):
        if says(found, concept, language):
            return Wanted("out_of_scope", 0.6, (concept,), reason)
    if (
        about
        and about[0].weight >= PLAIN
        and (says(found, "question_start", language) or says(found, "asked", language))
    ):
        return Wanted("question", 0.5, ("has a topic",))
    if not any(familiar(word, language) for word in words):
        return Wanted("gibberish", 0.7, ("no word is known",))
    return Wanted("out_of_scope", 0.4, ("nothing of ours",), "other")
