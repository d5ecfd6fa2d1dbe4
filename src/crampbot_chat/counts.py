"""What the loops count about themselves; where the figures go is for the caller to say."""

from typing import Protocol


class Counts(Protocol):
    """Takes figures under fixed names; labels are from small fixed sets, never ids or words."""

    def count(self, name: str, times: int = 1, **labels: str) -> None:
        """Something happened once more, or so many times."""
        ...

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Something took this long (seconds) or was this large."""
        ...


class _NoCounts:
    def count(self, name: str, times: int = 1, **labels: str) -> None:
        """Count nothing."""

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Observe nothing."""


NO_COUNTS: Counts = _NoCounts()
