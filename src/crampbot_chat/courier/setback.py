"""When the clock is set: all instants that the queue has noted move along with it."""

from collections.abc import Iterable

from crampbot_chat.courier.lines import Item, Line, Route
from crampbot_chat.courier.pace import Trip
from crampbot_chat.model import Millis


def shift(routes: Iterable[Route], lines: Iterable[Line], by: Millis) -> None:
    """Move everything by so many milliseconds, each thing once."""
    for route in routes:
        _shift_route(route, by)
    for line in lines:
        line.paused_until += by
        line.sent_at += by
        line.ready_at += by
        line.alarm += by
        for item in (*line.waiting, *([line.busy] if line.busy else [])):
            _shift_item(item, by)


def _shift_route(route: Route, by: Millis) -> None:
    route.paused_until += by
    route.alarm += by
    route.total.at += by
    route.broadcast.at += by
    window = route.window
    window.answered_at += by
    trips: dict[int, Trip] = {id(trip): trip for trip in (*window.trips, *window.unasked)}
    for trip in trips.values():
        trip.at += by
    troubles = [(at + by, key) for at, key in route.troubles]
    route.troubles.clear()
    route.troubles.extend(troubles)


def _shift_item(item: Item, by: Millis) -> None:
    item.not_before += by
    item.leased_until += by
    if item.tried_at:
        item.tried_at += by
