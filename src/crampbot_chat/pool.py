"""The tips: content/<locale>/tips/*.toml, one idea each; what has not been read over for too long is left out."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from crampbot_chat.content import FALLBACK, load


class Tip(Struct, frozen=True, forbid_unknown_fields=True):
    """One tip; `content/en/tips/` says what its fields mean. `season` is "summer" or ""."""

    text: str
    why: str
    grade: str
    sources: tuple[str, ...]
    audience: tuple[str, ...]
    when: tuple[str, ...]
    related: str
    reviewed: date
    review_by: date
    season: str = ""
    not_for: tuple[str, ...] = ()


class Pool:
    """All tips of one language (or the fallback's), by key: TP1 and so on; read once."""

    def __init__(self, root: Path, language: str) -> None:
        folder = root / language / "tips"
        folder = folder if folder.is_dir() else root / FALLBACK / "tips"
        self._sources = root / "sources.toml"
        self._topics: dict[str, str] = {}
        self._tips: dict[str, Tip] = {}
        for path in sorted(folder.glob("*.toml")):
            found = load(path, dict[str, Tip])
            self._tips |= found
            self._topics |= dict.fromkeys(found, path.stem)
        self._day: tuple[date, dict[str, Tip]] | None = None

    def on(self, today: date) -> dict[str, Tip]:
        """Those that may be said today."""
        if self._day is None or self._day[0] != today:
            self._day = today, {key: tip for key, tip in self._tips.items() if tip.review_by >= today}
        return self._day[1]

    def topic(self, key: str) -> str:
        """What it is about: the name of its file."""
        return self._topics[key]

    def sources(self, key: str) -> tuple[str, ...]:
        """What it rests on, as titles."""
        titles = load(self._sources, dict[str, dict[str, object]])
        return tuple(str(titles[name].get("title", name)) for name in self._tips[key].sources if name in titles)
