"""A reminder for somebody else: a code to give to them, their yes or no, and then it is theirs alone."""

import re
from functools import lru_cache

from msgspec import Struct

from crampbot_chat.content import Words
from crampbot_chat.ids import HALF, LETTERS, is_code
from crampbot_chat.model import Millis, Opened, Span, Text
from crampbot_chat.phrases import reminders
from crampbot_chat.store.invitations import Found, Invitation
from crampbot_chat.store.people import Easing, Wish
from crampbot_chat.turn import Turn
from crampbot_chat.when.read import read
from crampbot_chat.when.zones import local

DAY = 24 * 3_600_000  # ms
GOOD = 7  # days
MOST = 5  # invitations of one person that nobody has answered yet
TRIES = 5  # wrong codes; then a break
BREAK: Millis = 3_600_000
WORDS = 200  # characters of a wish that somebody else gets to see
CODE = re.compile(rf"(?<!\w)([{LETTERS}]{{{HALF}}})[- ]?([{LETTERS}]{{{HALF}}})(?!\w)", re.IGNORECASE)
FEW = 3  # words; a code among more of them is none


class Other(Struct, frozen=True):
    """Somebody else is to be reminded. line: as they would say it themselves; shown: what they see of it."""

    line: str
    shown: str


# --- asked for ------------------------------------------------------------------------------------------------------


def hear_wish(turn: Turn, words: str) -> bool:
    """Somebody wants somebody else to be reminded; False when they don't."""
    other = None if isinstance(turn.state, Easing) else meant(turn, words)
    if other:
        invite(turn, other)
    return other is not None


def meant(turn: Turn, words: str) -> Other | None:
    """Remind Anna to stretch at 9; None when the words are about whoever wrote them."""
    lists = _lists(turn.words)
    found = _who(turn.words).search(words)
    asked = {*words[: found.start()].lower().split()} if found else set()
    if found is None or not asked.isdisjoint(lists["verbs"]):  # "remind me to remind Anna"
        return None
    who, rest = found[1], words[found.end(1) :]
    first, *more = [word.lower().strip(".,;:!?") for word in rest.split()] or [""]
    joins = first in lists["joins"]
    named = who.startswith("@") or (who[:1].isupper() and (joins or not {*more}.isdisjoint(lists["joins"])))
    told = who.split()[0].lower() in {*lists["own"], *lists["them"]} and (joins or bool({*more} & {*lists["joins"]}))
    if not (named or told or joins):
        return None
    said = rest.split()
    at = next((index for index, word in enumerate(said) if word.lower() in lists["joins"]), None)
    before = words[: found.start()].split()
    while before and before[0].lower().strip(",") in lists["polite"]:
        del before[0]
    shown = " ".join([*before, *(each for index, each in enumerate(said) if index != at)]).strip(" .,;:!?")
    return Other(f"{words[: found.start(1)]}me{rest}", shown)


@lru_cache(maxsize=16)
def _lists(words: Words) -> dict[str, list[str]]:
    """The words of this language in which somebody else is spoken of."""
    lists: dict[str, list[str]] = words.data("others", dict[str, list[str]])
    return lists


@lru_cache(maxsize=16)
def _who(words: Words) -> re.Pattern[str]:
    lists = _lists(words)
    verbs, me, own, ands = ("|".join(map(re.escape, lists[name])) for name in ("verbs", "me", "own", "ands"))
    things = "|".join(map(re.escape, lists["things"]))
    return re.compile(
        rf"\b(?:{verbs})\s+(?!(?:{me}|{things})\b)"
        rf"((?:(?:{own})\s+\w[\w'-]*|@[\w'-]*|\w[\w'-]*)(?:\s+(?:{ands})\s+(?:(?:{own})\s+)?\w[\w'-]*)*)(?!\S*')",
        re.IGNORECASE,
    )


def invite(turn: Turn, other: Other) -> None:
    """A code for them, when it is clear that it is about a time."""
    zone = turn.person.zone or "UTC"
    reading = read(other.line, now=local(turn.event.at, zone), zone=zone, locale=reminders.locale(turn))
    timed = reading and (reading.kind in {"once", "recurring"} or reading.alternatives)
    if not timed or not other.shown:
        turn.say("invite.when")
        return
    if len(turn.invitations) >= MOST:
        turn.say("invite.too_many", n=len(turn.invitations))
        return
    code = turn.new_code()
    made = Invitation(
        code=code,
        expires_at=turn.now + GOOD * DAY,
        words=other.line,
        shown=other.shown[:WORDS],
        said_at=turn.event.at,
        name=turn.event.name,
        language=turn.words.language,
    )
    turn.keep_invitation(made)
    turn.body.inviting = made.expires_at
    turn.body.undo = ("invitation", code, "")
    turn.become(Wish("mine", other.line, turn.event.at, turn.now))
    seen = turn.text("invite.see_name", asker=made.name) if made.name else turn.text("invite.see")
    turn.say("invite.made", code=Span(code, opens=True), days=GOOD, seen=seen, words=made.shown)


def undo(turn: Turn, code: str = "") -> bool:
    """Take the last one back; False when the last change was another."""
    kind, last, _ = turn.body.undo or ("", "", "")
    if kind != "invitation" or code not in {"", last}:
        return False
    turn.say("invite.undone" if withdraw(turn) else "invite.answered")
    return True


def withdraw(turn: Turn) -> bool:
    """Nobody can say yes to the last one any more; False when that is too late."""
    kind, code, _ = turn.body.undo or ("", "", "")
    turn.body.undo = None
    there = kind == "invitation" and any(each.invitation.code == code for each in turn.invitations)
    if there:
        turn.use_invitation(code)
    return there


# --- answered -------------------------------------------------------------------------------------------------------


def hear(turn: Turn) -> bool:
    """Somebody brings a code, by a link or typed; False when there is none."""
    match turn.event.what:
        case Opened(code=said) | Text(words=said) if said and len(said.split()) <= FEW:
            found = CODE.search(said)
            if found is None or not is_code(found[0]):
                return False
            return _show(turn, f"{found[1]}-{found[2]}".upper())
    return False


def _show(turn: Turn, code: str) -> bool:
    found = _look(turn, code)
    if found is None:
        return True
    if found.asker == turn.person.id:
        turn.say("invite.own")
    elif isinstance(turn.state, Easing):
        turn.say("invite.after_cramp", offers=False)
    else:
        name = found.invitation.name or turn.text("invite.somebody")
        turn.say("invite.asks", code=code, words=found.invitation.shown, asker=name)
    return True


def _look(turn: Turn, code: str) -> Found | None:
    """The invitation with this code; else says that there is none, and counts how often that happened."""
    body = turn.body
    body.wrong_codes = tuple(at for at in body.wrong_codes if turn.now - at < BREAK)
    if len(body.wrong_codes) >= TRIES:
        turn.say("invite.too_often")
        return None
    found = turn.invitation(code)
    if found is None or found.invitation.expires_at <= turn.now:
        body.wrong_codes = (*body.wrong_codes, turn.now)
        turn.say("invite.unknown")
        return None
    return found


def answer(turn: Turn, value: str, code: str) -> Invitation | None:
    """Their yes or no: it is used up, and whoever asked hears which. The invitation, when it is to be set now."""
    found = _look(turn, code)
    if found is None or found.asker == turn.person.id or value not in {"yes", "no"}:
        return None
    turn.use_invitation(code)
    turn.body.offered = ()
    if found.reachable:
        _tell(turn, found, "invite.said_yes" if value == "yes" else "invite.said_no")
    if value == "yes":
        return found.invitation
    turn.say("invite.declined")
    return None


def _tell(turn: Turn, found: Found, key: str) -> None:
    """To whoever asked, where they are now and in their language; without a sound, since we don't know their hour."""
    turn.say_to(found.home, key, found.invitation.language, words=found.invitation.shown)


def offered(turn: Turn) -> str:
    """The code that a yes or no answers now; "" when none is asked about."""
    for _, token in turn.body.offered:
        name, _, code = token.partition(" ")[2].rpartition(" ")
        if name == "invite.answer yes":
            return code
    return ""
