"""Who may set up a channel: admins of the workspace and whoever made the channel; and what time it is for them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from crampbot_chat import log
from crampbot_chat.adapters.slack.api import Api
from crampbot_chat.adapters.slack.faults import Fault
from crampbot_chat.model import Millis

FRESH = 5 * 60_000  # ms
KNOWN = 1024  # people and channels
PATIENCE = 3.0  # seconds; a cry in a channel must not wait for it longer


class _Profile(Struct):
    tz: str | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False


class _User(Struct):
    user: _Profile


class _Channel(Struct):
    creator: str = ""


class _Info(Struct):
    channel: _Channel


class Standing(Struct, frozen=True):
    """What is known of somebody in a channel."""

    manages: bool = False
    zone: str = ""
    until: Millis = 0


class Rights:
    """What is known of each person in each channel."""

    def __init__(self, api: Api, now: Callable[[], Millis]) -> None:
        self._api = api
        self._now = now
        self._known: OrderedDict[tuple[str, str], Standing] = OrderedDict()

    async def of(self, user: str, channel: str) -> Standing:
        """Asked for once in some minutes; nothing when Slack won't say."""
        standing = self._known.get((user, channel), Standing())
        if standing.until > self._now():
            return standing
        try:
            async with asyncio.timeout(PATIENCE):
                standing = await self._asked(user, channel)
        except (Fault, TimeoutError) as error:
            log.failure("slack_rights_unknown", error)
            return Standing()
        self._known[user, channel] = standing
        self._known.move_to_end((user, channel))
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return standing

    async def _asked(self, user: str, channel: str) -> Standing:
        profile = (await self._api.run(self._api.client.users_info(user=user), _User)).user
        manages = profile.is_admin or profile.is_owner or profile.is_primary_owner
        if not manages:
            manages = await self._creator(channel) == user
        return Standing(manages, profile.tz or "", self._now() + FRESH)

    async def _creator(self, channel: str) -> str:
        """Who made the channel; "" where we may not know (the scopes channels:read and groups:read are optional)."""
        try:
            info = await self._api.run(self._api.client.conversations_info(channel=channel), _Info)
        except Fault as fault:
            if fault.code not in {"missing_scope", "channel_not_found"}:
                raise
            return ""
        return info.channel.creator
