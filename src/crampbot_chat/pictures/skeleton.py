"""From angles to places: where every joint of a pose is, and how every part is turned."""

from math import acos, degrees

from msgspec import Struct

from crampbot_chat.pictures.measures import (
    ANKLE,
    BALL_AHEAD,
    CHEST,
    FOREARM,
    HEAD,
    HEEL_BACK,
    HIP_OUT,
    KNUCKLES,
    NECK,
    PALM,
    SHANK,
    SHOULDER,
    SHOULDER_OUT,
    THIGH,
    TOES_AHEAD,
    UPPER_ARM,
    WAIST,
    radius,
)
from crampbot_chat.pictures.pose import Arm, Leg, Near, Pose, Side, Spot
from crampbot_chat.pictures.reach import bent, held, hinge, way
from crampbot_chat.pictures.space import (
    ORIGIN,
    UP,
    UPRIGHT,
    Frame,
    Vec,
    across,
    add,
    along,
    between,
    dot,
    framed,
    length,
    mirrored,
    mix,
    pitch,
    scale,
    spread,
    sub,
    swivel,
)


class Skeleton(Struct, frozen=True):
    """Places and frames by the part's name; `angles` holds the joints' angles, also those that a reach led to."""

    places: dict[str, Vec]
    frames: dict[str, Frame]
    angles: dict[str, float]


def skeleton(pose: Pose) -> Skeleton:
    """The body of a pose, in place. Raises Unreachable, or ValueError for a part that there isn't."""
    loose = Skeleton({}, {}, {})
    _trunk(loose, pose, ORIGIN)
    _legs(loose, pose, reaching=False)
    part = pose.rest.part
    if part not in loose.places:
        raise ValueError(f"the body can't rest on {part}: no such part, or it follows from another")
    body = Skeleton({}, {}, {})
    _trunk(body, pose, along(sub(pose.rest.on, loose.places[part]), UP, radius(part)))
    _legs(body, pose, reaching=True)
    arms: list[tuple[Side, Arm]] = [("right", pose.right_arm), ("left", pose.left_arm)]
    for side, arm in sorted(arms, key=lambda pair: isinstance(pair[1].to, Near)):  # a hand may go to the other hand
        _arm(body, side, arm)
    return body


def _legs(body: Skeleton, pose: Pose, *, reaching: bool) -> None:
    legs: list[tuple[Side, Leg]] = [("right", pose.right_leg), ("left", pose.left_leg)]
    for side, leg in legs:
        if reaching or (leg.sole is None and leg.to is None):
            _leg(body, side, leg)


def _trunk(body: Skeleton, pose: Pose, pelvis: Vec) -> None:
    hips = spread(pitch(swivel(UPRIGHT, -pose.turn), -pose.lean), -pose.side)
    chest = swivel(spread(pitch(hips, -pose.back), -pose.bend), pose.twist)
    neck = pitch(chest, -0.4 * pose.neck)
    head = pitch(neck, -0.6 * pose.neck)
    waist = along(pelvis, hips.up, WAIST)
    nape = along(waist, chest.up, NECK)
    body.frames.update(pelvis=hips, chest=chest, neck=neck, head=head)
    body.places.update(
        hips=pelvis,
        pelvis=along(pelvis, hips.ahead, -0.04),
        seat=along(along(pelvis, hips.up, -0.08), hips.ahead, -0.1),
        waist=waist,
        chest=along(waist, chest.up, CHEST),
        nape=nape,
        head=along(along(nape, neck.up, 0.28), head.up, HEAD - 0.28),
    )
    body.angles.update(back=pose.back, bend=pose.bend, twist=pose.twist, neck=pose.neck)
    for side, (forward, lifted), sign in (("right", pose.right_shoulder, 1), ("left", pose.left_shoulder, -1)):
        body.places[f"{side}_hip"] = along(pelvis, hips.out, sign * HIP_OUT)
        level = along(along(waist, chest.up, SHOULDER + lifted), chest.ahead, forward)
        body.places[f"{side}_shoulder"] = along(
            level, chest.out, sign * (SHOULDER_OUT - 0.3 * (abs(lifted) + abs(forward)))
        )


def _side(frame: Frame, side: Side) -> Frame:
    return frame if side == "right" else mirrored(frame)


def _leg(body: Skeleton, side: Side, leg: Leg) -> None:
    hip = body.places[f"{side}_hip"]
    pelvis = _side(body.frames["pelvis"], side)
    goal = along(leg.sole, UP, ANKLE) if leg.sole else leg.to
    thigh, knee, shank, ankle = _swung(pelvis, hip, leg) if goal is None else _reaching(hip, goal, side, leg)
    foot = _placed(pelvis, shank, side, leg)
    _foot(body, side, ankle, foot, leg.toes)
    body.places[f"{side}_loin"] = along(hip, pelvis.up, 0.34)
    body.places[f"{side}_groin"] = along(along(hip, thigh.up, -0.42), pelvis.up, -0.1)
    body.places.update(
        {
            f"{side}_knee": knee,
            f"{side}_ankle": ankle,
            f"{side}_shin": mix(knee, ankle, 0.5),
            f"{side}_thigh": mix(hip, knee, 0.5),
        }
    )
    body.frames.update({f"{side}_thigh": thigh, f"{side}_shank": shank, f"{side}_foot": foot})
    forward, outward = _lifted(pelvis, thigh)
    body.angles.update(
        {
            f"{side}_hip": forward,
            f"{side}_hip_out": outward,
            f"{side}_knee": leg.knee if goal is None else between(sub(hip, knee), sub(knee, ankle)),
            f"{side}_ankle": _tipped(shank, foot),
            f"{side}_toes": leg.toes,
        }
    )


def _swung(pelvis: Frame, hip: Vec, leg: Leg) -> tuple[Frame, Vec, Frame, Vec]:
    """Thigh, knee, shank and ankle, by the angles of the joints."""
    thigh = swivel(spread(pitch(pelvis, leg.lift), leg.out), leg.turn)
    knee = along(hip, thigh.up, -THIGH)
    shank = pitch(thigh, -leg.knee)
    return thigh, knee, shank, along(knee, shank.up, -SHANK)


def _reaching(hip: Vec, ankle: Vec, side: Side, leg: Leg) -> tuple[Frame, Vec, Frame, Vec]:
    """The same, by where the ankle shall be."""
    knee = bent(hip, ankle, (THIGH, SHANK), way(leg.knee_to), what=f"{side} foot")
    front, right = hinge(hip, knee, ankle, way(leg.knee_to), bends=-1), side == "right"
    thigh = framed(sub(hip, knee), front, right=right)
    ahead = pitch(thigh, -between(sub(hip, knee), sub(knee, ankle))).ahead
    return thigh, knee, framed(sub(knee, ankle), ahead, right=right), ankle


def _placed(pelvis: Frame, shank: Frame, side: Side, leg: Leg) -> Frame:
    """The foot: flat on what it stands on, or at its angle to the shank."""
    if leg.sole is None and leg.ankle != "flat":
        return spread(pitch(shank, float(leg.ankle)), -leg.tilt)
    heading = pelvis.ahead if abs(pelvis.ahead[1]) < 0.9 else shank.ahead  # noqa: PLR2004 - lying: the shin leads
    foot = swivel(framed(UP, heading if leg.sole else shank.ahead, right=side == "right"), leg.heading)
    return spread(foot, -leg.tilt)


def _foot(body: Skeleton, side: Side, ankle: Vec, foot: Frame, bent: float) -> None:
    ball = along(along(ankle, foot.ahead, BALL_AHEAD), foot.up, -(ANKLE - radius("ball")))
    toes = pitch(foot, bent)
    body.frames[f"{side}_toes"] = toes
    body.places.update(
        {
            f"{side}_heel": along(along(ankle, foot.ahead, -HEEL_BACK), foot.up, -(ANKLE - radius("heel"))),
            f"{side}_ball": ball,
            f"{side}_toes": along(along(ball, foot.up, -0.03), toes.ahead, TOES_AHEAD),
            f"{side}_sole": along(ankle, foot.up, -ANKLE),
            f"{side}_foot": along(along(ankle, foot.ahead, 0.2), foot.up, -0.12),
        }
    )


def _arm(body: Skeleton, side: Side, arm: Arm) -> None:
    shoulder = body.places[f"{side}_shoulder"]
    chest = _side(body.frames["chest"], side)
    right = side == "right"
    if arm.to is None:
        upper = swivel(spread(pitch(chest, arm.lift), arm.out), arm.turn)
        elbow = along(shoulder, upper.up, -UPPER_ARM)
        fore = pitch(upper, arm.elbow)
        wrist = along(elbow, fore.up, -FOREARM)
        hand = spread(swivel(fore, arm.forearm), arm.wrist)
    else:
        goal = spot(body, arm.to)
        fingers = way(arm.fingers) if arm.fingers else None
        lower = FOREARM if fingers else FOREARM + PALM
        end = along(goal, fingers, -PALM) if fingers else goal
        elbow = bent(shoulder, end, (UPPER_ARM, lower), way(arm.elbow_to), what=f"{side} hand")
        front = hinge(shoulder, elbow, end, way(arm.elbow_to), bends=1)
        upper = framed(sub(shoulder, elbow), front, right=right)
        fore = framed(sub(elbow, end), pitch(upper, between(sub(shoulder, elbow), sub(elbow, end))).ahead, right=right)
        wrist = along(elbow, fore.up, -FOREARM)
        hand = held(swivel(fore, arm.forearm), fingers, arm, right=right)
    palmar = swivel(fore, arm.forearm)  # turns with the palm; the elbow's hinge does not
    body.frames.update(
        {f"{side}_upper_arm": upper, f"{side}_forearm": fore, f"{side}_palmar": palmar, f"{side}_hand": hand}
    )
    body.places.update(
        {
            f"{side}_elbow": elbow,
            f"{side}_wrist": wrist,
            f"{side}_hand": along(wrist, hand.up, -PALM),
            f"{side}_knuckles": along(wrist, hand.up, -KNUCKLES),
            f"{side}_fingers": along(wrist, hand.up, -KNUCKLES - 0.3),
        }
    )
    body.angles[f"{side}_elbow"] = between(sub(shoulder, elbow), sub(elbow, wrist))
    body.angles[f"{side}_wrist"] = between(fore.up, hand.up)


def spot(body: Skeleton, place: Spot) -> Vec:
    """Where a named or plain place is. ValueError for a part that there isn't."""
    if not isinstance(place, Near):
        return place
    if place.part not in body.places:
        raise ValueError(f"there is no part {place.part}")
    return add(body.places[place.part], place.by)


def _lifted(pelvis: Frame, thigh: Frame) -> tuple[float, float]:
    """Forward and outward angle of a thigh, in degrees."""
    down = scale(thigh.up, -1)
    outward = 90 - degrees(acos(max(-1.0, min(1.0, dot(down, pelvis.out)))))
    flat = across(down, pelvis.out)
    if length(flat) < 0.05:  # noqa: PLR2004 - straight out to the side: no forward angle
        return 0.0, outward
    forward = between(flat, scale(pelvis.up, -1))
    if dot(flat, pelvis.ahead) < 0:
        forward = 360 - forward if forward > 90 else -forward  # noqa: PLR2004 - folded past the chest, not backward
    return forward, outward


def _tipped(shank: Frame, foot: Frame) -> float:
    """Toes up (+) or pointed (-), in degrees."""
    return 90 - between(foot.ahead, shank.up)
