"""A reminder by one sentence: understood, said back, or asked about where it is doubtful."""

from msgspec.structs import replace

from crampbot_chat.content import FALLBACK
from crampbot_chat.dialogs.reminders import edits, invite
from crampbot_chat.dialogs.reminders.asking import ask_when, ask_which, offer, refuse
from crampbot_chat.dialogs.reminders.draft import TIMED, kind_of, pair, typed, understood
from crampbot_chat.dialogs.reminders.draft import asks_of_night as is_question
from crampbot_chat.dialogs.reminders.draft import drafts as drafts_of
from crampbot_chat.dialogs.reminders.echo import keep
from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.shown import named
from crampbot_chat.phrases.zones import zone_facts
from crampbot_chat.store.people import Easing, Wish
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.read import read
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.zones import local

BARE = {"out_of_scope", "gibberish", "stretch_routine", "greeting", "reminder_snooze"}  # what a bare wish is taken for


def wish(turn: Turn, ear: Ear) -> bool:
    """Somebody wishes for a reminder; in the middle of a cramp that goes on meanwhile."""
    del ear
    state, words, body = turn.state, _words(turn), turn.body
    shown, said = (body.offered, body.offered_at, body.counted), len(turn.said)
    done = _each(turn, words) or begin(turn, words, turn.event.at)
    if not isinstance(state, Easing):
        return done
    if isinstance(turn.state, Wish):  # no question while it hurts
        del turn.said[said:]
        body.offered, body.offered_at, body.counted = shown
        turn.say("reminders.after_cramp", offers=False)
    turn.become(state)
    return done


def _words(turn: Turn) -> str:
    """What they wrote; "this" is what was shown last."""
    words = typed(turn)
    reading = understood(turn, words, turn.event.at) if turn.person.zone else None
    return named(turn, words, reading.task) if reading and reading.asked else words


def _each(turn: Turn, words: str) -> bool:
    """Two in one sentence: the clear ones are kept, then one is asked about. False when it is only one."""
    parts = pair(turn, words)
    found = [(part, reading) for part in parts if (reading := understood(turn, part, turn.event.at))]
    doubtful: list[tuple[str, Reading]] = []
    for part, reading in found:
        wished = Wish("when", part, turn.event.at, turn.now)
        if len(drafts_of(turn, reading, wished)) == 1 and reading.kind in {"once", "recurring"}:
            follow(turn, reading, wished)
        else:
            doubtful.append((part, reading))
    for part, _ in doubtful[1:]:
        turn.say("reminders.one_more", offers=False, words=part)
    for part, reading in doubtful[:1]:
        follow(turn, reading, Wish("when", part, turn.event.at, turn.now))
    return bool(parts)


def bare(turn: Turn, ear: Ear) -> bool:
    """A wish without a word that asks for it ("8pm stretch"): taken when we know what it is of, else asked about."""
    if ear.said.intent not in BARE or "?" in typed(turn):
        return False
    if not turn.person.zone:
        found = read(typed(turn), now=local(turn.event.at, "UTC"), zone="UTC", locale=reminders.locale(turn))
    else:
        found = understood(turn, typed(turn), turn.event.at)
    timed = found and (found.kind == "recurring" or {each.kind for each in found.why} & TIMED)
    if found is None or not timed or not found.task or found.kind == "refuse":
        return False
    if found.kind == "ask" and not found.alternatives:
        return False
    if not turn.person.zone or kind_of(ear):
        return begin(turn, typed(turn), turn.event.at)
    wished = Wish("pick", typed(turn), turn.event.at, turn.now)
    drafts = drafts_of(turn, found, wished)
    offer(turn, replace(wished, drafts=drafts), turn.text("reminders.shall_i", task=drafts[0].task))
    return True


def preset(turn: Turn, name: str) -> bool:
    """One of the usual wishes, by its button; False when there is none of that name."""
    return turn.words.has(f"reminders.words_{name}") and begin(
        turn, turn.text(f"reminders.words_{name}"), turn.event.at
    )


def begin(turn: Turn, words: str, said_at: Millis, *, invited: bool = False) -> bool:
    """Make a reminder of these words, or ask; False when they hold none. invited: somebody else asked for it."""
    if not invited and invite.hear_wish(turn, words):
        return True
    if not turn.person.zone:
        turn.become(Wish("zone", words, said_at, turn.now, invited=invited))
        turn.say("reminders.zone", facts={**zone_facts(turn), "step": "reminders.zone"})
        return True
    reading = understood(turn, words, said_at)
    if reading is None:
        return False
    if reading.who and not invited:
        invite.invite(turn, invite.Other(words.replace(reading.who, "", 1).strip(), reading.task))
    elif reading.task or reading.why:
        _make(turn, reading, Wish("when", words, said_at, turn.now, invited=invited))
    else:
        show_menu(turn)
    return True


def _make(turn: Turn, reading: Reading, wished: Wish) -> None:
    """It is understood: a reminder, or something about the last one."""
    if reading.nag and reading.reason == "when" and edits.nags(turn, reading.nag):
        return
    if wished.invited and reading.kind == "once" and (reading.at or 0) <= turn.now:  # they said yes too late for it
        turn.say("invite.over", offers=False)
        ask_when(turn, replace(reading, reason="when"), wished)
    else:
        follow(turn, reading, wished)


def until_quiet(turn: Turn, ear: Ear) -> bool:
    """It speaks of quiet nights, and means a reminder: "stretch every evening until 14 quiet nights"."""
    reading = understood(turn, typed(turn), turn.event.at) if turn.person.zone else None
    counts = reading and reading.kind == "recurring" and reading.condition and reading.condition.kind == "quiet"
    return bool(counts) and wish(turn, ear)


def clear(turn: Turn, ear: Ear) -> bool:
    """Do their words ask for a reminder, and say when? "Before bed" alone may be what a stretch is for."""
    reading = understood(turn, typed(turn), turn.event.at) if turn.person.zone else None
    if reading is None or not (reading.asked and reading.task):
        return False
    occasion = reading.anchor is not None and ear.said.intent == "stretch_routine"
    return reading.kind == "recurring" or (reading.kind == "once" and not occasion)


def asks_of_night(turn: Turn, ear: Ear) -> bool:
    """Do they want to be asked about the night again and again? It tells of a cramp only at first sight."""
    zone = turn.person.zone or "UTC"
    reading = read(typed(turn), now=local(turn.event.at, zone), zone=zone, locale=reminders.locale(turn))
    return bool(reading and reading.kind == "recurring" and is_question(turn, ear, reading.task))


def asks(turn: Turn) -> bool:
    """Do their words ask for a reminder?"""
    zone = turn.person.zone or "UTC"
    reading = read(typed(turn), now=local(turn.event.at, zone), zone=zone, locale=reminders.locale(turn))
    return bool(reading and reading.asked and reading.task)


def in_other_words(turn: Turn, ear: Ear) -> bool:
    """A wish in another language than English, whose grammar of times knows the words that ask for a reminder."""
    return turn.tongue != FALLBACK and asks(turn) and wish(turn, ear)


def show_menu(turn: Turn) -> None:
    """They asked for a reminder and said nothing else: the usual ones."""
    turn.say("reminders.menu")


def follow(turn: Turn, reading: Reading, wished: Wish) -> None:
    """One reading → kept; two → asked; none → asked or refused."""
    drafts = drafts_of(turn, reading, wished)
    if reading.kind == "refuse":
        refuse(turn, reading, wished)
    elif not drafts or _hourless(reading, drafts[0]):
        ask_when(turn, reading, wished)
    elif not drafts[0].task:
        turn.become(replace(wished, step="task", drafts=drafts))
        turn.say("reminders.what")
    elif len(drafts) > 1 or reading.kind == "ask":
        ask_which(turn, reading, replace(wished, drafts=drafts))
    else:
        keep(turn, drafts[0], reading.reason)


def _hourless(reading: Reading, draft: Reminder) -> bool:
    """No hour was said, and for a medicine we don't make one up."""
    return draft.kind == "medicine" and reading.reason in {"no_time", "times"}
