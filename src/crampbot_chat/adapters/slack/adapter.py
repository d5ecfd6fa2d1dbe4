"""Slack as an Adapter: one workspace, by Socket Mode (app token) or HTTP (signing secret)."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from crampbot_chat import log
from crampbot_chat.adapters.slack.api import Api, Done
from crampbot_chat.adapters.slack.check import Finding, findings
from crampbot_chat.adapters.slack.door import Answer, Door
from crampbot_chat.adapters.slack.errands import Errands
from crampbot_chat.adapters.slack.faults import Fault, undelivered
from crampbot_chat.adapters.slack.forms import asked, view
from crampbot_chat.adapters.slack.hear import NAME, Me, hear
from crampbot_chat.adapters.slack.hints import Hints
from crampbot_chat.adapters.slack.pictures import Uploads
from crampbot_chat.adapters.slack.rights import Rights
from crampbot_chat.adapters.slack.send import Rooms, Sender
from crampbot_chat.adapters.slack.socket_mode import Sleep, SocketMode
from crampbot_chat.contract import Capabilities, Form, Pictures, Receipt, Receive, Wrong
from crampbot_chat.model import Address, Left, Message, Millis, Press, Text

BASE_URL = "https://slack.com/api/"
OPENING = 2.0  # seconds for a form to open; after three its trigger is dead, and Slack tells people that we failed
OPENED_ALREADY = "exchanged_trigger_id"  # the press came twice


class Pages(Struct, frozen=True):
    """What stands in places that only Slack has; None leaves them empty.

    forms: by name; typed: which button's token /cramp alone with these words stands for.
    home: the bot's Home tab. answered: the note to whoever typed /cramp in a channel, that the answer is in private.
    """

    home: Message | None = None
    answered: Message | None = None
    forms: Mapping[str, Form] = {}
    typed: Mapping[str, str] = {}


class _Us(Struct):
    user_id: str
    team_id: str | None = None
    enterprise_id: str | None = None
    bot_id: str | None = None


class Slack:
    """One workspace. `now` and `sleep` are the clock."""

    name = NAME
    can = Capabilities(edit=True, quiet=False, only_for=True)

    def __init__(
        self,
        *,
        token: str,
        app_token: str = "",
        signing_secret: str = "",
        base_url: str = BASE_URL,
        pages: Pages | None = None,
        pictures: Pictures | None = None,
        now: Callable[[], Millis],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._pages = pages or Pages()
        self._now = now
        self._app_token = app_token
        self._signed = bool(signing_secret)
        self._api = Api(token, base_url)
        self._rooms = Rooms(self._api)
        uploads = Uploads(self._api, pictures, self._bot, sleep) if pictures else None
        self._sender = Sender(self._api, self._rooms, self._private_link, uploads)
        self._errands = Errands()
        self._hints = Hints(self._api, self._errands, now)
        self._rights = Rights(self._api, now)
        self._door = Door(self._api.client, signing_secret, self._whoami, self._take)
        self._socket = SocketMode(self._api, app_token, self._door.envelope, sleep) if app_token else None
        self._receive: Receive | None = None
        self._me: Me | None = None
        self._asking = asyncio.Lock()
        self._app = ""  # our app's id, as every payload says it

    @property
    def serving(self) -> bool:
        """True while events can arrive and messages can leave."""
        way_in = self._socket.connected if self._socket else self._signed
        return self._receive is not None and way_in and self._api.trusted

    async def listen(self, receive: Receive) -> None:
        """Serve until cancelled. Acknowledges an event only after `receive` has returned."""
        self._receive = receive
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._errands.run())
                self._errands.add("who am I", self._learn_me)
                await (self._socket.run() if self._socket else asyncio.Event().wait())
        finally:
            self._receive = None

    async def send(self, to: Address, message: Message, editing: str = "") -> Receipt:
        """Deliver; `editing` is the ref of the message to rewrite. Raises Undelivered.

        And ValueError for a private message to a shared place: a mistake of ours that nothing must hide.
        """
        try:
            return await self._sender.send(to, message, editing)
        except Fault as fault:
            failure = undelivered(fault)
        raise failure

    async def handle(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer POST /slack/events: events, commands and buttons. 503 while nobody listens."""
        if not self._signed:
            return 404, {}, b""
        if self._receive is None:
            return 503, {}, b""
        return await self._door.request(headers, body)

    async def check(self) -> list[Finding]:
        """What is wrong with the tokens, the scopes or the way to Slack."""
        return await findings(self._api, self._app_token)

    async def close(self) -> None:
        """Let go of the connections; after the last `send`."""
        await self._api.close()

    async def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        """Commit what one payload says; the answer is shown to whoever typed a command."""
        receive = self._receive
        if receive is None:
            raise RuntimeError("not listening")
        me = await self._whoami()
        self._app = str(body.get("api_app_id") or self._app)
        self._show_home(body)
        if await self._opens(body):
            return {}
        heard = hear(body, me, self._now())
        if heard is None:
            return {}
        event = heard.event
        if heard.room:
            self._rooms.learn(event.who.user, heard.room)
        if not event.where.shared:
            hint = self._hints.of(event.who.user)
            event = structs.replace(event, zone=hint.zone, language=hint.language, name=hint.name)
        elif isinstance(event.what, Text | Press):
            standing = await self._rights.of(event.who.user, event.where.chat)
            event = structs.replace(event, zone=standing.zone, may_manage=standing.manages)
        try:
            await receive(event)
        except Wrong as wrong:
            return {"response_action": "errors", "errors": wrong.fields}
        if isinstance(event.what, Left) and not event.where.chat:
            self._api.trusted = False
        return await self._note(body)

    async def _opens(self, body: dict[str, Any]) -> bool:
        """Show the form that a button or command asks for; False when it is another, or the moment for it is over.

        Then the press is taken as such, and answered in words: a trigger lives three seconds.
        """
        pages = self._pages
        action = next(iter(body.get("actions") or [{}]))
        said = str(body.get("text") or "").strip().lower() if "command" in body else ""
        wanted = asked(str(action.get("value") or pages.typed.get(said, "")), pages.forms)
        if wanted is None:
            return False
        opening = self._api.client.views_open(trigger_id=str(body.get("trigger_id")), view=view(*wanted))
        try:
            async with asyncio.timeout(OPENING):
                await self._api.run(opening, Done)
        except (Fault, TimeoutError) as failure:
            code = failure.code if isinstance(failure, Fault) else "timeout"
            if code == OPENED_ALREADY:
                return True
            log.event("form_not_opened", level=logging.WARNING, adapter=NAME, code=code)
            return False
        return True

    async def _note(self, body: dict[str, Any]) -> dict[str, Any]:
        """To whoever typed the command in a channel: where the answer is."""
        channel = str(body.get("channel_id") or "D")
        if "command" not in body or channel.startswith("D") or self._pages.answered is None:
            return {}
        page = await self._sender.page(self._pages.answered)
        return {"response_type": "ephemeral", "text": page.text, "blocks": page.blocks}

    def _show_home(self, body: dict[str, Any]) -> None:
        event = body.get("event")
        home = self._pages.home
        if home is None or not isinstance(event, dict) or event.get("type") != "app_home_opened":
            return
        user = event.get("user")
        if event.get("tab") == "home" and isinstance(user, str):
            self._errands.add(f"home {user}", lambda: self._publish(user, home))

    async def _publish(self, user: str, home: Message) -> None:
        view = {"type": "home", "blocks": (await self._sender.page(home)).blocks}
        await self._api.run(self._api.client.views_publish(user_id=user, view=view), Done)

    async def _learn_me(self) -> None:
        await self._whoami()

    async def _whoami(self) -> Me:
        """Our ids, asked once. Raises Fault, and then the payload is not acknowledged."""
        if self._me:
            return self._me
        async with self._asking:
            if self._me is None:
                us = await self._api.run(self._api.client.auth_test(), _Us)
                self._me = Me(us.team_id or us.enterprise_id or "", us.user_id, us.bot_id or "")
            return self._me

    async def _bot(self) -> str:
        """Which bot we are: a file belongs to the one that uploaded it."""
        me = await self._whoami()
        return f"{me.workspace} {me.user}"

    async def _private_link(self) -> str:
        """Where a choice leads that opens the private chat; docs.slack.dev, "Deep linking into Slack"."""
        me = await self._whoami()
        if self._app:
            return f"slack://app?team={me.workspace}&id={self._app}&tab=messages"
        return f"slack://user?team={me.workspace}&id={me.user}"
