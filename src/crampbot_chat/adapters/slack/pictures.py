"""Pictures on Slack: uploaded once, then shown by their file id; where that fails, their words have to do."""

import logging
from collections.abc import Awaitable, Callable

from msgspec import Struct

from crampbot_chat import log
from crampbot_chat.adapters.slack.api import Api, Done
from crampbot_chat.adapters.slack.faults import Fault
from crampbot_chat.adapters.slack.hear import NAME
from crampbot_chat.contract import NoPicture, Pictures
from crampbot_chat.model import Message, Picture

WAITS = (0.5, 1.0, 2.0)  # seconds; Slack takes a moment until it knows a file that it has just been given
DENIED = frozenset({"missing_scope", "not_allowed_token_type", "no_permission", "access_denied"})


class _Place(Struct):
    upload_url: str
    file_id: str


class Uploads:
    """What Slack has of our pictures. `bot` tells who we are, `sleep` is the clock."""

    def __init__(
        self,
        api: Api,
        pictures: Pictures,
        bot: Callable[[], Awaitable[str]],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._api = api
        self._pictures = pictures
        self._bot = bot
        self._sleep = sleep
        self._denied = False  # the app may not upload: asked once, until the next start
        self._fresh: dict[str, int] = {}  # assets just uploaded, and how often we have waited for them

    async def files(self, message: Message) -> dict[str, str]:
        """The file ids of the message's pictures by their asset, uploaded where Slack hasn't got them yet."""
        found: dict[str, str] = {}
        for part in message.blocks:
            if isinstance(part, Picture) and not self._denied:
                try:
                    found[part.asset] = await self._file(part)
                except NoPicture:
                    continue
                except Fault as fault:
                    self._denied = fault.code in DENIED
                    log.event("slack_picture_refused", level=logging.WARNING, code=fault.code)
        return found

    async def wait(self, assets: tuple[str, ...]) -> bool:
        """Slack doesn't take the pictures (yet): True after a moment, when it may by now."""
        waited = max((self._fresh.get(asset, len(WAITS)) for asset in assets), default=len(WAITS))
        if waited >= len(WAITS):
            bot = await self._bot()
            for asset in assets:
                if self._fresh.pop(asset, None) is None:  # known for long, and no longer there
                    await self._pictures.keep(NAME, bot, asset, "")
            return False
        for asset in assets:
            if asset in self._fresh:
                self._fresh[asset] += 1
        await self._sleep(WAITS[waited])
        return True

    async def _file(self, picture: Picture) -> str:
        bot = await self._bot()
        known = await self._pictures.find(NAME, bot, picture.asset)
        if known:
            return known
        image = await self._pictures.image(picture.asset)
        client = self._api.client
        size, alt = len(image.content), picture.alt or None
        place = await self._api.ask(
            client.files_getUploadURLExternal(filename=image.name, length=size, alt_txt=alt), _Place
        )
        await self._api.put(place.upload_url, image.content)
        kind = image.name.rpartition(".")[2]
        file: dict[str, str | None] = {"id": place.file_id, "title": image.name, "highlight_type": kind}
        await self._api.ask(client.files_completeUploadExternal(files=[file]), Done)
        await self._pictures.keep(NAME, bot, picture.asset, place.file_id)
        self._fresh[picture.asset] = 0
        return place.file_id
