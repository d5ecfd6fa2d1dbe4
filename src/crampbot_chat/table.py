"""Every timer, command, button and wish, and the step that answers it."""

from collections.abc import Callable

from crampbot_chat import steps
from crampbot_chat.dialogs import country, diary, door, language, morning, privacy, questions, relief, safety, settings
from crampbot_chat.steps import Step
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Cry, Ear

TIMERS: dict[str, Step] = {  # by the first word of a timer's name
    "relief.tick": relief.tick,
    "relief.eleven": relief.eleven,
    "relief.lost": relief.lost,
    "card": morning.show,
    "evening": morning.evening,
    "wipe": morning.wipe,
}

COMMANDS: dict[str, Step] = {  # the words for them are in content/<locale>/commands.toml
    "start": door.hello,
    "help": steps.ask_help,
    "relief": steps.begin,
    "again": steps.back,
    "everything": steps.everywhere,
    "knee": steps.knee,
    "side": lambda turn: steps.cramp(turn, Cry(muscle="side")),
    "jaw": lambda turn: safety.scope(turn, "jaw"),
    "other": relief.other,
    "nights": diary.nights,
    "undo": lambda turn: steps.in_diary(turn, diary.undo),
    "delete_last": lambda turn: steps.in_diary(turn, lambda turn: diary.delete(turn, 0)),
    "privacy": privacy.show,
    "forget": steps.forget,
    "timezone": steps.zone,
    "language": language.ask,
    "country": country.ask,
    "helper": steps.helper,
    "safe": steps.safe,
    "no_evenings": lambda turn: morning.sore(turn, "stop"),
    "thanks": door.thanks,
    "yes": door.nothing_open,
    "no": door.nothing_open,
    "nod": door.nothing_open,
    "skip": door.nothing_open,
}
PRESSES: dict[str, Callable[..., object]] = {  # a press that answers False comes from an old button
    "relief.begin": steps.begin,
    "relief.gone": relief.over,
    "relief.still": lambda turn, _key="": steps.still(turn),
    "relief.back": steps.back,
    "relief.other": lambda turn, _key="": relief.other(turn),
    "relief.more": relief.more_muscles,
    "relief.muscle": steps.muscle,
    "safety.safe": steps.safe,
    "safety.lift": steps.lift,
    "safety.signs": lambda turn: steps.eleven(turn, "yes"),
    "safety.eleven": steps.eleven,
    "morning.consent": lambda turn, value: morning.answer(turn, "consent", value),
    "morning.zone": lambda turn, value: morning.answer(turn, "zone", value),
    "morning.muscle": lambda turn, value: morning.answer(turn, "muscle", value),
    "morning.side": lambda turn, value: morning.answer(turn, "side", value),
    "morning.pain": lambda turn, value: morning.answer(turn, "pain", value),
    "morning.sore": morning.sore,
    "diary.nights": diary.nights,
    "diary.undo": lambda turn: steps.in_diary(turn, diary.undo),
    "diary.consent": privacy.consent,
    "questions.answer": questions.answer,
    "questions.why": questions.why,
    "privacy.show": privacy.show,
    "privacy.forget": privacy.answer_forget,
    "language.choose": steps.choose_language,
    "language.more": language.more,
    "country.take": steps.take_country,
    "settings.zone": settings.answer_zone,
    "settings.limit": steps.limit,
    "door.help": door.help_me,
}

WISHES: dict[str, Callable[[Turn, Ear], bool]] = {  # by the intent; a step that answers False leaves it to the next
}
