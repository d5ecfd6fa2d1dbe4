"""The `crampbot` command: run, talk, check, parse, pictures, preview, upcoming, reseal, version."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crampbot_chat import __version__, content, log
from crampbot_chat.config import BadSetting, Settings, dotenv_here, misspelt, own_content, read
from crampbot_chat.content import FALLBACK, BadContent, Words
from crampbot_chat.store import Unavailable
from crampbot_chat.store.causes import cause, refused
from crampbot_chat.ticks import WallTime

OK, FAILED, MISUSED = 0, 1, 2  # exit codes

HELP = {
    "run": "cli.run",
    "talk": "cli.talk",
    "check": "cli.check",
    "parse": "cli.parse",
    "pictures": "cli.pictures",
    "preview": "cli.preview",
    "upcoming": "cli.upcoming",
    "reseal": "cli.reseal",
    "version": "cli.version_help",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; the exit code is 0, 1 when something failed, 2 when a setting or an option is wrong."""
    sys.exit(command(sys.argv[1:] if arguments is None else arguments))


def command(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one way out for each way to fail
    """The command's exit code; what is wrong is one sentence on stderr."""
    try:
        words = Words(content.folder(), FALLBACK)
    except BadContent as error:
        return _complain(str(error), FAILED)  # there are no words to say it with
    wanted = _parser(words).parse_args(arguments)
    try:
        tool = TOOLS.get(wanted.command)
        code = tool(wanted, words) if tool else _run(wanted, read(os.environ, dotenv_here()), words)
        if sys.stdout:
            sys.stdout.flush()
    except BadSetting as error:
        why = words.text(error.key, **error.facts)
        return _complain(words.text("cli.bad_setting", name=error.name, why=why), MISUSED)
    except BadContent as error:
        return _complain(words.text("cli.bad_content", what=str(error)), FAILED)
    except KeyboardInterrupt:
        return OK
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more: no second complaint
        return OK
    except BaseExceptionGroup as group:
        return _broken(group.exceptions[0], words)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        return _broken(error, words)
    return code


def _version(_wanted: argparse.Namespace, words: Words) -> int:
    _print(words.text("cli.version", version=__version__))
    return OK


def _parse(wanted: argparse.Namespace, words: Words) -> int:
    from crampbot_chat import parse  # noqa: PLC0415 - only this command needs it

    try:
        if wanted.jsonl:
            parse.from_stdin()
            return OK
        for line in parse.explain(" ".join(wanted.text), wanted.zone, words):
            _print(line)
    except parse.BadLine as error:
        return _complain(words.text("cli.bad_line", number=error.number), FAILED)
    except parse.UnknownZone:
        return _complain(words.text("cli.bad_zone", zone=wanted.zone), MISUSED)
    return OK


def _pictures(wanted: argparse.Namespace, words: Words) -> int:
    from crampbot_chat.pictures import BadFigure, open_album, write_all  # noqa: PLC0415 - only this command needs it

    try:
        album = open_album(_root() / "poses")
    except BadFigure as error:
        return _complain(words.text("cli.bad_content", what=str(error)), FAILED)
    for problem in (problems := album.problems()):
        _complain(words.text("cli.bad_content", what=problem), FAILED)
    _print(words.text("cli.pictures_written", n=write_all(album, wanted.out), folder=str(wanted.out)))
    return FAILED if problems else OK


def _preview(wanted: argparse.Namespace, words: Words) -> int:
    from crampbot_chat.preview import keys, preview  # noqa: PLC0415 - only this command needs it

    root = _root()
    known = keys(root, wanted.language)
    if wanted.key and wanted.key not in known:
        return _complain(words.text("cli.preview_unknown", what=wanted.key), MISUSED)
    for line in preview(root, wanted.key, wanted.language) if wanted.key else known:
        _print(line)
    return OK


def _root() -> Path:
    """The words that are set, or ours."""
    return own_content(os.environ, dotenv_here()) or content.folder()


TOOLS = {
    "version": _version,
    "parse": _parse,
    "pictures": _pictures,
    "preview": _preview,
}  # these need no other setting


def _run(wanted: argparse.Namespace, settings: Settings, words: Words) -> int:
    name = "dry_run" if getattr(wanted, "dry_run", False) else wanted.command
    if work := WORK.get(name):
        return asyncio.run(work(settings, words))
    from crampbot_chat import app  # noqa: PLC0415 - `version` and mistakes in settings need none of it

    talks = name == "talk" or not (settings.telegram or settings.slack)
    log.configure("ERROR" if talks and settings.log_level == "INFO" else settings.log_level, settings.log_format)
    asyncio.run(app.talk(settings) if talks else app.serve(settings))
    return OK


async def _check(settings: Settings, words: Words) -> int:
    from crampbot_chat.check import check  # noqa: PLC0415 - not needed to serve

    return await check(settings, misspelt(os.environ, dotenv_here()), words, _print)


async def _upcoming(settings: Settings, words: Words) -> int:
    from crampbot_chat import upcoming  # noqa: PLC0415

    await upcoming.upcoming(settings.database_url.reveal(), words, WallTime().now(), _print)
    return OK


async def _dry_run(settings: Settings, words: Words) -> int:
    from crampbot_chat import upcoming  # noqa: PLC0415

    await upcoming.dry_run(settings.database_url.reveal(), words, WallTime().now(), _print)
    return OK


async def _reseal(settings: Settings, words: Words) -> int:
    from crampbot_chat.app import open_all  # noqa: PLC0415
    from crampbot_chat.store.reseal import reseal  # noqa: PLC0415

    store, vault = await open_all(settings)
    try:
        sealed, unreadable = await reseal(store, vault)
        await store.tidy()
    finally:
        await store.close()
    _print(words.text("cli.resealed", n=sealed))
    return _complain(words.text("cli.not_resealed", n=unreadable), FAILED) if unreadable else OK


WORK = {"check": _check, "upcoming": _upcoming, "dry_run": _dry_run, "reseal": _reseal}  # these end by themselves


def _broken(error: BaseException, words: Words) -> int:
    """One sentence for what can go wrong at the start; for a mistake of ours its class and where to tell us."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, OSError):
        return _complain(words.text("failure.OSError", what=refused(error)), FAILED)
    key = f"failure.{type(error).__name__}"
    if isinstance(error, Unavailable) and (why := cause(error)):
        key = f"failure.database_{why}"
    if words.has(key):
        return _complain(words.text(key), FAILED)
    log.failure("broken", error)
    return _complain(words.text("failure.other", what=type(error).__name__), FAILED)


def _parser(words: Words) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crampbot", description=words.text("cli.about"))
    commands = parser.add_subparsers(dest="command", metavar=words.text("cli.command"))
    for name, key in HELP.items():
        command = commands.add_parser(name, help=words.text(key), description=words.text(key))
        if name == "parse":
            command.add_argument("text", nargs="*", help=words.text("cli.parse_text"))
            command.add_argument("--jsonl", action="store_true", help=words.text("cli.parse_jsonl"))
            command.add_argument("--zone", default="UTC", help=words.text("cli.parse_zone"))
        if name == "preview":
            command.add_argument("key", nargs="?", default="", help=words.text("cli.preview_key"))
            command.add_argument("--language", default=FALLBACK, help=words.text("cli.preview_language"))
        if name == "run":
            command.add_argument("--dry-run", action="store_true", help=words.text("cli.dry_run"))
        if name == "pictures":
            command.add_argument("out", type=Path, help=words.text("cli.pictures_out"))
    parser.set_defaults(command="run")
    return parser


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str, code: int) -> int:
    sys.stderr.write(text + "\n")
    return code
