"""Five hundred cries for help: words, typos, emoji and languages, each answered with the right stretch."""

import itertools

from crampbot_chat.understand import cry, danger

PARTS = {
    "calf": "calf",
    "left calf": "calf",
    "my calf": "calf",
    "leg": "calf",
    "right leg": "calf",
    "foot": "arch",
    "arch of my foot": "arch",
    "big toe": "toes",
    "toes": "toes",
    "shin": "shin",
    "hamstring": "hamstring",
    "back of my thigh": "hamstring",
    "quad": "quad",
    "inner thigh": "inner_thigh",
    "groin": "inner_thigh",
    "glute": "glute",
    "hip": "glute",
    "hand": "hand",
    "fingers": "hand",
    "lower back": "back",
}
CRIES = (
    "{}",
    "{}!!!",
    "{} cramp",
    "{} crapm",
    "{} carmp help",
    "{} cramping now",
    "ow {}",
    "argh {} again",
    "help {} locked",
    "{} has seized up",
    "{} is in spasm",
    "{} wont let go",
    "\N{LOUDLY CRYING FACE} {}",
    "{} hurts so bad",
    "cramp in {} what do i do",
    "woke up with {} cramp help",
    "{} killing me make it stop",
    "ffs {} is cramping",
)
ELSEWHERE = {
    "de": ("Wadenkrampf", "Krampf in der Wade!", "aua meine Wade", "Wade!!", "hilfe krampf wade"),
    "es": (
        "calambre pantorrilla",
        "me duele el gemelo",
        "ay la pantorrilla",
        "pantorrilla",
        "calambre en el gemelo ayuda",
    ),
    "fr": ("crampe mollet", "a\u00efe mon mollet", "mollet", "crampe au mollet aidez moi", "j'ai une crampe au mollet"),
    "it": ("crampo polpaccio", "ahia il polpaccio", "polpaccio", "crampo al polpaccio aiuto", "polpaccio che male"),
    "pt": (
        "c\u00e3ibra panturrilha",
        "panturrilha",
        "socorro c\u00e3ibra na panturrilha",
        "ai minha panturrilha",
        "d\u00f3i a panturrilha",
    ),
    "nl": ("kuitkramp", "kramp in kuit", "au mijn kuit", "kuit!", "help kramp in mijn kuit"),
}


def test_five_hundred_cries_get_their_stretch() -> None:
    said = [(cry_.format(part), wanted, "en") for cry_, (part, wanted) in itertools.product(CRIES, PARTS.items())]
    said += [
        (text, "calf", language) for home, texts in ELSEWHERE.items() for text in texts for language in (home, "en")
    ]
    said += [(text.upper(), wanted, language) for text, wanted, language in said[:100]]
    heard = [(text, wanted, cry(text, language), danger(text, language)) for text, wanted, language in said]
    wrong = [
        f"{text}: {found and found.muscle}" for text, wanted, found, _ in heard if not found or found.muscle != wanted
    ]
    assert len(said) >= 500
    assert not wrong, "\n".join(wrong)
    assert not [text for text, _, _, alarm in heard if alarm]
