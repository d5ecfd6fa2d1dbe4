"""The `crampbot` command as people run it: a process of its own, its words, its exit codes, and a piped talk."""

import asyncio
import json
import os
import re
import shutil
import socket
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from fakes.telegram import TOKEN as TELEGRAM_TOKEN
from program import COMMAND, PATIENCE, WORDS, Program, complains, end, finding, heard, own_content, used

from crampbot_chat import __version__, cli, content

# --- words and exit codes ---------------------------------------------------------------------------------------------


def test_version(program: Program) -> None:
    ended = program.run("version", TELEGRAM_BOT_TOKEN="not a token")
    assert (ended.out, ended.err, ended.code) == (f"crampbot-chat {__version__}\n", "", 0)


def test_help_names_every_command(program: Program) -> None:
    ended = program.run("--help")
    assert ended.code == 0
    assert all(command in ended.out for command in cli.HELP)


def test_words_that_cannot_be_read_are_named_without_a_traceback(tmp_path: Path) -> None:
    """The command's own words stand in the content, so there is nothing to say it with but the place."""
    shutil.copytree(content.folder(), tmp_path / "content")
    shutil.copytree(
        Path(cli.__file__).parent, tmp_path / "src" / "crampbot_chat", ignore=shutil.ignore_patterns("_content")
    )
    path = tmp_path / "content" / "en" / "messages" / "relief.toml"
    path.write_text(path.read_text("utf-8").replace("\ntext = ", "\ntxt = ", 1), "utf-8")
    home = tmp_path / "home"
    home.mkdir()
    ended = Program(home).run("check", PYTHONPATH=str(tmp_path / "src"))
    complains(ended, f"{path}: act: Object contains unknown field `txt`", 1)


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


def test_preview_shows_the_words_that_are_set(program: Program) -> None:
    root = own_content(program, "messages/relief.toml", r"Still hurts", "Hurts on")
    assert "Hurts on" in program.run("preview", "relief.act", CRAMPBOT_CONTENT=str(root)).out


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


@pytest.mark.parametrize(
    ("told", "act"),
    [
        ({"LANG": "de_AT.UTF-8"}, "Zieh die Zehen"),
        ({"LC_ALL": "es_ES@euro", "LANG": "de_DE.UTF-8"}, "Lleva los dedos"),
        ({"LANG": "C.UTF-8"}, "Pull your toes up"),
    ],
)
def test_the_terminal_speaks_the_language_of_its_computer(told: dict[str, str], act: str, program: Program) -> None:
    assert act in program.run("talk", said="calf\n", TZ="Europe/Vienna", **told).out


def test_a_key_file_that_is_a_folder_is_refused(program: Program) -> None:
    program.keys.mkdir(mode=0o700, parents=True)
    complains(program.run("talk"), WORDS.text("failure.OSError", what=f"Is a directory: {program.keys}"), 1)


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


# --- tools ------------------------------------------------------------------------------------------------------------


def test_parse_says_what_it_understood_and_why(program: Program) -> None:
    ended = program.run("parse", "left calf 3am for 4 min", DATABASE_URL="no database", TELEGRAM_BOT_TOKEN="letmein")
    assert (ended.code, ended.err) == (0, "")
    assert all(word in ended.out for word in ("calf", "left", "03:00", "because"))
    assert not program.database.exists()


def test_parse_with_an_unknown_zone_is_one_sentence(program: Program) -> None:
    complains(program.run("parse", "--zone", "Nowhere", "calf"), WORDS.text("cli.bad_zone", zone="Nowhere"), 2)


async def test_parse_answers_each_line_as_soon_as_it_is_asked(program: Program) -> None:
    async with program.running("parse", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        for number in (1, 2):
            process.stdin.write(f'{{"id": {number}, "text": "calf cramp", "tz": "Europe/Berlin"}}\n\n'.encode())
            async with asyncio.timeout(PATIENCE):
                answer = json.loads(await process.stdout.readline())
            assert (answer["id"], answer["slots"]["muscle"]) == (number, "calf")
        assert (await end(process)).code == 0


@pytest.mark.parametrize("line", ["calf", "[]", '{"text": "calf", "tz": "Nowhere"}', '{"now": "noon"}'])
def test_parse_names_a_line_that_it_cannot_answer(line: str, program: Program) -> None:
    ended = program.run("parse", "--jsonl", said=f'{{"text": "calf"}}\n{line}\n')
    assert (ended.code, ended.err) == (1, f"{WORDS.text('cli.bad_line', number=2)}\n")
    assert len(ended.out.splitlines()) == 1


def test_pictures_that_cannot_be_written_are_one_sentence(program: Program) -> None:
    ended = program.run("pictures", "/dev/null/pictures")
    complains(ended, WORDS.text("failure.OSError", what="Not a directory: /dev/null/pictures"), 1)
