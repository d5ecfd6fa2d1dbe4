"""Settings: every mistake names its variable and has words; secrets never show themselves; .env and files are read."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from crampbot_chat import content
from crampbot_chat.config import NAMES, SECRETS, BadSetting, Secret, Settings, dotenv_here, key_folder, read
from crampbot_chat.content import FALLBACK, Words

TELEGRAM = {"TELEGRAM_BOT_TOKEN": "123456789:never-to_be_shown_anywhere_at_all"}
PUSHED = TELEGRAM | {
    "TELEGRAM_WEBHOOK_URL": "https://bot.example.org/telegram/webhook",
    "TELEGRAM_WEBHOOK_SECRET": "never-to-be-shown-secret",
    "CRAMPBOT_HTTP_PORT": "8080",
}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-never-to-be-shown-1", "SLACK_APP_TOKEN": "xapp-never-to-be-shown-2"}
SIGNED = {
    "SLACK_BOT_TOKEN": SOCKET["SLACK_BOT_TOKEN"],
    "SLACK_SIGNING_SECRET": "0123456789abcdefnevershown",
    "CRAMPBOT_HTTP_PORT": "8080",
}

WRONG: list[tuple[str, str, str, Mapping[str, str]]] = [
    ("TELEGRAM_BOT_TOKEN", "letmein", "telegram_bot_token", {}),
    ("TELEGRAM_BOT_TOKEN", f"x:{'a' * 30}", "telegram_bot_token", {}),
    ("TELEGRAM_BOT_TOKEN", "12345:aaaa aaaaaaaa", "telegram_bot_token", {}),
    ("TELEGRAM_BOT_TOKEN", f"١٢٣٤:{'a' * 30}", "telegram_bot_token", {}),  # digits, but not those of a token
    ("TELEGRAM_BASE_URL", "localhost:8081", "not_a_url", TELEGRAM),
    ("TELEGRAM_BASE_URL", "http://[", "not_a_url", TELEGRAM),
    ("TELEGRAM_WEBHOOK_URL", "https:///hook", "not_a_url", PUSHED),
    ("TELEGRAM_WEBHOOK_SECRET", "short", "telegram_webhook_secret", PUSHED),
    ("TELEGRAM_WEBHOOK_SECRET", "open the door", "telegram_webhook_secret", PUSHED),
    ("SLACK_BOT_TOKEN", "xapp-1-2-3", "slack_bot_token", SOCKET),
    ("SLACK_APP_TOKEN", "xoxb-1-2-3-4", "slack_app_token", SOCKET),
    ("SLACK_SIGNING_SECRET", "xapp-1-2-3", "slack_signing_secret", SIGNED),
    ("SLACK_BASE_URL", "/api/", "not_a_url", SOCKET),
    ("DATABASE_URL", "mysql://localhost/bot", "database_url", {}),
    ("DATABASE_URL", "/var/lib/bot.sqlite3", "database_url", {}),
    ("CRAMPBOT_HTTP_PORT", "http", "port", {}),
    ("CRAMPBOT_HTTP_PORT", "0", "port", {}),
    ("CRAMPBOT_HTTP_PORT", "65536", "port", {}),
    ("CRAMPBOT_HTTP_PORT", "-1", "port", {}),
    ("CRAMPBOT_HTTP_PORT", "8" * 5000, "port", {}),
    ("CRAMPBOT_HTTP_PORT", "8²", "port", {}),
    ("CRAMPBOT_CONTENT", "/nowhere/at/all", "no_folder", {}),
    ("CRAMPBOT_LOG_LEVEL", "chatty", "not_one_of", {}),
    ("CRAMPBOT_LOG_FORMAT", "xml", "not_one_of", {}),
    *[(f"{name}_FILE", "/nowhere/at/all", "unreadable_file", {}) for name in SECRETS],
]
"""What is set wrongly: the variable, its value, the sentence, and what else is set."""

MISSING: list[tuple[str, str, Mapping[str, str]]] = [
    ("TELEGRAM_WEBHOOK_SECRET", "secret_needed", PUSHED | {"TELEGRAM_WEBHOOK_SECRET": ""}),
    ("CRAMPBOT_HTTP_PORT", "port_needed", PUSHED | {"CRAMPBOT_HTTP_PORT": ""}),
    ("CRAMPBOT_HTTP_PORT", "port_needed", SIGNED | {"CRAMPBOT_HTTP_PORT": ""}),
    ("SLACK_APP_TOKEN", "slack_way_in", SOCKET | {"SLACK_APP_TOKEN": ""}),
]
"""What is not set: the variable, the sentence, and what is set."""

MISTAKES = [*[(name, key, {**given, name: value}) for name, value, key, given in WRONG], *MISSING]


@pytest.mark.parametrize(("name", "key", "environ"), MISTAKES)
def test_a_mistake_names_its_variable_and_has_words(name: str, key: str, environ: Mapping[str, str]) -> None:
    with pytest.raises(BadSetting) as caught:
        read(environ)
    assert (caught.value.name, caught.value.key) == (name, f"setting.{key}")
    sentence = Words(content.folder(), FALLBACK).text(caught.value.key, **caught.value.facts)
    assert sentence
    assert "{" not in sentence


@pytest.mark.parametrize(("name", "_key", "environ"), MISTAKES)
def test_no_mistake_shows_a_secret(name: str, _key: str, environ: Mapping[str, str]) -> None:
    with pytest.raises(BadSetting) as caught:
        read(environ)
    told = f"{caught.value} {caught.value!r} {caught.value.facts}"
    assert not [value for each, value in environ.items() if each in SECRETS and value and value in told], name
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_every_way_to_be_wrong_is_in_the_table() -> None:
    """A sentence that no mistake leads to is one that nobody has seen."""
    written = {key for key in Words(content.folder(), FALLBACK).keys() if key.startswith("setting.")}  # noqa: SIM118
    made = {f"setting.{key}" for _, key, _ in MISTAKES} | {"setting.dotenv_line"}
    assert made == written


# --- what is given ----------------------------------------------------------------------------------------------------


def test_nothing_set_is_a_terminal_on_a_local_file() -> None:
    settings = read({})
    assert (settings.telegram, settings.slack, settings.http_port, settings.content) == (None, None, None, None)
    assert settings.database_url.reveal().startswith("sqlite:////")
    assert settings.database_url.reveal().endswith("/crampbot.sqlite3")
    assert settings.http_host == "127.0.0.1"
    assert settings.key_file.name == "keys"
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_the_key_lies_in_another_folder_than_the_database() -> None:
    settings = read({})
    database = Path(settings.database_url.reveal().removeprefix("sqlite://"))
    assert settings.key_file.parent != database.parent
    both = Path("/home/me/Library/crampbot")
    assert key_folder(both, both) == Path("/home/me/Library/crampbot-keys")
    assert key_folder(Path("/home/me/settings"), both) == Path("/home/me/settings")


def test_an_empty_variable_is_not_set() -> None:
    assert _told(read(dict.fromkeys(NAMES, ""))) == _told(read({}))


def test_telegram_polls_without_a_webhook() -> None:
    telegram = read(TELEGRAM | {"TELEGRAM_WEBHOOK_SECRET": "left-over-from-before"}).telegram
    assert telegram
    assert (telegram.base_url, telegram.webhook_url) == ("https://api.telegram.org", "")
    assert telegram.webhook_secret is None


def test_telegram_is_pushed_to_with_a_webhook() -> None:
    settings = read(PUSHED)
    assert settings.telegram
    assert settings.telegram.webhook_secret
    assert settings.telegram.webhook_secret.reveal() == PUSHED["TELEGRAM_WEBHOOK_SECRET"]
    assert settings.http_port == 8080


def test_slack_prefers_socket_mode_which_needs_no_port() -> None:
    slack = read(SOCKET | {"SLACK_SIGNING_SECRET": "0123456789abcdef"}).slack
    assert slack
    assert (slack.signing_secret, slack.base_url) == (None, "https://slack.com/api/")


@pytest.mark.parametrize("given", ["https://bot.example.org", "https://bot.example.org/", "https://bot.example.org//"])
def test_a_slash_at_the_end_does_not_matter(given: str) -> None:
    settings = read(TELEGRAM | SOCKET | {"TELEGRAM_BASE_URL": given, "SLACK_BASE_URL": given})
    assert settings.telegram
    assert settings.slack
    assert settings.telegram.base_url == "https://bot.example.org"
    assert settings.slack.base_url == "https://bot.example.org/"


def test_capitals_in_level_and_format_do_not_matter() -> None:
    settings = read({"CRAMPBOT_LOG_LEVEL": "debug", "CRAMPBOT_LOG_FORMAT": "JSON"})
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_a_home_folder_may_be_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = read({"CRAMPBOT_KEY_FILE": "~/keys", "CRAMPBOT_CONTENT": "~"})
    assert (settings.key_file, settings.content) == (tmp_path / "keys", tmp_path)


# --- from files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    given = {**PUSHED, **SOCKET, "DATABASE_URL": "postgresql://me:never-shown@db.example.org/bot"}
    if name == "SLACK_SIGNING_SECRET":
        given = {**given, **SIGNED, "SLACK_APP_TOKEN": ""}
    path = tmp_path / "secret"
    path.write_text(f"\n {given[name]} \n")
    assert _told(read({**given, name: "", f"{name}_FILE": str(path)})) == _told(read(given))


def test_what_is_no_secret_comes_from_no_file(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_text("8080")
    assert read({"CRAMPBOT_HTTP_PORT_FILE": str(path)}).http_port is None


def test_the_value_itself_counts_more_than_its_file() -> None:
    assert read({**TELEGRAM, "TELEGRAM_BOT_TOKEN_FILE": "/nowhere/at/all"}).telegram


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadSetting) as caught:
        read({"SLACK_BOT_TOKEN_FILE": str(path)})
    assert (caught.value.name, caught.value.facts) == ("SLACK_BOT_TOKEN_FILE", {"path": str(path)})


DOTENV = """
# a comment
export CRAMPBOT_LOG_LEVEL=warning   # why
  CRAMPBOT_LOG_FORMAT = "json"
CRAMPBOT_HTTP_HOST='::1'
DATABASE_URL=postgresql://me:a#b=c@db.example.org/bot
CRAMPBOT_HTTP_PORT=
"""


def test_a_dotenv_file_is_read(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(DOTENV)
    settings = read({}, dotenv)
    assert (settings.log_level, settings.log_format, settings.http_host) == ("WARNING", "json", "::1")
    assert settings.database_url.reveal() == "postgresql://me:a#b=c@db.example.org/bot"
    assert settings.http_port is None


def test_the_environment_counts_more_than_the_dotenv_file_unless_it_is_empty(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(DOTENV)
    settings = read({"CRAMPBOT_LOG_LEVEL": "ERROR", "CRAMPBOT_LOG_FORMAT": ""}, dotenv)
    assert (settings.log_level, settings.log_format) == ("ERROR", "json")


@pytest.mark.parametrize("line", ["crampbot", "1NAME=value", "A NAME=value", "=value"])
def test_a_line_that_sets_nothing_is_named_by_its_number(line: str, tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"# first\n{line}\n")
    with pytest.raises(BadSetting) as caught:
        read({}, dotenv)
    assert (caught.value.name, caught.value.key) == (".env", "setting.dotenv_line")
    assert caught.value.facts == {"number": "2"}


def test_a_dotenv_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"\xff\xfe")
    with pytest.raises(BadSetting) as caught:
        read({}, dotenv)
    assert (caught.value.name, caught.value.key) == (".env", "setting.unreadable_file")


def test_no_dotenv_file_is_no_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _told(read({}, tmp_path / ".env")) == _told(read({}))
    monkeypatch.chdir(tmp_path)
    assert not dotenv_here().exists()
    (tmp_path / ".env").touch()
    assert dotenv_here().is_file()


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_no_secret_shows_itself() -> None:
    settings = read({**PUSHED, **SIGNED, "DATABASE_URL": "postgresql://me:never-shown@db.example.org/bot"})
    told = f"{settings} {settings!r} {settings!s:>9} {settings.telegram} {settings.slack!r} {[settings]}"
    assert "never" not in told
    secrets = _secrets(settings)
    assert len(secrets) == len(SECRETS) - 1  # Slack has one way in, so one of its two secrets
    for secret in secrets:
        told = f"{secret} {secret!r} {secret!s:>40} {[secret]}"
        assert secret.reveal()
        assert secret.reveal() not in told


def test_two_secrets_are_not_compared_by_their_value() -> None:
    """Else == would tell, letter by letter, how long it takes; who compares has to use hmac.compare_digest."""
    assert Secret("same") != Secret("same")


def _parts(settings: Settings) -> list[tuple[str, object]]:
    parts = [part for part in (settings, settings.telegram, settings.slack) if part]
    return [(name, getattr(part, name)) for part in parts for name in part.__struct_fields__]


def _secrets(settings: Settings) -> list[Secret]:
    return [value for _, value in _parts(settings) if isinstance(value, Secret)]


def _told(settings: Settings) -> list[tuple[str, str]]:
    """All that is set, secrets too."""
    return [(name, value.reveal() if isinstance(value, Secret) else str(value)) for name, value in _parts(settings)]
