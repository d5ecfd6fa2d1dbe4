"""A scene as SVG: things behind, the body from far to near, things in front, then the marks."""

from collections.abc import Iterator
from itertools import groupby
from math import inf

from crampbot_chat.pictures import marks
from crampbot_chat.pictures.badge import disc, icon
from crampbot_chat.pictures.camera import HEIGHT, WIDTH, Camera
from crampbot_chat.pictures.flesh import Hull, Member, Piece
from crampbot_chat.pictures.props import Box, Round, Solid
from crampbot_chat.pictures.scene import Scene, flat, towel
from crampbot_chat.pictures.shapes import number, path, polygon, polyline, skin
from crampbot_chat.pictures.space import Vec, dot, length, sub
from crampbot_chat.pictures.theme import Theme, blend

EDGE = 2.6  # the dark line round a limb, in the picture's units
SHADE = 0.38  # of a shaded member
FAR = 0.62  # how much of the far colour a far limb takes

ENDS = {"leg": ("lower_leg", "shank"), "arm": ("hand", "palm")}  # a limb's far end, and its first piece
WHOLE = {"lower_leg": "leg", "hand": "arm"}

TOWEL = Member("towel", ())  # a layer among the members: over the feet, under the hands

# What is drawn over what when nothing else decides: a member's place in depth is that of these parts.
DEPTH = {
    "trunk": ("waist", "chest"),
    "head": ("head", "nape"),
    "right_leg": ("right_hip", "right_knee"),
    "left_leg": ("left_hip", "left_knee"),
    "right_arm": ("right_elbow", "right_wrist"),
    "left_arm": ("left_elbow", "left_wrist"),
}


def svg(scene: Scene, camera: Camera, theme: Theme, signs: Scene | None = None) -> str:
    """The picture. `signs` is the scene whose pose the arrows belong to, when an animation shows another moment."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.ground}"/>',
        *_things(scene, camera, theme, front=False),
        *_body(scene, camera, theme),
        *_things(scene, camera, theme, front=True),
        *_signs(signs or scene, scene, camera, theme),
        "</svg>",
    ]
    return "".join(parts)


def _things(scene: Scene, camera: Camera, theme: Theme, *, front: bool) -> Iterator[str]:
    for before, made in scene.things:
        if before == front:
            for solid in sorted(made, key=lambda solid: _middle(solid, camera)):
                yield from _solid(solid, camera, theme)


def _middle(solid: Solid, camera: Camera) -> float:
    depths = [camera.depth(corner) for corner in solid.corners()]
    return sum(depths) / len(depths)


def _solid(solid: Solid, camera: Camera, theme: Theme) -> Iterator[str]:
    tones = theme.things[solid.tone]
    edge = {"stroke": theme.ground, "stroke_width": 1.5, "stroke_linejoin": "round"}
    if isinstance(solid, Round):
        yield path(skin([camera.disc(*ball) for ball in solid.hull]), fill=tones[0], **edge)
        return
    for corners, tone in _faces(solid, camera):
        yield path(polygon([camera.flat(corner) for corner in corners]), fill=tones[tone], **edge)


def _faces(box: Box, camera: Camera) -> Iterator[tuple[list[Vec], int]]:
    """The faces of a box that the eye sees, and which tone each takes (top, front, side)."""
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    x = x1 if camera.near[0] > 0 else x0
    y = y1 if camera.near[1] > 0 else y0
    z = z1 if camera.near[2] > 0 else z0
    if abs(camera.near[1]) > 0.01:  # noqa: PLR2004 - seen edge-on it is no face
        yield [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)], 0
    if abs(camera.near[2]) > 0.01:  # noqa: PLR2004
        yield [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)], 1
    if abs(camera.near[0]) > 0.01:  # noqa: PLR2004
        yield [(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)], 2


def _body(scene: Scene, camera: Camera, theme: Theme) -> Iterator[str]:
    order = scene.figure.order
    members = [TOWEL, *(part for member in scene.members for part in _split(member, order))]
    for member in sorted(members, key=lambda one: (_rank(one.name, order), _depth(scene, one, camera))):
        if member is TOWEL:
            yield from _towels(scene, camera, theme)
            continue
        dim = _dim(scene, member, camera)
        for piece in _bunched(member.pieces, camera):
            yield from _piece(piece, camera, theme, dim)
            for muscle in scene.muscles:
                if muscle.over == piece.name:
                    yield _outline(muscle.hulls, camera, theme.edge, blend(theme.muscle, theme.far, dim * 0.5), EDGE)


def _bunched(pieces: tuple[Piece, ...], camera: Camera) -> list[Piece]:
    """The pieces in their order, but each bunch from far to near."""

    def depth(piece: Piece) -> float:
        places = [place for hull in piece.hulls for place, _ in hull]
        return sum(camera.depth(place) for place in places) / len(places)

    ordered: list[Piece] = []
    for bunch, some in groupby(pieces, key=lambda piece: piece.bunch):
        ordered.extend(sorted(some, key=depth if bunch else lambda _: 0.0))
    return ordered


def _rank(name: str, order: tuple[str, ...]) -> int:
    """A layer's place in the figure's order; what it doesn't name comes first."""
    return order.index(name) if name in order else -1


def _split(member: Member, order: tuple[str, ...]) -> tuple[Member, ...]:
    """A leg or an arm as two layers when the figure's order names its far end."""
    side, _, kind = member.name.partition("_")
    end, first = ENDS.get(kind, ("", ""))
    if f"{side}_{end}" not in order:
        return (member,)
    cut = next(i for i, piece in enumerate(member.pieces) if piece.name == f"{side}_{first}")
    return Member(member.name, member.pieces[:cut]), Member(f"{side}_{end}", member.pieces[cut:])


def _depth(scene: Scene, member: Member, camera: Camera) -> float:
    if member is TOWEL:
        return inf
    places = [scene.bones.places[part] for part in DEPTH[_whole(member.name)]]
    level = camera.near if camera.near[1] > 0.6 else (camera.near[0], 0.0, camera.near[2])  # noqa: PLR2004 - from above
    depth = sum(dot(place, level) for place in places) / len(places)
    return depth + (0 if member.name == "trunk" else 0.2)  # over the trunk, unless clearly behind it


def _whole(name: str) -> str:
    """The member that a layer is part of."""
    side, _, limb = name.partition("_")
    return f"{side}_{WHOLE.get(limb, limb)}" if limb else name


def _dim(scene: Scene, member: Member, camera: Camera) -> float:
    """0 on the near side, up to FAR on the far one."""
    view, places = scene.figure.view, scene.bones.places
    side, _, limb = _whole(member.name).partition("_")
    if f"{side}_{limb}" in view.shade:
        return SHADE
    if not limb or view.even:
        return 0.0
    root = "hip" if limb == "leg" else "shoulder"
    width = sub(places[f"{side}_{root}"], places["left_" + root if side == "right" else "right_" + root])
    away = -camera.depth(width) / length(width)  # 1: straight behind the other limb
    return FAR * max(0.0, min(1.0, (away - 0.6) / 0.35))


def _piece(piece: Piece, camera: Camera, theme: Theme, dim: float) -> Iterator[str]:
    tone = {"skin": theme.skin, "shirt": theme.shirt, "shorts": theme.shorts, "hair": theme.hair, "hot": theme.hot}[
        piece.tone
    ]
    fill = blend(tone, theme.far, dim)
    yield _outline(piece.hulls, camera, theme.edge, fill, EDGE if piece.seam else 0)
    if piece.weld and piece.seam:
        yield _outline(piece.weld, camera, theme.edge, fill, 0)


def _outline(hulls: tuple[Hull, ...], camera: Camera, edge: str, fill: str, width: float) -> str:
    data = "".join(skin([camera.disc(*ball) for ball in hull]) for hull in hulls)
    if not width:
        return path(data, fill=fill)
    stroke = number(2 * width)
    return path(data, fill=fill, stroke=edge, stroke_width=stroke, stroke_linejoin="round", paint_order="stroke")


def _towels(scene: Scene, camera: Camera, theme: Theme) -> Iterator[str]:
    for index, prop in enumerate(scene.figure.props):
        if prop.kind == "towel":
            line = polyline([camera.flat(place) for place in towel(scene, index)])
            width = 0.15 * camera.zoom
            style = {"fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
            yield path(line, **style, stroke=theme.edge, stroke_width=number(width + 5))
            yield path(line, **style, stroke=theme.things["towel"][0], stroke_width=number(width))


def _signs(scene: Scene, now: Scene, camera: Camera, theme: Theme) -> Iterator[str]:
    figure = scene.figure
    for line in figure.lines:
        yield marks.dashes([flat(now, camera, place) for place in line.through], theme)
    for target, muscle in zip(figure.muscles, now.muscles, strict=True):
        if target.zigzag:
            x, y = camera.flat(muscle.middle)
            yield from marks.zigzag((x + target.zigzag[0] * camera.zoom, y - target.zigzag[1] * camera.zoom), theme)
    for arrow in figure.arrows:
        places = [flat(scene, camera, place) for place in arrow.path]
        if arrow.push:
            yield from marks.push(places, theme)
        else:
            yield from marks.arrow(places, theme, bend=arrow.bend, double=arrow.double)
    for round_ in figure.circles:
        radius = (round_.radius[0] * camera.zoom, round_.radius[1] * camera.zoom)
        yield from marks.circle(flat(scene, camera, round_.around), radius, (round_.start, round_.end), theme)
    for place in figure.heat:
        yield marks.heat(flat(scene, camera, place), theme)
    for number_ in figure.numbers:
        yield from disc(flat(scene, camera, number_.at), number_.number, theme)
    if figure.badge:
        yield from icon(figure.badge, theme)
