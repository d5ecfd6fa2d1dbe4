"""How fast time is read and reckoned: reading against its aims, the next ring against expanding a rule from its start.

python benchmarks/when.py
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dateutil.rrule import rrulestr

from crampbot_chat.when.read import read
from crampbot_chat.when.rule import Rule, next_after
from crampbot_chat.when.zones import at, instant, local

PHRASES = Path(__file__).parents[1] / "tests" / "phrases"
LONG = ("every ", "9 ", "1h ", "1/2", "until mon and ", '"', "evry tomorow ")


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of processor time for one run; other programs on the machine don't count."""
    began = time.process_time_ns()
    for _ in range(times):
        work()
    return (time.process_time_ns() - began) / 1_000_000 / times


def reading() -> None:
    jobs = []
    for file in sorted(PHRASES.glob("reminders*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            now = local(at(datetime.fromisoformat(item["now"]), item["tz"]), item["tz"])
            jobs.append((item["text"], now, item["tz"]))
    for text, now, zone in jobs:  # warm: lexicon, zones
        read(text, now=now, zone=zone)
    took = sorted(timed(lambda job=job: read(job[0], now=job[1], zone=job[2])) for job in jobs)  # type: ignore[misc]
    median, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(
        f"read {len(jobs)} phrases: median {median:.3f} ms (aim 1), p99 {p99:.3f} ms (aim 5), worst {took[-1]:.3f} ms"
    )
    now = datetime(2026, 11, 24, tzinfo=UTC)
    worst = max(timed(lambda text=(piece * 10_000)[:10_000]: read(text, now=now, zone="UTC")) for piece in LONG)  # type: ignore[misc]
    print(f"read 10,000 characters: worst {worst:.1f} ms (aim 50)")


def importing() -> None:
    program = "import time; t = time.process_time(); import crampbot_chat.when.read; print(time.process_time() - t)"
    took = []
    for _ in range(5):
        command = [sys.executable, "-c", program]
        run = subprocess.run(command, capture_output=True, check=True)
        took.append(float(run.stdout))
    print(f"import: {min(took) * 1000:.0f} ms (aim 100)")


def ringing() -> None:
    """A rule that began a year ago: ours, and dateutil from its start."""
    now = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    start = now - timedelta(days=365)
    rule = Rule("FREQ=DAILY;BYHOUR=22;BYMINUTE=15", f"{start:%Y-%m-%dT%H:%M}", "Europe/Berlin")
    moment = instant(now)
    ours = timed(lambda: next_after(rule, moment), 2000)
    naive = start.replace(tzinfo=None)
    plain = timed(
        lambda: rrulestr("FREQ=DAILY;BYHOUR=22;BYMINUTE=15", dtstart=naive).after(now.replace(tzinfo=None)), 300
    )
    print(f"next ring: {ours * 1000:.0f} us; from a start a year ago {plain * 1000:.0f} us; ratio {ours / plain:.2f}")


if __name__ == "__main__":
    reading()
    importing()
    ringing()
