"""A gallery for tests of one adapter: small pictures, and a memory that a test can look into."""

from crampbot_chat.contract import Image, NoPicture
from crampbot_chat.model import Message, Para, Picture, Span

PNG = b"\x89PNG" + b"x" * 60
GIF = b"GIF89a" + b"x" * 60
ALT = "Sitting, one leg straight."


class Album:
    """Pictures called `... light` move, others don't; `broken` can't be drawn."""

    def __init__(self) -> None:
        self.refs: dict[tuple[str, str, str], str] = {}
        self.drawn: list[str] = []

    async def find(self, adapter: str, bot: str, asset: str) -> str:
        if asset.startswith("broken"):
            raise NoPicture
        return self.refs.get((adapter, bot, asset), "")

    async def keep(self, adapter: str, bot: str, asset: str, ref: str) -> None:
        self.refs[adapter, bot, asset] = ref

    async def image(self, asset: str) -> Image:
        self.drawn.append(asset)
        moves = asset.endswith("light")
        return Image("a.gif", "image/gif", GIF) if moves else Image("a.png", "image/png", PNG)


def pictured(text: str = "Lean forward.", asset: str = "FIG-12 dark", alt: str = ALT) -> Message:
    """A picture above some words."""
    words = (Para((Span(text),)),) if text else ()
    return Message("test.pictured", (Picture(asset, alt), *words))
