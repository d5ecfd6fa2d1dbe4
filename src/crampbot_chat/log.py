"""Logging, configured here and nowhere else: a fixed event name plus fields from an allow-list, never words or ids."""

import json
import logging
import sys
import time
from typing import TextIO

FIELDS = frozenset(
    {
        "adapter",
        "after",
        "attempt",
        "code",
        "count",
        "error",
        "key",
        "kind",
        "lane",
        "level",
        "method",
        "millis",
        "mode",
        "path",
        "port",
        "reason",
        "status",
        "step",
        "timer",
        "version",
    }
)
"""What may stand beside an event name. A name that isn't here is a mistake, found by the tests."""

OURS = "crampbot"

_log = logging.getLogger(OURS)


def event(name: str, *, level: int = logging.INFO, **fields: str | float | bool | None) -> None:
    """Log that `name` happened. Raises ValueError for a field that is not on the allow-list."""
    strangers = fields.keys() - FIELDS
    if strangers:
        raise ValueError(f"not a log field: {', '.join(sorted(strangers))}")
    if _log.isEnabledFor(level):
        _log.log(level, name, extra={"fields": fields})


def failure(name: str, error: BaseException, **fields: str | float | bool | None) -> None:
    """Log that something of ours went wrong: the error's class, never its text, which may hold somebody's words."""
    event(name, level=logging.ERROR, error=type(error).__name__, **fields)


class OnlyOurs(logging.Filter):
    """Lets our own events through, and of other libraries' records the logger's name and level alone.

    httpx logs URLs with the Telegram token, Bolt the body of a badly signed request, python-telegram-bot and aiosqlite
    texts and parameters at DEBUG: none of their words can be trusted.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name != OURS:
            fields = {"kind": record.name.partition(".")[0], "level": record.levelname}
            if record.exc_info and record.exc_info[0]:
                fields["error"] = record.exc_info[0].__name__
            vars(record)["fields"] = fields
            record.msg, record.args, record.exc_info, record.exc_text = "library", None, None, None
            record.stack_info = None
        return True


class AsText(logging.Formatter):
    """2026-03-14T03:02:11Z INFO serving adapter=telegram."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        tail = "".join(f" {name}={value}" for name, value in fields.items())
        return f"{_instant(record)} {record.levelname} {record.msg}{tail}"


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        return json.dumps({"at": _instant(record), "level": record.levelname, "event": record.msg, **fields})


def _instant(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))


def configure(level: str, form: str, stream: TextIO | None = None) -> logging.Handler:
    """Send everything to `stream` (stderr) through the filter; libraries are heard from WARNING on, or at DEBUG."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(OnlyOurs())
    handler.setFormatter(AsJson() if form == "json" else AsText())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level if level == "DEBUG" else max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    _log.setLevel(level)
    logging.captureWarnings(capture=True)
    return handler
