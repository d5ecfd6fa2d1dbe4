"""How a platform may count what a bot sends: models, each of them strict. Seconds, on the platform's clock."""

from collections import defaultdict, deque
from collections.abc import Callable
from math import floor

Rate = Callable[[float, str], float]
"""(now, chat) → 0.0 when the message is taken, else the seconds after which the platform wants it again."""


def token_bucket(per_second: float, burst: int) -> Rate:
    """Tokens drip in; a burst takes those that were saved."""
    tokens, last = float(burst), 0.0

    def take(now: float, _chat: str) -> float:
        nonlocal tokens, last
        tokens = min(float(burst), tokens + (now - last) * per_second)
        last = now
        if tokens < 1:
            return (1 - tokens) / per_second
        tokens -= 1
        return 0.0

    return take


def strict_window(size: int, seconds: float = 1.0) -> Rate:
    """No span of so many seconds, wherever it begins, may hold more."""
    taken: deque[float] = deque()

    def take(now: float, _chat: str) -> float:
        while taken and taken[0] <= now - seconds:
            taken.popleft()
        if len(taken) >= size:
            return taken[0] + seconds - now
        taken.append(now)
        return 0.0

    return take


def clock_window(size: int, begins: float = 0.0) -> Rate:
    """Counted anew with each second of the clock, which `begins` so much later than ours."""
    taken: dict[int, int] = defaultdict(int)

    def take(now: float, _chat: str) -> float:
        second = floor(now - begins)
        if taken[second] >= size:
            return second + 1 + begins - now
        taken[second] += 1
        return 0.0

    return take


def leaky_bucket(per_second: float, depth: int) -> Rate:
    """What is above the rim is refused: hardly any burst at all, when it isn't deep."""
    return token_bucket(per_second, depth)


def conforming(per_second: float, tolerance: float) -> Rate:
    """The generic cell rate algorithm: each message has its instant, and may come so many seconds before it."""
    following = 0.0

    def take(now: float, _chat: str) -> float:
        nonlocal following
        if now < following - tolerance:
            return following - tolerance - now
        following = max(now, following) + 1 / per_second
        return 0.0

    return take


def each_chat(whole: Rate, seconds: float) -> Rate:
    """Besides, one message in so many seconds to each chat."""
    last: dict[str, float] = {}

    def take(now: float, chat: str) -> float:
        wait = last.get(chat, -seconds) + seconds - now
        if wait > 0:
            return wait
        if refused := whole(now, chat):
            return refused
        last[chat] = now
        return 0.0

    return take


def models(per_second: int) -> dict[str, Callable[[], Rate]]:
    """All of them, for an allowance of so many messages a second."""
    return {
        "token bucket": lambda: token_bucket(per_second, per_second),
        "strict window": lambda: strict_window(per_second),
        "clock window": lambda: clock_window(per_second),
        "shifted window": lambda: clock_window(per_second, 0.37),
        "cell rate": lambda: conforming(per_second, 0.1),
        "leaky bucket": lambda: leaky_bucket(per_second, 4),
        "window and chat": lambda: each_chat(strict_window(per_second), 1.0),
    }
