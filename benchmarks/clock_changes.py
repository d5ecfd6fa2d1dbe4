"""Every clock change of every zone, 1990 to 2037, with every kind of rule: our next ring against dateutil's.

Around each change rules are made whose time is shown twice, is skipped, or stands next to it. What rings next is
compared with tests/when_dateutil.py, which shares no code with ours. One line at the end; any difference ends in 1.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from when_dateutil import EPOCH, KINDS, Kind, Offset, Sky, rings, rule_at

from crampbot_chat.when.rule import Rule, next_after
from crampbot_chat.when.zones import known

SIZES = {"small": 20, "full": 1}  # every so manieth zone
YEARS = 1990, 2037
MILLISECOND = timedelta(milliseconds=1)
BEFORE = (timedelta(hours=27), timedelta(hours=3), MILLISECOND, timedelta(0), timedelta(minutes=-29))
LEADS = (0, 1, 40, 400)  # days from a rule's start to the change
SHOWN = 10  # differences that are printed


class Found(NamedTuple):
    zone: str
    changes: int
    compared: int
    different: list[str]


def moments(change: Offset, before: Offset) -> Iterator[datetime]:
    """Wall times at a change: the first and a later one of what is skipped or shown twice, and one beside it."""
    old, new = ((change.since + offset).replace(tzinfo=None) for offset in (before.offset, change.offset))
    low = min(old, new).replace(second=0, microsecond=0)
    yield from (low, low + abs(new - old) / 2, low - timedelta(minutes=1))


def zone(name: str) -> Found:
    sky = Sky(name)
    found = Found(name, len(sky.changes(*YEARS)), 0, [])
    compared = 0
    before = sky.offsets[0]
    for change in sky.offsets[1:]:
        if YEARS[0] <= change.since.year <= YEARS[1]:
            walls = list(moments(change, before))
            for kind_name, kind in KINDS.items():
                dice = crc32(f"{name} {change.since} {kind_name}".encode())
                wall = walls[dice % len(walls)].replace(second=0, microsecond=0)
                lead = timedelta(days=LEADS[dice // 7 % len(LEADS)])
                start = (wall - lead).replace(hour=wall.hour if kind.elapsed else 0, minute=0)
                compared += compare(name, sky, kind, wall, start, change, found.different)
        before = change
    return found._replace(compared=compared)


def compare(
    name: str, sky: Sky, kind: Kind, wall: datetime, start: datetime, change: Offset, different: list[str]
) -> int:
    text = rule_at(kind, wall)
    rule = Rule(text, f"{start:%Y-%m-%dT%H:%M}", name)
    begin, end = change.since - BEFORE[0], change.since + kind.reach
    theirs = list(_until(rings(kind, text, start, sky, begin, end), end))
    for ahead in BEFORE:
        since = change.since - ahead
        ring = next_after(rule, (since - EPOCH) // MILLISECOND)
        ours = EPOCH + ring * MILLISECOND if ring is not None else None
        wanted = next((moment for moment in theirs if moment > since), None)
        if ours != wanted and not (wanted is None and ours is not None and ours > end):
            different.append(f"{name} {rule.rrule} from {rule.start}, after {since}: {ours}, not {wanted}")
    return len(BEFORE)


def _until(moments: Iterator[datetime], end: datetime) -> Iterator[datetime]:
    """Those up to `end`, and one more."""
    for moment in moments:
        yield moment
        if moment > end:
            return


def main(size: str) -> int:
    names = sorted(known().values())[:: SIZES[size]]
    results = []
    with ProcessPoolExecutor() as pool:
        for found in pool.map(zone, names):
            results.append(found)
            if os.isatty(2):
                print(f"\r{len(results)}/{len(names)} zones", end="", file=sys.stderr)
    different = [line for found in results for line in found.different]
    print(*different[:SHOWN], sep="\n", end="\n" if different else "")
    print(
        f"{len(results)} zones, {len(KINDS)} kinds of rules, {sum(found.changes for found in results):,} clock changes "
        f"{YEARS[0]}-{YEARS[1]}: {sum(found.compared for found in results):,} next rings compared with dateutil's, "
        f"{len(different)} differences"
    )
    return int(bool(different))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    sys.exit(main(parser.parse_args().size))
