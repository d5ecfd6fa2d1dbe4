"""Which dialog answers what: one table, read from top to bottom. Danger first, then an acute cramp, then the rest."""

from collections.abc import Callable

from crampbot_chat.dialogs import diary, door, morning, privacy, relief, safety, settings, team
from crampbot_chat.model import TOKEN_VERSION, Arrived, Left, Opened, Press, Rang, Text, Zone
from crampbot_chat.phrases.zones import typed_zone
from crampbot_chat.store.people import Asked, Card, Easing, Idle
from crampbot_chat.triage import TODAY
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, Ear, bare

HOUR = 3_600_000  # ms
DAY = 24 * HOUR

Step = Callable[[Turn], object]

TIMERS: dict[str, Step] = {
    "relief.tick": relief.tick,
    "relief.eleven": relief.eleven,
    "relief.lost": relief.lost,
    "card": morning.show,
    "evening": morning.evening,
    "wipe": morning.wipe,
}

COMMANDS: dict[str, Step] = {  # the words for them are in content/<locale>/commands.toml
    "start": door.hello,
    "help": door.help_me,
    "relief": lambda turn: cramp(turn, Cry()),
    "nights": diary.nights,
    "undo": diary.undo,
    "delete_last": lambda turn: diary.delete(turn, 0),
    "privacy": privacy.show,
    "forget": privacy.ask_forget,
    "timezone": settings.ask_zone,
    "helper": relief.helper,
    "thanks": door.thanks,
}

PRESSES: dict[str, Callable[..., object]] = {  # a press that answers False comes from an old button
    "relief.begin": lambda turn: cramp(turn, Cry()),
    "relief.gone": lambda turn, key="": _over(turn, key),
    "relief.still": lambda turn, _key="": relief.still(turn),
    "relief.back": lambda turn: _back(turn),  # noqa: PLW0108 - defined below the table
    "relief.over": relief.gone,
    "relief.other": lambda turn, _key="": relief.other(turn),
    "relief.more": relief.more_muscles,
    "relief.muscle": lambda turn, muscle: _muscle(turn, muscle),  # noqa: PLW0108
    "safety.safe": safety.safe,
    "safety.signs": lambda turn: _eleven(turn, "yes"),
    "safety.eleven": lambda turn, answer: _eleven(turn, answer),  # noqa: PLW0108
    "morning.consent": lambda turn, value: morning.answer(turn, "consent", value),
    "morning.zone": lambda turn, value: morning.answer(turn, "zone", value),
    "morning.muscle": lambda turn, value: morning.answer(turn, "muscle", value),
    "morning.side": lambda turn, value: morning.answer(turn, "side", value),
    "morning.pain": lambda turn, value: morning.answer(turn, "pain", value),
    "morning.sore": morning.sore,
    "diary.nights": diary.nights,
    "diary.undo": diary.undo,
    "diary.consent": privacy.consent,
    "privacy.show": privacy.show,
    "privacy.forget": privacy.answer_forget,
    "settings.zone": settings.answer_zone,
    "door.help": door.help_me,
}


def route(turn: Turn) -> None:
    """Let the right dialog answer the event."""
    if turn.shared:
        team.hear(turn)
        return
    close(turn)
    match turn.event.what:
        case Rang(timer=name):
            if step := TIMERS.get(name):
                step(turn)
        case Press(token):
            press(turn, token)
        case Text(words, attached):
            hear(turn, words, attached)
        case Zone() as zone:
            settings.located(turn, zone)
        case Opened():
            door.hello(turn)
        case Left():
            relief.leave(turn)
        case Arrived():
            pass


def close(turn: Turn) -> None:
    """Questions don't stay open for ever: a "yes" of next week must not answer what was asked today."""
    match turn.state:
        case Card(since=since) | Asked(what="zone", since=since) if turn.now - since > DAY:
            turn.become(Idle())
        case Asked(what="forget", since=since) if turn.now - since > HOUR:
            turn.become(Idle())
    if turn.now - turn.body.offered_at > DAY:
        turn.body.offered = ()


def press(turn: Turn, token: str) -> None:
    """A button; one whose question is no longer open says so, and does nothing."""
    version, _, rest = token.partition(" ")
    name, *arguments = rest.split(" ")
    step = PRESSES.get(name)
    try:
        known = version == TOKEN_VERSION and step is not None and step(turn, *arguments) is not False
    except TypeError:  # more or fewer arguments than this version's button carries
        known = False
    if not known:
        door.closed(turn)


def hear(turn: Turn, words: str, attached: str) -> None:
    """Somebody wrote in private."""
    ear = Ear(words, turn.words.language)
    danger = ear.danger
    if danger and danger.tier <= TODAY:
        relief.leave(turn)
        safety.warn(turn, danger)
        return
    if _answers(turn, ear, words):
        return
    if cry := ear.cry or (Cry() if attached and not words and turn.night else None):
        cramp(turn, cry)
        if cry.helper:
            relief.helper(turn)
        if danger:
            safety.warn(turn, danger)
        return
    for hears in (_in_relief, _limits, _command):
        if hears(turn, ear):
            return
    if danger:
        safety.warn(turn, danger)
    else:
        door.guess(turn)


def cramp(turn: Turn, cry: Cry) -> None:
    """An acute cramp: relief, and the card for the morning after; a muscle that isn't ours gets an honest answer."""
    if cry.muscle and not turn.protocols[cry.muscle].covered:
        safety.scope(turn, cry.muscle)
        return
    known = {each.id for each in turn.cramps}
    relief.begin(turn, cry)
    for new in [each for each in turn.cramps if each.id not in known]:
        morning.plan(turn, new)


def _answers(turn: Turn, ear: Ear, words: str) -> bool:
    """The words answer the question that is open: by what it asks for, by a button's label, or by its number."""
    if isinstance(turn.state, Card) and morning.hear(turn, ear, words):
        return True
    said = ear.bare
    offered = turn.body.offered
    for number, (label, token) in enumerate(offered, 1):
        if said in {bare(label), str(number)}:
            press(turn, token)
            return True
    match turn.state:
        case Asked(what="forget") if value := turn.words.yes_or_no(said):
            return privacy.answer_forget(turn, value)
        case Asked(what="zone"):
            return settings.answer_zone(turn, typed_zone(turn, words))
    return False


def _in_relief(turn: Turn, ear: Ear) -> bool:
    """Stop signs and the like while a cramp is being eased; an "ok" at any other time is a thank-you."""
    easing = isinstance(turn.state, Easing)
    if ear.says_gone:
        (relief.gone if easing else door.thanks)(turn)
    elif easing and ear.says_still:
        relief.still(turn)
    else:
        return False
    return True


def _limits(turn: Turn, ear: Ear) -> bool:
    """What their body doesn't allow, or allows again."""
    if not ear.limits and not ear.lifted:
        return False
    settings.remember(turn, ear.limits, ear.lifted)
    if isinstance(turn.state, Easing):
        relief.repeat(turn)
    return True


def _command(turn: Turn, ear: Ear) -> bool:
    name, number = turn.words.command(ear.bare)
    if name == "delete":
        diary.delete(turn, number)
    elif name in COMMANDS:
        COMMANDS[name](turn)
    else:
        return False
    return True


def _muscle(turn: Turn, muscle: str) -> bool:
    if muscle not in turn.protocols.muscles:
        return False
    if not isinstance(turn.state, Easing):
        cramp(turn, Cry(muscle=muscle))
    else:
        relief.switch(turn, muscle)
    return True


def _over(turn: Turn, key: str) -> bool:
    """The stop button: of the running cramp it ends it; of one that has ended it changes nothing."""
    running = isinstance(turn.state, Easing) and key in {"", turn.state.cramp}
    if running or not key or turn.cramp(key) is not None:
        if running or not isinstance(turn.state, Easing):
            relief.gone(turn)
        return True
    return False


def _back(turn: Turn) -> None:
    last = turn.cramps[0] if turn.cramps else None
    cramp(turn, Cry(muscle=last.muscle or None, side=last.side or None) if last else Cry())


def _eleven(turn: Turn, answer: str) -> None:
    relief.quiet(turn)
    safety.eleven(turn, answer)
