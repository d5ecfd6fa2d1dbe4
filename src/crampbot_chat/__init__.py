"""CrampBot Chat: relief for night cramps in Telegram, in Slack and in a terminal."""

__version__ = "0.1.0"
