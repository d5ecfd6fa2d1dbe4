"""A figure in space: its body, its things and its muscles in place, and where the eye stands."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from crampbot_chat.pictures import muscles as atlas
from crampbot_chat.pictures.body import body
from crampbot_chat.pictures.camera import Camera, Disc, Flat, eye, fitted
from crampbot_chat.pictures.figure import Figure, Point
from crampbot_chat.pictures.flesh import Member
from crampbot_chat.pictures.measures import radius
from crampbot_chat.pictures.pose import Pose
from crampbot_chat.pictures.props import Solid, solids
from crampbot_chat.pictures.skeleton import Skeleton, skeleton, spot
from crampbot_chat.pictures.space import Vec


class Scene(Struct, frozen=True):
    """One pose of a figure, ready to be looked at. `things` are pairs of (in front of the body, what it is made of)."""

    figure: Figure
    bones: Skeleton
    members: tuple[Member, ...]
    things: tuple[tuple[bool, tuple[Solid, ...]], ...]
    muscles: tuple[atlas.Placed, ...]


def scene(figure: Figure, muscles: Mapping[str, atlas.Muscle], pose: Pose | None = None) -> Scene:
    """A figure in its pose, or in another one. ValueError for an unknown muscle or part, or an impossible reach."""
    pose = pose or figure.pose
    bones = skeleton(pose)
    members = body(bones, pose, fine=figure.view.fine)
    only = figure.view.only
    unknown = [target.muscle for target in figure.muscles if target.muscle not in muscles]
    if unknown:
        raise ValueError(f"there is no muscle {unknown[0]} in muscles.toml")
    return Scene(
        figure,
        bones,
        tuple(member for member in members if not only or member.name in only),
        tuple((prop.front, solids(prop)) for prop in figure.props),
        tuple(atlas.placed(muscles[target.muscle], bones, target.side) for target in figure.muscles),
    )


def camera(*scenes: Scene) -> Camera:
    """An eye that sees everything that matters in all the scenes of one figure."""
    view = scenes[0].figure.view
    plain = eye(view.turn, view.tilt)
    discs = [disc for one in scenes for disc in _seen(one, plain)]
    return fitted(plain, discs, margin=view.margin, largest=view.largest)


def flat(scene: Scene, camera: Camera, place: Point) -> Flat:
    """Where a mark stands in the picture."""
    x, y = camera.flat(_spot(scene, place.part))
    return x + place.by[0] * camera.zoom, y - place.by[1] * camera.zoom


def _spot(scene: Scene, part: str) -> Vec:
    if part not in scene.bones.places:
        raise ValueError(f"there is no part {part}")
    return scene.bones.places[part]


def _seen(scene: Scene, plain: Camera) -> Iterator[Disc]:
    figure = scene.figure
    if figure.view.fit:
        for part in figure.view.fit:
            yield plain.disc(_spot(scene, part), radius(part))
    else:
        for member in scene.members:
            for piece in member.pieces:
                yield from (plain.disc(*ball) for hull in piece.hulls for ball in hull)
        for prop, (_, made) in zip(figure.props, scene.things, strict=True):
            if prop.fit:
                yield from (plain.disc(corner, 0) for solid in made for corner in solid.corners())
    for arrow in figure.arrows:
        for place in arrow.path:
            x, y = flat(scene, plain, place)
            yield x, y, 0.25


def towel(scene: Scene, index: int) -> list[Vec]:
    """The places that a towel runs through."""
    return [spot(scene.bones, place) for place in scene.figure.props[index].through]
