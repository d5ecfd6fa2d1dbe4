"""What the words cost: reading and checking all of them, what a start pays, and what they hold in memory.

Each round is a process of its own, so that nothing is warm but the disk. Medians of processor time, of:
  check    every file read and every check of `crampbot check` done; it has to stay below 500 ms
  start    what is read before the bot serves: messages and whom to call; it has to stay below 150 ms
  warm     what is read once it serves: the net of words, relief, danger signs; the terminal's first answer waits for it
  ask      the first question of a process, which reads the answers
and, side by side, the bare parsing of the same TOML files, and unpacking the same data from one msgpack file: the least
that a cache of compiled words would have to read. Then the memory that `start` and `warm` keep.
"""

import argparse
import json
import statistics
import subprocess
import sys

SIZES = {"small": 3, "full": 15}  # rounds
LIMITS = {"check": 500, "start": 150}  # ms

ROUND = """
import gc, json, sys, time, tomllib
from datetime import date
from pathlib import Path

import msgspec
from crampbot_chat import content, proofread
from crampbot_chat.library import Library
from crampbot_chat.understand import Ear

took = {}

def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024

def timed(name, work):
    start = time.process_time()
    result = work()
    took[name] = (time.process_time() - start) * 1000
    return result

root = content.folder()
today = date(2026, 11, 22)
if sys.argv[1] == "check":
    timed("check", lambda: (proofread.proofread(root), proofread.overdue(root, today)))
elif sys.argv[1] == "parse":
    files = sorted(root.rglob("*.toml"))
    parsed = timed("parse", lambda: {str(path): tomllib.loads(path.read_text("utf-8")) for path in files})
    packed = msgspec.msgpack.encode(parsed)
    timed("unpack", lambda: msgspec.msgpack.decode(packed))
else:
    before = memory()
    library = Library(root)

    def start():
        library.words("")
        library.calls("", "")

    def warm():
        Ear("calf cramp").cry
        library.protocols("").muscles
        library.triage("").load()

    timed("start", start)
    timed("warm", warm)
    gc.collect()
    took["memory"] = memory() - before
    answers = library.answers("", today)
    timed("ask", lambda: answers.best("", "does magnesium help with potassium"))
json.dump(took, sys.stdout)
"""


def one(kind: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", ROUND, kind], capture_output=True, check=True, text=True)
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def measure(size: str) -> None:
    kinds = ("check", "parse", "live")
    rounds = [{name: value for kind in kinds for name, value in one(kind).items()} for _ in range(SIZES[size])]
    median = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    median["start and warm"] = statistics.median(each["start"] + each["warm"] for each in rounds)
    print(f"medians of {SIZES[size]} rounds")
    for name in ("check", "start", "warm", "start and warm", "ask"):
        limit = f", at most {LIMITS[name]}" if name in LIMITS else ""
        print(f"{name}: {median[name]:.0f} ms{limit}")
    print(f"parsing every file alone: {median['parse']:.0f} ms, ratio {median['check'] / median['parse']:.1f}")
    print(f"unpacking the same from one msgpack: {median['unpack']:.1f} ms")
    print(f"memory that start and warm keep: {median['memory']:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    measure(parser.parse_args().size)
