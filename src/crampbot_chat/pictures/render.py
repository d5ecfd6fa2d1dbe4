"""From SVG to PNG, by resvg: no system library, no font, no network."""

WIDE = 720  # pixels: sharp enough on a phone, and drawn in time


def png(svg: str, width: int = WIDE) -> bytes:
    """The picture as PNG, `width` pixels wide."""
    import resvg_py  # noqa: PLC0415 - 2 MB that nobody needs who never looks at a picture

    return resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
