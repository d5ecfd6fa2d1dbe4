"""From where a stretch starts to where it is held: the poses between, and the animation of them."""

import io
from math import cos, pi
from typing import TYPE_CHECKING, Any

import msgspec

from crampbot_chat.pictures.pose import Pose
from crampbot_chat.pictures.render import png

if TYPE_CHECKING:
    from PIL import Image

STEPS = 8  # pictures on the way; the way back shows them again
GO, REST, HOLD = 90, 700, 1800  # milliseconds: each step, at the start, in the stretch
COLOURS = 64  # flat areas need no more, and the file stays small


def between(start: Pose, end: Pose, share: float) -> Pose:
    """The pose at a share (0 to 1) of the way. ValueError where only one of them has an angle or a reach."""
    return msgspec.convert(_between(msgspec.to_builtins(start), msgspec.to_builtins(end), share, "pose"), Pose)


def poses(start: Pose, end: Pose) -> list[Pose]:
    """All the poses of the way, slow at both ends."""
    return [between(start, end, 0.5 - 0.5 * cos(pi * step / STEPS)) for step in range(STEPS + 1)]


def gif(svgs: list[str], width: int = 480, *, held: bool = True) -> bytes:
    """The pictures there and back again, for ever, as GIF; resting at both ends when the stretch is `held`."""
    from PIL import Image  # noqa: PLC0415 - 7 MB that nobody needs who never looks at an animation

    colour = [Image.open(io.BytesIO(png(svg, width))).convert("RGB") for svg in svgs]
    palette = _strip(colour).quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    frames = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in colour]
    loop = frames + frames[-2:0:-1]
    rest, hold = (REST, HOLD) if held else (2 * GO, 2 * GO)
    times = [rest] + [GO] * (len(frames) - 2) + [hold] + [GO] * (len(frames) - 2)
    out = io.BytesIO()
    loop[0].save(out, "GIF", save_all=True, append_images=loop[1:], duration=times, loop=0, optimize=False)
    return out.getvalue()


def _strip(images: "list[Image.Image]") -> "Image.Image":
    """The first and the last picture side by side: a palette made from it fits every frame."""
    from PIL import Image  # noqa: PLC0415

    width, height = images[0].size
    strip = Image.new("RGB", (2 * width, height))
    strip.paste(images[0], (0, 0))
    strip.paste(images[-1], (width, 0))
    return strip


def _between(a: Any, b: Any, share: float, where: str) -> Any:
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return {key: _between(a[key], b[key], share, f"{where}.{key}") for key in a}
    if isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        return [_between(x, y, share, where) for x, y in zip(a, b, strict=True)]
    if a == b:
        return b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return a + (b - a) * share
    raise ValueError(f"{where}: there is no way from {a} to {b}")
