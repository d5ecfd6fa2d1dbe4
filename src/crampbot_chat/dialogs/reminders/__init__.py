"""Reminders, the whole life of one: made by a sentence, rung, answered, snoozed, listed, changed, deleted."""
