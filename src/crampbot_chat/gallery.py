"""Pictures for the adapters: drawn when they are first wanted, and known again by what a platform called them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from crampbot_chat import log
from crampbot_chat.contract import Image, NoPicture
from crampbot_chat.model import Address
from crampbot_chat.store import Store, Unavailable, outbox

if TYPE_CHECKING:
    from crampbot_chat.pictures import Album

NEVER = 2**53  # ms; housekeeping forgets slots after some days, and a picture's name is to be kept
DRAWN = 24  # pictures kept in memory; each is drawn once for each bot, and then known by its name

T = TypeVar("T")


class Drawings:
    """The figures as pictures, by assets like "FIG-01 light"; nothing is read or drawn before somebody asks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._album: Album | None = None
        self._names: dict[str, str] = {}
        self._images: OrderedDict[str, Image] = OrderedDict()

    async def name(self, asset: str) -> str:
        """The asset and a hash of what is drawn: another one as soon as the figure changes. Raises NoPicture."""
        if asset not in self._names:
            self._names[asset] = await _apart(self._hashed, asset)
        return self._names[asset]

    async def image(self, asset: str) -> Image:
        """The picture itself. Raises NoPicture."""
        if asset not in self._images:
            self._images[asset] = await _apart(self._draw, asset)
            if len(self._images) > DRAWN:
                self._images.popitem(last=False)
        return self._images[asset]

    def _open(self) -> "Album":
        from crampbot_chat.pictures import open_album  # noqa: PLC0415 - what draws is loaded with the first picture

        if self._album is None:
            self._album = open_album(self._folder)
        return self._album

    def _hashed(self, asset: str) -> str:
        """Of the drawing, without the 50 ms that its pixels take."""
        figure, _, theme = asset.partition(" ")
        drawing = self._open().svg(figure, theme) + repr(self._open().figures[figure].start)
        return f"{asset} {sha256(drawing.encode()).hexdigest()[:16]}"

    def _draw(self, asset: str) -> Image:
        """By day a stretch is shown in motion; at night nothing moves."""
        figure, _, theme = asset.partition(" ")
        name = f"{figure.lower()}-{theme}"
        if theme == "light" and self._open().moves(figure):
            return Image(f"{name}.gif", "image/gif", self._open().gif(figure, theme))
        return Image(f"{name}.png", "image/png", self._open().png(figure, theme))


class Gallery:
    """The drawings, and which of them a platform already has.

    That is noted as a slot of a chat that nobody has: by bot, asset and hash, so a changed figure is uploaded anew.
    """

    def __init__(self, drawings: Drawings) -> None:
        self._drawings = drawings
        self._store: Store | None = None
        self._refs: dict[tuple[str, str, str], str] = {}

    def remember_in(self, store: Store) -> None:
        """Where the platforms' names for pictures are kept; before that they are known until the process ends."""
        self._store = store

    async def image(self, asset: str) -> Image:
        """The picture itself. Raises NoPicture."""
        return await self._drawings.image(asset)

    async def find(self, adapter: str, bot: str, asset: str) -> str:
        """What the platform calls the picture; "" when this bot has not uploaded it as it is now. Raises NoPicture."""
        name = await self._drawings.name(asset)
        known = self._refs.get((adapter, bot, name), "")
        if known or self._store is None:
            return known
        try:
            [rows] = await self._store.fetch(outbox.slot_ref(_place(adapter, bot), name))
        except Unavailable:
            return ""
        ref = self._refs[adapter, bot, name] = str(rows[0][0]) if rows else ""
        return ref

    async def keep(self, adapter: str, bot: str, asset: str, ref: str) -> None:
        """Remember what the platform calls the picture; "" forgets it. Raises NoPicture."""
        name = await self._drawings.name(asset)
        self._refs[adapter, bot, name] = ref
        if self._store is None:
            return
        try:
            await self._store.apply([outbox.note_slot(_place(adapter, bot), name, ref, NEVER)])
        except Unavailable:
            return  # it is uploaded once more after a restart


def _place(adapter: str, bot: str) -> Address:
    return Address(adapter, bot, "pictures")


async def _apart(draw: Callable[[str], T], asset: str) -> T:
    """In a thread: 50 ms that nobody in pain has to wait for."""
    try:
        return await asyncio.to_thread(draw, asset)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a picture, its words are enough
        log.failure("picture_failed", error, key=asset)
    raise NoPicture
