"""Transcripts: conversations in text files that can be read aloud, and how they are compared with what happened.

    # What this is about. The first line is the test's name.
    @ 2026-03-14 03:02 Europe/Berlin      the clock and the zone; `unknown` when nobody has told us the zone
    rigs: core telegram                   only on these ways in (all, when it is not said)
    language: de                          what the platform says of their language (en, when it is not said; unknown)
    > calf cramp!!                        somebody writes
    > [It's gone]                         somebody presses a button
    > (older) [It's gone]                 the one of that name before the newest
    > (late 20 min) calf                  written while we were away, 20 minutes ago
    > (sticker) 🦵                        something other than words; what stands behind it are its words
    > (group) @bot calf cramp             said where others read along; `(arrived)`, `(left)` when the bot is
    > (admin) @bot tips on              the same by somebody who runs the place
    > (reaction Set: call) 👍             below the newest message that begins like this; without it below the newest
    > (other) K7PQ-3MXW                   said by somebody else, in their own private chat
    > (form) hour: 21:30; repeat: Once    the form that is shown, filled in and sent
    > (command) calf                      typed behind the slash command, in a channel
    + 90 s                                time passes (s, min, h)
    + 3 h (down)                          time passes while the program does not run
    = 1 person, 2 cramp, 0 timer          so many rows are stored
    < The first line of a new message.
      its next line; … stands for any further lines
      [A button] [Another]              all of them; [Show me] only where it matters
    < (group) What is said there
    < (other) What somebody else sees
    < (form) A reminder                   a form opens; or what is wrong with it, a line for each field
    {code}                                in a line alone: anything, and the same wherever it stands again
    < (aloud) What makes a sound at night, because they want it to
    < (picture)                           a picture comes first; the lines below it are its caption
    ~ The first line of a message that was edited, as it reads now
    ---                                   what stands above went before: it is played, and not compared

After each action all new and edited messages have to be there, in the order in which they stand in the chat. Nothing
below an action means that it must stay quiet. `< …` alone is any one message.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ANY = "…"
PICTURE = "(picture)"
PLACES = ("group", "other", "form")
FORMS = {
    "In a form",
    "Change in a form",
    "Log in a form",
    "Im Formular eintragen",
    "Anotar en un formulario",
    "Noter par formulaire",
    "Annota in un modulo",
    "Noteer in een formulier",
    "Anotar num formulário",
}  # only where there are forms
SHOW = FORMS | {"Show me", "Zeig es mir", "Muéstramelo", "Montrez-moi", "Fammi vedere", "Laat zien", "Mostre-me"}
SECONDS = {"s": 1, "min": 60, "h": 3600}
LABEL = re.compile(r"\[([^\]]+)\]")
MANNER = re.compile(r"\((older|late|group|admin|other|form|command|sticker|voice|photo|reaction)(?: ([^)]+))?\) ?")
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
MARK = re.compile(r"^(?:[-•*] |\d+[.)] )|\*\*?|[_`]")

Manner = tuple[str, str]
"""How something is said: ("late", "20 min"), ("group", ""), ("", "")."""


@dataclass
class Seen:
    """A message as the person sees it: its lines without marks, its buttons, and whether it is an edit."""

    lines: list[str]
    buttons: list[str]
    edited: bool = False
    quiet: bool = False
    only_me: bool = False
    place: str = ""  # "group" where others read along, "other" in somebody else's chat
    aloud: bool = False  # expected to make a sound at night


@dataclass
class Step:
    """One action and what has to be seen after it; `before`: it is not compared."""

    number: int
    line: str
    expected: list[Seen] = field(default_factory=list)
    before: bool = False

    @property
    def kind(self) -> str:
        """>, + or =."""
        return self.line[0]

    @property
    def manner(self) -> Manner:
        """How it is said."""
        found = MANNER.match(self.line, 2)
        return (found[1], found[2] or "") if found else ("", "")

    @property
    def words(self) -> str:
        """What is said or pressed."""
        return MANNER.sub("", self.line[2:].strip(), count=1)

    @property
    def label(self) -> str:
        """The button that is pressed, or ""."""
        found = LABEL.fullmatch(self.words)
        return found[1] if found else ""


@dataclass
class Transcript:
    """One file."""

    path: Path
    start: datetime
    zone: str
    rigs: frozenset[str]
    steps: list[Step]
    language: str = "en"

    @property
    def name(self) -> str:
        return self.path.stem


def read(path: Path) -> Transcript:
    """Parse one file; a line that is none of these is an error."""
    start, zone, rigs, language = None, "", frozenset[str](), "en"
    steps: list[Step] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@ "):
            start, zone = _instant(line[2:])
        elif line.startswith("rigs:"):
            rigs = frozenset(line[5:].split())
        elif line.startswith("language:"):
            language = line[9:].strip().removeprefix("unknown")
        elif not _add(steps, number, line):
            raise ValueError(f"{path.name}:{number}: not a line of a transcript")
    if start is None:
        raise ValueError(f"{path.name}: no line '@ date time zone'")
    return Transcript(path, start, zone, rigs, steps, language)


def _add(steps: list[Step], number: int, line: str) -> bool:
    """Take in one line of the conversation; False when it is none."""
    if line == "---":
        for step in steps:
            step.before = True
    elif line[:2] in {"> ", "+ ", "= "}:
        steps.append(Step(number, line))
    elif line[:2] in {"< ", "~ "}:
        place = next((name for name in PLACES if line[2:].startswith(f"({name}) ")), "")
        first = line[2:].removeprefix(f"({place}) ").strip()
        aloud = first.startswith("(aloud) ")
        seen = Seen([first.removeprefix("(aloud) ")], [], edited=line[0] == "~", place=place, aloud=aloud)
        steps[-1].expected.append(seen)
    elif line.startswith("  "):
        _continue(steps[-1].expected[-1], line)
    else:
        return False
    return True


def _continue(message: Seen, line: str) -> None:
    labels = LABEL.findall(line)
    if labels and not LABEL.sub("", line).strip():
        message.buttons += labels
    else:
        message.lines.append(line.strip())


def _instant(text: str) -> tuple[datetime, str]:
    day, clock, zone = text.split()
    known = "" if zone == "unknown" else zone
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZoneInfo(known or "UTC")), known


def seconds(text: str) -> float:
    """`90 s` in seconds."""
    amount, unit = text.split()[:2]
    return float(amount) * SECONDS[unit]


def counts(text: str) -> dict[str, int]:
    """`1 person, 2 cramp` as rows in each table."""
    pairs = (part.split() for part in text.split(","))
    return {table: int(number) for number, table in pairs}


def learned(expected: Seen, seen: Seen, known: dict[str, str]) -> Seen:
    """Take `{code}` for what stands in its place, the first time that it is expected."""
    for name in (line[1:-1] for line in expected.lines if re.fullmatch(r"\{[a-z]+\}", line)):
        if name not in known:
            plain = [line for line in seen.lines if CODE.search(line)]
            known[name] = plain[0].strip() if plain else ""
    return replace(expected, lines=[named(line, known) for line in expected.lines])


def named(line: str, known: dict[str, str]) -> str:
    """The line with what is known by now."""
    return re.sub(r"\{([a-z]+)\}", lambda found: known.get(found[1], found[0]), line)


def strip(line: str) -> str:
    """A line without what only one platform shows: bullets, numbers, bold marks."""
    return MARK.sub("", line.strip()).strip()


def differs(expected: Seen, seen: Seen) -> str:
    """Why the message isn't the expected one; '' when it is."""
    wanted = [strip(line) for line in expected.lines if line != ANY]
    shown = [strip(line) for line in seen.lines if line.strip()]
    if ANY in expected.lines:  # at any place, once
        at = expected.lines.index(ANY)
        shown = shown[:at] + (shown[len(shown) - (len(wanted) - at) :] if len(wanted) > at else [])
    if wanted != shown:
        return f"expected {wanted}, saw {shown}"
    buttons = [label for label in seen.buttons if label not in SHOW or label in expected.buttons]
    if expected.buttons and expected.buttons != buttons:
        return f"expected the buttons {expected.buttons}, saw {seen.buttons}"
    if expected.place != seen.place:
        return f"expected it in the place {expected.place or 'private'!r}, saw it in {seen.place or 'private'!r}"
    if expected.edited != seen.edited:
        return "expected an edit" if expected.edited else "expected a new message, saw an edit"
    return ""
