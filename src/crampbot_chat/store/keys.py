"""The key file: what the sealed columns are sealed with, kept away from the database."""

import base64
import binascii
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from crampbot_chat.store.durable import make_private, settle

LENGTH = 32  # bytes: AES-256
LINE = re.compile(r"([A-Za-z0-9._-]{1,32})\s+(\S+)")
HEADER = "# CrampBot's keys, newest first: id, base64. Without this file the notes in the database can't be read.\n"


class KeyFileExposed(Exception):
    """Other users of this computer may read the key file: give it mode 600."""


class KeyFileDamaged(Exception):
    """The key file holds no key, or a line that is not `id base64`: restore it from your copy."""


class Key:
    """One key and its id. Neither repr nor str show the secret."""

    __slots__ = ("id", "secret")

    def __init__(self, id: str, secret: bytes) -> None:  # noqa: A002
        self.id = id
        self.secret = secret

    def __repr__(self) -> str:
        return f"Key({self.id!r})"


def load_keys(path: Path, random: Callable[[int], bytes] = os.urandom) -> list[Key]:
    """The keys of a file, newest first; makes the file with one new key where there is none.

    Raises KeyFileExposed, KeyFileDamaged, OSError.
    """
    if not path.exists():
        _make(path, random)
    with path.open("rb") as file:
        if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise KeyFileExposed
        return parse(file.read())


def parse(content: bytes) -> list[Key]:
    """The keys in a file's content: a key a line, `id base64`; blank lines and # comments are skipped."""
    try:
        lines = [line.strip() for line in content.decode("ascii").splitlines()]
        keys = [_key(line) for line in lines if line and not line.startswith("#")]
    except (UnicodeDecodeError, binascii.Error):
        raise KeyFileDamaged from None
    if not keys or len({key.id for key in keys}) < len(keys):
        raise KeyFileDamaged
    return keys


def _key(line: str) -> Key:
    match = LINE.fullmatch(line)
    if not match:
        raise KeyFileDamaged
    secret = base64.b64decode(match[2], validate=True)
    if len(secret) != LENGTH:
        raise KeyFileDamaged
    return Key(match[1], secret)


def _make(path: Path, random: Callable[[int], bytes]) -> None:
    """Write a new key file, complete or not at all; if another process was faster, its file stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = f"{random(4).hex()} {base64.b64encode(random(LENGTH)).decode()}\n"
    part = path.with_name(f"{path.name}.{random(4).hex()}.part")
    make_private(part, (HEADER + line).encode())
    try:
        os.link(part, path)  # unlike a rename, never replaces a file that is there
    except FileExistsError:
        pass
    finally:
        part.unlink()
    settle(path.parent)
