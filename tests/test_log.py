"""Logging: a fixed name and listed fields; nobody else's words at any level; an error's class, never its text."""

import ast
import io
import json
import logging
import re
import warnings
from collections.abc import Iterator

import pytest
from sources import SOURCES, calls

from crampbot_chat import log

CANARY = "canary-in-the-calf"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """Where the log goes; what was configured before comes back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger(log.OURS)
    before = root.handlers[:], root.level, ours.level
    yield io.StringIO()
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.captureWarnings(capture=False)


# --- ours -------------------------------------------------------------------------------------------------------------


def test_an_event_is_one_line(heard: io.StringIO) -> None:
    log.configure("INFO", "text", heard)
    log.event("http_open", port=8080, adapter="slack")
    assert re.fullmatch(rf"{STAMP} INFO http_open port=8080 adapter=slack\n", heard.getvalue())


def test_an_event_is_one_json_object(heard: io.StringIO) -> None:
    log.configure("INFO", "json", heard)
    log.event("http_open", port=8080)
    log.event("connected", attempt=2, mode="socket", level=logging.WARNING)
    first, second = [json.loads(line) for line in heard.getvalue().splitlines()]
    assert re.fullmatch(STAMP, first.pop("at"))
    assert first == {"level": "INFO", "event": "http_open", "port": 8080}
    assert (second["level"], second["attempt"], second["mode"]) == ("WARNING", 2, "socket")


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_below_the_level_is_not_heard(level: str, heard: io.StringIO) -> None:
    log.configure(level, "text", heard)
    for each in LEVELS:
        log.event(f"at_{each.lower()}", level=logging.getLevelNamesMapping()[each])
    shown = [line.split()[1] for line in heard.getvalue().splitlines()]
    assert shown == list(LEVELS[LEVELS.index(level) :])


def test_a_field_that_is_not_listed_is_refused_at_every_level(heard: io.StringIO) -> None:
    log.configure("ERROR", "text", heard)
    with pytest.raises(ValueError, match="chat, words"):
        log.event("heard", level=logging.DEBUG, words=CANARY, chat=7)
    with pytest.raises(ValueError, match="user"):
        log.failure("heard", ValueError(), user="me")
    assert heard.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_of_a_failure_the_class_is_told_and_never_the_text(form: str, heard: io.StringIO) -> None:
    log.configure("DEBUG", form, heard)
    error = ValueError(CANARY)
    error.__cause__ = KeyError(CANARY)
    log.failure("turn_failed", error, kind="Text")
    assert "ValueError" in heard.getvalue()
    assert CANARY not in heard.getvalue()
    assert len(heard.getvalue().splitlines()) == 1


def test_every_event_has_a_fixed_name_and_listed_fields() -> None:
    """Found here, not when the line runs: the rarest line is the one that runs on the worst night."""
    found = list(calls("log.event", "log.failure"))
    assert len(found) > 20
    for path, call in found:
        where = f"{path.name}:{call.lineno}"
        name = call.args[0]
        assert isinstance(name, ast.Constant), where
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", str(name.value)), where
        fields = {keyword.arg for keyword in call.keywords} - {"level"}
        assert fields <= log.FIELDS, where


def test_nothing_else_logs_or_prints() -> None:
    """Our own modules have no logger and no print of their own, but for the terminal, which is one."""
    for path in SOURCES:
        text = path.read_text("utf-8")
        if path.name != "log.py":
            assert not re.search(r"logging\.(getLogger|debug|info|warning|error|exception)\(", text), path.name
        assert path.name == "terminal.py" or not re.search(r"(?<![\w.])print\(", text), path.name


# --- everybody else's -------------------------------------------------------------------------------------------------


def _speak(name: str) -> None:
    """A library says all that it can, in every way that there is."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    for level in LEVELS:
        logger.log(logging.getLevelNamesMapping()[level], "%s", CANARY, stack_info=True)
    error = ValueError(CANARY)
    logger.critical("%(words)s", {"words": CANARY}, exc_info=error)
    logger.critical(CANARY, exc_info=error, extra={"fields": {"words": CANARY}})


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", LEVELS)
def test_of_a_library_only_its_name_is_told(level: str, form: str, heard: io.StringIO) -> None:
    log.configure(level, form, heard)
    for name in ("telegram.ext.Application", "slack_bolt.careless", "aiosqlite", "asyncio", f"{log.OURS}.not_quite"):
        _speak(name)
    told = heard.getvalue()
    assert CANARY not in told
    assert "ext.Application" not in told
    assert told.count("ValueError") == 2 * 5
    assert all("library" in line for line in told.splitlines())
    assert all(name in told for name in ("telegram", "slack_bolt", "aiosqlite", "asyncio"))


def test_a_library_is_heard_from_warning_on_and_below_only_at_debug(heard: io.StringIO) -> None:
    library = logging.getLogger("some_library")
    for level, expected in (("INFO", ["WARNING"]), ("DEBUG", ["INFO", "WARNING"])):
        log.configure(level, "json", heard)
        library.info(CANARY)
        library.warning(CANARY)
        lines = [json.loads(line) for line in heard.getvalue().splitlines()]
        assert [line["level"] for line in lines] == expected
        assert {(line["event"], line["kind"]) for line in lines} == {("library", "some_library")}
        heard.seek(0)
        heard.truncate()


def test_a_warning_loses_its_words(heard: io.StringIO) -> None:
    log.configure("INFO", "text", heard)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert re.fullmatch(rf"{STAMP} WARNING library kind=py level=WARNING\n", heard.getvalue())


def test_a_record_that_cannot_be_put_together_says_nothing_either(
    heard: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure("DEBUG", "text", heard)
    logging.getLogger("careless").warning("%d and %d", CANARY)  # noqa: PLE1206 - that is the point
    assert "library kind=careless" in heard.getvalue()
    assert capsys.readouterr().err == ""


def test_configuring_twice_says_everything_once(heard: io.StringIO) -> None:
    log.configure("INFO", "text", heard)
    log.configure("INFO", "text", heard)
    log.event("stopped")
    assert heard.getvalue().count("stopped") == 1
