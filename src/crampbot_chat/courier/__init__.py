"""Delivery: what has been committed to the outbox reaches its chat, in order, at the platform's pace."""

from crampbot_chat.courier.courier import Courier, Lease
from crampbot_chat.courier.pace import PACES, Pace

__all__ = ["PACES", "Courier", "Lease", "Pace"]
