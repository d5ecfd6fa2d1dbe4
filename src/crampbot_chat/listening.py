"""What somebody wrote finds its dialog: danger first, then the open question, then an acute cramp, then the rest."""

from crampbot_chat.dialogs import amend, daily, diary, door, guided, language, questions, relief, safety, settings, tips
from crampbot_chat.dialogs.reminders import completing, create, edits, hours, invite, listing
from crampbot_chat.phrases.warning import stands
from crampbot_chat.replies import answers_last
from crampbot_chat.steps import easing, entries, person, stretching, warning
from crampbot_chat.store.people import Easing
from crampbot_chat.table import COMMANDS, WISHES
from crampbot_chat.triage import TODAY
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, Ear, bare

ME = frozenset({"i", "im", "ive", "i'm", "i've", "me", "my"})  # words of somebody who speaks of themselves
FEW = 5  # words; more of them are about something else than an ok or a muscle
FIRST = {"again", "everything", "knee", "side", "jaw", "other"}  # words that would be misheard as another cry


def hear(turn: Turn, words: str, attached: str) -> None:
    """Somebody wrote in private."""
    noticed = language.notice(turn, bare(words))
    _hear(turn, words, attached)
    if noticed:
        language.noticed(turn)


def _hear(turn: Turn, words: str, attached: str) -> None:
    ear = Ear(words, turn.tongue)
    danger = ear.danger
    if danger:
        tips.flagged(turn, danger.brief)
    if danger and danger.tier <= TODAY:
        relief.leave(turn)
        guided.leave(turn)
        warning.warn(turn, danger)
        return
    if warning.dials(turn, ear.bare) or person.hear_language(turn, ear.bare):
        return
    if answers_last(turn, ear, words) or _corrects(turn, ear):
        return
    settings.keep_limits(turn, frozenset(), ear.lifted)
    if cry := ear.cry or _goes_on(turn, ear) or _night_cry(turn, ear, words, attached):
        easing.cramp(turn, cry)
        if danger:
            safety.warn(turn, danger)
        return
    if _reacts(turn) or _asks_with_limits(turn, ear, words) or _speaks(turn, ear, words):
        return
    if danger:
        safety.warn(turn, danger)
    elif attached and not words:
        door.wordless(turn)
    else:
        _guess(turn, ear, words)


def _reacts(turn: Turn) -> bool:
    """A thumb below something that asks nothing: no answer is one."""
    return bool(getattr(turn.event.what, "on", "")) and not isinstance(turn.state, Easing)


def _corrects(turn: Turn, ear: Ear) -> bool:
    """Words that would be misheard as a cry: "it's back", "not the calf, the foot"."""
    first = FIRST if turn.night or isinstance(turn.state, Easing) else FIRST | {"stop"}
    return _command(turn, ear, first) or entries.night_hours(turn, ear) or amend.hear(turn, ear)


def _goes_on(turn: Turn, ear: Ear) -> Cry | None:
    """A cramp "since 5 minutes"; at night one "for 3 minutes", too, unless one was there just now."""
    if not ear.goes_on or not (turn.night or ear.mentions("since_minutes")) or _lately(turn):
        return None
    return Cry(muscle=ear.muscle or None, side=ear.side or None, vague=not ear.muscle)


def _night_cry(turn: Turn, ear: Ear, words: str, attached: str) -> Cry | None:
    """At night a picture, a voice note or a muscle alone is a cry for help; nobody wakes up to chat about it."""
    if not turn.night or "?" in words:
        return None
    if attached and not words:
        return Cry()
    if ear.said.intent == "stretch_routine" and _calmly(turn, ear):
        return None
    about_this = ear.says_gone or (ear.says_still and isinstance(turn.state, Easing))
    if ear.tells:  # "calf 3am", typed at 03:05, tells of one that is over
        return None
    about_this = about_this or ear.said.intent == "reminder_create"
    if ear.muscle and len(ear.bare.split()) <= FEW and not (about_this or ear.limits or ear.lifted):
        return Cry(muscle=ear.muscle, side=ear.side or None, vague=True)
    return None


def _calmly(turn: Turn, ear: Ear) -> bool:
    """A stretch for another time, "before bed", or one that they want to see when the cramp has just let go."""
    last = turn.cramps[0] if turn.cramps else None
    over = last is not None and last.ended_at is not None and turn.event.at - last.ended_at <= relief.RESUME
    return ear.said.slots.get("occasion") != "general" or (over and stretching.asks_to_see(turn, ear))


def _question(turn: Turn, ear: Ear, words: str) -> bool:
    """A question is answered; of a sign that should be seen to, the advice follows, or comes alone."""
    if ear.said.intent != "question":
        return False
    topic = ear.said.topic or ""
    if not ear.danger:
        questions.ask(turn, topic, words)
    elif key := questions.knows(turn, topic, words):
        if ear.danger.brief not in turn.answers[key].flags:  # else the answer says it
            safety.warn(turn, ear.danger)
    else:
        return False
    return True


def _surely_asks(turn: Turn, ear: Ear, words: str) -> bool:
    """A question in nearly our own words, before a wish that is made of the same ones: "would stretching help"."""
    easing = isinstance(turn.state, Easing)  # then "can't sleep" says that it still hurts
    asks = ear.mentions("question_start") or (not easing and ear.mentions("sleepless", "awake_after"))
    return asks and not ear.danger and bool(questions.knows(turn, "", words, sure=True))


def _asks_with_limits(turn: Turn, ear: Ear, words: str) -> bool:
    """Is it safe when pregnant? The answer comes at once; what somebody says of their own body is kept beside it."""
    if not ear.limits or isinstance(turn.state, Easing) or not _question(turn, ear, words):
        return False
    if not ME.isdisjoint(ear.bare.split()):
        settings.keep_limits(turn, ear.limits, frozenset())
    return True


def _speaks(turn: Turn, ear: Ear, words: str) -> bool:
    """They say something that we know; a reminder that was being made is over with it."""
    state = turn.state
    known = person.limits_said(turn, ear) or _says(turn, ear, words)
    if known and turn.state is state:
        completing.leave(turn)
    return known


def _says(turn: Turn, ear: Ear, words: str) -> bool:
    """While a cramp is being eased a "thanks" ends it and "help" means pain; at any other time they are commands."""
    easing = isinstance(turn.state, Easing)
    if easing and _surely_asks(
        turn, ear, words
    ):  # "how long will it last" has a "last" in it, and wants no next method
        return True
    if easing and not words.startswith("/") and _in_relief(turn, ear):
        return True
    return (
        hours.hear(turn, ear, words)
        or edits.hear(turn, ear, words)
        or invite.hear_wish(turn, words)
        or create.in_other_words(turn, ear)
        or _command(turn, ear)
        or warning.hear_country(turn, ear.bare)
        or (_noted_first(ear) and entries.note(turn, ear))
        or _surely_asks(turn, ear, words)
        or _wish(turn, ear)
        or _question(turn, ear, words)
        or entries.note(turn, ear)
        or (not easing and (_after_relief(turn, ear) or create.bare(turn, ear)))
    )


def _noted_first(ear: Ear) -> bool:
    """A medicine that was taken, and "stretching helped": they tell, and wish for nothing."""
    return bool(ear.took or (ear.helped and ear.said.intent == "stretch_routine"))


def _wish(turn: Turn, ear: Ear) -> bool:
    """What they want, in their own words."""
    step = WISHES.get(ear.said.intent)
    if ear.said.intent in {"stretch_routine", "tip_now", "reminder_list"} and create.clear(turn, ear):
        step = create.wish
    if ear.said.intent == "log_cramp" and create.asks_of_night(turn, ear):
        step = create.wish
    return bool(step and step(turn, ear))


def _in_relief(turn: Turn, ear: Ear) -> bool:
    muscle = turn.state.muscle if isinstance(turn.state, Easing) else ""
    if ear.says_gone:
        relief.gone(turn)
    elif ear.says_still and ear.muscle not in {"", muscle}:
        relief.switch(turn, ear.muscle, ear.side)
    elif ear.says_still:
        easing.still(turn)
    else:
        return False
    return True


def _after_relief(turn: Turn, ear: Ear) -> bool:
    if len(ear.bare.split()) > FEW:
        return False
    if ear.says_gone:
        if not safety.stays(turn):
            relief.gone(turn)
    elif ear.says_still and (_lately(turn) or stands(turn)):
        easing.eases(turn, relief.resume)
    else:
        return False
    return True


def _lately(turn: Turn) -> bool:
    """True when a cramp is so recent that "still hurts" can only mean that one."""
    last = turn.cramps[0] if turn.cramps else None
    return last is not None and turn.event.at - (last.ended_at or last.lasted_to) <= relief.RESUME


def _command(turn: Turn, ear: Ear, only: set[str] | None = None) -> bool:
    name, number = turn.words.command(ear.bare)
    if only is not None and name not in only:
        return False
    if name == "delete":
        entries.delete(turn, number)
    elif name in COMMANDS:
        COMMANDS[name](turn)
    else:
        return ear.bare.isdecimal() and (listing.which(turn, int(ear.bare)) or diary.which(turn, int(ear.bare)))
    return True


def _guess(turn: Turn, ear: Ear, words: str) -> None:
    """Not understood. In the middle of a cramp the method stands there once more; what isn't ours, we say."""
    reason = str(ear.said.slots.get("reason", "")) if ear.said.intent == "out_of_scope" else ""
    topic = {"abdominal": "belly"}.get(reason, reason)
    beyond = turn.triage.has_scope(topic)
    if isinstance(turn.state, Easing) and not beyond:
        relief.again(turn)
        return
    if turn.night and safety.again(turn):
        return
    if beyond:
        safety.scope(turn, topic)
    elif any(turn.words.command(bare(word))[0] in daily.NOUNS for word in words.split()):
        daily.menu(turn)
    elif ear.bare.isdecimal() or not questions.knows(turn, "", words):
        foreign = language.foreign(turn, ear.bare)
        if turn.night or not foreign:
            door.guess(turn, ear.muscle)
        if foreign:
            language.ask(turn)
