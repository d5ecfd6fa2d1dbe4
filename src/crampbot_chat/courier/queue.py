"""Which message goes next: lanes, order in a chat, pace and pauses. Plain state that is told the time."""

from collections import deque
from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import count
from math import ceil, inf

from crampbot_chat.courier.failures import BACK_OFF, Again
from crampbot_chat.courier.lines import LANES, TROUBLED, WATCHED, Item, Key, Line, Route, line, order, route
from crampbot_chat.courier.pace import Pace
from crampbot_chat.courier.setback import shift
from crampbot_chat.model import BROADCAST, URGENT, Address, Millis

ALONE = 20  # ms; see pick
MOST_ALONE = 3  # answers on their way, from which on the next one waits no longer than for these
RESERVED = 0.5  # of the requests at a time: never used by a message that can wait; the rest bounds what a kill repeats
LONGEST = 3  # the step of BACK_OFF at which a whole route stays: it is tried once a minute, however long it is down
SET_BACK = 1_000  # ms; less is a clock's usual adjustment, and waited for
RESTING = 10_000  # ms that an empty line is remembered; longer than any gap between two messages


class Queue:
    """Everything this process holds, and what may leave when."""

    def __init__(self, paces: Mapping[str, Pace]) -> None:
        self._paces = paces
        self._routes: dict[tuple[str, str], Route] = {}
        self._lines: dict[Key, Line] = {}
        self._alarms: list[tuple[float, int, Line | Route]] = []
        self._tie = count()
        self._resting: deque[tuple[Millis, Line]] = deque()
        self._now: Millis = 0
        self.lanes = LANES  # 1: only answers may leave

    def add(self, item: Item, now: Millis) -> tuple[Route, Item | None]:
        """Let the message stand in line; returns its route, and the edit that a newer one makes needless."""
        self._hear(now)
        to = item.out.to
        mine = self._lines.get((to.adapter, to.workspace, to.chat)) or self._open(to)
        needless = _superseded(mine, item)
        if needless is not item:
            if needless:
                mine.waiting.remove(needless)
            mine.put(item)
        self._place(mine, now)
        return mine.route, needless

    def pick(self, way: Route, now: Millis) -> Line | None:
        """The next line that may send now, with the message in `busy`; None when the route has to wait.

        A message leaves alone, so that a kill repeats only one, unless it would have to wait for longer than ALONE; and
        for so much longer, the more answers are on their way already.
        """
        self._hear(now)
        if way.paused_until > now:
            self._alarm(way, way.paused_until)
            return None
        most = 1 if way.probing else way.pace.in_flight
        for lane in range(self.lanes):
            if (way.unkept >= max(1, int(most * (1 - RESERVED)))) if lane else (way.in_flight >= most):
                break
            if not way.ready[lane]:
                continue
            at = _may_leave(way, lane, now)
            if at > now:
                self._alarm(way, at)
            elif picked := self._pick_lane(way, lane, now):
                return picked
        return None

    def free(self, mine: Line, now: Millis) -> None:
        """The line's message is done with: the next one may come."""
        mine.route.answers -= bool(mine.busy and mine.busy.lane == URGENT)
        mine.busy = None
        mine.route.unkept -= 1
        if mine.waiting:
            self._place(mine, now)
        else:
            self._resting.append((now + RESTING, mine))
            self._sweep(now)

    def ring(self, now: Millis) -> list[Route]:
        """The routes on which something may leave that had to wait until now."""
        self._hear(now)
        woken: dict[int, Route] = {}
        while self._alarms and self._alarms[0][0] <= now:
            at, _, what = heappop(self._alarms)
            if what.alarm != at:
                continue
            what.alarm = inf
            if isinstance(what, Line):
                self._place(what, now)
                what = what.route
            woken[id(what)] = what
        return list(woken.values())

    @property
    def next_alarm(self) -> float:
        """The instant at which `ring` has something to do; infinity when nothing waits for an instant."""
        return self._alarms[0][0] if self._alarms else inf

    def trouble(self, mine: Line, wait: Again, now: Millis) -> None:
        """The platform told us to wait: this chat, or all of its route when it isn't about the chat."""
        if wait.asked:
            mine.paused_until = max(mine.paused_until, wait.at)
        way = mine.route
        way.troubles.append((now, mine.key))
        while way.troubles[0][0] <= now - WATCHED:
            way.troubles.popleft()
        if wait.everybody or len({key for _, key in way.troubles}) >= TROUBLED:
            own = 0 if wait.asked else now + BACK_OFF[min(way.failures, LONGEST)] * 1000
            way.paused_until = max(way.paused_until, wait.at, own)
            way.failures += not way.probing or way.in_flight <= 1
            way.probing = True

    def calm(self, way: Route) -> None:
        """A message got through."""
        if way.failures or way.troubles:
            way.failures, way.probing = 0, False
            way.troubles.clear()

    @property
    def routes(self) -> list[Route]:
        """All routes that were ever used."""
        return list(self._routes.values())

    # --- inside

    def _hear(self, now: Millis) -> None:
        """What time it is. A clock that was set back takes all that is noted along, or it would all wait for it."""
        back, self._now = self._now - now, now
        if back < SET_BACK:
            return
        shift(self._routes.values(), self._lines.values(), -back)
        self._alarms = [(at - back, tie, what) for at, tie, what in self._alarms]
        self._resting = deque((until - back, mine) for until, mine in self._resting)

    def _open(self, to: Address) -> Line:
        way = self._routes.get((to.adapter, to.workspace))
        if way is None:
            way = self._routes[to.adapter, to.workspace] = route(self._paces.get(to.adapter, Pace()))
        mine = line(to, way)
        self._lines[mine.key] = mine
        return mine

    def _place(self, mine: Line, now: Millis) -> None:
        if mine.busy or not mine.waiting:
            return
        item, at = mine.next(now)
        if at > now:
            self._alarm(mine, at)
        elif not mine.queued & 1 << item.lane:
            mine.queued |= 1 << item.lane
            mine.ready_at = now
            mine.route.ready[item.lane].append(mine)

    def _pick_lane(self, way: Route, lane: int, now: Millis) -> Line | None:
        ready = way.ready[lane]
        while ready:
            mine = ready.popleft()
            mine.queued &= ~(1 << lane)
            if mine.busy or not mine.waiting:
                continue
            item, at = mine.next(now)
            if at > now or item.lane != lane:
                self._place(mine, now)
                continue
            mine.waiting.remove(item)
            mine.busy, mine.sent_at = item, now
            way.in_flight += 1
            way.unkept += 1
            way.answers += lane == URGENT
            way.total.use(now)
            mine.trip = way.window.leave(now, asked=lane == URGENT)
            if lane == BROADCAST:
                way.broadcast.use(now)
            return mine
        return None

    def _alarm(self, what: Line | Route, at: float) -> None:
        at = ceil(at)
        if at < what.alarm:
            what.alarm = at
            heappush(self._alarms, (at, next(self._tie), what))

    def _sweep(self, now: Millis) -> None:
        while self._resting and self._resting[0][0] <= now:
            mine = self._resting.popleft()[1]
            if mine.paused_until > now:
                self._resting.append((mine.paused_until + RESTING, mine))
            elif not mine.busy and not mine.waiting and mine.sent_at <= now - RESTING:
                self._lines.pop(mine.key, None)


def _may_leave(way: Route, lane: int, now: Millis) -> float:
    """When the route's pace, or else a message that is not kept as sent yet, lets the next of this lane go."""
    if lane == URGENT:
        at = way.window.asked_from(now)
    else:
        at = max(way.total.at, way.window.unasked_from(now), way.broadcast.at if lane == BROADCAST else 0.0)
    if at or not way.unkept:
        return at
    return way.ready[lane][0].ready_at + ALONE * min(max(way.answers, 1), MOST_ALONE)


def _superseded(mine: Line, item: Item) -> Item | None:
    """The older of two edits of the same message that both wait."""
    new = item.out
    if not new.message.edits:
        return None
    for other in mine.waiting:
        old = other.out
        if old.message.edits and old.message.slot == new.message.slot and old.to == new.to:
            return min(other, item, key=order)
    return None
