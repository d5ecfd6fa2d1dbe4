"""Understanding: speed and quality, beside the nearest labelled phrase (rapidfuzz) as the simplest rival.

    PYTHONPATH=src:tests python benchmarks/understand.py

Prints the time of the import, of the first and of later messages, what is understood of each phrase set, and how often
the nearest of the development phrases has the right intent for phrases that neither of the two has seen.
"""

import datetime as dt
import statistics
import subprocess
import sys
import time
from typing import Any

from rapidfuzz import fuzz, process

NOW = dt.datetime(2026, 11, 25, 3, 12, tzinfo=dt.UTC)
ROUNDS = 3


def import_time() -> float:
    """Milliseconds that `import crampbot_chat.understand` takes in a new process, the best of five."""
    program = "import time; t = time.perf_counter(); import crampbot_chat.understand; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs) * 1000


def message_times(texts: list[str]) -> list[float]:
    """Milliseconds of each message, the best of three, in order."""
    from crampbot_chat.understand import understand

    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for at, text in enumerate(texts):
            start = time.perf_counter()
            understand(text, now=NOW)
            best[at] = min(best[at], (time.perf_counter() - start) * 1000)
    return sorted(best)


def nearest(known: list[dict[str, Any]], unseen: list[dict[str, Any]]) -> float:
    """How often the nearest known phrase has the intent of an unseen one, in per cent."""
    texts = [item["text"] for item in known]
    right = 0
    for item in unseen:
        found = process.extractOne(item["text"], texts, scorer=fuzz.token_set_ratio)
        right += found is not None and known[found[2]]["intent"] == item["intent"]
    return 100 * right / len(unseen)


def main() -> None:
    imported = import_time()
    import understanding

    names = ("dev_messages", "dev_questions", "dev_redflags")
    texts = [item["text"] for name in names for item in understanding.load(name)]
    start = time.perf_counter()
    understanding.ask({"text": texts[0]})
    first = (time.perf_counter() - start) * 1000
    times = message_times(texts)
    print(f"import {imported:.0f} ms, first message {first:.0f} ms (it loads the word lists)")
    line = f"messages: median {statistics.median(times):.2f} ms, p99 {times[int(len(times) * 0.99)]:.2f} ms"
    print(f"{line}, n={len(times)}")
    for name in ("dev_messages", "fresh_messages_open", "fresh_messages_frozen"):
        print(name, {key: round(value, 1) for key, value in understanding.messages(name).items()})
    for name in ("dev_questions", "fresh_questions_open", "fresh_questions_frozen", "more_questions"):
        print(name, {key: round(value, 1) for key, value in understanding.questions(name).items()})
    for name in ("dev_redflags", "fresh_redflags_open", "fresh_redflags_frozen", "more_redflags"):
        print(name, {key: round(value, 1) for key, value in understanding.redflags(name).items()})
    unseen = understanding.load("fresh_messages_frozen")
    rival = nearest(understanding.load("dev_messages"), unseen)
    ours = understanding.messages("fresh_messages_frozen")["intent"]
    print(f"intent of unseen phrases: ours {ours:.1f} %, nearest phrase {rival:.1f} %, ratio {ours / rival:.2f}")


if __name__ == "__main__":
    main()
