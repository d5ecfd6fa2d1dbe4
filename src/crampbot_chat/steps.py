"""Where one dialog leads to another: a cramp and the card for the morning, a warning and the stretch it forbids."""

from collections.abc import Callable

from crampbot_chat.dialogs import (
    country,
    daily,
    diary,
    door,
    guided,
    language,
    logbook,
    morning,
    pictures,
    privacy,
    quiet,
    relief,
    safety,
    settings,
    stretches,
    telling,
    tips,
    travel,
)
from crampbot_chat.dialogs.reminders import answers, change, create
from crampbot_chat.model import Text, Zone
from crampbot_chat.phrases.reminders import FOREVER
from crampbot_chat.phrases.undo import joined
from crampbot_chat.phrases.warning import stands
from crampbot_chat.protocols import LIMITS
from crampbot_chat.store.people import Easing
from crampbot_chat.triage import TODAY
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, Danger, Ear
from crampbot_chat.understand.nighttime import nighttime

Step = Callable[[Turn], object]

ELSEWHERE = {"shoulder", "upper_arm"}  # parts whose cramps are eased like a neighbour's, and that we can't stretch


# --- a cramp ---------------------------------------------------------------------------------------------------------


def cramp(turn: Turn, cry: Cry) -> None:
    """An acute cramp; a muscle that isn't ours gets an honest answer."""
    if cry.muscle and not turn.protocols[cry.muscle].covered:
        safety.scope(turn, cry.muscle)
        return
    eases(turn, lambda turn: relief.begin(turn, cry))
    if cry.helper and not stands(turn):
        relief.helper(turn, writes=True)


def eases(turn: Turn, step: Step) -> None:
    """Relief, and the card for the morning after a new cramp; no stretch while a warning stands."""
    guided.leave(turn)
    if safety.again(turn):
        return
    known = {each.id for each in turn.cramps}
    step(turn)
    for new in [each for each in turn.cramps if each.id not in known]:
        morning.plan(turn, new)
        if turn.body.unrecorded:
            turn.body.passing = (*turn.body.passing, new.id)


def let_pass(turn: Turn) -> None:
    """A cramp off the record is over: nothing of it stays."""
    if not turn.body.passing or isinstance(turn.state, Easing):
        return
    for each in [cramp for cramp in turn.cramps if cramp.id in turn.body.passing]:
        turn.remove(each)
    turn.body.passing, turn.body.undo, turn.body.subject = (), None, None
    if turn.said:
        turn.say("log.nothing_kept", offers=False)


def begin(turn: Turn) -> None:
    """A cramp of which we know nothing yet."""
    cramp(turn, Cry())


def back(turn: Turn) -> None:
    """It came back."""
    eases(turn, relief.back)


def knee(turn: Turn) -> None:
    """A muscle beside the knee; joints aren't ours."""
    cramp(turn, Cry(muscle="hamstring", vague=True))


def everywhere(turn: Turn) -> None:
    """Everything cramps: the calf first, and what it may mean."""
    begin(turn)
    turn.say("relief.everywhere")


def still(turn: Turn) -> None:
    """It still hurts; after the eleventh minute's question that is an answer to it."""
    if isinstance(turn.state, Easing) and turn.state.asked:
        safety.eleven(turn, "no")
    else:
        eases(turn, relief.still)


def muscle(turn: Turn, name: str) -> bool:
    """Another muscle, by its button; False when we know none of that name."""
    if name not in turn.protocols.muscles:
        return False
    if isinstance(turn.state, Easing):
        relief.switch(turn, name)
    else:
        cramp(turn, Cry(muscle=name))
    return True


def helper(turn: Turn) -> None:
    """A line for the person beside them."""
    if not safety.again(turn):
        relief.helper(turn)


# --- a stretch by day -------------------------------------------------------------------------------------------------


def calmly(step: Callable[..., object]) -> Callable[..., object]:
    """A step that leads to a stretch by day; while a warning stands, that is said instead, and in a cramp the act."""

    def taken(turn: Turn, *arguments: str) -> object:
        return safety.again(turn) or _eased(turn) or step(turn, *arguments)

    return taken


def _eased(turn: Turn) -> bool:
    """In the middle of a cramp a stretch is the one against it. False when there is none."""
    if not isinstance(turn.state, Easing):
        return False
    relief.again(turn)
    return True


def stretch(turn: Turn, ear: Ear) -> bool:
    """They asked for a stretch; a muscle that isn't ours gets an honest answer."""
    part = str(ear.said.slots.get("muscle") or "")
    if safety.again(turn) or _eased(turn):
        return True
    if ear.muscle and not turn.protocols[ear.muscle].covered:
        safety.scope(turn, ear.muscle)
    elif part in ELSEWHERE or (part and not ear.muscle):
        stretches.unknown(turn)
    else:
        occasion = str(ear.said.slots.get("occasion", ""))
        stretches.wish(turn, ear.muscle, occasion, ear.bare, vague=part in {"", "leg"})
    return True


def picture(turn: Turn) -> None:
    """They want to see it: the method of relief or the move that we are at, else which stretch."""
    if not safety.again(turn) and not pictures.show(turn):
        stretches.choose(turn)


def seated(turn: Turn, key: str) -> bool:
    """They can't stand: the same stretch or routine without; False when there is none of that name any more."""
    settings.keep_limits(turn, frozenset({"no_stand"}), frozenset())
    settings.tell_limits(turn)
    return bool(stretches.again(turn, key))


# --- danger ----------------------------------------------------------------------------------------------------------


def warn(turn: Turn, danger: Danger) -> None:
    """What to do and whom to call; after that, once, in which country."""
    safety.warn(turn, danger)
    if danger.tier <= TODAY:
        country.ask_once(turn)


def take_country(turn: Turn, code: str) -> bool:
    """They are in this country: the warning that stands, with the right number."""
    return country.take(turn, code, safety.standing(turn))


def hear_country(turn: Turn, said: str) -> bool:
    """I'm in Austria; False when nothing of the kind was said."""
    code = country.here(turn, said)
    return bool(code) and take_country(turn, code)


def eleven(turn: Turn, answer: str) -> bool:
    """The answer to the eleventh minute's question; with a danger sign nothing more is stretched."""
    if answer not in {"yes", "no"}:
        return False
    if answer == "yes":
        relief.leave(turn)
    safety.eleven(turn, answer)
    country.ask_once(turn)
    return True


def lift(turn: Turn) -> None:
    """It is another cramp than the one we warned of."""
    safety.lift(turn)
    begin(turn)


def safe(turn: Turn) -> None:
    """They are safe: the card that was called off comes after all."""
    safety.safe(turn)
    morning.plan_again(turn)


def remind_of_tip(turn: Turn, key: str = "") -> bool:
    """A tip becomes a reminder, of this key or the one shown lately; False when there is none to be reminded of."""
    words = tips.wish(turn, key)
    return bool(words) and create.begin(turn, words, turn.event.at)


def hello(turn: Turn) -> None:
    """Start: what this is, and in the middle of a cramp the act."""
    if not (_eased(turn) or safety.stays(turn)):
        door.hello(turn)


def nothing_open(turn: Turn) -> None:
    """A yes or a no, while nothing was asked; in a cramp the act once more, and an emergency stays one."""
    if not (_eased(turn) or safety.stays(turn)):
        door.nothing_open(turn)


# --- and the rest ----------------------------------------------------------------------------------------------------


def limits(turn: Turn, gained: frozenset[str], lost: frozenset[str]) -> bool:
    """What their body doesn't allow, or allows again; False when that is nothing."""
    if not gained and not lost:
        return False
    before = turn.body.limits
    settings.keep_limits(turn, gained, lost)
    if isinstance(turn.state, Easing):  # no question while it hurts: the card in the morning asks
        relief.again(turn, before, tuple(gained - {*before}))
    else:
        settings.tell_limits(turn)
        guided.refit(turn)
    return True


def limits_said(turn: Turn, ear: Ear) -> bool:
    """The same as somebody says it, perhaps with a wish for a stretch: "stretches for pregnancy"."""
    if not limits(turn, ear.limits, ear.lifted):
        return False
    if ear.said.intent == "stretch_routine" and not isinstance(turn.state, Easing):
        stretch(turn, ear)
    return True


def limit(turn: Turn, name: str) -> bool:
    """A limit, by its button; False when there is none of that name."""
    return name in LIMITS and limits(turn, frozenset({name}), frozenset())


def choose_language(turn: Turn, name: str) -> bool:
    """Another language, by its button; what is going on is said once more in it."""
    return _spoken(turn, lambda: language.choose(turn, name))


def hear_language(turn: Turn, said: str) -> bool:
    """Another language, in words; False when none was asked for."""
    return _spoken(turn, lambda: language.hear(turn, said))


def _spoken(turn: Turn, step: Callable[[], bool]) -> bool:
    before = turn.words.language
    done = step()
    if done and turn.words.language != before and isinstance(turn.state, Easing):
        relief.again(turn)
    return done


def log(turn: Turn, ear: Ear) -> bool:
    """A cramp that is over, told in a sentence; one of which nothing is said, step by step."""
    if not ear.about_cramp:
        return False
    known = {each.id for each in turn.cramps}
    if not telling.tell(turn, ear):
        logbook.start(turn)
    morning.plan_told(turn, [each for each in turn.cramps if each.id not in known])
    return True


def note(turn: Turn, ear: Ear) -> bool:
    """One more cramp, what was around, what helped; False when the words tell of nothing such."""
    known = {each.id for each in turn.cramps}
    done = telling.another(turn, ear) or telling.note(turn, ear)
    if done and ear.says_none and ear.notes and not turn.body.unrecorded:  # "no cramp last night, but took magnesium"
        noted = turn.body.undo
        quiet.quiet(turn, ear)
        turn.body.undo = turn.body.undo if turn.body.undo == noted else joined(noted, turn.body.undo)
    morning.plan_told(turn, [each for each in turn.cramps if each.id not in known])
    return done


def night_hours(turn: Turn, ear: Ear) -> bool:
    """When their night is; False when the words don't say it."""
    hours = nighttime(ear.text, turn.tongue)
    if hours:
        quiet.hours(turn, *hours)
    return hours is not None


def in_diary(turn: Turn, step: Step) -> None:
    """A change of the diary; when it takes out the running cramp, that is over."""
    step(turn)
    if isinstance(turn.state, Easing) and turn.cramp(turn.state.cramp) is None:
        relief.leave(turn)


def undo(turn: Turn) -> None:
    """Take the last change back, of the diary or of the reminders."""
    if not change.undo(turn):
        in_diary(turn, diary.undo)


def delete(turn: Turn, number: int) -> None:
    """Delete what has this number in the list last shown."""
    if not change.delete_number(turn, number):
        in_diary(turn, lambda turn: diary.delete(turn, number))


def delete_last(turn: Turn) -> None:
    """Delete the reminder that we spoke of last, else the last entry of the diary."""
    kind, key, _ = turn.body.subject or ("", "", 0)
    if kind != "reminder" or not change.delete(turn, key):
        in_diary(turn, lambda turn: diary.delete(turn, 0))


def stop(turn: Turn) -> None:
    """A bare "stop", not about what came last: what shall stop?"""
    if isinstance(turn.state, Easing):
        relief.again(turn)
    else:
        turn.say("door.stop")


def or_menu(turn: Turn, step: Callable[[Turn], bool]) -> None:
    """A change of the daily tips, or what can be chosen while they are not on."""
    if not step(turn):
        daily.menu(turn)


def be_quiet(turn: Turn) -> None:
    """Nothing comes by itself any more."""
    turn.body.tips.off, turn.body.evenings = True, False
    turn.hush("tips", "tips.later", "evening")
    if turn.reminders:
        change.pause_all(turn, FOREVER)
    turn.say("door.quiet")


def pause_reminders(turn: Turn) -> None:
    """No reminder rings until they say so."""
    change.pause_all(turn, FOREVER)


def help_wish(turn: Turn, ear: Ear) -> bool:
    """They ask how something is done: setting a reminder, or all of it."""
    if ear.mentions("remind", "reminder_noun"):
        create.show_menu(turn)
    else:
        ask_help(turn)
    return True


def delete_data(turn: Turn, ear: Ear) -> bool:
    """The last entry, or everything, which is asked once; in words that no command has."""
    if ear.said.slots.get("scope") == "last":
        in_diary(turn, diary.delete_cramp if ear.about_cramp else lambda turn: diary.delete(turn, 0))
    else:
        forget(turn)
    return True


def ask_help(turn: Turn) -> None:
    """A command asks for help with the bot; the bare word at night may mean help with the pain."""
    words = turn.event.what.words if isinstance(turn.event.what, Text) else ""
    if words.startswith("/") or not turn.night:
        door.help_me(turn)
    elif not safety.again(turn):
        door.guess(turn)


def forget(turn: Turn) -> None:
    """Delete everything? Asked once, and a cramp is no longer counted meanwhile."""
    relief.leave(turn)
    privacy.ask_forget(turn)


def zone(turn: Turn) -> None:
    """The time zone: on the card, when one is open, which then goes on."""
    relief.leave(turn)
    if not morning.ask_zone(turn):
        settings.ask_zone(turn)


def zone_told(turn: Turn, ear: Ear) -> bool:
    """They say where they are; when we don't know the place, we ask. "At 9 am London time" belongs to a reminder."""
    if create.asks(turn):
        return create.wish(turn, ear)
    if not travel.wish(turn, ear):
        zone(turn)
    return True


def located(turn: Turn, zone: Zone) -> None:
    """A shared location, perhaps the answer that a reminder waits for."""
    if not create.answer_zone(turn, zone.name):
        settings.located(turn, zone)


def night(turn: Turn, what: str, key: str, due: str) -> bool:
    """The answer to the question about the night, by its button: it goes into the diary."""
    if what not in {"quiet", "cramp"} or not answers.told(turn, key, due):
        return False
    if what == "quiet":
        quiet.quiet(turn)
    else:
        logbook.start(turn)
    return True


def no_cramp(turn: Turn, ear: Ear) -> bool:
    """A quiet night; or a reminder that goes on until there were so many."""
    return create.until_quiet(turn, ear) or (ear.says_none and quiet.quiet(turn, ear))


def of_reminders(turn: Turn) -> bool:
    """True when a reminder was spoken of last."""
    return bool(turn.body.subject and turn.body.subject[0] == "reminder")
