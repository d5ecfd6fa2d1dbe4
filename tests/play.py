"""Plays a transcript on the core and prints what is seen now: `python tests/play.py tests/transcripts/NAME.txt`.

For writing one: only the `>` and `+` lines have to be there. Read the answers aloud before you believe them.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from fakes.time import Time
from rigs import CoreRig, passes
from transcript import CODE, Transcript, named, read


async def play(transcript: Transcript, database: str) -> None:
    """Print each action and what is seen after it."""
    time = Time(int(transcript.start.timestamp() * 1000))
    rig = CoreRig(time, database, transcript.zone, language=transcript.language)
    await rig.start()
    known: dict[str, str] = {}
    for step in transcript.steps:
        print(step.line)  # noqa: T201 - it is a program
        if step.kind == "+":
            await passes(rig, step.words)
        elif step.kind == ">":
            await (
                rig.presses(step.label, step.manner) if step.label else rig.says(named(step.words, known), step.manner)
            )
        for seen in await rig.seen():
            known["code"] = next((line for line in seen.lines if CODE.fullmatch(line)), known.get("code", ""))
            place = f"({seen.place}) " if seen.place else ""
            shown = "\n  ".join(line for line in seen.lines if line.strip())
            buttons = "".join(f" [{label}]" for label in seen.buttons)
            print(f"{'~' if seen.edited else '<'} {place}{shown}" + (f"\n {buttons}" if buttons else ""))  # noqa: T201
    await rig.stop()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(play(read(Path(name)), f"sqlite://{folder}/bot.sqlite3"))
