"""The door: hello, help, and the answer when we did not understand."""

from crampbot_chat.turn import Turn

MATTERS = ("safety.", "relief.", "reminders.ring", "reminders.digest")  # is said in any flood


def hello(turn: Turn) -> None:
    """They opened the chat without a word."""
    turn.say("door.hello")


def help_me(turn: Turn) -> None:
    """What can be said to us."""
    turn.say("door.help")


CARD = ("calf", "arch", "toes", "hamstring", "quad", "hand")  # those that cramp most, as few as a glance takes


def card(turn: Turn) -> None:
    """What to do for each muscle, to keep: for the night in which we don't answer."""
    protocols = [turn.protocols[muscle] for muscle in CARD]
    acts = tuple(
        turn.text("door.card_line", name=each.name, act=each.ladder(turn.body.limits)[0].act) for each in protocols
    )
    turn.say("door.card", acts=acts)


def guess(turn: Turn, muscle: str = "") -> None:
    """Not understood: the best guess with three choices; at night that is a cramp, and the act comes first."""
    if muscle and turn.protocols[muscle].covered:
        turn.say("door.guess_muscle", name=turn.protocols[muscle].name, muscle=muscle)
    elif turn.night:
        turn.say("door.guess_at_night", act=turn.protocols["calf"].ladder(turn.body.limits)[0].act)
    else:
        turn.say("door.guess")


def wordless(turn: Turn) -> None:
    """A picture, a voice note: we can't take it in, and say so."""
    turn.say("door.wordless")


def closed(turn: Turn) -> None:
    """A button whose question is no longer open."""
    turn.say("door.closed")


def nothing_open(turn: Turn) -> None:
    """A yes or no, while nothing was asked."""
    turn.say("door.nothing_open")


def thanks(turn: Turn) -> None:
    """A thank-you while nothing is going on."""
    turn.say("door.thanks")


def damaged(turn: Turn) -> None:
    """What we knew of the conversation could not be read any more."""
    turn.say("door.damaged")


def broken(turn: Turn) -> None:
    """A mistake of ours: an honest sentence, and help for whoever is in pain."""
    turn.say("door.broken")


def slow_down(turn: Turn, *, first: bool) -> None:
    """Many messages at once: say so a single time, and keep to what matters until they have all gone out."""
    turn.said = [(to, message) for to, message in turn.said if message.key.startswith(MATTERS)]
    if first:
        turn.say("door.busy")
