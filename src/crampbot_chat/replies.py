"""Words that answer what was said last: the open question, a button's label or number, the tip or reminder shown."""

from crampbot_chat.dialogs import amend, country, guided, logbook, morning, pace, privacy, settings, tips
from crampbot_chat.dialogs.reminders import answers, change, completing, edits, invite
from crampbot_chat.phrases import shown
from crampbot_chat.phrases.entries import spoken
from crampbot_chat.phrases.words import yes_or_no
from crampbot_chat.phrases.zones import typed_zone
from crampbot_chat.presses import press
from crampbot_chat.steps import unasked, warning
from crampbot_chat.store.diary import Cramp
from crampbot_chat.store.people import Asked, Card, Easing, Guided, Telling, Wish
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear, bare

SOON = 600_000  # ms
STRONGEST = 10  # of pain
NOTED = {"diary.undo", "diary.consent", "privacy.show"}  # what stands below a note that asks nothing about the cramp
MEANT = {  # words about what was shown last: the first of these buttons that stands below it
    "next": ("tips.now", "stretch.way", "stretches.choose", "diary.page"),
    "tip_why": ("questions.why", "stretches.why", "tips.why"),
    "begin": ("guided.start",),
    "go_on": ("guided.start",),
    "again": ("guided.start",),
}


def answers_last(turn: Turn, ear: Ear, words: str) -> bool:
    """The words answer the question that is open: by what it asks for, by a button's label, or by its number."""
    if isinstance(turn.state, Card):
        if morning.hear(turn, ear, words):
            return True
        if ear.cry:  # a muscle's name on an old card's button is a cry for help by now
            return False
    if isinstance(turn.state, Telling) and not edits.named(turn, words)[0]:
        if logbook.hear(turn, ear):
            return True
        if ear.cry:
            return False
    return (
        invite.hear(turn)
        or guided.other_side(turn, ear)
        or _types_button(turn, ear.bare)
        or _answers_question(turn, ear, words)
        or _about_the_shown(turn, ear)
        or _about_the_last(turn, ear, words)
    )


def _about_the_shown(turn: Turn, ear: Ear) -> bool:
    """Next, why, start: about what was shown last, where that can be meant."""
    name = turn.words.command(ear.bare)[0]
    token = shown.press(turn, MEANT.get(name, ()))
    back = name == "again" and (turn.night or turn.now - turn.body.offered_at > SOON)  # it cramps again
    if not token or back or isinstance(turn.state, Easing):
        return False
    press(turn, token)
    return True


def _about_the_last(turn: Turn, ear: Ear, words: str) -> bool:
    """A word such as "later" is about what came last: a reminder that rang, or a tip."""
    rang = turn.body.rung[-1][2] if turn.body.rung else 0
    shown = turn.body.tips.last[1] if turn.body.tips.last else 0
    if shown > rang and _about_the_tip(turn, ear):
        return True
    return answers.hear(turn, ear, words) or (shown <= rang and _about_the_tip(turn, ear))


def _about_the_tip(turn: Turn, ear: Ear) -> bool:
    if turn.words.command(ear.bare)[0] == "tip_remind":
        return unasked.remind_of_tip(turn)
    return pace.hear(turn, ear) or tips.hear(turn, ear)


def _tells_strength(turn: Turn, said: str) -> bool:
    """Below a note that says nothing of the strength, a number is one, rather than the button that would undo it.

    Buttons that ask something keep their numbers: 1 is "Yes, keep it".
    """
    cramp = spoken(turn)
    names = [token.split(" ")[1] for _, token in turn.body.offered]
    if not (said.isdecimal() and int(said) <= STRONGEST and "diary.undo" in names):
        return False
    if not (isinstance(cramp, Cramp) and cramp.pain is None and not cramp.feel) or not NOTED.issuperset(names):
        return False
    if 0 < int(said) <= len(names) and names[int(said) - 1] != "diary.undo":
        return False
    amend.strength(turn, cramp, int(said))
    return True


def _types_button(turn: Turn, said: str) -> bool:
    if _tells_strength(turn, said):
        return True
    for number, (label, token) in enumerate(turn.body.offered, 1):
        if said and said in {bare(label), "" if turn.body.counted else str(number)}:
            press(turn, token)
            return True
    value = yes_or_no(turn, said)
    if value and (code := invite.offered(turn)):
        unasked.invited(turn, value, code)
        return True
    if value and any(token.endswith(f"diary.consent {value}") for _, token in turn.body.offered):
        privacy.consent(turn, value)
        return True
    return False


def _answers_question(turn: Turn, ear: Ear, words: str) -> bool:  # noqa: PLR0911 - one for each question
    match turn.state:
        case Asked(what="forget" | "reminders" as what) if value := yes_or_no(turn, ear.bare):
            return privacy.answer_forget(turn, value) if what == "forget" else change.answer_all(turn, value)
        case Wish():
            return completing.answer(turn, ear, words)
        case Asked(what="zone") if not ear.cry and ear.said.intent not in {"reminder_create", "log_cramp"}:
            return settings.answer_zone(turn, typed_zone(turn, words))
        case Asked(what="country") if not ear.cry and (code := country.named(turn, ear.bare)):
            return warning.take_country(turn, code)
        case Easing(asked=True) if value := yes_or_no(turn, ear.bare, nods=False):
            return warning.eleven(turn, value)
        case Guided():
            return guided.hear(turn, ear)
    return False
