"""A reminder by a form: made and changed; what can't be taken is said under its field."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from crampbot_chat.contract import Wrong
from crampbot_chat.dialogs.reminders.draft import kind_of
from crampbot_chat.dialogs.reminders.echo import echoed, keep
from crampbot_chat.model import Millis
from crampbot_chat.phrases import reminders
from crampbot_chat.store.reminders import Reminder
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.rule import Rule, next_after
from crampbot_chat.when.zones import at, wall

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REPEATS = {
    "daily": "FREQ=DAILY",
    "workdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY;BYDAY={day}",
    "other": "FREQ=DAILY;INTERVAL=2",
}

Values = Mapping[str, str]


def filled(turn: Turn, about: str, values: Values) -> None:
    """A new one. Raises Wrong."""
    del about
    task = values.get("what", "").strip()[: reminders.TASK]
    if not task:
        raise Wrong({"what": turn.text("forms.empty")})
    once, rule = _timed(turn, values["hour"], values.get("day", ""), values.get("repeat", "once"))
    ring = once if once is not None else next_after(rule, turn.now) if rule else None
    kind = kind_of(Ear(task, turn.tongue))
    made = Reminder(turn.new_id(), turn.now, task, once, rule, kind, aloud=ring is not None and turn.sleeps(ring))
    keep(turn, made)


def changed(turn: Turn, about: str, values: Values) -> None:
    """One that is there, in what was filled in. Raises Wrong."""
    reminder = reminders.find(turn, about)
    if reminder is None:
        raise Wrong({"what": turn.text("forms.gone")})
    task, hour, day, repeat = (values.get(name, "").strip() for name in ("what", "hour", "day", "repeat"))
    if not (task or hour or day or repeat):
        raise Wrong({"what": turn.text("forms.nothing")})
    timed = _timed(turn, *_as_it_was(turn, reminder, hour, day, repeat)) if hour or day or repeat else None
    reminders.before(turn, reminder)
    if timed:
        reminder.at, reminder.rule = timed
        reminder.anchor = None
        due = reminders.following(turn, reminder, turn.now)
        reminder.by_day = reminder.by_day and reminder.rule is not None
        reminder.aloud = not reminder.by_day and due is not None and turn.sleeps(due)
    reminder.task = task[: reminders.TASK] or reminder.task
    reminders.keep(turn, reminder)
    turn.say("reminders.changed", facts=echoed(turn, reminder))


def _as_it_was(turn: Turn, reminder: Reminder, hour: str, day: str, repeat: str) -> tuple[str, str, str | Rule]:
    """What was left empty stays as it is."""
    due = reminders.following(turn, reminder, turn.now)
    shown = wall(due if due is not None else turn.now, turn.person.zone)
    kept = reminder.rule or "once"
    return hour or f"{shown:%H:%M}", day or ("" if reminder.rule or hour else f"{shown:%Y-%m-%d}"), repeat or kept


def _timed(turn: Turn, hour: str, day: str, repeat: str | Rule) -> tuple[Millis | None, Rule | None]:
    """The instant, or the rule. Raises Wrong."""
    zone = turn.person.zone
    if not zone:
        raise Wrong({"hour": turn.text("forms.no_zone")})
    now, clock = wall(turn.now, zone), time.fromisoformat(hour)
    first = datetime.combine(datetime.fromisoformat(day).date() if day else now.date(), clock)
    if not day and first <= now:
        first += timedelta(days=1)
    if repeat == "once":
        if first <= now:
            raise Wrong({"day" if day else "hour": turn.text("forms.past")})
        return at(first, zone), None
    return None, _rule(first, repeat, zone)


def _rule(first: datetime, repeat: str | Rule, zone: str) -> Rule:
    """Again and again from that day on, at that hour."""
    often = repeat.rrule if isinstance(repeat, Rule) else REPEATS[repeat].format(day=DAYS[first.weekday()])
    parts = [part for part in often.split(";") if part.partition("=")[0] not in {"BYHOUR", "BYMINUTE"}]
    start = first.replace(hour=0, minute=0).isoformat(timespec="minutes")
    return Rule(";".join([*parts, f"BYHOUR={first.hour}", f"BYMINUTE={first.minute}"]), start, zone)
