"""A shared place: whoever runs it switches a daily tip and a stretch break on, changes them and stops them."""

from crampbot_chat.model import Span
from crampbot_chat.phrases import plans, schedule
from crampbot_chat.phrases.tips import facts, following, note, pool, start_over, tips
from crampbot_chat.phrases.zones import set_zone, typed_zone, zone_facts
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear, bare
from crampbot_chat.when.rule import Rule

KINDS = {"tip": frozenset({"tip", "tips"}), "break": frozenset({"break"})}  # commands that name each
NOUNS = frozenset({"tip", "tips", "break"})
YEARS = 10 * 366 * 24 * 3_600_000  # ms; until somebody says so
TAIL = 4  # words behind a time that may belong to the next thing that is asked for
FEW = 6  # words of a sentence that doesn't name what it is about
LEAVING = frozenset({"stop", "off", "no"})


def hear(turn: Turn, ear: Ear, words: str) -> bool:
    """Words about what comes here by itself; False when they are about something else."""
    named = {turn.words.command(bare(word))[0] for word in words.split()}
    leaving = ear.said.intent == "tips_unsubscribe" or bool(LEAVING & named)
    if ear.said.intent == "tip_now" and not leaving:
        _now(turn)
        return True
    kinds = [kind for kind, nouns in KINDS.items() if nouns & named]
    if not kinds:
        everything = turn.words.command(ear.bare)[0] in {"stop_all", "pause_all"}
        leaving = everything or bool({"stop", "off"} & named)
        return _short(ear) and (_waiting(turn, words) or _unnamed(turn, words, leaving=leaving, everything=everything))
    if _may(turn):
        before = dict(turn.body.team.waits)
        for kind, part in _parts(turn, kinds, words):
            _wish(turn, kind, part, leaving=leaving)
        _ask_zone(turn, before)
    return True


def _parts(turn: Turn, kinds: list[str], words: str) -> list[tuple[str, str]]:
    """What is said of each: of "a tip at 9 and a break at 11" the words up to the other's name, and the rest."""
    if len(kinds) == 1:
        return [(kinds[0], words)]
    parts = words.split()
    names = [turn.words.command(bare(part))[0] for part in parts]
    at = {kind: next(n for n, name in enumerate(names) if name in KINDS[kind]) for kind in kinds}
    first, second = sorted(kinds, key=lambda kind: at[kind])
    return [(first, " ".join(parts[: at[second]])), (second, " ".join(parts[at[second] :]))]


def _waiting(turn: Turn, words: str) -> bool:
    """A day to leave out ("not on 24 December") while we ask what time it is, and no clock time."""
    waits = turn.body.team.waits
    edits = {kind: schedule.changed(turn, words, rule, NOUNS, leaving=False) for kind, rule in waits.items()}
    found = {kind: edit.rule for kind, edit in edits.items() if edit and edit.rule}
    without = {kind: rule for kind, rule in found.items() if rule.excepts != waits[kind].excepts}
    if not without or not _may(turn):
        return False
    waits.update(without)
    turn.keep_place()
    turn.say("plans.zone", facts=zone_facts(turn))
    return True


def _unnamed(turn: Turn, words: str, *, leaving: bool, everything: bool) -> bool:
    """A city, "not on 24 December", "pause until Monday", "stop": about all that is set up here."""
    team = turn.body.team
    zone = typed_zone(turn, words) if team.waits else ""
    changes = [kind for kind, rule in team.rules.items() if schedule.changed(turn, words, rule, NOUNS, leaving=False)]
    if not _allowed(turn) or not (zone or changes or (leaving and (team.rules or everything))):
        return False
    if zone:
        in_zone(turn, zone)
    elif not (changes and _change(turn, changes, words, leaving=False)):
        _stop(turn, "")
    return True


def _short(ear: Ear) -> bool:
    """So short, and so little about a body, that it can only be about what is set up here."""
    return len(ear.bare.split()) <= FEW and not (ear.muscle or ear.danger or ear.limits)


def _wish(turn: Turn, kind: str, words: str, *, leaving: bool) -> None:
    """Words that name the tip or the break, from somebody who may."""
    if kind in turn.body.team.rules and _change(turn, [kind], words, leaving=leaving):
        return
    found = _named(turn, words)
    if leaving:
        _stop(turn, kind)
    elif found and found.timed:
        _set(turn, kind, found.rule)
    elif kind in turn.body.team.rules:
        turn.say("plans.state", kind=kind, list=plans.listed(turn))
    else:
        turn.say(f"plans.times_{kind}")


def _named(turn: Turn, words: str) -> schedule.Named | None:
    """The times in the words, perhaps with some words behind them that belong to something else."""
    parts = words.split()
    tries = (" ".join(parts[: len(parts) - less]) for less in range(min(TAIL, len(parts))))
    found = (schedule.named(turn, each, turn.text("plans.workdays")) for each in tries)
    return next((each for each in found if each and each.timed), None)


# --- buttons; False when one is too old -----------------------------------------------------------------------


def at(turn: Turn, kind: str, clocks: str) -> bool:
    """One of the times that we offered."""
    if kind not in KINDS:
        return False
    found = schedule.named(turn, clocks.replace("+", " and "), turn.text("plans.workdays"))
    if found is None:
        return False
    if _may(turn):
        before = dict(turn.body.team.waits)
        _set(turn, kind, found.rule)
        _ask_zone(turn, before)
    return True


def in_zone(turn: Turn, name: str) -> bool:
    """Where they are; what waited for it goes on."""
    waits = turn.body.team.waits
    if not waits:
        return False
    if _may(turn) and set_zone(turn, name):
        turn.body.team.waits = {}
        for kind, rule in waits.items():
            _set(turn, kind, rule)
    return True


def times(turn: Turn, kind: str) -> bool:
    """Other times?"""
    if kind not in KINDS:
        return False
    if _may(turn):
        turn.say(f"plans.times_{kind}")
    return True


def stop(turn: Turn, kind: str) -> bool:
    """No more of it."""
    if kind not in KINDS:
        return False
    if _may(turn):
        _stop(turn, kind)
    return True


def why(turn: Turn, key: str) -> bool:
    """What a tip rests on; shown to whoever asks."""
    if key not in tips(turn):
        return False
    tip = tips(turn)[key]
    sources = pool(turn).sources(key) or (turn.text("questions.no_source"),)
    date, only = tip.reviewed.isoformat(), turn.event.who
    turn.say("plans.why", only_for=only, why=turn.fill(tip.why), sources=sources, date=date, facts=facts(turn, key))
    return True


# --- what is done ----------------------------------------------------------------------------------------------------


def _may(turn: Turn) -> bool:
    """May whoever speaks set this up? If not, they are told so, kindly and alone."""
    if not _allowed(turn):
        turn.say("plans.may_not", only_for=turn.event.who)
        return False
    return True


def _allowed(turn: Turn) -> bool:
    inviter = turn.body.team.inviter
    return turn.event.may_manage or bool(inviter and inviter == turn.event.who.user)


def _now(turn: Turn) -> None:
    """A tip for everybody, since somebody asked."""
    key = following(turn)
    if not key:
        start_over(turn)
        key = following(turn)
    turn.say("plans.now", facts=facts(turn, key))
    if turn.body.team.rules:
        note(turn, key)
        turn.keep_place()


def _set(turn: Turn, kind: str, rule: Rule) -> None:
    team = turn.body.team
    turn.person.zone = turn.person.zone or turn.event.zone
    if not turn.person.zone:
        team.waits[kind] = rule
        turn.keep_place()
        return
    team.paused = 0
    due = plans.plan(turn, kind, rule)
    words = {"what": plans.what(turn, kind), "stop": turn.text(f"plans.stop_{kind}"), "kind": kind}
    when, next_ = schedule.told(turn, team.rules.get(kind, rule)), schedule.moment(turn, due)
    turn.say("plans.set", openly=True, facts={**words, "when": when, "next": next_, "who": _who(turn)})


def _ask_zone(turn: Turn, before: dict[str, Rule]) -> None:
    """Where are they? Asked when something new waits to know."""
    if turn.body.team.waits not in ({}, before):
        turn.say("plans.zone", facts=zone_facts(turn))


def _change(turn: Turn, kinds: list[str], words: str, *, leaving: bool) -> bool:
    """A pause, days left out, other times; False when the words change nothing."""
    team = turn.body.team
    done = False
    for kind in kinds:
        found = schedule.changed(turn, words, team.rules[kind], NOUNS, leaving=leaving)
        if found is None or not (found.rule or found.until or found.kind in {"pause", "resume"}):
            continue
        if found.rule:
            _set(turn, kind, found.rule)
        else:
            _pause(turn, found.until or (turn.now + YEARS if found.kind == "pause" else 0), said=done)
        done = True
    return done


def _pause(turn: Turn, until: int, *, said: bool) -> None:
    """Nothing at all comes here until then; 0: it goes on."""
    team = turn.body.team
    team.paused = until
    for kind, rule in list(team.rules.items()):
        plans.plan(turn, kind, rule)
    if said:
        return
    if until:
        end = turn.text("plans.resume_words") if until >= turn.now + YEARS else schedule.moment(turn, until)
        turn.say("plans.paused", openly=True, facts={"until": end, "who": _who(turn)})
    else:
        turn.say("plans.resumed", openly=True, facts={"who": _who(turn)})


def _stop(turn: Turn, kind: str) -> None:
    """No more of this kind; "" is all."""
    team = turn.body.team
    kinds = [each for each in team.rules if kind in {"", each}]
    team.waits = {each: rule for each, rule in team.waits.items() if kind not in {"", each}}
    if not kinds:
        turn.say("plans.not_on")
        return
    for each in kinds:
        del team.rules[each]
        turn.hush(f"{plans.TIMER} {each}")
    if not team.rules and not team.inviter:
        turn.forget()  # nothing is left to be kept of this place
    turn.keep_place()
    names = f"{turn.text('tips.comma')} ".join(plans.what(turn, each) for each in kinds)
    turn.say("plans.stopped", openly=True, facts={"what": names, "who": _who(turn)})


def _who(turn: Turn) -> Span:
    """Whoever said it, by name where the platform can show it; not kept."""
    return Span(turn.text("plans.somebody"), who=turn.event.who)
