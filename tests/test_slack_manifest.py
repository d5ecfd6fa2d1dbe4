"""The two app manifests: what Slack takes, as little as we need, and the same app either way."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from crampbot_chat.adapters.slack.check import SCOPES
from crampbot_chat.adapters.slack.hear import EVENTS

FOLDER = Path(__file__).parent.parent / "docs" / "slack"
NAMES = ("socket", "http")
ADDRESS = "https://bot.example.org/slack/events"

# slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json: the sections that we use, and what may stand in them
KEYS = {
    (): {"_metadata", "display_information", "features", "oauth_config", "settings"},
    ("_metadata",): {"major_version", "minor_version"},
    ("display_information",): {"name", "description", "long_description", "background_color"},
    ("features",): {"app_home", "bot_user", "shortcuts", "slash_commands"},
    ("features", "app_home"): {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    ("features", "bot_user"): {"display_name", "always_online"},
    ("features", "slash_commands", 0): {"command", "url", "description", "usage_hint", "should_escape"},
    ("oauth_config",): {"redirect_urls", "scopes"},
    ("oauth_config", "scopes"): {"bot", "bot_optional"},
    ("settings",): {
        "event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled",
    },
    ("settings", "event_subscriptions"): {"request_url", "bot_events"},
    ("settings", "interactivity"): {"is_enabled", "request_url"},
}  # fmt: skip
LENGTHS = {
    ("display_information", "name"): (1, 35),
    ("display_information", "description"): (1, 140),
    ("display_information", "long_description"): (175, 4000),
    ("features", "bot_user", "display_name"): (1, 80),
    ("features", "slash_commands", 0, "command"): (2, 32),
    ("features", "slash_commands", 0, "description"): (1, 2000),
    ("features", "slash_commands", 0, "usage_hint"): (1, 1000),
}
NEEDS = {  # which scope each event asks for; docs.slack.dev/reference/events
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_left": "channels:read",
    "group_left": "groups:read",
    "member_joined_channel": "channels:read",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "tokens_revoked": "",
}


def manifest(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"manifest.{name}.yaml").read_text("utf-8"))


def at(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def sections(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where there are tables."""
    inner = enumerate(tree) if isinstance(tree, list) else tree.items() if isinstance(tree, dict) else ()
    found = [path] if isinstance(tree, dict) else []
    return found + [place for key, value in inner for place in sections(value, (*path, key))]


@pytest.mark.parametrize("name", NAMES)
def test_slack_knows_every_key(name: str) -> None:
    tree = manifest(name)
    for path in sections(tree):
        assert at(tree, path).keys() <= KEYS[path], path


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_too_long_or_too_short(name: str) -> None:
    tree = manifest(name)
    for path, (least, most) in LENGTHS.items():
        assert least <= len(at(tree, path)) <= most, path
    assert re.fullmatch(r"#[0-9a-f]{6}", tree["display_information"]["background_color"])
    assert tree["features"]["slash_commands"][0]["command"] == "/cramp"


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_for_no_more_than_it_needs(name: str) -> None:
    tree = manifest(name)
    assert tree["oauth_config"] == {"scopes": {"bot": sorted(SCOPES)}}
    events = tree["settings"]["event_subscriptions"]["bot_events"]
    assert events == sorted(NEEDS)
    assert {NEEDS[event] for event in events} - {""} <= SCOPES
    assert {event.partition(".")[0] for event in events} <= {*EVENTS, "app_home_opened"}


@pytest.mark.parametrize("name", NAMES)
def test_people_can_write_and_press(name: str) -> None:
    tree = manifest(name)
    home = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    assert tree["features"]["app_home"] == home
    assert tree["features"]["slash_commands"][0]["should_escape"] is True
    assert tree["settings"]["interactivity"]["is_enabled"] is True
    assert tree["settings"]["token_rotation_enabled"] is False  # the token is a setting, so it has to last


def test_socket_mode_needs_no_address() -> None:
    assert manifest("socket")["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(manifest("socket"))


def test_http_has_one_address_for_everything() -> None:
    tree = manifest("http")
    assert tree["settings"]["socket_mode_enabled"] is False
    addresses = [
        tree["features"]["slash_commands"][0].pop("url"),
        tree["settings"]["event_subscriptions"].pop("request_url"),
        tree["settings"]["interactivity"].pop("request_url"),
    ]
    assert addresses == [ADDRESS] * 3


def test_it_is_the_same_app_either_way() -> None:
    http, socket = manifest("http"), manifest("socket")
    del http["features"]["slash_commands"][0]["url"], http["settings"]["event_subscriptions"]["request_url"]
    del http["settings"]["interactivity"]["request_url"]
    http["settings"]["socket_mode_enabled"] = True
    assert http == socket
