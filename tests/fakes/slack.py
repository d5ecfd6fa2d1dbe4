"""A strict pretended Slack on loopback, driven as a person would: writes, mentions, types commands, presses, looks.

`async with FakeSlack() as fake:` then give the app `fake.base_url` and the tokens. It refuses what Slack refuses, sends
again what was not acknowledged, and fails on request.
"""

from collections.abc import Mapping
from typing import Any

from fakes.slack_blocks import buttons
from fakes.slack_delivery import SECRET, Delivery, Json, signature, signed
from fakes.slack_modal import state
from fakes.slack_server import APP_TOKEN, TOKEN, Server
from fakes.slack_world import APP, BOT, BOT_ID, SHORT, TEAM, Post, Shown, typed

__all__ = ["APP_TOKEN", "BOT", "SECRET", "TEAM", "TOKEN", "Delivery", "FakeSlack", "Shown", "signature", "signed"]


class FakeSlack(Server):
    """The workspace. People's ids start with U, channels' with C; both come into being when they are first named."""

    async def says(self, user: str, words: str, **extra: Any) -> Delivery:
        """A person writes to the bot in private; `extra` overrides fields of the event."""
        channel = self.world.private(user)
        post = Post(self.world.ts(), user, typed(words))
        channel.posts.append(post)
        event = {"type": "message", "user": user, "text": post.text, "ts": post.ts, "team": TEAM, "channel": channel.id}
        return await self.tells({**event, "event_ts": post.ts, "channel_type": "im", **extra})

    async def reacts(self, user: str, emoji: str, begins: str = "") -> Delivery:
        """A person reacts to the bot's newest message in private, or the newest that begins like this."""
        channel = self.world.private(user)
        posts = [post for post in channel.posts if post.user == BOT and post.text.startswith(begins)]
        item = {"type": "message", "channel": channel.id, "ts": posts[-1].ts}
        event = {"type": "reaction_added", "user": user, "reaction": SHORT[emoji].strip(":"), "item_user": BOT}
        return await self.tells({**event, "item": item, "event_ts": self.world.ts()})

    async def mentions(self, channel: str, user: str, words: str, thread: str = "", **extra: Any) -> Delivery:
        """A person calls the bot in a channel."""
        self.world.user(user)
        post = Post(self.world.ts(), user, f"<@{BOT}> {typed(words)}".strip(), thread=thread)
        self.world.channel(channel).posts.append(post)
        event = {
            "type": "app_mention",
            "user": user,
            "text": post.text,
            "ts": post.ts,
            "team": TEAM,
            "channel": channel,
        }
        threaded = {"thread_ts": thread} if thread else {}
        return await self.tells({**event, **threaded, "event_ts": post.ts, **extra})

    async def commands(self, user: str, channel: str, command: str = "/cramp", text: str = "") -> Delivery:
        """A person types a slash command in a channel, or with `channel` empty in the bot's private one."""
        place = self.world.find(channel) if channel else self.world.private(user)
        self.world.user(user)
        payload = {
            "token": "old", "team_id": TEAM, "team_domain": "night", "channel_id": place.id,
            "channel_name": "directmessage" if place.person else "general", "user_id": user, "user_name": "someone",
            "command": command, "text": typed(text), "api_app_id": APP, "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T0TEAM/1/x", "trigger_id": self.world.trigger(),
        }  # fmt: skip
        delivery = await self.deliver("slash_commands", payload)
        delivery.on_ack(lambda answer: self._whispered(place.id, user, answer))
        return delivery

    async def presses(self, user: str, label: str, channel: str = "") -> Delivery:
        """A person presses the newest button with that label. Raises LookupError when there is none to see."""
        place, post, button = self.world.button(user, label, channel)
        self.world.user(user)
        action = {"type": "button", "block_id": "b1", "action_ts": self.world.ts(), "text": button["text"]}
        kept = {key: button[key] for key in ("action_id", "value") if key in button}
        threaded = {"thread_ts": post.thread} if post.thread else {}
        container = {
            "type": "message",
            "message_ts": post.ts,
            "channel_id": place.id,
            "is_ephemeral": bool(post.only_for),
        }
        payload: Json = {
            "type": "block_actions", "user": {"id": user, "username": "someone", "team_id": TEAM}, "api_app_id": APP,
            "token": "old", "container": {**container, **threaded}, "trigger_id": self.world.trigger(),
            "team": {"id": TEAM, "domain": "night"}, "channel": {"id": place.id, "name": "somewhere"},
            "response_url": "https://hooks.slack.com/actions/T0TEAM/1/x", "actions": [{**action, **kept}],
        }  # fmt: skip
        if not post.only_for:  # Slack leaves the message out for ephemeral ones
            payload["message"] = {"type": "message", "ts": post.ts, "bot_id": BOT_ID, "text": post.text, **threaded}
        return await self.deliver("interactive", payload)

    async def submits(self, user: str, given: Mapping[str, str]) -> Delivery:
        """A person fills in the form that is shown, and sends it. Raises ValueError for what Slack's app holds back."""
        view = self.world.opened
        if not view:
            raise LookupError("no form is shown")
        sent = {**view, "team_id": TEAM, "app_id": APP, "state": {"values": state(view, given)}}
        payload: Json = {
            "type": "view_submission", "user": {"id": user, "username": "someone", "team_id": TEAM}, "api_app_id": APP,
            "token": "old", "trigger_id": self.world.trigger(), "team": {"id": TEAM, "domain": "night"}, "view": sent,
            "response_urls": [], "is_enterprise_install": False,
        }  # fmt: skip
        delivery = await self.deliver("interactive", payload)
        delivery.on_ack(self._closed)
        return delivery

    def _closed(self, answer: Json | None) -> None:
        """A form closes when it was taken; else it shows what is wrong."""
        wrong = (answer or {}).get("errors", {})
        if wrong.keys() - {block["block_id"] for block in self.world.opened["blocks"]}:
            raise ValueError("an error under a field that isn't there")
        self.world.complained = wrong
        if not wrong:
            self.world.opened = {}

    async def presses_home(self, user: str, label: str) -> Delivery:
        """A person presses a button on the bot's Home tab. Raises LookupError when there is none."""
        view = self.world.homes[user]
        found = [button for button in buttons(view["blocks"]) if button["text"]["text"] == label]
        if not found:
            raise LookupError(f"no button {label!r}")
        kept = {key: found[0][key] for key in ("action_id", "value") if key in found[0]}
        payload: Json = {
            "type": "block_actions", "user": {"id": user, "username": "someone", "team_id": TEAM}, "api_app_id": APP,
            "token": "old", "container": {"type": "view", "view_id": "V1"}, "trigger_id": self.world.trigger(),
            "team": {"id": TEAM, "domain": "night"}, "view": {"id": "V1", "team_id": TEAM, **view},
            "actions": [{"type": "button", "block_id": "b1", "action_ts": self.world.ts(), **kept}],
        }  # fmt: skip
        return await self.deliver("interactive", payload)

    async def opens(self, user: str, tab: str = "home") -> Delivery:
        """A person looks at a tab of the bot's page: home or messages."""
        channel = self.world.private(user)
        event = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
        return await self.tells({**event, "event_ts": self.world.ts()})

    async def tells(self, event: Json, event_id: str = "") -> Delivery:
        """Slack tells any event, as it is."""
        return await self.deliver("events_api", self.world.envelope(event, event_id))

    def shown(self, channel: str, viewer: str = "") -> list[Shown]:
        """The channel as it looks now to `viewer`; a person's id stands for their private one."""
        return self.world.shown(channel, viewer)

    def _whispered(self, place: str, user: str, answer: Json | None) -> None:
        """What a command is answered with at once is shown to who typed it."""
        if answer and answer.get("text"):
            blocks = answer.get("blocks") or []
            self.world.find(place).posts.append(Post(self.world.ts(), BOT, answer["text"], blocks, only_for=user))
