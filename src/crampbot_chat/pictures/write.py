"""Write every picture to a folder."""

import io
from pathlib import Path

from crampbot_chat.pictures.album import Album
from crampbot_chat.pictures.render import png
from crampbot_chat.pictures.sheet import contact_sheet
from crampbot_chat.pictures.theme import THEMES

SHEET = 1500  # pixels wide
COLOURS = 96


def write_all(album: Album, out: Path) -> int:
    """Each figure in both themes as SVG and PNG, as GIF where it moves, and a sheet of them all; how many files."""
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    for theme in THEMES:
        for key in album.figures:
            name = f"{key.lower()}-{theme}"
            svg = album.svg(key, theme)
            files[f"{name}.svg"] = svg.encode()
            files[f"{name}.png"] = png(svg)
            if album.moves(key):
                files[f"{name}.gif"] = album.gif(key, theme)
        files[f"sheet-{theme}.png"] = _small(png(contact_sheet(album, theme), SHEET))
    for name, content in files.items():
        (out / name).write_bytes(content)
    return len(files)


def _small(png: bytes) -> bytes:
    """The same picture with a palette: a third of the size."""
    from PIL import Image  # noqa: PLC0415 - `crampbot pictures` alone needs it

    out = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
