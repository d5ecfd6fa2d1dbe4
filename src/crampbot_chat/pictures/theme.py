"""The two palettes. The dark one is for three in the morning: nothing in it is brighter than a dim lamp needs."""

from collections.abc import Mapping

from msgspec import Struct


class Theme(Struct, frozen=True):
    """Colours by what they are for; `skin` and `shirt` are of the near side, `far` is mixed in for the far one."""

    ground: str
    edge: str
    skin: str
    shirt: str
    shorts: str
    hair: str
    far: str
    muscle: str
    hot: str
    zigzag: str
    arrow: str
    mark: str
    things: Mapping[str, tuple[str, str, str]]  # top, front, side


DARK = Theme(
    ground="#0f1626",
    edge="#0f1626",
    skin="#c3ccdd",
    shirt="#6b80a6",
    shorts="#4c5f86",
    hair="#46536e",
    far="#1d2840",
    muscle="#f08a35",
    hot="#a8524a",
    zigzag="#ff6f61",
    arrow="#f2cf4a",
    mark="#9fb0cf",
    things={
        "floor": ("#1b2539", "#161f31", "#131b2b"),
        "wall": ("#26324b", "#222d44", "#2a3650"),
        "mattress": ("#2f3d5c", "#263350", "#22304b"),
        "cloth": ("#3c4d72", "#34446a", "#2f3e61"),
        "wood": ("#5d5148", "#4a413b", "#3e3733"),
        "towel": ("#3fa79c", "#2f877e", "#2f877e"),
        "glass": ("#5cb3c9", "#4797ad", "#3b8296"),
        "light": ("#f2cf4a", "#d9b63c", "#c9a634"),
    },
)

LIGHT = Theme(
    ground="#f6f4ee",
    edge="#fbfaf6",
    skin="#55617a",
    shirt="#8495b5",
    shorts="#66779a",
    hair="#333c4f",
    far="#c9ccd3",
    muscle="#e8731a",
    hot="#c0685c",
    zigzag="#c8281c",
    arrow="#b8860b",
    mark="#55617a",
    things={
        "floor": ("#e2ded3", "#d3cec1", "#cbc6b8"),
        "wall": ("#dcd8cd", "#d6d1c5", "#e4e0d6"),
        "mattress": ("#cfd8e6", "#bcc8da", "#b0bdd1"),
        "cloth": ("#e6ecf5", "#d5deec", "#cbd5e5"),
        "wood": ("#c9b79c", "#b8a486", "#ab977a"),
        "towel": ("#1f8a80", "#17736a", "#17736a"),
        "glass": ("#63b4c8", "#4d9fb4", "#418ea2"),
        "light": ("#e0b020", "#cf9f12", "#c09310"),
    },
)

THEMES: Mapping[str, Theme] = {"dark": DARK, "light": LIGHT}


def blend(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another mixed in."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
