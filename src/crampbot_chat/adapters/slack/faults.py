"""What each of Slack's error codes means for the sender: try later, unsure, gone or refused."""

from crampbot_chat.contract import Gone, Refused, TryLater, Undelivered, Unsure

UNREACHABLE = "unreachable"  # ours: no connection, so nothing has left
INTERRUPTED = "interrupted"  # ours: the request had left and no readable answer came
RATE_LIMITED = "ratelimited"
NO_CHANNEL = "channel_not_found"

WAIT = frozenset(
    {
        UNREACHABLE,
        RATE_LIMITED,
        "http_503",
        "message_limit_exceeded",  # the workspace sends too much
        "request_timeout",  # Slack did not get the whole request
        "service_unavailable",
        "team_added_to_org",  # the workspace is being moved
    }
)

MAYBE = frozenset(
    {
        INTERRUPTED,
        "fatal_error",  # "some aspect of the operation may have succeeded", chat.postMessage
        "internal_error",
        "http_200",  # an answer that isn't Slack's
        "http_500",
        "http_502",
        "http_504",
    }
)

NOBODY = frozenset(
    {
        "cannot_dm_bot",
        NO_CHANNEL,
        "channel_type_not_supported",
        "is_archived",
        "is_inactive",
        "not_in_channel",
        "restricted_action",  # an admin lets nobody, or not us, post there
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "user_not_visible",
        "users_list_not_supplied",
        "users_not_found",
    }
)

BAD_TOKEN = frozenset(
    {
        "access_denied",
        "account_inactive",  # of the token, not of the person that we write to
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Nothing can be sent to anybody until somebody repairs the installation."""

BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""The text alone may still arrive."""

NOT_EDITABLE = frozenset(
    {
        "cant_update_message",
        NO_CHANNEL,
        "edit_window_closed",
        "message_not_found",
        "no_dual_broadcast_content_update",
    }
)
"""The message to rewrite is lost to us; what it should say goes out as a new one."""

NOT_THERE = frozenset({NO_CHANNEL, "not_in_channel", "user_not_in_channel", "is_archived"})
"""A note for one person can't be shown in that channel, so it goes to their private chat."""


class Fault(Exception):
    """A call failed: Slack's code for it or one of ours, and the seconds that Slack asks us to wait."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.after = after


def undelivered(fault: Fault) -> Undelivered:
    """What the courier has to do about it."""
    if fault.code in WAIT:
        return TryLater(fault.after)
    if fault.code in MAYBE:
        return Unsure("unsure")
    if fault.code in NOBODY:
        return Gone()
    if fault.code in BAD_TOKEN:
        return TryLater(everybody=True)
    return Refused(fault.code)
