"""Telegram: what a message looks like."""

import re

import pytest
from fakes.telegram_html import seen
from hypothesis import given
from hypothesis import strategies as st

from crampbot_chat.adapters.telegram.render import TEXT_LIMIT, render, units
from crampbot_chat.contract import Refused
from crampbot_chat.model import Choice, Choices, Message, Para, Span, Steps


def test_strong_words_are_bold_steps_are_numbered_and_blocks_stand_apart() -> None:
    blocks = (
        Para((Span("Pull your toes up.", strong=True), Span(" Knee straight."))),
        Steps(((Span("Hold "), Span("30 s", strong=True)), (Span("Breathe"),))),
        Steps(((Span("Water"),), (Span("Walk"),)), numbered=False),
    )
    (part,) = render(Message(key="k", blocks=blocks), "Bot")
    assert part.html == "<b>Pull your toes up.</b> Knee straight.\n\n1. Hold <b>30 s</b>\n2. Breathe\n\n• Water\n• Walk"
    assert part.plain == "Pull your toes up. Knee straight.\n\n1. Hold 30 s\n2. Breathe\n\n• Water\n• Walk"


def test_markup_in_words_is_only_words() -> None:
    (part,) = render(Message(key="k", blocks=(Para((Span('<b>&amp; "x" </i>', strong=True),)),)), "Bot")
    assert seen(part.html) == part.plain == '<b>&amp; "x" </i>'


def test_parameters_say_html_and_no_preview() -> None:
    (part,) = render(Message(key="k", blocks=(Para((Span("a <"),)),)), "Bot")
    preview = {"is_disabled": True}
    assert part.params() == {
        "text": "a &lt;",
        "parse_mode": "HTML",
        "link_preview_options": preview,
        "reply_markup": None,
    }
    assert part.params(markup=False)["text"] == "a <"
    assert part.params(markup=False)["parse_mode"] is None


def test_short_labels_share_a_row_and_long_ones_have_their_own() -> None:
    labels = ["It's easing", "Still cramping", "Yes", "No"]
    choices = Choices(tuple(Choice(label, label) for label in labels))
    (part,) = render(Message(key="k", blocks=(Para((Span("How is it?"),)), choices)), "Bot")
    assert part.keyboard
    assert [[button["text"] for button in row] for row in part.keyboard["inline_keyboard"]] == [labels[:2], labels[2:]]

    labels = ["Yes", "I can't stand on it at all", "No", "Maybe", "Later"]
    choices = Choices(tuple(Choice(label, label) for label in labels))
    (part,) = render(Message(key="k", blocks=(Para((Span("How is it?"),)), choices)), "Bot")
    assert part.keyboard
    rows = [[button["text"] for button in row] for row in part.keyboard["inline_keyboard"]]
    assert rows == [["Yes"], ["I can't stand on it at all"], ["No", "Maybe"], ["Later"]]


def test_a_private_choice_is_a_way_into_the_private_chat() -> None:
    choices = Choices((Choice("Go on in private", private=True),))
    (part,) = render(Message(key="k", blocks=(Para((Span("x"),)), choices)), "CrampTestBot")
    button = {"text": "Go on in private", "url": "https://t.me/CrampTestBot?start=private"}
    assert part.keyboard == {"inline_keyboard": [[button]]}


@pytest.mark.parametrize("token", ["", "x" * 65, "é" * 33])
def test_a_token_that_does_not_fit_is_refused(token: str) -> None:
    with pytest.raises(Refused, match="token_length"):
        render(Message(key="k", blocks=(Para((Span("x"),)), Choices((Choice("a", token),)))), "Bot")


def test_a_token_of_64_bytes_fits() -> None:
    assert render(Message(key="k", blocks=(Para((Span("x"),)), Choices((Choice("a", "é" * 32),)))), "Bot")


@pytest.mark.parametrize("blocks", [(), (Para(()),), (Para((Span(" \n "),)),), (Choices((Choice("a", "b"),)),)])
def test_nothing_to_say_is_refused(blocks: tuple[Para | Choices, ...]) -> None:
    with pytest.raises(Refused, match="empty"):
        render(Message(key="k", blocks=blocks), "Bot")


def test_a_long_text_breaks_at_a_paragraph_then_a_sentence_then_a_word() -> None:
    def parts(*texts: str) -> list[str]:
        blocks = tuple(Para((Span(text),)) for text in texts)
        return [part.plain.strip() for part in render(Message(key="k", blocks=blocks), "Bot", limit=30)]

    assert parts("Sit up in the bed.", "Pull your toes up.") == ["Sit up in the bed.", "Pull your toes up."]
    assert parts("Pull your toes up. Keep the knee straight.") == ["Pull your toes up.", "Keep the knee straight."]
    assert parts("pull your toes up towards your shin now") == ["pull your toes up towards", "your shin now"]
    assert parts("x" * 45) == ["x" * 30, "x" * 15]


def test_the_buttons_stand_below_the_last_part() -> None:
    blocks = (Choices((Choice("a", "b"),)), Para((Span("one two three " * 500, strong=True),)))
    parts = render(Message(key="k", blocks=blocks), "Bot")
    assert [bool(part.keyboard) for part in parts] == [False, True]
    assert all(part.html.startswith("<b>") and part.html.endswith("</b>") for part in parts)


@given(st.lists(st.tuples(st.text(max_size=60), st.booleans()), max_size=8), st.integers(2, 60))
def test_no_part_is_too_long_none_is_blank_and_no_word_is_lost(texts: list[tuple[str, bool]], limit: int) -> None:
    spans = tuple(Span(text, strong) for text, strong in texts)
    message = Message(key="k", blocks=(Para(spans),))
    whole = "".join(span.text for span in spans)
    if not whole.strip():
        with pytest.raises(Refused):
            render(message, "Bot", limit)
        return
    parts = render(message, "Bot", limit)
    assert all(len(part.plain.encode("utf-16-le", "surrogatepass")) // 2 <= limit for part in parts)
    assert all(part.plain.strip() for part in parts)
    assert [seen(part.html) for part in parts] == [part.plain for part in parts]
    assert re.sub(r"\s", "", "".join(part.plain for part in parts)) == re.sub(r"\s", "", whole)


def test_length_is_measured_as_telegram_does() -> None:
    assert units("aé€") == 3
    assert units("🦵") == 2
    assert len(render(Message(key="k", blocks=(Para((Span("🦵" * (TEXT_LIMIT // 2)),)),)), "Bot")) == 1
    assert len(render(Message(key="k", blocks=(Para((Span("🦵" * (TEXT_LIMIT // 2 + 1)),)),)), "Bot")) == 2
