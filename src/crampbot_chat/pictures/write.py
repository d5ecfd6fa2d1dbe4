"""Write every picture to a folder."""

from pathlib import Path

from crampbot_chat.pictures.album import Album
from crampbot_chat.pictures.render import png
from crampbot_chat.pictures.sheet import contact_sheet
from crampbot_chat.pictures.theme import THEMES

SHEET = 1500  # pixels wide


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
        files[f"sheet-{theme}.png"] = png(contact_sheet(album, theme), SHEET)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return len(files)
