"""Another time zone, told in a sentence; for a while ("I'm in Lisbon until Sunday") or for good."""

from crampbot_chat.phrases import clock, reminders
from crampbot_chat.phrases.zones import city, set_zone, zone_told
from crampbot_chat.store.people import Easing, Idle
from crampbot_chat.turn import Turn
from crampbot_chat.understand import Ear
from crampbot_chat.when.own import stay_end
from crampbot_chat.when.places import zones_in
from crampbot_chat.when.zones import local


def wish(turn: Turn, ear: Ear) -> bool:
    """They say where they are, or how late it is; False when no place of it is known."""
    words = str(getattr(turn.event.what, "words", ""))
    told = str(ear.said.slots.get("timezone", ""))
    found = zones_in(words, own=turn.person.zone, language=turn.language)
    zone = next(iter(found), told)
    home = turn.body.home_zone or turn.person.zone
    if not zone or not set_zone(turn, zone):
        return False
    if not isinstance(turn.state, Easing):  # a cramp goes on meanwhile
        turn.become(Idle())
    end = _end(turn, words, home)
    if end is None or home == turn.person.zone:
        turn.body.home_zone = ""
        turn.hush("home")
        turn.say("settings.zone_set", told=zone_told(turn))
        return True
    turn.body.home_zone = home
    turn.ring("home", end)
    last = clock.day(turn, reminders.on(turn, end))
    turn.say("settings.zone_for_now", told=zone_told(turn), day=last, city=city(home))
    return True


def _end(turn: Turn, words: str, home: str) -> int | None:
    """When they are back: the end of the last day, by the clock of where they are."""
    zone = turn.person.zone
    if not home:
        return None
    return stay_end(words, local(turn.event.at, zone), zone, turn.body.habits, reminders.locale(turn))


def back(turn: Turn) -> None:
    """The journey is over: the clock at home counts again, without a word, since it may be the middle of the night."""
    if turn.body.home_zone:
        set_zone(turn, turn.body.home_zone)
        turn.body.home_zone = ""
