"""Delivery: what has been committed to the outbox reaches its chat, in order, at the platform's pace."""

from crampbot_chat.courier.courier import Courier
from crampbot_chat.courier.housekeeping import keep_house
from crampbot_chat.courier.pace import PACES, Pace

__all__ = ["PACES", "Courier", "Pace", "keep_house"]
