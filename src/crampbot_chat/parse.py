"""`crampbot parse`: what was understood of a text, and why; as JSON Lines for programs that grade it."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from crampbot_chat.content import Words
from crampbot_chat.understand.parse import answer
from crampbot_chat.when.read import read
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.rule import upcoming
from crampbot_chat.when.say import in_words
from crampbot_chat.when.zones import UnknownZone, at, instant, local, zone_info

__all__ = ["BadLine", "UnknownZone", "explain", "from_stdin", "lines"]

SHOWN = 3  # next times


class BadLine(Exception):
    """A line that is no question of ours: not JSON, or with a time or a zone that there isn't."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number}")
        self.number = number


def lines(source: Iterable[str]) -> Iterator[str]:
    """Each line {"id","text","now","tz","context"?} answered by a line; now is local time, tz an IANA zone.

    Raises BadLine.
    """
    for number, line in enumerate(source, 1):
        if line.strip():
            try:
                asked = msgspec.json.decode(line, type=dict[str, Any])
                answered = _answer(asked)
            except (msgspec.DecodeError, ValueError, TypeError, LookupError):
                raise BadLine(number) from None
            yield msgspec.json.encode(answered).decode()


def explain(text: str, zone: str, words: Words) -> Iterator[str]:
    """What was understood of one text, in words, a line each."""
    now = datetime.now(zone_info(zone))
    found = _answer({"text": text, "now": f"{now:%Y-%m-%dT%H:%M}", "tz": zone})
    yield words.text("parse.intent", intent=found["intent"], sure=round(found["confidence"] * 100))
    for name, value in found["slots"].items():
        yield words.text("parse.slot", name=name, value=str(value))
    if found["red_flag"]:
        yield words.text("parse.danger", name=found["red_flag"])
    if found["topic"]:
        yield words.text("parse.topic", name=found["topic"])
    for reason in found["why"]:
        yield words.text("parse.why", reason=reason)
    reading = read(text, now=now, zone=zone)
    if reading is None:
        return
    yield words.text("parse.reminder", kind=reading.kind, task=reading.task)
    for ring in _rings(reading, instant(now)):
        yield words.text("parse.ring", when=in_words(ring, zone))
    if reading.rule:
        yield words.text("parse.rule", rule=reading.rule.rrule)
    for because in reading.why:
        yield words.text("parse.because", words=because.words, kind=because.kind)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    found = answer(asked)
    zone = str(asked.get("tz") or "UTC")
    told = asked.get("now")
    moment = at(datetime.fromisoformat(told), zone) if told else instant(datetime.now(zone_info(zone)))
    reading = read(str(asked.get("text", "")), now=local(moment, zone), zone=zone)
    return {**found, "reminder": _reminder(reading, moment, zone)}


def _reminder(reading: Reading | None, now: int, zone: str) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "kind": reading.kind,
        "next": [local(ring, zone).isoformat() for ring in _rings(reading, now)],
        "rrule": reading.rule.rrule if reading.rule else None,
        "task": reading.task,
    }


def _rings(reading: Reading, now: int) -> list[int]:
    if reading.kind == "once" and reading.at is not None:
        return [reading.at]
    return upcoming(reading.rule, now, SHOWN) if reading.kind == "recurring" and reading.rule else []


def from_stdin() -> None:
    """JSON Lines on stdin → JSON Lines on stdout, each as soon as it is answered."""
    for line in lines(sys.stdin):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
