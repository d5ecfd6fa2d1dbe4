"""How fast each platform lets a bot speak unasked: figures with their sources, and a schedule that keeps to them."""

from collections import deque
from collections.abc import Mapping
from math import inf

from msgspec import Struct, field

MARGIN = 0.985  # of the allowance: 31 messages then span 15 ms more than the second that may hold 30 of them
CREDIT = 50.0  # ms of lateness that may be made up for, where a Window watches: one or two then follow closely
OWN_CREDIT = 8.0  # ms, where none does
SECOND = 1001.0  # ms that a platform counts in, and one for our clock, which shows whole ones
SLOWEST = 100.0  # ms; a request that takes so much longer than others was slow in some other way than on the road
STRETCH = 100  # messages after which the road is measured anew
HOLD = 40.0  # ms that an answer waits for its place in a second that unasked messages have filled
MEANWHILE = 10_000.0  # ms after an answer in which places are kept free for the next one
SPARE = 20  # one place of so many
BORROWED = 1000.0  # ms; answers that left more than a window ago no longer matter to the platform


class Pace(Struct, frozen=True):
    """A platform's allowance; 0 means no limit. Answers are never held back by it, but they use it up.

    per_second: of the whole bot (Telegram) or workspace (Slack), all lanes together.
    broadcast: of that, for the lane BROADCAST; 0 means all that is left, since what is more urgent goes first anyway.
    chat_gap, shared_gap: seconds between two messages to one private or shared place.
    in_flight: requests at a time; as many messages at most may arrive twice when the process is killed.
    """

    per_second: float = 0.0
    broadcast: float = 0.0
    chat_gap: float = 0.0
    shared_gap: float = 0.0
    in_flight: int = 32


PACES: Mapping[str, Pace] = {
    # core.telegram.org/bots/faq: "not more than one message per second" in one chat, 20 a minute in a group,
    # about 30 a second in bulk.
    "telegram": Pace(per_second=30, chat_gap=1, shared_gap=3, in_flight=64),
    # docs.slack.dev/apis/web-api/rate-limits: chat.postMessage one a second in a channel; "several hundred" a minute
    # in a workspace.
    "slack": Pace(per_second=5, broadcast=4, chat_gap=1, shared_gap=1, in_flight=16),
}
"""By the adapter's name; one that isn't here has no limit."""


class Schedule(Struct):
    """Evenly spaced instants: the next one may be used from `at` on (milliseconds)."""

    gap: float
    credit: float
    at: float = 0.0

    def use(self, now: float) -> None:
        """A message leaves now."""
        if self.gap:
            self.at = min(max(self.at, now - self.credit) + self.gap, now + BORROWED)


class Trip(Struct):
    """One message on the road: when it left, and how much longer than others it may have taken to arrive (ms)."""

    at: float
    over: float = SLOWEST


class Window(Struct):
    """The latest messages, so that no second on the platform's own clock holds more than `size`; 0 means no limit.

    A platform counts when a message arrives, and we know when it left and when the receipt came. If one arrived later
    than the quickest road explains, the message that takes its place has to wait for so much longer.
    """

    size: int
    trips: deque[Trip] = field(default_factory=deque)
    unasked: deque[Trip] = field(default_factory=deque)  # those of them that nobody waited for
    quickest: tuple[float, float] = (inf, inf)  # of this stretch of messages, and of the one before
    counted: int = 0
    answered_at: float = -MEANWHILE

    def leave(self, now: float, *, asked: bool) -> Trip:
        """A message leaves now."""
        trip = Trip(now)
        for trips in (self.trips,) if asked else (self.trips, self.unasked):
            trips.append(trip)
            if len(trips) > self.size:
                trips.popleft()
        if asked:
            self.answered_at = now
        return trip

    def arrived(self, trip: Trip, now: float) -> None:
        """Its receipt came, or its refusal."""
        took = now - trip.at
        this, before = self.quickest
        self.quickest = min(took, this), before
        self.counted += 1
        if self.counted >= STRETCH:  # a road may change
            self.quickest, self.counted = (inf, min(took, this)), 0
        known = min(this, before)
        trip.over = min(max(took - known, 0.0) if known < inf else took, SLOWEST)

    def unasked_from(self, now: float) -> float:
        """From when on there is room for a message that nobody waits for.

        While people talk a place stays free for the next answer; right after an answer, for one more.
        """
        since = now - self.answered_at
        spare = self.size // SPARE * ((since < MEANWHILE) + (since < SECOND))
        return max(_room(self.trips, self.size), _room(self.unasked, self.size - spare) if spare else 0.0)

    def asked_from(self, now: float) -> float:
        """From when on an answer may leave: soon, or now when waiting would be long or of no use."""
        at = _room(self.trips, self.size)
        return at if at <= now + HOLD else 0.0


def _room(trips: deque[Trip], places: int) -> float:
    """From when on fewer than `places` of these messages count; 0.0 when that is so already."""
    if len(trips) < places or not places:
        return 0.0
    oldest = trips[-places]
    return oldest.at + SECOND + oldest.over


def schedule(per_second: float, credit: float = CREDIT) -> Schedule:
    """A schedule of so many messages a second."""
    return Schedule(1000 / (per_second * MARGIN) if per_second else 0.0, credit)
