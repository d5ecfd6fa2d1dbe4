"""Every message in every language, with the longest facts there are, as each platform shows it; and read aloud."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from fakes import slack_blocks, telegram_parts
from house import LIBRARY
from words import NUMBER_WORDS, school_year, sentences, words

from crampbot_chat.adapters import terminal
from crampbot_chat.adapters.slack.render import LABEL_LIMIT
from crampbot_chat.adapters.slack.render import render as on_slack
from crampbot_chat.adapters.telegram.render import TEXT_LIMIT, units
from crampbot_chat.adapters.telegram.render import render as on_telegram
from crampbot_chat.content import Words
from crampbot_chat.dialogs.diary import SHOWN
from crampbot_chat.dialogs.reminders.asking import LABEL
from crampbot_chat.dialogs.reminders.echo import MOST
from crampbot_chat.ids import Ids
from crampbot_chat.markup import Facts
from crampbot_chat.model import CHOICES_LIMIT, TOKEN_LIMIT, Choices, Message, Para, plain
from crampbot_chat.phrases.reminders import SHORT, TASK
from crampbot_chat.protocols import LIMITS, Protocols
from crampbot_chat.snapshot import RECENT
from crampbot_chat.triage import Triage
from crampbot_chat.when.zones import known

SEEN_ON_A_BUTTON = 30  # characters; docs.slack.dev, button: about 30 are shown
NIGHT = ("relief.", "safety.", "morning.")
LISTS = (  # grow with the diary and the reminders
    *("diary.nights", "diary.unconsented", "diary.undone_changed", "morning."),
    *("reminders.list", "reminders.undone", "reminders.deleted", "reminders.digest"),
)
NOTES = ("moved", "twice", "if_cramped", "if_sport", "if_unlogged", "if_quiet", "anchored", "nags", "aloud", "by_day")
FACT = re.compile(r"\{([a-z_]+)\}")
PIECES = (".comma", ".semicolon")  # parts of messages that are never said alone
KEYS = [
    (language, key)
    for language in LIBRARY.languages
    for key in sorted(LIBRARY.words(language).keys())
    if not key.endswith(PIECES)
]
SPOKEN = [(language, key) for language, key in KEYS if key.startswith(NIGHT)]
GROUPS = sorted({(language, key.partition(".")[0]) for language, key in KEYS})  # a test for each message takes minutes


@pytest.mark.parametrize(("language", "group"), GROUPS)
def test_it_fits_telegram(language: str, group: str) -> None:
    for key in of(language, group):
        parts = on_telegram(message(language, key), "CrampBot")
        assert len(parts) == 1 or key.startswith(LISTS), "a message that is edited has to be one"
        for part in parts:
            assert 0 < units(part.plain) <= TEXT_LIMIT
            assert telegram_parts.words(part.params())[0] == part.plain.strip()
            for row in telegram_parts.buttons(part.params()):
                assert all(len(button.get("callback_data", "").encode()) <= TOKEN_LIMIT for button in row)


@pytest.mark.parametrize(("language", "group"), GROUPS)
def test_it_fits_slack(language: str, group: str) -> None:
    for key in of(language, group):
        page = on_slack(message(language, key), "slack://app?team=T0&id=A0&tab=messages")
        assert slack_blocks.complaints(page.blocks) == []
        assert page.text
        for button in slack_blocks.buttons(page.blocks):
            assert len(button["text"]["text"]) < LABEL_LIMIT


@pytest.mark.parametrize(("language", "group"), GROUPS)
def test_it_fits_the_terminal(language: str, group: str) -> None:
    for key in of(language, group):
        lines = terminal.render(message(language, key))
        assert lines
        assert lines[0].strip()
        assert lines[-1].strip()


@pytest.mark.parametrize(("language", "group"), GROUPS)
def test_words_come_first_and_no_blank_is_left(language: str, group: str) -> None:
    for key in of(language, group):
        said = message(language, key)
        first = next(block for block in said.blocks)
        text = plain(first.spans) if isinstance(first, Para) else ""
        assert not text or re.match(r"""[\w"'(¿¡«„“]""", text), f"no word comes first: {text}"
        assert FACT.search(" ".join(terminal.render(said))) is None
        choices = [choice for block in said.blocks if isinstance(block, Choices) for choice in block.choices]
        assert len(choices) <= CHOICES_LIMIT
        assert len({choice.label.casefold() for choice in choices}) == len(choices), (
            "a typed label has to mean one of them"
        )
        assert all(len(choice.label) <= SEEN_ON_A_BUTTON for choice in choices), "a phone would cut the label"


@pytest.mark.parametrize(("language", "key"), SPOKEN)
def test_a_sentence_at_night_stays_under_15_words(language: str, key: str) -> None:
    unknown = {whom: NUMBER_WORDS["default"][whom]["en"] for whom in NUMBER_WORDS["default"] if whom != "confirmed"}
    for line in written(language, key):
        for part in sentences(FACT.sub(lambda fact: unknown.get(fact[1], "it"), line)):
            assert words(part) < 15, part


@pytest.mark.parametrize("group", NIGHT)
def test_a_woken_eleven_year_old_can_read_it(group: str) -> None:
    lines = [
        line
        for language, key in SPOKEN
        if key.startswith(group) and language == "en"
        for line in written(language, key)
    ]
    assert len(lines) >= 3
    assert school_year([line for line in lines if FACT.sub("", line).strip(" *")]) < 6


# --- the longest facts -----------------------------------------------------------------------------------------------


def message(language: str, key: str) -> Message:
    return Message(key, LIBRARY.words(language).blocks(key, Longest(language)))


def of(language: str, group: str) -> list[str]:
    return [key for spoken, key in KEYS if spoken == language and key.startswith(f"{group}.")]


def written(language: str, key: str) -> list[str]:
    """The lines of the message as they stand in the file, without those that are only a fact."""
    text = LIBRARY.words(language)._messages[key].text  # noqa: SLF001 - as written, before anything is filled in
    lines = "\n".join([text] if isinstance(text, str) else text.values()).splitlines()
    return [
        line.replace("*", "") for line in lines if line.strip() and not re.fullmatch(r"\**\{\w+\}\**", line.strip())
    ]


class Longest(dict[str, Any]):
    """The longest value of every fact; of those that only an operator sees, a long one."""

    def __init__(self, language: str) -> None:
        super().__init__(longest(language))

    def __missing__(self, name: str) -> str:
        return name + " x" * 40


@cache
def longest(language: str) -> Facts:
    said, protocols, triage = LIBRARY.words(language), LIBRARY.protocols(language), LIBRARY.triage(language)
    whom = {name: max(_values(NUMBER_WORDS, name), key=len) for name in NUMBER_WORDS["default"] if name != "confirmed"}
    names = [muscle.name for muscle in protocols.muscles.values()]
    zones = sorted(known().values(), key=len)[-4:]
    zone = zones[-1]
    line = _line(said, max(names, key=len))
    ask = triage.ask("ten_minutes")
    stretched = _stretched(language, whom)
    return {
        **stretched,
        **{f"zone_{letter}": each for letter, each in zip("abcd", zones, strict=True)},
        **{
            f"clock_{letter}": said.text("settings.clock_of", clock=f"23:{number}", zone=each.rpartition("/")[2])
            for number, (letter, each) in enumerate(zip("abcd", zones, strict=True), 56)
        },
        **whom,
        **{name: ask[name] for name in ("gone", "no", "yes")},
        "question": ask["text"],
        "act": max((rung.act for rung in _rungs(protocols)), key=len),
        "lines": max((_filled(lines, whom) for lines in _lines(protocols, triage)), key=lambda text: len(str(text))),
        "first": max((first.format(**whom) for first, _ in _wordings(triage)), key=len),
        "count": max(said.text("relief.rest", seconds=30), str(stretched["hold"]), key=len),
        "noted": said.text("relief.noted", limits=_limits(said)),
        "show": said.text("relief.show"),
        "limits": _limits(said),
        "line": line,
        "cramps": (line,) * RECENT,
        "nights": (said.text("diary.night", night="Wednesday 23 September 2026"),) * SHOWN
        + tuple(said.text("diary.numbered", number=number, line=line) for number in range(1, RECENT + 1)),
        **_asked(language, whom),
        **_reminded(said, zone),
        "told": said.text("settings.zone_told", clock="23:59", zone=zone),
        "zone": zone,
        **_countries(language),
        "country": LIBRARY.names.country("GS", language),
        "languages": ", ".join(LIBRARY.names.of(LIBRARY.languages)),
        "cramp": Ids(lambda: 1_800_000_000_000)(),
        "step": "settings.zone",
        "kind": "break",
        "muscle": max(protocols.muscles, key=len),
        "name": max(names, key=len),
        "n": RECENT,
        "number": RECENT,
        "seconds": 30,
        "hour": "23",
        "hour_a": "11:59",
        "hour_b": "23:59",
        "at_a": "1800000000000",
        "at_b": "1800000000000",
        "meant": "minutes-10",
        "on": "2026-09-23",
        "skip": 700,
        "days": 366,
        "other": said.text("log.n_minutes", n=10),
        "minute": "59",
    }  # fmt: skip


def _countries(language: str) -> Facts:
    names = LIBRARY.names
    likely = dict(zip("abcd", names.likely_countries(language), strict=True))
    shown = {f"country_{letter}": names.country(code, language) for letter, code in likely.items()}
    return {**{f"code_{letter}": code for letter, code in likely.items()}, **shown}


def _asked(language: str, whom: Facts) -> Facts:
    """The longest of what is said to a question."""
    answers = LIBRARY.answers(language, date(2026, 11, 22))
    keys = sorted(answers.all, key=len)[-3:]
    labels = sorted((question.label for question in answers.all.values()), key=len)[-3:]
    told = [question.answer.format(**whom) for question in answers.all.values()]
    return {
        **{f"key_{letter}": key for letter, key in zip("abc", keys, strict=True)},
        **{f"ask_{letter}": label for letter, label in zip("abc", labels, strict=True)},
        "key": keys[-1],
        "answer": max(told, key=len),
        "grade": max((said for key, said in _grades(language)), key=len),
        "more": max((question.more.format(**whom) for question in answers.all.values()), key=len),
        "sources": max(
            (answers.sources(question) for question in answers.all.values()), key=lambda all_: len(str(all_))
        ),
        "date": "2026-11-22",
    }


def _reminded(said: Words, zone: str) -> Facts:
    """The longest of what is said about reminders."""
    key, task = Ids(lambda: 1_800_000_000_000)(), "x" * TASK
    moment = said.text("reminders.moment", day="Wednesday 23 September 2026", clock="23:59")
    rule = f"every 10 weeks on Monday, Tuesday and Wednesday at 23:56, 23:57 and 23:59 ({zone})"
    line = said.text("reminders.told", task="x" * SHORT, rule=rule)
    return {
        "id": key,
        **{f"id_{letter}": key for letter in "abcd"},
        **{f"tap_{letter}": str(number) for number, letter in enumerate("abcd", 1)},
        **{f"choice_{letter}": "x" * (LABEL - number) for number, letter in enumerate("abc")},
        "due": "1800000000000",
        "code": "K7PQ-3MXW",
        "minutes": 179,
        "task": task,
        "rule": rule,
        "coming": said.text("reminders.coming", moments="; ".join([moment] * 3)),
        "moment": moment,
        "notes": tuple(said.text(f"reminders.{name}", minutes=99, n=5) for name in NOTES),
        "kept": said.text("reminders.kept"),
        "reminders": (line,) * MOST,
        "missed": (said.text("reminders.missed", moment=moment, task="x" * SHORT),) * MOST,
        "silent": said.text("reminders.silent"),
        "at_night": said.text("reminders.at_night"),
        "skip": said.text("reminders.skip_next"),
        "pause": said.text("reminders.pause"),
    }


def _stretched(language: str, whom: Facts) -> Facts:
    """The longest of what is said of stretches and routines."""
    said, all_ = LIBRARY.words(language), LIBRARY.stretches(language, date(2026, 11, 22))
    plans = [all_.moves(key, limits) for key in (*all_.routines, *all_.stretches) for limits in ((), LIMITS[1:])]
    every = [move for plan in plans for move in plan]
    told = {name: str(each) for name, each in whom.items()}
    routines, names = all_.routines.values(), sorted((each.name for each in all_.routines.values()), key=len)
    dose = said.text("moves.seconds_each", n=3, seconds=120)
    title = max((move.name for move in every), key=len)
    item = said.text("moves.stretch", title=title, dose=dose)
    hold = (
        f"{said.text('moves.side_2')} {said.text('moves.round', round=3, n=3)}\n{said.text('moves.hold', seconds=120)}"
    )
    return {
        **{f"key_{letter}": "PR-14" for letter in "abc"},
        **{f"name_{letter}": name for letter, name in zip("abc", names[-3:], strict=True)},
        "title": title,
        "steps": max((move.lines for move in every), key=lambda lines: len(str(lines))),
        "dose": said.text("stretches.dose", dose=dose),
        "feel": max((move.feel for move in every), key=len),
        "avoid": max((move.avoid for move in every), key=len),
        "note": max((move.note for move in every), key=len),
        "short": max((each.short for each in routines), key=len),
        "before": _filled(max((each.before for each in routines), key=lambda lines: len(str(lines))), told),
        "after": _filled(max((each.after for each in routines), key=lambda lines: len(str(lines))), told),
        "moves": (item,) * max(map(len, plans)),
        "why": max((each.why for each in routines), key=len),
        "alt": max((all_.alt(move.figure) for move in every if move.figure), key=len),
        "place": said.text("guided.place", number=10, n=10),
        "hold": hold,
        "on": said.text("stretches.more"),
        "next": "12",
        "run": Ids(lambda: 1_800_000_000_000)(),
        "move": "10",
        "round": 3,
    }


def _grades(language: str) -> list[tuple[str, str]]:
    words = LIBRARY.words(language)
    keys = list(words.keys())
    return [(key, words.text(key)) for key in keys if key.startswith("questions.grade_")]


def _line(said: Words, name: str) -> str:
    parts = (
        said.text("clock.clock", hour="23", minute="59"),
        said.text("diary.side_both", muscle=name),
        said.text("diary.minutes", n=240),
        said.text("diary.pain_very_strong"),
    )
    return f"{said.text('diary.comma')} ".join(parts)


def _limits(said: Words) -> str:
    return f"{said.text('settings.comma')} ".join(said.text(f"settings.limit_{limit}") for limit in LIMITS)


def _rungs(protocols: Protocols) -> Iterator[Any]:
    for muscle in protocols.muscles.values():
        for limit in ("", *LIMITS):
            yield from muscle.ladder((limit,)) if muscle.covered else ()


def _wordings(triage: Triage) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number in range(1, 40):
        for tier in (1, 2, 3, 4):
            yield triage[f"R{number}"].wording(tier)


def _lines(protocols: Protocols, triage: Triage) -> Iterator[tuple[str, ...]]:
    yield from (rung.lines for rung in _rungs(protocols))
    yield from (lines for _, lines in _wordings(triage))


def _filled(lines: tuple[str, ...], whom: dict[str, str]) -> tuple[str, ...]:
    return tuple(line.format(**whom) for line in lines)


def _values(table: Any, name: str) -> Iterator[str]:
    """All values of that name, however deep."""
    for key, value in table.items() if isinstance(table, dict) else ():
        if key == name:
            yield from [value] if isinstance(value, str) else value.values()
        else:
            yield from _values(value, name)
