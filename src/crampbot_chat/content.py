"""Every word that a person can read: loaded from content/, checked, filled in."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct

from crampbot_chat.markup import Facts, fill, fill_block, parse
from crampbot_chat.model import CHOICES_LIMIT, TOKEN_LIMIT, TOKEN_VERSION, Block, Choice, Choices

FALLBACK = "en"  # complete; another language falls back to it message by message

_NUMBER = re.compile(r"\b\d{1,4}\b")  # in a command: "delete 3"

PUNCTUATION = "Is a quote, a comma or a bracket missing or too many there, or a name used twice?"
"""Said of a file that is no TOML. It stands here, since the words may be what can't be read."""


class BadContent(Exception):
    """A content file that can't be used; says which file, which key and what is wrong with it."""


def folder() -> Path:
    """The words that came with the program: beside the sources in a checkout, inside the package in a wheel."""
    packed = Path(str(resources.files("crampbot_chat"))) / "_content"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "content"


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """One message as written: its text (or one for each plural form, chosen by the fact `n`) and its buttons.

    A blank line ends a paragraph; `- ` starts a point and `1. ` a step; **strong**; {name} is filled in. A line that is
    only the name of a list becomes a line for each of its items; a line that stays empty is left out. Buttons are
    label = token; the token `private` opens the private chat, and a button whose label stays empty is left out.
    """

    text: str | dict[str, str]
    buttons: dict[str, str] = {}


class Words:
    """The words of one language. A message that isn't translated is said in English, as a whole."""

    def __init__(self, root: Path, language: str = FALLBACK) -> None:
        self.root = root
        self.language = language
        self._messages: dict[str, Message] = {}
        for path in sorted((root / FALLBACK / "messages").glob("*.toml")):
            self._messages.update(_messages(path))
        self.tables: dict[str, dict[str, Any]] = {}  # muscles and red flags, once they are read
        self._own: set[str] = set()
        self.stale: set[str] = set()  # translated, while English no longer has it
        for path in sorted((root / language / "messages").glob("*.toml")) if language != FALLBACK else ():
            own = _messages(path)
            self.stale |= own.keys() - self._messages.keys()
            self._own |= own.keys() & self._messages.keys()
            self._messages.update((key, own[key]) for key in own if key in self._messages)
        if not self._messages:
            raise BadContent(f"{root}: no messages in {FALLBACK}/messages/*.toml")
        self._parsed: dict[tuple[str, str], tuple[Block, ...]] = {}

    def keys(self) -> Iterator[str]:
        """Every message key there is."""
        yield from self._messages

    def blocks(self, key: str, facts: Facts) -> tuple[Block, ...]:
        """The message filled in. Raises KeyError for an unknown key or a missing fact: our mistake."""
        message = self._messages[key]
        form = self._plural(key, facts)
        parsed = self._parsed.get((key, form))
        if parsed is None:
            text = message.text if isinstance(message.text, str) else message.text[form]
            parsed = self._parsed[key, form] = tuple(parse(text))
        filled = [block for template in parsed if (block := fill_block(template, facts)) is not None]
        labels = ((fill(label, facts), token) for label, token in message.buttons.items())
        choices = tuple(_choice(label, fill(token, facts)) for label, token in labels if label)
        if choices:
            filled.append(Choices(choices[:CHOICES_LIMIT]))
        return tuple(filled)

    def speaks(self, key: str) -> bool:
        """True when the message is in this language, and not said in English instead."""
        return self.language == FALLBACK or key in self._own

    def tokens(self, key: str) -> list[str]:
        """What the buttons of the message carry, in their order."""
        return [*self._messages[key].buttons.values()]

    def holds(self, key: str, facts: re.Pattern[str]) -> bool:
        """True when the message is filled in with one of these facts."""
        text = self._messages[key].text
        return bool(facts.search(text if isinstance(text, str) else " ".join(text.values())))

    def text(self, key: str, **facts: str | int) -> str:
        """A message without buttons as one string: for names, labels and parts of other messages."""
        message = self._messages[key]
        form = self._plural(key, facts)
        text = message.text if isinstance(message.text, str) else message.text[form]
        return fill(text.strip(), facts)

    def has(self, key: str) -> bool:
        """True when there is such a message."""
        return key in self._messages

    def data(self, name: str, kind: type[Any]) -> Any:
        """The file `name`.toml of this language (or the fallback's), checked against a msgspec type."""
        path = self.root / self.language / f"{name}.toml"
        return load(path if path.is_file() else self.root / FALLBACK / f"{name}.toml", kind)

    def command(self, said: str) -> tuple[str, int]:
        """What the words (plain, lower case) ask for, and the number in it; ("", 0) when they are no command."""
        number = 0
        if found := _NUMBER.search(said):
            number = int(found[0])
            said = _NUMBER.sub("{n}", said, count=1)
        return self._commands.get(said, ""), number

    def yes_or_no(self, said: str) -> str:
        """yes, no, or '' when it is neither."""
        name = self._commands.get(said, "")
        return name if name in {"yes", "no"} else ""

    @cached_property
    def _commands(self) -> dict[str, str]:
        """English ones are understood in every language; their own come first."""
        english = load(self.root / FALLBACK / "commands.toml", dict[str, list[str]])
        lists = (english, self.data("commands", dict[str, list[str]]))
        return {said: name for each in lists for name, sayings in each.items() for said in sayings}

    def _plural(self, key: str, facts: Facts) -> str:
        text = self._messages[key].text
        if isinstance(text, str):
            return ""
        form = str(_plural_rule(self.language if self.speaks(key) else FALLBACK)(facts["n"]))
        return form if form in text else "other"


@cache
def _plural_rule(language: str) -> Any:
    """CLDR's: a number → zero, one, two, few, many or other."""
    from babel.core import Locale  # noqa: PLC0415 - 20 ms that a terminal at 3 am need not wait for

    return Locale.parse(language, sep="-").plural_form


def load(path: Path, kind: type[Any]) -> Any:
    """One TOML file as `kind`, without its note that it is a draft. Raises BadContent: names the file and the key."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        raw.pop("draft", None)
        return fitted(raw, kind)
    except FileNotFoundError:
        raise BadContent(f"{path}: there is no such file") from None
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{path}: {error}. {PUNCTUATION}") from None
    except msgspec.ValidationError as error:
        raise BadContent(f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadContent(f"{path}: {error}") from None


def fitted(raw: Mapping[str, Any], kind: type[Any]) -> Any:
    """The tables of a file as `kind`. Raises ValidationError, naming the table of dict[str, …]: msgspec doesn't."""
    each = get_args(kind)[1:]
    for name, table in raw.items() if each else ():
        try:
            msgspec.convert(table, each[0])
        except msgspec.ValidationError as error:
            raise msgspec.ValidationError(f"{name}: {error}") from None
    return msgspec.convert(raw, kind)


def _messages(path: Path) -> dict[str, Message]:
    prefix = path.stem
    found = {f"{prefix}.{name}": message for name, message in load(path, dict[str, Message]).items()}
    for key, message in found.items():
        if len(message.buttons) > CHOICES_LIMIT:
            raise BadContent(f"{path}: {key}: {len(message.buttons)} buttons; at most {CHOICES_LIMIT}")
        for label, token in message.buttons.items():
            if len(f"{TOKEN_VERSION} {token}".encode()) > TOKEN_LIMIT:
                raise BadContent(f"{path}: {key}: button {label!r}: its token is longer than {TOKEN_LIMIT} bytes")
        if isinstance(message.text, dict) and "other" not in message.text:
            raise BadContent(f"{path}: {key}: a text with plurals needs the form 'other'")
    return found


def _choice(label: str, token: str) -> Choice:
    private = token == "private"  # noqa: S105 - a button, not a secret
    form = token.startswith("forms.open ")
    return Choice(label, "" if private else f"{TOKEN_VERSION} {token}", private=private, form=form)
