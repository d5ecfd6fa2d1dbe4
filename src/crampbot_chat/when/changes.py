"""Is a text nothing but a change of a reminder? "move to 21:30" is, "calf cramp at 21:30" is not."""

from crampbot_chat.when.edit import BARE, NUMBERED, request
from crampbot_chat.when.merge import NOTHING
from crampbot_chat.when.phrases import phrase_of
from crampbot_chat.when.pieces import pieces_of
from crampbot_chat.when.words import lexicon


def change_in(text: str, zone: str, locale: str = "en-US") -> str:
    """The kind of change by its words (move, skip …), "time" for a time alone, "" when it says more than that."""
    words = lexicon(locale.replace("_", "-").partition("-")[0].lower())
    kind, rest = request(NUMBERED.sub("", text), words)
    phrase = phrase_of(rest, pieces_of(rest, words, zone), words)
    small = {*words.edits["only"], *words.lists["polite"], *words.lists["fillers"], *words.turned}
    left = [word for word in phrase.task.lower().split() if word not in small]
    if BARE.match(rest) or (kind and not rest.strip()):
        return kind or "time"
    if left or (phrase.said == NOTHING and not kind) or (phrase.asked and not kind):
        return ""
    return kind or ("only" if phrase.task else "time")
