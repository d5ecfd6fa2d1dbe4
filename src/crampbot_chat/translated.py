"""Another language's words, laid over the English tables: numbers, ladders and sources stay the English ones."""

from pathlib import Path
from typing import Any

from crampbot_chat.content import FALLBACK, BadContent, Words, load

Table = dict[str, Any]

STRUCTURE = frozenset({"grade", "sources", "ladder", "skip", "figures", "answers", "when"})
"""Fields that are no words, whatever they look like: a translation can't change them."""

UNSAID = frozenset({
    "where", "name_plural", "feel", "avoid", "rub", "sciatica", "gentle_only", "signs", "caution", "button",
    "button_pain",
})  # fmt: skip
"""Words that the bot doesn't say (yet): they may wait for their translation, and are left out until then."""

WHOLE = ("rules", "danger")  # tables that hold no words of a conversation
LATER = "beside"  # not said yet: left out where it isn't translated


def table(words: Words, name: str) -> Table:
    """The file `name`.toml of a language: the English one with every word translated.

    Raises BadContent, which names the first field that isn't.
    """
    if name not in words.tables:
        words.tables[name] = _table(words, name)
    return words.tables[name]


def _table(words: Words, name: str) -> Table:
    english: Table = load(words.root / FALLBACK / f"{name}.toml", Table)
    path = words.root / words.language / f"{name}.toml"
    if words.language == FALLBACK or not path.is_file():
        return english
    own: Table = load(path, Table)
    if LATER in english and LATER not in own:
        english = {**english, LATER: {}}
        own[LATER] = {}
    laid = {key: value if key in WHOLE else _over(value, own.get(key), path, key) for key, value in english.items()}
    if more := own.keys() - english.keys():
        raise BadContent(f"{path}: {min(more)}: the English file has no such table")
    return laid


def _over(english: Any, own: Any, path: Path, at: str) -> Any:
    """One value: words have to be there, and as many lines of them as in English."""
    match english, own:
        case dict(), dict():
            if more := own.keys() - english.keys():
                raise BadContent(f"{path}: {at}.{min(more)}: the English file has no such field")
            return dict(_fields(english, own, path, at))
        case str(), str() if own.strip():
            return own
        case list(), list() if len(own) == len(english) and all(str(line).strip() for line in own):
            return own
        case ((dict() | str() | list()), _):
            raise BadContent(f"{path}: {at}: is not translated, or not with as many lines as in English")
    return english


def _fields(english: Table, own: Table, path: Path, at: str) -> Any:
    for key, value in english.items():
        words = isinstance(value, str | list | dict) and key not in STRUCTURE
        if words and key in UNSAID:
            if key in own:
                yield key, _over(value, own[key], path, f"{at}.{key}")
        elif words and (key in own or not _internal(at, key, value)):
            yield key, _over(value, own.get(key), path, f"{at}.{key}")
        else:
            yield key, value


def _internal(at: str, key: str, value: Any) -> bool:
    """True for what is written for us only: the name of a red flag; and for lists without a line."""
    return (key == "name" and at.startswith("R")) or value == []
