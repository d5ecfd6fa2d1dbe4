"""What waits for one chat, and how the platform treats it: plain state, no input or output."""

from bisect import insort
from collections import deque
from math import inf

from msgspec import Struct, field

from crampbot_chat.courier.pace import MARGIN, OWN_CREDIT, Pace, Schedule, Trip, Window, schedule
from crampbot_chat.model import Address, Millis
from crampbot_chat.store.outbox import Outgoing

LANES = 3
TROUBLED = 5  # chats that are told to wait within WATCHED: then it is not about the chats
WATCHED = 5000  # ms

Key = tuple[str, str, str]  # adapter, workspace, chat: what a platform's limits and order are about


class Item(Struct, eq=False):
    """One message that this process holds.

    tried_at: the first attempt; 0 before. unsure: how often it may have arrived already. anew: an edit that has to be
    sent as a new message. bare: rich text was refused.
    """

    out: Outgoing
    lane: int
    leased_until: Millis
    attempts: int
    not_before: Millis
    tried_at: Millis = 0
    unsure: int = 0
    anew: bool = False
    bare: bool = False
    moved: bool = False


class Route(Struct, eq=False):
    """One bot identity on one platform: what its limits apply to."""

    pace: Pace
    total: Schedule
    broadcast: Schedule
    window: Window
    ready: tuple[deque["Line"], ...]  # by lane: chats whose next message may go
    in_flight: int = 0
    unkept: int = 0  # in flight, or arrived and not yet kept as sent: what a kill at this moment would repeat
    answers: int = 0  # of these, in the lane URGENT
    paused_until: Millis = 0
    probing: bool = False  # after a pause one message goes ahead, to see
    failures: int = 0
    troubles: deque[tuple[Millis, Key]] = field(default_factory=deque)
    alarm: float = inf


class Line(Struct, eq=False):
    """One chat: a message at a time, the lower lane first, within a lane in the order of writing."""

    key: Key
    route: Route
    gap: float  # ms between two messages that nobody asked for
    waiting: list[Item] = field(default_factory=list)
    busy: Item | None = None
    trip: Trip | None = None
    paused_until: Millis = 0
    sent_at: float = -inf
    ready_at: Millis = 0
    queued: int = 0  # bits: the lanes of `route.ready` in which it stands
    alarm: float = inf

    def put(self, item: Item) -> None:
        """Stand in line."""
        insort(self.waiting, item, key=order)

    def clear(self) -> list[Item]:
        """Everybody leaves the line; returns who stood there."""
        left, self.waiting = self.waiting, []
        return left

    def next(self, now: Millis) -> tuple[Item, float]:
        """The message that may go next, and from when on; there must be one waiting."""
        soonest, best = inf, self.waiting[0]
        seen = -1
        for item in self.waiting:
            if item.lane == seen:
                continue  # behind one of its lane
            at: float = max(item.not_before, self.paused_until)
            if item.not_before <= now or (item.attempts and not item.out.message.edits):
                seen = item.lane  # an edit to be repeated, or a message for later, holds nobody up
            if item.lane:
                at = max(at, self.sent_at + self.gap)
            if at <= now:
                return item, at
            if at < soonest:
                soonest, best = at, item
        return best, soonest


def order(item: Item) -> tuple[int, str]:
    """A lower lane goes first, then what was written first."""
    return item.lane, item.out.id


def route(pace: Pace) -> Route:
    """A route without traffic."""
    lanes = tuple(deque["Line"]() for _ in range(LANES))
    return Route(
        pace, schedule(pace.per_second), schedule(pace.broadcast, OWN_CREDIT), Window(int(pace.per_second)), lanes
    )


def line(to: Address, its_route: Route) -> Line:
    """An empty line for a chat."""
    pace = its_route.pace
    gap = (pace.shared_gap if to.shared else pace.chat_gap) * 1000 / MARGIN
    return Line((to.adapter, to.workspace, to.chat), its_route, gap)
