"""All figures on one page, with their numbers: for docs, and for a physiotherapist's pencil."""

from crampbot_chat.pictures.album import Album
from crampbot_chat.pictures.badge import written
from crampbot_chat.pictures.camera import HEIGHT, WIDTH
from crampbot_chat.pictures.theme import THEMES

COLUMNS, GAP, LABEL = 5, 24, 46  # LABEL: the strip under a picture that holds its number


def contact_sheet(album: Album, theme: str = "dark") -> str:
    """The page as SVG."""
    colours = THEMES[theme]
    rows = -(-len(album.figures) // COLUMNS)
    wide, high = COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + LABEL) + GAP
    cells = []
    for index, key in enumerate(album.figures):
        x, y = GAP + index % COLUMNS * (WIDTH + GAP), GAP + index // COLUMNS * (HEIGHT + LABEL)
        picture = album.svg(key, theme).replace("<svg ", f'<svg x="{x}" y="{y}" ', 1)
        cells.append(
            picture + written(key.removeprefix("FIG-"), (x + WIDTH / 2, y + HEIGHT + LABEL / 2), 26, colours.mark, 4)
        )
    page = f'<rect width="{wide}" height="{high}" fill="{colours.things["wall"][0]}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    return head + page + "".join(cells) + "</svg>"
