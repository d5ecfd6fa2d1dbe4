"""Recurrence: the next ring from the rule, across clock changes, against a slow second opinion."""

import os
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from when_reference import Plan, ring, rings

from crampbot_chat.when.rfc5545 import BadRule, parse, write
from crampbot_chat.when.rule import Rule, next_after, restarted, upcoming
from crampbot_chat.when.zones import UnknownZone, at, doubled, instant, known, local, skipped, zone_info

KINDS = ("daily", "weekly", "monthday", "monthend", "nth", "lastwork", "yearly")


def clock(text: str) -> datetime:
    """A wall time, which carries no zone."""
    return datetime.fromisoformat(text)


def shown(rule: Rule, now: str, how_many: int) -> list[str]:
    moment = at(datetime.fromisoformat(now), rule.zone)
    return [local(ring, rule.zone).isoformat(timespec="minutes") for ring in upcoming(rule, moment, how_many)]


def test_a_skipped_time_moves_on_by_the_gap_and_a_double_one_is_the_first() -> None:
    assert local(at(clock("2027-03-14T02:30"), "America/New_York"), "America/New_York").hour == 3
    assert skipped(clock("2027-03-14T02:30"), "America/New_York")
    assert not skipped(clock("2027-03-14T03:30"), "America/New_York")
    assert local(at(clock("2026-11-01T01:30"), "America/New_York"), "America/New_York").utcoffset() == timedelta(
        hours=-4
    )
    assert doubled(clock("2026-11-01T01:30"), "America/New_York")
    assert not doubled(clock("2026-11-01T02:30"), "America/New_York")
    assert not doubled(clock("2027-03-14T02:30"), "America/New_York")


def test_zones_are_found_in_any_case_and_nothing_else_is_one() -> None:
    assert zone_info("europe/berlin").key == "Europe/Berlin"
    for word in ("get", "", "Mars/Olympus", "../etc/passwd"):
        with pytest.raises(UnknownZone):
            zone_info(word)


def test_instants_refuse_naive_datetimes_and_walls_refuse_aware_ones() -> None:
    with pytest.raises(ValueError, match="naive"):
        instant(clock("2027-01-01T00:00"))
    with pytest.raises(ValueError, match="zone of its own"):
        at(datetime(2027, 1, 1, tzinfo=UTC), "UTC")


def test_times_in_a_gap_are_overtaken_by_what_follows_it_and_ring_once() -> None:
    rule = Rule(
        "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=45\nFREQ=DAILY;BYHOUR=3;BYMINUTE=0", "2027-03-13T00:00", "America/New_York"
    )
    assert shown(rule, "2027-03-14T00:00", 3) == [
        "2027-03-14T03:00-04:00",
        "2027-03-14T03:45-04:00",
        "2027-03-15T02:45-04:00",
    ]


def test_a_skipped_day_rings_once_on_the_next_one() -> None:
    rule = Rule("FREQ=DAILY;BYHOUR=10;BYMINUTE=0", "2011-12-01T00:00", "Pacific/Apia")
    assert shown(rule, "2011-12-29T09:00", 3) == [
        "2011-12-29T10:00-10:00",
        "2011-12-31T10:00+14:00",
        "2012-01-01T10:00+14:00",
    ]


def test_hours_run_in_elapsed_time_and_days_by_the_wall_clock() -> None:
    hours = Rule("FREQ=HOURLY;INTERVAL=4", "2026-10-31T22:00", "America/New_York")
    assert shown(hours, "2026-10-31T20:00", 3) == [
        "2026-10-31T22:00-04:00",
        "2026-11-01T01:00-05:00",
        "2026-11-01T05:00-05:00",
    ]
    days = Rule("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", "2026-10-31T00:00", "America/New_York")
    assert shown(days, "2026-10-31T20:00", 2) == ["2026-10-31T22:00-04:00", "2026-11-01T22:00-05:00"]


def test_an_elapsed_series_keeps_to_its_days_and_its_end() -> None:
    rule = Rule("FREQ=HOURLY;INTERVAL=5;BYDAY=MO,TU;UNTIL=20261103T050000Z", "2026-10-30T09:30", "Europe/Berlin")
    assert shown(rule, "2026-10-30T09:00", 9) == [
        "2026-11-02T02:30+01:00",
        "2026-11-02T07:30+01:00",
        "2026-11-02T12:30+01:00",
        "2026-11-02T17:30+01:00",
        "2026-11-02T22:30+01:00",
        "2026-11-03T03:30+01:00",
    ]


def test_a_series_that_starts_in_the_second_of_two_equal_hours() -> None:
    rule = Rule("FREQ=MINUTELY;INTERVAL=20;COUNT=3", "2026-11-01T01:30-05:00", "America/New_York")
    first = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
    assert upcoming(rule, instant(first), 5) == [instant(first + timedelta(minutes=30 + 20 * n)) for n in range(3)]


def test_days_that_are_left_out() -> None:
    rule = Rule(
        "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0",
        "2027-03-01T00:00",
        "Europe/London",
        excepts=("FREQ=YEARLY;BYMONTH=3;BYDAY=2MO", "2027-03-22", "2027-03-29T09:00"),
    )
    assert [text[:10] for text in shown(rule, "2027-02-28T00:00", 3)] == ["2027-03-01", "2027-03-15", "2027-04-05"]
    summer = Rule(
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "2027-05-31T00:00", "Europe/London", excepts=("FREQ=YEARLY;BYMONTH=6",)
    )
    assert [text[:10] for text in shown(summer, "2027-05-31T00:00", 2)] == ["2027-05-31", "2027-07-01"]
    hours = Rule("FREQ=HOURLY;INTERVAL=12", "2027-06-05T08:00", "Europe/London", excepts=("FREQ=WEEKLY;BYDAY=SU",))
    assert [text[:13] for text in shown(hours, "2027-06-05T00:00", 3)] == [
        "2027-06-05T08",
        "2027-06-05T20",
        "2027-06-07T08",
    ]


def test_a_count_is_counted_from_the_start() -> None:
    rule = Rule("FREQ=DAILY;COUNT=3;BYHOUR=9;BYMINUTE=0", "2027-06-05T08:00", "Europe/London")
    assert [text[:10] for text in shown(rule, "2027-06-06T10:00", 5)] == ["2027-06-07"]


def test_an_impossible_rule_never_rings() -> None:
    assert next_after(Rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2027-01-01T00:00", "UTC"), 0) is None


@pytest.mark.parametrize(
    ("rrule", "done", "following"),
    [
        ("FREQ=DAILY;INTERVAL=3;BYHOUR=20;BYMINUTE=0", "2027-06-05T22:10", "2027-06-08T20:00"),
        ("FREQ=HOURLY;INTERVAL=3", "2027-06-05T22:10", "2027-06-06T01:10"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=9;BYMINUTE=0",
            "2027-06-05T22:10",
            "2027-06-19T09:00",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(map(str, range(1, 32))) + ";BYHOUR=9;BYMINUTE=0",
            "2027-01-31T22:10",
            "2027-02-28T09:00",
        ),
    ],
)
def test_an_interval_from_done_counts_anew(rrule: str, done: str, following: str) -> None:
    rule = Rule(rrule, "2027-06-01T00:00", "Europe/London", from_done=True)
    moment = at(datetime.fromisoformat(done), rule.zone)
    later = next_after(restarted(rule, moment), moment)
    assert later is not None
    assert local(later, rule.zone).isoformat()[:16] == following


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FREQ=SECONDLY", "too_often"),
        ("FREQ=DAILY;INTERVAL=0", "out_of_range"),
        ("FREQ=DAILY;INTERVAL=x", "syntax"),
        ("FREQ=DAILY;BYHOUR=24", "out_of_range"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "out_of_range"),
        ("FREQ=WEEKLY;BYDAY=XX", "syntax"),
        ("FREQ=WEEKLY;BYDAY=0MO", "out_of_range"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "syntax"),
        ("FREQ=DAILY;UNTIL=20271301", "syntax"),
        ("FREQ=DAILY;BYEASTER=1", "unsupported"),
        ("FREQ=DAILY;BYWEEKNO=1", "unsupported"),
        ("FREQ=DAILY;WKST=SU", "unsupported"),
        ("FREQ=DAILY;FREQ=DAILY", "syntax"),
        ("DAILY", "syntax"),
        ("FREQ=DAILY;INTERVAL=²", "syntax"),
        ("FREQ=DAILY;SOMETHING=1", "syntax"),
    ],
)
def test_a_bad_rule_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadRule) as raised:
        parse(text)
    assert raised.value.reason == reason


def test_a_rule_is_written_in_a_fixed_order() -> None:
    text = "RRULE:BYMINUTE=0;INTERVAL=1;BYDAY=FR,1MO;BYHOUR=9,21;UNTIL=20270315T235900Z;FREQ=MONTHLY"
    assert write(parse(text)) == "FREQ=MONTHLY;UNTIL=20270315T235900Z;BYDAY=1MO,FR;BYHOUR=9,21;BYMINUTE=0"


def a_plan(kind: str, chance: random.Random, start: date) -> Plan:
    pick = {
        "daily": (),
        "weekly": tuple(sorted(chance.sample(range(7), chance.randint(1, 3)))),
        "monthday": tuple(sorted(chance.sample([1, 2, 15, 28, 29, 30, 31, -1, -3], 2))),
        "monthend": (chance.choice([29, 30, 31]),),
        "nth": (chance.choice([1, 2, 3, 4, -1, -2]), chance.randrange(7)),
        "lastwork": (),
        "yearly": (chance.randint(1, 12), chance.randint(1, 28)),
    }[kind]
    times = tuple(
        sorted(
            {(chance.choice([0, 1, 2, 3, 3, 23]), chance.choice([0, 15, 30, 45])) for _ in range(chance.randint(1, 3))}
        )
    )
    return Plan(kind, chance.choice([1, 1, 2, 3]), pick, times, start)


def changes(zone_name: str, first: int, last: int) -> list[int]:
    """The instants, to the hour, at which the zone's offset changes."""
    zone, found = ZoneInfo(zone_name), []
    moment = datetime(first, 1, 1, tzinfo=UTC)
    while moment.year <= last:
        low, high = moment, moment + timedelta(days=7)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > timedelta(minutes=15):
                middle = low + (high - low) / 2
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(int(high.timestamp()) * 1000)
        moment += timedelta(days=7)
    return found


def compare(zone_name: str, change: int, chance: random.Random, kinds: tuple[str, ...]) -> int:
    """Checks the rings around one clock change against the reference; returns how many it compared."""
    checked = 0
    for kind in kinds:
        start = datetime.fromtimestamp(change / 1000, UTC).date() - timedelta(days=chance.choice([0, 1, 40, 400]))
        plan = a_plan(kind, chance, start)
        since = change - chance.choice([0, 1, 3, 26, 50]) * 3_600_000
        days = {"yearly": 750, "monthend": 130, "nth": 130, "lastwork": 130, "monthday": 130}.get(kind, 40)
        wanted = rings(plan, zone_name, since, days)[:4]
        rule = Rule(plan.rrule(), f"{start}T00:00", zone_name)
        assert upcoming(rule, since, len(wanted)) == wanted, (zone_name, plan, since)
        checked += len(wanted)
    return checked


def test_rings_around_clock_changes_agree_with_a_second_opinion() -> None:
    chance = random.Random(7)
    zones = [
        "America/New_York",
        "Europe/London",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Tehran",
        "Pacific/Apia",
    ]
    zones += chance.sample(sorted(known().values()), 10)
    checked = 0
    for zone in zones:
        around = changes(zone, 2007, 2037)
        checked += sum(compare(zone, change, chance, KINDS) for change in chance.sample(around, min(4, len(around))))
    assert checked > 500


def test_wall_times_agree_with_a_second_opinion() -> None:
    chance = random.Random(11)
    for zone_name in chance.sample(sorted(known().values()), 30):
        for change in changes(zone_name, 1990, 2037)[:12]:
            shown_then = local(change, zone_name).replace(tzinfo=None)
            for minutes in (-95, -60, -31, -1, 0, 1, 29, 61, 119):
                wall = shown_then + timedelta(minutes=minutes)
                assert at(wall, zone_name) == ring(wall, ZoneInfo(zone_name))


EACH = 1 if os.environ.get("CRAMPBOT_PROVE", "full") == "full" else 40  # of the zones, in a quick round


@pytest.mark.prove
@pytest.mark.parametrize("zone_name", sorted(known().values())[::EACH])
def test_every_clock_change_of_every_zone_agrees_with_a_second_opinion(zone_name: str) -> None:
    chance = random.Random(zone_name)
    for change in changes(zone_name, 1990, 2037):
        assert compare(zone_name, change, chance, KINDS)
