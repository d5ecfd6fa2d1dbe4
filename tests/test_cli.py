"""The `crampbot` command as people run it: a process of its own, its words, its exit codes, and how it stops."""

import asyncio
import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.slack import APP_TOKEN, FakeSlack
from fakes.slack import SECRET as SIGNING_SECRET
from fakes.slack import TOKEN as SLACK_TOKEN
from fakes.telegram import TOKEN as TELEGRAM_TOKEN
from fakes.telegram import FakeTelegram
from program import COMMAND, PATIENCE, Ended, Program, end

from crampbot_chat import __version__, content
from crampbot_chat.content import FALLBACK, Words

WORDS = Words(content.folder(), FALLBACK)
HOOK_SECRET = "only-telegram-knows-this"
SLACK_SOCKET = {"SLACK_BOT_TOKEN": SLACK_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
DELIVERED = 'crampbot_messages_total{adapter="telegram",outcome="delivered"} 1.0'
PROMPTLY = 10  # seconds; systemd waits for 90, Kubernetes for 30, Docker for 10


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def closed() -> str:
    """An address on the loopback at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def complains(ended: Ended, sentence: str, code: int) -> None:
    """One sentence on stderr, nothing on stdout, no traceback."""
    assert ended.err == f"{sentence}\n"
    assert (ended.out, ended.code) == ("", code)


# --- words and exit codes ---------------------------------------------------------------------------------------------


def test_version(program: Program) -> None:
    ended = program.run("version", TELEGRAM_BOT_TOKEN="not a token")
    assert (ended.out, ended.err, ended.code) == (f"crampbot-chat {__version__}\n", "", 0)


def test_help_names_every_command(program: Program) -> None:
    ended = program.run("--help")
    assert ended.code == 0
    assert all(command in ended.out for command in ("run", "talk", "check", "version"))


def test_an_unknown_command_is_refused(program: Program) -> None:
    ended = program.run("dance")
    assert (ended.code, ended.out) == (2, "")
    assert "dance" in ended.err


@pytest.mark.parametrize("command", ["", "run", "talk", "check"])
def test_a_bad_setting_is_one_sentence_that_names_it(command: str, program: Program) -> None:
    ended = program.run(*command.split(), TELEGRAM_BOT_TOKEN="letmein")
    complains(ended, f"TELEGRAM_BOT_TOKEN: {WORDS.text('setting.telegram_bot_token')}", 2)
    assert not program.database.exists()


def test_a_bad_line_in_dotenv_is_one_sentence(program: Program) -> None:
    (program.home / ".env").write_text("CRAMPBOT_LOG_LEVEL=INFO\nhello\n")
    complains(program.run("talk"), f".env: {WORDS.text('setting.dotenv_line', number=2)}", 2)


def test_settings_come_from_dotenv(program: Program) -> None:
    (program.home / ".env").write_text("CRAMPBOT_CONTENT=/nowhere/at/all\n")
    complains(program.run("talk"), f"CRAMPBOT_CONTENT: {WORDS.text('setting.no_folder', path='/nowhere/at/all')}", 2)


# --- what stops the start ---------------------------------------------------------------------------------------------


async def test_a_second_process_on_the_same_file_is_refused(program: Program) -> None:
    async with program.running("talk") as first:
        await heard(first, "calf")
        complains(await program.ended("talk"), WORDS.text("failure.InUse"), 1)
        finding(await program.ended("check"), WORDS.text("check.InUse"))
        assert (await end(first)).code == 0
    assert program.run("talk").code == 0


def test_a_newer_schema_is_refused(program: Program) -> None:
    used(program)
    with closing(sqlite3.connect(program.database)) as db, db:
        db.execute("UPDATE meta SET value = '9999' WHERE name = 'schema'")
    complains(program.run("talk"), WORDS.text("failure.NewerSchema"), 1)
    finding(program.run("check"), WORDS.text("check.NewerSchema"))


def test_the_key_of_another_database_is_refused(program: Program) -> None:
    used(program)
    other = str(program.home / "other" / "keys")
    complains(program.run("talk", CRAMPBOT_KEY_FILE=other), WORDS.text("failure.WrongKey"), 1)
    finding(program.run("check", CRAMPBOT_KEY_FILE=other), WORDS.text("check.WrongKey"))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_key_file_that_others_may_read_is_refused(program: Program) -> None:
    used(program)
    assert stat.S_IMODE(program.keys.stat().st_mode) == 0o600
    program.keys.chmod(0o640)
    complains(program.run("talk"), WORDS.text("failure.KeyFileExposed"), 1)
    finding(program.run("check"), WORDS.text("check.KeyFileExposed"))


def test_a_damaged_key_file_is_refused(program: Program) -> None:
    used(program)
    program.keys.write_text("# no key at all\n")
    complains(program.run("talk"), WORDS.text("failure.KeyFileDamaged"), 1)
    finding(program.run("check"), WORDS.text("check.KeyFileDamaged"))


def test_a_key_file_that_is_a_folder_is_refused(program: Program) -> None:
    program.keys.mkdir(mode=0o700, parents=True)
    complains(program.run("talk"), WORDS.text("failure.OSError", what="Is a directory"), 1)


@pytest.mark.parametrize("url", ["sqlite:///dev/null/bot", "postgresql://127.0.0.1:1/nobody_here", "postgresql://[::1"])
def test_a_database_that_cannot_be_opened_is_refused(url: str, program: Program) -> None:
    complains(program.run("talk", DATABASE_URL=url), WORDS.text("failure.Unavailable"), 1)
    finding(program.run("check", DATABASE_URL=url), WORDS.text("check.Unavailable"))


def test_content_that_cannot_be_used_is_refused(program: Program) -> None:
    root = own_content(program, "messages/relief.toml", r"\[hold\]", "[hold")
    ended = program.run("talk", CRAMPBOT_CONTENT=str(root))
    assert (ended.code, ended.out) == (1, "")
    assert re.fullmatch(r"The content can't be used: \S+relief\.toml: .+\n", ended.err)


async def test_a_port_that_is_taken_is_one_sentence(program: Program, closed: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = await program.ended(
            "run", TELEGRAM_BOT_TOKEN=TELEGRAM_TOKEN, TELEGRAM_BASE_URL=closed, CRAMPBOT_HTTP_PORT=port
        )
    assert ended.code == 1
    assert ended.err.splitlines()[-1].startswith("The system refused: ")
    assert "Traceback" not in ended.err


# --- talking ----------------------------------------------------------------------------------------------------------


def test_a_piped_talk_says_all_of_it_and_ends_well(program: Program) -> None:
    ended = program.run("talk", said="calf cramp\n\n  gone  \n")
    assert (ended.code, ended.err) == (0, "")
    said = [line for line in ended.out.splitlines() if line]
    assert said[0] == "> calf cramp"
    assert said[1].startswith("Pull your toes up towards your shin.")
    assert "> gone" in said
    assert said.index("> gone") < len(said) - 1
    assert WORDS.text("terminal.welcome").splitlines()[0] not in ended.out  # nobody types, so nobody is greeted


@pytest.mark.parametrize("command", ["", "run"])
def test_without_a_token_it_talks(command: str, program: Program) -> None:
    ended = program.run(*command.split(), said="calf cramp\n")
    assert (ended.code, ended.err) == (0, "")
    assert "Pull your toes up towards your shin." in ended.out


def test_with_a_token_talk_still_talks(program: Program, closed: str) -> None:
    ended = program.run("talk", said="calf cramp\n", TELEGRAM_BOT_TOKEN=TELEGRAM_TOKEN, TELEGRAM_BASE_URL=closed)
    assert (ended.code, ended.err) == (0, "")
    assert "Pull your toes up towards your shin." in ended.out


def test_nothing_piped_in_is_a_short_talk(program: Program) -> None:
    ended = program.run("talk")
    assert (ended.out, ended.err, ended.code) == ("", "", 0)


def test_the_diary_is_there_the_next_time(program: Program) -> None:
    program.run("talk", said="calf cramp\ngone\n")
    assert "calf" in program.run("talk", said="my nights\n").out


def test_bytes_that_are_no_text_end_the_talk_quietly(program: Program) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*COMMAND, "talk"],
        input=b"calf cramp\n\xff\xfe\n",
        env=program.environment(),
        cwd=program.home,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["talk", "check"])
async def test_when_nobody_reads_any_more_it_ends_without_a_complaint(command: str, program: Program) -> None:
    reading, writing = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *COMMAND, command, env=program.environment(), cwd=program.home, stdin=-1, stdout=writing, stderr=-1
    )
    os.close(writing)
    os.close(reading)
    async with asyncio.timeout(PATIENCE):
        _, err = await process.communicate(b"calf cramp\nstill hurts\ngone\nmy nights\n")
    assert (process.returncode, err) == (0, b"")


async def test_files_are_for_their_owner_alone(program: Program) -> None:
    used(program)
    for path in (*program.database.parent.iterdir(), program.keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    assert stat.S_IMODE(program.keys.parent.stat().st_mode) == 0o700


# --- stopping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_talk_stops_when_told_to(number: signal.Signals, program: Program) -> None:
    async with program.running("talk") as talk:
        await heard(talk, "calf cramp")
        await stops(talk, number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serving_both_platforms_stops_when_told_to(number: signal.Signals, program: Program) -> None:
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url, **SLACK_SOCKET}
        async with program.running("run", SLACK_BASE_URL=slack.base_url, **settings) as bot:
            await telegram.says(7, "calf cramp")
            await telegram.until(lambda: telegram.said(7), within=PATIENCE)
            async with asyncio.timeout(PATIENCE):
                while not slack.sockets:
                    await slack.until(lambda: bool(slack.sockets))
            await (await slack.says("U0ANN", "calf cramp")).done()
            ended = await stops(bot, number)
        assert not telegram.pending
    assert "Traceback" not in ended.err
    assert "stopped" in ended.err.splitlines()[-1]


async def test_pushed_to_it_is_healthy_and_stops_when_told_to(program: Program) -> None:
    port = free_port()
    async with FakeTelegram() as telegram:
        settings = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.url,
            "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
            "TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET,
            "CRAMPBOT_HTTP_PORT": str(port),
        }
        async with program.running("run", **settings) as bot:
            await telegram.until(lambda: telegram.webhook, within=PATIENCE)
            await telegram.says(7, "calf cramp")
            await telegram.until(lambda: telegram.said(7), within=PATIENCE)
            health = await get(port, "/healthz")
            async with asyncio.timeout(PATIENCE):
                while DELIVERED not in (metrics := await get(port, "/metrics")):
                    pass  # counted a moment after it has arrived
            await stops(bot, signal.SIGTERM)
    assert "200 OK" in health
    assert "telegram serving" in health
    assert 'crampbot_events_total{adapter="telegram"} 1.0' in metrics


async def test_while_a_platform_is_down_it_is_not_healthy_and_still_stops(program: Program, closed: str) -> None:
    port = free_port()
    settings = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_BASE_URL": closed, "CRAMPBOT_HTTP_PORT": str(port)}
    async with program.running("run", CRAMPBOT_LOG_FORMAT="json", **settings) as bot:
        assert bot.stderr
        async with asyncio.timeout(PATIENCE):
            while b"telegram_not_serving" not in await bot.stderr.readline():
                pass
        assert "503 Service Unavailable" in await get(port, "/healthz")
        await stops(bot, signal.SIGTERM)


# --- check ------------------------------------------------------------------------------------------------------------


def test_check_of_a_fresh_home_is_good(program: Program) -> None:
    ended = program.run("check")
    assert (ended.code, ended.err) == (0, "")
    assert [line.split()[0] for line in ended.out.splitlines()] == ["ok"] * 6
    assert str(program.keys) in ended.out
    assert WORDS.text("check.database", people=0, waiting=0) in ended.out
    assert WORDS.text("check.no_platform") in ended.out


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
    finding(ended, WORDS.text("check.content_expired", name="en/calf"))


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


# --- what the tests above are made of ---------------------------------------------------------------------------------


def finding(ended: Ended, sentence: str) -> None:
    """The check failed, and said so in this line."""
    assert f"FAIL  {sentence}" in ended.out.splitlines()
    assert (ended.code, ended.err) == (1, "")


def used(program: Program) -> None:
    """Somebody has talked with it."""
    assert program.run("talk", said="calf cramp\n").code == 0


def own_content(program: Program, name: str, pattern: str, replacement: str) -> Path:
    """A copy of the content with one file changed at the first place that fits."""
    root = program.home / "content"
    shutil.copytree(content.folder(), root)
    path = root / "en" / name
    before = path.read_text("utf-8")
    after = re.sub(pattern, replacement, before, count=1)
    assert after != before
    path.write_text(after, "utf-8")
    return root


async def heard(process: asyncio.subprocess.Process, words: str) -> None:
    """Say something, and wait until the program has heard it: it holds its database from then on."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{words}\n".encode())
    async with asyncio.timeout(PATIENCE):
        assert (await process.stdout.readline()).decode() == f"> {words}\n"


async def stops(process: asyncio.subprocess.Process, number: signal.Signals) -> Ended:
    """Ends promptly with exit code 0; its input stays open, as a terminal's does."""
    assert process.stderr
    process.send_signal(number)
    async with asyncio.timeout(PROMPTLY):
        assert await process.wait() == 0
        return Ended(0, "", (await process.stderr.read()).decode())


async def get(port: int, path: str) -> str:
    """The whole answer to a GET."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(PATIENCE):
        answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return answer
