"""How fast each platform lets a bot speak unasked: figures with their sources, and a schedule that keeps to them."""

from collections.abc import Mapping

from msgspec import Struct

MARGIN = 0.975  # of the allowance: 31 messages then span 25 ms more than the second that may hold 30 of them
CREDIT = 8.0  # ms of lateness that may be made up for; more would crowd a strict window
BORROWED = 1000.0  # ms; answers that left more than a window ago no longer matter to the platform


class Pace(Struct, frozen=True):
    """A platform's allowance; 0 means no limit. Answers are never held back by it, but they use it up.

    per_second: of the whole bot (Telegram) or workspace (Slack), all lanes together.
    broadcast: of that, for the lane BROADCAST.
    chat_gap, shared_gap: seconds between two messages to one private or shared place.
    in_flight: requests at a time; as many messages at most may arrive twice when the process is killed.
    """

    per_second: float = 0.0
    broadcast: float = 0.0
    chat_gap: float = 0.0
    shared_gap: float = 0.0
    in_flight: int = 64


PACES: Mapping[str, Pace] = {
    # core.telegram.org/bots/faq: "not more than one message per second" in one chat, 20 a minute in a group,
    # about 30 a second in bulk; a third is left for what people have set for a time of their own.
    "telegram": Pace(per_second=30, broadcast=20, chat_gap=1, shared_gap=3),
    # docs.slack.dev/apis/web-api/rate-limits: chat.postMessage one a second in a channel; "several hundred" a minute
    # in a workspace.
    "slack": Pace(per_second=5, broadcast=4, chat_gap=1, shared_gap=1, in_flight=16),
}
"""By the adapter's name; one that isn't here has no limit."""


class Schedule(Struct):
    """Evenly spaced instants: the next one may be used from `at` on (milliseconds)."""

    gap: float
    at: float = 0.0

    def use(self, now: float) -> None:
        """A message leaves now."""
        if self.gap:
            self.at = min(max(self.at, now - CREDIT) + self.gap, now + BORROWED)


def schedule(per_second: float) -> Schedule:
    """A schedule of so many messages a second."""
    return Schedule(1000 / (per_second * MARGIN) if per_second else 0.0)
