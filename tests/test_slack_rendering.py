"""A Message on Slack: Block Kit that Slack takes, the same as plain text, and nobody's words become markup."""

from typing import Any

import pytest
from fakes.slack_blocks import complaints, flat
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from crampbot_chat.adapters.slack.plain import escape, plain
from crampbot_chat.adapters.slack.render import BLOCKS_LIMIT, FALLBACK_LIMIT, LABEL_LIMIT, render
from crampbot_chat.model import Choice, Choices, Message, Para, Span, Steps

LINK = "slack://app?team=T0&id=A0&tab=messages"

RELIEF = Message(
    "relief.act",
    (
        Para((Span("Pull your toes up", strong=True), Span(" towards your shin."))),
        Steps(((Span("Knee straight."),), (Span("Hold "), Span("30 seconds", strong=True)))),
        Steps(((Span("Breathe."),),), numbered=False),
        Choices((Choice("It's easing", "1 eased"), Choice("Still cramping", "1 still"))),
    ),
)


def blocks(message: Message) -> list[dict[str, Any]]:
    return render(message, LINK).blocks


def test_a_message_becomes_blocks() -> None:
    assert blocks(RELIEF) == [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Pull your toes up", "style": {"bold": True}},
                        {"type": "text", "text": " towards your shin."},
                    ],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Knee straight."}]},
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "Hold "},
                                {"type": "text", "text": "30 seconds", "style": {"bold": True}},
                            ],
                        },
                    ],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Breathe."}]}],
                }
            ],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "choice-0",
                    "text": {"type": "plain_text", "text": "It's easing", "emoji": True},
                    "value": "1 eased",
                },
                {
                    "type": "button",
                    "action_id": "choice-1",
                    "text": {"type": "plain_text", "text": "Still cramping", "emoji": True},
                    "value": "1 still",
                },
            ],
        },
    ]


def test_the_text_beside_the_blocks_says_the_same() -> None:
    assert render(RELIEF, LINK).text == (
        "Pull your toes up towards your shin.\n\n1. Knee straight.\n2. Hold 30 seconds\n\n• Breathe.\n\n"
        "It's easing · Still cramping"
    )


def test_a_private_choice_opens_the_private_chat() -> None:
    [actions] = blocks(Message("team.private", (Choices((Choice("Continue in private", private=True),)),)))
    assert actions["elements"] == [
        {
            "type": "button",
            "action_id": "choice-0",
            "text": {"type": "plain_text", "text": "Continue in private", "emoji": True},
            "url": LINK,
        }
    ]


def test_an_address_in_the_text_is_a_link() -> None:
    [block] = blocks(Message("m", (Para((Span("See https://nhs.uk/cramp?a=1&b=2. Or http://x.org/a, there"),)),)))
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "See "},
        {"type": "link", "url": "https://nhs.uk/cramp?a=1&b=2"},
        {"type": "text", "text": ". Or "},
        {"type": "link", "url": "http://x.org/a"},
        {"type": "text", "text": ", there"},
    ]


@pytest.mark.parametrize("words", ["<!channel> <@U1>", "<https://evil.example|bank>", "a & b < c > d", "&lt;!here&gt;"])
def test_words_can_not_call_people_or_hide_links(words: str) -> None:
    page = render(Message("m", (Para((Span(words),)),)), LINK)
    assert "<" not in page.text
    assert ">" not in page.text
    assert plain(page.text) == words
    assert flat(page.blocks) == words


@pytest.mark.parametrize("words", ["*bold* _it_ ~x~ `code`", "> quote", ":+1: :tada:", "1. list\n• item"])
def test_words_can_not_become_formatting(words: str) -> None:
    [block] = blocks(Message("m", (Para((Span(words),)),)))
    assert block["elements"] == [{"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}]


def test_a_label_that_is_too_long_is_cut() -> None:
    [actions] = blocks(Message("m", (Choices((Choice("x" * 76, "1 x"), Choice("y" * 75, "1 y"))),)))
    cut, whole = (button["text"]["text"] for button in actions["elements"])
    assert (cut, whole) == ("x" * (LABEL_LIMIT - 1) + "…", "y" * LABEL_LIMIT)


def test_a_paragraph_that_is_too_long_goes_on_in_the_next_block() -> None:
    message = Message("m", (Para((Span("a" * 2990), Span("b" * 3020, strong=True))),))
    assert [len(flat([block]).replace("*", "")) for block in blocks(message)] == [3000, 3000, 10]
    assert flat(blocks(message)).replace("\n", "").replace("*", "") == "a" * 2990 + "b" * 3020


def test_a_message_of_very_many_blocks_keeps_its_words_and_buttons() -> None:
    paragraphs = tuple(Para((Span(f"line {number}"),)) for number in range(120))
    page = render(Message("m", (*paragraphs, Choices((Choice("Gone", "1 gone"),)))), LINK)
    assert len(page.blocks) == BLOCKS_LIMIT
    assert complaints(page.blocks) == []
    assert flat(page.blocks) == "\n".join(f"line {number}" for number in range(120))
    assert page.blocks[-1]["type"] == "actions"


def test_a_long_message_has_a_short_notification() -> None:
    page = render(Message("m", (Para((Span("a" * 5000),)),)), LINK)
    assert len(page.text) == FALLBACK_LIMIT
    assert flat(page.blocks).replace("\n", "") == "a" * 5000


@pytest.mark.parametrize(
    "message",
    [
        Message("m", (Para(()),)),
        Message("m", (Para((Span(""),)),)),
        Message("m", (Para((Span(" \n "),)),)),
        Message("m", (Steps(()),)),
        Message("m", (Steps(((Span(""),),)),)),
        Message("m", (Choices(()),)),
    ],
)
def test_what_is_empty_leaves_no_block(message: Message) -> None:
    assert blocks(message) == []


def test_a_choice_without_a_token_has_no_value() -> None:
    [actions] = blocks(Message("m", (Choices((Choice("Nothing"),)),)))
    assert "value" not in actions["elements"][0]


spans = st.lists(st.builds(Span, st.text(max_size=200), st.booleans()), max_size=5).map(tuple)
labels = st.text(min_size=1, max_size=90).filter(str.strip)
choices = st.lists(st.builds(Choice, labels, st.text(max_size=20), st.booleans()), max_size=4).map(tuple)
parts = st.one_of(
    st.builds(Para, spans),
    st.builds(Steps, st.lists(spans, max_size=5).map(tuple), st.booleans()),
    st.builds(Choices, choices),
)


@given(st.lists(parts, max_size=70).map(tuple))
def test_whatever_is_said_slack_takes_it(said: tuple[Any, ...]) -> None:
    page = render(Message("m", said), LINK)
    assert complaints(page.blocks) == []
    for block in Block.parse_all(page.blocks):
        block.validate_json()


@given(st.text())
def test_escaping_is_undone_by_reading(words: str) -> None:
    assert "<" not in escape(words)
    assert ">" not in escape(words)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        assert escape(character) == entity
