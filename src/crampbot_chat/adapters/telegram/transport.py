"""Telegram's HTTP on aiohttp: what fails says whether it had left, and the token lives here alone."""

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from crampbot_chat.contract import Image

WITHHELD = "0:withheld"
"""The token as python-telegram-bot knows it, which writes it into logs, reprs and errors; the real one replaces it
when a request leaves."""

CONNECT = 10.0  # seconds, a free connection included
READ = 20.0
MEDIA = 90.0  # an upload over a slow line
PICTURE = 10.0  # the upload of a picture: its words are waiting for it, and do without if they must
CONNECTIONS = 100  # python-telegram-bot allows 256; Telegram answers within 50 ms, so 100 carry 2,000 calls a second
IDLE = 60.0  # seconds a connection is kept; Telegram keeps it longer

JSON = {"Content-Type": "application/json"}


class NeverLeft(NetworkError):
    """No connection: nothing of the request has reached Telegram."""


class Overloaded(NetworkError):
    """Telegram says that it did not do it, and that it is not our fault (5xx)."""


class Flood(RetryAfter):
    """RetryAfter without the deprecation warning that its own constructor raises."""

    def __init__(self, seconds: float) -> None:
        TelegramError.__init__(self, "flood")
        self._retry_after = timedelta(seconds=seconds)

    @property
    def retry_after(self) -> timedelta:
        return self._retry_after


class _Params(msgspec.Struct):
    """As much of a RequestData as do_request reads."""

    parameters: dict[str, object]
    contains_files: bool = False


class _Upload(msgspec.Struct):
    """The same for a request with a file."""

    json_parameters: dict[str, str]
    multipart_data: dict[str, tuple[str, bytes, str]]
    contains_files: bool = True


class Transport(BaseRequest):
    """One pool of connections to one Bot API server."""

    def __init__(
        self, base_url: str, token: str, *, connections: int = CONNECTIONS, read_timeout: float = READ
    ) -> None:
        self._root = f"{base_url}/bot{WITHHELD}/"
        self._token = token
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: ClientSession | None = None
        self._urls: dict[str, URL] = {}

    async def call(self, method: str, *, read_timeout: float | None = None, **params: object) -> Any:
        """Call a method with plain JSON parameters (None: left out) and return its plain result. Raises TelegramError.

        The methods of telegram.Bot do the same, but log every parameter at DEBUG and build a Message of each answer,
        which costs four times as much as the rest of the call.
        """
        given = _Params({name: value for name, value in params.items() if value is not None})
        return await self.post(self._root + method, given, read_timeout=read_timeout)  # type: ignore[arg-type]

    async def upload(self, method: str, field: str, image: Image, **params: object) -> Any:
        """Call a method with a picture in it. Raises TelegramError."""
        plain = {name: _text(value) for name, value in params.items() if value is not None}
        given = _Upload(plain, {field: (image.name, image.content, image.kind)})
        return await self.post(self._root + method, given, write_timeout=PICTURE)  # type: ignore[arg-type]

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        self._open()

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - a part of connect_timeout here
    ) -> tuple[int, bytes]:
        """Exchange one request for (status, body). Raises TimedOut or NetworkError, NeverLeft where that is sure."""
        files = bool(request_data and request_data.contains_files)
        connect = _seconds(connect_timeout, CONNECT)
        read = _seconds(read_timeout, self._read_timeout)
        total = connect + read + _seconds(write_timeout, MEDIA if files else 0.0)
        failure: NetworkError  # raised outside the except clauses: aiohttp's errors quote the URL, so none is kept
        try:
            async with self._open().request(
                method,
                self._url(url),
                data=_body(request_data, files=files),
                headers=None if files or request_data is None else JSON,
                timeout=_limits(total, connect, None if files else read),
                allow_redirects=False,
            ) as answer:
                status, body = answer.status, await answer.read()
        except (ConnectionTimeoutError, ClientConnectorError, ClientHttpProxyError) as error:
            failure = NeverLeft(type(error).__name__)
        except TimeoutError:
            failure = TimedOut()
        except (ClientError, OSError) as error:
            failure = NetworkError(type(error).__name__)
        else:
            return status, _understood(status, body)
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict that has a `result`. Raises TelegramError, which quotes nothing."""
        answer: object = None
        try:
            answer = msgspec.json.decode(payload)
        except (msgspec.DecodeError, RecursionError):
            answer = _lenient(payload)
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is not False):
            raise TelegramError("unreadable answer")
        answer.setdefault("result", None)
        return answer

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections, keepalive_timeout=IDLE),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=_proxied(self._root),  # asked once: aiohttp would look it up in a thread for each request
            )
        return self._session

    def _url(self, url: str) -> URL:
        known = self._urls.get(url)
        if known is None:
            known = self._urls[url] = URL(url.replace(WITHHELD, self._token, 1), encoded=True)
        return known


@lru_cache(maxsize=64)  # it checks its numbers, and they are always the same few
def _limits(total: float, connect: float, read: float | None) -> ClientTimeout:
    return ClientTimeout(total=total, connect=connect, sock_read=read)


def _seconds(timeout: Any, default: float) -> float:
    return timeout if isinstance(timeout, (int, float)) else default


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _body(data: RequestData | None, *, files: bool) -> bytes | FormData | None:
    if data is None:
        return None
    if not files:
        return msgspec.json.encode(data.parameters)
    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _understood(status: int, body: bytes) -> bytes:
    """The body of an answer that python-telegram-bot can read without quoting it. Raises what it can't tell apart."""
    if status < 300:  # noqa: PLR2004
        return body
    answer = _lenient(body)
    known = answer if isinstance(answer, dict) else {}
    parameters = known.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if status == 429:  # noqa: PLR2004
        raise Flood(wait if isinstance(wait, int | float) else 0)
    if status == 504:  # noqa: PLR2004 - a gateway gave up waiting: it may have been done
        raise TimedOut
    if status >= 500:  # noqa: PLR2004
        raise Overloaded(str(status))
    return msgspec.json.encode({**known, "ok": False})


def _lenient(payload: bytes) -> object:
    """JSON as the standard library takes it (lone surrogates, for one), None when it isn't JSON."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _proxied(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")
