"""Message → Slack: post, rewrite, or show to one person; falls back where Slack won't, never to a wider circle."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from crampbot_chat import log
from crampbot_chat.adapters.slack.api import Api
from crampbot_chat.adapters.slack.faults import BAD_BLOCKS, NO_CHANNEL, NOT_EDITABLE, NOT_THERE, Fault
from crampbot_chat.adapters.slack.pictures import Uploads
from crampbot_chat.adapters.slack.render import Page, render
from crampbot_chat.contract import Receipt
from crampbot_chat.model import Address, Choices, Message

Call = Callable[..., Awaitable[AsyncSlackResponse]]

ROOMS_LIMIT = 50_000  # people whose private channel we remember; one more look-up for all others
QUIETLY = {"unfurl_links": False, "unfurl_media": False}


class _Posted(Struct):
    channel: str = ""
    ts: str = ""


class _Channel(Struct):
    id: str


class _Opened(Struct):
    channel: _Channel


class Rooms:
    """Each person's private channel with us, as Slack has told it."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: OrderedDict[str, str] = OrderedDict()

    def learn(self, user: str, room: str) -> None:
        self._known[user] = room
        self._known.move_to_end(user)
        if len(self._known) > ROOMS_LIMIT:
            self._known.popitem(last=False)

    def forget(self, user: str) -> bool:
        """Look it up again next time; False when it wasn't known anyway."""
        return bool(self._known.pop(user, ""))

    async def of(self, user: str) -> str:
        """The channel's id, looked up once. Raises Fault."""
        if user not in self._known:
            opened = await self._api.run(self._api.client.conversations_open(users=user), _Opened)
            self.learn(user, opened.channel.id)
        return self._known[user]


class Sender:
    """Puts messages into places. `private_link` tells the address of our private chat."""

    def __init__(
        self, api: Api, rooms: Rooms, private_link: Callable[[], Awaitable[str]], uploads: Uploads | None = None
    ) -> None:
        self._api = api
        self._uploads = uploads
        self._rooms = rooms
        self._private_link = private_link

    async def send(self, to: Address, message: Message, editing: str) -> Receipt:
        """Deliver. Raises Fault, and ValueError for something private that is addressed to a shared place."""
        person = to.chat[:1] in {"U", "W"}
        if message.private and (to.shared or not (person or to.chat.startswith("D"))):
            raise ValueError("a private message can't go to a shared place")
        page = await self.page(message)
        if message.only_for and to.shared:
            return await self._whisper(to.chat, message.only_for.user, page, message.key)
        if editing and (not message.private or editing.startswith("D")):
            try:
                return await self._rewrite(editing, page, message.key)
            except Fault as fault:
                if fault.code not in NOT_EDITABLE:
                    raise
        if person:
            return await self._post_to(to.chat, page, message.key)
        thread = "" if message.openly else to.thread
        return await self._post(to.chat, thread, page, message.key)

    async def page(self, message: Message) -> Page:
        """What the message looks like. Raises Fault when it takes asking who we are, and that fails."""
        link = await self._private_link() if _leads_away(message) else ""
        files = await self._uploads.files(message) if self._uploads else {}
        return render(message, link, files)

    async def _post_to(self, user: str, page: Page, key: str) -> Receipt:
        """Into a person's private chat; a channel that we remembered wrongly is looked up once more."""
        try:
            return await self._post(await self._rooms.of(user), "", page, key)
        except Fault as fault:
            if fault.code != NO_CHANNEL or not self._rooms.forget(user):
                raise
        return await self._post(await self._rooms.of(user), "", page, key)

    async def _post(self, channel: str, thread: str, page: Page, key: str) -> Receipt:
        where = {"channel": channel, **QUIETLY, **({"thread_ts": thread} if thread else {})}
        return _receipt(await self._deliver(self._api.client.chat_postMessage, where, page, key))

    async def _rewrite(self, editing: str, page: Page, key: str) -> Receipt:
        channel, _, ts = editing.partition(":")
        where = {"channel": channel, "ts": ts}
        return _receipt(await self._deliver(self._api.client.chat_update, where, page, key))

    async def _whisper(self, channel: str, user: str, page: Page, key: str) -> Receipt:
        """Show it to one person, in the channel: in a thread Slack shows it only to those who have it open.

        It can't be rewritten later, so it has no ref. Where the channel is closed to us it goes to their private chat.
        """
        where = {"channel": channel, "user": user}
        try:
            await self._deliver(self._api.client.chat_postEphemeral, where, page, key)
        except Fault as fault:
            if fault.code not in NOT_THERE:
                raise
        else:
            return Receipt()
        await self._post_to(user, page, key)
        return Receipt()

    async def _deliver(self, call: Call, where: dict[str, Any], page: Page, key: str) -> _Posted:
        while page.wordy is not None and self._uploads:
            try:
                return await self._api.run(call(**where, text=page.text, blocks=page.blocks), _Posted)
            except Fault as fault:
                if fault.code not in BAD_BLOCKS:
                    raise
            if not await self._uploads.wait(page.pictured):
                page = page.wordy
        try:
            return await self._api.run(call(**where, text=page.text, blocks=page.blocks), _Posted)
        except Fault as fault:
            if fault.code not in BAD_BLOCKS:
                raise
            log.event("blocks_refused", level=logging.ERROR, adapter="slack", key=key, code=fault.code)
        return await self._api.run(call(**where, text=page.text, blocks=[]), _Posted)


def _leads_away(message: Message) -> bool:
    return any(isinstance(part, Choices) and any(choice.private for choice in part.choices) for part in message.blocks)


def _receipt(posted: _Posted) -> Receipt:
    return Receipt(f"{posted.channel}:{posted.ts}" if posted.channel and posted.ts else "")
