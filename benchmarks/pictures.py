"""How much of a core a picture takes: from the figure's data to PNG bytes, each figure in both themes."""

import argparse
from pathlib import Path
from statistics import median
from time import process_time

from crampbot_chat.pictures import open_album
from crampbot_chat.pictures.render import WIDE, png

LIMIT = 60.0  # ms a picture
SIZES = {"small": 1, "full": 5}  # rounds
POSES = Path(__file__).parents[1] / "content" / "poses"


def main(rounds_each: int) -> None:
    started = process_time()
    album = open_album(POSES)
    print(f"reading {len(album.figures)} figures: {(process_time() - started) * 1000:.0f} ms")
    drawn, shown, sizes = [], [], []
    for key in album.figures:
        for theme in ("dark", "light"):
            rounds = []
            for _ in range(rounds_each):
                begun = process_time()
                svg = album.svg(key, theme)
                between = process_time()
                sizes.append(len(png(svg)))
                rounds.append((between - begun, process_time() - between))
            drawn.append(median(svg_time for svg_time, _ in rounds) * 1000)
            shown.append(median(png_time for _, png_time in rounds) * 1000)
    whole = [a + b for a, b in zip(drawn, shown, strict=True)]
    print(f"SVG   median {median(drawn):5.1f} ms, slowest {max(drawn):5.1f} ms")
    print(f"PNG   median {median(shown):5.1f} ms, slowest {max(shown):5.1f} ms, {WIDE} pixels wide")
    print(f"whole median {median(whole):5.1f} ms, slowest {max(whole):5.1f} ms (limit {LIMIT:.0f} ms)")
    print(f"PNG size median {median(sizes) / 1024:.0f} kB, largest {max(sizes) / 1024:.0f} kB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    main(SIZES[parser.parse_args().size])
