"""What `crampbot check` can find out about Slack: codes and facts; their words are in content."""

from msgspec import Struct, field

from crampbot_chat.adapters.slack.api import Api, Done
from crampbot_chat.adapters.slack.faults import BAD_TOKEN, MAYBE, WAIT, Fault

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:read",
        "users:read",
    }
)


class Finding(Struct, frozen=True):
    """`code` is one of: unreachable, bad_token, missing_scopes, bad_app_token, refused."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


class _Granted(Struct):
    scopes: str = ""


async def findings(api: Api, app_token: str) -> list[Finding]:
    """Ask Slack, without changing anything there; an empty list is good news."""
    try:
        granted = (await api.run(api.client.auth_test(), _Granted)).scopes
    except Fault as fault:
        return [_finding(fault, "bad_token")]
    found = []
    missing = SCOPES - {scope.strip() for scope in granted.split(",")}
    if missing:
        found.append(Finding("missing_scopes", {"scopes": ", ".join(sorted(missing))}))
    if app_token:
        try:
            await api.ask(api.client.apps_connections_open(app_token=app_token), Done)
        except Fault as fault:
            found.append(_finding(fault, "bad_app_token"))
    return found


def _finding(fault: Fault, bad_token: str) -> Finding:
    if fault.code in BAD_TOKEN:
        return Finding(bad_token, {"reason": fault.code})
    if fault.code in WAIT | MAYBE:
        return Finding("unreachable", {"reason": fault.code})
    return Finding("refused", {"reason": fault.code})
