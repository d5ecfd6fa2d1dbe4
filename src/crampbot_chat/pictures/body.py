"""The members of a body: arms, legs, trunk and head, with shorts and a shirt to tell them apart."""

from collections.abc import Collection, Iterator

from crampbot_chat.pictures.flesh import (
    STRINGS,
    Ball,
    Hull,
    Member,
    Piece,
    at,
    chain,
    flesh_at,
    piece,
    ring,
    strung,
)
from crampbot_chat.pictures.pose import Arm, Leg, Pose, Side
from crampbot_chat.pictures.skeleton import Skeleton
from crampbot_chat.pictures.space import Vec, along, mix, pitch, spread, swivel


def body(bones: Skeleton, pose: Pose, *, fine: Collection[str] = ()) -> Iterator[Member]:
    """The members of a body in no special order; `fine` names those that show each finger or toe."""
    yield _trunk(bones, belly=pose.belly)
    yield _head(bones)
    sides: tuple[tuple[Side, Leg, Arm], ...] = (
        ("right", pose.right_leg, pose.right_arm),
        ("left", pose.left_leg, pose.left_arm),
    )
    for side, leg, arm in sides:
        yield Member(
            f"{side}_leg",
            (
                piece(bones, side, "thigh"),
                _cloth(bones, side, "thigh", "shorts", 0.42),
                _hip(bones, side),
                _shank(bones, side, leg.swollen),
                _weld(bones, side, "thigh"),
                *_hot(bones, side, leg.swollen),
                *_foot(bones, side, leg.splay, fine=f"{side}_leg" in fine),
            ),
        )
        yield Member(
            f"{side}_arm",
            (
                piece(bones, side, "upper_arm"),
                _cloth(bones, side, "upper_arm", "shirt", 0.45),
                piece(bones, side, "forearm"),
                _weld(bones, side, "upper_arm"),
                *_hand(bones, side, arm, fine=f"{side}_arm" in fine),
            ),
        )


def _shank(bones: Skeleton, side: Side, swollen: float) -> Piece:
    row = strung(bones, side, "shank")
    thick = [
        (place, size * (1 + (swollen if 0 < i < len(row) - 1 else swollen / 3))) for i, (place, size) in enumerate(row)
    ]
    return Piece(f"{side}_shank", chain(thick))


def _hot(bones: Skeleton, side: Side, swollen: float) -> Iterator[Piece]:
    if swollen:
        shares = ((0.16, 0.8), (0.3, 1 + swollen), (0.6, 1 + swollen), (0.9, 0.8))
        places = ((share, size, flesh_at(bones, side, "shank", share)) for share, size in shares)
        yield Piece(
            f"{side}_hot",
            chain([(place, girth * size * 0.93) for _, size, (place, girth) in places]),
            "hot",
            seam=False,
        )


def _weld(bones: Skeleton, side: Side, bone: str) -> Piece:
    """Covers the edge that the lower piece draws over the upper one at the joint itself."""
    balls = strung(bones, side, bone)
    end, size = balls[-1]
    before = mix(end, balls[0][0], 0.12)
    return Piece(f"{side}_{bone}_end", (((before, size), (end, size)),), seam=False)


def _cloth(bones: Skeleton, side: Side, bone: str, tone: str, hem: float) -> Piece:
    """Shorts or a sleeve down to `hem`, a share of the bone, so that limbs and trunk are told apart."""
    (_, ahead, out, size), *_ = STRINGS[bone]
    middle, girth = flesh_at(bones, side, bone, hem)
    frame = bones.frames[f"{side}_{bone}"]
    top = (at(bones, side, bone, 0, ahead=ahead, out=out), size + 0.005)
    return Piece(f"{side}_{tone}", ((top, *ring(middle, frame, girth + 0.012, girth + 0.012)),), tone, seam=False)


def _hip(bones: Skeleton, side: Side) -> Piece:
    """Covers the edge that the leg draws over the trunk."""
    pelvis = bones.frames["pelvis"]
    hip = bones.places[f"{side}_hip"]
    return Piece(f"{side}_hip", (((hip, 0.36), (along(hip, pelvis.up, 0.22), 0.33)),), "shorts", seam=False)


def _trunk(bones: Skeleton, *, belly: bool) -> Member:
    places, chest, pelvis = bones.places, bones.frames["chest"], bones.frames["pelvis"]
    waist, pelvis_place = (places["waist"], 0.36), places["hips"]
    waists = tuple((along(places["waist"], pelvis.out, side * 0.14), 0.33) for side in (-1, 1))
    shoulders = tuple((places[f"{side}_shoulder"], 0.25) for side in ("left", "right"))
    hips = tuple((along(places[f"{side}_hip"], pelvis.out, 0), 0.37) for side in ("left", "right"))
    ribs = (along(places["chest"], chest.ahead, 0.04), 0.46)
    seat = (along(places["pelvis"], pelvis.ahead, -0.06), 0.38)
    hem = tuple(ring(along(along(pelvis_place, pelvis.up, 0.32), pelvis.ahead, -0.02), pelvis, 0.385, 0.6))
    low = ((*waists, waist, *hips, seat),)
    shirt: list[Hull] = [(*waists, waist, *hem)]
    if belly:
        round_ = along(along(places["waist"], pelvis.up, -0.18), pelvis.ahead, 0.36)
        shirt.append((waist, ribs, (round_, 0.52), (along(round_, pelvis.ahead, 0.06), 0.5)))
    return Member(
        "trunk",
        (
            Piece("hips", low, "shorts"),
            Piece("waist", tuple(shirt), "shirt", seam=False),
            Piece("ribs", ((*waists, waist, ribs), (ribs, *shoulders, (places["nape"], 0.15))), "shirt", seam=False),
        ),
    )


def _head(bones: Skeleton) -> Member:
    middle, frame = bones.places["head"], bones.frames["head"]
    nape = along(bones.places["nape"], bones.frames["neck"].up, -0.08)
    neck = ((nape, 0.19), (along(nape, bones.frames["neck"].up, 0.42), 0.17))

    def ball(up: float, ahead: float, size: float) -> Ball:
        return along(along(middle, frame.up, up), frame.ahead, ahead), size

    face = (ball(0.04, 0.04, 0.4), ball(-0.24, 0.12, 0.24))
    nose = (ball(-0.04, 0.44, 0.06), ball(0.08, 0.36, 0.07))
    hair = (ball(0.1, -0.05, 0.43), ball(0, -0.12, 0.38))
    return Member("head", (Piece("neck", (neck,)), Piece("hair", (hair,), "hair"), Piece("face", (face, nose))))


def _foot(bones: Skeleton, side: Side, splay: float, *, fine: bool) -> Iterator[Piece]:
    places, foot, toes = bones.places, bones.frames[f"{side}_foot"], bones.frames[f"{side}_toes"]
    ankle, heel, ball = (places[f"{side}_{name}"] for name in ("ankle", "heel", "ball"))
    wide = 1 + splay / 30  # toes that are spread have their roots apart as well
    inner = along(along(ball, foot.out, -0.13 * wide), foot.up, 0.02)
    outer = along(along(ball, foot.out, 0.14 * wide), foot.ahead, -0.1)
    instep = along(along(ankle, foot.ahead, 0.2), foot.up, -0.06)
    hulls: list[Hull] = [((ankle, 0.135), (heel, 0.15), (instep, 0.11), (inner, 0.12), (outer, 0.095))]
    if not fine:
        tip_in = along(along(inner, toes.ahead, 0.28), foot.up, -0.03)
        tip_out = along(along(outer, toes.ahead, 0.22), foot.up, -0.02)
        hulls.append(((inner, 0.105), (outer, 0.09), (tip_in, 0.085), (tip_out, 0.065)))
    yield Piece(f"{side}_foot", tuple(hulls), seam=False)
    if fine:
        yield from _toes(bones, side, splay, inner, outer)


def _toes(bones: Skeleton, side: Side, splay: float, inner: Vec, outer: Vec) -> Iterator[Piece]:
    toes = bones.frames[f"{side}_toes"]
    for number in range(5):
        share = number / 4
        root = mix(inner, outer, share)
        size = 0.085 - 0.025 * min(1.0, share * 1.6)
        turned = swivel(toes, (number - 2) * splay)
        tip = along(root, turned.ahead, 0.3 - 0.1 * share)
        weld = ((along(root, toes.ahead, -0.1), size), (along(root, turned.ahead, 0.02), size))
        yield Piece(f"{side}_toe_{number}", (((root, size), (tip, size * 0.95)),), bunch="toes", weld=(weld,))


def _hand(bones: Skeleton, side: Side, arm: Arm, *, fine: bool) -> Iterator[Piece]:
    wrist, frame = bones.places[f"{side}_wrist"], bones.frames[f"{side}_hand"]
    knuckles = bones.places[f"{side}_knuckles"]
    wide = 1 + arm.splay / 30
    first = along(knuckles, frame.ahead, 0.13 * wide)
    last = along(along(knuckles, frame.ahead, -0.12 * wide), frame.up, 0.05)
    yield Piece(f"{side}_palm", (((wrist, 0.115), (first, 0.085), (last, 0.08)),), seam=False, bunch="fingers")
    thumb_root = along(along(wrist, frame.up, -0.12), frame.ahead, 0.09)
    thumb = spread(pitch(frame, arm.thumb), -18)
    middle = along(thumb_root, thumb.up, -0.2)
    tip = along(middle, pitch(thumb, -20).up, -0.16)
    thumb_balls = chain([(thumb_root, 0.085), (middle, 0.07), (tip, 0.062)])
    yield Piece(f"{side}_thumb", thumb_balls, seam=fine, bunch="fingers")
    for number in range(4):
        balls = [(mix(first, last, number / 3), 0.078)]
        turned = pitch(frame, (1.5 - number) * arm.splay)
        for length in (0.19, 0.13, 0.11):
            turned = spread(turned, -arm.curl / 3)
            size = 0.068 if number < 3 else 0.06  # noqa: PLR2004 - the little finger
            balls.append((along(balls[-1][0], turned.up, -length * (0.85 if number in (0, 3) else 1)), size))
        weld = ((along(balls[0][0], frame.up, 0.1), 0.078), balls[0])
        yield Piece(f"{side}_finger_{number}", chain(balls), seam=fine, bunch="fingers", weld=(weld,))
