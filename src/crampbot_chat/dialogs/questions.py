"""Questions by day: a short honest answer, how sure it is, where it comes from, and what others ask next."""

from crampbot_chat.turn import Turn

OFFERED = 3  # nearest questions when we are not sure


def ask(turn: Turn, topic: str, said: str) -> None:
    """Answer what was asked, or say that we don't know and offer the nearest."""
    if not knows(turn, topic, said):
        _unsure(turn, said)


def knows(turn: Turn, topic: str, said: str, *, sure: bool = False) -> str:
    """Answer what was asked and say which question that is; '' when it is none of ours. `sure`: in nearly our words."""
    if key := turn.answers.best(topic, said, sure=sure):
        _tell(turn, key)
    return key


def answer(turn: Turn, key: str) -> bool:
    """A question chosen by a button; False when there is no such question any more."""
    if key not in turn.answers:
        return False
    _tell(turn, key)
    return True


def why(turn: Turn, key: str) -> bool:
    """Where the answer comes from; False when there is no such question any more."""
    if key not in turn.answers:
        return False
    question = turn.answers[key]
    sources = turn.answers.sources(question)
    more = turn.fill(question.more)
    turn.say("questions.why", more=more, sources=sources or (turn.text("questions.no_source"),), date=_date(turn, key))
    return True


def _date(turn: Turn, key: str) -> str:
    return turn.answers[key].reviewed.isoformat()


def _tell(turn: Turn, key: str) -> None:
    question = turn.answers[key]
    related = [each for each in question.related if each in turn.answers][:2]
    grade = turn.text(f"questions.grade_{question.grade.replace(' ', '_')}")
    facts = {"answer": turn.fill(question.answer), "grade": grade, "key": key}
    for name, other in zip("ab", related, strict=False):
        facts |= {f"key_{name}": other, f"ask_{name}": turn.answers[other].label}
    turn.say(f"questions.answer_{len(related)}", facts=facts)


def _unsure(turn: Turn, said: str) -> None:
    keys = turn.answers.nearest(said, OFFERED)
    if len(keys) < OFFERED:  # nearly all are hidden because nobody has read them for too long
        turn.say("questions.none")
        return
    facts: dict[str, str] = {}
    for name, key in zip("abc", keys, strict=True):
        facts |= {f"key_{name}": key, f"ask_{name}": turn.answers[key].label}
    turn.say("questions.unsure", facts=facts)
