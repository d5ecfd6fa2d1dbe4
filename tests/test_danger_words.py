"""Danger in the common words of six languages: heard by who has the language, and by who only writes in it."""

import pytest

from crampbot_chat.understand import Ear

FLAGS = (
    "R2", "R2", "R2", "R3", "R3", "R3", "R1", "R1", "R28", "R28", "R35", "R8", "R9", "R10", "R33", "R5", "R4", "R12",
    "R6",
)  # fmt: skip
SAID = {
    "de": (
        "Brustschmerzen",
        "meine Brust tut weh und ich kriege keine Luft",
        "ich bekomme keine Luft",
        "Mundwinkel hängt",
        "ich kann nicht mehr sprechen",
        "linke Seite gelähmt",
        "Wade geschwollen, rot und heiß",
        "ein Bein ist geschwollen und rot",
        "ich will sterben",
        "ich will mich umbringen",
        "Krampfanfall",
        "mein Urin ist braun und die Muskeln tun weh",
        "Kiefersperre nach einer Wunde",
        "schwanger und starke Kopfschmerzen",
        "schwanger und Blutung",
        "Fuß ist kalt, blass und taub",
        "taub zwischen den Beinen",
        "Fieber und Bein rot und heiß",
        "Krampf seit 20 Minuten",
    ),
    "es": (
        "dolor en el pecho",
        "me duele el pecho y no puedo respirar",
        "no puedo respirar",
        "tengo la cara torcida",
        "no puedo hablar bien",
        "lado izquierdo paralizado",
        "pantorrilla hinchada, roja y caliente",
        "una pierna hinchada y roja",
        "quiero morir",
        "quiero suicidarme",
        "convulsiones",
        "mi orina es marrón y me duelen los músculos",
        "mandíbula rígida después de una herida",
        "embarazada y dolor de cabeza fuerte",
        "embarazada y sangrado",
        "el pie está frío, pálido y dormido",
        "dormido entre las piernas",
        "fiebre y pierna roja y caliente",
        "calambre desde hace 20 minutos",
    ),
    "fr": (
        "mal à la poitrine",
        "j'ai mal à la poitrine et je n'arrive pas à respirer",
        "je n'arrive pas à respirer",
        "bouche de travers",
        "je n'arrive plus à parler",
        "côté gauche paralysé",
        "mollet gonflé, rouge et chaud",
        "une jambe gonflée et rouge",
        "je veux mourir",
        "je veux me suicider",
        "convulsions",
        "mon urine est marron et j'ai mal aux muscles",
        "mâchoire raide après une plaie",
        "enceinte et mal de tête",
        "enceinte et saignement",
        "le pied est froid, bleu et engourdi",
        "engourdi entre les jambes",
        "fièvre et jambe rouge et chaude",
        "crampe depuis 20 minutes",
    ),
    "it": (
        "dolore al petto",
        "mi fa male il petto e non riesco a respirare",
        "non riesco a respirare",
        "bocca storta",
        "non riesco a parlare",
        "lato sinistro paralizzato",
        "polpaccio gonfio, rosso e caldo",
        "una gamba gonfia e rossa",
        "voglio morire",
        "voglio uccidermi",
        "convulsioni",
        "urina marrone e dolori muscolari",
        "mascella rigida dopo una ferita",
        "incinta e forte mal di testa",
        "incinta e perdite di sangue",
        "il piede è freddo, pallido e insensibile",
        "insensibile tra le gambe",
        "febbre e gamba rossa e calda",
        "crampo da 20 minuti",
    ),
    "nl": (
        "pijn op de borst",
        "pijn op mijn borst en ik krijg geen lucht",
        "ik krijg geen adem",
        "scheve mond",
        "ik kan niet meer praten",
        "linkerkant verlamd",
        "kuit gezwollen, rood en warm",
        "een been is gezwollen en rood",
        "ik wil dood",
        "ik denk aan zelfmoord",
        "stuipen",
        "mijn plas is bruin en spierpijn",
        "kaak op slot na een wond",
        "zwanger en erge hoofdpijn",
        "zwanger en bloedverlies",
        "mijn voet is koud, bleek en gevoelloos",
        "gevoelloos tussen mijn benen",
        "koorts en been rood en heet",
        "kramp al 20 minuten",
    ),
    "pt": (
        "dor no peito",
        "dói-me o peito e não consigo respirar",
        "não consigo respirar",
        "boca torta",
        "não consigo falar",
        "lado esquerdo paralisado",
        "panturrilha inchada, vermelha e quente",
        "uma perna inchada e vermelha",
        "quero morrer",
        "quero me matar",
        "convulsões",
        "urina castanha e dores musculares",
        "maxilar rígido depois de uma ferida",
        "grávida e dor de cabeça forte",
        "grávida e a sangrar",
        "o pé está frio, pálido e dormente",
        "dormente entre as pernas",
        "febre e perna vermelha e quente",
        "cãibra há 20 minutos",
    ),
}
IN_OWN_TONGUE_ONLY = {  # words that mean something else in English
    "ein Bein ist geschwollen und rot", "Fuß ist kalt, blass und taub", "een been is gezwollen en rood",
}  # fmt: skip
HARMLESS = {
    "de": "Wadenkrampf, keine Brustschmerzen; der Schmerz bringt mich um; Krampf im kalten Bett; ist weg",
    "es": "calambre en el gemelo, sin dolor en el pecho; me muero de dolor, calambre; se pasó; este calambre me mata",
    "fr": "crampe au mollet, pas mal à la poitrine; cette crampe me tue; c'est passé; crampe au pied froid",
    "it": "crampo al polpaccio, non ho dolore al petto; è passato; questo crampo mi uccide; crampo subito aiuto",
    "nl": "kuitkramp, geen pijn op de borst; het is weg; heel erg kramp; kramp in mijn koude voet",
    "pt": "cãibra na panturrilha, sem dor no peito; já passou; esta cãibra me mata; cãibra no pé frio",
}
CASES = [(language, text, flag) for language, texts in SAID.items() for text, flag in zip(texts, FLAGS, strict=True)]


@pytest.mark.parametrize(("language", "text", "flag"), CASES)
def test_a_danger_is_heard(language: str, text: str, flag: str) -> None:
    for tongue in (language, "en"):
        danger = Ear(text, tongue).danger
        if tongue == language or text not in IN_OWN_TONGUE_ONLY:
            assert danger, tongue
            assert danger.brief == flag, tongue
            assert danger.tier <= 2


@pytest.mark.parametrize(("language", "texts"), HARMLESS.items())
def test_what_is_no_danger_raises_none(language: str, texts: str) -> None:
    for text in texts.split("; "):
        danger = Ear(text, language).danger
        assert danger is None or danger.tier > 2, text


@pytest.mark.parametrize(
    ("language", "text", "limit"),
    [
        ("de", "ich kann nicht stehen", "no_stand"),
        ("de", "ich bin schwanger", "pregnant"),
        ("de", "künstliches Knie", "knee"),
        ("es", "no puedo estar de pie", "no_stand"),
        ("es", "estoy embarazada", "pregnant"),
        ("fr", "je ne peux pas me lever", "no_stand"),
        ("fr", "je suis enceinte", "pregnant"),
        ("it", "non posso stare in piedi", "no_stand"),
        ("it", "sono incinta", "pregnant"),
        ("nl", "ik kan niet staan", "no_stand"),
        ("nl", "ik ben zwanger", "pregnant"),
        ("pt", "não posso ficar em pé", "no_stand"),
        ("pt", "estou grávida", "pregnant"),
    ],
)
def test_what_a_body_does_not_allow_is_heard(language: str, text: str, limit: str) -> None:
    for tongue in (language, "en"):
        assert limit in Ear(text, tongue).limits
        assert Ear(text, language).cry is None


def test_who_is_not_pregnant_is_not_noted_as_pregnant() -> None:
    for language, text in (
        ("de", "ich bin nicht schwanger"),
        ("es", "no estoy embarazada"),
        ("it", "non sono incinta"),
    ):
        assert Ear(text, language).limits == frozenset()
