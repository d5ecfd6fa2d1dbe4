"""What is wrong with a figure: what a drawing hides and a physiotherapist would see at once."""

from collections.abc import Callable, Iterator, Mapping

from crampbot_chat.pictures.camera import HEIGHT, WIDTH, Camera
from crampbot_chat.pictures.figure import Figure, Point
from crampbot_chat.pictures.measures import radius
from crampbot_chat.pictures.muscles import Muscle
from crampbot_chat.pictures.pose import Pose
from crampbot_chat.pictures.props import Round
from crampbot_chat.pictures.scene import Scene, camera, flat, scene
from crampbot_chat.pictures.space import dot, length, sub

# Degrees, from what an active grown-up reaches (American Academy of Orthopaedic Surgeons' norms) and a little more
# where the body's weight helps.
RANGES: Mapping[str, tuple[float, float]] = {
    "hip": (-25, 135),
    "hip_out": (-30, 60),
    "knee": (-1, 150),
    "ankle": (-55, 40),
    "toes": (-55, 75),
    "elbow": (0, 150),
    "wrist": (0, 90),
    "back": (-15, 60),
    "bend": (-35, 35),
    "twist": (-45, 45),
    "neck": (-45, 50),
}
TOUCH = 0.14  # heads between skin and thing that still read as touching
DEEP = 0.22  # heads that a part may sink into a thing: mattresses give way
SEEN = -0.5  # a muscle that faces farther away from the eye than this is hidden; up to it, its edge shows


def problems(figure: Figure, muscles: Mapping[str, Muscle]) -> list[str]:
    """One sentence for each thing that is wrong; none when the figure is fine."""
    found: list[str] = []
    scenes: dict[str, Scene] = {}
    poses: dict[str, Pose | None] = {"pose": figure.pose, "start": figure.start}
    for name, pose in poses.items():
        if pose:
            try:
                scenes[name] = scene(figure, muscles, pose)
            except ValueError as error:
                found.append(f"{name}: {error}")
    for name, one in scenes.items():
        found += [f"{name}: {problem}" for problem in (*_angles(one), *_sunk(one))]
    if "pose" in scenes and len(scenes) == 1 + (figure.start is not None):
        found += [*_contacts(scenes["pose"]), *_picture(scenes["pose"], list(scenes.values()))]
    return found


def _angles(scene: Scene) -> Iterator[str]:
    for joint, angle in scene.bones.angles.items():
        low, high = RANGES[joint.removeprefix("left_").removeprefix("right_")]
        if not low - 0.5 <= angle <= high + 0.5:
            yield f"{joint} is at {angle:.0f} degrees, people reach {low:.0f} to {high:.0f}"


def _contacts(scene: Scene) -> Iterator[str]:
    kinds = {prop.kind for prop in scene.figure.props}
    for part, thing in scene.figure.contact.items():
        if part not in scene.bones.places or (thing not in kinds and thing not in scene.bones.places):
            yield f"contact: there is no {part} or no {thing}"
        elif (gap := abs(_gap(scene, part, thing))) > TOUCH:
            yield f"contact: {part} is {gap:.2f} heads off the {thing}"


def _gap(scene: Scene, part: str, thing: str) -> float:
    place, skin = scene.bones.places[part], radius(part)
    if thing not in {prop.kind for prop in scene.figure.props}:
        return max(0.0, length(sub(place, scene.bones.places[thing])) - skin - radius(thing))
    made = [
        solid
        for prop, (_, solids) in zip(scene.figure.props, scene.things, strict=True)
        if prop.kind == thing
        for solid in solids
    ]
    return min(solid.away(place) for solid in made) - skin


def _sunk(scene: Scene) -> Iterator[str]:
    shown = _shown(scene)
    for prop, (_, made) in zip(scene.figure.props, scene.things, strict=True):
        for part, place in scene.bones.places.items():
            depth = min((solid.away(place) for solid in made if not isinstance(solid, Round)), default=1.0)
            if shown(part) and depth - radius(part) < -DEEP:
                yield f"{part} is {radius(part) - depth:.2f} heads inside the {prop.kind}"


def _shown(scene: Scene) -> Callable[[str], bool]:
    drawn = {member.name for member in scene.members}

    def shown(part: str) -> bool:
        side, _, name = part.partition("_")
        if side not in ("left", "right"):
            return "trunk" in drawn or part == "head"
        arm = name in ("shoulder", "elbow", "wrist", "hand", "knuckles", "fingers")
        return f"{side}_{'arm' if arm else 'leg'}" in drawn

    return shown


def _picture(scene: Scene, scenes: list[Scene]) -> Iterator[str]:
    eye = camera(*scenes)
    for target, muscle in zip(scene.figure.muscles, scene.muscles, strict=True):
        x, y = eye.flat(muscle.middle)
        if not (0 < x < WIDTH and 0 < y < HEIGHT):
            yield f"muscle {target.muscle} is outside the picture"
        if dot(muscle.outward, eye.near) < SEEN:
            yield f"muscle {target.muscle} faces away from the eye"
    for place in _marks(scene.figure):
        x, y = flat(scene, eye, place)
        if not (8 < x < WIDTH - 8 and 8 < y < HEIGHT - 8):  # noqa: PLR2004 - an arrow's breadth
            yield f"a mark at {place.part} is outside the picture"
    if scene.figure.badge:
        yield from _covered(scene, eye)


def _marks(figure: Figure) -> Iterator[Point]:
    for arrow in figure.arrows:
        yield from arrow.path
    for line in figure.lines:
        yield from line.through
    yield from (number.at for number in figure.numbers)
    yield from figure.heat


def _covered(scene: Scene, eye: Camera) -> Iterator[str]:
    corner = scene.figure.badge.corner if scene.figure.badge else ""
    fit = scene.figure.view.fit
    x = 62.0 if "left" in corner else WIDTH - 62.0
    y = 62.0 if "top" in corner else HEIGHT - 58.0
    for part, place in scene.bones.places.items():
        if not _shown(scene)(part) or (fit and part not in fit):
            continue
        disc = eye.disc(place, radius(part))
        if ((disc[0] - x) ** 2 + (disc[1] - y) ** 2) ** 0.5 < disc[2] + 40:
            yield f"the badge covers {part}"
