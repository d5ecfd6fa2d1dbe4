"""Which time statements count, and what is left over as the task: only a time phrase at either end of it counts."""

from msgspec import Struct, structs

from crampbot_chat.when.merge import Conflict, merged
from crampbot_chat.when.pieces import NOT_THAT, POLITE, SORRY, STOP, TIME, VERB, WHO, WORD, Piece
from crampbot_chat.when.said import Amount, Named, Said
from crampbot_chat.when.task import task_of
from crampbot_chat.when.words import Lexicon


class Phrase(Struct, frozen=True):
    """What a text says: of when, and of what.

    parts: the stretches of text that were taken for time, and what each says. conflict: where they disagree.
    """

    said: Said
    task: str
    asked: bool
    parts: tuple[tuple[int, int, Said], ...]
    who: str = ""
    conflict: str = ""


class Run(Struct):
    """Time statements that stand together, and where they touch."""

    places: list[int]
    first: bool = False  # at the start of the text, or beside the request
    last: bool = False  # at the end of the text


def phrase_of(text: str, pieces: list[Piece], lexicon: Lexicon) -> Phrase:
    """The statements that count as one, and the task in the person's own words."""
    _lone_words(text, pieces, lexicon)
    runs = _runs(pieces, lexicon)
    said, counted, conflict = _counting(pieces, runs, lexicon)
    said, counted = _bare_length(pieces, said, counted)
    task = task_of(text, pieces, counted, lexicon)
    return Phrase(
        said=said,
        task=task,
        asked=any(piece.role == VERB for piece in pieces),
        parts=tuple((pieces[place].start, pieces[place].end, pieces[place].said or said) for place in sorted(counted)),
        who=next((piece.word for piece in pieces if piece.role == WHO and piece.word.lower() != "@me"), ""),
        conflict=conflict,
    )


def _lone_words(text: str, pieces: list[Piece], lexicon: Lexicon) -> None:
    """Lone words such as "sun", "may" and "second" belong to the task."""
    for place, piece in enumerate(pieces):
        asked = place > 0 and pieces[place - 1].role == WORD and pieces[place - 1].word in lexicon.lists["askers"]
        if piece.said and piece.said.condition and asked:  # "ask me if I cramped"
            pieces[place] = Piece(WORD, piece.start, piece.end)
        if piece.role != TIME or text[piece.start : piece.end].lower() not in lexicon.lists["maybe"]:
            continue
        beside = pieces[max(place - 1, 0) : place] + pieces[place + 1 : place + 2]
        named = place > 0 and pieces[place - 1].word in lexicon.lists["articles"]
        if named or not (any(one.role in {TIME, VERB} for one in beside) or _opens(text, pieces, place, lexicon)):
            pieces[place] = Piece(WORD, piece.start, piece.end, word=text[piece.start : piece.end].lower())


def _opens(text: str, pieces: list[Piece], place: int, lexicon: Lexicon) -> bool:
    """True for the weekday of "fri dinner with jo 7pm": it begins the text, and an hour without a day follows."""
    told, word = pieces[place].said, text[pieces[place].start : pieces[place].end].lower()
    if not told or not isinstance(told.day, Named) or word in lexicon.lists["things"]:
        return False
    rest = [piece.said for piece in pieces[place + 1 :] if piece.said]
    begins = all(piece.role in QUIET for piece in pieces[:place])
    return begins and any(each.clocks for each in rest) and not any(each.day or each.each for each in rest)


def _runs(pieces: list[Piece], lexicon: Lexicon) -> list[Run]:
    """The time statements in groups with nothing but small words between them."""
    runs: list[Run] = []
    joints = 0
    glue = lexicon.lists["glue"]
    for place, piece in enumerate(pieces):
        if piece.role == TIME:
            if runs and joints == place - runs[-1].places[-1] - 1:
                runs[-1].places.append(place)
            else:
                runs.append(Run([place]))
            joints = 0
        elif piece.role in {STOP, POLITE, SORRY, NOT_THAT} or piece.word in glue:
            joints += 1
    for run in runs:
        _touching(run, pieces, lexicon)
    return runs


QUIET = {POLITE, STOP, SORRY, NOT_THAT, VERB, TIME, WHO}


def _touching(run: Run, pieces: list[Piece], lexicon: Lexicon) -> None:
    """Notes whether a run stands at the start or beside the request, and whether at the end."""
    first, last = run.places[0], run.places[-1]
    verb = next((place for place, piece in enumerate(pieces) if piece.role == VERB), -1)
    small = lexicon.lists["glue"]
    after_verb = pieces[verb + 1 : first] if 0 <= verb < first else None
    before_verb = pieces[last + 1 : verb] if verb > last else None
    run.first = (
        all(piece.role in QUIET or piece.word in small for piece in pieces[:first])
        or (
            after_verb is not None
            and all(one.role in QUIET or one.word in small | lexicon.lists["joins"] for one in after_verb)
        )
        or (before_verb is not None and all(one.role in {POLITE, STOP, TIME} for one in before_verb))
    )
    run.last = all(piece.role in QUIET for piece in pieces[last + 1 :])


def _counting(pieces: list[Piece], runs: list[Run], lexicon: Lexicon) -> tuple[Said, set[int], str]:
    """Merges what stands at the start, then what stands at the end and fits; a time in the middle only when alone."""
    said, counted, conflict = Said(), set[int](), ""
    firsts = [run for run in runs if run.first]
    lasts = [run for run in runs if run.last and not run.first]
    chosen = firsts + lasts or runs[-1:]
    repeats = any(_repeats(pieces[place].said) for run in chosen for place in run.places)
    for run in chosen:
        for place in run.places:
            told = pieces[place].said
            assert told is not None  # noqa: S101 - a time piece says something
            late = run not in firsts and bool(counted)
            if told.count > 1 and not repeats and run.first:  # "twice tomorrow": at which hours?
                told = structs.replace(told, per_day=told.count, count=0, each=False)
            if not _sensible(told, said, repeats=repeats, late=late) or _names_a_thing(pieces, place, chosen, lexicon):
                continue
            try:
                said = merged(said, told, correcting=_corrects(pieces, place, counted))
            except Conflict as clash:
                if any(pieces[later].role in {SORRY, NOT_THAT} for later in range(place, run.places[-1])):
                    said = told  # what comes first is taken back further on
                elif run in firsts or clash.field in {"unit", "days"}:
                    conflict = clash.field
                else:
                    continue
            counted.add(place)
    return said, counted, conflict


def merged_times(pieces: list[Piece]) -> Said:
    """Everything that the pieces say of time as one, wherever it stands. Raises Conflict."""
    said = Said()
    for piece in pieces:
        if piece.said:
            said = merged(said, piece.said)
    return said


def _repeats(told: Said | None) -> bool:
    return bool(told and (told.each or told.unit or len(told.days) > 1))


def _sensible(told: Said, said: Said, *, repeats: bool, late: bool) -> bool:  # noqa: PLR0911 - one line a reason
    """Does this statement speak of the reminder, or is it a word of the task ("walk for half an hour")?

    late: it stands at the end, after words of the task, and something about time has been said already.
    """
    if told.lasting and told.lasting.seconds and said.unit != "minute" and told.unit != "minute":
        return False
    if (told.lasting or told.count) and not repeats and (late or not told.lasting):
        return False
    if not late:
        return True
    if told.count and not told.coming:
        return False
    if told.clocks and said.amount and not said.amount.calendar:
        return False
    if told.weak and (said.clocks or said.amount or said.day):
        return False
    if told.vague == "choice":
        return True
    if told.vague or told.event or told.condition:
        return not (said.clocks or said.day or said.amount or said.part or said.each) or bool(told.condition)
    if (told.anchor or told.part) and not told.each and not told.day:
        return not said.clocks or not said.clocks[0].clear
    return True


def _names_a_thing(pieces: list[Piece], place: int, chosen: list[Run], lexicon: Lexicon) -> bool:
    """True for "weekly plan", which names a thing when something else says how often or on what day."""
    told = pieces[place].said
    often = told is not None and told == Said(each=True, unit=told.unit, step=told.step)
    if (
        not often
        or place + 1 >= len(pieces)
        or (place and pieces[place - 1].role == TIME)
        or pieces[place + 1].role != WORD
        or pieces[place + 1].word in lexicon.lists["glue"] | lexicon.lists["joins"]
    ):
        return False
    others = [pieces[other].said for run in chosen for other in run.places if other != place]
    return any(other and (other.each or other.day or other.amount) for other in others)


def _corrects(pieces: list[Piece], place: int, counted: set[int]) -> bool:
    """True when a correction ("no wait", "i mean") stands between this statement and the one before."""
    last = max((one for one in counted if one < place), default=-1)
    return last >= 0 and any(piece.role in {SORRY, NOT_THAT} for piece in pieces[last + 1 : place])


def _bare_length(pieces: list[Piece], said: Said, counted: set[int]) -> tuple[Said, set[int]]:
    """A bare length at the start counts from now when nothing else is said: "10m stretch"."""
    verb = next((piece for piece in pieces if piece.role == VERB), None)
    if said.lasting and said == Said(lasting=said.lasting) and verb:
        return Said(amount=said.lasting), counted
    if said != Said():
        return said, counted
    for place, piece in enumerate(pieces):
        if piece.role in {VERB, POLITE, STOP}:
            continue
        length: Amount | None = piece.item.cats.get("DUR") if piece.item else None
        if piece.said and piece.said == Said(lasting=piece.said.lasting):  # "set a timer for 7 minutes"
            length = piece.said.lasting
        return (Said(amount=length), {place}) if length else (said, counted)
    return said, counted
