"""Slack, on Bolt for Python: by Socket Mode or by signed HTTP requests."""

from crampbot_chat.adapters.slack.adapter import Pages, Slack
from crampbot_chat.adapters.slack.check import Finding

__all__ = ["Finding", "Pages", "Slack"]
