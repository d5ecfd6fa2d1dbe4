"""From SVG to PNG, by resvg: no system library, no font, no network."""

import resvg_py


def png(svg: str, width: int = 960) -> bytes:
    """The picture as PNG, `width` pixels wide."""
    return resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
