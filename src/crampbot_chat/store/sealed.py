"""Sealed columns: what people tell us about their body, readable only together with the key file."""

import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crampbot_chat.store import Change, Query, Stale, Store
from crampbot_chat.store.keys import Key

NONCE = 12  # bytes; NIST SP 800-38D, 8.2.2: random nonces of 96 bits, good for 2^32 values a key
PROOF = "meta:keys"
READ_PROOFS = Query("SELECT value FROM meta WHERE name = 'keys'")
FIRST_PROOF = "INSERT INTO meta (name, value) VALUES ('keys', $1) ON CONFLICT DO NOTHING"
NEXT_PROOF = "UPDATE meta SET value = $1 WHERE name = 'keys' AND value = $2"


class Unreadable(Exception):
    """A sealed value doesn't open: its key is not in the key file, or it was damaged, or moved from another row."""


class WrongKey(Exception):
    """The key file lacks a key that this database was written with: bring back the key file that belongs to it."""


class Vault:
    """Seals and opens values; new values get the first key, the others still open what they sealed."""

    def __init__(self, keys: Sequence[Key], random: Callable[[int], bytes] = os.urandom) -> None:
        self._ciphers = {key.id.encode("ascii"): AESGCM(key.secret) for key in keys}
        self._first = keys[0].id.encode("ascii")
        self._cipher = self._ciphers[self._first]
        self._head = bytes([len(self._first)]) + self._first
        self._random = random

    def __repr__(self) -> str:
        return f"Vault({', '.join(key.decode() for key in self._ciphers)})"

    def seal(self, plain: bytes, about: str) -> bytes:
        """Seal a value for one place, `about` (table and row id): it opens there and nowhere else.

        The result: length of the key id (1 byte), key id, nonce (12 bytes), ciphertext with its tag (16 bytes).
        """
        nonce = self._random(NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed for this place. Raises Unreadable."""
        start = 1 + sealed[0] if sealed else 0
        cipher = self._ciphers.get(sealed[1:start])
        if cipher is None:
            raise Unreadable
        try:
            return cipher.decrypt(sealed[start : start + NONCE], sealed[start + NONCE :], about.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise Unreadable from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value was sealed with the first key, the one that new values get."""
        return sealed.startswith(self._head)


async def check_keys(store: Store, vault: Vault) -> None:
    """Make sure, before anything is written, that the key file belongs to this database. Raises WrongKey.

    For each key that was ever used the database keeps a value that only this key opens; all of them have to open.
    """
    while True:
        [rows] = await store.fetch(READ_PROOFS)
        kept: str = rows[0][0] if rows else ""
        proofs = [bytes.fromhex(proof) for proof in kept.split()]
        try:
            for proof in proofs:
                vault.open(proof, PROOF)
        except Unreadable:
            raise WrongKey from None
        if any(vault.is_current(proof) for proof in proofs):
            return
        more = f"{kept} {vault.seal(b'', PROOF).hex()}".strip()
        change = Change(NEXT_PROOF, (more, kept), expect=1) if rows else Change(FIRST_PROOF, (more,), expect=1)
        try:
            await store.apply([change])
        except Stale:  # another replica was faster: look again
            continue
        return
