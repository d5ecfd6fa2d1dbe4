"""Whether a disk is quick enough to be waited for in the event loop."""

QUICK = 0.002  # seconds; nobody notices a loop that stands still for so long
SLOW = 0.1, 5.0  # seconds in which a disk that was slower than that is left to the thread: at first, and at most


class Calm:
    """From when on, in the loop's time, the loop may write: soon after a quick write; after slow ones ever later."""

    def __init__(self, pause: float) -> None:
        self.at = 0.0
        self._pause = pause
        self._rest = 0.0

    def took(self, start: float, end: float) -> None:
        """The loop has written."""
        least, most = SLOW
        self._rest = 0.0 if end - start < QUICK else min(max(2 * self._rest, least), most)
        self.at = end + max(self._rest, self._pause)
