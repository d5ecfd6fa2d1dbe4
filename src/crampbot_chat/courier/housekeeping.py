"""Forgets what is too old to matter: a small loop beside the courier."""

import asyncio

from crampbot_chat import log
from crampbot_chat.store import Missed, Store, Unavailable, invitations, pruning
from crampbot_chat.ticks import Time

HOUR = 3_600_000  # ms
HEARD = 7 * 24 * HOUR  # platforms deliver again for a day at most (Telegram keeps updates for 24 hours)
SLOTS = 2 * 24 * HOUR  # Telegram edits a bot's own messages without a limit, but nobody reads a countdown of last week


async def keep_house(store: Store, time: Time) -> None:
    """Prune every hour, until cancelled; in small transactions."""
    never = asyncio.Event()
    while True:
        try:
            await prune(store, time.now())
            await store.tidy()
        except (Unavailable, Missed) as error:
            log.failure("not_pruned", error)
        never.clear()
        await time.sleep_until(time.now() + HOUR, never)


async def prune(store: Store, now: int) -> None:
    """Forget all that is too old at this instant."""
    heard, slots = now - HEARD, now - SLOTS
    while (await store.fetch(pruning.old_heard(heard)))[0]:
        await store.apply([pruning.forget_heard(heard)])
    while (await store.fetch(invitations.old(now)))[0]:
        await store.apply([invitations.forget_old(now)])
    while (await store.fetch(pruning.old_slots(slots)))[0]:
        await store.apply([pruning.forget_slots(slots)])
