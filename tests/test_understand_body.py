"""What a body can't do, what was taken, and talk about cramps: none of it is a cry for help or a danger by itself."""

import datetime as dt

import pytest

from crampbot_chat.understand import Ear, concerns, understand

DAY = dt.datetime(2026, 11, 24, 14, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("i have a bad hip", {"hip"}),
        ("my left hip is knackered", {"hip"}),
        ("had a hip replacement 5 years ago", {"hip"}),
        ("hip replacement in 2015", {"hip"}),
        ("knee surgery in 2011", {"knee"}),
        ("i had knee surgery last week", {"knee", "surgery"}),
        ("hip replacement and numb skin", {"hip", "numb"}),
        ("i have diabetic neuropathy", {"numb"}),
        ("can't stand this pain", set()),
        ("i cant stand", {"no_stand"}),
    ],
)
def test_a_limit_is_no_cry(words: str, limits: set[str]) -> None:
    ear = Ear(words)
    assert ear.limits == limits
    assert ear.cry is None
    assert ear.said.intent == "out_of_scope"


@pytest.mark.parametrize(
    ("words", "muscle", "limits"),
    [
        ("bad hip, calf cramp", "calf", {"hip"}),
        ("calf cramp and i have a dodgy knee", "calf", {"knee"}),
        ("my bad hip is cramping", "glute", {"hip"}),
        ("back of my thigh cramped, knee is stuck bent", "hamstring", set()),
        ("thigh cramp, my knee wont straighten", "hamstring", set()),
        ("thigh cramp and my knee wont bend", "quad", set()),
        ("thigh cramp", "quad", set()),
    ],
)
def test_a_cry_with_a_limit(words: str, muscle: str, limits: set[str]) -> None:
    cry = Ear(words).cry
    assert cry is not None
    assert cry.muscle == muscle
    assert cry.limits & {"hip", "knee"} == limits & {"hip", "knee"}


@pytest.mark.parametrize(("words", "lifted"), [("my knee is fine again", "knee"), ("my hip is all better", "hip")])
def test_a_limit_is_lifted(words: str, lifted: str) -> None:
    assert lifted in Ear(words).lifted


@pytest.mark.parametrize(
    "words",
    ["took 3 tablets", "took 3 tablets last night", "i took 2 magnesium before bed", "took three ibuprofen today"],
)
def test_a_medicine_that_was_taken_is_an_entry(words: str) -> None:
    assert not concerns(words)
    assert Ear(words).took


@pytest.mark.parametrize(
    "words",
    [
        *("took too many tablets", "took all my tablets", "took the whole packet", "i took 10 pills"),
        *("took 3 baclofen", "took 4 ibuprofen all at once", "swallowed 20 paracetamol", "took 8 magnesium at once"),
    ],
)
def test_too_much_is_an_overdose(words: str) -> None:
    assert [each.id for each in concerns(words)][:1] == ["overdose"]


@pytest.mark.parametrize(
    "words",
    [
        *("it's common to wake with cramps", "cramps are worse in winter", "leg cramps are common in pregnancy"),
        *("cramps run in my family", "most people get cramps", "calf cramps are often caused by tired muscles"),
    ],
)
def test_talk_about_cramps_is_no_cry(words: str) -> None:
    assert understand(words, now=DAY).intent != "relief"
    assert Ear(words).cry is None


@pytest.mark.parametrize("words", ["cramps are back", "cramps are killing me", "my cramps are so bad right now"])
def test_a_cry_that_begins_like_talk(words: str) -> None:
    assert Ear(words).cry


@pytest.mark.parametrize(
    "words", ["ask me each morning if I cramped last night", "every morning ask me whether i had a cramp"]
)
def test_to_be_asked_is_a_reminder(words: str) -> None:
    assert understand(words, now=DAY).intent == "reminder_create"


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("boiling hot in my room last night, calf cramp", ""),
        ("boiling hot and cramps everywhere, feel confused", "heat_illness"),
        ("chest is sore from bench press", ""),
        ("chest is tight and sore", "heart"),
    ],
)
def test_what_explains_a_sign(words: str, danger: str) -> None:
    assert next((each.id for each in concerns(words) if each.tier <= 2), "") == danger


@pytest.mark.parametrize(
    ("language", "words", "day", "minutes"),
    [
        ("de", "Krampf in der Wade heute Nacht, fünf Minuten", 16, 5),
        ("de", "ich hatte gestern einen Wadenkrampf", 15, None),
        ("es", "anoche calambre en el gemelo, cinco minutos", 16, 5),
        ("fr", "crampe au mollet hier soir, cinq minutes", 15, 5),
        ("it", "crampo al polpaccio stanotte", 16, None),
        ("nl", "vannacht kuitkramp, vier minuten", 16, 4),
        ("pt", "ontem a noite cãibra na perna", 16, None),
    ],
)
def test_a_cramp_is_told_in_every_language(language: str, words: str, day: int, minutes: int | None) -> None:
    ear = Ear(words, language)
    assert ear.tells
    assert ear.cry is None
    ((moment, facts),) = ear.told(dt.datetime(2026, 3, 16, 14, 2)).cramps  # noqa: DTZ001 - the teller's wall clock
    assert moment.at.day == day
    assert facts.minutes == minutes


@pytest.mark.parametrize(
    ("language", "words"),
    [
        *(("de", "neue Hüfte"), ("es", "prótesis de cadera"), ("fr", "prothèse de hanche"), ("nl", "nieuwe heup")),
        *(("it", "protesi anca"), ("pt", "prótese de anca")),
    ],
)
def test_a_new_hip_is_no_fresh_operation(language: str, words: str) -> None:
    assert Ear(words, language).limits == {"hip"}


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("fever gone, cramp too", ""),
        ("fever has gone up and calf cramps", "infection"),
        ("the vomiting stopped, just a calf cramp now", ""),
        ("pregnant, my baby kicked all evening", ""),
        ("my baby stopped moving", "pregnancy_warning"),
        ("baby hasn't moved since last night", "pregnancy_warning"),
        ("baby is kicking less", "pregnancy_warning"),
        ("the baby hasn't been moving much", "pregnancy_warning"),
        ("my legs are swollen all over and red and hot, left one worst", "dvt"),
    ],
)
def test_a_sign_that_has_gone_is_none(words: str, danger: str) -> None:
    assert next((each.id for each in concerns(words) if each.tier <= 2), "") == danger


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("numb bum from the bus seat", ""),
        ("numb between my legs and cant pee", "cauda_equina"),
        ("numb bum on the toilet and i cant feel when i wipe", "cauda_equina"),
    ],
)
def test_a_seat_explains_a_numb_bum_and_nothing_more(words: str, danger: str) -> None:
    assert next((each.id for each in concerns(words) if each.tier <= 2), "") == danger
