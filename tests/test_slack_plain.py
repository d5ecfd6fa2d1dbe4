"""What people type on Slack, read back: emoji by name, entities, mentions, links."""

import pytest

from crampbot_chat.adapters.slack.emoji import NAMES
from crampbot_chat.adapters.slack.plain import plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("calf cramp!!", "calf cramp!!"),
        ("  calf \n", "calf"),
        (":+1:", "👍"),
        (":+1::skin-tone-4:", "👍"),
        (":octagonal_sign: stop", "🛑 stop"),
        (":relieved::relieved:", "😌😌"),
        (":party_parrot:", ":party_parrot:"),
        ("at 3:05 or 4:10:20", "at 3:05 or 4:10:20"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        ("&nbsp;", "&nbsp;"),
        ("<@U0BOT> calf", "calf"),
        ("<@U0BOT|crampbot> calf", "calf"),
        ("hey <@U1|ann>", "hey @ann"),
        ("hey <@U1>", "hey @"),
        ("<#C1|general>", "#general"),
        ("<#C1|>", "#"),
        ("<!here> and <!channel>", "@here and @channel"),
        ("<!subteam^S1|@nurses>", "@nurses"),
        ("<!date^1700000000^{date}|14 November>", "14 November"),
        ("<https://nhs.uk>", "https://nhs.uk"),
        ("<https://nhs.uk/?a=1&amp;b=2>", "https://nhs.uk/?a=1&b=2"),
        ("<https://nhs.uk|the NHS &amp; more>", "the NHS & more"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("", ""),
        ("<>", "<>"),
        ("<3 <b>", "<3 <b>"),
        ("\u202eright to left\x07", "\u202eright to left\x07"),
    ],
)
def test_reading(written: str, read: str) -> None:
    assert plain(written, "U0BOT") == read


def test_a_mention_of_somebody_else_stays() -> None:
    assert plain("<@U0BOT> ask <@U0BOTHER|bo>", "U0BOT") == "ask @bo"


def test_long_words_are_read_quickly() -> None:
    for hostile in ("<" * 40_000, ":" * 40_000, "&" * 40_000, "<@" * 20_000, ":a" * 20_000, "<!a^" * 10_000):
        assert plain(hostile)


def test_names_are_names() -> None:
    for name, character in NAMES.items():
        assert plain(f":{name}:") == character
        assert not character.isascii()
