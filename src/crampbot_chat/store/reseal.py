"""Seals everything anew with the first key, so that the older ones can be taken out of the key file."""

from crampbot_chat.store import Change, Query, Stale, Store
from crampbot_chat.store.sealed import NEXT_PROOF, PROOF, READ_PROOFS, Unreadable, Vault

SOME = 200  # rows in one transaction, so that nobody waits behind it
TABLES = {"person": "id", "cramp": "id", "reminder": "id", "mark": "id", "invitation": "code", "outbox": "id"}
"""Each table with a sealed column, and what its rows are named by."""


async def reseal(store: Store, vault: Vault) -> tuple[int, int]:
    """Seal all rows with the first key; returns how many, and how many can't be read. Others may write meanwhile.

    When all could be read, the other keys are no longer asked for at the start.
    """
    sealed = unreadable = 0
    for table, key in TABLES.items():
        last = ""
        while rows := await _page(store, table, key, last):
            last = rows[-1][0]
            changes = []
            for name, value in rows:
                if vault.is_current(value):
                    continue
                try:
                    changes.append(_anew(vault, table, key, name, value))
                except Unreadable:
                    unreadable += 1
            await store.apply(changes)
            sealed += len(changes)
    if not unreadable:
        await _prove_only_the_first(store, vault)
    return sealed, unreadable


async def _page(store: Store, table: str, key: str, last: str) -> list[tuple[str, bytes]]:
    query = Query(f"SELECT {key}, sealed FROM {table} WHERE {key} > $1 ORDER BY {key} LIMIT {SOME}", (last,))  # noqa: S608
    [rows] = await store.fetch(query)
    return [(name, bytes(value)) for name, value in rows]


def _anew(vault: Vault, table: str, key: str, name: str, value: bytes) -> Change:
    """What somebody writes at the same moment is newer, and sealed with the first key as well."""
    about = f"{table}:{name}"
    fresh = vault.seal(vault.open(value, about), about)
    return Change(f"UPDATE {table} SET sealed = $2 WHERE {key} = $1 AND sealed = $3", (name, fresh, value))  # noqa: S608


async def _prove_only_the_first(store: Store, vault: Vault) -> None:
    while True:
        [rows] = await store.fetch(READ_PROOFS)
        kept: str = rows[0][0] if rows else ""
        current = [proof for proof in kept.split() if vault.is_current(bytes.fromhex(proof))]
        proof = current[0] if current else vault.seal(b"", PROOF).hex()
        if not rows or kept == proof:
            return
        try:
            await store.apply([Change(NEXT_PROOF, (proof, kept), expect=1)])
        except Stale:  # another replica has just added its key: look again
            continue
        return
