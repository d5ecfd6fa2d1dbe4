"""What people tell us about their body opens with its key, in its place, and nowhere else."""

import base64
import os
import stat
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crampbot_chat.store import Change, Query, Store
from crampbot_chat.store.keys import Key, KeyFileDamaged, KeyFileExposed, load_keys, parse
from crampbot_chat.store.sealed import NONCE, Unreadable, Vault, WrongKey, check_keys

SECRET = b"0123456789abcdef0123456789abcdef"
OTHER = b"fedcba9876543210fedcba9876543210"
PROOFS = Query("SELECT value FROM meta WHERE name = 'keys'")


def vault(*keys: tuple[str, bytes]) -> Vault:
    numbers = count(1)
    return Vault([Key(*key) for key in keys], random=lambda length: next(numbers).to_bytes(length, "big"))


# --- the vault


@given(st.binary(max_size=5000), st.text(st.characters(codec="utf-8")))
def test_what_was_sealed_opens_in_its_place(plain: bytes, about: str) -> None:
    safe = Vault([Key("one", SECRET)])
    assert safe.open(safe.seal(plain, about), about) == plain


def test_the_same_words_never_look_the_same() -> None:
    safe = vault(("one", SECRET))
    values = {safe.seal(b"left calf", "cramp:1") for _ in range(100)}
    assert len(values) == 100
    assert not any(b"calf" in value for value in values)


def test_a_value_holds_its_keys_id_its_nonce_and_28_bytes_more() -> None:
    value = vault(("one", SECRET)).seal(b"left calf", "cramp:1")
    assert value[:4] == b"\x03one"
    assert value[4 : 4 + NONCE] == (1).to_bytes(NONCE, "big")
    assert len(value) == len(b"left calf") + 4 + NONCE + 16


def test_a_value_opens_in_no_other_row() -> None:
    safe = vault(("one", SECRET))
    with pytest.raises(Unreadable):
        safe.open(safe.seal(b"left calf", "cramp:1"), "cramp:2")


def test_any_damage_is_noticed() -> None:
    safe = vault(("one", SECRET))
    value = safe.seal(b"left calf", "cramp:1")
    damaged = [value[:n] + bytes([value[n] ^ 1]) + value[n + 1 :] for n in range(len(value))]
    for bad in [*damaged, *(value[:n] for n in range(len(value))), value + b"\0", b""]:
        with pytest.raises(Unreadable) as failure:
            safe.open(bad, "cramp:1")
        assert failure.value.__cause__ is None


def test_after_a_rotation_old_values_open_and_new_ones_get_the_first_key() -> None:
    before = vault(("old", SECRET))
    after = vault(("new", OTHER), ("old", SECRET))
    old = before.seal(b"left calf", "cramp:1")
    new = after.seal(b"left calf", "cramp:1")
    assert after.open(old, "cramp:1") == after.open(new, "cramp:1") == b"left calf"
    assert (after.is_current(old), after.is_current(new)) == (False, True)
    with pytest.raises(Unreadable):
        before.open(new, "cramp:1")


def test_one_key_under_another_ones_id_opens_nothing() -> None:
    value = vault(("one", SECRET)).seal(b"left calf", "cramp:1")
    with pytest.raises(Unreadable):
        vault(("one", OTHER)).open(value, "cramp:1")


def test_secrets_hide() -> None:
    key = Key("one", SECRET)
    shown = f"{key} {key!r} {[key]} {Vault([key])} {vars(Vault([key]))}"
    assert "one" in shown
    for secret in (SECRET.decode(), SECRET.hex(), base64.b64encode(SECRET).decode()):
        assert secret not in shown


# --- the key file


def test_the_first_start_makes_a_key_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "key"
    [key] = load_keys(path)
    assert len(key.secret) == 32
    assert [(again.id, again.secret) for again in load_keys(path)] == [(key.id, key.secret)]
    assert [file.name for file in path.parent.iterdir()] == ["key"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_each_key_file_is_another(tmp_path: Path) -> None:
    keys = [load_keys(tmp_path / str(n))[0] for n in range(5)]
    assert len({key.id for key in keys}) == len({key.secret for key in keys}) == 5


def test_of_two_starts_at_once_both_use_the_file_that_came_first(tmp_path: Path) -> None:
    path = tmp_path / "key"
    others: list[Key] = []

    def random(length: int) -> bytes:
        if length == 32:  # just before our file gets its name, another process makes its own
            others.extend(load_keys(path))
        return os.urandom(length)

    [key] = load_keys(path, random)
    assert key.secret == others[0].secret
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622, 0o601])
def test_a_key_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    load_keys(path)
    path.chmod(mode)
    with pytest.raises(KeyFileExposed):
        load_keys(path)


def test_keys_are_read_in_the_files_order() -> None:
    text = (
        f"\n# newest first\nnew  {base64.b64encode(OTHER).decode()}\n\n old\t{base64.b64encode(SECRET).decode()} \r\n"
    )
    assert [(key.id, key.secret) for key in parse(text.encode())] == [("new", OTHER), ("old", SECRET)]


LINE = b"one " + base64.b64encode(SECRET)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# only a comment\n",
        b"one\n",
        base64.b64encode(SECRET),
        b"one two three",
        b"one " + base64.b64encode(SECRET[:16]),
        LINE[:-1],
        LINE + b"!",
        LINE + b"\n" + LINE,
        b"x" * 33 + b" " + base64.b64encode(SECRET),
        "schlüssel ".encode() + base64.b64encode(SECRET),
        b"\xff" + LINE,
        b"\0" * 100,
    ],
)
def test_a_damaged_key_file_is_refused_without_showing_it(content: bytes) -> None:
    with pytest.raises(KeyFileDamaged) as failure:
        parse(content)
    assert str(failure.value) == ""
    assert failure.value.__cause__ is None


# --- does the key file belong to the database?


async def test_the_right_keys_are_recognised(store: Store) -> None:
    for _ in range(2):
        await check_keys(store, vault(("one", SECRET)))
    [[(proofs,)]] = await store.fetch(PROOFS)
    assert len(proofs.split()) == 1


@pytest.mark.parametrize("wrong", [("two", OTHER), ("one", OTHER)], ids=["another key", "another key, same id"])
async def test_a_wrong_key_is_refused_before_anything_is_written(store: Store, wrong: tuple[str, bytes]) -> None:
    await check_keys(store, vault(("one", SECRET)))
    before = await store.fetch(PROOFS)
    with pytest.raises(WrongKey):
        await check_keys(store, vault(wrong))
    assert await store.fetch(PROOFS) == before
    await check_keys(store, vault(("one", SECRET)))


async def test_a_new_key_joins_and_from_then_on_both_are_needed(store: Store) -> None:
    old, new = ("old", SECRET), ("new", OTHER)
    await check_keys(store, vault(old))
    await check_keys(store, vault(new, old))
    await check_keys(store, vault(old, new))
    for missing in (old, new):
        with pytest.raises(WrongKey):
            await check_keys(store, vault(missing))


class Rival:
    """A store where another replica notes its key just before we note ours."""

    def __init__(self, store: Store, key: tuple[str, bytes]) -> None:
        self.store = store
        self.key: tuple[str, bytes] | None = key

    async def fetch(self, *queries: Query) -> list[list[tuple[object, ...]]]:
        rows = await self.store.fetch(*queries)
        if self.key:
            rival, self.key = vault(self.key), None
            await check_keys(self.store, rival)
        return rows

    async def apply(self, changes: list[Change]) -> None:
        await self.store.apply(changes)


@pytest.mark.parametrize(("rival", "fits"), [(("one", SECRET), True), (("two", OTHER), False)])
async def test_of_two_first_starts_at_once_only_one_key_wins(
    store: Store, rival: tuple[str, bytes], fits: bool
) -> None:
    race = Rival(store, rival)
    if fits:
        await check_keys(race, vault(("one", SECRET)))  # type: ignore[arg-type]
    else:
        with pytest.raises(WrongKey):
            await check_keys(race, vault(("one", SECRET)))  # type: ignore[arg-type]
    await check_keys(store, vault(rival))
