"""The forms that a platform may offer: which fields there are, with their words from content/."""

from msgspec import Struct

from crampbot_chat.contract import Field, Form
from crampbot_chat.library import Library
from crampbot_chat.understand.lexicon import lexicon

TASK = 300  # characters; phrases/reminders.py keeps no more
MINUTES = 600  # of one cramp
WORDS = 300  # characters of what helped

KINDS: dict[str, dict[str, tuple[str, bool]]] = {  # each field's kind, and whether it has to be filled in
    "remind": {"what": ("text", True), "hour": ("time", True), "day": ("date", False), "repeat": ("choice", True)},
    "change": {"what": ("text", False), "hour": ("time", False), "day": ("date", False), "repeat": ("choice", False)},
    "log": {
        "muscle": ("choice", True),
        "side": ("choice", False),
        "when": ("moment", True),
        "minutes": ("number", False),
        "strength": ("choice", False),
        "around": ("many", False),
        "helped": ("text", False),
    },
}
MOST = {"what": TASK, "minutes": MINUTES, "helped": WORDS}


class _Field(Struct, forbid_unknown_fields=True):
    label: str
    hint: str = ""
    options: dict[str, str] = {}


class _Form(Struct, forbid_unknown_fields=True):
    title: str
    send: str
    fields: dict[str, _Field]


def forms(library: Library, language: str = "") -> dict[str, Form]:
    """All of them by name, in this language."""
    words = library.words(language)
    written: dict[str, _Form] = words.data("forms", dict[str, _Form])
    muscles = library.protocols(language).muscles
    known = {
        "muscle": {key: each.name for key, each in muscles.items() if each.covered},
        "strength": {str(number): str(number) for number in range(11)},
        "around": {kind: words.text(f"diary.mark_{kind}") for kind in lexicon().tables["groups"]["trigger"].split()},
    }
    return {
        name: Form(
            name,
            written[name].title,
            written[name].send,
            tuple(
                Field(
                    name=field,
                    kind=kind,
                    label=written[name].fields[field].label,
                    hint=written[name].fields[field].hint,
                    needed=needed,
                    most=MOST.get(field, 0),
                    options=_options(known.get(field) or written[name].fields[field].options),
                )
                for field, (kind, needed) in fields.items()
            ),
        )
        for name, fields in KINDS.items()
    }


def _options(options: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Values and labels; a label that is a word elsewhere begins with a capital here."""
    return tuple((value, label[:1].upper() + label[1:]) for value, label in options.items())
