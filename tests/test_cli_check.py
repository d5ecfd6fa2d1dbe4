"""`crampbot check`: what is well, what isn't, and what to do about it; against pretended platforms."""

import errno
import os
from collections.abc import AsyncIterator

import pytest
from fakes.slack import APP_TOKEN, FakeSlack
from fakes.slack import SECRET as SIGNING_SECRET
from fakes.slack import TOKEN as SLACK_TOKEN
from fakes.telegram import TOKEN as TELEGRAM_TOKEN
from fakes.telegram import FakeTelegram
from program import WORDS, Ended, Program, finding, own_content, used

HOOK_SECRET = "only-telegram-knows-this"
SLACK_SOCKET = {"SLACK_BOT_TOKEN": SLACK_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}


def test_check_of_a_fresh_home_is_good(program: Program) -> None:
    ended = program.run("check")
    assert (ended.code, ended.err) == (0, "")
    assert {line.split()[0] for line in ended.out.splitlines()} == {"ok"}
    assert str(program.keys) in ended.out
    assert WORDS.text("check.database", people=0, waiting=0) in ended.out
    assert WORDS.text("check.no_platform") in ended.out


def test_check_names_a_setting_that_is_misspelt(program: Program) -> None:
    (program.home / ".env").write_text("TELEGRAM_BOTTOKEN=123\nSLACK_CHANNEL=general\nTELEGRAM_BOT_TOKEN_FILE=\n")
    ended = program.run("check")
    finding(ended, WORDS.text("check.setting_misspelt", name="TELEGRAM_BOTTOKEN", meant="TELEGRAM_BOT_TOKEN"))
    assert "SLACK_CHANNEL" not in ended.out


def test_check_tells_what_the_system_refused(program: Program) -> None:
    ended = program.run("check", CRAMPBOT_KEY_FILE=str(program.home))
    finding(ended, WORDS.text("check.OSError", why=f"{os.strerror(errno.EISDIR)}: {program.home}"))


def test_check_counts_people(program: Program) -> None:
    used(program)
    assert WORDS.text("check.database", people=1, waiting=0) in program.run("check").out


def test_check_tells_which_content_is_broken(program: Program) -> None:
    root = own_content(program, "muscles.toml", r"(?ms)(^\[calf\]$.*?)^act = [^\n]*", r"\1")
    ended = program.run("check", CRAMPBOT_CONTENT=str(root))
    finding(ended, WORDS.text("check.content_bad", why="muscles.toml: calf: bed has no act"))


def test_check_tells_which_review_is_overdue(program: Program) -> None:
    root = own_content(program, "muscles.toml", r"(?ms)(^\[calf\]$.*?)^review_by = \S+", r"\1review_by = 2020-02-20")
    ended = program.run("check", CRAMPBOT_CONTENT=str(root))
    overdue = WORDS.text("proofread.overdue", date="2020-02-20")
    finding(ended, WORDS.text("proofread.line", file="content/en/muscles.toml", place="calf", wrong=overdue))


def test_check_reads_the_words_critically(program: Program) -> None:
    root = own_content(program, "tips/touch.toml", r'(?s)(^.*?\[TP84\].*?text = ")', r"\1This cures it. ")
    ended = program.run("check", CRAMPBOT_CONTENT=str(root))
    wrong = WORDS.text("proofread.promise", word="cures")
    finding(ended, WORDS.text("proofread.line", file="content/en/tips/touch.toml", place="TP84.text", wrong=wrong))


@pytest.mark.parametrize(
    ("name", "find", "put", "says"),
    [
        (
            "tips/touch.toml",
            r"(?s)(\[TP84\].*?)related = ",
            r"\1relatd = ",
            "TP84: Object contains unknown field `relatd`",
        ),
        ("questions/now.toml", r"\btopic = ", "topics = ", "F3: Object contains unknown field `topics`"),
        (
            "stretches.toml",
            r"(?s)(\[calf-wall\].*?)steps = ",
            r"\1stps = ",
            "calf-wall: Object contains unknown field `stps`",
        ),
        ("lexicon/when.toml", r"\A", "oops\n", "(at line 1, column 5). Is a quote, a comma"),
    ],
)
def test_check_names_the_place_of_a_mistake_in_what_is_read_late(
    name: str, find: str, put: str, says: str, program: Program
) -> None:
    root = own_content(program, name, find, put)
    ended = program.run("check", CRAMPBOT_CONTENT=str(root))
    found = [line for line in ended.out.splitlines() if line.startswith("FAIL")]
    assert len(found) == 1, found
    assert f"{name}: " in found[0]
    assert says in found[0]


def test_check_finds_a_platform_that_cannot_be_reached(program: Program, closed: str) -> None:
    telegram = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_BASE_URL": closed}
    ended = program.run("check", **telegram, **SLACK_SOCKET, SLACK_BASE_URL=f"{closed}/api/")
    assert ended.err == ""
    finding(ended, WORDS.text("check.telegram_unreachable", error="NeverLeft"))
    finding(ended, WORDS.text("check.slack_unreachable", reason="unreachable"))


class Platform:
    """`crampbot check` against one pretended platform."""

    def __init__(self, program: Program, fake: FakeTelegram | FakeSlack) -> None:
        self.program = program
        self.fake = fake

    async def check(self, **settings: str) -> Ended:
        if isinstance(self.fake, FakeTelegram):
            own = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_BASE_URL": self.fake.url}
        else:
            own = {**SLACK_SOCKET, "SLACK_BASE_URL": self.fake.base_url}
        ended = await self.program.ended("check", **{**own, **settings})
        assert ended.err == ""
        return ended


@pytest.fixture
async def telegram(program: Program) -> AsyncIterator[Platform]:
    async with FakeTelegram() as fake:
        yield Platform(program, fake)


@pytest.fixture
async def slack(program: Program) -> AsyncIterator[Platform]:
    async with FakeSlack() as fake:
        yield Platform(program, fake)


async def test_check_finds_nothing_wrong_with_telegram(telegram: Platform) -> None:
    ended = await telegram.check()
    assert ended.code == 0
    assert f"ok    {WORDS.text('check.telegram_good')}" in ended.out.splitlines()


async def test_check_finds_a_refused_telegram_token(telegram: Platform) -> None:
    ended = await telegram.check(TELEGRAM_BOT_TOKEN="987654321:another-token-of-no-bot-at-all")
    finding(ended, WORDS.text("check.telegram_bad_token"))


async def test_check_finds_privacy_mode_off(telegram: Platform) -> None:
    assert isinstance(telegram.fake, FakeTelegram)
    telegram.fake.me["can_read_all_group_messages"] = True
    username = str(telegram.fake.me["username"])
    finding(await telegram.check(), WORDS.text("check.telegram_privacy_mode_off", username=username))


async def test_check_finds_somebody_elses_webhook(telegram: Platform) -> None:
    assert isinstance(telegram.fake, FakeTelegram)
    telegram.fake.webhook = {"url": "https://somebody.example.org/hook"}
    finding(await telegram.check(), WORDS.text("check.telegram_webhook_conflict"))


async def test_check_finds_a_webhook_that_telegram_cannot_reach(telegram: Platform) -> None:
    assert isinstance(telegram.fake, FakeTelegram)
    hook = "https://bot.example.org/telegram/webhook"
    telegram.fake.webhook, telegram.fake.webhook_failures = {"url": hook}, 3
    settings = {"TELEGRAM_WEBHOOK_URL": hook, "TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET, "CRAMPBOT_HTTP_PORT": "8080"}
    finding(await telegram.check(**settings), WORDS.text("check.telegram_webhook_failing", waiting=0))


@pytest.mark.parametrize("way", ["socket", "http"])
async def test_check_finds_nothing_wrong_with_slack(way: str, slack: Platform) -> None:
    http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING_SECRET, "CRAMPBOT_HTTP_PORT": "8080"}
    ended = await slack.check(**(http if way == "http" else {}))
    assert ended.code == 0
    assert f"ok    {WORDS.text('check.slack_good')}" in ended.out.splitlines()


async def test_check_finds_a_refused_slack_token(slack: Platform) -> None:
    ended = await slack.check(SLACK_BOT_TOKEN="xoxb-another-one")
    finding(ended, WORDS.text("check.slack_bad_token", reason="invalid_auth"))


async def test_check_finds_a_refused_app_token(slack: Platform) -> None:
    ended = await slack.check(SLACK_APP_TOKEN="xapp-another-one")
    finding(ended, WORDS.text("check.slack_bad_app_token", reason="invalid_auth"))


async def test_check_finds_missing_scopes(slack: Platform) -> None:
    assert isinstance(slack.fake, FakeSlack)
    slack.fake.scopes -= {"im:history", "commands"}
    finding(await slack.check(), WORDS.text("check.slack_missing_scopes", scopes="commands, im:history"))


async def test_check_tells_what_else_slack_says(slack: Platform) -> None:
    assert isinstance(slack.fake, FakeSlack)
    slack.fake.trouble("auth.test", "method_deprecated")
    finding(await slack.check(), WORDS.text("check.slack_refused", reason="method_deprecated"))
