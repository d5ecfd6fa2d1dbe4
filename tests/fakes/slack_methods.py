"""The Web API methods of the pretended Slack, each as strict as the real one."""

import json
from collections.abc import Callable
from typing import Any

from fakes.slack_blocks import HOME_BLOCKS, complaints
from fakes.slack_modal import modal_complaints
from fakes.slack_world import APP, BOT, BOT_ID, TEAM, Channel, Post, Refusal, World

Json = dict[str, Any]
TEXT_LIMIT = 40_000  # characters; chat.postMessage
TRIGGER = 3  # seconds

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "conversations.info": "channels:read",
}


def auth_test(_world: World, _given: Json) -> Json:
    return {
        "url": "https://night.slack.com/",
        "team": "Night",
        "team_id": TEAM,
        "user": "crampbot",
        "user_id": BOT,
        "bot_id": BOT_ID,
    }


def users_info(world: World, given: Json) -> Json:
    user = world.users.get(given.get("user", ""))
    if user is None:
        raise Refusal("user_not_found")
    profile = {
        "id": user.id,
        "team_id": TEAM,
        "deleted": user.disabled,
        "tz": user.tz,
        "is_bot": False,
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "profile": {"display_name": user.name, "real_name": user.name},
    }
    return {
        "user": {**profile, **({"locale": user.locale} if given.get("include_locale") in {"1", "true", True} else {})}
    }


def conversations_info(world: World, given: Json) -> Json:
    channel = world.channels.get(given.get("channel", ""))
    if channel is None or not channel.has_bot:
        raise Refusal("channel_not_found")
    return {"channel": {"id": channel.id, "creator": channel.creator, "is_archived": channel.archived}}


def conversations_open(world: World, given: Json) -> Json:
    user = world.users.get(given.get("users", ""))
    if user is None:
        raise Refusal("user_not_found")
    if user.disabled:
        raise Refusal("user_disabled")
    return {"channel": {"id": world.private(user.id).id}}


def chat_post_message(world: World, given: Json) -> Json:
    channel = _place(world, given)
    post = _post(world, given, BOT)
    channel.posts.append(post)
    return {"channel": channel.id, "ts": post.ts, "message": {"text": post.text, "ts": post.ts, "bot_id": BOT_ID}}


def chat_post_ephemeral(world: World, given: Json) -> Json:
    channel = _place(world, given)
    user = given.get("user", "")
    if user not in world.users:
        raise Refusal("user_not_in_channel")
    post = _post(world, given, BOT)
    post.only_for = user
    channel.posts.append(post)
    return {"message_ts": post.ts}


def chat_update(world: World, given: Json) -> Json:
    channel = _place(world, given)
    post = next((post for post in channel.posts if post.ts == given.get("ts")), None)
    if post is None or post.only_for:
        raise Refusal("message_not_found")
    if post.user != BOT:
        raise Refusal("cant_update_message")
    new = _post(world, given, BOT)
    post.text, post.blocks, post.edited = new.text, new.blocks, True
    return {"channel": channel.id, "ts": post.ts, "text": post.text}


def views_publish(world: World, given: Json) -> Json:
    view = given.get("view")
    if not isinstance(view, dict) or view.get("type") != "home":
        raise Refusal("invalid_arguments")
    wrong = complaints(view.get("blocks"), HOME_BLOCKS)
    if wrong:
        raise Refusal("invalid_arguments", wrong)
    if given.get("user_id") not in world.users:
        raise Refusal("user_not_found")
    world.homes[given["user_id"]] = view
    return {"view": {"id": "V1", "app_id": APP}}


def views_open(world: World, given: Json) -> Json:
    """A trigger is good once, for three seconds."""
    issued = world.triggers.pop(given.get("trigger_id", ""), None)
    if issued is None:
        raise Refusal("exchanged_trigger_id" if given.get("trigger_id") else "invalid_arguments")
    if world.clock() - issued > TRIGGER:
        raise Refusal("expired_trigger_id")
    wrong = modal_complaints(given.get("view"))
    if wrong:
        raise Refusal("invalid_arguments", wrong)
    world.opened = {"id": f"V{world.ts()}", "hash": world.ts(), **given["view"]}
    return {"view": {**world.opened, "app_id": APP}}


def files_get_upload_url(world: World, given: Json) -> Json:
    length = str(given.get("length", ""))
    if not given.get("filename") or not length.isdecimal() or int(length) < 1:
        raise Refusal("invalid_arguments")
    file = world.file(given["filename"], int(length))
    return {"upload_url": f"{world.url}upload/{file.id}", "file_id": file.id}


def files_complete_upload(world: World, given: Json) -> Json:
    files = json.loads(given.get("files") or "[]")
    if not files:
        raise Refusal("invalid_arguments")
    for named in files:
        file = world.files.get(named.get("id", ""))
        if file is None or len(file.content) != file.length:
            raise Refusal("file_not_found")
        if named.keys() - {"id", "title", "highlight_type"}:
            raise Refusal("invalid_arguments")
        file.complete = True
    return {"files": [{"id": named["id"], "title": named.get("title", "")} for named in files]}


METHODS: dict[str, Callable[[World, Json], Json]] = {
    "auth.test": auth_test,
    "users.info": users_info,
    "conversations.info": conversations_info,
    "conversations.open": conversations_open,
    "chat.postMessage": chat_post_message,
    "chat.postEphemeral": chat_post_ephemeral,
    "chat.update": chat_update,
    "views.publish": views_publish,
    "views.open": views_open,
    "files.getUploadURLExternal": files_get_upload_url,
    "files.completeUploadExternal": files_complete_upload,
}


def _place(world: World, given: Json) -> Channel:
    name = given.get("channel", "")
    if name.startswith("U") and name in world.users:
        return world.private(name)
    channel = world.channels.get(name)
    if channel is None:
        raise Refusal("channel_not_found")
    if channel.archived:
        raise Refusal("is_archived")
    if not channel.has_bot:
        raise Refusal("not_in_channel")
    return channel


def _post(world: World, given: Json, user: str) -> Post:
    text, blocks = given.get("text", ""), given.get("blocks") or []
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > TEXT_LIMIT:
        raise Refusal("msg_too_long")
    wrong = complaints(blocks) or [
        f"invalid slack file [json-pointer:/blocks/{number}/slack_file]"
        for number, block in enumerate(blocks)
        if block["type"] == "image" and "slack_file" in block and not world.shows(block["slack_file"]["id"])
    ]
    if wrong:
        raise Refusal("invalid_blocks", wrong)
    return Post(world.ts(), user, text, blocks, thread=given.get("thread_ts", ""))
