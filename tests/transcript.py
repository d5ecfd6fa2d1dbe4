"""Transcripts: conversations in text files that can be read aloud, and how they are compared with what happened.

    # What this is about. The first line is the test's name.
    @ 2026-03-14 03:02 Europe/Berlin      the clock and the zone; `unknown` when nobody has told us the zone
    rigs: core telegram                   only on these ways in (all, when it is not said)
    > calf cramp!!                        somebody writes
    > [It's gone]                         somebody presses a button
    + 90 s                                time passes (s, min, h)
    < The first line of a new message.
      its next line; … stands for any further lines
      [A button] [Another]
    ~ The first line of a message that was edited, as it reads now
    > (sticker) 🦵                        something other than words; what stands behind it are its words

After each action all new and edited messages have to be there, in the order in which they stand in the chat. Nothing
below an action means that it must stay quiet. `< …` alone is any one message.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ANY = "…"
SECONDS = {"s": 1, "min": 60, "h": 3600}
LABEL = re.compile(r"\[([^\]]+)\]")
MARK = re.compile(r"^(?:[-•*] |\d+[.)] )|\*\*?|[_`]")


@dataclass
class Seen:
    """A message as the person sees it: its lines without marks, its buttons, and whether it is an edit."""

    lines: list[str]
    buttons: list[str]
    edited: bool = False
    quiet: bool = False
    only_me: bool = False


@dataclass
class Step:
    """One action and what has to be seen after it."""

    number: int
    line: str
    expected: list[Seen] = field(default_factory=list)


@dataclass
class Transcript:
    """One file."""

    path: Path
    start: datetime
    zone: str
    rigs: frozenset[str]
    steps: list[Step]

    @property
    def name(self) -> str:
        return self.path.stem


def read(path: Path) -> Transcript:
    """Parse one file; a line that is none of these is an error."""
    start, zone, rigs = None, "", frozenset[str]()
    steps: list[Step] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@ "):
            start, zone = _instant(line[2:])
        elif line.startswith("rigs:"):
            rigs = frozenset(line[5:].split())
        elif line[:2] in {"> ", "+ "}:
            steps.append(Step(number, line))
        elif line[:2] in {"< ", "~ "}:
            steps[-1].expected.append(Seen([line[2:].strip()], [], edited=line[0] == "~"))
        elif line.startswith("  "):
            message = steps[-1].expected[-1]
            labels = LABEL.findall(line)
            if labels and not LABEL.sub("", line).strip():
                message.buttons += labels
            else:
                message.lines.append(line.strip())
        else:
            raise ValueError(f"{path.name}:{number}: not a line of a transcript")
    if start is None:
        raise ValueError(f"{path.name}: no line '@ date time zone'")
    return Transcript(path, start, zone, rigs, steps)


def _instant(text: str) -> tuple[datetime, str]:
    day, clock, zone = text.split()
    known = "" if zone == "unknown" else zone
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZoneInfo(known or "UTC")), known


def seconds(line: str) -> float:
    """`+ 90 s` in seconds."""
    amount, unit = line[2:].split()
    return float(amount) * SECONDS[unit]


def strip(line: str) -> str:
    """A line without what only one platform shows: bullets, numbers, bold marks."""
    return MARK.sub("", line.strip()).strip()


def differs(expected: Seen, seen: Seen) -> str:
    """Why the message isn't the expected one; '' when it is."""
    if expected.lines == [ANY] and not expected.buttons:
        return ""
    wanted = [strip(line) for line in expected.lines if line != ANY]
    shown = [strip(line) for line in seen.lines if line.strip()]
    if ANY in expected.lines:
        at = expected.lines.index(ANY)
        shown = shown[:at] + (shown[len(shown) - (len(wanted) - at) :] if len(wanted) > at else [])
    if wanted != shown:
        return f"expected {wanted}, saw {shown}"
    if expected.buttons and expected.buttons != seen.buttons:
        return f"expected the buttons {expected.buttons}, saw {seen.buttons}"
    if expected.edited != seen.edited:
        return "expected an edit" if expected.edited else "expected a new message, saw an edit"
    return ""
