"""In which language we talk: the platform's until they choose one, by button or in words."""

from crampbot_chat.model import Text
from crampbot_chat.turn import Turn


def ask(turn: Turn) -> None:
    """Which one?"""
    turn.say("language.ask", languages=_names(turn))


def more(turn: Turn) -> None:
    """The rest of them."""
    turn.say("language.more", languages=_names(turn))


def choose(turn: Turn, language: str) -> bool:
    """From now on this one; False when we don't speak it."""
    if language not in turn.library.begun or turn.library.unfinished(language):
        return False
    turn.speak(language)
    turn.say("language.chosen")
    return True


def hear(turn: Turn, said: str) -> bool:
    """Plain words that ask for a language ("english please"); one that we don't speak gets an honest answer."""
    if turn.library.names.asks(said):
        ask(turn)
        return True
    what = turn.event.what
    command = isinstance(what, Text) and what.words.startswith("/")
    language = turn.library.names.language(said, turn.library.begun, command=command)
    if language is None:
        return False
    if not choose(turn, language):
        turn.say("language.not_spoken", languages=_names(turn))
    return True


def notice(turn: Turn, said: str) -> bool:
    """Where nothing tells their language, a cry in their own does: from now on in that one; False when none does."""
    if turn.language:
        return False
    found = _alone(turn, said)
    if found:
        turn.speak(found)
    return bool(found)


def noticed(turn: Turn) -> None:
    """Which one we took it for and how it is changed, behind the help; a danger sign is not followed by that."""
    keys = [message.key for _, message in turn.said]
    if "language.chosen" not in keys and not any(key.startswith("safety.") for key in keys):
        turn.say("language.chosen")


def foreign(turn: Turn, said: str) -> bool:
    """True for words that only another language has, which we speak."""
    return _alone(turn, said) not in {"", turn.words.language}


def _alone(turn: Turn, said: str) -> str:
    """The language that alone has such words; of the others nothing is loaded, since an answer waits for this."""
    found = turn.library.names.noticed(said, turn.library.begun)
    return "" if found and turn.library.unfinished(found) else found


def _names(turn: Turn) -> str:
    return ", ".join(turn.library.names.of(turn.library.languages))
