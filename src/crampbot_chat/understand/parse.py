"""What was understood as plain data: the fields of `crampbot parse --jsonl`."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crampbot_chat.understand.said import Context, Said
from crampbot_chat.understand.understanding import understand


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to one question, as plain data."""
    said = understand(str(asked.get("text", "")), now=_now(asked), context=context(asked.get("context")))
    return {"id": asked.get("id"), **plain_data(said)}


def plain_data(said: Said) -> dict[str, Any]:
    """A Said as the fields of the interface."""
    return {
        "intent": said.intent,
        "slots": said.slots,
        "reminder": None,
        "topic": said.topic,
        "topics": said.topics,
        "red_flag": said.red_flag,
        "confidence": said.confidence,
        "why": said.why,
    }


def context(given: dict[str, Any] | None) -> Context:
    """The state of the conversation, from its JSON form."""
    given = given or {}
    return Context(given.get("state", ""), given.get("muscle", ""), (given.get("reminder") or {}).get("task", ""))


def _now(asked: dict[str, Any]) -> datetime:
    zone = ZoneInfo(asked.get("tz") or "UTC")
    told = asked.get("now")
    return datetime.fromisoformat(told).replace(tzinfo=zone) if told else datetime.now(UTC).astimezone(zone)
