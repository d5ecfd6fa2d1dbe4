"""Environment or a .env file → settings. Secrets hide themselves; a mistake is a sentence naming its variable."""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
from msgspec import Struct

DATA = Path(platformdirs.user_data_dir("crampbot", appauthor=False))
SETTINGS = Path(platformdirs.user_config_dir("crampbot", appauthor=False))
PORTS = range(1, 2**16)

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("text", "json")

PREFIXES = ("CRAMPBOT", "TELEGRAM", "SLACK", "DATABASE")  # others' variables may begin like these, too
ALIKE = 0.8  # from which likeness a name is taken for ours, misspelt


class BadSetting(Exception):
    """A setting that can't be used: `name` is its variable, `key` the sentence in content that says what is wrong."""

    def __init__(self, name: str, key: str, **facts: str) -> None:
        super().__init__(f"{name}: {key}")
        self.name = name
        self.key = key
        self.facts = facts


class Secret(Struct, frozen=True, eq=False):
    """A value that never shows itself by accident; `reveal()` is the only way to it."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


class Telegram(Struct, frozen=True):
    """How to reach Telegram. With `webhook_url` updates are pushed to us, otherwise we poll."""

    token: Secret
    base_url: str
    webhook_url: str
    webhook_secret: Secret | None


class Slack(Struct, frozen=True):
    """How to reach Slack: Socket Mode with `app_token`, HTTP with `signing_secret`."""

    token: Secret
    app_token: Secret | None
    signing_secret: Secret | None
    base_url: str


class Settings(Struct, frozen=True):
    """All that can be set, checked."""

    telegram: Telegram | None
    slack: Slack | None
    database_url: Secret  # it may hold a password
    http_host: str
    http_port: int | None
    key_file: Path
    content: Path | None
    log_level: str
    log_format: str


def read(environ: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Check `environ` over the lines of `dotenv`. Raises BadSetting."""
    given = _Given({**_lines(dotenv), **{name: value for name, value in environ.items() if value}})
    telegram = _telegram(given)
    slack = _slack(given)
    port = _port(given)
    pushed = bool(telegram and telegram.webhook_url) or bool(slack and slack.signing_secret)
    if pushed and port is None:
        raise BadSetting("CRAMPBOT_HTTP_PORT", "setting.port_needed")
    return Settings(
        telegram=telegram,
        slack=slack,
        database_url=Secret(_database(given)),
        http_host=given.text("CRAMPBOT_HTTP_HOST", "127.0.0.1"),
        http_port=port,
        key_file=Path(given.text("CRAMPBOT_KEY_FILE", str(key_folder(SETTINGS, DATA) / "keys"))).expanduser(),
        content=_folder(given, "CRAMPBOT_CONTENT"),
        log_level=given.one_of("CRAMPBOT_LOG_LEVEL", LEVELS, "INFO", upper=True),
        log_format=given.one_of("CRAMPBOT_LOG_FORMAT", FORMATS, "text"),
    )


NAMES = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_BASE_URL",
    "TELEGRAM_WEBHOOK_URL",
    "TELEGRAM_WEBHOOK_SECRET",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_BASE_URL",
    "DATABASE_URL",
    "CRAMPBOT_HTTP_HOST",
    "CRAMPBOT_HTTP_PORT",
    "CRAMPBOT_KEY_FILE",
    "CRAMPBOT_CONTENT",
    "CRAMPBOT_LOG_LEVEL",
    "CRAMPBOT_LOG_FORMAT",
)
"""Every setting; the tests hold .env.example and the README to this list."""

SECRETS = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_WEBHOOK_SECRET",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "DATABASE_URL",
)
"""Those that can also come from a file: NAME_FILE=/run/secrets/…"""


def misspelt(environ: Mapping[str, str], dotenv: Path | None = None) -> dict[str, str]:
    """Names that are none of ours and look like one, with the one that may be meant. Raises BadSetting."""
    ours = [*NAMES, *(f"{name}_FILE" for name in SECRETS)]
    given = sorted({*_lines(dotenv), *(name for name, value in environ.items() if value)} - {*ours})
    near = {name: get_close_matches(name, ours, n=1, cutoff=ALIKE) for name in given if name.startswith(PREFIXES)}
    return {name: found[0] for name, found in near.items() if found}


class _Given:
    """The values given, each asked for by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, "").strip()
        if value:
            return value
        path = self._values.get(f"{name}_FILE", "") if name in SECRETS else ""
        if not path:
            return default
        try:
            return Path(path).expanduser().read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise BadSetting(f"{name}_FILE", "setting.unreadable_file", path=path) from None

    def secret(self, name: str, pattern: str) -> Secret | None:
        value = self.text(name)
        if value and not re.fullmatch(pattern, value, re.ASCII):
            raise BadSetting(name, f"setting.{name.lower()}")
        return Secret(value) if value else None

    def url(self, name: str, default: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
        value = self.text(name, default)
        try:
            parts = urlsplit(value)
        except ValueError:  # half an IPv6 address
            parts = urlsplit("")
        if value and (parts.scheme not in schemes or not parts.netloc):
            raise BadSetting(name, "setting.not_a_url", schemes=" / ".join(schemes))
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], default: str, *, upper: bool = False) -> str:
        value = self.text(name, default)
        value = value.upper() if upper else value.lower()
        if value not in allowed:
            raise BadSetting(name, "setting.not_one_of", allowed=", ".join(allowed))
        return value


def _telegram(given: _Given) -> Telegram | None:
    token = given.secret("TELEGRAM_BOT_TOKEN", r"\d{3,20}:[A-Za-z0-9_-]{10,100}")
    webhook = given.url("TELEGRAM_WEBHOOK_URL", "")
    secret = given.secret("TELEGRAM_WEBHOOK_SECRET", r"[A-Za-z0-9_-]{8,256}")
    if token is None:
        return None
    if webhook and secret is None:
        raise BadSetting("TELEGRAM_WEBHOOK_SECRET", "setting.secret_needed")
    base = given.url("TELEGRAM_BASE_URL", "https://api.telegram.org").rstrip("/")
    return Telegram(token=token, base_url=base, webhook_url=webhook, webhook_secret=secret if webhook else None)


def _slack(given: _Given) -> Slack | None:
    token = given.secret("SLACK_BOT_TOKEN", r"xoxb-[A-Za-z0-9-]{5,250}|xoxe\.xoxb-[A-Za-z0-9-]{5,250}")
    app_token = given.secret("SLACK_APP_TOKEN", r"xapp-[A-Za-z0-9-]{5,250}")
    signing = given.secret("SLACK_SIGNING_SECRET", r"[A-Za-z0-9]{8,128}")
    if token is None:
        return None
    if app_token is None and signing is None:
        raise BadSetting("SLACK_APP_TOKEN", "setting.slack_way_in")
    base = given.url("SLACK_BASE_URL", "https://slack.com/api/").rstrip("/") + "/"
    return Slack(token=token, app_token=app_token, signing_secret=None if app_token else signing, base_url=base)


def _database(given: _Given) -> str:
    value = given.text("DATABASE_URL", f"sqlite:///{DATA / 'crampbot.sqlite3'}")
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSetting("DATABASE_URL", "setting.database_url")
    return value


def _port(given: _Given) -> int | None:
    value = given.text("CRAMPBOT_HTTP_PORT")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) not in PORTS:
        raise BadSetting("CRAMPBOT_HTTP_PORT", "setting.port")
    return int(value)


def own_content(environ: Mapping[str, str], dotenv: Path | None = None) -> Path | None:
    """The folder of words that is set, for commands that need no other setting. Raises BadSetting."""
    return _folder(
        _Given({**_lines(dotenv), **{name: value for name, value in environ.items() if value}}), "CRAMPBOT_CONTENT"
    )


def _folder(given: _Given, name: str) -> Path | None:
    value = given.text(name)
    if not value:
        return None
    path = Path(value).expanduser()
    if not path.is_dir():
        raise BadSetting(name, "setting.no_folder", path=value)
    return path


def _lines(dotenv: Path | None) -> dict[str, str]:
    """NAME=value lines; blank lines and # comments are skipped, matching quotes around a value are removed."""
    if dotenv is None or not dotenv.is_file():
        return {}
    try:
        text = dotenv.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadSetting(".env", "setting.unreadable_file", path=str(dotenv)) from None
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip().removeprefix("export ").strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name.strip()):
            raise BadSetting(".env", "setting.dotenv_line", number=str(number))
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        else:
            value = re.sub(r"\s+#.*$", "", value)
        values[name.strip()] = value
    return {name: value for name, value in values.items() if value}


def key_folder(settings: Path, data: Path) -> Path:
    """Where the key file lies: never beside the database, also where a system has one folder for both (macOS)."""
    return settings if settings != data else data.with_name(f"{data.name}-keys")


def dotenv_here() -> Path:
    """The .env file of the folder that the command is started in."""
    return Path(os.curdir) / ".env"
