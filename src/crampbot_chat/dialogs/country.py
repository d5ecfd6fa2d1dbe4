"""In which country they are: for the numbers to call, guessed where we can, asked once where it matters."""

from crampbot_chat.store.people import Asked, Idle
from crampbot_chat.turn import Turn

_SHOWN = "abcd"  # four buttons


def ask_once(turn: Turn) -> None:
    """After a warning without a number; never before it, and never twice."""
    if turn.country or turn.body.country_asked:
        return
    turn.body.country_asked = True
    ask(turn)


def ask(turn: Turn) -> None:
    """Which country?"""
    language, facts = turn.words.language, {}
    for letter, code in zip(_SHOWN, turn.library.names.likely_countries(language), strict=True):
        facts[f"code_{letter}"] = code
        facts[f"country_{letter}"] = turn.library.names.country(code, language)
    if isinstance(turn.state, Idle):
        turn.become(Asked("country", turn.now))
    turn.say("country.ask", facts=facts)


def named(turn: Turn, said: str) -> str:
    """The country that an answer to the question names; '' when it names none."""
    names, language = turn.library.names, turn.words.language
    return names.country_named(said, language) or names.here(said, language)


def here(turn: Turn, said: str) -> str:
    """The country of "I'm in Austria", said at any time."""
    return turn.library.names.here(said, turn.words.language)


def take(turn: Turn, code: str, first: str) -> bool:
    """They are in this country; `first` says once more what to do, with the right number. False for no country."""
    name = turn.library.names.country(code, turn.words.language)
    if name == code:
        return False
    turn.body.country = code
    if isinstance(turn.state, Asked) and turn.state.what == "country":
        turn.become(Idle())
    if first:
        turn.say("country.warned", first=turn.fill(first), country=name)
    else:
        turn.say("country.taken", country=name)
    return True
