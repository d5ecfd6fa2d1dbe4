"""A wish for a reminder, completed by what they answer to our question."""

from msgspec.structs import replace

from crampbot_chat.dialogs.reminders import invite
from crampbot_chat.dialogs.reminders.create import BARE, begin, follow, show_menu
from crampbot_chat.dialogs.reminders.draft import kind_of, understood
from crampbot_chat.dialogs.reminders.echo import keep
from crampbot_chat.model import Text
from crampbot_chat.phrases import reminders
from crampbot_chat.phrases.zones import set_zone, typed_zone, zone_told
from crampbot_chat.store.people import Idle, Wish
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.changes import change_in
from crampbot_chat.when.reading import Reading

LATER = 3_600_000  # ms; so long after it was asked it is asked once more
SOON = 600_000  # ms; so long a bare word is what they want to be reminded of
ENOUGH = {"no", "stop", "skip", "off", "undo", "delete_last", "tip_no"}  # words that end the question


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


def put_off(turn: Turn) -> None:
    """A cramp comes first: what waits for their zone is kept."""
    if isinstance(turn.state, Wish) and turn.state.step == "zone":
        turn.body.put_off = turn.state


def go_on(turn: Turn) -> None:
    """A cramp came first: on with the wish once their zone is known, or ask for it once more when they write."""
    wished = turn.body.put_off
    if wished is None or not isinstance(turn.state, Idle):
        return
    if turn.person.zone or (isinstance(turn.event.what, Text) and turn.now - wished.since > LATER):
        turn.body.put_off = None
        begin(turn, wished.words, wished.at, invited=wished.invited)


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
    if not begin(turn, wished.words, wished.at, invited=wished.invited):
        show_menu(turn)
    return True


def just_ring(turn: Turn) -> bool:
    """Of nothing in particular; False when that is no longer asked."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "task":
        return False
    keep(turn, replace(wished.drafts[0], task=turn.text("reminders.just_ring")))
    return True


def mine(turn: Turn) -> bool:
    """It is for themselves after all; False when that is no longer asked."""
    wished = turn.state
    if not isinstance(wished, Wish) or wished.step != "mine":
        return False
    turn.become(Idle())
    invite.withdraw(turn)
    return begin(turn, wished.words, wished.at)


def leave(turn: Turn) -> None:
    """They spoke of something else: what we asked is no longer open."""
    if isinstance(turn.state, Wish) and turn.state.step != "zone":
        turn.become(Idle())


def _wishes(ear: Ear) -> bool:
    """Another sentence with an hour in it is no answer to "what time is it for you"."""
    return ear.said.intent in {"reminder_create", "log_cramp"} or ear.mentions("remind", "stretch_word")


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
        follow(turn, replace(reading, task=task or reading.task), wished)
        return True
    return False


def _why(reading: Reading) -> tuple[tuple[str, str], ...]:
    """What of the words was taken for a time, also in the readings that it can have."""
    inner = (each for other in reading.alternatives for each in other.why)
    return tuple((each.kind, each.words) for each in (*reading.why, *inner))
