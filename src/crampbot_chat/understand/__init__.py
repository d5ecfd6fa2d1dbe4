"""Understanding: messy words at 3 am, deterministic and offline. Danger words come first."""

from crampbot_chat.understand.cries import Cry
from crampbot_chat.understand.danger import Danger, concerns, danger
from crampbot_chat.understand.ear import Ear, bare, body, cry, lifted, limits, still, stop
from crampbot_chat.understand.said import Context, Said
from crampbot_chat.understand.understanding import understand

__all__ = [
    "Context",
    "Cry",
    "Danger",
    "Ear",
    "Said",
    "bare",
    "body",
    "concerns",
    "cry",
    "danger",
    "lifted",
    "limits",
    "still",
    "stop",
    "understand",
]
