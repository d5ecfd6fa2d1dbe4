"""How long and how thick the figure is, in heads: a body of seven and a half, hands and feet a little large."""

from collections.abc import Mapping

HIP_OUT, SHOULDER_OUT = 0.36, 0.74
WAIST = 0.75  # above the hips
CHEST, SHOULDER, NECK = 0.72, 1.28, 1.48  # above the waist
HEAD = 0.74  # its middle above the nape
UPPER_ARM, FOREARM, PALM, KNUCKLES = 1.45, 1.22, 0.24, 0.42  # PALM, KNUCKLES: from the wrist
THIGH, SHANK, ANKLE = 1.88, 1.8, 0.28  # ANKLE: above the sole
HEEL_BACK, BALL_AHEAD, TOES_AHEAD = 0.22, 0.42, 0.3

RADIUS: Mapping[str, float] = {
    "pelvis": 0.4,
    "seat": 0.36,
    "hips": 0.4,
    "hip": 0.38,
    "loin": 0.34,
    "groin": 0.36,
    "waist": 0.36,
    "chest": 0.46,
    "shoulder": 0.27,
    "nape": 0.19,
    "head": 0.44,
    "thigh": 0.32,
    "knee": 0.235,
    "shin": 0.22,
    "ankle": 0.135,
    "heel": 0.15,
    "ball": 0.105,
    "toes": 0.07,
    "foot": 0.13,
    "sole": 0.0,
    "elbow": 0.165,
    "wrist": 0.115,
    "hand": 0.1,
    "knuckles": 0.09,
    "fingers": 0.07,
}


def radius(part: str) -> float:
    """How far the skin is from a part's middle; left and right are alike."""
    return RADIUS[part.removeprefix("left_").removeprefix("right_")]
