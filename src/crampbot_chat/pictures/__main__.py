"""`python -m crampbot_chat.pictures OUT [POSES]` writes every picture to OUT."""

import sys
from pathlib import Path

from crampbot_chat.pictures import open_album, write_all

POSES = Path(__file__).parents[3] / "content" / "poses"


def main(arguments: list[str]) -> int:
    """Write the pictures; 1 when a figure has a problem, 2 when the call is wrong."""
    if not 1 <= len(arguments) <= 2:  # noqa: PLR2004 - OUT, and perhaps POSES
        sys.stderr.write(f"{__doc__}\n")
        return 2
    figures = open_album(Path(arguments[1]) if arguments[1:] else POSES)
    found = figures.problems()
    sys.stderr.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{write_all(figures, Path(arguments[0]))} files\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
