"""A reminder by one sentence: understood, said back, or asked about where it is doubtful."""

from msgspec.structs import replace

from crampbot_chat.content import FALLBACK
from crampbot_chat.dialogs.reminders import edits
from crampbot_chat.dialogs.reminders.asking import ask_when, ask_which, offer, refuse
from crampbot_chat.dialogs.reminders.draft import TIMED, kind_of, pair, typed, understood
from crampbot_chat.dialogs.reminders.draft import drafts as drafts_of
from crampbot_chat.dialogs.reminders.echo import keep
from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.shown import named
from crampbot_chat.phrases.zones import set_zone, typed_zone, zone_facts, zone_told
from crampbot_chat.store.people import Easing, Idle, Wish
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.changes import change_in
from crampbot_chat.when.read import read
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.zones import local

SOON = 600_000  # ms; so long a bare word is what they want to be reminded of
BARE = {"out_of_scope", "gibberish", "stretch_routine", "greeting", "reminder_snooze"}  # what a bare wish is taken for
ENOUGH = {"no", "stop", "skip", "off", "undo", "delete_last", "tip_no"}  # words that end the question


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
            _follow(turn, reading, wished)
        else:
            doubtful.append((part, reading))
    for part, _ in doubtful[1:]:
        turn.say("reminders.one_more", offers=False, words=part)
    for part, reading in doubtful[:1]:
        _follow(turn, reading, Wish("when", part, turn.event.at, turn.now))
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


def begin(turn: Turn, words: str, said_at: Millis) -> bool:
    """Make a reminder of these words, or ask; False when they hold none."""
    if not turn.person.zone:
        turn.become(Wish("zone", words, said_at, turn.now))
        turn.say("reminders.zone", facts={**zone_facts(turn), "step": "reminders.zone"})
        return True
    reading = understood(turn, words, said_at)
    if reading is None:
        return False
    if not reading.task and not reading.why:
        show_menu(turn)
        return True
    if reading.who:
        _pass_on(turn, reading.who, words, said_at)
        return True
    if reading.nag and reading.reason == "when" and edits.nags(turn, reading.nag):
        return True
    _follow(turn, reading, Wish("when", words, said_at, turn.now))
    return True


def _pass_on(turn: Turn, who: str, words: str, said_at: Millis) -> None:
    """A reminder for somebody else: they are reminded when they ask for it themselves, by a line that is passed on."""
    line = words.replace(who, "me" if who in words.split()[1:2] else "", 1).strip()
    turn.become(Wish("mine", line, said_at, turn.now))
    turn.say("reminders.pass_on", line=line)


def mine(turn: Turn) -> bool:
    """It is for themselves after all; False when that is no longer asked."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "mine":
        return False
    turn.become(Idle())
    return begin(turn, wished.words, wished.at)


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


# --- what was understood ---------------------------------------------------------------------------------------------


def _follow(turn: Turn, reading: Reading, wished: Wish) -> None:
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


# --- answers ---------------------------------------------------------------------------------------------------------


def pick(turn: Turn, number: str) -> bool:
    """One of the readings; False when that question is no longer open."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "pick" or not number.isdigit():
        return False
    if number == "0":
        turn.become(Idle())
        turn.say("reminders.not_set")
        return True
    chosen = wished.drafts[int(number) - 1 : int(number)]
    for each in chosen:
        keep(turn, each)
    return bool(chosen)


def answer_when(turn: Turn, name: str) -> bool:
    """When, by a button."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "when" or not turn.words.has(f"reminders.words_{name}"):
        return False
    return _when(turn, wished, turn.text(f"reminders.words_{name}"))


def answer_zone(turn: Turn, name: str) -> bool:
    """The zone that we asked for; then on with the wish."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "zone" or not name or not set_zone(turn, name):
        return False
    turn.become(Idle())
    turn.say("reminders.zone_told", told=zone_told(turn))
    if not begin(turn, wished.words, wished.at):
        show_menu(turn)
    return True


def answer(turn: Turn, ear: Ear, words: str) -> bool:
    """A typed answer to what we asked; False when it is none."""
    wished = turn.state
    if not isinstance(wished, Wish) or ear.cry or _starts_anew(turn, ear, words):
        return False
    match wished.step:
        case _ if turn.words.command(ear.bare)[0] in ENOUGH:
            turn.become(Idle())
            turn.say("reminders.not_set")
            return True
        case "zone":
            return not _wishes(ear) and answer_zone(turn, typed_zone(turn, words))
        case "when" | "pick":
            return _when(turn, wished, words)
        case "task" if turn.now - wished.since <= SOON and _is_a_task(turn, ear, words):
            keep(turn, replace(wished.drafts[0], task=words.strip()[: reminders.TASK]))
            return True
    return False


def _wishes(ear: Ear) -> bool:
    """Another sentence with an hour in it is no answer to "what time is it for you"."""
    return ear.said.intent in {"reminder_create", "log_cramp"} or ear.mentions("remind", "stretch_word")


def just_ring(turn: Turn) -> bool:
    """Of nothing in particular; False when that is no longer asked."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "task":
        return False
    keep(turn, replace(wished.drafts[0], task=turn.text("reminders.just_ring")))
    return True


def leave(turn: Turn) -> None:
    """They spoke of something else: what we asked is no longer open."""
    if isinstance(turn.state, Wish) and turn.state.step != "zone":
        turn.become(Idle())


def _is_a_task(turn: Turn, ear: Ear, words: str) -> bool:
    """Is it what they want to be reminded of, and nothing that we know as another wish?"""
    known = ear.said.intent in BARE or kind_of(ear)
    return bool(known) and not change_in(words, turn.person.zone, reminders.locale(turn))


def _starts_anew(turn: Turn, ear: Ear, words: str) -> bool:
    """Is it another wish, and no answer to what we asked?"""
    if not turn.person.zone:
        return False
    reading = understood(turn, words, turn.event.at)
    whole = reading and reading.task and reading.kind in {"once", "recurring"}
    return bool(reading and (reading.asked or (whole and kind_of(ear))))


def _when(turn: Turn, wished: Wish, words: str) -> bool:
    """The missing time: the words alone, or the whole sentence with them; False when they say nothing of a time."""
    asked = understood(turn, wished.words, wished.at) or Reading("")
    task = asked.task
    texts = [f"{wished.words} {words}", words]
    if wished.step == "pick":
        texts.reverse()  # the time that was said is no longer meant
    readings = [understood(turn, text, turn.event.at) for text in texts]
    known = [
        each for each in readings if each and each.reason not in {"conflict", "times"} and _why(each) != _why(asked)
    ]
    clear = [each for each in known if each.kind in {"once", "recurring"} or each.alternatives]
    refused = [each for each in known if each.kind == "refuse"]
    for reading in (*clear, *refused):
        _follow(turn, replace(reading, task=task or reading.task), wished)
        return True
    return False


def _why(reading: Reading) -> tuple[tuple[str, str], ...]:
    """What of the words was taken for a time, also in the readings that it can have."""
    inner = (each for other in reading.alternatives for each in other.why)
    return tuple((each.kind, each.words) for each in (*reading.why, *inner))
