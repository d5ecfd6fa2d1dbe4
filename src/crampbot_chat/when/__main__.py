"""Reads reminders as JSON Lines: {"id", "text", "now", "tz"} in, {"id", "reminder"} out. For the benchmark corpora."""

import json
import sys
from datetime import datetime
from typing import Any

from crampbot_chat.when.read import read
from crampbot_chat.when.reading import Reading
from crampbot_chat.when.rule import upcoming
from crampbot_chat.when.zones import at, instant, local, zone_info

SHOWN = 3


def as_json(reading: Reading | None, now: datetime, zone: str) -> dict[str, Any] | None:
    """A reading with its next ring times, ISO 8601 with offset."""
    if reading is None:
        return None
    rings = []
    if reading.kind == "once" and reading.at is not None:
        rings = [reading.at]
    elif reading.kind == "recurring" and reading.rule:
        rings = upcoming(reading.rule, instant(now), SHOWN)
    return {
        "kind": reading.kind,
        "next": [local(ring, zone).isoformat() for ring in rings],
        "rrule": reading.rule.rrule if reading.rule else None,
        "task": reading.task,
        "reason": reading.reason,
    }


def main() -> None:
    """One line out for every line in."""
    for line in sys.stdin:
        item = json.loads(line)
        zone = item["tz"]
        now = local(at(datetime.fromisoformat(item["now"]), zone), zone)
        reading = read(item["text"], now=now.astimezone(zone_info(zone)), zone=zone)
        sys.stdout.write(json.dumps({"id": item["id"], "reminder": as_json(reading, now, zone)}) + "\n")


if __name__ == "__main__":
    main()
