"""Where one dialog leads to another: a cramp and the card for the morning, a warning and the stretch it forbids."""

from collections.abc import Callable

from crampbot_chat.turn import Turn

Step = Callable[[Turn], object]
